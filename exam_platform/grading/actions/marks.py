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
WITH answered AS MATERIALIZED (SELECT DISTINCT form_id, position, answer FROM ({counting}) AS counting)
SELECT DISTINCT item.revision_id, item.points, exam.multiple_choice_rule, answered.answer
FROM answered
JOIN exams_formitem AS item ON item.form_id = answered.form_id AND item.position = answered.position
JOIN exams_form AS form ON form.id = answered.form_id
JOIN exams_exam AS exam ON exam.id = form.exam_id
"""
# The questions of the papers and what counts of the answers are brought together by grouping: a planner that takes the
# tables for empty, as they were when it last looked, would join them row by row. An answer that nobody marked has no
# points, which the column refuses.
INSERT_MARKS = """
WITH batch AS MATERIALIZED (SELECT * FROM {batch}), worth AS MATERIALIZED (SELECT * FROM {worth}),
asked AS MATERIALIZED (
    SELECT attempt_id, position, MAX(number) AS number, MAX(revision_id) AS revision_id, MAX(points) AS full_points,
        MAX(rule) AS rule, MAX(seq) AS seq, MAX(answer) AS answer
    FROM (
        SELECT batch.attempt_id, item.position, batch.number, item.revision_id, item.points,
            exam.multiple_choice_rule AS rule, NULL AS seq, NULL AS answer
        FROM batch
        JOIN sittings_attempt ON sittings_attempt.id = batch.attempt_id
        JOIN exams_form AS form ON form.id = sittings_attempt.form_id
        JOIN exams_exam AS exam ON exam.id = form.exam_id
        JOIN exams_formitem AS item ON item.form_id = form.id
        UNION ALL
        SELECT attempt_id, position, NULL, NULL, NULL, NULL, seq, answer FROM ({counting}) AS counting
    ) AS either
    GROUP BY attempt_id, position
    HAVING MAX(points) IS NOT NULL
)
INSERT INTO grading_mark (attempt_id, grading, position, seq, points, "right")
SELECT attempt_id, number, position, seq, points, points = full_points FROM (
    SELECT asked.attempt_id, asked.number, asked.position, asked.seq, asked.full_points,
        CASE WHEN asked.seq IS NULL THEN 0 ELSE worth.points END AS points
    FROM asked
    LEFT JOIN worth ON worth.revision_id = asked.revision_id AND worth.full_points = asked.full_points
        AND worth.rule = asked.rule AND worth.answer = asked.answer
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
    """A mark for every question, answered or not, of each attempt in its grading of that number: a fixed number of
    statements, under the attempts' locks."""
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
