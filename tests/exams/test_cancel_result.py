import pytest

from exam_platform.audit.models import AuditRecord
from tests.factories.exams import make_published_exam

pytestmark = pytest.mark.django_db
REASON = {"reason": "请人代考"}


@pytest.fixture
def entry(district):
    """She has sat and passed."""
    entry = make_published_exam(district).entries.first()
    entry.sat_main, entry.score, entry.verdict = True, 8800, "passed"
    entry.save()
    return entry


def url(entry):
    return f"/api/v1/exams/{entry.exam_id}/entries/{entry.pk}/result-cancellation/"


def test_the_score_stays_and_the_line_says_it_does_not_count(officer, entry):
    response = officer.post(url(entry), REASON, format="json")
    assert response.status_code == 200
    assert (response.json()["result_cancelled"], response.json()["score"]) == (True, 8800)
    assert AuditRecord.objects.filter(kind="entry.cancel_result", subject=f"entry:{entry.pk}").count() == 1
    again = officer.post(url(entry), REASON, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "result_cancelled")


def test_it_is_restored_with_a_reason(officer, entry):
    officer.post(url(entry), REASON, format="json")
    assert officer.delete(url(entry), format="json").status_code == 400
    response = officer.delete(url(entry), {"reason": "查无实据"}, format="json")
    assert (response.status_code, response.json()["result_cancelled"]) == (200, False)
    again = officer.delete(url(entry), {"reason": "查无实据"}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "result_not_cancelled")
    assert [change.act for change in entry.changes.all()] == ["cancel_result", "restore_result"]


def test_who_has_not_sat_has_no_result(officer, entry):
    other = entry.exam.entries.exclude(pk=entry.pk).first()
    response = officer.post(url(other), REASON, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "has_not_sat")


def test_only_who_manages_the_examination_may(as_person, stranger, entry, district):
    assert as_person(district.auditor).post(url(entry), REASON, format="json").status_code == 403
    assert stranger.post(url(entry), REASON, format="json").status_code == 404


def test_nobody_decides_about_her_own_line(district, officer, entry):
    """S37."""
    own = entry.exam.entries.exclude(pk=entry.pk).first()
    own.person, own.sat_main = district.officer, True
    own.save()
    response = officer.post(url(own), REASON, format="json")
    assert (response.status_code, response.json()["code"]) == (403, "own_entry")
    own.refresh_from_db()
    assert not own.result_cancelled
