"""Saving: one statement appends what came, and says by the database's clock whether it came in time."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection

from exam_platform.sittings.changes import Batch, Row
from exam_platform.sittings.clock import is_late
from exam_platform.sittings.dialect import dialect
from exam_platform.sittings.errors import LeaseLost, NoSuchAttempt
from exam_platform.sittings.token import Token
from exam_platform.statements import instant

# Reads the attempt FOR SHARE, so that closing it and saving cannot cross. The time is taken from the locked row's
# scan: if a closing was waited for, PostgreSQL reads row and clock anew.
SAVE_POSTGRESQL = """
WITH attempt AS (
    SELECT id, state, closed_by, lease, deadline, accepted_until, clock_timestamp() AS now
    FROM sittings_attempt WHERE id = %s FOR SHARE
), kept AS (
    INSERT INTO sittings_response (attempt_id, seq, position, answer, flagged, received_at, lease, after_closing)
    SELECT attempt.id, change.seq, change.position, change.answer, change.flagged, attempt.now, attempt.lease,
           attempt.state <> 'open' AND attempt.closed_by <> 'clock'
    FROM attempt CROSS JOIN unnest(%s::int[], %s::smallint[], %s::text[], %s::bool[])
         AS change (seq, position, answer, flagged)
    WHERE attempt.lease = %s
    ON CONFLICT DO NOTHING
    RETURNING seq
)
SELECT ARRAY(SELECT seq FROM kept), now, deadline, accepted_until,
       state <> 'open' AND closed_by <> 'clock', lease
FROM attempt
"""

# SQLite has one writer: a statement that inserts holds the lock from its beginning, and takes the time under it.
SAVE_SQLITE = """
INSERT INTO sittings_response (attempt_id, seq, position, answer, flagged, received_at, lease, after_closing)
SELECT attempt.id, change.value ->> 0, change.value ->> 1, change.value ->> 2, change.value ->> 3,
       strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now'), attempt.lease,
       attempt.state <> 'open' AND attempt.closed_by <> 'clock'
FROM sittings_attempt AS attempt JOIN json_each(%s) AS change
WHERE attempt.id = %s AND attempt.lease = %s
ON CONFLICT DO NOTHING
RETURNING seq, received_at, after_closing,
    (SELECT deadline FROM sittings_attempt WHERE id = attempt_id),
    (SELECT accepted_until FROM sittings_attempt WHERE id = attempt_id)
"""

# Why a change was not inserted: the attempt as it stands now, and the rows that hold the seqs.
EXPLAIN = """
SELECT response.seq, response.position, response.answer, response.flagged, response.received_at, response.after_closing,
       {now}, attempt.deadline, attempt.accepted_until,
       attempt.state <> 'open' AND attempt.closed_by <> 'clock', attempt.lease
FROM sittings_attempt AS attempt
LEFT JOIN sittings_response AS response ON response.attempt_id = attempt.id AND response.seq IN ({seqs})
WHERE attempt.id = %s
"""


@dataclass
class Saved:
    """`acked` counts; `kept` lies in the log but came too late. `closed`: from now on nothing counts any more."""

    now: dt.datetime
    deadline: dt.datetime
    closed: bool
    acked: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)


def save_responses(*, token: Token, batch: Batch) -> Saved:
    """Append `batch` to the attempt's log.

    One statement when every row is new; a second one only to say why some were not. Raises LeaseLost when the attempt
    has been taken over; what came after the end is appended all the same and reported in `kept`.
    """
    rows = list(batch.rows)
    saved, inserted = _insert(token, rows) if rows else (None, 0)
    if saved is None or inserted < len(rows):
        saved = _explain(token, rows)
    saved.refused += batch.refused
    return saved


def _insert(token: Token, rows: list[Row]) -> tuple[Saved | None, int]:
    """How many rows are new, and what became of them if all are; None without an attempt under this lease."""
    database: Any = connection
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(SAVE_SQLITE, [orjson.dumps(rows).decode(), token.attempt, token.lease])
            lines = cursor.fetchall()
        if not lines:
            return None, 0
        _, now, after_closing, deadline, accepted_until = lines[0]
        inserted = len(lines)
    else:
        columns = [list(column) for column in zip(*rows, strict=True)]
        line = database.fetch_prepared(SAVE_POSTGRESQL, [token.attempt, *columns, token.lease])
        if line is None or line[5] != token.lease:
            return None, 0
        found, now, deadline, accepted_until, after_closing, _ = line
        inserted = len(found)
    saved = _saved(now, deadline, accepted_until, after_closing)
    (saved.kept if saved.closed else saved.acked).extend(row[0] for row in rows)
    return saved, inserted


def _explain(token: Token, rows: list[Row]) -> Saved:
    """What became of each row, for a batch of which some were in the log before or the lease was lost."""
    sql = EXPLAIN.format(now=dialect().now, seqs=", ".join(["%s"] * len(rows)) or "NULL")
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(row[0] for row in rows), token.attempt])
        lines = cursor.fetchall()
    if not lines:
        raise NoSuchAttempt
    *_, now, deadline, accepted_until, after_closing, lease = lines[0]
    if lease != token.lease:
        raise LeaseLost
    saved = _saved(now, deadline, accepted_until, after_closing)
    found = {line[0]: line[1:6] for line in lines}
    for row in rows:
        position, answer, flagged, received_at, after = found[row[0]]
        if (position, answer, bool(flagged)) != row[1:]:
            saved.refused.append({"seq": row[0], "position": row[1], "code": "seq_taken"})
        elif after or is_late(instant(received_at), instant(accepted_until)):
            saved.kept.append(row[0])
        else:
            saved.acked.append(row[0])
    return saved


def _saved(now: Any, deadline: Any, accepted_until: Any, after_closing: Any) -> Saved:
    now = instant(now)
    return Saved(now, instant(deadline), bool(after_closing) or is_late(now, instant(accepted_until)))
