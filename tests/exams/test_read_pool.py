import pytest

from exam_platform.exams.actions.forms import read_papers
from questions.actions import suspend_question
from questions.actions.question_set import change_question_set, create_question_set, publish_question_set
from tests.factories.exams import make_exam
from tests.factories.questions import make_questions, make_topic

pytestmark = pytest.mark.django_db


def available(client, exam, **query):
    response = client.get(f"/api/v1/exams/{exam.pk}/pool/", query)
    assert response.status_code == 200, response.content
    return response.json()["available"]


def test_it_counts_what_a_row_not_yet_saved_could_draw(officer, district):
    law = make_topic("行政法")
    below = make_topic("行政处罚", parent=law)
    make_questions("single", 3, district.officer, topic=law, difficulty="easy")
    make_questions("single", 4, district.officer, topic=below, difficulty="hard")
    make_questions("multiple", 6, district.officer)
    exam = make_exam(district)
    assert available(officer, exam, kind="single") == 7
    assert available(officer, exam, kind="single", topic=below.pk) == 4
    assert available(officer, exam, kind="single", topic=law.pk, difficulty="easy") == 3
    assert available(officer, exam, kind="multiple", topic=law.pk) == 0


def test_a_row_draws_what_may_still_be_drawn_of_a_question_set(officer, district):
    law = make_topic("行政法")
    revisions = make_questions("single", 3, district.officer, topic=law)
    questions = [one.question for one in revisions]
    make_questions("single", 2, district.officer)
    made = create_question_set(title="行政法专题", by=district.officer)
    change_question_set(question_set=made, title="行政法专题", questions=questions)
    version = publish_question_set(question_set=made, by=district.officer, cover="")
    suspend_question(question=questions[0], by=district.officer, reason="有争议")
    exam = make_exam(district)
    assert available(officer, exam, kind="single", set_version=version.pk) == 2
    rows = [{"kind": "single", "count": 2, "points": 5000, "set_version": version.pk}]
    saved = officer.put(f"/api/v1/exams/{exam.pk}/blueprint/", rows, format="json")
    assert saved.status_code == 200, saved.content
    row = saved.json()[0]
    assert (row["available"], row["set_version"], row["set_name"]) == (2, version.pk, "行政法专题 第 1 版")
    exam.refresh_from_db()
    papers = read_papers(exam)
    assert papers[0].pools == [{one.pk for one in revisions[1:]}]
    rows[0]["set_version"] = version.pk + 1
    refused = officer.put(f"/api/v1/exams/{exam.pk}/blueprint/", rows, format="json")
    assert [one["code"] for one in refused.json()["errors"]] == ["unknown_set"]


def test_it_refuses_what_it_does_not_know(officer, district):
    exam = make_exam(district)
    assert officer.get(f"/api/v1/exams/{exam.pk}/pool/", {"difficulty": "easy"}).status_code == 400
    assert officer.get(f"/api/v1/exams/{exam.pk}/pool/", {"kind": "single", "level": "1"}).status_code == 400
