"""Knocking at the doors of the session as a browser does."""

from typing import Any

import orjson
from django.test import Client

from tests.cast import PASSWORD


class Browser(Client):
    """A browser at an address, with cookies and CSRF checks like a real one."""

    def __init__(self, address: str = "203.0.113.1", **options: Any) -> None:
        super().__init__(enforce_csrf_checks=True, REMOTE_ADDR=address, **options)

    def token(self) -> str:
        return str(self.get("/api/v1/session/").json()["csrf_token"])

    def send(self, method: str, path: str, body: Any = None, **extra: Any) -> Any:
        headers = {"X-CSRFToken": self.token()}
        return self.generic(method, path, _json(body), "application/json", headers=headers, **extra)

    def sign_in(self, login: str, password: str = PASSWORD) -> Any:
        return self.send("POST", "/api/v1/session/", {"login": login, "password": password})

    def who(self) -> Any:
        return self.get("/api/v1/session/").json()["person"]


def _json(body: Any) -> bytes:
    return b"" if body is None else orjson.dumps(body)
