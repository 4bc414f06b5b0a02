"""Admitting late changes: they are marked in the log, and count from then on (I3)."""

from django.db import connection, transaction

from exam_platform.audit.actions import record
from exam_platform.exams.errors import OwnEntry
from exam_platform.exams.models import Entry
from exam_platform.people.models import Person
from exam_platform.sittings.counting import in_time
from exam_platform.sittings.errors import AlreadyVoided, StillOpen
from exam_platform.sittings.life_cycle import CLOSED, State
from exam_platform.sittings.models import Attempt

ADMIT = """
UPDATE sittings_response SET admitted = true FROM sittings_attempt AS attempt
WHERE attempt.id = %s AND sittings_response.attempt_id = attempt.id AND sittings_response.position IS NOT NULL
  AND NOT sittings_response.admitted AND NOT ({in_time})
"""


@transaction.atomic
def admit_late_changes(*, attempt: Attempt, actor: Person, reason: str) -> int:
    """Let every change that came late to a closed attempt, until now, count; how many did not count before.

    What comes after this act is late again. Repeated, it does nothing and leaves no record. The caller has the attempt
    graded anew, in the same transaction. Raises OwnEntry, AlreadyVoided, StillOpen.
    """
    Entry.objects.select_for_update(no_key=True).get(pk=attempt.entry_id)
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("entry").get(pk=attempt.pk)
    if locked.entry.person_id == actor.pk:
        raise OwnEntry
    if locked.state == State.VOIDED:
        raise AlreadyVoided
    if locked.state not in CLOSED:
        raise StillOpen
    with connection.cursor() as cursor:
        cursor.execute(ADMIT.format(in_time=in_time("sittings_response")), [locked.pk])
        admitted: int = cursor.rowcount
    if admitted:
        record(
            kind="attempt.late_admitted",
            actor=actor,
            subject=f"attempt:{locked.pk}",
            unit_path=locked.entry.unit_path,
            detail={"entry": locked.entry_id, "changes": admitted, "reason": reason},
        )
    return admitted
