import datetime as dt

import pytest

from tests.factories.exams import make_published_exam, make_ready_exam, shift_windows

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def url(exam):
    return f"/api/v1/exams/{exam.pk}/results-publication/"


def test_after_the_main_window_they_are_published_once(officer, district):
    exam = make_published_exam(district)
    shift_windows(exam, -6 * HOUR)
    response = officer.post(url(exam), {}, format="json")
    assert response.status_code == 200
    assert response.json()["results_published_at"] is not None
    assert response.json()["permissions"]["publish_results"] is False
    again = officer.post(url(exam), {}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "results_published")


def test_while_the_main_window_runs_it_is_too_early(officer, district):
    exam = make_published_exam(district)
    shift_windows(exam, -2 * HOUR)
    response = officer.post(url(exam), {}, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "results_too_early")


def test_a_draft_has_no_results(officer, district):
    response = officer.post(url(make_ready_exam(district)), {}, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "exam_not_published")


def test_readers_may_not(as_person, district):
    exam = make_published_exam(district)
    assert as_person(district.auditor).post(url(exam), {}, format="json").status_code == 403
