"""When a candidate sees her score, and when the questions with their keys. Pure.

The score follows the examination's rule. The review shows keys, so whatever the rule says it waits for the last
deadline of the last window (N77, I15): until then someone may still be writing the same questions. `grace` is the
time for which an answer in flight still counts; `extended_until` the latest deadline of any attempt, which an
extension may have moved past the window's end.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from .life_cycle import Period, last_window_end

AT_ONCE, ON_PUBLICATION, AFTER_LAST_WINDOW, NEVER = "at_once", "on_publication", "after_last_window", "never"


class ReleaseRules(Protocol):
    """The values are those of `Exam.Release`."""

    @property
    def score_release(self) -> str: ...
    @property
    def review_release(self) -> str: ...
    @property
    def results_published_at(self) -> dt.datetime | None: ...


def last_deadline(
    windows: Iterable[Period], grace: dt.timedelta, extended_until: dt.datetime | None = None
) -> dt.datetime | None:
    """The moment after which no answer can count any more; None without windows."""
    ends = [end for end in (last_window_end(windows), extended_until) if end is not None]
    return max(ends) + grace if ends else None


def score_at(
    exam: ReleaseRules,
    windows: Iterable[Period],
    *,
    grace: dt.timedelta,
    extended_until: dt.datetime | None = None,
) -> dt.datetime | None:
    """The known time from which scores are shown; None where they are shown at once, or no time is known."""
    if exam.score_release == ON_PUBLICATION:
        return exam.results_published_at
    if exam.score_release == AFTER_LAST_WINDOW:
        return last_deadline(windows, grace, extended_until)
    return None


def score_released(
    exam: ReleaseRules,
    windows: Iterable[Period],
    now: dt.datetime,
    *,
    grace: dt.timedelta,
    extended_until: dt.datetime | None = None,
) -> bool:
    if exam.score_release == AT_ONCE:
        return True
    at = score_at(exam, windows, grace=grace, extended_until=extended_until)
    return at is not None and at <= now


def review_at(
    exam: ReleaseRules,
    windows: Iterable[Period],
    *,
    grace: dt.timedelta,
    extended_until: dt.datetime | None = None,
) -> dt.datetime | None:
    """The time from which the review is open; None where it never is, or waits for an act that has not happened."""
    end = last_deadline(windows, grace, extended_until)
    if exam.review_release == NEVER or end is None:
        return None
    if exam.review_release != ON_PUBLICATION:
        return end
    return None if exam.results_published_at is None else max(end, exam.results_published_at)


def review_released(
    exam: ReleaseRules,
    windows: Iterable[Period],
    now: dt.datetime,
    *,
    grace: dt.timedelta,
    extended_until: dt.datetime | None = None,
) -> bool:
    """Never before the score: a review tells it."""
    at = review_at(exam, windows, grace=grace, extended_until=extended_until)
    if at is None or now < at:
        return False
    return score_released(exam, windows, now, grace=grace, extended_until=extended_until)
