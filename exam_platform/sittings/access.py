"""Whose attempts a person may see: a candidate her own, staff those of entries in their scope."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from exam_platform.exams.access import own_entries, visible_entries

from .models import Attempt

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from exam_platform.people.models import Person


def own_attempts(person: "Person | AnonymousUser") -> QuerySet[Attempt]:
    return Attempt.objects.filter(entry__in=own_entries(person))


def visible_attempts(person: "Person | AnonymousUser") -> QuerySet[Attempt]:
    return Attempt.objects.filter(entry__in=visible_entries(person))
