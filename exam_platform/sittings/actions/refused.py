"""What an officer's door refuses is on record as what it grants (S35)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.http import Http404

from exam_platform.audit.actions import record
from exam_platform.exams.errors import OwnEntry
from exam_platform.exams.models import Exam
from exam_platform.people.models import Person
from exam_platform.sittings.models import Attempt


@contextmanager
def refusals_recorded(
    *, kind: str, actor: Person, exam: int | None = None, attempt: int | None = None
) -> Iterator[None]:
    """Around an act and its look-ups: one row if the actor has no right to it, or cannot even see what it is about.

    Written when the act's own transaction is rolled back already, so that the refusal does not take it along.
    """
    try:
        yield
    except (Http404, PermissionDenied, OwnEntry) as refusal:
        subject = f"exam:{exam}" if attempt is None else f"attempt:{attempt}"
        code = getattr(refusal, "default_code", "not_found" if isinstance(refusal, Http404) else "permission_denied")
        record(kind=kind, actor=actor, subject=subject, unit_path=_path(exam, attempt), detail={"code": code})
        raise


def _path(exam: int | None, attempt: int | None) -> str:
    """The unit whose auditors read of it; "" for what does not exist."""
    if attempt is not None:
        return Attempt.objects.filter(pk=attempt).values_list("entry__unit_path", flat=True).first() or ""
    return Exam.objects.filter(pk=exam or 0).values_list("unit__path", flat=True).first() or ""
