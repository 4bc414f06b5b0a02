"""One parent for the platform's processes: starts them, prefixes what they say, restarts what dies, ends them all.

Each child leads a process group of its own, so that its children end with it, and is told by the kernel when this
process is gone. Everything runs in one thread, because a function between fork and exec must not meet another's lock.
"""

import contextlib
import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
SHORT_LIFE = 10.0
# Short even for what dies again and again: candidates wait for it.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 3.0
POLITE_SECONDS = 15.0

_libc = ctypes.CDLL(None)


@dataclass
class Service:
    """A command that must always run. `environment` is added to this process's own."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    start_at: float = 0.0
    pause: float = FIRST_PAUSE
    unfinished_line: bytes = b""

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """`run()` returns when a signal asked for the end and everything has ended.

    `folder` receives `<name>.pid`, which is also the id of the child's process group.
    """

    def __init__(self, services: list[Service], folder: Path) -> None:
        self.services = services
        self.folder = folder
        self.selector = selectors.DefaultSelector()
        self.ending = False

    def run(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        before = {each: signal.signal(each, self._end) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            while not self.ending:
                self._start_what_is_due()
                self._pass_on_output(0.2)
                self._notice_deaths()
        finally:
            self._end_all()
            for each, handler in before.items():
                signal.signal(each, handler)

    def _end(self, *_: object) -> None:
        self.ending = True

    def _start_what_is_due(self) -> None:
        now = time.monotonic()
        for service in self.services:
            if service.process is None and now >= service.start_at:
                self._start(service, now)

    def _start(self, service: Service, now: float) -> None:
        service.process = subprocess.Popen(
            service.command,
            env={**os.environ, **service.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 (this process has one thread)
        )
        service.started = now
        assert service.process.stdout is not None
        os.set_blocking(service.process.stdout.fileno(), False)
        self.selector.register(service.process.stdout, selectors.EVENT_READ, service)
        with contextlib.suppress(OSError):
            # For people and tests alone: a full disk must not end the platform.
            (self.folder / f"{service.name}.pid").write_text(f"{service.process.pid}\n")

    def _notice_deaths(self) -> None:
        now = time.monotonic()
        for service in self.services:
            if service.process is None or service.process.poll() is None:
                continue
            code = service.process.returncode
            kill_group(service.process.pid, signal.SIGKILL)
            self._forget(service)
            service.pause = min(service.pause * 2, LONGEST_PAUSE) if now - service.started < SHORT_LIFE else FIRST_PAUSE
            service.start_at = now + service.pause
            self._say(service, f"ended with code {code}, starts again in {service.pause:g} s".encode())

    def _forget(self, service: Service) -> None:
        assert service.process is not None
        assert service.process.stdout is not None
        self._read(service)
        self.selector.unregister(service.process.stdout)
        service.process.stdout.close()
        service.process = None
        (self.folder / f"{service.name}.pid").unlink(missing_ok=True)

    def _pass_on_output(self, seconds: float) -> None:
        if not self.selector.get_map():
            time.sleep(seconds)
            return
        for key, _ in self.selector.select(seconds):
            if not self._read(key.data):
                # Nothing more will come; without a pause a child that closed its output would keep this loop busy.
                time.sleep(0.02)

    def _read(self, service: Service) -> bool:
        """Print the whole lines that have come; False at the end of the output."""
        assert service.process is not None
        assert service.process.stdout is not None
        try:
            chunk = os.read(service.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return True
        *lines, service.unfinished_line = (service.unfinished_line + chunk).split(b"\n")
        for line in lines:
            self._say(service, line)
        return bool(chunk)

    def _say(self, service: Service, line: bytes) -> None:
        with contextlib.suppress(OSError):
            sys.stdout.buffer.write(f"{service.name:<7}| ".encode() + line + b"\n")
            sys.stdout.buffer.flush()

    def _end_all(self) -> None:
        """Politely first: a task in hand may finish and answers under way are written; then by force."""
        for service in self.services:
            if service.alive and service.process:
                service.process.terminate()
        deadline = time.monotonic() + POLITE_SECONDS
        while any(service.alive for service in self.services) and time.monotonic() < deadline:
            self._pass_on_output(0.1)
        for service in self.services:
            if service.process:
                kill_group(service.process.pid, signal.SIGKILL)
                service.process.wait()
                self._forget(service)


def _end_with_parent() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def kill_group(leader: int, how: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, how)
