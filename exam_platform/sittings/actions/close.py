"""Closing by the clock: set-based, at each attempt's own deadline, whenever the sweeper comes to run."""

from dataclasses import asdict

from django.db import connection, transaction

from exam_platform.sittings.actions.submit import announce
from exam_platform.sittings.dialect import dialect

# What a save or a submission holds is left to the next sweep, a few seconds later.
CLOSE_OVERDUE = """
UPDATE sittings_attempt SET state = 'submitted', closed_by = 'clock', closed_at = deadline
WHERE id IN (
    SELECT id FROM sittings_attempt AS attempt
    WHERE state = 'open' AND attempt.accepted_until < {now} AND {accepted_until} < {now}
    ORDER BY attempt.accepted_until LIMIT %s {skip_locked}
) AND state = 'open'
RETURNING id
"""


@transaction.atomic
def close_overdue(*, limit: int = 500) -> list[int]:
    """Close up to `limit` open attempts whose deadline and grace have passed; their ids. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(CLOSE_OVERDUE.format(**asdict(dialect())), [limit])
        closed = sorted(row[0] for row in cursor.fetchall())
    if closed:
        announce(closed)
    return closed
