"""F17: the database's disk, the logs' and that of all other files is full, each under load."""

import contextlib
import time

import pytest

from tests.faults.disks import full, small_disk
from tests.faults.processes import eventually, kill_child
from tests.faults.stacks import POSTGRESQL, SQLITE, Places, running
from tests.servers import server_folder

FULL_SECONDS = 15


@pytest.mark.parametrize(("name", "megabytes"), [(SQLITE, 150), (POSTGRESQL, 700)])
def test_f17_database_disk_full(name, megabytes, tmp_path, rehearse):
    """Nothing can be saved and nothing is acknowledged; with the space comes back whatever the browsers hold."""
    disk = server_folder("disk") / "database"
    with small_disk(disk, megabytes), running(name, tmp_path, Places(database=disk)) as stack:
        with rehearse(stack, "F17 database", seconds=90) as run:
            run.fault()
            with full(disk):
                # What the database has reserved lasts for a while.
                eventually(lambda: any(at > run.faults[0] for at, _ in run.errors()), 45)
                time.sleep(FULL_SECONDS)
            if stack.database and stack.database.process.poll() is not None:
                stack.database.start()
            back = time.time()
            run.notes["recovered_seconds"] = round(run.wait_for_acknowledgement(back), 1)
        refused = [status for at, status in run.errors() if run.faults[0] < at < back + 10]
        run.notes["refused_while_full"] = len(refused)
        assert refused, "the disk was not full"
        assert run.notes["recovered_seconds"] <= 10
        assert set(refused) == {503}
        run.check()


@pytest.mark.parametrize("name", [SQLITE, POSTGRESQL])
def test_f17_disks_of_logs_and_files_full(name, tmp_path, rehearse):
    """No save waits for a log line or a file; a web worker that is started meanwhile starts all the same."""
    with contextlib.ExitStack() as disks:
        logs = disks.enter_context(small_disk(tmp_path / "logs", 8))
        files = disks.enter_context(small_disk(tmp_path / "files", 48))
        places = Places(
            data_dir=files,
            log=logs / "output.txt",
            database=server_folder("database"),
            environment={"LOG_LEVEL": "INFO"},
        )
        with running(name, tmp_path, places) as stack:
            with rehearse(stack, "F17 logs, files", seconds=110) as run:
                run.fault()
                with full(logs):
                    time.sleep(FULL_SECONDS)
                run.fault()
                with full(files):
                    time.sleep(3)
                    kill_child(stack, "web")
                    recovered = run.wait_for_acknowledgement(time.time())
                    time.sleep(FULL_SECONDS)
                    run.under_load()
            run.notes["recovered_seconds"] = round(recovered, 1)
            assert run.answered_5xx() == 0
            assert run.longest_silence() <= 30
            run.check()
