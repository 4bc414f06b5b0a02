"""The demo's two examinations: last year's, finished and graded; this year's, open now."""

import datetime as dt

from django.db.models import F

from exam_platform.api import database_now
from exam_platform.exams.actions.blueprints import RowFields, set_blueprint
from exam_platform.exams.actions.entries import excuse_entry
from exam_platform.exams.actions.exams import create_exam
from exam_platform.exams.actions.forms import assemble_forms, request_assembly
from exam_platform.exams.actions.publication import publish_exam
from exam_platform.exams.actions.rosters import freeze_roster, set_audience
from exam_platform.exams.actions.windows import WindowFields, set_windows
from exam_platform.exams.models import Entry, Exam, Window
from exam_platform.exams.presets import rules_text
from exam_platform.people.models import Category, Person, Unit

# 45 questions, 100 points: the typical paper of DOMAIN.md.
PAPER = (("single", 25, 200), ("multiple", 10, 300), ("true_false", 10, 200))
FORMS = 20
MINUTES = 60


def write_finished_exam(officer: Person, unit: Unit, year: int) -> Exam:
    """Set up by the ordinary acts, then moved into the past: no act opens a window that is over."""
    now = database_now()
    exam = _set_up(officer, unit, f"{year}年度国家工作人员学法考试", year, now)
    _excuse_some(exam, officer)
    publish_exam(exam=exam, actor=officer)
    back = dt.timedelta(days=340)
    Exam.objects.filter(pk=exam.pk).update(
        published_at=F("published_at") - back,
        roster_frozen_at=F("roster_frozen_at") - back,
        forms_assembled_at=F("forms_assembled_at") - back,
        results_published_at=now - dt.timedelta(days=300),
    )
    for window in exam.windows.all():
        Window.objects.filter(pk=window.pk).update(opens_at=window.opens_at - back, closes_at=window.closes_at - back)
    return Exam.objects.get(pk=exam.pk)


def write_open_exam(officer: Person, unit: Unit, year: int) -> Exam:
    """Open since a moment ago, for a fortnight; the make-up follows."""
    now = database_now()
    exam = _set_up(officer, unit, f"{year}年度国家工作人员学法考试（优化营商环境）", year, now)
    publish_exam(exam=exam, actor=officer)
    Window.objects.filter(exam=exam, kind=Window.Kind.MAIN).update(opens_at=now - dt.timedelta(hours=1))
    return exam


def _set_up(officer: Person, unit: Unit, title: str, year: int, now: dt.datetime) -> Exam:
    rules = rules_text(MINUTES, "满分 100 分", 60, "正式场次缺考或不合格的，可参加一次补考。")
    exam = create_exam(
        actor=officer,
        unit_id=unit.pk,
        title=title,
        year=year,
        duration_minutes=MINUTES,
        rules_text=rules,
        form_count=FORMS,
    )
    opens = now + dt.timedelta(minutes=10)
    windows: list[WindowFields] = [
        {"kind": "main", "opens_at": opens, "closes_at": opens + dt.timedelta(days=14)},
        {"kind": "make_up", "opens_at": opens + dt.timedelta(days=28), "closes_at": opens + dt.timedelta(days=31)},
    ]
    set_windows(exam=exam, windows=windows, actor=officer)
    rows: list[RowFields] = [
        {"paper": "all", "kind": kind, "topic": None, "difficulty": "", "count": count, "points": points}
        for kind, count, points in PAPER
    ]
    set_blueprint(exam=exam, rows=rows, actor=officer)
    set_audience(
        exam=exam,
        rules=[{"unit": unit.pk, "category": Category.CIVIL_SERVANT, "include_subtree": True}],
        actor=officer,
    )
    exam.refresh_from_db()
    freeze_roster(exam=exam, actor=officer)
    exam.refresh_from_db()
    assemble_forms(assembly_id=request_assembly(exam=exam, count=FORMS, actor=officer).pk)
    exam.refresh_from_db()
    return exam


def _excuse_some(exam: Exam, officer: Person) -> None:
    """Every hundred and fiftieth line has a reason not to sit."""
    reasons = (
        (Entry.Standing.EXEMPT, "当年退休"),
        (Entry.Standing.LEAVE, "长期病假"),
        (Entry.Standing.REDUCED, "调离本区"),
    )
    for number, entry in enumerate(exam.entries.order_by("pk")[75::150]):
        kind, reason = reasons[number % len(reasons)]
        excuse_entry(
            entry=entry, kind=kind, reason=reason, document=f"演示〔{exam.year}〕{number + 1}号", actor=officer
        )
