"""What a candidate may read of her own attempt now. Keys are read from the database only once the review is open."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from exam_platform.api import database_now
from exam_platform.exams.models import FormItem
from exam_platform.grading.models import Mark
from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.life_cycle import State
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.own_exams import OwnExam, own_exams
from questions.library import Resolved, resolve
from questions.models import QuestionReport, Revision
from questions.selection import keys_of


@dataclass(frozen=True)
class ItemResult:
    """A question of the form with its mark. Answer (JSON), key, citations and her report are empty until the review is
    open; the citations come to the law as it was on the day the attempt was started."""

    position: int
    points: int
    revision: Revision
    mark: int
    right: bool
    answer: str
    key: list[str]
    report: QuestionReport | None
    citations: list[Resolved]


@dataclass(frozen=True)
class OwnResult:
    attempt: Attempt
    exam: OwnExam
    full_points: int
    items: list[ItemResult]

    @property
    def score_shown(self) -> bool:
        return self.attempt.state == State.GRADED and self.exam.score_released

    @property
    def review_shown(self) -> bool:
        return self.score_shown and self.exam.review_released


def review_open(attempt: Attempt, now: dt.datetime) -> bool:
    """`attempt` with form, entry and exam selected along."""
    (exam,) = own_exams([attempt.entry], now)
    return OwnResult(attempt, exam, attempt.form.full_points, []).review_shown


def own_result(attempt: Attempt) -> OwnResult:
    """`attempt` with form, entry and exam selected along. A fixed number of queries."""
    (exam,) = own_exams([attempt.entry], database_now())
    result = OwnResult(attempt, exam, attempt.form.full_points, [])
    if not result.score_shown:
        return result
    return OwnResult(attempt, exam, attempt.form.full_points, list(_items(attempt, with_keys=result.review_shown)))


def _items(attempt: Attempt, *, with_keys: bool) -> Iterable[ItemResult]:
    items = FormItem.objects.filter(form=attempt.form_id).select_related("revision__topic")
    if with_keys:
        items = items.prefetch_related("revision__citations")
    marks = {mark.position: mark for mark in Mark.objects.filter(attempt=attempt.pk, grading=attempt.grading or 0)}
    answers = {row.position: row.answer for row in counting_responses([attempt.pk])} if with_keys else {}
    keys = keys_of(item.revision_id for item in items) if with_keys else {}
    reports = _own_reports(attempt, [item.revision_id for item in items]) if with_keys else {}
    citations = _citations(attempt, items) if with_keys else {}
    for item in items:
        mark = marks.get(item.position)
        yield ItemResult(
            position=item.position,
            points=item.points,
            revision=item.revision,
            mark=mark.points if mark else 0,
            right=mark.right if mark else False,
            answer=answers.get(item.position, "[]"),
            key=keys.get(item.revision_id, []),
            report=reports.get(item.revision_id),
            citations=citations.get(item.position, []),
        )


def _own_reports(attempt: Attempt, revisions: list[int]) -> dict[int, QuestionReport]:
    """By revision, whichever attempt she read it in."""
    reports = QuestionReport.objects.filter(reporter=attempt.entry.person_id, revision__in=revisions)
    return {report.revision_id: report for report in reports}


def _citations(attempt: Attempt, items: Iterable[FormItem]) -> dict[int, list[Resolved]]:
    """By position; all of them are looked up at once."""
    places = [(item.position, one.reference) for item in items for one in item.revision.citations.all()]
    found: dict[int, list[Resolved]] = defaultdict(list)
    day = timezone.localdate(attempt.started_at)
    for (position, _), resolved in zip(places, resolve([one for _, one in places], day), strict=True):
        found[position].append(resolved)
    return found
