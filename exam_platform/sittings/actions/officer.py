"""What an officer rules on while an examination runs: collecting, voiding, extra time. Each with a reason, recorded."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import F, QuerySet

from exam_platform.api import database_now
from exam_platform.audit.actions import record
from exam_platform.exams.models import Entry, Exam
from exam_platform.people.models import Person
from exam_platform.sittings import signals
from exam_platform.sittings.actions.submit import announce
from exam_platform.sittings.clock import closing_time
from exam_platform.sittings.dialect import given, given_rows
from exam_platform.sittings.errors import AlreadyVoided, NotOpen
from exam_platform.sittings.life_cycle import Act, is_legal, sources, target
from exam_platform.sittings.models import Attempt

EXTEND = """
UPDATE sittings_attempt SET deadline = given.deadline, accepted_until = given.accepted_until,
       extra_seconds = given.extra_seconds, state = given.state, closed_by = given.closed_by,
       closed_at = given.closed_at, graded_at = given.graded_at, grading = given.grading, score = given.score
FROM {given} WHERE sittings_attempt.id = given.attempt_id
"""


@transaction.atomic
def collect_attempt(*, attempt: Attempt, actor: Person, reason: str) -> Attempt:
    """Close an open attempt for the candidate. Raises NotOpen."""
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("entry").get(pk=attempt.pk)
    if not is_legal(Act.COLLECT, locked.state):
        raise NotOpen
    locked.state, locked.closed_by = target(Act.COLLECT), Attempt.ClosedBy.OFFICER
    locked.closed_at = closing_time(database_now(), locked.deadline)
    Attempt.objects.filter(pk=locked.pk, state__in=sources(Act.COLLECT)).update(
        state=locked.state, closed_by=locked.closed_by, closed_at=locked.closed_at
    )
    _record("attempt.collected", locked, actor, reason)
    announce([locked.pk])
    return locked


@transaction.atomic
def void_attempt(*, attempt: Attempt, actor: Person, reason: str) -> Attempt:
    """The attempt counts no longer and is given back to the candidate; log and marks stay. Raises AlreadyVoided."""
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("entry").get(pk=attempt.pk)
    if not is_legal(Act.VOID, locked.state):
        raise AlreadyVoided
    if is_legal(Act.COLLECT, locked.state):
        locked.closed_by, locked.closed_at = Attempt.ClosedBy.OFFICER, closing_time(database_now(), locked.deadline)
    locked.state = target(Act.VOID)
    Attempt.objects.filter(pk=locked.pk, state__in=sources(Act.VOID)).update(
        state=locked.state, closed_by=locked.closed_by, closed_at=locked.closed_at, lease=F("lease") + 1
    )
    _record("attempt.voided", locked, actor, reason)
    signals.attempts_withdrawn.send(sender=Attempt, entry_ids=[locked.entry_id])
    return locked


def _record(kind: str, attempt: Attempt, actor: Person, reason: str) -> None:
    entry = attempt.entry
    record(
        kind=kind,
        actor=actor,
        subject=f"attempt:{attempt.pk}",
        unit_path=entry.unit_path,
        detail={"entry": entry.pk, "reason": reason},
    )


@transaction.atomic
def extend_time(
    *, exam: Exam, entries: QuerySet[Entry], minutes: int, actor: Person, reason: str, unit_path: str
) -> dict[str, int]:
    """Grant extra time to `entries` (all of `exam`): to what they are writing, and to what they start later.

    The time is added to the deadline itself, past the window's end if need be: it makes up for an incident. What the
    clock closed is reopened, and its marks no longer count; what a candidate or an officer closed stays closed.
    """
    extra = minutes * 60
    entry_ids = list(entries.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    Entry.objects.filter(pk__in=entries.values("pk")).update(extra_seconds=F("extra_seconds") + extra)
    attempts = list(
        Attempt.objects.select_for_update(of=("self",))
        .filter(entry__in=entries.values("pk"))
        .exclude(state="voided")
        .exclude(closed_by__in=[Attempt.ClosedBy.CANDIDATE, Attempt.ClosedBy.OFFICER])
        .order_by("pk")
        .defer("order")
    )
    reopened = [attempt.entry_id for attempt in attempts if is_legal(Act.REOPEN, attempt.state)]
    if attempts:
        _move_deadlines(attempts, dt.timedelta(seconds=extra))
    if reopened:
        signals.attempts_withdrawn.send(sender=Attempt, entry_ids=reopened)
    counts = {"entries": len(entry_ids), "extended": len(attempts), "reopened": len(reopened)}
    record(
        kind="exam.extended",
        actor=actor,
        subject=f"exam:{exam.pk}",
        unit_path=unit_path,
        detail={**counts, "minutes": minutes, "reason": reason, "entry": entry_ids[0] if len(entry_ids) == 1 else None},
    )
    return counts


def _move_deadlines(attempts: Iterable[Attempt], extra: dt.timedelta) -> None:
    """One statement. Open ones stay open; those that the clock closed are open again, as if it had not."""
    rows = [
        (
            attempt.pk,
            attempt.deadline + extra,
            attempt.accepted_until + extra,
            attempt.extra_seconds + int(extra.total_seconds()),
            target(Act.REOPEN),
            "",
            *(None, None, None, None),
        )
        for attempt in attempts
    ]
    columns = given(
        attempt_id="bigint",
        deadline="timestamptz",
        accepted_until="timestamptz",
        extra_seconds="int",
        state="text",
        closed_by="text",
        closed_at="timestamptz",
        graded_at="timestamptz",
        grading="smallint",
        score="int",
    )
    with connection.cursor() as cursor:
        cursor.execute(EXTEND.format(given=columns), given_rows(rows))
