"""A roster through the platform's own processes: the web server takes it, the real worker does the rest."""

import json
import time
import urllib.request
import uuid
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from tests.live import LivePlatform

pytestmark = pytest.mark.live


class Browser:
    """Signed in as the district administrator of an empty platform."""

    def __init__(self, platform: LivePlatform) -> None:
        self.api = f"{platform.url}api/v1/"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        account = platform.accounts()[0]
        self.token = self.ask("GET", "session/")["csrf_token"]
        body = {"login": account["login"], "password": account["password"]}
        self.token = self.ask("POST", "session/", json.dumps(body).encode())["csrf_token"]

    def ask(self, method: str, path: str, body: bytes = b"", content_type: str = "application/json") -> Any:
        headers = {"Content-Type": content_type, "Referer": self.api}
        if method != "GET":
            headers["X-CSRFToken"] = self.token
        request = urllib.request.Request(self.api + path, body or None, headers, method=method)
        with self.opener.open(request, timeout=30) as answer:
            return json.loads(answer.read())

    def upload(self, kind: str, file: Path) -> Any:
        boundary = uuid.uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        body = head.encode() + file.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        job = self.ask("POST", f"{kind}/", body, f"multipart/form-data; boundary={boundary}")
        job = self.wait(f"{kind}/{job['id']}/", "ready")
        self.ask("POST", f"{kind}/{job['id']}/confirmation/", b"{}")
        return self.wait(f"{kind}/{job['id']}/", "done")

    def wait(self, path: str, state: str, seconds: float = 120) -> Any:
        deadline = time.monotonic() + seconds
        while (job := self.ask("GET", path))["state"] != state:
            assert job["state"] in ("parsing", "committing"), job
            assert time.monotonic() < deadline, job
            time.sleep(0.2)
        return job


def test_two_thousand_persons_are_in_their_units(live_platform: LivePlatform, shared: Path) -> None:
    live_platform.command("prepare", "--empty")
    browser, files = Browser(live_platform), shared / "data" / "rosters"
    assert browser.upload("unit-imports", files / "units.xlsx")["counts"]["accept"] == 55

    assert browser.upload("roster-imports", files / "civil-servants-2010.xlsx")["counts"]["accept"] == 2010

    top = browser.ask("GET", "units/?parent=root")["results"][0]
    assert top["person_count"] == 2010
    assert "3708991993" not in live_platform.log.read_text()
