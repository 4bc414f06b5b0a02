import pytest

from exam_platform.audit.actions import record
from exam_platform.people.models import RoleGrant
from tests.cast import client_of

pytestmark = pytest.mark.django_db

PATH = "/api/v1/audit-records/"


@pytest.fixture
def records(cast):
    record(kind="person.disabled", actor=cast.unit_administrator, subject="person:1", unit_path=cast.justice.path)
    record(kind="person.disabled", actor=cast.sister_administrator, subject="person:2", unit_path=cast.finance.path)
    record(kind="session.started", actor=cast.candidate, subject="person:3")


def listed(cast, actor, query=""):
    answer = client_of(getattr(cast, actor)).get(f"{PATH}{query}")
    assert answer.status_code == 200, answer.content
    return [row["subject"] for row in answer.json()["results"]]


@pytest.mark.parametrize("actor", ["auditor", "district_administrator"])
def test_they_see_everything_newest_first(cast, records, actor):
    assert listed(cast, actor) == ["person:3", "person:2", "person:1"]


@pytest.mark.parametrize("actor", ["candidate", "trainer", "reviewer", "officer", "unit_administrator"])
def test_others_see_nothing(cast, records, actor):
    assert client_of(getattr(cast, actor)).get(PATH).status_code == 403


def test_an_auditor_of_a_unit_sees_its_records_alone(cast, records):
    RoleGrant.objects.create(person=cast.officer, role="auditor", unit=cast.finance)
    assert listed(cast, "officer") == ["person:2"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=session.started", ["person:3"]),
        ("?kind=person.", ["person:2", "person:1"]),
        ("?kind=person", []),
        ("?subject=person:2", ["person:2"]),
        ("?since=2001-01-01T00:00:00Z", ["person:3", "person:2", "person:1"]),
        ("?since=2100-01-01T00:00:00Z", []),
        ("?until=2100-01-01T00:00:00%2B08:00&kind=session.", ["person:3"]),
    ],
)
def test_it_filters(cast, records, query, found):
    assert listed(cast, "auditor", query) == found


def test_it_filters_by_who_acted(cast, records):
    assert listed(cast, "auditor", f"?actor={cast.unit_administrator.pk}") == ["person:1"]


@pytest.mark.parametrize("query", ["?actor=x", "?actor=0", "?since=yesterday", "?since=2026-01-01T00:00:00", "?name=x"])
def test_it_refuses_a_filter_that_makes_no_sense(cast, query):
    assert client_of(cast.auditor).get(f"{PATH}{query}").status_code == 400


def test_a_row_says_who_what_and_where(cast):
    record(kind="person.disabled", actor=cast.unit_administrator, subject="person:1", detail={"n": 1})
    row = client_of(cast.auditor).get(PATH).json()["results"][0]
    assert row["actor"] == {"id": cast.unit_administrator.pk, "name": "林芳"}
    assert (row["kind"], row["detail"]) == ("person.disabled", {"n": 1})
    assert row["at"].endswith("Z")


def test_a_page_takes_a_fixed_number_of_queries(cast, django_assert_num_queries):
    for _ in range(60):
        record(kind="person.disabled", actor=cast.unit_administrator, subject="person:1")
    client = client_of(cast.auditor)
    with django_assert_num_queries(4):
        page = client.get(PATH).json()
    assert len(page["results"]) == 50
    assert len(client.get(page["next"]).json()["results"]) == 10
