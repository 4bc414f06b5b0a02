"""A candidate's examinations with all that decides what she may do and see: a fixed number of queries for any list."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max, Sum

from exam_platform.exams import release
from exam_platform.exams.assembly import paper_for
from exam_platform.exams.life_cycle import MAKE_UP, last_window_end
from exam_platform.exams.models import BlueprintRow, Entry, Exam, Form, Window
from exam_platform.sittings.life_cycle import State
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.prospect import Prospect, prospect


@dataclass(frozen=True)
class Paper:
    question_count: int
    full_points: int


@dataclass(frozen=True)
class OwnExam:
    """`extended_until` is the latest deadline of any open attempt, asked for once the last window is over."""

    entry: Entry
    windows: list[Any]
    attempts: list[Attempt]
    paper: Paper
    extended_until: dt.datetime | None
    now: dt.datetime

    @property
    def exam(self) -> Exam:
        return self.entry.exam

    @property
    def prospect(self) -> Prospect[Any]:
        return prospect(self._line, self.exam, self.windows, self.attempts, self.now)

    @property
    def _line(self) -> Entry:
        """The entry as its candidate may know it.

        Whether a make-up is still before her tells whether she passed: before the scores are released that is told
        only once a make-up is open, and has to be.
        """
        make_up_open = any(window.kind == MAKE_UP and window.opens_at <= self.now for window in self.windows)
        if self.score_released or make_up_open:
            return self.entry
        line = copy(self.entry)
        line.main_verdict = Entry.Verdict.NONE
        return line

    @property
    def _time(self) -> dict[str, Any]:
        return {"grace": dt.timedelta(seconds=settings.GRACE_SECONDS), "extended_until": self.extended_until}

    @property
    def score_released(self) -> bool:
        return release.score_released(self.exam, self.windows, self.now, **self._time)

    @property
    def review_released(self) -> bool:
        return release.review_released(self.exam, self.windows, self.now, **self._time)

    @property
    def score_at(self) -> dt.datetime | None:
        return release.score_at(self.exam, self.windows, **self._time)

    @property
    def review_at(self) -> dt.datetime | None:
        return release.review_at(self.exam, self.windows, **self._time)


def own_exams(entries: Sequence[Entry], now: dt.datetime) -> list[OwnExam]:
    """`entries` with their exams selected along. Four queries, a fifth where a last window is over."""
    exams = {entry.exam_id for entry in entries}
    windows: dict[int, list[Any]] = defaultdict(list)
    for window in Window.objects.filter(exam__in=exams):
        windows[window.exam_id].append(window)
    attempts: dict[int, list[Attempt]] = defaultdict(list)
    mine = Attempt.objects.filter(entry__in=[entry.pk for entry in entries])
    for attempt in mine.select_related("window").defer("order").order_by("number"):
        attempts[attempt.entry_id].append(attempt)
    papers = _papers(exams)
    over = {exam for exam in exams if (last_window_end(windows[exam]) or now) < now}
    extended = _extended(over) if over else {}
    return [
        OwnExam(
            entry=entry,
            windows=windows[entry.exam_id],
            attempts=attempts[entry.pk],
            paper=_paper_of(entry, papers[entry.exam_id]),
            extended_until=extended.get(entry.exam_id),
            now=now,
        )
        for entry in entries
    ]


def prospect_of(entry: Entry, now: dt.datetime) -> Prospect[Any]:
    """What the candidate may do next, as an officer may know it: whatever is released. `entry` with its exam."""
    windows: list[Any] = list(Window.objects.filter(exam=entry.exam_id))
    attempts = list(Attempt.objects.filter(entry=entry.pk).select_related("window").defer("order").order_by("number"))
    return prospect(entry, entry.exam, windows, attempts, now)


def _papers(exams: Iterable[int]) -> dict[int, dict[str, Paper]]:
    """By examination and paper: the forms of one blueprint are parallel."""
    found: dict[int, dict[str, Paper]] = defaultdict(dict)
    rows = Form.objects.filter(exam__in=exams).order_by().values_list("exam", "blueprint", "blueprint__paper")
    points = {row[:2]: row[2:] for row in rows.annotate(points=Max("full_points"))}
    counts = BlueprintRow.objects.filter(blueprint__exam__in=exams).order_by().values_list("blueprint")
    count_of = dict(counts.annotate(count=Sum("count")))
    for (exam, blueprint), (paper, full_points) in points.items():
        found[exam][paper] = Paper(count_of.get(blueprint, 0), full_points)
    return found


def _paper_of(entry: Entry, papers: dict[str, Paper]) -> Paper:
    return papers.get(paper_for(entry.is_leading, papers) or "", Paper(0, 0))


def _extended(exams: Iterable[int]) -> dict[int, dt.datetime]:
    """Until when anybody may still be writing."""
    writing = Attempt.objects.filter(entry__exam__in=exams, state=State.OPEN)
    return dict(writing.values_list("entry__exam").annotate(latest=Max("deadline")))
