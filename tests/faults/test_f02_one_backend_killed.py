"""F2: one of PostgreSQL's backends is killed with -9, so that all of them end and the server recovers."""

import os
import signal

import psycopg

BACKEND = """
SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
ORDER BY state = 'active' DESC, random() LIMIT 1
"""


def test_f02_one_backend_killed(postgresql_stack, rehearse, kills):
    recovered = []
    with rehearse(postgresql_stack, "F2", seconds=40 + kills * 8) as run:
        for _ in run.times(kills, every=3):
            with psycopg.connect(postgresql_stack.database.url) as connection:
                (pid,) = connection.execute(BACKEND).fetchone()
            os.kill(pid, signal.SIGKILL)
            recovered.append(run.wait_for_acknowledgement(run.faults[-1] + 0.3))
    run.notes["recovered_seconds"] = round(max(recovered), 1)
    assert run.notes["recovered_seconds"] <= 10
    assert run.figures()["answers_500"] == 0
    run.check()
