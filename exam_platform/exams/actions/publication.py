"""The acts that people wait for: publishing an examination, calling it off, publishing its results."""

from django.db import transaction

from exam_platform.api import database_now
from exam_platform.audit.actions import record
from exam_platform.exams.errors import (
    ExamStarted,
    NotReady,
    ResultsPublished,
    ResultsTooEarly,
)
from exam_platform.exams.life_cycle import MAIN
from exam_platform.exams.models import Entry, Exam, Form
from exam_platform.exams.problems import find_problems
from exam_platform.people.models import Person

from .exams import lock_unpublished
from .windows import lock_published


def publish_exam(*, exam: Exam, actor: Person) -> Exam:
    """Once, however many press the button at once (N78). Refused with all its problems named."""
    with transaction.atomic():
        exam = lock_unpublished(exam.pk)
        now = database_now()
        if problems := find_problems(exam, now):
            raise NotReady(problems[0]["detail"] if len(problems) == 1 else None, problems=problems)
        exam.published_at = now
        exam.save(update_fields=["published_at"])
        record(kind="exam.published", actor=actor, subject=f"exam:{exam.pk}", unit_path=exam.unit.path)
    return exam


def cancel_exam(*, exam: Exam, reason: str, actor: Person) -> Exam:
    """Call a published examination off, before its first start. What was set up stays readable.

    A start holds the lock of its entry: with all of them held here, none is on its way unseen.
    """
    with transaction.atomic():
        exam = lock_published(exam.pk)
        list(exam.entries.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        if Entry.objects.filter(exam=exam, attempts__isnull=False).exists():
            raise ExamStarted
        exam.cancelled_at, exam.cancel_reason = database_now(), reason
        exam.save(update_fields=["cancelled_at", "cancel_reason"])
        record(
            kind="exam.cancelled",
            actor=actor,
            subject=f"exam:{exam.pk}",
            unit_path=exam.unit.path,
            detail={"reason": reason},
        )
    return exam


def publish_results(*, exam: Exam, actor: Person) -> Exam:
    """What the rules `on_publication` wait for; not before the first main window has ended."""
    with transaction.atomic():
        exam = lock_published(exam.pk)
        now = database_now()
        if exam.results_published_at is not None:
            raise ResultsPublished
        if not exam.windows.filter(kind=MAIN, closes_at__lte=now).exists():
            raise ResultsTooEarly
        exam.results_published_at = now
        exam.save(update_fields=["results_published_at"])
        record(kind="exam.results_published", actor=actor, subject=f"exam:{exam.pk}", unit_path=exam.unit.path)
    return exam


def record_preview(*, form: Form, actor: Person) -> None:
    """Who has seen a paper before it was sat is on record."""
    with transaction.atomic():
        record(
            kind="form.previewed",
            actor=actor,
            subject=f"form:{form.pk}",
            unit_path=form.exam.unit.path,
            detail={"exam": form.exam_id, "number": form.number},
        )
