import datetime as dt

import pytest

from exam_platform.api import database_now
from exam_platform.audit.models import AuditRecord
from tests.factories.exams import make_exam, make_published_exam, plan_windows, shift_windows

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def exam(district):
    """Published; its main window opens in one hour for four, its make-up in 25 hours for two."""
    return make_published_exam(district)


def change(client, exam, window=None, **fields):
    window = window or exam.windows.first()
    body = {name: value.isoformat() if name != "reason" else value for name, value in fields.items()}
    return client.patch(f"/api/v1/exams/{exam.pk}/windows/{window.pk}/", body, format="json")


def test_a_window_that_has_not_begun_may_move(officer, exam):
    now = database_now()
    response = change(officer, exam, opens_at=now + 2 * HOUR, closes_at=now + 8 * HOUR)
    assert response.status_code == 200
    window = exam.windows.first()
    assert (window.opens_at, window.closes_at) == (now + 2 * HOUR, now + 8 * HOUR)
    record = AuditRecord.objects.get(kind="exam.window_changed")
    assert record.detail["before"]["opens_at"] != record.detail["after"]["opens_at"]


def test_the_start_of_a_running_window_stays(officer, exam):
    """N70."""
    shift_windows(exam, -2 * HOUR)
    response = change(officer, exam, opens_at=database_now() + HOUR)
    assert (response.status_code, response.json()["code"]) == (409, "window_running")


def test_a_running_window_is_lengthened_without_more_ado(officer, exam):
    shift_windows(exam, -2 * HOUR)
    closes_at = exam.windows.first().closes_at + HOUR
    assert change(officer, exam, closes_at=closes_at).status_code == 200
    assert exam.windows.first().closes_at == closes_at


def test_shortening_wants_a_reason(officer, exam):
    """N70."""
    shift_windows(exam, -2 * HOUR)
    closes_at = database_now() + HOUR
    response = change(officer, exam, closes_at=closes_at)
    assert (response.status_code, response.json()["code"]) == (409, "shortening_needs_reason")
    assert change(officer, exam, closes_at=closes_at, reason="台风停课").status_code == 200
    assert AuditRecord.objects.get(kind="exam.window_changed").detail["reason"] == "台风停课"


def test_a_window_cannot_end_in_the_past(officer, exam):
    shift_windows(exam, -2 * HOUR)
    response = change(officer, exam, closes_at=database_now() - HOUR / 2, reason="x")
    assert response.json()["errors"][0]["code"] == "closes_in_past"


def test_a_start_cannot_move_into_the_past(officer, exam):
    response = change(officer, exam, opens_at=database_now() - HOUR)
    assert response.json()["errors"][0]["code"] == "opens_in_past"


def test_a_window_that_is_over_stays(officer, exam):
    shift_windows(exam, -10 * HOUR)
    response = change(officer, exam, closes_at=database_now() + HOUR)
    assert (response.status_code, response.json()["code"]) == (409, "window_over")


def test_it_cannot_run_into_the_make_up(officer, exam):
    response = change(officer, exam, closes_at=database_now() + 26 * HOUR)
    assert response.json()["errors"][0]["code"] == "windows_overlap"


def test_a_draft_has_its_windows_set_instead(officer, district):
    draft = make_exam(district)
    plan_windows(draft, district.officer)
    response = change(officer, draft, closes_at=database_now() + 6 * HOUR)
    assert (response.status_code, response.json()["code"]) == (409, "exam_not_published")


def test_a_window_of_another_examination_is_not_found(officer, district, exam):
    other = make_exam(district)
    plan_windows(other, district.officer)
    assert change(officer, exam, window=other.windows.first()).status_code == 404


def test_a_make_up_is_added_after_publication(officer, exam):
    now = database_now()
    body = {"kind": "make_up", "reason": "第二次补考"}
    times = {"opens_at": (now + 50 * HOUR).isoformat(), "closes_at": (now + 52 * HOUR).isoformat()}
    response = officer.post(f"/api/v1/exams/{exam.pk}/windows/", body | times, format="json")
    assert response.status_code == 201
    assert [window.kind for window in exam.windows.all()] == ["main", "make_up", "make_up"]
    past = {"opens_at": (now - HOUR).isoformat(), "closes_at": (now + 52 * HOUR).isoformat()}
    assert officer.post(f"/api/v1/exams/{exam.pk}/windows/", body | past, format="json").status_code == 400
    assert (
        officer.post(f"/api/v1/exams/{exam.pk}/windows/", {"kind": "make_up"} | times, format="json").status_code == 400
    )
