import datetime as dt
import gzip
import json

import pytest

from exam_platform.audit.models import AuditRecord
from tests.factories.exams import make_published_exam, shift_windows

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam(district):
    return make_published_exam(district)


def url(exam, form=None):
    return f"/api/v1/exams/{exam.pk}/forms/{(form or exam.forms.first()).pk}/preview/"


def test_the_officer_sees_what_a_candidate_would_and_it_is_on_record(officer, exam, district):
    form = exam.forms.first()
    response = officer.post(url(exam), {}, format="json")
    assert response.status_code == 200
    assert response.json() == json.loads(gzip.decompress(form.content))
    record = AuditRecord.objects.get(kind="form.previewed")
    assert (record.actor, record.subject) == (district.officer, f"form:{form.pk}")
    assert record.detail == {"exam": exam.pk, "number": 1}


def test_it_is_no_get(officer, exam):
    """S19: what leaves a trace is not fetched by following a link."""
    assert officer.get(url(exam)).status_code == 405
    assert not AuditRecord.objects.filter(kind="form.previewed").exists()


def test_the_auditor_waits_for_the_end_of_the_last_window(as_person, exam, district):
    auditor = as_person(district.auditor)
    assert auditor.post(url(exam), {}, format="json").status_code == 403
    shift_windows(exam, -dt.timedelta(hours=6))
    assert auditor.post(url(exam), {}, format="json").status_code == 403
    shift_windows(exam, -dt.timedelta(days=2))
    assert auditor.post(url(exam), {}, format="json").status_code == 200


def test_nobody_else_sees_a_paper(as_person, stranger, exam, district):
    """I16."""
    shift_windows(exam, -dt.timedelta(days=3))
    candidate = exam.entries.first().person
    assert as_person(district.unit_administrator).post(url(exam), {}, format="json").status_code == 403
    assert as_person(candidate).post(url(exam), {}, format="json").status_code == 404
    assert stranger.post(url(exam), {}, format="json").status_code == 404
    assert not AuditRecord.objects.filter(kind="form.previewed").exists()


def test_a_form_of_another_examination_is_not_found(officer, exam, district):
    other = make_published_exam(district)
    assert officer.post(url(exam, other.forms.first()), {}, format="json").status_code == 404
