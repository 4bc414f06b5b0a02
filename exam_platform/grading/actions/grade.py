"""Grading a batch: a fixed number of statements, whatever the number of attempts and answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from exam_platform.audit.actions import record_all
from exam_platform.exams.models import Entry, FormItem
from exam_platform.grading.actions.entries import score_entries
from exam_platform.grading.models import Grading
from exam_platform.grading.scoring import Answer, Item, Marker, MarkRow, Question, score_attempt
from exam_platform.people.models import Person
from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.dialect import dialect, given, given_rows
from exam_platform.sittings.life_cycle import Act, State, sources, target
from exam_platform.sittings.models import Attempt
from questions.models import Revision
from questions.selection import keys_of

INSERT_GRADINGS = """
INSERT INTO grading_grading (attempt_id, number, score, reason, actor_id, graded_at)
SELECT attempt_id, number, score, reason, actor_id, {now} FROM {given} WHERE true
ON CONFLICT DO NOTHING
"""
INSERT_MARKS = """
INSERT INTO grading_mark (attempt_id, grading, position, seq, points, "right")
SELECT attempt_id, grading, position, seq, points, "right" FROM {given} WHERE true
ON CONFLICT DO NOTHING
"""
SET_GRADED = """
UPDATE sittings_attempt SET state = '{graded}', graded_at = {now}, grading = given.grading, score = given.score
FROM {given} WHERE sittings_attempt.id = given.attempt_id AND sittings_attempt.state IN ({from_states})
"""


@dataclass(frozen=True)
class Graded:
    attempt: int
    number: int
    marks: list[MarkRow]
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
    graded = _grade(attempts)
    _write(graded, from_states, target(act), reason, actor)
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
    columns = ("id", "form", "entry", "entry__exam__multiple_choice_rule", "entry__unit_path")
    return {row["id"]: row for row in attempts.order_by("pk").values(*columns)}


def _grade(attempts: Mapping[int, dict[str, Any]]) -> list[Graded]:
    items = _items({row["form"] for row in attempts.values()})
    answers: dict[int, dict[int, Answer]] = defaultdict(dict)
    for counting in counting_responses(attempts):
        answers[counting.attempt][counting.position] = Answer(counting.seq, counting.answer)
    earlier = dict(Grading.objects.filter(attempt__in=attempts).values_list("attempt").annotate(number=Max("number")))
    marker = Marker()
    graded = []
    for attempt, row in attempts.items():
        rule = row["entry__exam__multiple_choice_rule"]
        marks, score = score_attempt(items[row["form"]], answers[attempt], rule, marker)
        graded.append(Graded(attempt, earlier.get(attempt, 0) + 1, marks, score))
    return graded


def _items(forms: set[int]) -> dict[int, list[Item]]:
    """The questions of each form with their keys; a revision that several forms share is read once."""
    rows = list(FormItem.objects.filter(form__in=forms).values_list("form", "position", "revision", "points"))
    wanted = {revision for _, _, revision, _ in rows}
    keys = keys_of(wanted)
    questions = {
        revision: Question(
            revision, kind, {"stem": stem, "options": options, "details": details}, keys.get(revision, [])
        )
        for revision, kind, stem, options, details in Revision.objects.filter(pk__in=wanted).values_list(
            "pk", "kind", "stem", "options", "details"
        )
    }
    items: dict[int, list[Item]] = defaultdict(list)
    for form, position, revision, points in sorted(rows):
        items[form].append(Item(position, questions[revision], points))
    return items


def _write(graded: list[Graded], from_states: list[str], to_state: str, reason: str, actor: Person | None) -> None:
    gradings = [(row.attempt, row.number, row.score, reason, actor.pk if actor else None) for row in graded]
    marks = [(row.attempt, row.number, *mark) for row in graded for mark in row.marks]
    scores = [(row.attempt, row.number, row.score) for row in graded]
    with connection.cursor() as cursor:
        columns = given(attempt_id="bigint", number="smallint", score="int", reason="text", actor_id="bigint")
        cursor.execute(INSERT_GRADINGS.format(now=dialect().now, given=columns), given_rows(gradings))
        if marks:
            columns = given(
                attempt_id="bigint", grading="smallint", position="smallint", seq="int", points="int", right="bool"
            )
            cursor.execute(INSERT_MARKS.format(given=columns), given_rows(marks))
        columns = given(attempt_id="bigint", grading="smallint", score="int")
        sql = SET_GRADED.format(
            now=dialect().now,
            given=columns,
            graded=to_state,
            from_states=", ".join(f"'{state}'" for state in from_states),
        )
        cursor.execute(sql, given_rows(scores))


def waiting_attempts(*, limit: int) -> list[int]:
    """What no message came for: closed attempts that no grading has reached, the oldest first."""
    waiting = Attempt.objects.filter(state=State.SUBMITTED).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:limit])
