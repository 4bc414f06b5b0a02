"""What every answer carries and every log line leaves out, whichever view answered."""

import json
import logging

import pytest
from django.conf import settings
from django.test import Client, override_settings

from exam_platform.operations.logs import Formatter, mask

ANSWERS = ["/", "/staff/", "/healthz", "/nothing", "/api/v1/schema/", "/api/v1/nothing/"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ANSWERS)
def test_it_sends_the_security_headers(address):
    answer = Client().get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert len(answer["X-Request-ID"]) >= 16
    assert "Access-Control-Allow-Origin" not in answer
    assert "Strict-Transport-Security" not in answer, "plain http was chosen"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/schema/", "/api/v1/nothing/"])
def test_it_lets_nothing_of_the_api_be_stored(address):
    assert Client().get(address)["Cache-Control"] == "no-store"


def test_it_refuses_a_host_that_is_not_its_own():
    answer = Client().get("/api/v1/session/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


@pytest.mark.parametrize("address", ["/nothing?next=<script>", "/api/v1/nothing/"])
def test_it_says_nothing_of_its_inside_when_it_finds_nothing(address):
    answer = Client().get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "没有找到",
        "status": 404,
        "detail": "没有找到，或您无权查看。",
        "code": "not_found",
        "errors": [],
    }


@pytest.mark.django_db
def test_it_shows_metrics_to_this_machine_alone():
    assert b"exam_attempts_overdue 0.0" in Client().get("/metrics").content
    assert Client(REMOTE_ADDR="10.1.2.3").get("/metrics").status_code == 404
    assert Client(REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR="127.0.0.1").get("/metrics").status_code == 404


@override_settings(TRUSTED_PROXIES=["10.0.0.0/8"])
@pytest.mark.django_db
def test_it_asks_where_a_trusted_proxy_says_the_visitor_is():
    assert Client(REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR="127.0.0.1").get("/metrics").status_code == 200
    assert Client(REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR="203.0.113.9").get("/metrics").status_code == 404


@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"), SECURE_SSL_REDIRECT=True)
def test_it_believes_no_stranger_that_the_connection_is_secure():
    stranger = Client(REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_PROTO="https")
    assert stranger.get("/api/v1/session/").status_code == 301
    with override_settings(TRUSTED_PROXIES=["10.0.0.0/8"]):
        proxy = Client(REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_PROTO="https")
        assert proxy.get("/nothing").status_code == 404


@pytest.mark.django_db
def test_it_logs_the_route_and_never_the_query(caplog):
    with caplog.at_level(logging.INFO, logger="exam_platform.request"):
        answer = Client().get("/api/v1/schema/?search=110101199003077512")
    (record,) = [each for each in caplog.records if each.name == "exam_platform.request"]
    assert (record.method, record.route, record.status) == ("GET", "api/v1/schema/", answer.status_code)
    assert "1101" not in json.dumps(record.__dict__, default=str)


@pytest.mark.parametrize(
    "text",
    ["110101199003077512", "11010119900307751x", "110101900307751", "13800138000", "138-0013-8000", "138 0013 8000"],
)
def test_it_masks_what_looks_like_an_id_number_or_a_phone(text):
    for line in (text, f"姓名 {text},", f'{{"a": "{text}"}}', f"+86{text}" if text.startswith("138") else text):
        assert text not in mask(line), line


@pytest.mark.parametrize(
    "text", ["2026-11-23 21:01:27,344", "1795400000.123", "f99ce3a83acd4480ba7310b0be57d64a", "42"]
)
def test_it_leaves_times_and_ids_of_requests_readable(text):
    assert mask(text) == text


def test_it_masks_in_messages_arguments_extras_and_tracebacks():
    record = logging.getLogger("x").makeRecord(
        "x", logging.ERROR, __file__, 1, "person %s", ("110101199003077512",), None, extra={"phone": "13800138000"}
    )
    try:
        raise ValueError("13900139000")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    line = Formatter("%(message)s").format(record)
    for secret in ("110101199003077512", "13800138000", "13900139000"):
        assert secret not in line


def test_it_writes_one_line_whatever_the_message_contains():
    record = logging.getLogger("x").makeRecord("x", logging.INFO, __file__, 1, "a\r\nINFO fake \x1b[2J", (), None)
    line = Formatter("%(message)s").format(record)
    assert "\n" not in line
    assert "\x1b" not in line


def test_the_settings_in_force_are_the_safe_ones():
    assert settings.DEBUG is False
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
