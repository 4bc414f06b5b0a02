"""May this candidate start in this window now? One coded reason, the first that applies. Pure.

Attempts are not counted here: how many are used is known to `sittings` alone.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from .life_cycle import MAIN, MAKE_UP, Facts, P, Period

# Reasons of time: the start is refused as `exam_not_open`, not as a matter of the person's right.
OF_TIME = frozenset({"exam_not_published", "exam_cancelled", "no_window", "not_open_yet", "window_over", "entry_over"})


class Rules(Facts, Protocol):
    @property
    def late_entry_minutes(self) -> int | None: ...


class Line(Protocol):
    """A line of the frozen roster (`Entry`)."""

    @property
    def standing(self) -> str: ...
    @property
    def result_cancelled(self) -> bool: ...
    @property
    def sat_main(self) -> bool: ...
    @property
    def main_verdict(self) -> str: ...


@dataclass(frozen=True)
class Eligibility:
    """`code` is "" for the eligible; `detail` is shown to the candidate as it stands."""

    code: str = ""
    detail: str = ""

    @property
    def eligible(self) -> bool:
        return not self.code

    @property
    def is_about_time(self) -> bool:
        return self.code in OF_TIME


ELIGIBLE = Eligibility()

STANDINGS = {
    "exempt": Eligibility("exempt", "您已被批准免考，无需参加本次考试。"),
    "reduced": Eligibility("reduced", "您已不在本次考试的应考名单中。"),
}


def check_entry(entry: Line, exam: Rules, window: Period | None, now: dt.datetime) -> Eligibility:
    """`window` is the one she would start in, open or the next; None where there is none left."""
    return check_publication(exam) or check_standing(entry) or check_window(entry, exam, window, now) or ELIGIBLE


def check_publication(exam: Facts) -> Eligibility | None:
    if exam.cancelled_at is not None:
        return Eligibility("exam_cancelled", "本次考试已取消。")
    if exam.published_at is None:
        return Eligibility("exam_not_published", "本次考试尚未发布。")
    return None


def check_standing(entry: Line) -> Eligibility | None:
    if entry.result_cancelled:
        return Eligibility("result_cancelled", "您本次考试的成绩已被取消，不能再次参加。")
    return STANDINGS.get(entry.standing)


def check_window(entry: Line, exam: Rules, window: Period | None, now: dt.datetime) -> Eligibility | None:
    if window is None:
        return Eligibility("no_window", "本次考试已没有您可以参加的场次。")
    return check_kind(entry, window) or check_time(exam, window, now)


def check_kind(entry: Line, window: Period) -> Eligibility | None:
    """A make-up is for the absent and the failed alone; who is on leave (请假) goes there."""
    if window.kind == MAIN and entry.standing == "leave":
        return Eligibility("on_leave", "您已请假，请参加补考。")
    if window.kind != MAKE_UP or not entry.sat_main or entry.main_verdict == "failed":
        return None
    if not entry.main_verdict:
        return Eligibility("main_not_graded", "您的正式考试成绩尚未评出或尚未公布，请稍后再来查看。")
    return Eligibility("make_up_not_needed", "您已通过正式考试，无需参加补考。")


def check_time(exam: Rules, window: Period, now: dt.datetime) -> Eligibility | None:
    if now < window.opens_at:
        return Eligibility("not_open_yet", "考试尚未开始。")
    if now >= window.closes_at:
        return Eligibility("window_over", "本场考试已结束。")
    if now >= entry_ends(exam, window):
        return Eligibility("entry_over", f"开考已超过 {exam.late_entry_minutes} 分钟，不能再进入考试。")
    return None


def entry_ends(exam: Rules, window: Period) -> dt.datetime:
    """Until when an attempt may be started; resuming is another matter."""
    if exam.late_entry_minutes is None:
        return window.closes_at
    return min(window.closes_at, window.opens_at + dt.timedelta(minutes=exam.late_entry_minutes))


def own_windows(entry: Line, windows: Iterable[P]) -> list[P]:
    """The windows that concern this candidate: no make-up for who passed, no main window for who is on leave."""
    return [window for window in windows if concerns(entry, window)]


def concerns(entry: Line, window: Period) -> bool:
    """Twin of the reasons above that no time changes; a main result not yet graded may still lead to the make-up."""
    if check_standing(entry) is not None:
        return False
    reason = check_kind(entry, window)
    return reason is None or reason.code == "main_not_graded"
