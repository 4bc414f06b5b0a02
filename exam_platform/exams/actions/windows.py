"""The windows (场次) of an examination: set freely before publication, changed by explicit acts after it (N69, N70)."""

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NotRequired, TypedDict

from django.db import transaction

from exam_platform.api import Located, database_now
from exam_platform.audit.actions import record
from exam_platform.exams.errors import (
    BadWindows,
    ExamNotPublished,
    ShorteningNeedsReason,
    WindowOver,
    WindowRunning,
)
from exam_platform.exams.life_cycle import MAIN, MAKE_UP, MOCK, Period
from exam_platform.exams.models import Exam, Window
from exam_platform.people.models import Person

from .exams import lock_exam, lock_unpublished

# Further ahead nobody plans, and a date near the end of the calendar cannot be shown in every zone.
FARTHEST = dt.timedelta(days=3660)


class WindowFields(TypedDict):
    """`id` keeps a window that is there already; one that is not named goes."""

    id: NotRequired[int]
    kind: str
    opens_at: dt.datetime
    closes_at: dt.datetime


def set_windows(*, exam: Exam, windows: Sequence[WindowFields], actor: Person) -> list[Window]:
    """Replace them all, before publication."""
    with transaction.atomic():
        exam = lock_unpublished(exam.pk)
        there = {window.pk: window for window in exam.windows.all()}
        wanted = [take_window(exam, there, fields) for fields in windows]
        refuse_bad_windows(exam, wanted, database_now())
        exam.windows.exclude(pk__in=[window.pk for window in wanted if window.pk]).delete()
        for window in wanted:
            window.save()
        record(
            kind="exam.windows_set",
            actor=actor,
            subject=f"exam:{exam.pk}",
            unit_path=exam.unit.path,
            detail={"windows": [described(window) for window in wanted]},
        )
    return sorted(wanted, key=lambda window: (window.opens_at, window.pk))


def add_window(
    *, exam: Exam, kind: str, opens_at: dt.datetime, closes_at: dt.datetime, reason: str, actor: Person
) -> Window:
    """One more window for a published examination: a make-up is often fixed only weeks after the main one."""
    with transaction.atomic():
        exam = lock_published(exam.pk)
        window = Window(exam=exam, kind=kind, opens_at=opens_at, closes_at=closes_at)
        now = database_now()
        refuse_located(window_errors(exam, window, "", now))
        refuse_located(arrangement_errors([*exam.windows.all(), window], lambda _: ""))
        window.save()
        record_change("exam.window_added", window, actor, reason, before=None)
    return window


def change_window(
    *,
    window: Window,
    opens_at: dt.datetime | None = None,
    closes_at: dt.datetime | None = None,
    reason: str = "",
    actor: Person,
) -> Window:
    """Move, lengthen or shorten a window of a published examination (N70).

    One that has begun keeps its start; shortening wants a reason. Attempts that were started keep their deadline:
    it moves by an extension alone, so a shorter window only ends the time in which one may start.
    """
    with transaction.atomic():
        exam = lock_published(window.exam_id)
        window = exam.windows.get(pk=window.pk)
        before, now = described(window), database_now()
        if window.closes_at <= now:
            raise WindowOver
        moves_start = opens_at is not None and opens_at != window.opens_at
        if moves_start and window.opens_at <= now:
            raise WindowRunning
        if closes_at is not None and closes_at < window.closes_at and not reason:
            raise ShorteningNeedsReason
        window.opens_at, window.closes_at = opens_at or window.opens_at, closes_at or window.closes_at
        errors = window_errors(exam, window, "", now)
        refuse_located([error for error in errors if moves_start or error["code"] != "opens_in_past"])
        others = [other for other in exam.windows.all() if other.pk != window.pk]
        refuse_located(arrangement_errors([*others, window], lambda _: ""))
        window.save(update_fields=["opens_at", "closes_at"])
        record_change("exam.window_changed", window, actor, reason, before=before)
    return window


def lock_published(exam_id: int) -> Exam:
    exam = lock_exam(exam_id)
    if exam.published_at is None:
        raise ExamNotPublished
    return exam


def take_window(exam: Exam, there: dict[int, Window], fields: WindowFields) -> Window:
    window = there.get(fields.get("id", 0)) or Window(exam=exam)
    if "id" in fields and window.pk != fields["id"]:
        raise BadWindows("没有这个场次，可能已被删除，请刷新后重试。")
    window.kind, window.opens_at, window.closes_at = fields["kind"], fields["opens_at"], fields["closes_at"]
    return window


def refuse_bad_windows(exam: Exam, windows: list[Window], now: dt.datetime) -> None:
    errors = [error for place, window in enumerate(windows) for error in window_errors(exam, window, f"/{place}", now)]
    refuse_located(errors or arrangement_errors(windows, lambda window: f"/{windows.index(window)}"))


def window_errors(exam: Exam, window: Window, pointer: str, now: dt.datetime) -> list[Located]:
    errors: list[Located] = []

    def refuse(field: str, code: str, detail: str) -> None:
        errors.append({"pointer": f"{pointer}/{field}", "code": code, "detail": detail})

    if window.closes_at <= window.opens_at:
        refuse("closes_at", "closes_before_it_opens", "结束时间须晚于开始时间。")
    if window.opens_at < now:
        refuse("opens_at", "opens_in_past", "开始时间已过。")
    if window.closes_at <= now:
        refuse("closes_at", "closes_in_past", "结束时间已过。")
    if max(window.opens_at, window.closes_at) > now + FARTHEST:
        refuse("closes_at", "too_far", "时间超过十年以后，请检查年份。")
    if window.kind == MOCK and exam.bank_openness == Exam.BankOpenness.SECRET:
        refuse("kind", "mock_of_secret", "保密题库的考试不能安排模拟场次，否则试题会提前公开。")
    return errors


def arrangement_errors(windows: Sequence[Window], pointer_of: Callable[[Window], str]) -> list[Located]:
    """Counting windows do not overlap; the make-up comes after the main ones, for who was absent or failed."""
    errors: list[Located] = []
    ordered = sorted((window for window in windows if window.kind != MOCK), key=lambda window: window.opens_at)
    for earlier, later in pairwise(ordered):
        if later.opens_at < earlier.closes_at:
            detail = "场次时间重叠。"
            errors.append({"pointer": f"{pointer_of(later)}/opens_at", "code": "windows_overlap", "detail": detail})
        elif earlier.kind == MAKE_UP and later.kind == MAIN:
            detail = "补考须在正式场次之后。"
            errors.append({"pointer": f"{pointer_of(earlier)}/opens_at", "code": "make_up_first", "detail": detail})
    return errors


def refuse_located(errors: list[Located]) -> None:
    if errors:
        raise BadWindows(errors[0]["detail"] if len(errors) == 1 else None, errors=errors)


def described(window: Period) -> dict[str, str]:
    return {"kind": window.kind, "opens_at": window.opens_at.isoformat(), "closes_at": window.closes_at.isoformat()}


def record_change(kind: str, window: Window, actor: Person, reason: str, before: dict[str, str] | None) -> None:
    record(
        kind=kind,
        actor=actor,
        subject=f"exam:{window.exam_id}",
        unit_path=window.exam.unit.path,
        detail={"window": window.pk, "before": before, "after": described(window), "reason": reason},
    )
