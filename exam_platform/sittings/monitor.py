"""How an examination stands at this moment: every line of the roster in exactly one column (I18)."""

import datetime as dt

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from exam_platform.exams.models import Entry, EntryQuerySet, Status
from exam_platform.sittings.life_cycle import State
from exam_platform.sittings.models import Attempt, Response

ONLINE = dt.timedelta(minutes=2)


def counts(entries: EntryQuerySet, *, is_over: bool) -> dict[str, int]:
    """The roster and its columns by one query, so that they are of one moment and add up."""
    rows = entries.with_status(is_over=is_over).order_by().values(column=F("status")).annotate(lines=Count("pk"))
    found = {row["column"]: row["lines"] for row in rows}
    return {"roster": sum(found.values()), **{status: found.get(status, 0) for status in Status.values}}


def online(entries: QuerySet[Entry], now: dt.datetime) -> int:
    """How many open attempts have sent something in the last two minutes."""
    recent = Response.objects.filter(attempt=OuterRef("pk"), received_at__gt=now - ONLINE)
    return Attempt.objects.filter(Exists(recent), entry__in=entries, state=State.OPEN).count()
