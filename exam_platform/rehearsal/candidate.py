"""One candidate on the day: signs in, starts, answers, changes her mind, loses replies, hands in."""

import asyncio
import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from .answers import Paper
from .browser import Browser, GaveUp
from .connection import Address, Answer
from .figures import Recorder
from .ledger import Change, Ledger
from .plan import SENT_TWICE, Plan

MOST_IN_A_BATCH = 100


@dataclass
class Day:
    """What all candidates of a rehearsal share. `opened_at` and `ends_at` are of the monotonic clock."""

    address: Address
    exam: int
    recorder: Recorder
    ledger: Ledger
    patience: float
    seed: int
    opened_at: float = 0.0
    ends_at: float = 0.0
    # The last deadline that any candidate was told.
    last_deadline: float = 0.0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("signed_in", "started", "submitted"), 0))

    def deadline(self, server_time: str, deadline: str) -> float:
        """A deadline as the server told it, by the monotonic clock of this machine."""
        left = (dt.datetime.fromisoformat(deadline) - dt.datetime.fromisoformat(server_time)).total_seconds()
        found = time.monotonic() + left
        self.last_deadline = max(self.last_deadline, found)
        return found


class Candidate:
    def __init__(self, number: int, login: str, password: str, plan: Plan, day: Day) -> None:
        self.number, self.login, self.password, self.plan, self.day = number, login, password, plan, day
        self.random = Random(f"{day.seed}:{number}")
        self.browser = Browser(day.address, day.recorder, self.random)
        self.device = f"rehearsal-{number}"
        self.paper: Paper | None = None
        self.attempt, self.lease, self.seq, self.token = 0, 0, 0, ""
        self.deadline, self.told_deadline = 0.0, ""
        self.outbox: dict[int, Change] = {}
        # Told `closed`, or put off this device by another: nothing more is to be done here.
        self.over = False
        self.receipt = ""
        self.reloads = [at for at in (plan.reload_at,) if at is not None]
        self.second_device = plan.second_device_at

    async def sign_in(self) -> bool:
        try:
            answer = await self.browser.sign_in(self.login, self.password, time.monotonic() + self.day.patience)
        except GaveUp:
            return False
        if answer.status != 200:
            self.day.recorder.sign_ins_refused += 1
            return False
        self.day.counts["signed_in"] += 1
        return True

    async def sit(self) -> None:
        """From the opening to the end. Whatever keeps her from going on is written down as `failed`."""
        try:
            await self._until(self.day.opened_at + self.plan.start_at)
            await self.browser.call("my_exams", "GET", "my/exams/", self._patience())
            await self._open(take_over=False)
            if self.over:
                return
            self.day.counts["started"] += 1
            await self._read_paper()
            await self._write()
            await self._finish()
        except (GaveUp, KeyError, TypeError, ValueError) as error:
            # An answer of another shape than the API's keeps a browser from going on too.
            self.day.ledger.write(self.attempt, "failed", why=repr(error), person=self.login)
        finally:
            self.browser.connection.close()

    # ---- opening

    async def _open(self, *, take_over: bool) -> Answer:
        path, body = f"exams/{self.day.exam}/attempts/", {"number": 1, "device": self.device, "take_over": take_over}
        name = "resume" if self.attempt else "start"
        answer = await self.browser.call(name, "POST", path, self._patience(), body)
        if answer.status not in (200, 201):
            if not (answer.status == 409 and answer.json.get("code") == "other_device"):
                self.over = True
                if answer.json.get("code") == "exam_not_open" and time.monotonic() > self.day.ends_at:
                    raise GaveUp("turned away until the end")
                self._refused(answer, {})
            return answer
        told = answer.json
        self.attempt, self.lease, self.token = told["attempt"], told["lease"], told["token"] or ""
        # A new device knows nothing of what the old one has not sent; a reloaded page does.
        self.seq = told["seq"] if take_over else max(self.seq, told["seq"])
        self._set_deadline(told)
        self.over = told["state"] != "open"
        self.content_url = told["content_url"]
        self.day.ledger.write(
            self.attempt, "started", person=self.login, device=self.device, lease=self.lease, deadline=told["deadline"]
        )
        return answer

    def _set_deadline(self, told: dict[str, Any]) -> None:
        self.told_deadline = told["deadline"]
        self.deadline = self.day.deadline(told["server_time"], told["deadline"])

    async def _read_paper(self) -> None:
        answer = await self.browser.call("paper", "GET", self.content_url, self._patience())
        if answer.status != 200:
            raise GaveUp(f"paper: {answer.status}")
        self.paper = Paper.of(answer.json)

    # ---- answering

    async def _write(self) -> None:
        """Types at her pace, sends what is typed, tries again what was not acknowledged; until the plan or the end."""
        plan, opened = self.plan, self.day.opened_at
        types_at = sends_at = time.monotonic() + self._pause()
        while not self.over:
            stops_at = self.deadline if plan.submit_at is None else min(opened + plan.submit_at, self.deadline)
            now = time.monotonic()
            if now >= stops_at:
                return
            if now >= types_at:
                self._type()
                types_at = now + self._pause()
            if self.reloads and now >= opened + self.reloads[0]:
                self.reloads.pop()
                await self._open(take_over=False)
            elif self.second_device is not None and now >= opened + self.second_device:
                self.second_device = None
                await self._move_to_second_device()
            elif self.outbox and now >= sends_at:
                sends_at = time.monotonic() + await self._send()
            else:
                await self._until(min(stops_at, types_at, sends_at if self.outbox else types_at, *self._events()))

    def _events(self) -> Iterator[float]:
        yield from (self.day.opened_at + at for at in (*self.reloads, self.second_device) if at is not None)

    def _pause(self) -> float:
        return self.plan.pace * self.random.uniform(0.55, 1.65)

    def _type(self) -> None:
        assert self.paper
        for position, answer, flagged in self.paper.draw(self.random):
            self.seq += 1
            self.outbox[self.seq] = (self.seq, position, answer, flagged)

    async def _send(self) -> float:
        """One request with what is unsent; answers how long to wait before the next."""
        batch = dict(list(self.outbox.items())[:MOST_IN_A_BATCH])
        reply_is_lost = self.random.random() < SENT_TWICE
        answer = await self._put(batch)
        if answer is not None and reply_is_lost:
            self.browser.connection.close()
            answer = await self._put(batch)
        if answer is None:
            return self.browser.backoff.failed(self.browser.asked_to_wait)
        self._hear(answer, batch)
        return 0.0

    async def _put(self, batch: dict[int, Change]) -> Answer | None:
        self.day.ledger.write(self.attempt, "sent", lease=self.lease, changes=list(batch.values()))
        path = f"attempts/{self.attempt}/responses/"
        return await self.browser.once("save", "PUT", path, body_of(batch), f"Attempt {self.token}")

    def _hear(self, answer: Answer, batch: dict[int, Change]) -> None:
        """What became of each change: acknowledged by its seq, kept as late, or refused."""
        told = answer.json if isinstance(answer.json, dict) else {}
        taken = answer.status in (200, 202)
        if taken or told.get("code") == "closed":
            self._settle("acked", told.get("acked", []), batch)
            self._settle("kept", told.get("kept", []), batch)
            for refused in told.get("refused", []):
                if change := batch.get(refused["seq"]):
                    self._write_refusal([change], refused["code"], answer.status, told)
                    self.outbox.pop(refused["seq"], None)
        if taken and "deadline" in told:
            self._set_deadline(told)
        if not taken:
            self._refused(answer, batch)
            self.over = True

    def _settle(self, what: str, seqs: list[int], batch: dict[int, Change]) -> None:
        changes = [batch[seq] for seq in seqs if seq in batch]
        if not changes:
            return
        self.day.ledger.write(self.attempt, what, lease=self.lease, changes=changes)
        if what == "acked":
            self.day.recorder.acknowledged += len(changes)
        for change in changes:
            self.outbox.pop(change[0], None)

    def _refused(self, answer: Answer, batch: dict[int, Change]) -> None:
        told = answer.json if isinstance(answer.json, dict) else {}
        changes = [change for change in batch.values() if change[0] in self.outbox]
        self._write_refusal(changes, str(told.get("code", "")), answer.status, told)

    def _write_refusal(self, changes: list[Change], code: str, status: int, told: dict[str, Any]) -> None:
        self.day.ledger.write(
            self.attempt,
            "refused",
            lease=self.lease,
            code=code,
            status=status,
            changes=changes,
            server_time=told.get("server_time"),
            deadline=self.told_deadline,
        )

    # ---- another device

    async def _move_to_second_device(self) -> None:
        """She goes on elsewhere; the first device, which does not know, sends once more and has to be refused."""
        first, left_behind = (self.browser, self.token, self.lease), dict(self.outbox)
        self.browser = Browser(self.day.address, self.day.recorder, self.random)
        self.device += "-second"
        answer = await self.browser.sign_in(self.login, self.password, self._patience())
        if answer.status != 200:
            self.day.recorder.sign_ins_refused += 1
            raise GaveUp("sign_in on the second device")
        await self._open(take_over=False)
        await self._open(take_over=True)
        self.outbox = {}
        second = (self.browser, self.token, self.lease)
        self.browser, self.token, self.lease = first
        unsent = left_behind or {self.seq + 1: (self.seq + 1, 1, [], False)}
        answer_to_first = None
        if not self.over:
            answer_to_first = await self._put(unsent)
        self.browser.connection.close()
        if answer_to_first is not None:
            told = answer_to_first.json or {}
            self._settle("acked", told.get("acked", []), unsent)
            if answer_to_first.status != 200:
                self._write_refusal(list(unsent.values()), str(told.get("code", "")), answer_to_first.status, told)
        self.browser, self.token, self.lease = second

    # ---- the end

    async def _finish(self) -> None:
        """Hands in with what is unsent, or sends that and leaves the rest to the clock."""
        until = self._patience()
        if self.over:
            return
        if self.plan.submit_at is None:
            while self.outbox and not self.over and time.monotonic() < until:
                await asyncio.sleep(await self._send())
            if self.outbox and not self.over:
                raise GaveUp("save")
            return
        for _ in range(2 if self.plan.submits_twice else 1):
            await self._submit(until)

    async def _submit(self, until: float) -> None:
        path, authorization = f"attempts/{self.attempt}/submission/", f"Attempt {self.token}"
        while not self.over or self.receipt:
            batch = dict(list(self.outbox.items())[:MOST_IN_A_BATCH])
            self.day.ledger.write(self.attempt, "sent", lease=self.lease, changes=list(batch.values()))
            self.day.ledger.write(self.attempt, "submitted", lease=self.lease)
            answer = await self.browser.once("submit", "POST", path, body_of(batch), authorization)
            if answer is not None:
                self._hear(answer, batch)
                if answer.status == 202:
                    self.day.counts["submitted"] += not self.receipt
                    self.receipt = answer.json["receipt"]
                    self.over = True
                    self.day.ledger.write(self.attempt, "receipt", receipt=self.receipt)
                return
            wait = self.browser.backoff.failed(self.browser.asked_to_wait)
            if time.monotonic() + wait > until:
                raise GaveUp("submit")
            await asyncio.sleep(wait)

    def _patience(self) -> float:
        """Until when an outage is sat out."""
        return max(time.monotonic(), self.deadline or self.day.ends_at) + self.day.patience

    async def _until(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, moment - time.monotonic()))


def body_of(batch: dict[int, Change]) -> dict[str, Any]:
    changes, events = [], []
    for seq, position, answer, flagged in batch.values():
        if position is None:
            events.append({"seq": seq, "kind": answer})
        else:
            changes.append({"seq": seq, "position": position, "answer": answer, "flagged": flagged})
    return {"changes": changes, "events": events}
