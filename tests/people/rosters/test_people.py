"""`people/`: masked in every list, found by name or by a whole number, revealed on record (I22, S54)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Person, Unit
from tests.people.rosters.files import HEADERS, id_number, person, roster_file
from tests.people.rosters.runs import Run

pytestmark = pytest.mark.django_db
PEOPLE = "/api/v1/people/"


@pytest.fixture
def people(district: APIClient, units: dict[str, Unit]) -> list[Person]:
    rows = [
        person(1, 姓名="张三", 工号="A001", 手机号="13800138001"),
        person(2, 姓名="张三丰", 单位="信访局", 手机号="13800138001"),
        person(3, 姓名="李_四", 单位="疃里镇", 科室="高庙村", 人员类别="法律明白人、人民调解员") | {"姓名": "李四"},
    ]
    Run(district, "roster-imports", roster_file(rows, [*HEADERS, "工号"])).confirm()
    return list(Person.objects.exclude(id_number="").order_by("id"))


def names(client: APIClient, query: str) -> list[str]:
    return [row["name"] for row in client.get(f"{PEOPLE}?{query}").json()["results"]]


def test_it_shows_a_person_masked(district: APIClient, people: list[Person], units: dict[str, Unit]) -> None:
    shown = district.get(f"{PEOPLE}{people[0].pk}/").json()
    post = shown.pop("posts")[0]
    assert shown == {
        "id": people[0].pk,
        "name": "张三",
        "id_number_masked": f"3708********{id_number(1)[-4:]}",
        "phone_masked": "138****8001",
        "sex": "female",
        "login_name": "A001",
        "employee_number": "A001",
        "is_active": True,
        "activated": False,
        "roles": [],
    }
    assert post == {
        "id": people[0].posts.get().pk,
        "unit": {"id": units["000106"].pk, "name": "司法办公室"},
        "office": "法制科",
        "title": "科员",
        "rank": "一级科员",
        "category": ["civil_servant"],
        "is_leading": False,
        "is_main": True,
    }


def test_it_filters(district: APIClient, people: list[Person], units: dict[str, Unit]) -> None:
    assert names(district, "search=张三") == ["张三", "张三丰"]
    assert names(district, "search=A001") == ["张三"]
    assert names(district, f"unit={units['000123'].pk}") == ["李四"]
    assert names(district, "category=mediator") == ["李四"]
    assert names(district, f"unit={units['000121'].pk}&category=mediator") == []
    assert names(district, "status=activated") == []
    assert names(district, "search=%25") == []
    Person.objects.filter(name="张三").update(is_active=False)
    assert names(district, "status=disabled") == ["张三"]


def test_it_finds_by_a_whole_number_in_the_body(district: APIClient, people: list[Person]) -> None:
    def found(number: str) -> list[str]:
        response = district.post(f"{PEOPLE}lookup/", {"number": number}, format="json")
        return [row["name"] for row in response.json()["results"]]

    assert found(id_number(1)) == ["张三"]
    assert found(id_number(1).lower()) == ["张三"]
    assert found("138 0013 8001") == ["张三", "张三丰"]
    assert found("A001") == ["张三"]
    assert found(id_number(1)[:17]) == []


@pytest.mark.parametrize("search", [id_number(1), "13800138001", "138 0013 8001", id_number(1)[:12]])
def test_it_keeps_numbers_out_of_addresses(district: APIClient, people: list[Person], search: str) -> None:
    response = district.get(PEOPLE, {"search": search})
    assert (response.status_code, response.json()["code"]) == (400, "number_in_address")


@pytest.mark.parametrize("query", ["search=" + "长" * 101, "unit=x", "category=x", "status=x", "ordering=password"])
def test_it_refuses_unreadable_queries(district: APIClient, people: list[Person], query: str) -> None:
    assert district.get(f"{PEOPLE}?{query}").status_code == 400


def test_it_reveals_on_record(district: APIClient, people: list[Person]) -> None:
    response = district.post(f"{PEOPLE}{people[0].pk}/reveal/", {"reason": "核对身份"}, format="json")
    assert response.json() == {"id_number": id_number(1), "phone": "13800138001"}
    act = AuditRecord.objects.get(kind="person.revealed")
    assert (act.subject, act.detail) == (f"person:{people[0].pk}", {"reason": "核对身份"})
    assert act.unit_path == people[0].posts.get(is_main=True).unit.path
    assert id_number(1) not in str(act.__dict__)


@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": " "}, {"reason": "好", "x": 1}, {"reason": "长" * 201}]
)
def test_it_reveals_nothing_without_a_reason(district: APIClient, people: list[Person], body: dict[str, Any]) -> None:
    response = district.post(f"{PEOPLE}{people[0].pk}/reveal/", body, format="json")
    assert response.status_code == 400
    assert not AuditRecord.objects.filter(kind="person.revealed").exists()


def test_it_reads_a_page_in_a_fixed_number_of_queries(
    district: APIClient, people: list[Person], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(5):
        assert len(names(district, "page_size=200")) == 4


def test_it_keeps_numbers_sealed_at_rest(district: APIClient, people: list[Person]) -> None:
    with connection.cursor() as cursor:
        for table in ("people_person", "people_rosterimport", "people_rosterimportrow"):
            cursor.execute(f"SELECT * FROM {table}")
            values = [bytes(v) if isinstance(v, memoryview) else v for row in cursor.fetchall() for v in row]
            assert values
            assert not [
                v
                for v in values
                if id_number(1) in str(v) or "13800138001" in str(v) or (isinstance(v, bytes) and v[:2] == b"PK")
            ]


def test_it_masks_numbers_in_every_answer_of_an_import(district: APIClient, units: dict[str, Unit]) -> None:
    run = Run(district, "roster-imports", roster_file([person(1), person(2, 手机号="1380013800"), person(1)]))
    answers = run.client.get(f"{run.url}rows/").content.decode() + str(run.job)
    for number in (id_number(1), id_number(2), "19900000001", "1380013800"):
        assert number not in answers
