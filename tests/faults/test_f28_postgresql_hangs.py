"""F28: PostgreSQL is stopped, not dead, for thirty seconds: the kernel goes on answering for it."""

import json
import time
import urllib.error
import urllib.request

from tests.faults.processes import children, stopped

HANGS_SECONDS = 30
SLOWEST_HEALTH = 5


def ask(url):
    """Status, seconds, body."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, time.monotonic() - began, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, time.monotonic() - began, error.read()


def test_f28_postgresql_hangs(postgresql_stack, rehearse):
    url, postmaster = postgresql_stack.platform.url, postgresql_stack.database.process.pid
    health, ready = [], []
    with rehearse(postgresql_stack, "F28", seconds=90) as run:
        run.fault()
        with stopped(postmaster, *children(postmaster)):
            end = time.monotonic() + HANGS_SECONDS
            while time.monotonic() < end:
                health.append(ask(f"{url}healthz"))
                if len(health) == 12:
                    ready.append(ask(f"{url}readyz"))
                time.sleep(1)
        back = time.time()
        run.notes["recovered_seconds"] = round(run.wait_for_acknowledgement(back), 1)
    run.notes["slowest_healthz_seconds"] = round(max(seconds for _, seconds, _ in health), 2)
    run.notes["slowest_save_ms"] = run.report["save_p99_ms"]
    assert {status for status, *_ in health} == {200}
    assert run.notes["slowest_healthz_seconds"] <= SLOWEST_HEALTH
    assert ready[0][0] == 503
    assert json.loads(ready[0][2])["checks"]["database"] is False
    assert run.notes["recovered_seconds"] <= 30
    assert run.figures()["answers_500"] == 0
    run.check()
