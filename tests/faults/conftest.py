"""`make faults`: rehearsals during which the platform is killed; FAULTS_KILLS raises their number, for nights."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.rehearsal import Load, Rehearsal
from tests.faults.stacks import POSTGRESQL, SQLITE, Stack, running
from tests.live import ROOT

HERE = Path(__file__).resolve().parent
SHORT = HERE / "test_short.py"
CANDIDATES = int(os.environ.get("FAULTS_CANDIDATES", "200"))
KILLS = int(os.environ.get("FAULTS_KILLS", "20"))

Rehearse = Callable[..., Rehearsal]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them start processes; only the short set belongs to `make test`."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)
            item.add_marker(pytest.mark.timeout(1200 + KILLS * 20))
            if item.path != SHORT:
                item.add_marker(pytest.mark.faults)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def stack(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stack]:
    with running(request.param, tmp_path) as stack:
        yield stack


@pytest.fixture
def sqlite_stack(tmp_path: Path) -> Iterator[Stack]:
    with running(SQLITE, tmp_path) as stack:
        yield stack


@pytest.fixture
def postgresql_stack(tmp_path: Path) -> Iterator[Stack]:
    with running(POSTGRESQL, tmp_path) as stack:
        yield stack


@pytest.fixture
def kills() -> int:
    return KILLS


@pytest.fixture
def rehearse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rehearse]:
    """`rehearse(stack, "F3", seconds=60)` is a rehearsal to enter; what it counted goes to FAULTS_FILE."""
    held: list[tuple[str, Rehearsal]] = []

    def make(stack: Stack, fault: str, *, url: str = "", **load: Any) -> Rehearsal:
        rehearsal = Rehearsal(stack, tmp_path / f"rehearsal-{fault}", Load(**{"candidates": CANDIDATES, **load}), url)
        held.append((fault, rehearsal))
        return rehearsal

    yield make
    for fault, rehearsal in held:
        write_down(fault, rehearsal)


def write_down(fault: str, rehearsal: Rehearsal) -> None:
    file = os.environ.get("FAULTS_FILE")
    if not file or not rehearsal.report:
        return
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = json.loads(path.read_text()) if path.exists() else []
    stack = rehearsal.stack.name
    rows = [row for row in rows if (row["fault"], row["stack"]) != (fault, stack)]
    row = {
        "fault": fault,
        "stack": stack,
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "commit": commit(),
        "passed": rehearsal.passed,
        "seconds": rehearsal.load.seconds,
        "scenario": rehearsal.load.scenario,
        **rehearsal.figures(),
    }
    rows = sorted([*rows, row], key=lambda one: (one["stack"], int(one["fault"][1:].split(" ")[0]), one["fault"]))
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")


def commit() -> str | None:
    """Which code was run; a folder without its history does not say."""
    try:
        return subprocess.check_output(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, text=True, stderr=subprocess.DEVNULL
        ).strip()
    except (OSError, subprocess.CalledProcessError):
        return None
