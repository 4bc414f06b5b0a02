"""A client of the API over HTTP, as a program outside the platform would be: cookies, CSRF, JSON, files."""

import gzip
import http.cookiejar
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


class Answer:
    def __init__(self, status: int, body: bytes) -> None:
        self.status = status
        self.body = body

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class ApiClient:
    """One visitor of `root` (the platform's address with a slash at its end)."""

    def __init__(self, root: str) -> None:
        self.root = f"{root}api/v1/"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        self.csrf = ""

    def ask(
        self, method: str, path: str, body: object = None, *, headers: dict[str, str] | None = None, raw: bytes = b""
    ) -> Answer:
        data = raw or (json.dumps(body).encode() if body is not None else None)
        url = path if path.startswith("http") else self.root + path
        request = urllib.request.Request(url, data=data, method=method)
        for name, value in {
            "Content-Type": "application/json",
            "Accept-Encoding": "gzip",
            "X-CSRFToken": self.csrf,
            **(headers or {}),
        }.items():
            request.add_header(name, value)
        try:
            with self.opener.open(request, timeout=60) as answer:
                body = answer.read()
                packed = answer.headers.get("Content-Encoding") == "gzip"
                return Answer(answer.status, gzip.decompress(body) if packed else body)
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read())

    def get(self, path: str) -> Any:
        return self._expect(self.ask("GET", path), 200)

    def post(self, path: str, body: object = None, *, status: tuple[int, ...] = (200, 201, 202, 204)) -> Any:
        return self._expect(self.ask("POST", path, {} if body is None else body), *status)

    def put(self, path: str, body: object) -> Any:
        return self._expect(self.ask("PUT", path, body), 200)

    def patch(self, path: str, body: object) -> Any:
        return self._expect(self.ask("PATCH", path, body), 200)

    def pages(self, path: str) -> Iterator[Any]:
        """Every row of a paged list."""
        following: str | None = path
        while following:
            page = self.get(following)
            yield from page["results"]
            following = page["next"]

    def upload(self, path: str, file: Path) -> Any:
        boundary = uuid.uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'
        body = head.encode() + file.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._expect(self.ask("POST", path, raw=body, headers=headers), 201)

    def sign_in(self, login: str, password: str) -> "ApiClient":
        self.csrf = self.get("session/")["csrf_token"]
        self.csrf = self.post("session/", {"login": login, "password": password})["csrf_token"]
        return self

    def activate(self, login: str, code: str, password: str) -> "ApiClient":
        self.csrf = self.get("session/")["csrf_token"]
        self.csrf = self.post("session/activation/", {"login": login, "code": code, "password": password})["csrf_token"]
        return self

    def import_file(self, collection: str, file: Path) -> dict[str, Any]:
        """Upload, wait for the preview, confirm, wait until done; the preview's state with its counts."""
        job = self.upload(f"{collection}/", file)
        preview = self.until(f"{collection}/{job['id']}/", lambda now: now["state"] != "parsing")
        if preview["state"] == "ready" and preview["counts"]["accept"]:
            self.post(f"{collection}/{job['id']}/confirmation/")
            done = self.until(f"{collection}/{job['id']}/", lambda now: now["state"] != "committing")
            assert done["state"] == "done", done
        return dict(preview)

    def until(self, path: str, holds: Callable[[Any], object], seconds: float = 120) -> Any:
        """Ask again until it holds."""
        deadline = time.monotonic() + seconds
        while True:
            found = self.get(path)
            if holds(found):
                return found
            assert time.monotonic() < deadline, found
            time.sleep(0.3)

    @staticmethod
    def _expect(answer: Answer, *statuses: int) -> Any:
        assert answer.status in statuses, (answer.status, answer.body[:2000].decode(errors="replace"))
        return answer.json if answer.body[:1] in (b"{", b"[") else answer.body
