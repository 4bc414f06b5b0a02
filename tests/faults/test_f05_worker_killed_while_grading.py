"""F5: children of the Celery worker and the whole worker are killed while 200 attempts wait for their marks."""

import time

from tests.faults.effects import assert_each_once, last_graded
from tests.faults.processes import kill_child, kill_group

GRADED_WITHIN = 300
# Two hundred papers are marked within seconds: so often that ten kills at least meet some that wait.
EVERY = 0.3
MEET = 10


def test_f05_worker_killed_while_grading(stack, rehearse, kills):
    with rehearse(stack, "F5", seconds=40) as run:
        run.under_load()
        time.sleep(max(0.0, run.deadline() - 3 - time.time()))
        for number in range(kills):
            if number % 4 == 3:
                kill_group(stack, "worker")
            else:
                kill_child(stack, "worker", number)
            run.faults.append(time.time())
            time.sleep(EVERY)
    graded = last_graded(stack)
    run.notes["faults_while_grading"] = sum(at < graded for at in run.faults)
    assert run.notes["faults_while_grading"] >= min(MEET, kills)
    assert run.report["seconds_to_grade_all"] <= GRADED_WITHIN
    assert_each_once(stack, run.load.candidates)
    run.check()
