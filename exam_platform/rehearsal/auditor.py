"""What an auditor sees of the rehearsal: how the examination stands, and afterwards the evidence of every attempt."""

import time
from random import Random
from typing import Any

from .browser import Browser, GaveUp
from .connection import Address
from .figures import Recorder

PAGE = 50


class Auditor:
    """Signs in once; every question is asked until it is answered, at most for `patience` seconds."""

    def __init__(self, address: Address, exam: int, login: str, password: str, patience: float) -> None:
        # What she asks is no part of what is measured.
        self._browser = Browser(address, Recorder(), Random(0))
        self._exam, self._login, self._password, self._patience = exam, login, password, patience

    async def sign_in(self) -> None:
        answer = await self._browser.sign_in(self._login, self._password, self._until())
        if answer.status != 200:
            raise GaveUp("the auditor cannot sign in")

    async def standing(self) -> dict[str, int] | None:
        """How many attempts are in which state; None while the platform does not answer."""
        answer = await self._browser.once("monitor", "GET", f"exams/{self._exam}/monitor/")
        if answer is None or answer.status != 200:
            return None
        standing: dict[str, int] = answer.json
        return standing

    async def evidence(self) -> list[dict[str, Any]]:
        attempts: list[dict[str, Any]] = []
        after: int | None = 0
        while after is not None:
            body = {"after": after, "count": PAGE}
            answer = await self._browser.call("evidence", "POST", f"exams/{self._exam}/evidence/", self._until(), body)
            if answer.status != 200:
                raise GaveUp(f"evidence: {answer.status} {answer.body[:200]!r}")
            attempts += answer.json["results"]
            after = answer.json["next"]
        return attempts

    def close(self) -> None:
        self._browser.connection.close()

    def _until(self) -> float:
        return time.monotonic() + self._patience
