"""A process of a running platform that runs Python for a test: Django is set up once, and each call takes no time.

`Interpreter` is the test's side; run as a module, this file is that process. Lines of JSON go between them.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path

from tests.servers import die_with_parent

ROOT = Path(__file__).resolve().parents[1]


class Interpreter:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.interpreter"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (it starts no process that outlives it)
        )

    def run(self, code: str) -> str:
        """What the code printed; where it failed, the test fails."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(code) + "\n")
        self.process.stdin.flush()
        printed, error = json.loads(self.process.stdout.readline() or '["", "the process ended"]')
        assert not error, f"{code}\n{printed}\n{error}"
        return str(printed)

    def stop(self) -> None:
        self.process.kill()
        self.process.communicate()


def main() -> None:
    import django
    from django.db import connections

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exam_platform.settings")
    django.setup()
    answers = sys.stdout
    for line in sys.stdin:
        printed, error = io.StringIO(), ""
        try:
            with contextlib.redirect_stdout(printed):
                exec(json.loads(line), {})
        except Exception:  # noqa: BLE001 (told to the test, which fails)
            error = traceback.format_exc()
        # The next call may find another database in the place of this one.
        connections.close_all()
        answers.write(json.dumps([printed.getvalue(), error]) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
