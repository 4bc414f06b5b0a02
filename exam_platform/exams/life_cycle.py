"""What an examination is now: derived from the facts people decided and from the database's clock. Pure.

Nothing here is stored: an examination is not made "open" by anyone, it is open because its window is.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

MAIN, MAKE_UP, MOCK = "main", "make_up", "mock"


class Facts(Protocol):
    """The times an examination keeps of what people decided."""

    @property
    def roster_frozen_at(self) -> dt.datetime | None: ...
    @property
    def forms_assembled_at(self) -> dt.datetime | None: ...
    @property
    def published_at(self) -> dt.datetime | None: ...
    @property
    def cancelled_at(self) -> dt.datetime | None: ...


class Period(Protocol):
    """A window (场次): [opens_at, closes_at)."""

    @property
    def kind(self) -> str: ...
    @property
    def opens_at(self) -> dt.datetime: ...
    @property
    def closes_at(self) -> dt.datetime: ...


P = TypeVar("P", bound=Period)


class ExamState(StrEnum):
    DRAFT = "draft"
    FROZEN = "frozen"
    ASSEMBLED = "assembled"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class CandidateState(StrEnum):
    """B01: 待参加, 进行中 (may start now), 进行中 (has started: 继续答题), 已结束."""

    UPCOMING = "upcoming"
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    FINISHED = "finished"


def exam_state(exam: Facts) -> ExamState:
    """The twin of `ExamQuerySet.in_state`. Forms count as assembled only on a frozen roster."""
    if exam.cancelled_at is not None:
        return ExamState.CANCELLED
    if exam.published_at is not None:
        return ExamState.PUBLISHED
    if exam.roster_frozen_at is None:
        return ExamState.DRAFT
    return ExamState.FROZEN if exam.forms_assembled_at is None else ExamState.ASSEMBLED


def candidate_state(
    windows: Collection[Period], now: dt.datetime, *, has_open_attempt: bool = False, may_start_more: bool = True
) -> CandidateState:
    """What one candidate sees. `windows` are those that concern her (`eligibility.own_windows`).

    `may_start_more` is False where no attempt is left, in this window or a later one: then it is over for her.
    """
    if has_open_attempt:
        return CandidateState.IN_PROGRESS
    if not may_start_more or not any(now < window.closes_at for window in windows):
        return CandidateState.FINISHED
    return CandidateState.UPCOMING if open_window(windows, now) is None else CandidateState.OPEN


def exam_phase(windows: Collection[Period], now: dt.datetime) -> str:
    """How far time has gone for a published examination: what a candidate sees, and "between" two of its windows."""
    state = candidate_state(windows, now)
    over = any(window.closes_at <= now for window in windows)
    return "between" if over and state == CandidateState.UPCOMING else state.value


def open_window(windows: Iterable[P], now: dt.datetime) -> P | None:
    """The window that is open; of several at once the counting one before a mock, then the one that ends first."""
    found = [window for window in windows if window.opens_at <= now < window.closes_at]
    return min(found, key=lambda window: (window.kind == MOCK, window.closes_at), default=None)


def next_window(windows: Iterable[P], now: dt.datetime) -> P | None:
    return min(
        (window for window in windows if now < window.opens_at), key=lambda window: window.opens_at, default=None
    )


def last_window_end(windows: Iterable[Period]) -> dt.datetime | None:
    """When the last window ends, of whatever kind; None without windows."""
    return max((window.closes_at for window in windows), default=None)


def window_warnings(windows: Sequence[Period], duration_minutes: int) -> list[list[tuple[str, str]]]:
    """For each window what the officer should know before it is too late: pairs of code and Chinese text."""
    return [
        [("late_starters_get_less", "场次时间短于答题时长，晚进入的考生答题时间会不足。")]
        if window.closes_at - window.opens_at < dt.timedelta(minutes=duration_minutes)
        else []
        for window in windows
    ]
