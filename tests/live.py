"""The platform's own processes, started by its own supervisor, on a free port and in a folder of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.interpreter import ROOT, Interpreter
from tests.servers import die_with_parent, free_port

FROM_THE_TEST_RUN = {
    *("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "STATEMENT_SECONDS", "TEST_STACK", "TEST_FOLDER"),
}


@dataclass
class LivePlatform:
    """`environment` adds settings: DATABASE_URL and REDIS_URL for another stack, PUBLIC_URL for another address."""

    data_dir: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    # Where the output goes, if not into the data folder.
    log_file: Path | None = None
    # Seconds that a command may take.
    patience: float = 300
    interpreter: Interpreter | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The root's address, with a slash at its end."""
        return self.environment.get("PUBLIC_URL", f"http://127.0.0.1:{self.port}/")

    @property
    def settings(self) -> dict[str, str]:
        """The environment that every process of this platform runs in."""
        kept = {name: value for name, value in os.environ.items() if name not in FROM_THE_TEST_RUN}
        own = {"DATA_DIR": str(self.data_dir), "PORT": str(self.port), "PUBLIC_URL": self.url, "LOG_LEVEL": "WARNING"}
        return {**kept, **own, **self.environment}

    def command(self, *arguments: str) -> str:
        """Run `exam-platform <arguments>` against this platform; returns what it printed, a failure fails the test."""
        done = subprocess.run(
            [sys.executable, "-m", "exam_platform", *arguments],
            cwd=ROOT,
            env=self.settings,
            capture_output=True,
            text=True,
            timeout=self.patience,
            check=False,
        )
        assert done.returncode == 0, f"{arguments} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def python(self, code: str) -> str:
        """Run Python with Django set up against this platform's database; returns what it printed."""
        if self.process is None or self.process.poll() is not None or "DATABASE_URL" in self.environment:
            return self.command("shell", "--no-imports", "-v", "0", "-c", code)
        if self.interpreter is None or self.interpreter.environment != self.settings:
            self._forget_interpreter()
            self.interpreter = Interpreter(self.settings)
        return self.interpreter.run(code)

    def _forget_interpreter(self) -> None:
        if self.interpreter:
            self.interpreter.stop()
            self.interpreter = None

    def start(self, seconds: float = 120) -> Self:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "exam_platform", "serve"],
            cwd=ROOT,
            env=self.settings,
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (the supervisor's children end by its own means)
        )
        deadline = time.monotonic() + seconds
        while not self.answers():
            assert self.process.poll() is None, f"the platform ended:\n{self.log.read_text()}"
            assert time.monotonic() < deadline, f"the platform does not answer:\n{self.log.read_text()}"
            time.sleep(0.1)
        return self

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    @property
    def log(self) -> Path:
        return self.log_file or self.data_dir / "output.txt"

    def process_id(self, name: str) -> int:
        """Of `web`, `worker` or `beat`; also the id of its process group, for tests that kill."""
        return int((self.data_dir / "run" / f"{name}.pid").read_text())

    def stop(self) -> None:
        self._forget_interpreter()
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(40)

    def accounts(self) -> list[dict[str, str]]:
        """The accounts that `prepare` wrote down."""
        accounts: list[dict[str, str]] = json.loads((self.data_dir / "demo-accounts.json").read_text())
        return accounts

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
