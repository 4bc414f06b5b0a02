"""Starting and resuming: one insert and a fixed number of look-ups, whatever the size of the bank."""

import datetime as dt
import secrets
from functools import cache
from typing import NamedTuple

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from exam_platform.audit.actions import record
from exam_platform.exams.assembly import order_for, paper_for
from exam_platform.exams.life_cycle import MOCK
from exam_platform.sittings import clock
from exam_platform.sittings.dialect import dialect
from exam_platform.sittings.errors import (
    ExamNotOpen,
    NoAttemptsLeft,
    NoSuchAttempt,
    NotEligible,
    NumberNotNext,
    OtherDevice,
)
from exam_platform.sittings.life_cycle import State
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.papers import NoForms, PreparedForm, forms_of
from exam_platform.sittings.prospect import Prospect, prospect
from exam_platform.sittings.start_facts import (
    Sat,
    SatAttempt,
    StartFacts,
    StartLine,
    StartRules,
    StartWindow,
    known_attempt,
    locked_facts,
)
from exam_platform.statements import fetch_one, instant

# Without letters and digits that are read for one another.
RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RECEIPT_LENGTH = 12
NO_FORMS = "本次考试的试卷尚未组好，请联系考务管理员。"

INSERT = """
INSERT INTO sittings_attempt (entry_id, form_id, window_id, number, "order", started_at, deadline, accepted_until,
    extra_seconds, lease, device, state, closed_by, receipt)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 1, %s, 'open', '', %s)
RETURNING id, {now}
"""


class Started(NamedTuple):
    """`made`: it was begun now. `now` is the database's clock."""

    attempt: SatAttempt
    made: bool
    entry: StartLine
    exam: StartRules
    form: PreparedForm
    now: dt.datetime
    is_mock: bool


@transaction.atomic
def start_attempt(*, person_id: int, exam_id: int, number: int, device: str, take_over: bool) -> Started:
    """The candidate's attempt of that number. The same number is the same attempt.

    Holds the entry's lock, so that starts of one candidate come one after the other, and none crosses the calling off
    of the examination. What decides is read by a later statement: this one may have waited, and its view is older.
    """
    facts = locked_facts(person_id, exam_id)
    if facts is None:
        raise NoSuchAttempt
    for attempt in facts.attempts:
        if attempt.number == number:
            return _resume(facts, attempt, person_id, device, take_over)
    return _begin(facts, number, device)


def _resume(facts: StartFacts, sat: Sat, person_id: int, device: str, take_over: bool) -> Started:
    attempt = known_attempt(sat.id)
    if attempt.state == State.OPEN and attempt.device != device:
        if not take_over:
            raise OtherDevice
        Attempt.objects.filter(pk=sat.id, state=State.OPEN).update(lease=F("lease") + 1, device=device)
        record(
            kind="attempt.taken_over",
            actor=person_id,
            subject=f"attempt:{sat.id}",
            unit_path=facts.entry.unit_path,
            detail={},
        )
        attempt = known_attempt(sat.id)
    form = next(form for form in _forms(facts.exam) if form.id == attempt.form_id)
    return Started(attempt, False, facts.entry, facts.exam, form, facts.now, sat.kind == MOCK)


def _begin(facts: StartFacts, number: int, device: str) -> Started:
    entry, exam, now = facts.entry, facts.exam, facts.now
    window = _window_for(prospect(entry, exam, facts.windows, facts.attempts, now), number)
    form = _form_for(entry, exam, number)
    extra = dt.timedelta(seconds=entry.extra_seconds)
    deadline = clock.deadline(now, dt.timedelta(minutes=exam.duration_minutes), extra, window.closes_at)
    accepted_until = clock.accepted_until(deadline, dt.timedelta(seconds=settings.GRACE_SECONDS))
    order = order_for(form.outline, f"{entry.id}:{number}:{form.id}", exam.shuffle_options)
    receipt = _new_receipt()
    written = connection.ops.adapt_datetimefield_value
    pk, now_after = fetch_one(
        _insert(),
        [
            *(entry.id, form.id, window.id, number, orjson.dumps(order).decode()),
            *(written(now), written(deadline), written(accepted_until)),
            *(entry.extra_seconds, device, receipt),
        ],
    )
    times = (now, deadline, accepted_until)
    attempt = SatAttempt(pk, entry.id, form.id, number, *times, 1, device, State.OPEN, receipt, order)
    return Started(attempt, True, entry, exam, form, instant(now_after), window.kind == MOCK)


@cache
def _insert() -> str:
    return INSERT.format(now=dialect().now)


def _window_for(found: Prospect[StartWindow], number: int) -> StartWindow:
    """The window in which attempt `number` begins now, or the reason why not."""
    if number != found.following:
        raise NumberNotNext
    if found.eligibility.is_about_time:
        raise ExamNotOpen(found.eligibility.detail)
    if found.window is None or not found.eligibility.eligible:
        raise NotEligible(found.eligibility.detail, reason=found.eligibility.code)
    if not found.left:
        raise NoAttemptsLeft
    return found.window


def _form_for(entry: StartLine, exam: StartRules, number: int) -> PreparedForm:
    """Neighbours in the roster get different forms, and so does a second attempt."""
    forms = _forms(exam)
    paper = paper_for(entry.is_leading, {form.paper for form in forms})
    fitting = [form for form in forms if form.paper == paper]
    if not fitting:
        raise ExamNotOpen(NO_FORMS)
    return fitting[(entry.id + (number - 1) * (len(fitting) // 2 + 1)) % len(fitting)]


def _forms(exam: StartRules) -> list[PreparedForm]:
    try:
        return forms_of(exam.id, exam.published_at)
    except NoForms as error:
        raise ExamNotOpen(NO_FORMS) from error


def _new_receipt() -> str:
    """All letters from one random number: each number asked of the system costs as much as the first."""
    rest, drawn = secrets.randbelow(len(RECEIPT_LETTERS) ** RECEIPT_LENGTH), ""
    for _ in range(RECEIPT_LENGTH):
        rest, place = divmod(rest, len(RECEIPT_LETTERS))
        drawn += RECEIPT_LETTERS[place]
    return "-".join((drawn[:4], drawn[4:8], drawn[8:]))


def raise_leases(*, person_id: int) -> int:
    """End what every token of the person's attempts may do; she gets a new one by opening the attempt again.

    Of those that the clock closed too: extra time may reopen them, and must not bring the old token back.
    """
    may_be_open = Q(state=State.OPEN) | Q(closed_by=Attempt.ClosedBy.CLOCK)
    return Attempt.objects.filter(may_be_open, entry__person=person_id).update(lease=F("lease") + 1)
