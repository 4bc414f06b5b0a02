"""What `make test` runs of `make faults`: three kills of the web worker on SQLite, three of PostgreSQL under it."""

import time

import pytest

from tests.faults.processes import kill_child
from tests.faults.stacks import POSTGRESQL, SQLITE

CANDIDATES, KILLS = 30, 3


@pytest.mark.parametrize("stack", [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.long)], indirect=True)
def test_web_workers_killed(stack, rehearse):
    with rehearse(stack, "F3 short", candidates=CANDIDATES, seconds=20, pace=2) as run:
        for number in run.times(KILLS, every=2):
            kill_child(stack, "web", number)
    run.check()


def test_postgresql_killed(postgresql_stack, rehearse):
    with rehearse(postgresql_stack, "F1 short", candidates=CANDIDATES, seconds=30, pace=2) as run:
        for _ in run.times(KILLS, every=2):
            postgresql_stack.database.kill()
            time.sleep(2)
            postgresql_stack.database.start()
            assert run.wait_for_acknowledgement(time.time()) <= 20
    run.check()
