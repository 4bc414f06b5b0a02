"""F28 in small: a wait for a stopped server ends, who asks meanwhile is refused at once, and says so with 503."""

import errno
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections
from django.test import Client, RequestFactory
from psycopg import OperationalError as PsycopgOperationalError

from exam_platform import api
from exam_platform.operations import processes
from exam_platform.postgresql import outage as outages
from exam_platform.postgresql.outage import LATELY_SECONDS, PAUSE_SECONDS, Outage


class Clock:
    """Of the outages: it stands still but for what a test lets pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(outages, "time", clock)
    return clock


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_wait_for_a_stopped_server_ends(settings, clock):
    from exam_platform.postgresql.base import BoundedConnection, outage

    settings.STATEMENT_SECONDS = 1
    options = connection.get_connection_params()
    with BoundedConnection.connect(**options) as other:
        backend = other.info.backend_pid
        os.kill(backend, signal.SIGSTOP)
        try:
            started = time.monotonic()
            with pytest.raises(PsycopgOperationalError, match="did not answer in time"):
                other.execute("SELECT 1")
            assert other.closed, "a rollback on it would wait as long again"
            assert 0.9 < time.monotonic() - started < 30
            with pytest.raises(PsycopgOperationalError, match="a moment ago"), outage.attempt():
                pytest.fail("nobody asks a server that hangs")
        finally:
            os.kill(backend, signal.SIGCONT)
    clock.now += PAUSE_SECONDS
    with outage.attempt():
        pass


@pytest.mark.postgresql
@pytest.mark.django_db
def test_an_empty_pool_is_no_outage_while_the_server_answers(clock):
    """On a busy machine all connections may be at work for longer than anybody waits in the pool."""
    from psycopg_pool import ConnectionPool, PoolTimeout

    from exam_platform.postgresql.base import BoundedConnection, outage, patiently

    named = {**connection.get_connection_params(), "autocommit": True}
    options = {name: value for name, value in named.items() if name not in ("cursor_factory", "context")}
    with ConnectionPool(
        kwargs=options, connection_class=BoundedConnection, min_size=1, max_size=1, timeout=0.2, open=True
    ) as pool:
        holder = pool.getconn(5)

        def work_for(seconds):
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                holder.execute("SELECT 1")
                time.sleep(0.02)
            pool.putconn(holder)

        with ThreadPoolExecutor(1) as executor:
            working = executor.submit(work_for, 0.7)
            began = time.monotonic()
            found = patiently(pool.getconn)
            assert time.monotonic() - began > 0.2, "longer than the pool's own time"
            working.result()
        assert not outage.is_on
        clock.now += LATELY_SECONDS
        began = time.monotonic()
        with pytest.raises(PoolTimeout):
            patiently(pool.getconn)
        assert time.monotonic() - began < 5, "nobody has heard of the server"
        pool.putconn(found)


@pytest.mark.postgresql
def test_the_platform_connects_by_it():
    assert type(connections["default"]).__module__ == "exam_platform.postgresql.base"
    assert settings.DATABASES["default"]["OPTIONS"]["pool"]["connection_class"].__name__ == "BoundedConnection"


def test_after_a_failure_one_at_a_time_tries(clock):
    outage = Outage()
    with pytest.raises(PsycopgOperationalError), outage.attempt():
        raise PsycopgOperationalError
    with pytest.raises(PsycopgOperationalError), outage.attempt():
        pytest.fail("too early")
    clock.now += PAUSE_SECONDS
    with outage.attempt(), pytest.raises(PsycopgOperationalError), outage.attempt():
        pytest.fail("a second one at the same time")
    with outage.attempt(), outage.attempt():
        pass


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("connection closed")])
def test_a_database_that_is_away_is_503_and_may_be_asked_again(error):
    answer = api.problem_response(error, {})
    assert answer is not None
    assert (answer.status_code, answer.data["code"], answer["Retry-After"]) == (503, "unavailable", "2")
    try:
        raise error
    except (OperationalError, InterfaceError):
        page = api.server_error(RequestFactory().get("/"))
    assert (page.status_code, page["Retry-After"]) == (503, "2")
    assert b"gone" not in page.content


def test_a_full_disk_is_507_and_says_so():
    answer = api.problem_response(OSError(errno.ENOSPC, "No space left on device"), {})
    assert answer is not None
    assert (answer.status_code, answer.data["code"]) == (507, "disk_full")
    assert "磁盘" in answer.data["detail"]
    assert api.problem_response(OSError(errno.EACCES, "Permission denied"), {}) is None


def test_anything_else_stays_a_500():
    try:
        raise ValueError("unforeseen")
    except ValueError:
        assert api.server_error(RequestFactory().get("/")).status_code == 500


@pytest.mark.postgresql
def test_more_requests_are_worked_on_than_can_hang_in_the_database():
    assert processes.at_once() > settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]


@pytest.mark.django_db
def test_the_metrics_say_how_far_the_clocks_are_apart():
    (line,) = [
        line for line in Client().get("/metrics").content.decode().splitlines() if line.startswith("exam_clock_apart")
    ]
    assert abs(float(line.split()[1])) < 2
