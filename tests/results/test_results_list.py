import pytest

from exam_platform.exams.models import Entry
from exam_platform.people.models import Person


@pytest.fixture
def results(client, district):
    district.sat(district.finance, 9500, is_leading=True)
    district.sat(district.finance, 5000)
    district.sat(district.justice, 7000)
    district.entry(district.justice)
    district.entry(district.village, standing="exempt")
    district.entry(district.village, standing="leave")

    def ask(person, **query):
        if person:
            client.force_login(person)
        return client.get(f"/api/v1/exams/{district.exam.pk}/results/", query)

    return ask


@pytest.mark.parametrize(
    ("verdict", "count"),
    [("", 6), ("passed", 2), ("excellent", 1), ("failed", 1), ("absent", 1), ("leave", 1), ("exempt", 1)],
)
def test_it_lists_by_outcome(results, district, verdict, count):
    rows = results(district.administrator, verdict=verdict).json()["results"]
    assert len(rows) == count
    if verdict not in ("", "excellent"):
        assert {row["status"] for row in rows} <= {verdict, "excellent"}


def test_it_lists_the_unit_and_all_below_it(results, district):
    rows = results(district.administrator, unit=district.town.pk).json()["results"]
    assert [row["unit"]["name"] for row in rows] == ["上河村", "上河村"]


def test_it_shows_a_unit_administrator_the_own_subtree_alone(results, district):
    rows = results(district.finance_administrator).json()["results"]
    assert {row["unit"]["name"] for row in rows} == {"财政局"}
    assert results(district.finance_administrator, unit=district.justice.pk).status_code == 404


def test_it_keeps_leading_scores_to_the_district_where_the_examination_says_so(results, district):
    district.exam.leading_scores_to_district_only = True
    district.exam.save()
    own = results(district.finance_administrator).json()["results"]
    assert [(row["score"], row["verdict"]) for row in own if row["is_leading"]] == [(None, "passed")]
    assert [row["status"] for row in own if row["is_leading"]] == ["passed"]
    assert [row["score"] for row in own if not row["is_leading"]] == [5000]
    assert results(district.finance_administrator, verdict="excellent").json()["results"] == []
    whole = results(district.administrator).json()["results"]
    assert [row["score"] for row in whole if row["is_leading"]] == [9500]


def test_it_takes_a_fixed_number_of_queries(results, district, django_assert_max_num_queries):
    for _ in range(60):
        district.sat(district.finance, 6000)
    results(district.administrator)
    with django_assert_max_num_queries(8):
        page = results(None).json()
    assert len(page["results"]) == 50
    assert page["next"]


def test_the_list_of_one_large_unit_has_an_end(client, district):
    """Its lines share their place in the order: the cursor counts them."""
    persons = Person.objects.bulk_create(Person(name=f"考生{number}", password="!") for number in range(1300))
    line = {"unit": district.finance, "unit_path": district.finance.path, "unit_name": district.finance.name}
    Entry.objects.bulk_create(
        Entry(exam=district.exam, person=person, person_name=person.name, category="civil_servant", **line)
        for person in persons
    )
    client.force_login(district.administrator)
    following, names = f"/api/v1/exams/{district.exam.pk}/results/?page_size=200", []
    for _ in range(7):
        page = client.get(following).json()
        names += [row["person"]["name"] for row in page["results"]]
        following = page["next"]
    assert following is None
    assert len(set(names)) == len(names) == 1300
