"""I17: a unit administrator reads and writes her own subtree alone; a sister unit's canary stays out of all answers."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Person, Post, Role, RoleGrant, Unit
from tests.people.rosters.conftest import administrator
from tests.people.rosters.files import id_number, person, roster_file, unit_file
from tests.people.rosters.runs import Run, client_of, codes, wrong_columns

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], APIClient]
CANARY = "金丝雀"


@pytest.fixture
def people(district: APIClient, units: dict[str, Unit]) -> dict[str, Person]:
    """One of 疃里镇, one of its village, the canary of 马集镇, and one with a post in each town."""
    both = {"姓名": "两镇人", "手机号": "13800138003"}
    rows = [
        person(1, 姓名="镇里人", 单位="疃里镇", 科室=None),
        person(2, 姓名="村里人", 单位="疃里镇", 科室="高庙村"),
        person(3, 单位="疃里镇", 科室=None, **both),
        person(3, 单位="马集镇", 科室="邵庄村", 职务="外镇职务", **both),
        person(4, 姓名=CANARY, 单位="马集镇", 科室=None, 人员类别="人民调解员"),
    ]
    Run(district, "roster-imports", roster_file(rows)).confirm()
    RoleGrant.objects.create(
        person=Person.objects.get(name="两镇人"), role=Role.UNIT_ADMINISTRATOR, unit=units["00012401"]
    )
    return {found.name: found for found in Person.objects.all()}


def names(client: APIClient, query: str = "") -> set[str]:
    response = client.get(f"/api/v1/people/{query}")
    assert response.status_code == 200, response.content
    return {row["name"] for row in response.json()["results"]}


def test_it_lists_persons_of_the_own_subtree(people: dict[str, Person], administrator_of: ClientOf) -> None:
    assert names(administrator_of("000123")) == {"镇里人", "村里人", "两镇人"}
    assert names(administrator_of("00012301")) == {"村里人"}
    assert names(administrator_of("0001")) == {"镇里人", "村里人", "两镇人", CANARY}


@pytest.mark.parametrize("query", ["", f"?search={CANARY}", "?category=mediator", "?status=active", "?search=金"])
def test_it_shows_no_canary_whatever_is_asked(
    people: dict[str, Person], administrator_of: ClientOf, query: str
) -> None:
    body = administrator_of("000123").get(f"/api/v1/people/{query}").content.decode()
    assert CANARY not in body
    assert "马集镇" not in body
    assert "邵庄村" not in body
    assert "外镇职务" not in body


def test_it_hides_the_canary_at_every_door(
    people: dict[str, Person], units: dict[str, Unit], administrator_of: ClientOf
) -> None:
    client, canary = administrator_of("000123"), people[CANARY]
    assert client.get(f"/api/v1/people/{canary.pk}/").status_code == 404
    assert client.post(f"/api/v1/people/{canary.pk}/reveal/", {"reason": "核对"}, format="json").status_code == 404
    assert client.get(f"/api/v1/people/?unit={units['000124'].pk}").status_code == 404
    assert client.get(f"/api/v1/units/{units['000124'].pk}/").status_code == 404
    assert client.get(f"/api/v1/units/?parent={units['000124'].pk}").status_code == 404
    found = client.post("/api/v1/people/lookup/", {"number": canary.id_number}, format="json")
    assert found.json()["results"] == []


def test_it_shows_of_a_person_in_two_towns_the_own_town_alone(
    people: dict[str, Person], administrator_of: ClientOf
) -> None:
    shown = administrator_of("000123").get(f"/api/v1/people/{people['两镇人'].pk}/").json()
    assert [post["unit"]["name"] for post in shown["posts"]] == ["疃里镇"]
    assert shown["roles"] == []
    shown = administrator_of("0001").get(f"/api/v1/people/{people['两镇人'].pk}/").json()
    assert {post["unit"]["name"] for post in shown["posts"]} == {"疃里镇", "邵庄村"}
    assert [grant["unit"]["name"] for grant in shown["roles"]] == ["邵庄村"]


def test_it_counts_persons_of_the_own_subtree_once(
    people: dict[str, Person], administrator_of: ClientOf, district: APIClient
) -> None:
    def counts(client: APIClient) -> dict[str, int]:
        rows = client.get("/api/v1/units/").json()["results"]
        return {row["code"]: row["person_count"] for row in rows}

    assert counts(administrator_of("000123")) == {"000123": 3, "00012301": 1, "00012302": 0}
    everywhere = counts(district)
    assert (everywhere["0001"], everywhere["000123"], everywhere["000124"], everywhere["00012401"]) == (4, 3, 2, 1)


def test_it_ends_with_the_post(people: dict[str, Person], administrator_of: ClientOf) -> None:
    Post.objects.filter(person=people["村里人"]).update(valid_to="2026-01-01", is_main=False)
    assert names(administrator_of("00012301")) == set()


@pytest.mark.parametrize("door", ["units", "people", "post-requests", "unit-imports", "roster-imports"])
def test_it_is_closed_to_candidates_and_strangers(units: dict[str, Unit], door: str) -> None:
    candidate = administrator(Role.CANDIDATE, units["0001"], "考生")
    assert client_of(candidate).get(f"/api/v1/{door}/").status_code == 403
    assert APIClient().get(f"/api/v1/{door}/").status_code == 401


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_it_lets_officers_and_auditors_read_masked_and_write_nothing(
    people: dict[str, Person], units: dict[str, Unit], role: Role
) -> None:
    client = client_of(administrator(role, None))
    assert CANARY in names(client)
    reveal = client.post(f"/api/v1/people/{people[CANARY].pk}/reveal/", {"reason": "核对"}, format="json")
    assert reveal.status_code == 403
    for door in ("unit-imports", "roster-imports", "post-requests"):
        assert client.get(f"/api/v1/{door}/").status_code == 403


def test_n23_it_refuses_units_outside_the_subtree_and_records_the_attempt(
    units: dict[str, Unit], administrator_of: ClientOf
) -> None:
    rows = [person(1, 单位="疃里镇"), person(2, 单位="马集镇"), person(3, 单位="马集镇"), person(4, 单位="张庄村")]
    run = Run(administrator_of("000123"), "roster-imports", roster_file(rows))
    assert [run.rows[number]["verdict"] for number in (3, 4, 5, 6)] == ["accept", "reject", "reject", "accept"]
    assert wrong_columns(run.rows[4]) == {"单位"}
    assert codes(run.rows[4]) == {"unit_outside_scope"}
    refused = AuditRecord.objects.get(kind="roster_import.refused")
    assert (refused.unit_path, refused.detail) == (units["000124"].path, {"rows": [4, 5], "count": 2})
    run.confirm()
    assert set(Post.objects.values_list("unit__code", flat=True)) == {"000123", "00012302"}


def test_it_imports_nothing_for_who_lost_the_right(units: dict[str, Unit]) -> None:
    from exam_platform.people import tasks

    person_of_town = administrator(Role.UNIT_ADMINISTRATOR, units["000123"])
    client = client_of(person_of_town)
    run = Run(client, "roster-imports", roster_file([person(1, 单位="疃里镇")]))
    client.post(f"{run.url}confirmation/", {}, format="json")
    RoleGrant.objects.all().delete()
    tasks.commit_roster_import(job_id=run.job["id"])
    assert not Post.objects.exists()


def test_it_keeps_imports_to_who_made_them(units: dict[str, Unit], administrator_of: ClientOf) -> None:
    run = Run(administrator_of("000123"), "roster-imports", roster_file([person(1, 单位="疃里镇")]))
    sister = administrator_of("000124")
    assert sister.get("/api/v1/roster-imports/").json()["results"] == []
    for url in (run.url, f"{run.url}rows/", f"{run.url}annotated-file/"):
        assert sister.get(url).status_code == 404
    assert sister.post(f"{run.url}confirmation/", {}, format="json").status_code == 404
    assert sister.delete(run.url).status_code == 404


UNIT_ROWS: list[tuple[list[Any], str]] = [
    (["N1", "新科室", "000123", ""], "accept"),
    (["N2", "新村", "000124", "村"], "reject"),
    (["N3", "新区", "", "区"], "reject"),
    (["00012301", "高庙新村", "000123", "村"], "accept"),
    (["000121", "信访新局", "0001", "区直部门"], "reject"),
    (["00012302", "张庄村", "000124", "村"], "reject"),
]


def test_it_imports_units_within_the_subtree_alone(units: dict[str, Unit], administrator_of: ClientOf) -> None:
    run = Run(administrator_of("000123"), "unit-imports", unit_file(row for row, _ in UNIT_ROWS))
    assert [row["verdict"] for row in run.rows.values()] == [verdict for _, verdict in UNIT_ROWS]
    assert AuditRecord.objects.filter(kind="unit_import.refused").count() == 2
    run.confirm()
    assert Unit.objects.get(code="N1").path.startswith(units["000123"].path)
    assert Unit.objects.get(code="00012301").name == "高庙新村"
    assert id_number() not in str(run.job)
