import pytest

from exam_platform.exams.access import own_entries
from tests.factories.exams import make_published_exam, make_ready_exam
from tests.factories.sittings import make_attempt

pytestmark = pytest.mark.django_db
REASON = {"reason": "另行安排"}


def url(exam):
    return f"/api/v1/exams/{exam.pk}/publication/"


def test_before_the_first_start_it_is_called_off_with_a_reason(officer, district):
    exam = make_published_exam(district)
    assert officer.delete(url(exam), {}, format="json").status_code == 400
    response = officer.delete(url(exam), REASON, format="json")
    assert response.status_code == 200
    assert (response.json()["state"], response.json()["cancel_reason"]) == ("cancelled", "另行安排")
    assert not any(response.json()["permissions"][name] for name in ("edit", "publish", "cancel", "manage_entries"))


def test_its_candidates_still_see_that_it_was(officer, district):
    exam = make_published_exam(district)
    officer.delete(url(exam), REASON, format="json")
    assert own_entries(exam.entries.first().person).count() == 1


def test_after_the_first_start_it_is_refused(officer, district):
    exam = make_published_exam(district)
    make_attempt(exam.entries.first())
    response = officer.delete(url(exam), REASON, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "exam_started")


def test_a_cancelled_one_is_neither_published_nor_changed_again(officer, district):
    exam = make_published_exam(district)
    officer.delete(url(exam), REASON, format="json")
    for response in (
        officer.post(url(exam), {}, format="json"),
        officer.delete(url(exam), REASON, format="json"),
        officer.patch(f"/api/v1/exams/{exam.pk}/", {"title": "x"}, format="json"),
        officer.post(f"/api/v1/exams/{exam.pk}/roster/", {}, format="json"),
    ):
        assert (response.status_code, response.json()["code"]) == (409, "exam_cancelled")


def test_a_draft_is_not_called_off(officer, district):
    response = officer.delete(url(make_ready_exam(district)), REASON, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "exam_not_published")


def test_readers_may_not(as_person, district):
    exam = make_published_exam(district)
    assert as_person(district.auditor).delete(url(exam), REASON, format="json").status_code == 403
    assert as_person(district.unit_administrator).delete(url(exam), REASON, format="json").status_code == 403
