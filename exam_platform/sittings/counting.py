"""Which row of the log counts for each position (I2, I3): one query, for any number of attempts."""

from collections.abc import Iterable
from typing import NamedTuple

import orjson
from django.db import connection

from exam_platform.sittings.dialect import dialect

# Received by the deadline plus grace, and before the candidate or the officer closed the attempt.
IN_TIME = "NOT {row}.after_closing AND {row}.received_at <= {accepted_until}"
# The highest seq among what came in time or was admitted by an officer. The outer join is on the primary key.
COUNTING = """
SELECT response.attempt_id, response.position, response.seq, response.answer, response.flagged
FROM sittings_response AS response
JOIN (
    SELECT inner_response.attempt_id, MAX(inner_response.seq) AS seq
    FROM sittings_response AS inner_response
    JOIN sittings_attempt AS attempt ON attempt.id = inner_response.attempt_id
    WHERE {one_of} AND inner_response.position IS NOT NULL AND ({in_time} OR inner_response.admitted)
    GROUP BY inner_response.attempt_id, inner_response.position
) AS last ON last.attempt_id = response.attempt_id AND last.seq = response.seq
ORDER BY response.attempt_id, response.position
"""


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


def counting_responses(attempt_ids: Iterable[int]) -> list[Counting]:
    """In order of attempt and position; positions without an answer are missing."""
    ids = list(attempt_ids)
    parameter = orjson.dumps(ids).decode() if connection.vendor == "sqlite" else ids
    sql = COUNTING.format(one_of=dialect().one_of, in_time=in_time("inner_response"))
    with connection.cursor() as cursor:
        cursor.execute(sql, [parameter])
        return [Counting._make([*row[:4], bool(row[4])]) for row in cursor.fetchall()]
