"""What is killed, stopped and waited for. Everything here was started by the test that asks."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.faults.stacks import Stack
from tests.live import ROOT
from tests.servers import die_with_parent


def children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


def eventually(holds: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.05)


def leader(stack: Stack, name: str) -> int:
    """The living process `name`; while it is being started again there is none, so this waits."""
    found: list[int] = []

    def lives() -> bool:
        with contextlib.suppress(OSError, ValueError):
            found[:] = [stack.platform.process_id(name)]
            os.kill(found[0], 0)
            return True
        return False

    eventually(lives)
    return found[0]


def kill_child(stack: Stack, name: str, number: int = 0) -> None:
    """One of the processes that `name` has forked, with -9: a web worker, a child of the Celery worker."""
    found: list[int] = []
    eventually(lambda: found.extend(children(leader(stack, name))) or found)
    with contextlib.suppress(ProcessLookupError):
        os.kill(found[number % len(found)], signal.SIGKILL)


def kill_group(stack: Stack, name: str) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader(stack, name), signal.SIGKILL)


@contextlib.contextmanager
def dark(stack: Stack) -> Iterator[None]:
    """The whole web group killed with -9, and nobody there to start it again."""
    supervisor = stack.platform.process
    assert supervisor
    supervisor.send_signal(signal.SIGSTOP)
    try:
        kill_group(stack, "web")
        yield
    finally:
        supervisor.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def stopped(*pids: int) -> Iterator[None]:
    """Not dead but silent: the kernel goes on answering for them."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


@contextlib.contextmanager
def another(stack: Stack, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A second process of that kind beside the supervisor's, as a deployment in containers may have."""
    process = subprocess.Popen(
        [sys.executable, "-m", "exam_platform", "serve", name],
        cwd=ROOT,
        env=stack.platform.settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 (its children end by its own means)
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
