"""The rehearsal itself: everybody signs in, the examination opens, all write, the platform closes and grades."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .auditor import Auditor
from .candidate import Candidate, Day
from .machine import Processes, own_seconds
from .plan import Plan

SIGNING_IN_AT_ONCE = 60
ASKING = 1.0


@dataclass
class Course:
    """How the rehearsal went, in seconds; None for what did not happen in the time that there was."""

    sign_in_all: float | None = None
    close_all: float | None = None
    grade_all: float | None = None
    # While all sign in: CPU by process.
    signing_cpu: dict[str, float] | None = None
    # While nobody starts any more and nobody is handing in: CPU by process, and acknowledged changes.
    writing_cpu: dict[str, float] | None = None
    writing_saves: int = 0
    client_cpu: float = 0.0
    evidence: list[dict[str, Any]] | None = None


class Crowd:
    def __init__(
        self,
        day: Day,
        candidates: list[Candidate],
        auditor: Auditor,
        processes: Processes,
        tell: Callable[[str, int], None],
    ) -> None:
        self.day, self.candidates, self.auditor, self.processes, self.tell = day, candidates, auditor, processes, tell
        self.course = Course()

    async def rehearse(self, seconds: float, grace: float, open_window: Callable[[], None]) -> None:
        """`open_window` opens the examination for so many seconds. Cancelled, it leaves what is known in `course`."""
        watching = [asyncio.create_task(self.day.ledger.keep_synced()), asyncio.create_task(self._watch())]
        began_cpu = own_seconds()
        try:
            await self.auditor.sign_in()
            present = await self._sign_in_all()
            await asyncio.to_thread(open_window)
            self.day.opened_at = time.monotonic()
            self.day.ends_at = self.day.opened_at + seconds
            watching.append(asyncio.create_task(self._measure_writing(seconds, [one.plan for one in present])))
            async with asyncio.TaskGroup() as group:
                for candidate in present:
                    group.create_task(candidate.sit())
            await self._wait_for_grading(max(self.day.last_deadline, self.day.ends_at) + grace)
            self.course.client_cpu = own_seconds() - began_cpu
            self.course.evidence = await self.auditor.evidence()
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
            self.auditor.close()
            self.day.ledger.close()

    async def _sign_in_all(self) -> list[Candidate]:
        """Bounded, as sign-in is by its password hash: it opens well before the start (RELIABILITY, fact 1)."""
        self.processes.sample()
        before = self.processes.seconds()
        began, at_once = time.monotonic(), asyncio.Semaphore(SIGNING_IN_AT_ONCE)

        async def sign_in(candidate: Candidate) -> bool:
            async with at_once:
                return await candidate.sign_in()

        done = await asyncio.gather(*map(sign_in, self.candidates))
        self.course.sign_in_all = time.monotonic() - began
        self.processes.sample()
        self.course.signing_cpu = _since(before, self.processes.seconds())
        return [candidate for candidate, came_in in zip(self.candidates, done, strict=True) if came_in]

    async def _measure_writing(self, seconds: float, plans: list[Plan]) -> None:
        """Between the last start and the first submission that the plans have, if there is such a time."""
        begins = max((plan.start_at for plan in plans), default=0) + 1
        ends = min((plan.submit_at for plan in plans if plan.submit_at is not None), default=seconds) - 1
        if ends - begins < min(5, seconds / 10):
            return
        before, saves = await self._at(begins)
        after, more_saves = await self._at(ends)
        self.course.writing_cpu = _since(before, after)
        self.course.writing_saves = more_saves - saves

    async def _at(self, moment: float) -> tuple[dict[str, float], int]:
        await asyncio.sleep(max(0.0, self.day.opened_at + moment - time.monotonic()))
        self.processes.sample()
        return self.processes.seconds(), self.day.recorder.acknowledged

    async def _wait_for_grading(self, closing: float) -> None:
        """Until every attempt is closed and graded, at most for the patience after the last moment that counts."""
        while (now := time.monotonic()) < closing + self.day.patience:
            standing = await self.auditor.standing()
            if standing is not None:
                self.tell("graded", standing["graded"])
                if not standing["open"] and self.course.close_all is None:
                    self.course.close_all = max(0.0, now - closing)
                if not standing["open"] and not standing["submitted"] and now >= closing:
                    self.course.grade_all = now - closing
                    return
            await asyncio.sleep(ASKING if now >= closing - 2 else min(5.0, closing - now))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(1)
            await asyncio.to_thread(self.processes.sample)
            for name, count in self.day.counts.items():
                self.tell(name, count)
            self.tell("acknowledged", self.day.recorder.acknowledged)


def _since(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    return {name: used - before.get(name, 0.0) for name, used in after.items()}
