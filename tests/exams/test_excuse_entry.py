import pytest

from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import EntryChange
from exam_platform.exams.signals import roster_changed
from tests.factories.exams import make_published_exam
from tests.factories.sittings import make_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam(district):
    return make_published_exam(district)


def url(entry):
    return f"/api/v1/exams/{entry.exam_id}/entries/{entry.pk}/exemption/"


REASON = {"reason": "本年退休", "document": "人社〔2026〕12号"}


@pytest.mark.parametrize("kind", ["exempt", "reduced", "leave"])
def test_an_act_has_reason_and_document_and_is_on_record(officer, exam, district, kind):
    entry = exam.entries.first()
    response = officer.post(url(entry), {"kind": kind, **REASON}, format="json")
    assert response.status_code == 200
    assert response.json()["status"] == kind
    assert response.json()["exemption"] == {"kind": kind, **REASON}
    record = AuditRecord.objects.get(kind=f"entry.{kind}")
    change = EntryChange.objects.get(entry=entry)
    assert (record.actor, record.subject, record.unit_path) == (
        district.officer,
        f"entry:{entry.pk}",
        entry.unit_path,
    )
    assert record.detail == {"exam": exam.pk, "person": entry.person_id, "change": change.pk}
    assert (change.reason, change.document, change.actor) == ("本年退休", "人社〔2026〕12号", district.officer)


def test_taking_back_makes_her_due_again(officer, exam):
    entry = exam.entries.first()
    officer.post(url(entry), {"kind": "exempt", **REASON}, format="json")
    response = officer.delete(url(entry), {"reason": "登记错误"}, format="json")
    assert (response.status_code, response.json()["status"], response.json()["exemption"]) == (200, "not_started", None)
    assert [change.act for change in entry.changes.all()] == ["exempt", "take_back"]
    again = officer.delete(url(entry))
    assert (again.status_code, again.json()["code"]) == (409, "standing_is_due")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "exempt", "reason": "退休"}, 400, "document_missing"),
        ({"kind": "reduced", "reason": "调离", "document": ""}, 400, "document_missing"),
        ({"kind": "leave", "reason": "出差"}, 200, None),
        ({"kind": "exempt", "document": "文号"}, 400, "invalid"),
        ({"kind": "exempt", "reason": " ", "document": "文号"}, 400, "invalid"),
        ({"kind": "due", **REASON}, 400, "invalid"),
        ({"kind": "exempt", **REASON, "standing": "due"}, 400, "invalid"),
    ],
)
def test_a_reason_is_always_wanted_and_a_document_where_she_leaves_the_roster(officer, exam, body, status, code):
    response = officer.post(url(exam.entries.first()), body, format="json")
    assert (response.status_code, response.json().get("code")) == (status, code)


def test_one_act_does_not_cover_another(officer, exam):
    entry = exam.entries.first()
    officer.post(url(entry), {"kind": "leave", **REASON}, format="json")
    response = officer.post(url(entry), {"kind": "exempt", **REASON}, format="json")
    assert (response.status_code, response.json()["code"]) == (409, "standing_already")


@pytest.mark.parametrize(
    ("state", "kind", "status"),
    [
        ("open", "main", 409),
        ("graded", "main", 409),
        ("submitted", "make_up", 409),
        ("voided", "main", 200),
    ],
)
def test_who_has_sat_stays_on_the_roster(officer, exam, state, kind, status):
    entry = exam.entries.first()
    make_attempt(entry, state=state, window=exam.windows.get(kind=kind))
    assert officer.post(url(entry), {"kind": "exempt", **REASON}, format="json").status_code == status


def test_it_tells_those_above(officer, exam):
    heard = []

    def listen(exam_id, **_):
        heard.append(exam_id)

    roster_changed.connect(listen)
    try:
        officer.post(url(exam.entries.first()), {"kind": "leave", **REASON}, format="json")
    finally:
        roster_changed.disconnect(listen)
    assert heard == [exam.pk]


def test_only_who_manages_the_examination_may(as_person, stranger, exam, district):
    entry = exam.entries.filter(unit=district.units[0]).first()
    body = {"kind": "leave", **REASON}
    assert as_person(district.unit_administrator).post(url(entry), body, format="json").status_code == 403
    assert as_person(district.auditor).delete(url(entry)).status_code == 403
    assert stranger.post(url(entry), body, format="json").status_code == 404
    assert as_person(district.administrator).post(url(entry), body, format="json").status_code == 200


def test_an_entry_of_another_examination_is_not_found(officer, exam, district):
    other = make_published_exam(district).entries.first()
    address = f"/api/v1/exams/{exam.pk}/entries/{other.pk}/exemption/"
    assert officer.post(address, {"kind": "leave", **REASON}, format="json").status_code == 404
