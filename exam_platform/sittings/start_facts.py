"""What decides about a start, read by two statements whatever the size of the bank and of the roster.

The first takes the entry's lock, and what it saw is older than its wait; the second sees what stands then.
"""

import datetime as dt
from functools import cache
from typing import Any, NamedTuple

import orjson

from exam_platform.sittings.dialect import dialect
from exam_platform.statements import fetch_one, instant

LOCK = "SELECT id FROM exams_entry WHERE person_id = %s AND exam_id = %s {lock}"
# A candidate's own lines are those of published examinations (`exams.access.own_entries`).
FACTS = """
SELECT {entry}, {exam}, {now},
    (SELECT {windows} FROM exams_window AS period WHERE period.exam_id = exam.id),
    (SELECT {attempts} FROM sittings_attempt AS attempt WHERE attempt.entry_id = entry.id)
FROM exams_entry AS entry JOIN exams_exam AS exam ON exam.id = entry.exam_id
WHERE entry.id = %s AND exam.published_at IS NOT NULL
"""
KNOWN = """
SELECT id, entry_id, form_id, number, started_at, deadline, accepted_until, lease, device, state, receipt,
    CAST("order" AS text)
FROM sittings_attempt WHERE id = %s
"""


class StartLine(NamedTuple):
    """Of the entry. Here and below SQLite gives 0 and 1 for what is true or not."""

    id: int
    person_name: str
    unit_name: str
    unit_path: str
    is_leading: bool
    standing: str
    extra_seconds: int
    result_cancelled: bool
    main_verdict: str
    sat_main: bool


class StartRules(NamedTuple):
    """Of the examination."""

    id: int
    title: str
    rules_text: str
    multiple_choice_rule: str
    duration_minutes: int
    attempts_allowed: int
    late_entry_minutes: int | None
    leaving_limit: int | None
    blocks_copying: bool
    shuffle_options: bool
    roster_frozen_at: Any
    forms_assembled_at: Any
    published_at: Any
    cancelled_at: Any


class StartWindow(NamedTuple):
    id: int
    kind: str
    opens_at: dt.datetime
    closes_at: dt.datetime


class Sat(NamedTuple):
    """An attempt that was begun before, with the kind of its window."""

    id: int
    number: int
    state: str
    kind: str


class StartFacts(NamedTuple):
    """`now` is the database's clock."""

    entry: StartLine
    exam: StartRules
    now: dt.datetime
    windows: list[StartWindow]
    attempts: list[Sat]


class SatAttempt(NamedTuple):
    """As much of an attempt as its candidate is told of it when she starts or comes back."""

    id: int
    entry_id: int
    form_id: int
    number: int
    started_at: dt.datetime
    deadline: dt.datetime
    accepted_until: dt.datetime
    lease: int
    device: str
    state: str
    receipt: str
    order: list[Any]


def locked_facts(person_id: int, exam_id: int) -> StartFacts | None:
    """Inside a transaction, which then holds the entry's lock; None for who has no such examination."""
    lock, facts = _statements()
    locked = fetch_one(lock, [person_id, exam_id])
    row = locked and fetch_one(facts, [locked[0]])
    if not row:
        return None
    windows = [
        StartWindow(pk, kind, instant(opens_at), instant(closes_at)) for pk, kind, opens_at, closes_at in _rows(row[-2])
    ]
    kinds = {window.id: window.kind for window in windows}
    return StartFacts(
        entry=StartLine._make(row[: len(StartLine._fields)]),
        exam=StartRules._make(row[len(StartLine._fields) : -3]),
        now=instant(row[-3]),
        windows=windows,
        attempts=[Sat(pk, number, state, kinds[window]) for pk, number, state, window in _rows(row[-1])],
    )


def known_attempt(attempt_id: int) -> SatAttempt:
    found = SatAttempt._make(fetch_one(KNOWN, [attempt_id]))
    return found._replace(
        started_at=instant(found.started_at),
        deadline=instant(found.deadline),
        accepted_until=instant(found.accepted_until),
        order=orjson.loads(str(found.order)),
    )


@cache
def _statements() -> tuple[str, str]:
    words = dialect()
    facts = FACTS.format(
        entry=", ".join(f"entry.{name}" for name in StartLine._fields),
        exam=", ".join(f"exam.{name}" for name in StartRules._fields),
        now=words.now,
        windows=words.rows.format("period.id, period.kind, period.opens_at, period.closes_at"),
        attempts=words.rows.format("attempt.id, attempt.number, attempt.state, attempt.window_id"),
    )
    return LOCK.format(lock=words.lock), facts


def _rows(text: str | None) -> list[list[Any]]:
    rows: list[list[Any]] = orjson.loads(text or b"[]")
    return rows
