"""The same people in every test: a district with two departments, and a town with two villages.

Lin runs the justice bureau's roster, Song the finance bureau's: sister units. What one may see of the other is nothing.
"""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from exam_platform.people.id_numbers import RESIDENT, check_digit, masked
from exam_platform.people.models import Person, Role, RoleGrant, Unit
from exam_platform.people.phones import masked as masked_phone
from exam_platform.people.sealing import blind_index
from tests.factories.people import make_post, make_unit

PASSWORD = "lantern-harbor-27"


@dataclass
class Cast:
    district: Unit
    justice: Unit
    finance: Unit
    town: Unit
    east_village: Unit
    west_village: Unit
    candidate: Person
    other_candidate: Person
    villager: Person
    trainer: Person
    reviewer: Person
    officer: Person
    unit_administrator: Person
    sister_administrator: Person
    town_administrator: Person
    auditor: Person
    district_administrator: Person

    @property
    def people(self) -> dict[str, Person]:
        """By the name of the part."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: part for name, part in parts.items() if isinstance(part, Person)}


def id_number_of(number: int) -> str:
    """The resident's number of the `number`th person."""
    first = f"110101{1960 + number % 40}0307{(number + 500) % 1000:03}"
    return first + check_digit(first)


def phone_of(number: int) -> str:
    return f"138{number:08}"


def make_somebody(name: str, number: int, **given: Any) -> Person:
    """An activated person with an ID number and a phone of her own; the password is PASSWORD."""
    id_number, phone = id_number_of(number), phone_of(number)
    facts = {
        "name": name,
        "id_type": RESIDENT,
        "id_number": id_number,
        "id_number_index": blind_index("id_number", id_number),
        "id_number_tail": id_number[-4:],
        "id_number_masked": masked(id_number),
        "phone": phone,
        "phone_index": blind_index("phone", phone),
        "phone_masked": masked_phone(phone),
        "password": make_password(PASSWORD),
        "activated_at": timezone.now() - dt.timedelta(days=1),
        "password_changed_at": timezone.now() - dt.timedelta(days=1),
    }
    return Person.objects.create(**facts | given)


def make_cast() -> Cast:
    district = make_unit("东河区", kind=Unit.Kind.DISTRICT)
    justice = make_unit("司法局", district, kind=Unit.Kind.DEPARTMENT)
    finance = make_unit("财政局", district, kind=Unit.Kind.DEPARTMENT)
    town = make_unit("青石镇", district, kind=Unit.Kind.TOWN)
    villages = [make_unit(name, town, kind=Unit.Kind.VILLAGE) for name in ("上河村", "下河村")]
    numbers = iter(range(1, 100))

    def person(name: str, login: str, unit: Unit, role: Role | None = None, over: Unit | None = None) -> Person:
        number = next(numbers)
        somebody = make_somebody(name, number, user_name=login, employee_number=f"G{number:04}")
        make_post(somebody, unit, office="综合科")
        if role:
            RoleGrant.objects.create(person=somebody, role=role, unit=over)
        return somebody

    return Cast(
        district,
        justice,
        finance,
        town,
        *villages,
        candidate=person("王晓梅", "wang", justice),
        other_candidate=person("赵国强", "zhao", finance),
        villager=person("孙大壮", "sun", villages[0]),
        trainer=person("陈立新", "chen", justice, Role.TRAINER, district),
        reviewer=person("周敏", "zhou", justice, Role.REVIEWER, district),
        officer=person("何伟", "he", justice, Role.OFFICER, district),
        unit_administrator=person("林芳", "lin", justice, Role.UNIT_ADMINISTRATOR, justice),
        sister_administrator=person("宋涛", "song", finance, Role.UNIT_ADMINISTRATOR, finance),
        town_administrator=person("马春生", "ma", town, Role.UNIT_ADMINISTRATOR, town),
        auditor=person("高洁", "gao", justice, Role.AUDITOR, None),
        district_administrator=person("郑区长", "zheng", justice, Role.DISTRICT_ADMINISTRATOR, None),
    )


def client_of(person: Person | None) -> Client:
    """A browser in which the person is signed in, or nobody."""
    client = Client()
    if person:
        # As the database has her now: a session is bound to the stored password.
        client.force_login(Person.objects.get(pk=person.pk))
    return client
