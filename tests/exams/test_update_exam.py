import pytest

from exam_platform.audit.models import AuditRecord
from tests.factories.exams import make_exam, make_published_exam, make_ready_exam

pytestmark = pytest.mark.django_db


def url(exam):
    return f"/api/v1/exams/{exam.pk}/"


def test_it_changes_what_is_given_and_nothing_else(officer, district):
    exam = make_exam(district)
    response = officer.patch(url(exam), {"title": "新标题", "attempts_allowed": 3}, format="json")
    assert response.status_code == 200
    body = response.json()
    assert (body["title"], body["attempts_allowed"], body["pass_points"]) == ("新标题", 3, 6000)
    record = AuditRecord.objects.get(kind="exam.changed")
    assert record.detail == {"fields": ["attempts_allowed", "title"]}


def test_full_points_below_the_pass_mark_are_refused(officer, district):
    """N71: pass 60 with total 100 changed to 50."""
    exam = make_exam(district)
    response = officer.patch(url(exam), {"full_points": 5000}, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "bad_rules")
    exam.refresh_from_db()
    assert exam.full_points == 10000


def test_full_points_that_the_papers_no_longer_add_up_to_are_a_problem(officer, district):
    exam = make_ready_exam(district)
    body = officer.patch(url(exam), {"full_points": 12000}, format="json").json()
    assert [problem["code"] for problem in body["problems"]] == ["points_differ"]


def test_it_is_refused_after_publication(officer, district):
    """N70."""
    exam = make_published_exam(district)
    response = officer.patch(url(exam), {"duration_minutes": 30}, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "exam_published")
    exam.refresh_from_db()
    assert exam.duration_minutes == 60


def test_a_stranger_does_not_find_it_and_a_reader_may_not(stranger, as_person, district):
    exam = make_exam(district)
    assert stranger.patch(url(exam), {"title": "x"}, format="json").status_code == 404
    assert as_person(district.auditor).patch(url(exam), {"title": "x"}, format="json").status_code == 403


def test_a_preset_or_unit_cannot_be_changed(officer, district):
    for field in ("preset", "unit", "state"):
        response = officer.patch(url(make_exam(district)), {field: "x"}, format="json")
        assert response.json()["errors"][0]["code"] == "unknown_field"
