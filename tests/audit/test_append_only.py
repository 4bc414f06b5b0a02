"""I21: nobody changes or removes what is on record, whoever is connected to the database."""

import pytest
from django.db import DatabaseError, connection, transaction

from exam_platform.audit.actions import record, seal_records
from exam_platform.audit.models import AuditRecord, AuditSeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded():
    record(kind="test.done", actor=None, detail={"n": 1})
    seal_records()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_auditrecord SET kind = 'x'",
        "DELETE FROM audit_auditrecord",
        "UPDATE audit_auditseal SET digest = 'x'",
        "DELETE FROM audit_auditseal",
    ],
)
def test_it_refuses_update_and_delete(recorded, statement):
    before = list(AuditRecord.objects.values()), list(AuditSeal.objects.values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (list(AuditRecord.objects.values()), list(AuditSeal.objects.values())) == before


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["audit_auditrecord", "audit_auditseal"])
def test_it_refuses_to_replace_a_row(recorded, table):
    """REPLACE deletes without firing delete triggers."""
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["audit_auditrecord", "audit_auditseal"])
def test_it_refuses_truncate(recorded, table):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")


@pytest.mark.postgresql
def test_it_refuses_an_upsert(recorded):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_auditrecord SELECT * FROM audit_auditrecord ON CONFLICT (id) DO UPDATE SET kind = 'x'"
        )
