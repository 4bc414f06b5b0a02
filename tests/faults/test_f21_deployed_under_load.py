"""F21: the web workers are reloaded one after the other, and the schema changes, while everybody saves."""

import os
import signal
import time

from tests.faults.processes import leader

RELOADS = 4
MIGRATE = """
import time
from django.db import OperationalError, connection
began = time.monotonic()
for name in ("sittings_response", "sittings_attempt"):
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {name} ADD COLUMN deployed_later integer NULL")
            break
        except OperationalError:
            time.sleep(0.5)
print(time.monotonic() - began)
"""


def test_f21_deployed_under_load(stack, rehearse):
    with rehearse(stack, "F21", seconds=110) as run:
        for _ in run.times(RELOADS, every=6):
            os.kill(leader(stack, "web"), signal.SIGHUP)
        run.fault()
        stack.platform.command("migrate")
        run.notes["schema_changed_in_seconds"] = round(float(stack.platform.python(MIGRATE).splitlines()[-1]), 2)
        time.sleep(3)
        run.under_load()
    assert run.longest_silence() <= 30
    assert run.answered_5xx() == 0
    run.check()
