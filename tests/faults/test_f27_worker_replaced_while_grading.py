"""F27: the worker is asked to end while it grades, beat is killed, and for a while there are two beats."""

import contextlib
import os
import signal
import time

from tests.faults.effects import assert_each_once, last_graded
from tests.faults.processes import another, kill_group, leader

TIMES = 5


def test_f27_worker_replaced_while_grading(stack, rehearse):
    with rehearse(stack, "F27", seconds=40) as run:
        run.under_load()
        kill_group(stack, "beat")
        time.sleep(max(0.0, run.deadline() - 2 - time.time()))
        with another(stack, "beat"):
            for _ in range(TIMES):
                run.faults.append(time.time())
                with contextlib.suppress(ProcessLookupError):
                    os.kill(leader(stack, "worker"), signal.SIGTERM)
                time.sleep(4)
                kill_group(stack, "beat")
    graded = last_graded(stack)
    run.notes["faults_while_grading"] = sum(at < graded for at in run.faults)
    assert run.report["seconds_to_grade_all"] <= 300
    assert_each_once(stack, run.load.candidates)
    run.check()
