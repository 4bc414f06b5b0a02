"""A browser's manners: cookies, the CSRF token, and trying again with back-off and jitter until an answer is one."""

import asyncio
import time
from collections.abc import Iterator
from random import Random
from typing import Any

import orjson

from .connection import Address, Answer, Connection, NoAnswer
from .figures import Recorder

FIRST_WAIT, LONGEST_WAIT = 0.5, 8.0
# Answers that mean "not now".
NOT_NOW = (408, 425, 429)


class GaveUp(Exception):
    """No answer in all the time that the rehearsal waits."""


class Backoff:
    """How long to wait before the next try: doubled each time, with jitter, never less than the server asks for."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._failures = 0

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self, asked_for: float) -> float:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2.0**self._failures)
        self._failures = min(self._failures + 1, 10)
        return max(wait, asked_for) * self._random.uniform(0.6, 1.2)


class Browser:
    """One browser with its own connection; every call is recorded under a name."""

    def __init__(self, address: Address, recorder: Recorder, random: Random) -> None:
        self.address, self.recorder = address, recorder
        self.connection = Connection(address)
        self.backoff = Backoff(random)
        self.cookies: dict[str, str] = {}
        self.csrf_token = ""
        # What the last refusal to answer asked for, in seconds.
        self.asked_to_wait = 0.0

    async def sign_in(self, login: str, password: str, until: float) -> Answer:
        found = await self.call("session", "GET", "session/", until)
        self.csrf_token = found.json["csrf_token"]
        answer = await self.call("sign_in", "POST", "session/", until, {"login": login, "password": password})
        if answer.status == 200:
            self.csrf_token = answer.json["csrf_token"]
        return answer

    async def call(self, name: str, method: str, path: str, until: float, body: Any = None) -> Answer:
        """Until there is an answer. Raises GaveUp when there is none by `until` (of the monotonic clock)."""
        while True:
            answer = await self.once(name, method, path, body)
            if answer is not None:
                return answer
            wait = self.backoff.failed(self.asked_to_wait)
            if time.monotonic() + wait > until:
                raise GaveUp(name)
            await asyncio.sleep(wait)

    async def once(self, name: str, method: str, path: str, body: Any = None, authorization: str = "") -> Answer | None:
        """One try: an answer of the platform, or None where none came that is one."""
        content = None if body is None else orjson.dumps(body)
        began = time.perf_counter()
        self.asked_to_wait = 0.0
        try:
            answer = await self.connection.ask(
                method, f"api/v1/{path}", dict(self._headers(method, authorization)), content
            )
        except NoAnswer:
            self.recorder.no_answer(name)
            return None
        busy = answer.status == 503 and isinstance(answer.json, dict) and answer.json.get("code") == "busy"
        self.recorder.answered(name, answer.status, time.perf_counter() - began, busy=busy)
        self.cookies |= answer.cookies
        if answer.status >= 500 or answer.status in NOT_NOW:
            wait = answer.headers.get("retry-after", "")
            self.asked_to_wait = float(wait) if wait.isdigit() else 0.0
            return None
        if answer.json is None and answer.status != 204:
            self.recorder.not_understood(name)
            return None
        self.backoff.succeeded()
        return answer

    def _headers(self, method: str, authorization: str) -> Iterator[tuple[str, str]]:
        yield "Accept", "application/json"
        if method != "GET":
            yield "Content-Type", "application/json"
            yield "Origin", self.address.origin
            # CSRF over https asks for it.
            yield "Referer", f"{self.address.origin}{self.address.root}"
        if authorization:
            yield "Authorization", authorization
            return
        if self.csrf_token and method != "GET":
            yield "X-CSRFToken", self.csrf_token
        if self.cookies:
            yield "Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items())
