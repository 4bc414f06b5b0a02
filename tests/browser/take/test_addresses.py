"""A whole sitting where offices really serve it: plain http on a name, a second name, below a path of a proxy."""

import http.client
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.take.candidate import Candidate, View
from tests.browser.take.conftest import ARTIFACTS
from tests.browser.take.stage import Stage
from tests.live import LivePlatform
from tests.servers import free_port

VIEW = View("phone", 360, 720, "standard")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "google-chrome"
NAMES = "MAP exam.county.example 127.0.0.1, MAP exam.intranet.example 127.0.0.1"


class Prefixed(BaseHTTPRequestHandler):
    """A reverse proxy that serves the platform below `prefix` and cuts it off, as nginx does with a trailing slash."""

    prefix = "/xuefa"
    port = 0
    protocol_version = "HTTP/1.1"

    def forward(self) -> None:
        if not self.path.startswith(f"{self.prefix}/"):
            self.send_error(404)
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        onward = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        onward.request(self.command, self.path.removeprefix(self.prefix), body, dict(self.headers))
        answer = onward.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        onward.close()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = forward

    def log_message(self, *_: object) -> None:
        """Silence."""


@pytest.fixture(scope="module")
def named_browser(chromium: Browser) -> Iterator[Browser]:
    """One that finds the offices' names here; by name, plain http is no secure context."""
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", f"--host-resolver-rules={NAMES}"],
    )
    yield browser
    browser.close()


def sit(stage: Stage, browser: Browser, url: str, name: str) -> None:
    """From signing in to the result, with a network lost between."""
    context = browser.new_context(viewport={"width": VIEW.width, "height": VIEW.height}, locale="zh-CN")
    context.set_default_timeout(15_000)
    try:
        candidate = Candidate(stage, next(stage.logins), context.new_page(), VIEW, ARTIFACTS / name)
        candidate.in_exam(url=url)
        assert candidate.page.url.startswith(url)
        candidate.choose(0)
        candidate.saved()
        context.set_offline(True)
        candidate.next()
        candidate.choose(1)
        context.set_offline(False)
        candidate.page.reload()
        expect(candidate.question(2)).to_be_visible()
        assert candidate.chosen() == [1]
        candidate.saved()
        candidate.submit()
        expect(candidate.page.locator(".score__points")).to_be_visible(timeout=40_000)
        assert len(stage.answers(candidate.login)) == 2
    finally:
        context.close()


def test_plain_http_by_name_and_by_a_second_name(tmp_path: Path, named_browser: Browser) -> None:
    port = free_port()
    first, second = f"http://exam.county.example:{port}/", f"http://exam.intranet.example:{port}/"
    environment = {"PUBLIC_URL": first, "ALLOWED_HOSTS": "exam.intranet.example"}
    with LivePlatform(tmp_path / "named", environment, port=port) as platform:
        stage = Stage.on(platform, candidates=2)
        page = named_browser.new_page()
        page.goto(first)
        assert page.evaluate("[window.isSecureContext, 'serviceWorker' in navigator]") == [False, False]
        page.close()
        sit(stage, named_browser, first, "plain-http")
        sit(stage, named_browser, second, "second-name")


def test_below_a_path(tmp_path: Path, chromium: Browser) -> None:
    inside, outside = free_port(), free_port()
    url = f"http://127.0.0.1:{outside}/xuefa/"
    handler = type("Handler", (Prefixed,), {"port": inside})
    proxy = ThreadingHTTPServer(("127.0.0.1", outside), handler)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    try:
        with LivePlatform(tmp_path / "below", {"PUBLIC_URL": url}, port=inside) as platform:
            sit(Stage.on(platform, candidates=1), chromium, url, "below-a-path")
    finally:
        proxy.shutdown()
