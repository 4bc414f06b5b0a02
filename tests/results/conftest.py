"""One examination of a district with two departments and a town with a village, its entries scored by hand."""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.utils import timezone

from exam_platform.exams.models import Entry, Exam, Window
from exam_platform.people.models import Person, Role, RoleGrant, Unit
from exam_platform.results.actions.tallies import mark_due, tally_exam


@dataclass
class District:
    root: Unit
    finance: Unit
    justice: Unit
    town: Unit
    village: Unit
    exam: Exam
    administrator: Person
    finance_administrator: Person
    officer: Person
    auditor: Person

    def entry(self, unit: Unit, **fields) -> Entry:
        number = Person.objects.count()
        person = Person.objects.create(name=f"考生{number}", id_number_tail=f"{number:04d}", password="!")
        line = {"category": "civil_servant", "person_name": person.name, "office": "综合科"} | fields
        return Entry.objects.create(
            exam=self.exam, person=person, unit=unit, unit_path=unit.path, unit_name=unit.name, **line
        )

    def sat(self, unit: Unit, score: int, **fields) -> Entry:
        verdict = "excellent" if score >= 9000 else "passed" if score >= 6000 else "failed"
        at = dt.datetime(2026, 3, 1, 16, 30, tzinfo=dt.UTC)
        mine = {"sat_main": True, "main_score": score, "main_verdict": verdict, "sat_at": at}
        return self.entry(unit, **({"score": score, "verdict": verdict} | mine | fields))

    def tally(self) -> None:
        mark_due(exam_ids=[self.exam.pk])
        assert tally_exam(exam_id=self.exam.pk)


def staff(role: Role, unit: Unit | None) -> Person:
    person = Person.objects.create(name=role.label, user_name=f"{role}-{unit.pk if unit else 0}", password="!")
    RoleGrant.objects.create(person=person, role=role, unit=unit)
    return person


@pytest.fixture
def district(db) -> District:
    root = Unit.objects.add_root({"code": "1", "name": "东河区", "kind": "district"})
    finance = Unit.objects.add_child(root, {"code": "101", "name": "财政局", "kind": "department"})
    justice = Unit.objects.add_child(root, {"code": "102", "name": "司法局", "kind": "department"})
    town = Unit.objects.add_child(root, {"code": "103", "name": "青石镇", "kind": "town"})
    village = Unit.objects.add_child(town, {"code": "10301", "name": "上河村", "kind": "village"})
    administrator = staff(Role.DISTRICT_ADMINISTRATOR, None)
    closed = timezone.now() - dt.timedelta(days=30)
    exam = Exam.objects.create(
        title="2026年度学法考试", year=2026, unit=root, created_by=administrator, published_at=closed
    )
    Window.objects.create(exam=exam, opens_at=closed - dt.timedelta(days=7), closes_at=closed)
    return District(
        root=root,
        finance=finance,
        justice=justice,
        town=town,
        village=village,
        exam=exam,
        administrator=administrator,
        finance_administrator=staff(Role.UNIT_ADMINISTRATOR, finance),
        officer=staff(Role.OFFICER, root),
        auditor=staff(Role.AUDITOR, root),
    )
