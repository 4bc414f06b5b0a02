import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from exam_platform.audit.actions import record, seal_records
from exam_platform.audit.models import AuditRecord, AuditSeal
from exam_platform.audit.retention import remove_old_records
from exam_platform.audit.verification import verify_chain
from tests.audit.test_verify import tamper

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_and_new():
    """One segment sealed a year ago, one sealed now."""
    for _ in range(2):
        record(kind="test.old", actor=None)
    seal_records()
    year_ago = timezone.now() - dt.timedelta(days=365)
    tamper(f"UPDATE audit_auditseal SET sealed_at = '{year_ago:%Y-%m-%d %H:%M:%S}'")
    record(kind="test.new", actor=None)
    seal_records()


def test_it_removes_whole_old_segments_and_leaves_their_seals(old_and_new):
    assert remove_old_records(months=6) == 2
    assert set(AuditRecord.objects.values_list("kind", flat=True)) == {"test.new", "audit.removed"}
    assert AuditSeal.objects.count() == 2
    verdict = verify_chain()
    assert (verdict.faults, verdict.removed) == ([], 2)


def test_it_removes_nothing_that_is_younger(old_and_new):
    assert remove_old_records(months=13) == 0
    assert AuditRecord.objects.count() == 3


def test_it_refuses_less_than_six_months(old_and_new):
    with pytest.raises(CommandError, match="6 个月"):
        call_command("audit", "remove", "--months", "5")
    assert AuditRecord.objects.count() == 3


def test_the_door_is_closed_again(old_and_new):
    remove_old_records(months=6)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditRecord.objects.all().delete()


def test_a_forged_removal_does_not_hide_what_is_missing(old_and_new):
    """Who can write rows but lacks the key cannot claim that retention took the records."""
    seal = AuditSeal.objects.order_by("id").first()
    tamper("DELETE FROM audit_auditrecord WHERE kind = 'test.old'")
    forged = {"last_seal": seal.id, "digest": seal.digest, "records": 2, "signature": "0" * 64}
    record(kind="audit.removed", actor=None, detail=forged)
    seal_records()
    assert [fault.what for fault in verify_chain().faults] == ["missing", "missing"]
