"""Grading a batch: a fixed number of statements, whatever the number of attempts and answers."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from exam_platform.audit.actions import record_all
from exam_platform.exams.models import Entry
from exam_platform.grading.actions.entries import score_entries
from exam_platform.grading.actions.marks import BATCH, write_marks
from exam_platform.grading.models import Grading
from exam_platform.people.models import Person
from exam_platform.sittings.dialect import Given, dialect
from exam_platform.sittings.life_cycle import Act, State, sources, target
from exam_platform.sittings.models import Attempt

SCORES = Given("given", attempt_id="bigint", grading="smallint", score="int")
INSERT_GRADINGS = """
INSERT INTO grading_grading (attempt_id, number, score, reason, actor_id, graded_at)
SELECT batch.attempt_id, batch.number, COALESCE(SUM(mark.points), 0), CAST(%s AS text), CAST(%s AS bigint), {now}
FROM {batch} LEFT JOIN grading_mark AS mark ON mark.attempt_id = batch.attempt_id AND mark.grading = batch.number
GROUP BY batch.attempt_id, batch.number
RETURNING attempt_id, number, score
"""
SET_GRADED = """
UPDATE sittings_attempt SET state = '{graded}', graded_at = {now}, grading = given.grading, score = given.score
FROM {given} WHERE sittings_attempt.id = given.attempt_id AND sittings_attempt.state IN ({from_states})
"""


class Graded(NamedTuple):
    attempt: int
    number: int
    score: int


@transaction.atomic
def grade_attempts(*, attempt_ids: Iterable[int], reason: str = "", actor: Person | None = None) -> list[int]:
    """Grade those of `attempt_ids` that wait for it; the ids that were. With a reason, grade the graded ones anew.

    Run again, or by two workers at once, it does nothing more: an attempt is claimed under its lock by its state, and
    what another holds is left to it. The entries' results follow in the same transaction.
    """
    act = Act.REGRADE if reason else Act.GRADE
    from_states = sources(Act.GRADE) + (sources(Act.REGRADE) if reason else [])
    attempts = _claim(list(attempt_ids), from_states)
    if not attempts:
        return []
    numbers = _next_numbers(attempts)
    write_marks(numbers)
    graded = _write_gradings(numbers, reason, actor)
    _set_graded(graded, from_states, target(act))
    record_all(
        kind="attempt.graded",
        actor=actor,
        acts=[
            (
                f"attempt:{row.attempt}",
                attempts[row.attempt]["entry__unit_path"],
                {"grading": row.number, "score": row.score, "reason": reason},
            )
            for row in graded
        ],
    )
    score_entries(entry_ids={row["entry"] for row in attempts.values()})
    return sorted(attempts)


def _claim(attempt_ids: list[int], states: list[str]) -> dict[int, dict[str, Any]]:
    """Lock what can be graded now. An entry is locked before its attempts, here as everywhere."""
    wanted = Attempt.objects.filter(pk__in=attempt_ids, state__in=states)
    entries = Entry.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=wanted.values("entry"))
    locked = list(entries.order_by("pk").values_list("pk", flat=True))
    attempts = wanted.filter(entry__in=locked).select_for_update(of=("self",), no_key=True, skip_locked=True)
    columns = ("id", "entry", "entry__unit_path")
    return {row["id"]: row for row in attempts.order_by("pk").values(*columns)}


def _next_numbers(attempts: Iterable[int]) -> dict[int, int]:
    earlier = dict(Grading.objects.filter(attempt__in=attempts).values_list("attempt").annotate(number=Max("number")))
    return {attempt: earlier.get(attempt, 0) + 1 for attempt in attempts}


def _write_gradings(numbers: Mapping[int, int], reason: str, actor: Person | None) -> list[Graded]:
    """The sum of its marks is an attempt's score."""
    sql = INSERT_GRADINGS.format(now=dialect().now, batch=BATCH)
    with connection.cursor() as cursor:
        cursor.execute(sql, [reason, actor.pk if actor else None, *BATCH.parameters([*numbers.items()])])
        return sorted(map(Graded._make, cursor.fetchall()))


def _set_graded(graded: list[Graded], from_states: list[str], to_state: str) -> None:
    states = ", ".join(f"'{state}'" for state in from_states)
    sql = SET_GRADED.format(now=dialect().now, given=SCORES, graded=to_state, from_states=states)
    with connection.cursor() as cursor:
        cursor.execute(sql, SCORES.parameters(graded))


def waiting_attempts(*, after: int, limit: int) -> list[int]:
    """What no message came for, by id, from beyond `after`: closed attempts that no grading has reached."""
    waiting = Attempt.objects.filter(state=State.SUBMITTED, pk__gt=after).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:limit])
