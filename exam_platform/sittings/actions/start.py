"""Starting and resuming: one insert and a fixed number of look-ups, whatever the size of the bank."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from exam_platform.api import database_now
from exam_platform.audit.actions import record
from exam_platform.exams.access import own_entries
from exam_platform.exams.assembly import order_for, paper_for
from exam_platform.exams.models import Entry, Form, Window
from exam_platform.people.models import Person
from exam_platform.sittings import clock
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
from exam_platform.sittings.prospect import Prospect, prospect

# Without letters and digits that are read for one another.
RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@transaction.atomic
def start_attempt(*, person: Person, exam_id: int, number: int, device: str, take_over: bool) -> tuple[Attempt, bool]:
    """The candidate's attempt of that number, and whether it was made now. The same number is the same attempt.

    Holds the entry's lock, so that starts of one candidate come one after the other, and none crosses the calling off
    of the examination. What decides is read by later statements: this one may have waited, and its view is older.
    """
    entries = own_entries(person).select_for_update(of=("self",), no_key=True)
    entry = entries.filter(exam_id=exam_id).first()
    if entry is None:
        raise NoSuchAttempt
    known = Attempt.objects.filter(entry=entry).select_related("window", "form").defer("form__content")
    attempts = list(known.order_by("number"))
    for attempt in attempts:
        if attempt.number == number:
            return _resume(attempt, entry, person, device, take_over), False
    return _begin(entry, attempts, number, device), True


def _resume(attempt: Attempt, entry: Entry, person: Person, device: str, take_over: bool) -> Attempt:
    if attempt.state == State.OPEN and attempt.device != device:
        if not take_over:
            raise OtherDevice
        Attempt.objects.filter(pk=attempt.pk, state=State.OPEN).update(lease=F("lease") + 1, device=device)
        record(
            kind="attempt.taken_over",
            actor=person,
            subject=f"attempt:{attempt.pk}",
            unit_path=entry.unit_path,
            detail={},
        )
        attempt.refresh_from_db(fields=["lease", "device", "state"])
    attempt.entry = entry
    return attempt


def _begin(entry: Entry, attempts: Sequence[Attempt], number: int, device: str) -> Attempt:
    now = database_now()
    windows: list[Any] = list(Window.objects.filter(exam=entry.exam_id))
    window = _window_for(prospect(entry, entry.exam, windows, attempts, now), number)
    form = _form_for(entry, number)
    extra = dt.timedelta(seconds=entry.extra_seconds)
    deadline = clock.deadline(now, dt.timedelta(minutes=entry.exam.duration_minutes), extra, window.closes_at)
    attempt: Attempt = Attempt.objects.create(
        entry=entry,
        form=form,
        window=window,
        number=number,
        order=order_for(form.outline, f"{entry.pk}:{number}:{form.pk}", entry.exam.shuffle_options),
        started_at=now,
        deadline=deadline,
        accepted_until=clock.accepted_until(deadline, dt.timedelta(seconds=settings.GRACE_SECONDS)),
        extra_seconds=entry.extra_seconds,
        device=device,
        receipt=_new_receipt(),
    )
    return attempt


def _window_for(found: Prospect[Any], number: int) -> Window:
    """The window in which attempt `number` begins now, or the reason why not."""
    if number != found.following:
        raise NumberNotNext
    if found.eligibility.is_about_time:
        raise ExamNotOpen(found.eligibility.detail)
    if found.window is None or not found.eligibility.eligible:
        raise NotEligible(found.eligibility.detail, reason=found.eligibility.code)
    if not found.left:
        raise NoAttemptsLeft
    window: Window = found.window
    return window


def _form_for(entry: Entry, number: int) -> Form:
    """Neighbours in the roster get different forms, and so does a second attempt."""
    forms = list(Form.objects.filter(exam=entry.exam_id).order_by("number").values_list("id", "blueprint__paper"))
    paper = paper_for(entry.is_leading, {paper for _, paper in forms})
    fitting = [form for form, its_paper in forms if its_paper == paper]
    if not fitting:
        raise ExamNotOpen("本次考试的试卷尚未组好,请联系考务管理员。")
    chosen = (entry.pk + (number - 1) * (len(fitting) // 2 + 1)) % len(fitting)
    return Form.objects.defer("content").get(pk=fitting[chosen])


def _new_receipt() -> str:
    drawn = "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(12))
    return "-".join((drawn[:4], drawn[4:8], drawn[8:]))


def raise_leases(*, person_id: int) -> int:
    """End what every token of the person's attempts may do; she gets a new one by opening the attempt again.

    Of those that the clock closed too: extra time may reopen them, and must not bring the old token back.
    """
    may_be_open = Q(state=State.OPEN) | Q(closed_by=Attempt.ClosedBy.CLOCK)
    return Attempt.objects.filter(may_be_open, entry__person=person_id).update(lease=F("lease") + 1)
