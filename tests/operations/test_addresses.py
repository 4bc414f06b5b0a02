"""One platform under a sub-path, another name and with the built pages: what a proxy passes on, in either way."""

import http.client
import json
from pathlib import Path

import pytest

from tests.live import ROOT, LivePlatform
from tests.servers import free_port

pytestmark = [pytest.mark.live, pytest.mark.timeout(400)]

BUILT = ROOT / "exam_platform" / "built"


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    port = free_port()
    settings = {"PUBLIC_URL": f"http://exam.example:{port}/xuefa/", "ALLOWED_HOSTS": "kaoshi.example"}
    with LivePlatform(tmp_path_factory.mktemp("addresses"), settings, port=port) as platform:
        yield platform


def ask(platform, path, host="exam.example", method="GET", body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", platform.port, timeout=20)
    connection.request(method, path, body, {"Host": f"{host}:{platform.port}", **headers})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


@pytest.mark.parametrize("prefix", ["/xuefa", ""], ids=["the proxy keeps the path", "the proxy strips the path"])
@pytest.mark.parametrize("host", ["exam.example", "kaoshi.example", "127.0.0.1"])
def test_the_api_answers(platform, prefix, host):
    answer, content = ask(platform, f"{prefix}/api/v1/session/", host)
    assert answer.status == 200, content
    assert json.loads(content)["authenticated"] is False


def test_an_unknown_host_is_refused(platform):
    answer, _ = ask(platform, "/xuefa/api/v1/session/", "evil.example")
    assert answer.status == 400


def test_cookies_are_those_of_plain_http_below_the_path(platform):
    answer, _ = ask(platform, "/xuefa/api/v1/session/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("csrf=")
    assert "Path=/xuefa/" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_addresses_in_answers_lie_below_the_path(platform):
    """A list's `next`, as every list makes it."""
    password = platform.python(
        "from exam_platform.people.actions.administrators import reset_administrator;"
        "print(reset_administrator(user_name='admin'))"
    ).strip()
    first, content = ask(platform, "/xuefa/api/v1/session/")
    token = json.loads(content)["csrf_token"]
    cookie = first.headers["Set-Cookie"].split(";")[0]
    body = json.dumps({"login": "admin", "password": password})
    given = {"Content-Type": "application/json", "X-CSRFToken": token, "Cookie": cookie}
    signed_in, content = ask(platform, "/xuefa/api/v1/session/", method="POST", body=body, **given)
    assert signed_in.status == 200, content
    cookies = "; ".join(each.split(";")[0] for each in signed_in.headers.get_all("Set-Cookie"))
    answer, content = ask(platform, "/xuefa/api/v1/audit-records/?page_size=1", Cookie=cookies)
    assert answer.status == 200, content
    assert "/xuefa/api/v1/audit-records/?" in json.loads(content)["next"]


@pytest.mark.skipif(not (BUILT / "index.html").exists(), reason="the frontend is not built")
class TestPages:
    @pytest.mark.parametrize("path", ["/xuefa/", "/xuefa/staff/", "/"])
    def test_they_are_served_fresh_and_guarded(self, platform, path):
        answer, content = ask(platform, path)
        assert answer.status == 200
        assert b"<!doctype html>" in content[:200].lower()
        assert answer.headers["Cache-Control"] == "max-age=0, public"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"

    def test_what_has_a_hash_in_its_name_is_kept_for_ever(self, platform):
        assets = [file for file in (BUILT / "assets").iterdir() if file.suffix in (".js", ".css")]
        for file in assets:
            answer, content = ask(platform, f"/xuefa/assets/{file.name}")
            assert content == file.read_bytes()
            assert "immutable" in answer.headers["Cache-Control"], file.name

    def test_they_are_sent_compressed(self, platform):
        (script, *_) = sorted((BUILT / "assets").glob("*.js"), key=lambda file: -file.stat().st_size)
        answer, content = ask(platform, f"/assets/{script.name}", **{"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert len(content) < Path(script).stat().st_size

    def test_the_staffs_page_is_found_without_its_slash(self, platform):
        answer, _ = ask(platform, "/xuefa/staff")
        assert answer.status in (301, 302)
        assert answer.headers["Location"] in ("staff/", "/xuefa/staff/")


def test_behind_a_proxy_that_speaks_https_cookies_and_headers_are_the_strict_ones(tmp_path):
    settings = {"PUBLIC_URL": "https://exam.example/", "TRUSTED_PROXIES": "127.0.0.0/8"}
    with LivePlatform(tmp_path, settings) as platform:
        answer, _ = ask(platform, "/api/v1/session/", **{"X-Forwarded-Proto": "https"})
        assert answer.status == 200
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-csrf=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        plain, _ = ask(platform, "/api/v1/session/")
        assert plain.status == 301
        assert plain.headers["Location"].startswith("https://")
        assert ask(platform, "/healthz")[0].status == 200, "the health check of a container asks without the proxy"
