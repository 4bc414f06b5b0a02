"""Writes the demo's units, persons and accounts, by the same doors as imports do."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db.models import Max
from django.db.models.functions import Now

from exam_platform.operations.accounts_file import Account
from exam_platform.people.actions.prepared_roster import PreparedRoster
from exam_platform.people.models import Person, Post, Role, RoleGrant, Unit
from exam_platform.people.roster_plan import Plan
from exam_platform.people.roster_rows import Line

from .population import DISTRICT, DemoPerson, units

# Without letters and digits that are read for one another.
PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

# Role, login, the unit the role is over.
STAFF = (
    (Role.DISTRICT_ADMINISTRATOR, "admin", DISTRICT),
    (Role.OFFICER, "kaowu", DISTRICT),
    (Role.TRAINER, "jiaoshi", DISTRICT),
    (Role.REVIEWER, "shenti", DISTRICT),
    (Role.UNIT_ADMINISTRATOR, "danwei", "财政局"),
    (Role.UNIT_ADMINISTRATOR, "zhenguan", "柳泉镇"),
    (Role.AUDITOR, "shenji", DISTRICT),
)
CANDIDATES = (("kaosheng", "财政局"), ("kaosheng2", "柳泉镇"))


@dataclass
class DemoAccounts:
    """The accounts with their passwords, and the persons who hold the roles."""

    accounts: list[Account]
    staff: dict[Role, Person]


def write_units() -> dict[str, Unit]:
    """By code."""
    by_code: dict[str, Unit] = {}
    for unit in units():
        fields = {"code": unit.code, "name": unit.name, "kind": unit.kind, "kind_text": Unit.Kind(unit.kind).label}
        if unit.parent:
            parent = by_code[unit.parent]
            parent.refresh_from_db()
            by_code[unit.code] = Unit.objects.add_child(parent, fields)
        else:
            by_code[unit.code] = Unit.objects.add_root(fields)
    return by_code


def write_persons(people: Sequence[DemoPerson], by_code: dict[str, Unit], importer: Person) -> None:
    prepared = PreparedRoster(requested_by=importer)
    for row, person in enumerate(people, start=1):
        line = Line(
            row=row,
            name=person.name,
            id_type="居民身份证",
            id_number=person.id_number,
            sex=person.sex,
            phone=person.phone,
            employee_number=person.employee_number,
            unit=by_code[person.unit].pk,
            office=person.office,
            rank=person.rank,
            categories=person.categories,
            is_leading=person.is_leading,
        )
        prepared.add(line, Plan("person"), None)
    prepared.write()


def write_accounts() -> DemoAccounts:
    """One account or more for each role: staff of their own, candidates among the persons of the roster."""
    by_name = {unit.name: unit for unit in Unit.objects.all()}
    accounts: list[Account] = []
    staff: dict[Role, Person] = {}
    for role, login, unit_name in STAFF:
        password = new_password()
        person = Person.objects.create(
            name=f"演示{role.label}", user_name=login, password=make_password(password), activated_at=Now()
        )
        RoleGrant.objects.create(person=person, role=role, unit=by_name[unit_name])
        staff.setdefault(role, person)
        accounts.append({"role": role.value, "login": login, "password": password, "unit": unit_name})
    for login, unit_name in CANDIDATES:
        password = new_password()
        newest = Post.objects.filter(unit=by_name[unit_name], is_leading=False).aggregate(last=Max("person"))["last"]
        Person.objects.filter(pk=newest).update(user_name=login, password=make_password(password), activated_at=Now())
        accounts.append({"role": Role.CANDIDATE.value, "login": login, "password": password, "unit": unit_name})
    return DemoAccounts(accounts, staff)


def new_password() -> str:
    return "-".join("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(3))
