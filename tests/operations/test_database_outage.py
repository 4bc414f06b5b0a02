"""F28 in small: a wait for a stopped server ends, who asks meanwhile is refused at once, and says so with 503."""

import errno
import os
import signal
import time

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections
from django.test import Client, RequestFactory
from psycopg import OperationalError as PsycopgOperationalError

from exam_platform import api
from exam_platform.operations import processes
from exam_platform.postgresql.outage import PAUSE_SECONDS, Outage


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_wait_for_a_stopped_server_ends(settings):
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
            assert 0.9 < time.monotonic() - started < 5
            with pytest.raises(PsycopgOperationalError, match="a moment ago"), outage.attempt():
                pytest.fail("nobody asks a server that hangs")
        finally:
            os.kill(backend, signal.SIGCONT)
    time.sleep(PAUSE_SECONDS)
    with outage.attempt():
        pass


@pytest.mark.postgresql
def test_the_platform_connects_by_it():
    assert type(connections["default"]).__module__ == "exam_platform.postgresql.base"
    assert settings.DATABASES["default"]["OPTIONS"]["pool"]["connection_class"].__name__ == "BoundedConnection"


def test_after_a_failure_one_at_a_time_tries():
    outage = Outage()
    with pytest.raises(PsycopgOperationalError), outage.attempt():
        raise PsycopgOperationalError
    with pytest.raises(PsycopgOperationalError), outage.attempt():
        pytest.fail("too early")
    time.sleep(PAUSE_SECONDS)
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
