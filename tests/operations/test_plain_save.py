"""The door before Django's handler: whatever comes, the answer is the one Django's own view would have given."""

import time
from urllib.parse import unquote

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from exam_platform.operations import metrics, plain_door, plain_save
from exam_platform.operations.plain_save import PlainSaves
from exam_platform.sittings.models import Response
from tests.operations import doors
from tests.operations.doors import Django
from tests.sittings.room import make_room, run_out


@pytest.fixture
def django(db):
    return Django()


@pytest.fixture
def door(django):
    return PlainSaves(django)


@pytest.fixture
def pair(db):
    """Two candidates alike: what one is told by Django, the other is told by the door."""
    room = make_room()
    candidates = [room.candidate(), room.candidate()]
    for candidate in candidates:
        candidate.start()
    return candidates


def environ(candidate, body, **more):
    path, token = f"/api/v1/attempts/{candidate.attempt}/responses/", candidate.started["token"]
    return doors.environ("PUT", path, body, **{"HTTP_AUTHORIZATION": f"Attempt {token}", **more})


def ask(application, asked):
    """The body without its times."""
    status, headers, content = doors.ask(application, asked)
    if isinstance(content, dict):
        content = {name: value for name, value in content.items() if name not in ("server_time", "deadline")}
    return status, headers, content


def one(seq=1, position=1, answer=("B",), **more):
    return {"changes": [{"seq": seq, "position": position, "answer": list(answer), **more}]}


def log(candidate):
    return list(Response.objects.filter(attempt=candidate.attempt).order_by("seq").values_list("seq", "answer"))


def test_it_answers_as_django_does_and_asks_django_once(door, django, pair):
    by_django, by_door = pair
    first = ask(door, environ(by_door, one(1)))
    assert django.asked == 1
    assert ask(door, environ(by_door, one(2))) == (200, first[1], {"acked": [2], "refused": []})
    assert django.asked == 1
    assert ask(Django(), environ(by_django, one(2)))[:2] == first[:2]
    assert [row[0] for row in log(by_door)] == [1, 2]


def test_it_takes_one_statement(door, pair):
    ask(door, environ(pair[0], one(1)))
    with CaptureQueriesContext(connection) as queries:
        assert ask(door, environ(pair[0], one(2)))[0] == 200
    assert len(queries) == 1, [query["sql"] for query in queries]


BODIES = {
    "a repeat": one(1),
    "a contradiction": one(1, answer=["C"]),
    "nothing": {},
    "a bad option": one(2, answer=["Z"]),
    "a bad position": one(2, position=99),
    "an event": {"events": [{"seq": 2, "kind": "blur", "at": None}]},
    "an unknown field": one(2, score=1),
    "too many": {"changes": [one(seq)["changes"][0] for seq in range(1, 102)]},
    "too large": b" " * 65_537,
    "no JSON": b"{",
    "deep nesting": b"[" * 1000,
    "NUL": rb'{"changes": [{"seq": 2, "position": 5, "answer": ["\u0000", "x"]}]}',
    "NUL in a short body": rb'{"\u0000": 1}',
    "a huge integer": b'{"changes": [{"seq": 99999999999999999999}]}',
    "a lone surrogate": rb'{"changes": [{"seq": 2, "position": 5, "answer": ["\ud842", "x"]}]}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_it_says_of_any_body_what_django_says(door, pair, body):
    by_django, by_door = pair
    told = [ask(Django(), environ(by_django, one(1))), ask(door, environ(by_door, one(1)))]
    told += [ask(Django(), environ(by_django, body)), ask(door, environ(by_door, body))]
    assert told[1] == told[0]
    assert told[3] == told[2]
    assert log(by_door) == log(by_django)


REQUESTS = {
    "another method": {"REQUEST_METHOD": "GET"},
    "another content type": {"CONTENT_TYPE": "text/plain"},
    "another charset": {"CONTENT_TYPE": "application/json; charset=gbk"},
    "a compressed body": {"HTTP_CONTENT_ENCODING": "gzip"},
    "a strange host": {"HTTP_HOST": "evil.example"},
    "no token": {"HTTP_AUTHORIZATION": ""},
    "a forged token": {"HTTP_AUTHORIZATION": "Attempt AAAA"},
    "another's attempt": {"PATH_INFO": "/api/v1/attempts/999999/responses/"},
    "an attempt beyond all numbers": {"PATH_INFO": f"/api/v1/attempts/{10**30}/responses/"},
    "NUL in the address": {"PATH_INFO": unquote("/api/v1/attempts/1%00/responses/")},
    "NUL in the query": {"QUERY_STRING": "x=%00"},
    "NUL in a cookie": {"HTTP_COOKIE": 'session="a\\000b"'},
    "a query": {"QUERY_STRING": "x=1"},
    "a cookie": {"HTTP_COOKIE": f"session={'a' * 32}"},
    "a cookie to be deleted": {"HTTP_COOKIE": "session=abc"},
    "a proxy's words from a stranger": {"HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "203.0.113.9"},
    "a proxy's words from the proxy": {"HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "10.0.0.1"},
}


@pytest.mark.parametrize("more", REQUESTS.values(), ids=REQUESTS)
def test_it_says_to_any_request_what_django_says(door, pair, more):
    secure = {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"), "SECURE_HSTS_SECONDS": 100}
    with override_settings(TRUSTED_PROXIES=["10.0.0.0/8"], **secure):
        by_django, by_door = pair
        expected = ask(Django(), environ(by_django, one(1), **more))
        plain = PlainSaves(Django())
        assert ask(plain, environ(by_door, one(9)))[0] == 200
        for seq in (1, 2):
            expected = ask(Django(), environ(by_django, one(seq), **more))
            assert ask(plain, environ(by_door, one(seq), **more)) == expected


def test_it_passes_no_cookie_on(door, pair):
    """Django deletes a session's cookie that is no good; that answer is for its sender alone."""
    assert "set-cookie" in ask(door, environ(pair[0], one(1), HTTP_COOKIE="session=abc"))[1]
    for seq in (2, 3):
        assert "set-cookie" not in ask(door, environ(pair[0], one(seq), HTTP_COOKIE=f"session={'a' * 32}"))[1]


@pytest.mark.parametrize("end", ["by the clock", "by the candidate"])
def test_what_comes_after_the_end_is_told_as_django_tells_it(door, pair, end):
    by_django, by_door = pair
    told = []
    for application, candidate in ((Django(), by_django), (door, by_door)):
        ask(application, environ(candidate, one(1)))
        if end == "by the clock":
            run_out(candidate.attempt, seconds=1)
        else:
            candidate.submit()
        told.append(ask(application, environ(candidate, one(2))))
    assert told[0][0] == 409
    assert told[0][2]["kept"] == [2]
    assert told[1] == told[0]


def test_a_lease_taken_over_is_told_as_django_tells_it(door, pair):
    candidate = pair[0]
    ask(door, environ(candidate, one(1)))
    old = environ(candidate, one(2))
    assert candidate.start(device="other", take_over=True).status_code == 200
    status, _, body = ask(door, old)
    assert (status, body["code"]) == (409, "lease_lost")
    assert ask(door, environ(candidate, one(2)))[0] == 200


def test_a_dead_connection_costs_a_second_try_and_no_refusal(door, django, pair, monkeypatch):
    ask(door, environ(pair[0], one(1)))
    monkeypatch.setattr(plain_save, "save_responses", fail)
    # The test's transaction lives in this connection.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    assert ask(door, environ(pair[0], one(2)))[0] == 200
    assert django.asked == 2


def test_a_database_waited_for_in_vain_is_not_waited_for_again(door, pair, monkeypatch):
    ask(door, environ(pair[0], one(1)))
    monkeypatch.setattr(plain_save, "save_responses", fail)
    # The test's transaction lives in this connection.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    monkeypatch.setattr(plain_door, "AT_ONCE_SECONDS", -1)
    with CaptureQueriesContext(connection) as queries:
        status, headers, body = ask(door, environ(pair[0], one(2)))
    assert (status, body["code"], headers["retry-after"]) == (503, "unavailable", "2")
    assert len(queries) == 0


def fail(**_):
    raise OperationalError("the connection is lost")


def test_it_is_counted_like_every_request(door, pair):
    labels = {"method": "PUT", "route": "api/v1/attempts/<int:attempt>/responses/", "status": "200"}
    counted = [metrics.requests.labels(**labels)._value.get()]
    for seq in (1, 2, 3):
        ask(door, environ(pair[0], one(seq)))
        counted.append(metrics.requests.labels(**labels)._value.get())
    assert [count - counted[0] for count in counted] == [0, 1, 2, 3]


def test_it_tells_a_trusted_proxys_id_of_the_request(door, pair):
    given = {"HTTP_X_REQUEST_ID": "abcdefgh12345678", "REMOTE_ADDR": "10.0.0.1"}
    for trusted, expected in (([], False), (["10.0.0.0/8"], True)):
        with override_settings(TRUSTED_PROXIES=trusted):
            for seq in (1, 2):
                started = []
                door(environ(pair[0], one(seq), **given), lambda *told, started=started: started.append(told))
                headers = dict(started[0][1])
                assert (headers["X-Request-ID"] == "abcdefgh12345678") is expected


def test_the_time_it_takes_is_measured(door, pair, monkeypatch):
    measured = []
    monkeypatch.setattr(plain_door.metrics, "observe", lambda **seen: measured.append(seen["seconds"]))
    ask(door, environ(pair[0], one(1)))
    measured.clear()
    started = time.perf_counter()
    ask(door, environ(pair[0], one(2)))
    assert 0 < measured[0] <= time.perf_counter() - started
