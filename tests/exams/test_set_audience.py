import pytest

from exam_platform.people.models import Category
from tests.factories.exams import make_exam, make_published_exam
from tests.factories.people import make_person, make_post, make_unit

pytestmark = pytest.mark.django_db


def url(exam):
    return f"/api/v1/exams/{exam.pk}/audience/"


def test_each_rule_says_how_many_persons_it_admits(officer, district, django_assert_max_num_queries):
    for unit in (*district.units, district.units[0]):
        make_post(make_person(), unit)
    both = make_person()
    make_post(both, district.units[0], Category.CIVIL_SERVANT, Category.LAW_ENFORCEMENT_OFFICER)
    make_post(both, district.units[1], Category.CIVIL_SERVANT, is_main=False)
    exam = make_exam(district)
    rules = [
        {"unit": district.root.pk, "category": "civil_servant"},
        {"unit": district.root.pk, "category": "law_enforcement_officer", "include_subtree": False},
        {"unit": district.units[0].pk, "category": "law_enforcement_officer", "include_subtree": False},
    ]
    response = officer.put(url(exam), rules, format="json")
    assert response.status_code == 200
    assert [rule["persons"] for rule in response.json()] == [4, 0, 1]
    assert response.json()[0]["unit"] == {"id": district.root.pk, "name": "测试区"}
    with django_assert_max_num_queries(8):
        assert officer.get(url(exam)).json() == response.json()


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"unit": 99999}, "unknown_unit"),
        ({"unit": 10**15}, "unknown_unit"),
        ({"category": "everyone"}, "invalid_choice"),
        ({"include_subtree": "yes"}, "wrong_type"),
    ],
)
def test_it_refuses_rules_that_cannot_be(officer, district, rule, code):
    whole = {"unit": district.root.pk, "category": "civil_servant", **rule}
    response = officer.put(url(make_exam(district)), [whole], format="json")
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == code


def test_it_refuses_units_outside_the_examinations_own(officer, district):
    """I17: an officer cannot reach another tree through the audience."""
    elsewhere = make_unit("别的区")
    exam = make_exam(district, unit_id=district.units[0].pk)
    for unit in (elsewhere, district.root, district.units[1]):
        response = officer.put(url(exam), [{"unit": unit.pk, "category": "civil_servant"}], format="json")
        assert response.json()["errors"][0]["code"] == "unknown_unit"


def test_it_refuses_the_same_rule_twice(officer, district):
    rule = {"unit": district.root.pk, "category": "civil_servant"}
    response = officer.put(url(make_exam(district)), [rule, rule], format="json")
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == [("/1", "repeated")]


def test_it_is_refused_after_publication(officer, district):
    response = officer.put(url(make_published_exam(district)), [], format="json")
    assert (response.status_code, response.json()["code"]) == (409, "exam_published")


def test_readers_may_not(as_person, district):
    exam = make_published_exam(district)
    assert as_person(district.auditor).put(url(exam), [], format="json").status_code == 403
    assert as_person(district.unit_administrator).get(url(exam)).status_code == 403
