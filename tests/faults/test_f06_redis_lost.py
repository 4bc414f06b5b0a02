"""F6: Redis is emptied, killed, stopped and out of memory; nobody who saves, hands in or signs in notices."""

import signal
import socket
import time

from tests.faults.effects import assert_each_once
from tests.faults.processes import stopped
from tests.faults.staff import administrator

OUTAGE_SECONDS = 20
SLOWEST_SIGN_IN = 5


def tell(redis, *words):
    with socket.create_connection(("127.0.0.1", redis.port), timeout=5) as connection:
        connection.sendall(" ".join(words).encode() + b"\r\n")
        assert connection.recv(64).startswith(b"+OK"), words


def test_f06_redis_lost(postgresql_stack, rehearse):
    stack, redis, sign_ins = postgresql_stack, postgresql_stack.redis, []
    signed_in_before = administrator(stack)

    def signed_in_as_ever():
        assert signed_in_before.ask("GET", "session/")["person"], "logged out"
        began = time.monotonic()
        administrator(stack)
        sign_ins.append(time.monotonic() - began)

    with rehearse(stack, "F6", seconds=60 + 4 * OUTAGE_SECONDS) as run:
        for _ in run.times(5, every=2):
            tell(redis, "FLUSHALL")
        signed_in_as_ever()
        run.fault()
        redis.kill(signal.SIGKILL)
        time.sleep(OUTAGE_SECONDS / 2)
        signed_in_as_ever()
        time.sleep(OUTAGE_SECONDS / 2)
        redis.start()
        run.fault()
        with stopped(redis.process.pid):
            time.sleep(OUTAGE_SECONDS / 2)
            signed_in_as_ever()
            time.sleep(OUTAGE_SECONDS / 2)
        run.fault()
        tell(redis, "CONFIG SET maxmemory-policy noeviction")
        tell(redis, "CONFIG SET maxmemory 1")
        time.sleep(OUTAGE_SECONDS / 2)
        signed_in_as_ever()
        # And it is still so when everybody hands in.
        time.sleep(max(0.0, run.deadline() - time.time()))
        time.sleep(15)
        tell(redis, "CONFIG SET maxmemory 0")
    run.notes["slowest_sign_in_seconds"] = round(max(sign_ins), 1)
    assert run.notes["slowest_sign_in_seconds"] <= SLOWEST_SIGN_IN
    assert run.answered_5xx() == 0, "Redis is no reason to refuse a save"
    assert_each_once(stack, run.load.candidates)
    run.check()
