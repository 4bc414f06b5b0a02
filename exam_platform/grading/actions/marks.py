"""Marks for a batch: each distinct pair of question and answer is marked once, the database hands out the points."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from django.db import connection

from exam_platform.grading.scoring import Question, mark
from exam_platform.sittings.counting import counting_rows, of_attempts
from exam_platform.sittings.dialect import Given
from questions.models import Revision
from questions.selection import keys_of

BATCH = Given("batch", attempt_id="bigint", number="smallint")
WORTH = Given("worth", revision_id="bigint", full_points="int", rule="text", answer="text", points="int")
DISTINCT_ANSWERS = """
WITH answered AS MATERIALIZED (
    SELECT DISTINCT sittings_attempt.form_id, counting.position, counting.answer
    FROM ({counting}) AS counting JOIN sittings_attempt ON sittings_attempt.id = counting.attempt_id
)
SELECT DISTINCT item.revision_id, item.points, exam.multiple_choice_rule, answered.answer
FROM answered
JOIN exams_formitem AS item ON item.form_id = answered.form_id AND item.position = answered.position
JOIN exams_form AS form ON form.id = answered.form_id
JOIN exams_exam AS exam ON exam.id = form.exam_id
"""
# An answer that nobody marked has no points, which the column refuses.
INSERT_MARKS = """
WITH batch AS MATERIALIZED (SELECT * FROM {batch}), worth AS MATERIALIZED (SELECT * FROM {worth})
INSERT INTO grading_mark (attempt_id, grading, position, seq, points, "right")
SELECT attempt_id, number, position, seq, points, points = full_points FROM (
    SELECT batch.attempt_id, batch.number, item.position, counting.seq, item.points AS full_points,
        CASE WHEN counting.seq IS NULL THEN 0 ELSE worth.points END AS points
    FROM batch
    JOIN sittings_attempt ON sittings_attempt.id = batch.attempt_id
    JOIN exams_form AS form ON form.id = sittings_attempt.form_id
    JOIN exams_exam AS exam ON exam.id = form.exam_id
    JOIN exams_formitem AS item ON item.form_id = form.id
    LEFT JOIN ({counting}) AS counting
        ON counting.attempt_id = batch.attempt_id AND counting.position = item.position
    LEFT JOIN worth ON worth.revision_id = item.revision_id AND worth.full_points = item.points
        AND worth.rule = exam.multiple_choice_rule AND worth.answer = counting.answer
) AS marked
"""


class Worth(NamedTuple):
    """What an answer, as JSON text, to a question of so many points is worth under a rule."""

    revision: int
    full_points: int
    rule: str
    answer: str
    points: int


def write_marks(numbers: Mapping[int, int]) -> None:
    """A mark for every question, answered or not, of each attempt in its grading of that number. Four statements,
    under the attempts' locks."""
    attempts, counting = of_attempts(numbers), counting_rows()
    with connection.cursor() as cursor:
        cursor.execute(DISTINCT_ANSWERS.format(counting=counting), [attempts])
        marked = _marked(cursor.fetchall())
        sql = INSERT_MARKS.format(batch=BATCH, worth=WORTH, counting=counting)
        cursor.execute(sql, [*BATCH.parameters([*numbers.items()]), *WORTH.parameters(marked), attempts])


def _marked(answers: Sequence[tuple[int, int, str, str]]) -> list[Worth]:
    questions = _questions({revision for revision, *_ in answers})
    return [
        Worth(revision, points, rule, answer, mark(questions[revision], orjson.loads(answer), points, rule))
        for revision, points, rule, answer in answers
    ]


def _questions(revisions: Iterable[int]) -> dict[int, Question]:
    keys = keys_of(revisions)
    rows: Any = Revision.objects.filter(pk__in=revisions).values_list("pk", "kind", "stem", "options", "details")
    return {
        revision: Question(kind, {"stem": stem, "options": options, "details": details}, keys.get(revision, []))
        for revision, kind, stem, options, details in rows
    }
