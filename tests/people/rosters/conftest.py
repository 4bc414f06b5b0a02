"""A small district: two departments, two towns with villages (one name in both), administrators."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from exam_platform.people.models import Person, Role, RoleGrant, Unit
from exam_platform.people.unit_rows import kind_of
from tests.people.rosters.files import roster_file
from tests.people.rosters.runs import Run, client_of

UNITS = [
    ("0001", "经济开发区", "", "区"),
    ("000106", "司法办公室", "0001", "区直部门"),
    ("000121", "信访局", "0001", "区直部门"),
    ("000123", "疃里镇", "0001", "镇"),
    ("000124", "马集镇", "0001", "镇"),
    ("00012301", "高庙村", "000123", "村"),
    ("00012302", "张庄村", "000123", "村"),
    ("00012401", "邵庄村", "000124", "村"),
    ("00012402", "张庄村", "000124", "村"),
]


def administrator(role: Role, unit: Unit | None, name: str = "管理员") -> Person:
    person = Person.objects.create(name=name)
    RoleGrant.objects.create(person=person, role=role, unit=unit)
    return person


@pytest.fixture
def district_administrator(db: None) -> Person:
    return administrator(Role.DISTRICT_ADMINISTRATOR, None, "区管理员")


@pytest.fixture
def district(district_administrator: Person) -> APIClient:
    return client_of(district_administrator)


@pytest.fixture
def units(db: None) -> dict[str, Unit]:
    """By code."""
    for code, name, parent, kind_text in UNITS:
        unit = Unit(code=code, name=name, kind_text=kind_text, kind=kind_of(kind_text))
        if parent:
            Unit.objects.add_child(Unit.objects.get(code=parent), instance=unit)
        else:
            Unit.objects.add_root(instance=unit)
    return {unit.code: unit for unit in Unit.objects.all()}


@pytest.fixture
def administrator_of(units: dict[str, Unit]) -> Callable[[str], APIClient]:
    """A client of the unit administrator of the unit with that code."""
    return lambda code: client_of(administrator(Role.UNIT_ADMINISTRATOR, units[code], f"管理员{code}"))


@pytest.fixture
def preview(district: APIClient, units: dict[str, Unit]) -> Callable[..., Run]:
    """The preview of these rows, on a platform with the units alone."""

    def show(*rows: dict[str, Any], client: APIClient = district) -> Run:
        return Run(client, "roster-imports", roster_file(rows))

    return show
