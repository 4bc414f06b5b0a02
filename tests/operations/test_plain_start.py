"""The door before Django's handler for starts: whatever comes, the answer is the one that Django's view would give."""

import datetime as dt
import logging
from urllib.parse import unquote

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import Entry, Exam, Window
from exam_platform.operations import plain_door, plain_start
from exam_platform.operations.plain_start import PlainStarts
from exam_platform.people.models import Person
from exam_platform.people.sessions import PLACES
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.papers import outline_of
from exam_platform.sittings.serializers.candidate import StartSerializer, read_plain_start
from tests.operations import doors
from tests.operations.doors import Django
from tests.sittings.room import make_room

SECRET = "s" * 32
# What is each candidate's own, or of the moment.
OWN = ("attempt", "candidate", "token", "content_url", "order", "server_time", "started_at", "deadline", "receipt")


@pytest.fixture
def django(db):
    return Django()


@pytest.fixture
def room(db):
    return make_room(attempts_allowed=2)


@pytest.fixture
def door(room, django):
    """One that has learned its headers."""
    door = PlainStarts(django)
    ask(door, environ(room.candidate()))
    return door


@pytest.fixture
def pair(room):
    """Two candidates alike: what one is told by Django, the other is told by the door."""
    return [room.candidate(), room.candidate()]


def environ(candidate, body=None, **more):
    session = candidate.client.cookies["session"].value
    given = {"HTTP_COOKIE": f"session={session}; csrf={SECRET}", "HTTP_X_CSRFTOKEN": SECRET, **more}
    asked = doors.environ("POST", f"/api/v1/exams/{candidate.room.exam.pk}/attempts/", body or one(), **given)
    return {name: value for name, value in asked.items() if value is not None}


def one(number=1, device="desk", **more):
    return {"number": number, "device": device, **more}


def ask(application, asked):
    """Of what is each candidate's own, and of a cookie drawn by lot, only that it is there."""
    status, headers, content = doors.ask(application, asked)
    if "set-cookie" in headers:
        headers["set-cookie"] = headers["set-cookie"].partition("=")[0]
    if isinstance(content, dict):
        content = {name: value is not None if name in OWN else value for name, value in content.items()}
    return status, headers, content


def test_it_answers_as_django_does_and_asks_django_once(room, django, pair):
    by_django, by_door = pair
    door = PlainStarts(django)
    first = ask(door, environ(room.candidate()))
    assert (first[0], django.asked) == (201, 1)
    assert ask(door, environ(by_door)) == ask(Django(), environ(by_django)) == first
    assert ask(door, environ(by_door)) == ask(Django(), environ(by_django))
    assert django.asked == 1
    assert Attempt.objects.count() == 3


def test_coming_back_is_told_as_django_tells_it(door, django, pair):
    candidate = pair[1]
    candidate.start()
    candidate.save(candidate.change(1, ["B"], flagged=True), candidate.change(2, ["A"]))
    told = [doors.ask(application, environ(candidate)) for application in (Django(), door)]
    for _, _, body in told:
        body.pop("server_time")
    assert told[0][0] == 200
    assert told[1] == told[0]
    candidate.submit()
    told = [doors.ask(application, environ(candidate)) for application in (Django(), door)]
    for _, _, body in told:
        body.pop("server_time")
    assert told[1] == told[0]
    assert told[0][2]["receipt"]
    assert django.asked == 1


def test_what_it_writes_is_what_django_writes(door, pair):
    ask(Django(), environ(pair[0]))
    ask(door, environ(pair[1]))
    own = ("id", "entry_id", "receipt", "order", "form_id")
    first, second = (
        {name: value for name, value in row.items() if name not in own}
        for row in Attempt.objects.filter(entry__in=[candidate.entry for candidate in pair]).values()
    )
    for name in ("started_at", "deadline", "accepted_until"):
        assert abs(first.pop(name) - second.pop(name)) < dt.timedelta(seconds=20)
    assert second == first


def test_it_takes_few_statements(door, django, pair):
    # Each form's outline is read once.
    for form in pair[0].room.forms:
        outline_of(form.pk, form.content_hash)
    with CaptureQueriesContext(connection) as queries:
        assert ask(door, environ(pair[0]))[0] == 201
    assert django.asked == 1
    told = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(told) == 5, told


BODIES = {
    "no device": {"number": 1},
    "an empty device": one(device=""),
    "a device with spaces": one(device=" desk "),
    "a long device": one(device="d" * 65),
    "no number": {"device": "desk"},
    "another number": one(2),
    "no number at all": one("1"),
    "a truth": one(True),
    "nought": one(0),
    "a huge number": one(10**30),
    "take over": one(take_over=True),
    "take over by words": one(take_over="yes"),
    "an unknown field": one(score=1),
    "null": b"null",
    "a list": b"[]",
    "no JSON": b"{",
    "nothing": b" ",
    "NUL": b'{"number": 1, "device": "\\u0000"}',
    "too large": b" " * 1_100_000,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_it_says_of_any_body_what_django_says(door, pair, body):
    told = [ask(application, environ(who, body)) for application, who in zip((Django(), door), pair, strict=True)]
    assert told[1] == told[0]
    assert [Attempt.objects.filter(entry=who.entry).count() for who in pair] in ([0, 0], [1, 1])


@pytest.mark.parametrize("body", [body for body in BODIES.values() if isinstance(body, dict)])
def test_what_it_reads_is_what_the_serializer_reads(body):
    plain, strict = read_plain_start(body), StartSerializer(data=body)
    assert plain is None or (strict.is_valid() and plain == dict(strict.validated_data))


SESSION = "session={session}; csrf=" + SECRET
REQUESTS = {
    "another method": {"REQUEST_METHOD": "GET"},
    "another content type": {"CONTENT_TYPE": "text/plain"},
    "a compressed body": {"HTTP_CONTENT_ENCODING": "gzip"},
    "a strange host": {"HTTP_HOST": "evil.example"},
    "another examination": {"PATH_INFO": "/api/v1/exams/999999/attempts/"},
    "an examination beyond all numbers": {"PATH_INFO": f"/api/v1/exams/{10**30}/attempts/"},
    "NUL in the address": {"PATH_INFO": unquote("/api/v1/exams/1%00/attempts/")},
    "a query": {"QUERY_STRING": "x=1"},
    "no cookie": {"HTTP_COOKIE": None},
    "no session": {"HTTP_COOKIE": f"csrf={SECRET}"},
    "a session that is none": {"HTTP_COOKIE": f"session={'a' * 32}; csrf={SECRET}"},
    "NUL in a cookie": {"HTTP_COOKIE": SESSION + '; x="a\\000b"'},
    "no secret": {"HTTP_COOKIE": "session={session}"},
    "another secret": {"HTTP_COOKIE": "session={session}; csrf=" + "t" * 32},
    "a broken secret": {"HTTP_COOKIE": "session={session}; csrf=x"},
    "a secret masked": {"HTTP_COOKIE": "session={session}; csrf=" + "a" * 32 + SECRET},
    "no token": {"HTTP_X_CSRFTOKEN": None},
    "another token": {"HTTP_X_CSRFTOKEN": "t" * 32},
    "a masked token": {"HTTP_X_CSRFTOKEN": "a" * 32 + SECRET},
    "another masked token": {"HTTP_X_CSRFTOKEN": "b" * 32 + SECRET},
    "a broken token": {"HTTP_X_CSRFTOKEN": "x"},
    "our own origin": {"HTTP_ORIGIN": "http://127.0.0.1"},
    "another's origin": {"HTTP_ORIGIN": "http://evil.example"},
    "no origin": {"HTTP_ORIGIN": "null"},
    "https without a referrer": {"wsgi.url_scheme": "https"},
    "https from our page": {"wsgi.url_scheme": "https", "HTTP_REFERER": "https://127.0.0.1/"},
    "https from another's page": {"wsgi.url_scheme": "https", "HTTP_REFERER": "https://evil.example/"},
    "what it cannot give": {"HTTP_ACCEPT": "text/html"},
    "a proxy's words from a stranger": {"HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "203.0.113.9"},
    "a proxy's words from the proxy": {"HTTP_X_FORWARDED_PROTO": "https", "REMOTE_ADDR": "10.0.0.1"},
}


@pytest.mark.parametrize("more", REQUESTS.values(), ids=REQUESTS)
def test_it_says_to_any_request_what_django_says(room, pair, more):
    secure = {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"), "SECURE_HSTS_SECONDS": 100}
    with override_settings(TRUSTED_PROXIES=["10.0.0.0/8"], **secure):
        door = PlainStarts(Django())
        assert ask(door, environ(room.candidate()))[0] == 201
        # Learns from one that passes under the same host, scheme and proxy, if there is such a one.
        ask(door, environ(room.candidate(), **given(more, room.candidate())))
        by_django, by_door = pair
        for _ in range(2):
            expected = ask(Django(), environ(by_django, **given(more, by_django)))
            assert ask(door, environ(by_door, **given(more, by_door))) == expected


def given(more, candidate):
    session = candidate.client.cookies["session"].value
    return {name: value and str(value).replace("{session}", session) for name, value in more.items()}


def hours(number):
    return timezone.now() + dt.timedelta(hours=number)


PERSONS = {
    "switched off": lambda who: Person.objects.filter(pk=who.entry.person_id).update(is_active=False),
    "ended sessions": lambda who: Person.objects.filter(pk=who.entry.person_id).update(session_epoch=1),
    "another password": lambda who: Person.objects.filter(pk=who.entry.person_id).update(password="other"),
    "signed out": lambda who: who.client.logout(),
    "exempt": lambda who: Entry.objects.filter(pk=who.entry.pk).update(standing="exempt"),
    "reduced": lambda who: Entry.objects.filter(pk=who.entry.pk).update(standing="reduced"),
    "on leave": lambda who: Entry.objects.filter(pk=who.entry.pk).update(standing="leave"),
    "cancelled result": lambda who: Entry.objects.filter(pk=who.entry.pk).update(result_cancelled=True),
    "extra time": lambda who: Entry.objects.filter(pk=who.entry.pk).update(extra_seconds=600),
    "a leading cadre": lambda who: Entry.objects.filter(pk=who.entry.pk).update(is_leading=True),
    "off the roster": lambda who: Entry.objects.filter(pk=who.entry.pk).delete(),
    "called off": lambda who: Exam.objects.update(cancelled_at=timezone.now()),
    "withdrawn": lambda who: Exam.objects.update(published_at=None),
    "too late": lambda who: Exam.objects.update(late_entry_minutes=1),
    "not yet": lambda who: Window.objects.update(opens_at=hours(1)),
    "over": lambda who: Window.objects.update(opens_at=hours(-3), closes_at=hours(-1)),
    "no window": lambda who: (Attempt.objects.all().delete(), Window.objects.all().delete()),
    "a make-up": lambda who: Window.objects.update(kind="make_up"),
    "another device": lambda who: who.start(device="phone"),
    "voided": lambda who: (who.start(), Attempt.objects.filter(entry=who.entry).update(state="voided")),
}


@pytest.mark.parametrize("change", PERSONS.values(), ids=PERSONS)
def test_it_sees_at_once_what_django_sees(door, pair, change):
    asked = [environ(candidate) for candidate in pair]
    for candidate in pair:
        change(candidate)
    first, second = map(ask, (Django(), door), asked)
    assert second == first


def test_a_session_in_another_place_goes_on_record_as_ever(door, django, pair):
    candidate = pair[0]
    session = candidate.client.session
    session[PLACES] = [["elsewhere", "another"]]
    session.save()
    assert ask(door, environ(candidate))[0] == 201
    assert AuditRecord.objects.filter(kind="session.used_elsewhere", actor=candidate.entry.person).count() == 1
    assert django.asked == 2
    assert ask(door, environ(candidate))[0] == 200
    assert django.asked == 2, "the place is known now"


def test_it_leaves_the_line_in_the_log_that_django_leaves(door, pair, caplog):
    caplog.set_level(logging.INFO, "exam_platform.request")
    ask(Django(), environ(pair[0]))
    ask(door, environ(pair[1]))
    first, second = (record.__dict__ for record in caplog.records if record.name == "exam_platform.request")
    for name in ("message", "method", "route", "ids", "status"):
        assert second[name] == first[name]


def test_a_dead_connection_costs_a_second_try_and_no_refusal(door, django, pair, monkeypatch):
    monkeypatch.setattr(plain_start, "start_attempt", fail)
    # The test's transaction lives in this connection.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    assert ask(door, environ(pair[0]))[0] == 201
    assert django.asked == 2


def test_a_database_waited_for_in_vain_is_not_waited_for_again(door, pair, monkeypatch):
    monkeypatch.setattr(plain_start, "bearer", fail)
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    monkeypatch.setattr(plain_door, "AT_ONCE_SECONDS", -1)
    with CaptureQueriesContext(connection) as queries:
        status, headers, body = ask(door, environ(pair[0]))
    assert (status, body["code"], headers["retry-after"]) == (503, "unavailable", "2")
    assert len(queries) == 0


def fail(*_, **__):
    raise OperationalError("the connection is lost")
