"""F4: the whole web group is gone for a minute, in the middle and over the deadline."""

import json
import time

from tests.faults.processes import dark, eventually
from tests.faults.staff import Officer

DARK_SECONDS = 60
EXTRA_MINUTES = 2
STANDING = """
import json
from exam_platform.audit.models import AuditRecord
from exam_platform.sittings.models import Attempt
print(json.dumps({
    "open": Attempt.objects.filter(state="open").count(),
    "graded": Attempt.objects.filter(state="graded").count(),
    "handed_in": sorted(Attempt.objects.filter(closed_by="candidate").values_list("pk", flat=True)),
    "by_clock": sorted(Attempt.objects.filter(closed_by="clock").values_list("pk", flat=True)),
    "acts": AuditRecord.objects.filter(kind="exam.extended").count(),
    "lines": AuditRecord.objects.filter(kind="attempt.extended").count(),
}))
"""
COUNTING = """
import json
from exam_platform.grading.models import Mark
from exam_platform.sittings.models import Attempt, Response
last = {}
for attempt, position, seq in Response.objects.filter(position__isnull=False, after_closing=False).order_by(
    "seq").values_list("attempt", "position", "seq"):
    last[attempt, position] = seq
marks = {(attempt, position): seq for attempt, number, position, seq in Mark.objects.values_list(
    "attempt", "grading", "position", "seq") if seq and number == Attempt.objects.get(pk=attempt).grading}
print(json.dumps([len(last), sum(marks.get(place) != seq for place, seq in last.items())]))
"""


def ask(stack, code):
    return json.loads(stack.platform.python(code).splitlines()[-1])


def test_f04_dark_in_the_middle(stack, rehearse):
    """What is typed in the dark waits in the browsers and is counted like everything else."""
    with rehearse(stack, "F4 middle", seconds=110) as run:
        run.fault()
        with dark(stack):
            time.sleep(DARK_SECONDS)
        back = time.time()
        run.notes["recovered_seconds"] = round(run.wait_for_acknowledgement(back), 1)
    assert run.notes["recovered_seconds"] <= 20
    run.check()


def test_f04_dark_over_the_deadline(stack, rehearse):
    """One act gives everybody her time back: what the clock closed is open again, and what was typed counts."""
    with rehearse(stack, "F4 deadline", seconds=40, scenario="steady") as run:
        run.under_load()
        time.sleep(max(0.0, run.deadline() - 5 - time.time()))
        run.faults.append(time.time())
        with dark(stack):
            time.sleep(DARK_SECONDS)
        back = time.time()
    late = {line["attempt"] for line in run.kept}
    before = ask(stack, STANDING)
    assert late, "nobody typed in the dark"
    assert late <= set(before["by_clock"])
    Officer(stack).extend_all(minutes=EXTRA_MINUTES)
    after = ask(stack, STANDING)
    assert after["open"] == len(before["by_clock"])
    assert after["handed_in"] == before["handed_in"], "what candidates handed in stays handed in"
    assert (after["acts"], after["lines"]) == (1, len(before["by_clock"]))
    eventually(lambda: ask(stack, STANDING)["graded"] == run.load.candidates, EXTRA_MINUTES * 60 + 90)
    positions, differing = ask(stack, COUNTING)
    run.notes |= {"late_changes_counted": sum(len(line["changes"]) for line in run.kept), "back_at": round(back)}
    assert positions > 0
    assert differing == 0, "an answer typed in the dark does not count"
    run.check()
