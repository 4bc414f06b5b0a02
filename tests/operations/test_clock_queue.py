"""What the clock asks for is done while thousands of messages wait: closing must not stand behind hand-ins."""

import time

import pytest

pytestmark = [pytest.mark.live, pytest.mark.timeout(300)]

MESSAGES = 3000

WAIT_IN_LINE = f"""
from exam_platform.grading import tasks
from tests.sittings.room import begin, make_room, run_out
for _ in range({MESSAGES}):
    tasks.grade.nudge(attempt=1)
entry = make_room().entry()
run_out(begin(entry).attempt.id, seconds=1)
"""
STATE = """
from exam_platform.sittings.models import Attempt
print(Attempt.objects.get().state)
"""


def waiting(platform):
    return len(list((platform.data_dir / "broker" / "queue").glob("*.msg")))


def test_an_overdue_attempt_is_closed_and_graded_while_messages_wait(live_platform):
    live_platform.python(WAIT_IN_LINE)
    deadline = time.monotonic() + 60
    while (state := live_platform.python(STATE).strip()) != "graded":
        assert time.monotonic() < deadline, state
        time.sleep(1)
    assert waiting(live_platform) > 100
