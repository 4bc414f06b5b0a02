"""`exam-platform serve`: the supervisor and what it promises about its children."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api_client import ApiClient
from tests.live import ROOT, LivePlatform
from tests.servers import free_port

pytestmark = [pytest.mark.live, pytest.mark.timeout(400)]


def eventually(holds: Callable[[], object], seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.2)
    return False


def members(group: int) -> set[int]:
    """The living processes of a process group."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.add(int(entry.name))
    return found


def readiness(platform: LivePlatform) -> dict[str, object]:
    try:
        with urllib.request.urlopen(f"{platform.url}readyz", timeout=10) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        return dict(json.load(error))


def test_it_becomes_ready_with_a_working_worker(live_platform):
    assert eventually(lambda: readiness(live_platform)["ready"]), readiness(live_platform)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_it_restarts_a_process_that_is_killed(live_platform, name):
    before = live_platform.process_id(name)
    os.kill(before, signal.SIGKILL)

    def changed() -> bool:
        file = live_platform.data_dir / "run" / f"{name}.pid"
        return bool(file.exists() and int(file.read_text()) != before)

    assert eventually(changed)
    assert not members(before), "its own children live on"
    assert eventually(live_platform.answers)


def test_it_respawns_a_web_worker_that_is_killed(live_platform):
    main = live_platform.process_id("web")
    (worker,) = members(main) - {main}
    os.kill(worker, signal.SIGKILL)
    assert eventually(lambda: worker not in members(main))
    assert eventually(lambda: len(members(main)) == 2)
    assert eventually(live_platform.answers)
    assert live_platform.process_id("web") == main


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_leaves_no_process_behind(tmp_path, how):
    platform = LivePlatform(tmp_path).start()
    assert platform.process
    assert eventually(lambda: all((tmp_path / "run" / f"{name}.pid").exists() for name in ("web", "worker", "beat")))
    groups = [platform.process_id(name) for name in ("web", "worker", "beat")]
    platform.process.send_signal(how)
    platform.process.wait(40)
    assert eventually(lambda: not any(members(group) for group in groups), 30), platform.log.read_text()


def test_it_says_that_the_port_is_taken(tmp_path):
    port = free_port()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        platform = LivePlatform(tmp_path, port=port)
        done = subprocess.run(
            [sys.executable, "-m", "exam_platform", "serve"],
            cwd=ROOT,
            env=platform.settings,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert f"端口 {port} 已被占用" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.long
def test_a_second_run_starts_in_seconds_and_keeps_everything(tmp_path):
    """What `make run` does in a checkout that is set up: prepare, then serve. Seconds of a processor, however busy."""
    import_person = "from exam_platform.people.models import Person"
    first = LivePlatform(tmp_path)
    first.command("prepare", "--empty")
    (account,) = first.accounts()
    with first:
        first.python(f"{import_person}; Person.objects.update(name='郑区长')")
    second = LivePlatform(tmp_path)
    began = seconds_of_children()
    second.command("prepare", "--empty")
    took = seconds_of_children() - began
    with second:
        assert second.accounts() == [account]
        ApiClient(second.url).sign_in(account["login"], account["password"])
        names = second.python(f"{import_person}; print(*Person.objects.values_list('name', flat=True))")
    assert names.split() == ["郑区长"]
    assert took < 10, f"{took:.1f} s"


def seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
