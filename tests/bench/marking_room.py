"""Attempts that wait to be graded, and both ways of grading them; runs in a process with Django."""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from exam_platform.exams.models import Entry
from exam_platform.grading import tasks
from exam_platform.people.models import Person
from exam_platform.sittings.models import Attempt
from tests.bench.frame import compare, cpu_of_family
from tests.bench.multiply import multiply, run, settle
from tests.sittings.room import begin, make_room

QUESTIONS = 80
SQLITE = connection.vendor == "sqlite"
KEY = "item_key.answer" if SQLITE else "item_key.answer::text"
FALSE = "0" if SQLITE else "false"

# The floor: the row that counts for each position, compared with the key as text. Every paper here is answered in full,
# and every question is a single choice.
COUNTING = """
SELECT response.attempt_id, response.position, MAX(response.seq) AS seq
FROM sittings_response AS response JOIN sittings_attempt AS attempt ON attempt.id = response.attempt_id
WHERE attempt.state = 'submitted' AND response.position IS NOT NULL AND NOT response.after_closing
  AND response.received_at <= attempt.accepted_until
GROUP BY response.attempt_id, response.position
"""
MARKS = f"""
INSERT INTO grading_mark (attempt_id, grading, position, seq, points, "right")
SELECT attempt.id, 1, item.position, response.seq,
       CASE WHEN response.answer = {KEY} THEN item.points ELSE 0 END, response.answer = {KEY}
FROM sittings_attempt AS attempt
JOIN exams_formitem AS item ON item.form_id = attempt.form_id
JOIN questions_key AS item_key ON item_key.revision_id = item.revision_id
JOIN ({COUNTING}) AS counting ON counting.attempt_id = attempt.id AND counting.position = item.position
JOIN sittings_response AS response ON response.attempt_id = attempt.id AND response.seq = counting.seq
WHERE attempt.state = 'submitted'
"""
SCORES = """
UPDATE sittings_attempt SET state = 'graded', grading = 1, graded_at = CURRENT_TIMESTAMP, score = total.score
FROM (SELECT attempt_id, SUM(points) AS score FROM {marks} GROUP BY attempt_id) AS total
WHERE total.attempt_id = sittings_attempt.id
"""
ONE_STATEMENT = f"WITH marks AS ({MARKS} RETURNING attempt_id, points) {SCORES.format(marks='marks')}"


def compared(attempts: int, pairs: int, database: int) -> dict[str, Any]:
    """Seconds of CPU of the product and of the floor for each pair; `database` is PostgreSQL's process id, or 0."""
    fill(attempts)
    wrote = {}

    def cost(grade: Callable[[], None]) -> float:
        reset()
        before = time.process_time() + (cpu_of_family(database) if database else 0)
        grade()
        after = time.process_time() + (cpu_of_family(database) if database else 0)
        wrote[grade.__name__] = written()
        return after - before

    found = compare(lambda: cost(by_product), lambda: cost(by_statement), pairs)
    assert wrote["by_product"] == wrote["by_statement"], wrote
    assert wrote["by_product"][0] == attempts * QUESTIONS, wrote
    return {"product": found.first, "floor": found.second, "marks": wrote["by_product"][0]}


def seconds(attempts: int, times: int, database: int) -> list[float]:
    """CPU of the product alone."""
    fill(attempts)
    found = []
    for _ in range(times):
        reset()
        before = time.process_time() + (cpu_of_family(database) if database else 0)
        by_product()
        found.append(time.process_time() + (cpu_of_family(database) if database else 0) - before)
    return found


def fill(count: int) -> None:
    """So many attempts in full, one in four answers right, every twentieth question answered twice."""
    room = make_room([("single", 4, 0, ["B"])] * QUESTIONS, forms=1)
    template = room.entry()
    attempt = begin(template).attempt
    multiply(Person.objects.get(pk=template.person_id), count - 1, user_name="'many' || n.i")
    multiply(Entry.objects.get(pk=template.pk), count - 1, person_id="template.person_id + n.i")
    multiply(
        Attempt.objects.get(pk=attempt.id), count - 1, entry_id="template.entry_id + n.i", receipt="'receipt' || n.i"
    )
    run(
        f"""
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {QUESTIONS + QUESTIONS // 20})
        INSERT INTO sittings_response
            (attempt_id, seq, position, answer, flagged, received_at, lease, after_closing)
        SELECT attempt.id, n.i, 1 + (n.i - 1) % {QUESTIONS},
               '["' || substr('ABCD', CAST(1 + (attempt.id + n.i) % 4 AS integer), 1) || '"]', {FALSE}, started_at,
               1, {FALSE}
        FROM sittings_attempt AS attempt CROSS JOIN n
        """
    )


def reset() -> None:
    for table in ("grading_mark", "grading_grading"):
        run(f"DELETE FROM {table}" if SQLITE else f"TRUNCATE {table}")
    closed = "state = 'submitted', closed_by = 'clock', closed_at = deadline"
    run(f"UPDATE sittings_attempt SET {closed}, grading = NULL, score = NULL")
    settle()


def by_product() -> None:
    """As the worker does it: in batches, with gradings, audit records and the entries' results."""
    tasks.sweep()


def by_statement() -> None:
    if not SQLITE:
        return run(ONE_STATEMENT)
    # SQLite has no INSERT within a statement that updates.
    with transaction.atomic():
        run(MARKS)
        return run(SCORES.format(marks="grading_mark"))


def written() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute('SELECT COUNT(*), SUM(points), SUM(CASE WHEN "right" THEN seq END) FROM grading_mark')
        marks = cursor.fetchone()
        cursor.execute("SELECT COUNT(*), SUM(score) FROM sittings_attempt WHERE state = 'graded'")
        return [int(value) for value in (*marks, *cursor.fetchone())]
