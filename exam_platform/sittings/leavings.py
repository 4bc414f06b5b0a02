"""Who left the page of an examination how often and for how long, as their browsers said (B28).

Evidence on which nothing is decided: an event may be forged or withheld, so its words are read as a stranger's.
"""

from collections import defaultdict
from typing import Any

import orjson
from django.db.models import Count, Q, QuerySet

from exam_platform.exams.models import Entry
from exam_platform.sittings.models import Attempt, Response
from exam_platform.sittings.monitor import line_of

# An event is kept with its keys sorted (`changes`): the kind comes last, whatever its details say.
LEFT, CAME_BACK = ('"kind":"blur"}', '"kind":"focus"}')
SHOWN = 10
LONGEST_SECONDS = 24 * 60 * 60


def most_often_away(entries: QuerySet[Entry]) -> list[dict[str, Any]]:
    """Two queries and ten lines at most, however many left."""
    left = Q(responses__position=None, responses__answer__endswith=LEFT)
    attempts: QuerySet[Any] = Attempt.objects.filter(left, entry__in=entries).annotate(times=Count("responses__seq"))
    shown = list(attempts.defer("order").select_related("entry").order_by("-times", "pk")[:SHOWN])
    seconds = _seconds_away([attempt.pk for attempt in shown])
    return [{**line_of(attempt), "times": attempt.times, "seconds": seconds[attempt.pk]} for attempt in shown]


def _seconds_away(attempts: list[int]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    returns = Response.objects.filter(attempt__in=attempts, position=None, answer__endswith=CAME_BACK)
    for attempt, event in returns.values_list("attempt_id", "answer"):
        seconds = orjson.loads(event)["detail"].get("seconds")
        if type(seconds) is int and 0 < seconds <= LONGEST_SECONDS:
            found[attempt] += seconds
    return found
