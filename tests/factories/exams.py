"""Examinations at each stage of their set-up, made through the actions; and in the past, which no action allows."""

import datetime as dt
from dataclasses import dataclass

from exam_platform.api import database_now
from exam_platform.exams import actions
from exam_platform.exams.models import Exam, Window
from exam_platform.people.models import Category, Person, Role, Unit

from .people import make_crowd, make_staff, make_unit
from .questions import make_questions

HOUR = dt.timedelta(hours=1)
SMALL_PAPER = (("single", 5, 1000), ("multiple", 2, 1500), ("true_false", 2, 1000))


@dataclass
class District:
    """One district with two units below it, and who works there."""

    root: Unit
    units: list[Unit]
    officer: Person
    administrator: Person
    unit_administrator: Person
    auditor: Person


def make_district() -> District:
    root = make_unit("测试区")
    units = [make_unit(name, root) for name in ("区司法局", "区财政局")]
    return District(
        root=root,
        units=units,
        officer=make_staff(Role.OFFICER, root),
        administrator=make_staff(Role.DISTRICT_ADMINISTRATOR, root),
        unit_administrator=make_staff(Role.UNIT_ADMINISTRATOR, units[0]),
        auditor=make_staff(Role.AUDITOR, root),
    )


def make_exam(district: District, **fields: object) -> Exam:
    return actions.create_exam(actor=district.officer, **{"title": "年度学法考试", "year": 2026, **fields})  # type: ignore[arg-type]  # any of the fields


def paper_rows(rows: tuple[tuple[str, int, int], ...] = SMALL_PAPER, paper: str = "all") -> list[actions.RowFields]:
    return [
        {"paper": paper, "kind": kind, "topic": None, "difficulty": "", "count": count, "points": points}
        for kind, count, points in rows
    ]


def fill_bank(author: Person, each: int = 20) -> None:
    for kind in ("single", "multiple", "true_false", "fill_in"):
        make_questions(kind, each, author)


def plan_windows(exam: Exam, actor: Person) -> list[Window]:
    """A main window in an hour, a make-up a day later."""
    start = database_now() + HOUR
    day = dt.timedelta(days=1)
    return actions.set_windows(
        exam=exam,
        windows=[
            {"kind": "main", "opens_at": start, "closes_at": start + 4 * HOUR},
            {"kind": "make_up", "opens_at": start + day, "closes_at": start + day + 2 * HOUR},
        ],
        actor=actor,
    )


def make_ready_exam(district: District, persons: int = 4, **fields: object) -> Exam:
    """Everything is there but the publication: windows, a small paper, a roster spread over the units, two forms."""
    exam = make_exam(district, form_count=2, **fields)
    plan_windows(exam, district.officer)
    fill_bank(district.officer)
    actions.set_blueprint(exam=exam, rows=paper_rows(), actor=district.officer)
    make_crowd(district.units, persons)
    actions.set_audience(
        exam=exam,
        rules=[{"unit": district.root.pk, "category": Category.CIVIL_SERVANT, "include_subtree": True}],
        actor=district.officer,
    )
    actions.freeze_roster(exam=exam, actor=district.officer)
    job = actions.request_assembly(exam=exam, actor=district.officer)
    actions.assemble_forms(assembly_id=job.pk)
    exam.refresh_from_db()
    return exam


def make_published_exam(district: District, persons: int = 4, **fields: object) -> Exam:
    return actions.publish_exam(exam=make_ready_exam(district, persons, **fields), actor=district.officer)


def shift_windows(exam: Exam, by: dt.timedelta) -> None:
    """Let time pass."""
    for window in exam.windows.all():
        Window.objects.filter(pk=window.pk).update(opens_at=window.opens_at + by, closes_at=window.closes_at + by)
