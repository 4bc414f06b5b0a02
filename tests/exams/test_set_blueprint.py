import pytest

from exam_platform.exams import actions
from exam_platform.exams.models import Assembly
from questions.models import Revision
from tests.factories.exams import SMALL_PAPER, fill_bank, make_exam, make_published_exam, make_ready_exam, paper_rows
from tests.factories.questions import make_questions, make_topic

pytestmark = pytest.mark.django_db


def url(exam):
    return f"/api/v1/exams/{exam.pk}/blueprint/"


def put(client, exam, *rows):
    return client.put(
        url(exam), [{"kind": "single", "count": 10, "points": 1000, **row} for row in rows], format="json"
    )


def codes(response):
    return {(error["pointer"], error["code"]) for error in response.json()["errors"]}


def test_the_plan_says_how_many_the_bank_has_for_each_row(officer, district):
    law, article = make_topic("行政法"), None
    article = make_topic("行政处罚", parent=law)
    make_questions("single", 3, district.officer, topic=law, difficulty="easy")
    make_questions("single", 4, district.officer, topic=article, difficulty="hard")
    make_questions("single", 5, district.officer)
    make_questions("multiple", 6, district.officer, topic=law)
    rows = [
        {"count": 1, "points": 2000},
        {"count": 1, "points": 2000, "topic": law.pk},
        {"count": 1, "points": 2000, "topic": article.pk, "difficulty": "hard"},
        {"count": 1, "points": 2000, "topic": article.pk, "difficulty": "easy"},
        {"count": 1, "points": 2000, "kind": "multiple"},
    ]
    response = put(officer, make_exam(district), *rows)
    assert response.status_code == 200
    shown = response.json()
    assert [row["available"] for row in shown] == [12, 7, 4, 0, 6]
    assert [row["overlaps_with"] for row in shown] == [[2, 3], [1, 3], [1, 2], [], []]
    assert [row["topic_name"] for row in shown] == ["", "行政法", "行政处罚", "行政处罚", ""]


def test_rows_of_different_papers_do_not_overlap(officer, district):
    fill_bank(district.officer)
    shown = put(officer, make_exam(district), {"paper": "leading"}, {"paper": "others"}).json()
    assert [(row["paper"], row["overlaps_with"]) for row in shown] == [("leading", []), ("others", [])]


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ([{"count": 3, "points": 3333}], "99.99"),
        ([{"count": 40, "points": 251}], "100.4"),
        ([{"count": 1, "points": 5000}], "50"),
        ([{"paper": "leading"}, {"paper": "others", "count": 9}], "90"),
    ],
)
def test_points_that_do_not_add_up_are_refused(officer, district, rows, total):
    """N74: 3 × 33.33."""
    response = put(officer, make_exam(district), *rows)
    assert (response.status_code, response.json()["code"]) == (400, "points_differ")
    assert f"合计 {total} 分，应为满分 100 分" in response.json()["detail"]


def test_kinds_that_a_person_marks_cannot_be_drawn(officer, district):
    response = put(officer, make_exam(district), {"count": 5}, {"kind": "short_answer", "count": 5})
    assert codes(response) == {("/1/kind", "not_machine_marked")}


def test_of_cases_those_can_be_drawn_that_a_machine_can_mark(officer, district):
    cases = make_questions("case", 3, district.officer)
    Revision.objects.filter(pk=cases[0].pk).update(machine_marked=True)
    Revision.objects.filter(pk__in=[case.pk for case in cases[1:]]).update(machine_marked=False)
    response = put(officer, make_exam(district), {"count": 5}, {"kind": "case", "count": 5})
    assert [row["available"] for row in response.json()] == [0, 1]


@pytest.mark.parametrize(
    ("row", "pointer", "code"),
    [
        ({"kind": "essay"}, "/0/kind", "unknown_kind"),
        ({"topic": 999}, "/0/topic", "unknown_topic"),
        ({"count": 0}, "/0/count", "min_value"),
        ({"points": 0}, "/0/points", "min_value"),
        ({"points": 33.33}, "/0/points", "wrong_type"),
        ({"paper": "mine"}, "/0/paper", "invalid_choice"),
        ({"available": 3}, "/0/available", "unknown_field"),
    ],
)
def test_it_refuses_rows_that_cannot_be(officer, district, row, pointer, code):
    assert codes(put(officer, make_exam(district), row)) == {(pointer, code)}


def test_one_paper_for_all_or_papers_by_rank(officer, district):
    response = put(officer, make_exam(district), {"paper": "all"}, {"paper": "leading"})
    assert codes(response) == {("", "papers_mixed")}


def test_a_paper_has_an_end(officer, district):
    response = put(officer, make_exam(district), {"count": 150, "points": 50}, {"count": 100, "points": 25})
    assert ("", "too_many_questions") in codes(response)


def test_a_new_plan_discards_the_forms_drawn_by_the_old_one(officer, district):
    exam = make_ready_exam(district)
    job = Assembly.objects.create(exam=exam, count=1, seed=1, total=1)
    response = officer.put(url(exam), paper_rows(), format="json")
    assert response.status_code == 200
    exam.refresh_from_db()
    job.refresh_from_db()
    assert (exam.forms.count(), exam.forms_assembled_at, job.state) == (0, None, "cancelled")


def test_it_is_refused_after_publication(officer, district):
    response = officer.put(url(make_published_exam(district)), paper_rows(), format="json")
    assert (response.status_code, response.json()["code"]) == (409, "exam_published")


def test_the_plan_is_shown_to_who_inspects_and_to_nobody_else(as_person, stranger, district):
    exam = make_published_exam(district)
    assert len(as_person(district.auditor).get(url(exam)).json()) == len(SMALL_PAPER)
    assert as_person(district.unit_administrator).get(url(exam)).status_code == 403
    assert stranger.get(url(exam)).status_code == 404
    assert as_person(district.auditor).put(url(exam), [], format="json").status_code == 403


def test_a_long_plan_takes_few_queries(officer, district, django_assert_max_num_queries):
    topics = [make_topic() for _ in range(3)]
    exam = make_exam(district)
    rows = [
        {"paper": "all", "kind": "single", "topic": topics[n % 3].pk, "difficulty": "", "count": 1, "points": 500}
        for n in range(20)
    ]
    actions.set_blueprint(exam=exam, rows=rows, actor=district.officer)
    with django_assert_max_num_queries(10):
        officer.get(url(exam))
