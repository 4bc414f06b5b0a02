"""Acts on a line of the roster: 免考, 核减, 请假, 取消成绩, each with a reason, and taking one back."""

from django.db import transaction

from exam_platform.audit.actions import record
from exam_platform.exams.errors import (
    DocumentMissing,
    HasNotSat,
    HasSat,
    OwnEntry,
    ResultCancelled,
    ResultNotCancelled,
    StandingAlready,
    StandingIsDue,
)
from exam_platform.exams.life_cycle import MAIN, MAKE_UP
from exam_platform.exams.models import Entry, EntryChange
from exam_platform.exams.signals import roster_changed
from exam_platform.people.models import Person

from .exams import lock_exam

Act = EntryChange.Act
Standing = Entry.Standing


def excuse_entry(*, entry: Entry, kind: Standing, reason: str, document: str = "", actor: Person) -> Entry:
    """免考 and 核减 take her out of 应考 and need a document; 请假 leaves her in, for the make-up.

    Refused once she has sat: participation would be counted against a roster that leaves her out.
    """
    if kind != Standing.LEAVE and not document:
        raise DocumentMissing
    with transaction.atomic():
        entry = lock_entry(entry, actor)
        if entry.standing != Standing.DUE:
            raise StandingAlready
        if has_sat(entry):
            raise HasSat
        entry.standing = kind
        entry.save(update_fields=["standing"])
        write_change(entry, Act(kind.value), reason, document, actor)
    return entry


def take_back_standing(*, entry: Entry, reason: str = "", actor: Person) -> Entry:
    with transaction.atomic():
        entry = lock_entry(entry, actor)
        if entry.standing == Standing.DUE:
            raise StandingIsDue
        entry.standing = Standing.DUE
        entry.save(update_fields=["standing"])
        write_change(entry, Act.TAKE_BACK, reason, "", actor)
    return entry


def cancel_result(*, entry: Entry, reason: str, document: str = "", actor: Person) -> Entry:
    """取消成绩: she sat, what she scored no longer counts, and it is shown in a column of its own."""
    with transaction.atomic():
        entry = lock_entry(entry, actor)
        if entry.result_cancelled:
            raise ResultCancelled
        if not (entry.sat_main or entry.sat_make_up):
            raise HasNotSat
        entry.result_cancelled = True
        entry.save(update_fields=["result_cancelled"])
        write_change(entry, Act.CANCEL_RESULT, reason, document, actor)
    return entry


def restore_result(*, entry: Entry, reason: str, actor: Person) -> Entry:
    with transaction.atomic():
        entry = lock_entry(entry, actor)
        if not entry.result_cancelled:
            raise ResultNotCancelled
        entry.result_cancelled = False
        entry.save(update_fields=["result_cancelled"])
        write_change(entry, Act.RESTORE_RESULT, reason, "", actor)
    return entry


def has_sat(entry: Entry) -> bool:
    """An attempt in a counting window, be it open still; a voided one is none."""
    return Entry.objects.filter(
        pk=entry.pk,
        attempts__window__kind__in=(MAIN, MAKE_UP),
        attempts__state__in=("open", "submitted", "graded"),
    ).exists()


def lock_entry(entry: Entry, actor: Person) -> Entry:
    """The line, locked; refused when its examination is cancelled, and to the person whose line it is (S37)."""
    if entry.person_id == actor.pk:
        raise OwnEntry
    lock_exam(entry.exam_id)
    return Entry.objects.select_for_update().get(pk=entry.pk)


def write_change(entry: Entry, act: Act, reason: str, document: str, actor: Person) -> None:
    """The reason stays with the entry: it may tell of an illness, which the audit log has no need to know."""
    change = EntryChange.objects.create(entry=entry, act=act, reason=reason, document=document, actor=actor)
    record(
        kind=f"entry.{act.value}",
        actor=actor,
        subject=f"entry:{entry.pk}",
        unit_path=entry.unit_path,
        detail={"exam": entry.exam_id, "person": entry.person_id, "change": change.pk},
    )
    roster_changed.send(sender=Entry, exam_id=entry.exam_id)
