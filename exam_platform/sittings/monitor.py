"""How an examination stands at this moment: every line of the roster in exactly one column (I18), and who is silent."""

import datetime as dt
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from exam_platform.exams.models import Entry, EntryQuerySet, Status
from exam_platform.sittings.life_cycle import State
from exam_platform.sittings.models import Attempt, Response

ONLINE = dt.timedelta(minutes=2)
FAR_BEHIND = dt.timedelta(minutes=5)
QUIETEST_SHOWN = 10


def counts(entries: EntryQuerySet, *, is_over: bool) -> dict[str, int]:
    """The roster and its columns by one query, so that they are of one moment and add up."""
    rows = entries.with_status(is_over=is_over).order_by().values(column=F("status")).annotate(lines=Count("pk"))
    found = {row["column"]: row["lines"] for row in rows}
    return {"roster": sum(found.values()), **{status: found.get(status, 0) for status in Status.values}}


def silence(entries: QuerySet[Entry], now: dt.datetime) -> dict[str, Any]:
    """How far the saves of those who write are behind: two queries, and ten lines at most however many write.

    The server knows when it last received something, not what a browser still holds: who thinks for long is silent too.
    """
    writing = _heard_from(entries)
    found = writing.aggregate(
        online=Count("pk", filter=Q(sent_at__gt=now - ONLINE)),
        behind=Count("pk", filter=Q(heard_at__lte=now - ONLINE)),
        far_behind=Count("pk", filter=Q(heard_at__lte=now - FAR_BEHIND)),
        longest=Min("heard_at"),
    )
    longest = found.pop("longest")
    quietest = writing.filter(heard_at__lte=now - ONLINE).select_related("entry").order_by("heard_at", "pk")
    return {
        **found,
        "longest_silence_seconds": longest and max(0, int((now - longest).total_seconds())),
        "quietest": [_silent(attempt, now) for attempt in quietest[:QUIETEST_SHOWN]],
    }


def _heard_from(entries: QuerySet[Entry]) -> QuerySet[Any]:
    """Open attempts with the time of the newest row of each log, read from the end of its index; else of the start."""
    newest = Response.objects.filter(attempt=OuterRef("pk")).order_by("-seq").values("received_at")[:1]
    writing = Attempt.objects.filter(entry__in=entries, state=State.OPEN).annotate(sent_at=Subquery(newest))
    return writing.annotate(heard_at=Coalesce("sent_at", "started_at"))


def _silent(attempt: Any, now: dt.datetime) -> dict[str, Any]:
    silence = int((now - attempt.heard_at).total_seconds())
    return {**line_of(attempt), "heard_at": attempt.heard_at, "silence_seconds": silence}


def line_of(attempt: Attempt) -> dict[str, Any]:
    """Whose it is, for the monitor's lists. Reads `entry`."""
    entry = attempt.entry
    return {
        "attempt": attempt.pk,
        "entry": entry.pk,
        "person": {"id": entry.person_id, "name": entry.person_name},
        "unit": {"id": entry.unit_id, "name": entry.unit_name},
    }
