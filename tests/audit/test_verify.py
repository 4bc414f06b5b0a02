"""`audit verify` says where the chain is broken. The tamperer here owns the database: triggers do not stop her."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from exam_platform.audit.actions import record, seal_records
from exam_platform.audit.models import AuditRecord, AuditSeal
from exam_platform.audit.verification import verify_chain
from tests.append_only import unprotected

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """Three sealed batches of three records each."""
    for batch in range(3):
        for number in range(3):
            record(kind="test.done", actor=None, subject=f"thing:{batch}{number}", detail={"字": f"第{number}次"})
        seal_records()
    return list(AuditRecord.objects.order_by("id").values_list("id", flat=True))


def tamper(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in list(unprotected(statements)):
            cursor.execute(statement)


def faults(**options):
    return [(fault.what, fault.seal, fault.record) for fault in verify_chain(**options).faults]


def seal_ids():
    return list(AuditSeal.objects.order_by("id").values_list("id", flat=True))


def test_it_finds_a_sound_chain(chain):
    verdict = verify_chain()
    assert (verdict.faults, verdict.seals, verdict.records, verdict.unsealed) == ([], 3, 9, 0)


def test_it_counts_what_is_not_yet_sealed(chain):
    record(kind="test.done", actor=None)
    assert verify_chain().unsealed == 1


@pytest.mark.parametrize(
    "column", ["kind = 'x'", "subject = ''", "detail = '{}'", "actor_id = 5", "unit_path = '0001'"]
)
def test_it_names_an_altered_record(chain, column):
    tamper(f"UPDATE audit_auditrecord SET {column} WHERE id = {chain[4]}")
    assert faults() == [("altered", seal_ids()[1], chain[4])]


def test_it_names_a_missing_record(chain):
    tamper(f"DELETE FROM audit_auditrecord WHERE id = {chain[5]}")
    assert faults() == [("missing", seal_ids()[1], chain[5])]


def test_it_names_exchanged_records(chain):
    one, other = chain[3], chain[5]
    tamper(
        f"UPDATE audit_auditrecord SET id = -1 WHERE id = {one}",
        f"UPDATE audit_auditrecord SET id = {one} WHERE id = {other}",
        f"UPDATE audit_auditrecord SET id = {other} WHERE id = -1",
    )
    assert faults() == [("exchanged", seal_ids()[1], one), ("exchanged", seal_ids()[1], other)]


def test_it_names_a_record_that_was_added_afterwards(chain):
    tamper(
        f"UPDATE audit_auditrecord SET id = id + 100 WHERE id > {chain[5]}",
        f"UPDATE audit_auditseal SET first_record = 0 WHERE id = {seal_ids()[2]}",
    )
    assert ("seal_altered", seal_ids()[2], None) in faults()


def test_it_names_a_removed_segment(chain):
    tamper(f"DELETE FROM audit_auditrecord WHERE id IN ({chain[3]}, {chain[4]}, {chain[5]})")
    assert [what for what, _, _ in faults()] == ["missing"] * 3


def test_it_sees_that_a_seal_is_missing(chain):
    _, second, third = seal_ids()
    tamper(f"DELETE FROM audit_auditseal WHERE id = {second}")
    found = faults()
    assert ("broken_link", third, None) in found
    assert {record for what, _, record in found if what == "added"} == set(chain[3:6])


def test_it_sees_a_forged_seal(chain):
    tamper(f"UPDATE audit_auditseal SET record_digests = 'x' WHERE id = {seal_ids()[0]}")
    assert faults() == [("seal_altered", seal_ids()[0], None)]


def test_a_cut_off_end_shows_by_the_head_that_the_log_named(chain):
    head = AuditSeal.objects.order_by("id").last().digest
    tamper(
        f"DELETE FROM audit_auditseal WHERE id = {seal_ids()[2]}",
        f"DELETE FROM audit_auditrecord WHERE id > {chain[5]}",
    )
    assert faults() == []
    assert [what for what, _, _ in faults(expected_head=head)] == ["head_missing"]


def test_it_cannot_be_sealed_anew_without_the_key(chain, settings):
    settings.AUDIT_KEY = b"x" * 32
    assert {what for what, _, _ in faults()} == {"unknown_key"}


def test_an_older_key_still_verifies(chain, settings):
    settings.AUDIT_KEY_FALLBACKS = [settings.AUDIT_KEY]
    settings.AUDIT_KEY = b"x" * 32
    record(kind="test.done", actor=None)
    seal_records()
    assert faults() == []


def test_the_command_fails_and_says_where(chain):
    tamper(f"UPDATE audit_auditrecord SET kind = 'x' WHERE id = {chain[0]}")
    output = io.StringIO()
    with pytest.raises(CommandError, match="1 处"):
        call_command("audit", "verify", stdout=output)
    assert f"记录 {chain[0]}：记录内容被改动" in output.getvalue()
