"""What decides about a start, read by two statements whatever the size of the bank and of the roster.

The first takes the entry's lock, and what it saw is older than its wait; the second sees what stands then.
"""

import datetime as dt
from functools import cache
from typing import Any, NamedTuple

import orjson

from exam_platform.exams.models import Entry, Exam
from exam_platform.sittings.dialect import dialect
from exam_platform.sittings.models import Attempt
from exam_platform.statements import Columns, fetch_one, instant

ENTRY = Columns(
    Entry,
    "entry",
    *("id", "exam_id", "person_name", "unit_name", "unit_path", "is_leading"),
    *("standing", "extra_seconds", "result_cancelled", "main_verdict", "sat_main"),
)
EXAM = Columns(
    Exam,
    "exam",
    *("id", "title", "rules_text", "multiple_choice_rule", "duration_minutes", "attempts_allowed"),
    *("late_entry_minutes", "shuffle_options", "published_at", "cancelled_at"),
)
ATTEMPT = Columns(
    Attempt,
    "attempt",
    *("id", "entry_id", "form_id", "window_id", "number", "started_at", "deadline", "accepted_until"),
    *("extra_seconds", "lease", "device", "state", "receipt"),
)

LOCK = "SELECT id FROM exams_entry WHERE person_id = %s AND exam_id = %s {lock}"
# A candidate's own lines are those of published examinations (`exams.access.own_entries`).
FACTS = """
SELECT {now}, {entry}, {exam},
    (SELECT {windows} FROM exams_window AS period WHERE period.exam_id = exam.id),
    (SELECT {attempts} FROM sittings_attempt AS attempt JOIN exams_window AS period ON period.id = attempt.window_id
     WHERE attempt.entry_id = entry.id)
FROM exams_entry AS entry JOIN exams_exam AS exam ON exam.id = entry.exam_id
WHERE entry.id = %s AND exam.published_at IS NOT NULL
"""
KNOWN = 'SELECT {attempt}, CAST(attempt."order" AS text) FROM sittings_attempt AS attempt WHERE attempt.id = %s'


class Period(NamedTuple):
    """A window."""

    id: int
    kind: str
    opens_at: dt.datetime
    closes_at: dt.datetime


class Sat(NamedTuple):
    """An attempt, with the kind of its window."""

    id: int
    number: int
    state: str
    kind: str


class StartFacts(NamedTuple):
    """`now` is the database's clock; `entry` comes with its exam."""

    now: dt.datetime
    entry: Entry
    windows: list[Period]
    attempts: list[Sat]


def locked_facts(person_id: int, exam_id: int) -> StartFacts | None:
    """Inside a transaction, which then holds the entry's lock; None for who has no such examination."""
    lock, facts, _ = _statements()
    locked = fetch_one(lock, [person_id, exam_id])
    row = locked and fetch_one(facts, [locked[0]])
    if row is None:
        return None
    now, *columns, windows, attempts = row
    entry = ENTRY.load(columns[: len(ENTRY)])
    entry.exam = EXAM.load(columns[len(ENTRY) :])
    return StartFacts(
        now=instant(now),
        entry=entry,
        windows=[Period(pk, kind, instant(opens), instant(closes)) for pk, kind, opens, closes in _rows(windows)],
        attempts=[Sat._make(attempt) for attempt in _rows(attempts)],
    )


def known_attempt(attempt_id: int) -> Attempt:
    *columns, order = fetch_one(_statements()[2], [attempt_id])
    attempt = ATTEMPT.load(columns)
    attempt.order = orjson.loads(order)
    return attempt


@cache
def _statements() -> tuple[str, str, str]:
    words = dialect()
    facts = FACTS.format(
        now=words.now,
        entry=ENTRY.sql,
        exam=EXAM.sql,
        windows=words.rows.format("period.id, period.kind, period.opens_at, period.closes_at"),
        attempts=words.rows.format("attempt.id, attempt.number, attempt.state, period.kind"),
    )
    return LOCK.format(lock=words.lock), facts, KNOWN.format(attempt=ATTEMPT.sql)


def _rows(text: str | None) -> list[list[Any]]:
    rows: list[list[Any]] = orjson.loads(text or b"[]")
    return rows
