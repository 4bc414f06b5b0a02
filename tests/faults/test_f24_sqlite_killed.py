"""F24: everything that holds the SQLite file open is killed with -9, twenty times."""

from tests.faults.processes import kill_group


def test_f24_sqlite_killed(sqlite_stack, rehearse, kills):
    recovered = []
    with rehearse(sqlite_stack, "F24", seconds=40 + kills * 13) as run:
        for _ in run.times(kills, every=3):
            kill_group(sqlite_stack, "web")
            kill_group(sqlite_stack, "worker")
            recovered.append(run.wait_for_acknowledgement(run.faults[-1] + 0.3))
    run.notes["recovered_seconds"] = round(max(recovered), 1)
    assert run.answered_5xx() == 0, "database is locked"
    assert "database is locked" not in sqlite_stack.platform.log.read_text()
    run.check()
