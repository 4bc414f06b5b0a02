"""What a candidate may do next in an examination: resume, begin another attempt, wait, or nothing more. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol

from exam_platform.exams.eligibility import Eligibility, Line, Rules, check_entry, own_windows
from exam_platform.exams.life_cycle import CandidateState, P, candidate_state, next_window, open_window
from exam_platform.sittings.life_cycle import State


class AttemptsRules(Rules, Protocol):
    @property
    def attempts_allowed(self) -> int: ...


class Sat(Protocol):
    """An attempt; `kind` is that of its window."""

    @property
    def number(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class Prospect(Generic[P]):
    """`window` is the one she is in, the next, or the last; None without any that concerns her."""

    window: P | None
    eligibility: Eligibility
    used: int
    left: int
    # What may be begun, whether or not the time and the rules allow it; None while an attempt is open.
    following: int | None
    # What POST attempts/ takes now.
    next_number: int | None
    state: CandidateState


def prospect(
    entry: Line, exam: AttemptsRules, windows: Collection[P], attempts: Sequence[Sat], now: dt.datetime
) -> "Prospect[P]":
    own = own_windows(entry, windows)
    # One that is open and not for her comes before what is over or to come: it has a reason to tell.
    window = open_window(own, now) or open_window(windows, now) or next_window(own, now) or _last(own)
    eligibility = check_entry(entry, exam, window, now)
    used = attempts_used(attempts, window.kind) if window else 0
    left = max(exam.attempts_allowed - used, 0) if window else 0
    open_number = next((attempt.number for attempt in attempts if attempt.state == State.OPEN), None)
    following = None if open_number else max((attempt.number for attempt in attempts), default=0) + 1
    more_later = any(now < one.closes_at and attempts_used(attempts, one.kind) < exam.attempts_allowed for one in own)
    return Prospect(
        window=window,
        eligibility=eligibility,
        used=used,
        left=left,
        following=following,
        next_number=open_number or (following if left and eligibility.eligible else None),
        state=candidate_state(own, now, has_open_attempt=open_number is not None, may_start_more=more_later),
    )


def _last(windows: Iterable[P]) -> P | None:
    return max(windows, key=lambda window: window.closes_at, default=None)


def attempts_used(attempts: Iterable[Sat], kind: str) -> int:
    """Each kind of window has the examination's number of attempts; one that the officer voided is given back."""
    return sum(attempt.kind == kind and attempt.state != State.VOIDED for attempt in attempts)
