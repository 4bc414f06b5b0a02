"""Whose attempts a person may see: a candidate her own, staff those of entries in their scope."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from exam_platform.exams.access import may_manage, own_entries, visible_entries

from .models import Attempt

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from exam_platform.people.models import Person


def own_attempts(person: "Person | AnonymousUser") -> QuerySet[Attempt]:
    return Attempt.objects.filter(entry__in=own_entries(person))


def visible_attempts(person: "Person | AnonymousUser") -> QuerySet[Attempt]:
    return Attempt.objects.filter(entry__in=visible_entries(person))


def managed_attempt(person: "Person | AnonymousUser", attempt_id: int) -> Attempt:
    """404 where it is not visible, 403 where it may only be read."""
    attempt = visible_attempts(person).select_related("entry__exam__unit").filter(pk=attempt_id).first()
    if attempt is None:
        raise Http404
    if not may_manage(person, attempt.entry.exam):
        raise PermissionDenied
    return attempt
