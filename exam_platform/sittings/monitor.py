"""How an examination stands at this moment: every line of the roster in exactly one column (I18)."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from exam_platform.exams.life_cycle import MOCK, last_window_end
from exam_platform.exams.models import Entry
from exam_platform.sittings.life_cycle import State
from exam_platform.sittings.models import Attempt, Response

# The columns that add up to the roster.
STATUSES = ("exempt", "reduced", "leave", "not_started", "open", "submitted", "graded", "voided", "absent")
ONLINE = dt.timedelta(minutes=2)

# Of several attempts the one that says most about now: an open one, then one that waits to be graded.
_WEIGHT = Case(
    When(state=State.OPEN, then=0), When(state=State.SUBMITTED, then=1), When(state=State.GRADED, then=2), default=3
)


def with_status(entries: QuerySet[Entry], windows: Iterable[Any], now: dt.datetime) -> QuerySet[Any]:
    """`entries` of one examination with `status`; a mock window decides about nothing."""
    end = last_window_end([window for window in windows if window.kind != MOCK])
    waiting = "absent" if end is not None and end <= now else "not_started"
    attempts = Attempt.objects.filter(entry=OuterRef("pk")).exclude(window__kind=MOCK).order_by(_WEIGHT)
    return entries.alias(attempt_state=Subquery(attempts.values("state")[:1])).annotate(
        status=Case(
            When(standing__in=[Entry.Standing.EXEMPT, Entry.Standing.REDUCED], then=F("standing")),
            When(attempt_state__isnull=False, then=F("attempt_state")),
            When(standing=Entry.Standing.LEAVE, then=F("standing")),
            default=Value(waiting),
            output_field=CharField(),
        )
    )


def counts(entries: QuerySet[Entry], windows: Iterable[Any], now: dt.datetime) -> dict[str, int]:
    """The roster and its columns by one query, so that they are of one moment and add up."""
    rows = with_status(entries, windows, now).order_by().values("status").annotate(lines=Count("pk"))
    found = {row["status"]: row["lines"] for row in rows}
    return {"roster": sum(found.values()), **{status: found.get(status, 0) for status in STATUSES}}


def online(entries: QuerySet[Entry], now: dt.datetime) -> int:
    """How many open attempts have sent something in the last two minutes."""
    recent = Response.objects.filter(attempt=OuterRef("pk"), received_at__gt=now - ONLINE)
    return Attempt.objects.filter(Exists(recent), entry__in=entries, state=State.OPEN).count()


def late_changes(entries: QuerySet[Entry]) -> int:
    """Changes that lie in the log and do not count, because they came after the end (I3)."""
    late = Q(after_closing=True) | Q(received_at__gt=F("attempt__accepted_until"))
    return Response.objects.filter(late, attempt__entry__in=entries, position__isnull=False).count()
