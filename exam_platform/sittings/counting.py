"""Which row of the log counts for each position (I2, I3): one query, for any number of attempts."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson
from django.db import connection

from exam_platform.sittings.dialect import dialect

# Received by the deadline plus grace, and before the candidate or the officer closed the attempt.
IN_TIME = "NOT {row}.after_closing AND {row}.received_at <= {accepted_until}"
# The highest seq among what came in time or was admitted by an officer, with the rest of its row. PostgreSQL looks into
# the log attempt by attempt: of a join it would at some sizes read the whole log. SQLite takes the row of the maximum.
COUNTING = {
    "postgresql": """
SELECT attempt.id AS attempt_id, last.position, last.seq, last.answer, last.flagged, attempt.form_id
FROM sittings_attempt AS attempt
CROSS JOIN LATERAL (
    SELECT DISTINCT ON (response.position) response.position, response.seq, response.answer, response.flagged
    FROM sittings_response AS response
    WHERE response.attempt_id = attempt.id AND {counts}
    ORDER BY response.position, response.seq DESC
) AS last
WHERE {one_of}
""",
    "sqlite": """
SELECT response.attempt_id, response.position, MAX(response.seq) AS seq, response.answer, response.flagged,
    attempt.form_id
FROM sittings_attempt AS attempt
JOIN sittings_response AS response ON response.attempt_id = attempt.id
WHERE {one_of} AND {counts}
GROUP BY response.attempt_id, response.position
""",
}
COUNTS = "response.position IS NOT NULL AND ({in_time} OR response.admitted)"


class Counting(NamedTuple):
    """`answer` is JSON text, as it is kept."""

    attempt: int
    position: int
    seq: int
    answer: str
    flagged: bool


def in_time(row: str) -> str:
    """The condition that `row` of the log came in time, where `attempt` is its attempt."""
    return IN_TIME.format(row=row, accepted_until=dialect().accepted_until)


def counting_rows() -> str:
    """A query for what counts: attempt_id, position, seq, answer, flagged, form_id. Its parameter is `of_attempts`."""
    counts = COUNTS.format(in_time=in_time("response"))
    return COUNTING[connection.vendor].format(one_of=dialect().one_of, counts=counts)


def of_attempts(ids: Iterable[int]) -> Any:
    return orjson.dumps([*ids]).decode() if connection.vendor == "sqlite" else [*ids]


def counting_responses(attempt_ids: Iterable[int]) -> list[Counting]:
    """In order of attempt and position; positions without an answer are missing."""
    with connection.cursor() as cursor:
        cursor.execute(counting_rows(), [of_attempts(attempt_ids)])
        return [Counting._make([*row[:4], bool(row[4])]) for row in sorted(cursor.fetchall())]
