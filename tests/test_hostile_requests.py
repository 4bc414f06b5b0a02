"""N80-N96 and I30 on every real route: no bytes of a body, a query or an address give a 5xx, none pass for sound."""

import gzip
from base64 import b64encode
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from exam_platform.people.models import Person, Role
from tests.factories.questions import make_questions
from tests.routes import Route, routes
from tests.sittings.room import Candidate, make_room

UNREADABLE = {
    "no json": b"{",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "gbk": '{"text": "考试"}'.encode("gbk"),
    "a lone surrogate": b'{"name": "\\ud842"}',
    "nul": b'{"name": "\\u0000"}',
    "nan": b'{"number": NaN}',
    "a huge integer": b'{"number": 99999999999999999999}',
    "5000 digits": b'{"number": ' + b"9" * 5000 + b"}",
    "deep nesting": b"[" * 100_000,
}
READABLE = {
    "null": b"null",
    "a list": b"[]",
    "a number": b"5",
    "an unknown field": b'{"is_staff": true, "id": 1, "score": 10000, "unit": 1, "__proto__": {}}',
    "wrong types": b'{"unit": "x", "number": "1", "title": 5, "questions": {}, "changes": 5, "reason": []}',
    "out of range": b'{"unit": -1, "number": 9007199254740991, "duration_minutes": 9007199254740991, "persons": [-5]}',
    "a long text": b'{"reason": "' + b"x" * 60_000 + b'", "title": "' + b"x" * 60_000 + b'"}',
}
# Of lists, before Base64: positions that a database cannot compare with, an offset, a direction.
CURSORS = ["p=1", "p=", "p=abc", "p=1.5", f"p={'9' * 23}", f"p={'9' * 5000}", "p=%00", "p=%ED%A0%80", "o=x", "r=x&p=a"]
QUERIES = [
    "cursor=x",
    *(f"cursor={quote(b64encode(cursor.encode()).decode())}" for cursor in CURSORS),
    "page_size=0",
    "page_size=-1",
    "page_size=1000000",
    "page_size=%EF%BC%91",
    "ordering=password",
    "search=%25_%5C",
    "search=" + "x" * 10_000,
    "search=%00",
    "search=%ED%A0%80",
    "unit=99999999999999999999999",
    "unit=-1",
    "unit=%EF%BC%91",
    "unit=1&unit=2",
    "year=0&exam=0&person=0&parent=0&status=x&state=x&kind=x&category=x&verdict=x&since=x",
]
ROUTES = routes()
API_ROUTES = [route for route in ROUTES if route.path.startswith("/api/v1/") and route.name != "schema"]
# Nothing is read from these bodies: leaving and taking back need no words.
WITHOUT_BODY = ("delete",)


def by_path(route: Route) -> str:
    return route.path


@pytest.fixture
def world(db):
    """A sitting in progress, and one person with every role over everything: nothing ends at a refused right."""
    room = make_room()
    entry = room.entry()
    everyone = Person.objects.create(name="全权", user_name="everyone", password="!")
    for role in Role:
        everyone.role_grants.create(role=role)
    candidate = Candidate(room, entry)
    candidate.start()
    (revision,) = make_questions("single", 1, everyone)
    ids = {
        **dict.fromkeys(("exam", "exam_id"), room.exam.pk),
        **dict.fromkeys(("attempt", "attempt_id"), candidate.attempt),
        **dict.fromkeys(("entry", "entry_id"), entry.pk),
        **dict.fromkeys(("form", "form_id"), room.forms[0].pk),
        **dict.fromkeys(("person", "person_id"), entry.person_id),
        **dict.fromkeys(("unit", "unit_id"), room.finance.pk),
        **dict.fromkeys(("question", "question_id"), revision.question_id),
    }
    client = Client(raise_request_exception=False)
    client.force_login(everyone)
    return SimpleNamespace(client=client, ids=ids, token=candidate.started["token"])


def send(world, route, method, body, ids=None, **headers):
    return world.client.generic(
        method.upper(),
        route.address(world.ids if ids is None else ids),
        body,
        headers.pop("content_type", "application/json"),
        headers={"Authorization": f"Attempt {world.token}", **headers},
    )


def assert_refused_soundly(answer, what):
    assert answer.status_code < 500, (what, answer.content[:300])
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json", what
        assert answer.json()["code"], what


@pytest.mark.parametrize("route", API_ROUTES, ids=by_path)
def test_it_refuses_unsound_bodies(world, route):
    for method in set(route.methods) - {"get", *WITHOUT_BODY}:
        for what, body in READABLE.items():
            assert_refused_soundly(send(world, route, method, body), (method, what))
        for what, body in UNREADABLE.items():
            answer = send(world, route, method, body)
            assert_refused_soundly(answer, (method, what))
            assert answer.status_code >= 400, f"{method} takes a body with {what}"
        bomb = send(world, route, method, gzip.compress(b"0" * 1_000_000), **{"content-encoding": "gzip"})
        text = send(world, route, method, b"{}", content_type="text/plain")
        for answer in (bomb, text):
            assert_refused_soundly(answer, method)
            assert answer.status_code >= 400, method


# What reads a query: lists by pages, and figures by unit.
ASKED = ["/api/v1/exams/<int:exam>/monitor/", "/api/v1/exams/<int:exam_id>/statistics/"]


def test_every_list_refuses_a_query_that_it_does_not_know(world):
    """N92."""
    lists = 0
    for route in API_ROUTES:
        answer = world.client.get(route.address(world.ids)) if "get" in route.methods else None
        if not answer or answer.status_code != 200 or not (b'"next":' in answer.content or route.path in ASKED):
            continue
        lists += 1
        for query in ("ordering=password", "filter[unit__parent__name]=x", "unit__path=1"):
            refused = world.client.get(f"{route.address(world.ids)}?{query}")
            assert (refused.status_code, refused.json()["code"]) == (400, "invalid"), (route.path, query)
            assert refused.json()["errors"][0]["code"] == "unknown_field", (route.path, query)
    assert lists >= 18, lists


@pytest.mark.parametrize("kind", ["unit", "roster", "question"])
def test_the_rows_of_an_import_refuse_a_query_that_they_do_not_know(world, kind):
    """N92."""
    file = SimpleUploadedFile("file.csv", "姓名\n".encode(), content_type="text/csv")
    job = world.client.post(f"/api/v1/{kind}-imports/", {"file": file}).json()["id"]
    for query, status in {"": 200, "verdict=reject&level=warning": 200, "ordering=row": 400, "verdict=x": 400}.items():
        assert world.client.get(f"/api/v1/{kind}-imports/{job}/rows/?{query}").status_code == status, query


@pytest.mark.parametrize("route", API_ROUTES, ids=by_path)
def test_it_has_a_clear_answer_to_any_address(world, route):
    for query in QUERIES if "get" in route.methods else ():
        assert_refused_soundly(world.client.get(f"{route.address(world.ids)}?{query}"), query)
    for method in {"get", "post", "put", "patch", "delete", "trace", "options", "brew"} - set(route.methods):
        assert_refused_soundly(send(world, route, method, b"{}"), method)
    for number in (0, 2**31, 2**63, 10**30) if route.parameters else ():
        ids = {name: number for name, _ in route.parameters}
        for method in route.methods:
            answer = send(world, route, method, b"{}", ids)
            assert_refused_soundly(answer, (method, number))
            assert answer.status_code >= 400, (method, number)
