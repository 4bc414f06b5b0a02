"""Attempts as rows alone: for those who only read that there are some."""

import datetime as dt
from itertools import count

from exam_platform.api import database_now
from exam_platform.exams.models import Entry, Window
from exam_platform.sittings.models import Attempt

_receipts = count(1)


def make_attempt(entry: Entry, state: str = "open", window: Window | None = None, **fields: object) -> Attempt:
    now = database_now()
    values = {
        "form": entry.exam.forms.first(),
        "window": window or entry.exam.windows.first(),
        "number": entry.attempts.count() + 1,
        "order": [],
        "started_at": now,
        "deadline": now + dt.timedelta(hours=1),
        "accepted_until": now + dt.timedelta(hours=1, seconds=30),
        "receipt": f"R{next(_receipts):06}",
        "state": state,
    }
    return Attempt.objects.create(entry=entry, **(values | fields))
