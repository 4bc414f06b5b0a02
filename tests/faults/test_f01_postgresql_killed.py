"""F1: PostgreSQL's first process is killed with -9 under load, again and again, each time for five seconds."""

import time

DARK_SECONDS = 5


def test_f01_postgresql_killed(postgresql_stack, rehearse, kills):
    database = postgresql_stack.database
    outages = []
    with rehearse(postgresql_stack, "F1", seconds=40 + kills * 18) as run:
        for _ in run.times(kills, every=8):
            killed = time.time()
            database.kill()
            time.sleep(DARK_SECONDS)
            database.start()
            back = time.time()
            recovered = run.wait_for_acknowledgement(back)
            outages.append((killed, back, recovered))
    run.notes["recovered_seconds"] = round(max(recovered for *_, recovered in outages), 1)
    assert run.notes["recovered_seconds"] <= 10
    # What was refused while everybody signed in, on a machine that does other things too, is no matter of the kills.
    since = [at for at, _ in run.errors() if at > outages[0][0]]
    outside = [at for at in since if not any(start <= at <= end + 10 for start, end, _ in outages)]
    assert outside == [], "5xx long after the outage"
    assert run.figures()["answers_500"] == 0
    run.check()
