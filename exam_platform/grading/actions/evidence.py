"""The evidence of an examination: what each attempt received and when, what of it counted, and for how much."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.db import transaction
from django.db.models import F, Q

from exam_platform.audit.actions import record
from exam_platform.exams.access import visible_entries
from exam_platform.exams.models import Exam
from exam_platform.grading.models import Mark
from exam_platform.people.models import Person
from exam_platform.sittings.clock import is_late
from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.models import Attempt, Response

ATTEMPT = (
    *("pk", "entry", "number", "form", "state", "started_at", "deadline", "accepted_until", "closed_at", "closed_by"),
    *("receipt", "graded_at", "grading", "score"),
)
LOG = ("attempt", "seq", "position", "answer", "flagged", "received_at", "lease", "after_closing", "admitted")


@transaction.atomic
def read_evidence(*, exam: Exam, actor: Person, after: int, count: int) -> list[dict[str, Any]]:
    """Of the next `count` attempts behind the attempt `after`, in order of their ids. A fixed number of statements.

    Answers of persons are read here, so each page is on record. Keys are not read at all.
    """
    entries = visible_entries(actor).filter(exam=exam)
    attempts = list(Attempt.objects.filter(entry__in=entries, pk__gt=after).order_by("pk").values(*ATTEMPT)[:count])
    found = {row["pk"]: row for row in attempts}
    logs, marks = _logs(found), _marks(found)
    record(
        kind="exam.evidence_read",
        actor=actor,
        subject=f"exam:{exam.pk}",
        unit_path=exam.unit.path,
        detail={"after": after, "attempts": len(attempts)},
    )
    return [
        {**row, "attempt": row.pop("pk"), "log": logs[attempt], "marks": marks[attempt]}
        for attempt, row in found.items()
    ]


def _logs(attempts: Mapping[int, dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    counting = {(row.attempt, row.seq) for row in counting_responses(attempts)}
    logs: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in Response.objects.filter(attempt__in=attempts).order_by("attempt", "seq").values(*LOG):
        attempt, content, after_closing = row.pop("attempt"), orjson.loads(row.pop("answer")), row.pop("after_closing")
        is_event = row["position"] is None
        logs[attempt].append(
            {
                **row,
                "answer": None if is_event else content,
                "event": content if is_event else None,
                "counts": (attempt, row["seq"]) in counting,
                "late": after_closing or is_late(row["received_at"], attempts[attempt]["accepted_until"]),
            }
        )
    return logs


def _marks(attempts: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Those of the grading that counts."""
    that_counts = Q(grading=F("attempt__grading"))
    marks: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Mark.objects.filter(that_counts, attempt__in=attempts).order_by("attempt", "position")
    for attempt, position, seq, points in rows.values_list("attempt", "position", "seq", "points"):
        marks[attempt].append({"position": position, "seq": seq, "points": points})
    return marks
