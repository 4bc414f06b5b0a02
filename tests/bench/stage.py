"""Where the benches run: a scratch database with the product's schema, the product's web server, and a bare one."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.frame import cpu_of_family, cpu_of_group
from tests.live import ROOT, LivePlatform
from tests.servers import Postgresql, Redis, die_with_parent, free_port, server_folder

CLIENTS = 8


@dataclass(eq=False)
class WebServer:
    """A Granian server that leads a process group of its own."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu(self) -> float:
        return cpu_of_group(self.process.pid)

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(15)


@dataclass
class Stage:
    """One stack, on which web servers can be started; everything ends with it."""

    name: str
    platform: LivePlatform
    postgresql: Postgresql | None
    servers: list[WebServer] = field(default_factory=list)

    def tell(self, script: str, **facts: Any) -> Any:
        """What `tests.bench.<script>` returns, run with Django against this stack's database, in its own process."""
        module, _, function = script.partition(".")
        code = f"import json; from tests.bench import {module}; print(json.dumps({module}.{function}(**{facts!r})))"
        return json.loads(self.platform.python(code).splitlines()[-1])

    def database_cpu(self) -> float:
        """SQLite works in the web server's own processes."""
        return cpu_of_family(self.postgresql.process.pid) if self.postgresql and self.postgresql.process else 0.0

    def product(self) -> WebServer:
        environment = {**self.platform.settings, "LOG_LEVEL": "WARNING"}
        command = [sys.executable, "-m", "exam_platform", "serve", "web", "--host", "127.0.0.1"]
        return self._started([*command, "--port", str(self.platform.port)], self.platform.port, environment)

    def bare(self, product: WebServer, handler: str, facts: dict[str, Any]) -> WebServer:
        """`tests.bench.bare:<handler>` under the very command line that the product's server runs with."""
        command = Path(f"/proc/{product.process.pid}/cmdline").read_text().rstrip("\0").split("\0")
        port = free_port()
        command[command.index("--port") + 1] = str(port)
        command[-1] = f"tests.bench.bare:{handler}"
        path = self.platform.data_dir / f"bare-{handler}.json"
        path.write_text(json.dumps({"database": self.database, **facts}))
        return self._started(command, port, {**os.environ, "BENCH_FACTS": str(path)})

    @property
    def database(self) -> str:
        return self.postgresql.url if self.postgresql else str(self.platform.data_dir / "db.sqlite3")

    def _started(self, command: list[str], port: int, environment: dict[str, str]) -> WebServer:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=self.platform.log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (no threads run yet when a server is started)
        )
        server = WebServer(process, port)
        self.servers.append(server)
        deadline = time.monotonic() + 60
        while not _answers(port):
            assert process.poll() is None, self.platform.log.read_text()
            assert time.monotonic() < deadline, f"no answer:\n{self.platform.log.read_text()}"
            time.sleep(0.1)
        return server


@contextlib.contextmanager
def stage(name: str) -> Iterator[Stage]:
    """An empty database of this stack, durable as in production."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="exam-bench-")))
        environment, postgresql = {}, None
        if name == "postgresql":
            postgresql = stack.enter_context(Postgresql(server_folder("bench"), durable=True))
            redis = stack.enter_context(Redis(server_folder("bench-redis")))
            environment = {"DATABASE_URL": postgresql.url, "REDIS_URL": redis.url}
        # Filling a scratch database takes statements of more than ten seconds.
        platform = LivePlatform(folder, {**environment, "STATEMENT_SECONDS": "600"}, patience=1200)
        platform.command("migrate", "-v", "0")
        made = Stage(name, platform, postgresql)
        try:
            yield made
        finally:
            for server in made.servers:
                server.stop()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


Act = Callable[[http.client.HTTPConnection, int], None]


def by_clients(port: int, act: Act, *, seconds: float = 0, times: int = 0) -> int:
    """How often CLIENTS connections did `act(connection, client)`, in so many seconds or so many times altogether."""
    end = time.monotonic() + seconds
    done: list[int] = []

    def run(client: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        count = 0
        while count < times // CLIENTS if times else time.monotonic() < end:
            act(connection, client)
            count += 1
        connection.close()
        done.append(count)

    threads = [threading.Thread(target=run, args=(client,)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == CLIENTS, "a client failed"
    return sum(done)
