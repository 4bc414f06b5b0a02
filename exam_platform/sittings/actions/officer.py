"""What an officer rules on while an examination runs: collecting, voiding, extra time. Each with a reason, recorded."""

import datetime as dt
from collections.abc import Iterator
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from exam_platform.api import database_now
from exam_platform.audit.actions import record, record_all
from exam_platform.exams.errors import OwnEntry
from exam_platform.exams.models import Entry, Exam
from exam_platform.people.models import Person
from exam_platform.sittings import signals
from exam_platform.sittings.actions.submit import announce
from exam_platform.sittings.clock import closing_time
from exam_platform.sittings.errors import AlreadyVoided, NotOpen
from exam_platform.sittings.life_cycle import Act, State, is_legal, sources, target
from exam_platform.sittings.models import Attempt

# PostgreSQL takes 65,535 parameters in one statement, and gives it ten seconds: a city has more entries.
BATCH = 5_000

Row = TypeVar("Row")
# Of an attempt: its id, its entry, and the state, the grading and the score that it had.
Reached = tuple[int, int, str, int | None, int | None]


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
    """The attempt counts no longer and is given back; log and marks stay. Raises AlreadyVoided, OwnEntry."""
    Entry.objects.select_for_update(no_key=True).get(pk=attempt.entry_id)
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("entry").get(pk=attempt.pk)
    if locked.entry.person_id == actor.pk:
        raise OwnEntry
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
def extend_time(*, exam: Exam, entries: QuerySet[Entry], minutes: int, actor: Person, reason: str) -> dict[str, int]:
    """Grant extra time to `entries` (all of `exam`): to what they are writing, and to what they start later.

    The time is added to the deadline itself, past the window's end if need be: it makes up for an incident. What the
    clock closed is reopened if that gives time to write, and its marks count no longer; what a candidate or an
    officer closed stays closed. Raises OwnEntry for nobody but the actor; with others she gets what they get.
    On record are the act and each attempt that it reached, with the score that counted until then.
    """
    chosen = entries.order_by("pk").select_for_update(of=("self",), no_key=True)
    locked = {pk: (person, path) for pk, person, path in chosen.values_list("pk", "person", "unit_path")}
    if [person for person, _ in locked.values()] == [actor.pk]:
        raise OwnEntry
    entry_ids, now = list(locked), database_now()
    reached = [line for some in _batches(entry_ids) for line in _add_time(some, minutes, now)]
    counts = {
        "entries": len(entry_ids),
        "extended": len(reached),
        "reopened": sum(is_legal(Act.REOPEN, state) for _, _, state, *_ in reached),
    }
    record(
        kind="exam.extended",
        actor=actor,
        subject=f"exam:{exam.pk}",
        unit_path=exam.unit.path,
        detail={**counts, "minutes": minutes, "reason": reason, "entry": entry_ids[0] if len(entry_ids) == 1 else None},
    )
    for lines in _batches(reached):
        record_all(
            kind="attempt.extended",
            actor=actor,
            acts=[
                (
                    f"attempt:{pk}",
                    locked[entry][1],
                    {"exam": exam.pk, "minutes": minutes, "was": state, "grading": grading, "score": score},
                )
                for pk, entry, state, grading, score in lines
            ],
        )
    return counts


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _add_time(entry_ids: list[int], minutes: int, now: dt.datetime) -> list[Reached]:
    """To these entries, and to those of their attempts that it gives time to write; answers what they were."""
    extra = dt.timedelta(minutes=minutes)
    Entry.objects.filter(pk__in=entry_ids).update(extra_seconds=F("extra_seconds") + minutes * 60)
    reached = list(
        _extensible(entry_ids, now - extra)
        .select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk", "entry", "state", "grading", "score")
    )
    Attempt.objects.filter(pk__in=[pk for pk, *_ in reached]).update(
        deadline=F("deadline") + extra,
        accepted_until=F("accepted_until") + extra,
        extra_seconds=F("extra_seconds") + minutes * 60,
        state=target(Act.REOPEN),
        closed_by=Attempt.ClosedBy.NOBODY,
        closed_at=None,
        graded_at=None,
        grading=None,
        score=None,
    )
    if reopened := [entry for _, entry, state, *_ in reached if is_legal(Act.REOPEN, state)]:
        signals.attempts_withdrawn.send(sender=Attempt, entry_ids=reopened)
    return reached


def _extensible(entry_ids: list[int], ended_after: dt.datetime) -> QuerySet[Attempt]:
    """Open ones, and of those that the clock closed the last of each entry, if it ended after that time."""
    closed_by_clock = Q(
        state__in=sources(Act.REOPEN), closed_by=Attempt.ClosedBy.CLOCK, deadline__gt=ended_after
    ) & ~Exists(Attempt.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number")))
    return Attempt.objects.filter(Q(state=State.OPEN) | closed_by_clock, entry__in=entry_ids)
