"""S39, S47, S49, S50: what every answer carries, whatever its status, and what none of them tells."""

import re

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.cast import client_of
from tests.routes import routes

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"
# What an error must not tell: where the code lies, what it is made of, what it asked of the database.
INSIDE = re.compile(r"Traceback|/site-packages/|\.py\b|Django|rest_framework|psycopg|sqlite|SELECT |granian", re.I)
CLASSES = {
    "an answer of the API": ("GET /api/v1/session/", 200),
    "a page": ("GET /staff/", None),
    "a file of the build": ("GET /assets/", 404),
    "not found": ("GET /nothing", 404),
    "not found in the API": ("GET /api/v1/nothing/", 404),
    "not signed in": ("GET /api/v1/people/", 401),
    "a wrong method": ("PATCH /api/v1/session/", 405),
    "a wrong body": ("POST /api/v1/session/", 400),
    "a wrong query": ("GET /api/v1/session/?x=%00", 400),
    "no such media": ("GET /media/1.png", 404),
    "no such static file": ("GET /static/admin/css/base.css", 404),
}


def assert_guarded(answer, what, https=False):
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy, what
    assert "frame-ancestors 'none'" in policy, what
    assert "unsafe" not in policy, what
    assert "script-src" not in policy, what
    assert answer["X-Content-Type-Options"] == "nosniff", what
    assert answer["Referrer-Policy"] == "same-origin", what
    assert answer["X-Frame-Options"] == "DENY", what
    if https:
        assert "includeSubDomains" in answer["Strict-Transport-Security"], what
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", what
    for name in ("Server", "X-Powered-By"):
        assert name not in answer, what


@pytest.mark.parametrize("https", [False, True])
@pytest.mark.parametrize("what", CLASSES)
def test_every_class_of_answer_is_guarded(what, https):
    """S47."""
    request, status = CLASSES[what]
    method, address = request.split()
    under_https = {
        "SECURE_HSTS_SECONDS": 31536000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    }
    with override_settings(**under_https if https else {}):
        answer = Client().generic(method, address, secure=https)
    assert status in (None, answer.status_code)
    assert_guarded(answer, what, https)
    if address.startswith("/api/"):
        assert answer["Cache-Control"] == "no-store"


def fail_on(client, address, monkeypatch):
    """An answer of 500: the clock of the database fails."""

    def broken():
        raise RuntimeError("SELECT secret FROM /srv/site-packages/x.py")

    monkeypatch.setattr("exam_platform.people.session_state.database_now", broken)
    return client.get(address)


def test_an_error_of_the_server_is_guarded_and_tells_nothing(monkeypatch):
    """S47, S49."""
    answer = fail_on(Client(raise_request_exception=False), "/api/v1/session/", monkeypatch)
    assert (answer.status_code, answer.json()["code"]) == (500, "server_error")
    assert_guarded(answer, 500)
    assert not INSIDE.search(answer.content.decode())


def test_no_refusal_tells_of_the_inside(cast):
    """S49: every route, asked wrongly by who may do most."""
    client = client_of(cast.district_administrator)
    for route in routes():
        for method in route.methods:
            answer = client.generic(method.upper(), route.address({}), b'{"x": 1}', "application/json")
            if answer.status_code >= 400:
                assert not INSIDE.search(answer.getvalue().decode()), (method, route.path)
                assert_guarded(answer, (method, route.path))


def test_no_query_is_said_back_as_a_page(cast):
    """S39: script in every parameter and in the path; answers are JSON that no browser takes for a page."""
    client = client_of(cast.district_administrator)
    for route in routes():
        for address in (route.address({}), route.address({}) + SCRIPT):
            answer = client.get(address, {"search": SCRIPT, "next": SCRIPT, SCRIPT: SCRIPT, "cursor": SCRIPT})
            kind = answer.get("Content-Type", "")
            assert answer["X-Content-Type-Options"] == "nosniff"
            if SCRIPT.encode() in getattr(answer, "content", b""):
                assert kind in ("application/json", "application/problem+json"), (address, kind)


@pytest.mark.parametrize(
    "address", ["/admin/", "/debug/", "/__debug__/", "/flower/", "/api/", "/.git/config", "/.env", "/db.sqlite3"]
)
def test_what_is_for_nobody_is_not_there(address):
    """S50. The compose file publishes no port but the web's, and Redis and PostgreSQL want a password: test_compose."""
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("address", ["/../secrets.json", "/assets/../../settings.py", "/%2e%2e/%2e%2e/secrets.json"])
def test_no_address_leads_out_of_the_build(address):
    assert Client().get(address).status_code == 404


def test_the_host_of_a_request_is_not_believed():
    """S46: nothing that we send holds an address made from it."""
    for host in ("evil.example", "testserver.evil.example", "testserver@evil.example", "127.0.0.1.evil.example"):
        assert Client().get("/api/v1/session/", headers={"host": host}).status_code == 400
    assert "*" not in settings.ALLOWED_HOSTS
    assert not [host for host in settings.ALLOWED_HOSTS if host.startswith(".")]
