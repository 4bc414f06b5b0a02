import pytest

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


def test_it_refuses_what_it_does_not_know(officer, district):
    exam = make_exam(district)
    assert officer.get(f"/api/v1/exams/{exam.pk}/pool/", {"difficulty": "easy"}).status_code == 400
    assert officer.get(f"/api/v1/exams/{exam.pk}/pool/", {"kind": "single", "level": "1"}).status_code == 400
