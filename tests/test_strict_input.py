"""RELIABILITY N84-N92: what a body or a query may not be, on a door that takes one of each kind of field."""

import gzip
import json

import pytest
from django.test import Client
from django.urls import path
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exam_platform.api import InstantField, StrictQuery, StrictSerializer
from exam_platform.urls import handler400, handler404, handler500  # noqa: F401 (Django reads them from the URLconf)

pytestmark = pytest.mark.urls(__name__)


class Inner(StrictSerializer):
    letter = serializers.ChoiceField(["A", "B"])


class Body(StrictSerializer):
    text = serializers.CharField(required=False, allow_null=True)
    count = serializers.IntegerField(required=False)
    sure = serializers.BooleanField(required=False)
    at = InstantField(required=False)
    anything = serializers.JSONField(required=False)
    numbers = serializers.ListField(child=serializers.IntegerField(), required=False)
    inner = Inner(many=True, required=False)
    set_by_us = serializers.CharField(read_only=True)


class Query(StrictQuery):
    search = serializers.CharField(max_length=100, required=False)


class Door(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def post(self, request: Request) -> Response:
        body = Body(data=request.data)
        body.is_valid(raise_exception=True)
        return Response({"text": body.validated_data.get("text"), "at": body.validated_data.get("at")})

    def get(self, request: Request) -> Response:
        return Response(Query.read(request))


urlpatterns = [path("api/door/", Door.as_view()), path("api/name/<str:name>/", Door.as_view())]


def send(body: bytes | str | dict, **headers: str):
    content = json.dumps(body) if isinstance(body, dict) else body
    kind = headers.pop("content_type", "application/json")
    return Client().post("/api/door/", content, content_type=kind, headers=headers)


def assert_problem(answer, status: int, code: str) -> dict:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail", "code", "errors"} <= problem.keys()
    assert (problem["status"], problem["code"]) == (status, code)
    assert any("一" <= letter <= "鿿" for letter in problem["detail"]), "the detail is Chinese"
    return problem


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"not json",
        b"\xef\xbb\xbf{}",
        '{"text": "考试"}'.encode("gbk"),
        b'{"text": "\\ud842"}',
        b'{"anything": "\\ud842"}',
        b'{"text": "\\u0000"}',
        b'{"anything": {"deep": ["\\u0000"]}}',
        b'{"anything": {"\\u0000": 1}}',
        b'{"count": NaN}',
        b'{"count": Infinity}',
        b'{"count": 1e999}',
        b'{"count": ' + b"9" * 5000 + b"}",
        b'{"anything": 99999999999999999999}',
        b'{"anything": -99999999999999999999}',
        b"[" * 100_000,
        b'{"anything": ' + b"[" * 9 + b"]" * 9 + b"}",
    ],
    ids=lambda body: repr(body[:30]),
)
def test_it_refuses_unsound_json(body):
    assert_problem(send(body), 400, "parse_error")


@pytest.mark.parametrize("body", [b"null", b"[]", b"5", b'"text"'])
def test_it_refuses_a_body_that_is_no_object(body):
    assert_problem(send(body), 400, "invalid")


def test_it_takes_eight_levels():
    assert send(b'{"anything": ' + b"[" * 7 + b"]" * 7 + b"}").status_code == 200


def test_it_refuses_a_compressed_body():
    bomb = gzip.compress(b"0" * 10_000_000)
    assert_problem(send(bomb, **{"content-encoding": "gzip"}), 415, "unsupported_media_type")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/json; charset=gbk"])
def test_it_refuses_another_content_type(kind):
    assert_problem(send(b"{}", content_type=kind), 415, "unsupported_media_type")


def test_it_refuses_a_body_over_the_limit():
    assert_problem(send(b'{"text": "' + b"x" * 1024 * 1024 + b'"}'), 413, "body_too_large")


def test_it_refuses_a_body_over_djangos_limit():
    assert_problem(send(b'{"text": "' + b"x" * 3 * 1024 * 1024 + b'"}'), 413, "body_too_large")


@pytest.mark.parametrize("name", ["id", "is_staff", "score", "started_at", "set_by_us", "__proto__"])
def test_it_refuses_unknown_and_read_only_fields_by_name(name):
    problem = assert_problem(send({name: 1}), 400, "invalid")
    assert [(each["pointer"], each["code"]) for each in problem["errors"]] == [(f"/{name}", "unknown_field")]


def test_it_names_all_errors_at_once_with_their_places():
    problem = assert_problem(
        send({"extra": 1, "count": "12", "inner": [{"letter": "A"}, {"letter": "C"}], "numbers": [1, "２"]}),
        400,
        "invalid",
    )
    assert {each["pointer"]: each["code"] for each in problem["errors"]} == {
        "/extra": "unknown_field",
        "/count": "wrong_type",
        "/numbers/1": "wrong_type",
        "/inner/1/letter": "invalid_choice",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("count", "１２"),
        ("count", "12"),
        ("count", True),
        ("count", 1.5),
        ("sure", "yes"),
        ("sure", 1),
        ("text", 5),
        ("text", ["a"]),
        ("numbers", ["1"]),
        ("inner", [{"letter": 5}]),
    ],
)
def test_it_converts_nothing(field, value):
    problem = assert_problem(send({field: value}), 400, "invalid")
    assert problem["errors"][0]["pointer"].startswith(f"/{field}")


@pytest.mark.parametrize(
    "instant",
    [
        "2026-11-23T10:31:00",
        "2026-11-23",
        "2026-02-30T10:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T10:31:60Z",
        "10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "２０２６-11-23T10:31:00Z",
        1795400000000,
        "",
    ],
)
def test_it_refuses_a_time_that_is_none_or_ambiguous(instant):
    assert_problem(send({"at": instant}), 400, "invalid")


def test_it_takes_any_zone_and_answers_in_utc():
    answer = send({"at": "2026-11-23T10:31:00+08:00"})
    assert answer.json()["at"] == "2026-11-23T02:31:00Z"


def test_it_keeps_rare_characters_byte_for_byte():
    text = "𠮷野家 㐂 ༀ ئۇيغۇر 👩‍⚖️"
    assert send({"text": text}).json()["text"] == text


@pytest.mark.parametrize("query", ["ordering=password", "filter[unit__parent]=1", "search=" + "x" * 101])
def test_it_refuses_unknown_and_overlong_queries(query):
    assert_problem(Client().get(f"/api/door/?{query}"), 400, "invalid")


@pytest.mark.parametrize("address", ["/api/name/a%00b/", "/api/door/?search=a%00b"])
def test_it_refuses_nul_in_an_address(address):
    assert_problem(Client().get(address), 400, "invalid")


def test_it_refuses_nul_in_a_cookie():
    """A quoted cookie may write NUL as \\000, and PostgreSQL would stumble over it when the session is looked up."""
    client = Client()
    client.cookies.load('session="aaaaaaaa\\000aaaa"')
    assert_problem(client.get("/api/door/"), 400, "invalid")
