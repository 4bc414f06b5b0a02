"""Who may see and run examinations, and whose lines of the roster.

An officer, the district administrator and the auditor work on the examinations of the units in their scope, with every
line. A unit administrator sees published examinations in which her subtree has entries, and those entries alone.
"""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from exam_platform.people.access import Scope, scope_of, world_of
from exam_platform.people.models import Role

from .life_cycle import Period, last_window_end
from .models import Entry, EntryQuerySet, Exam, ExamQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from exam_platform.people.models import Person

MANAGERS = (Role.OFFICER, Role.DISTRICT_ADMINISTRATOR)
READERS = (*MANAGERS, Role.AUDITOR)


def managing_scope(person: "Person | AnonymousUser") -> Scope:
    return scope_of(person, *MANAGERS)


def visible_exams(person: "Person | AnonymousUser") -> ExamQuerySet:
    exams, reading = Exam.objects.filter(world_of(person)), scope_of(person, *READERS)
    if reading.everywhere:
        return exams
    entered = Entry.objects.filter(scope_of(person, Role.UNIT_ADMINISTRATOR).within("unit_path")).values("exam")
    return exams.filter(reading.within("unit__path") | Q(published_at__isnull=False, pk__in=entered))


def visible_entries(person: "Person | AnonymousUser") -> EntryQuerySet:
    entries, reading = Entry.objects.filter(world_of(person, "exam__is_rehearsal")), scope_of(person, *READERS)
    if reading.everywhere:
        return entries
    own_subtree = scope_of(person, Role.UNIT_ADMINISTRATOR).within("unit_path") & Q(exam__published_at__isnull=False)
    return entries.filter(reading.within("exam__unit__path") | own_subtree)


def visible_entries_of(person: "Person | AnonymousUser", exam: Exam) -> EntryQuerySet:
    """Those of an examination that she may read; its unit must be loaded.

    What the examination decides is decided here: with that joined, SQLite sorts the whole roster for one page.
    """
    entries = Entry.objects.filter(exam=exam)
    if exam.is_rehearsal != getattr(person, "is_rehearsal", False):
        return entries.none()
    if sees_all_entries(person, exam):
        return entries
    if exam.published_at is None:
        return entries.none()
    return entries.filter(scope_of(person, Role.UNIT_ADMINISTRATOR).within("unit_path"))


def own_entries(person: "Person | AnonymousUser") -> EntryQuerySet:
    """A candidate's own lines in published examinations, the cancelled ones too: she is told so."""
    if person.pk is None:
        return Entry.objects.none()
    return Entry.objects.filter(person=person.pk, exam__published_at__isnull=False)


def may_manage(person: "Person | AnonymousUser", exam: Exam) -> bool:
    """Reads the examination's unit: select it along."""
    return managing_scope(person).covers(exam.unit.path)


def readable_exam(person: "Person | AnonymousUser", exam_id: int) -> Exam:
    """404 where it is not visible."""
    exam = visible_exams(person).select_related("unit").filter(pk=exam_id).first()
    if exam is None:
        raise Http404
    return exam


def inspected_exam(person: "Person | AnonymousUser", exam_id: int) -> Exam:
    """For its set-up: 403 for a unit administrator, who sees the examination alone."""
    exam = readable_exam(person, exam_id)
    if not sees_all_entries(person, exam):
        raise PermissionDenied
    return exam


def managed_exam(person: "Person | AnonymousUser", exam_id: int) -> Exam:
    """404 where it is not visible, 403 where it may only be read."""
    exam = readable_exam(person, exam_id)
    if not may_manage(person, exam):
        raise PermissionDenied
    return exam


def sees_all_entries(person: "Person | AnonymousUser", exam: Exam) -> bool:
    return scope_of(person, *READERS).covers(exam.unit.path)


def may_see_papers(person: "Person | AnonymousUser", exam: Exam, windows: Iterable[Period], now: dt.datetime) -> bool:
    """The officer at any time, the auditor after the last window, nobody else."""
    if may_manage(person, exam):
        return True
    end = last_window_end(windows)
    return end is not None and end <= now and scope_of(person, Role.AUDITOR).covers(exam.unit.path)


def sees_score(person: "Person | AnonymousUser", exam: Exam, entry: Entry) -> bool:
    """False where an examination keeps leading cadres' scores to the district: their unit sees 合格/不合格 alone."""
    hidden = exam.leading_scores_to_district_only and entry.is_leading
    return not hidden or sees_all_entries(person, exam)
