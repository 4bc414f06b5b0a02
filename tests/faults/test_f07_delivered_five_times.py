"""F7: every task is delivered five times and run by four children of two workers at once."""

import contextlib
import time

from tests.faults.effects import assert_each_once
from tests.faults.processes import another

DELIVER = """
import time
from exam_platform.grading.tasks import grade, sweep as sweep_grading
from exam_platform.results.tasks import sweep as sweep_results
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.tasks import sweep as sweep_sittings
attempts = list(Attempt.objects.values_list("pk", flat=True))
for _ in range(5):
    for task in (sweep_sittings, sweep_grading, sweep_results):
        task.apply_async()
    for attempt in attempts:
        grade.apply_async(kwargs={"attempt": attempt})
print(len(attempts) * 5)
"""


def test_f07_delivered_five_times(stack, rehearse):
    with contextlib.ExitStack() as more, rehearse(stack, "F7", seconds=40) as run:
        more.enter_context(another(stack, "worker"))
        run.under_load()
        time.sleep(max(0.0, run.deadline() - 5 - time.time()))
        run.faults.append(time.time())
        delivered = int(stack.platform.python(DELIVER).splitlines()[-1])
        delivered += int(stack.platform.python(DELIVER).splitlines()[-1])
    run.notes["messages_more"] = delivered
    assert delivered == 10 * run.load.candidates
    assert_each_once(stack, run.load.candidates)
    run.check()
