"""Late changes that an officer admits: marked in the log by `sittings`, graded here, in one transaction."""

from django.db import transaction

from exam_platform.grading.actions.grade import grade_attempts
from exam_platform.people.models import Person
from exam_platform.sittings.actions import admit_late_changes
from exam_platform.sittings.models import Attempt


@transaction.atomic
def admit_late_answers(*, attempt: Attempt, actor: Person, reason: str) -> int:
    """How many changes count now that did not before. The grading that counted until then stays (I13)."""
    admitted = admit_late_changes(attempt=attempt, actor=actor, reason=reason)
    if admitted:
        grade_attempts(attempt_ids=[attempt.pk], reason=reason, actor=actor)
    return admitted
