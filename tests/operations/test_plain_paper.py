"""The door before Django's handler for papers: whatever comes, the answer is the one that Django's view would give."""

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from exam_platform.operations.plain_paper import PlainPapers, paper
from tests.operations import doors
from tests.operations.doors import Django, ask
from tests.sittings.room import make_room


@pytest.fixture
def django(db):
    return Django()


@pytest.fixture
def room(db):
    paper.cache_clear()
    return make_room()


@pytest.fixture
def writing(room):
    candidate = room.candidate()
    candidate.start()
    return candidate


@pytest.fixture
def door(django, writing):
    door = PlainPapers(django)
    ask(door, environ(writing))
    return door


def environ(candidate, **more):
    return doors.environ("GET", f"/api/v1/{candidate.started['content_url']}", b"", CONTENT_TYPE="", **more)


def test_it_answers_as_django_does_and_asks_django_once_for_each_paper(door, django, writing):
    expected = ask(Django(), environ(writing))
    assert expected[0] == 200
    assert ask(door, environ(writing)) == expected
    assert django.asked == 1
    other = writing.room.candidate()
    other.start()
    for _ in range(2):
        assert ask(door, environ(other)) == ask(Django(), environ(other))
    assert ask(door, environ(other))[2] != expected[2]
    assert django.asked == 2


def test_it_asks_the_database_nothing(door, writing):
    ask(door, environ(writing))
    with CaptureQueriesContext(connection) as queries:
        assert ask(door, environ(writing))[0] == 200
    assert len(queries) == 0


REQUESTS = {
    "another method": {"REQUEST_METHOD": "POST"},
    "head": {"REQUEST_METHOD": "HEAD"},
    "what it has already": {"HTTP_IF_NONE_MATCH": '"{content_hash}"'},
    "something older": {"HTTP_IF_NONE_MATCH": '"x"'},
    "a strange host": {"HTTP_HOST": "evil.example"},
    "a query": {"QUERY_STRING": "x=1"},
    "a cookie": {"HTTP_COOKIE": "session=" + "a" * 32},
    "NUL in a cookie": {"HTTP_COOKIE": 'session="a\\000b"'},
    "another's attempt": {"PATH_INFO": "/api/v1/attempts/999/content/{form}/{content_hash}/{signature}/"},
    "another form": {"PATH_INFO": "/api/v1/attempts/{attempt}/content/999/{content_hash}/{signature}/"},
    "another hash": {"PATH_INFO": "/api/v1/attempts/{attempt}/content/{form}/" + "0" * 64 + "/{signature}/"},
    "a forged signature": {"PATH_INFO": "/api/v1/attempts/{attempt}/content/{form}/{content_hash}/AAAA/"},
    "a signature with more": {"PATH_INFO": "/api/v1/attempts/{attempt}/content/{form}/{content_hash}/{signature}A/"},
}


@pytest.mark.parametrize("more", REQUESTS.values(), ids=REQUESTS)
def test_it_says_to_any_request_what_django_says(door, writing, more):
    _, attempt, _, form, content_hash, signature, _ = writing.started["content_url"].split("/")
    place = {"attempt": attempt, "form": form, "content_hash": content_hash, "signature": signature}
    given = {name: value.format(**place) for name, value in more.items()}
    expected = ask(Django(), environ(writing, **given))
    for _ in range(2):
        assert ask(door, environ(writing, **given)) == expected


def test_it_leaves_the_line_in_the_log_that_django_leaves(door, writing, caplog):
    caplog.set_level(logging.INFO, "exam_platform.request")
    ask(Django(), environ(writing))
    ask(door, environ(writing))
    first, second = (record.__dict__ for record in caplog.records if record.name == "exam_platform.request")
    for name in ("message", "method", "route", "ids", "status"):
        assert second[name] == first[name]
