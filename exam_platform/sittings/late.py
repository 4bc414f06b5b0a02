"""What came late (I3): changes that lie in the log and do not count, unless an officer admitted them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet

from exam_platform.exams.models import Entry
from exam_platform.sittings.dialect import AcceptedUntil
from exam_platform.sittings.life_cycle import State
from exam_platform.sittings.models import Attempt, Response


@dataclass(frozen=True)
class Late:
    """Of one attempt: how many changes came late, how many of them nobody has admitted, and when they came."""

    changes: int
    waiting: int
    first_at: dt.datetime
    last_at: dt.datetime


def late_changes() -> QuerySet[Response]:
    """The negative of `counting.IN_TIME`. A voided attempt has none: nothing of it counts."""
    after_the_end = Q(received_at__gt=AcceptedUntil(F("attempt__accepted_until")))
    late = Response.objects.filter(Q(after_closing=True) | after_the_end, position__isnull=False)
    return late.exclude(attempt__state=State.VOIDED)


def waiting_changes(entries: QuerySet[Entry]) -> int:
    return late_changes().filter(attempt__entry__in=entries, admitted=False).count()


def attempts_with_late_changes(entries: QuerySet[Entry]) -> QuerySet[Attempt]:
    late = Exists(late_changes().filter(attempt=OuterRef("pk")))
    return Attempt.objects.filter(late, entry__in=entries).select_related("entry").defer("order")


def late_of(attempt_ids: list[int]) -> dict[int, Late]:
    """By attempt. One query."""
    rows = late_changes().filter(attempt__in=attempt_ids).order_by().values_list("attempt")
    counted = rows.annotate(
        changes=Count("seq"),
        waiting=Count("seq", filter=Q(admitted=False)),
        first_at=Min("received_at"),
        last_at=Max("received_at"),
    )
    return {attempt: Late(*figures) for attempt, *figures in counted}
