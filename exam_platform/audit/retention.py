"""Removing what is older than the law and the setting ask for: whole sealed segments, whose seals stay.

The triggers that refuse DELETE have no door of their own, for a door that a session can open is open to whoever can
send SQL. The command opens them as only the owner of the table can: it takes the trigger away and puts it back within
the transaction that deletes. Run it with the owner's database account, not the application's.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from exam_platform.api import database_now

from . import chain
from .actions import record
from .models import AuditRecord, AuditSeal

# 网络安全法 第二十一条: network logs are kept for six months at least.
FEWEST_MONTHS = 6
DAYS_PER_MONTH = 31
SEALS_PER_TRANSACTION = 50
DELETE_TRIGGER = "audit_record_no_delete"


class TooYoung(ValueError):
    """Asked to remove records younger than the six months that they must be kept."""


def remove_old_records(*, months: int) -> int:
    """Remove the records of all segments sealed more than `months` ago; answer how many. The seals stay."""
    if months < FEWEST_MONTHS:
        raise TooYoung(f"审计记录至少保存 {FEWEST_MONTHS} 个月。")
    removed = 0
    while count := _remove_some(dt.timedelta(days=DAYS_PER_MONTH * months)):
        removed += count
    return removed


@transaction.atomic
def _remove_some(age: dt.timedelta) -> int:
    """Some of the oldest segments that still have records; 0 when none is old enough."""
    oldest = AuditRecord.objects.order_by("id").values_list("id", flat=True).first()
    old_enough = AuditSeal.objects.filter(last_record__gte=oldest or 0, sealed_at__lt=database_now() - age)
    seals = list(old_enough.order_by("id").values("id", "last_record", "digest")[:SEALS_PER_TRANSACTION])
    if oldest is None or not seals:
        return 0
    last = seals[-1]
    with deletion_allowed():
        count, _ = AuditRecord.objects.filter(id__lte=last["last_record"]).delete()
    signature = chain.removal_signature(settings.AUDIT_KEY, last["id"], last["digest"])
    removed = {"last_seal": last["id"], "digest": last["digest"], "records": count, "signature": signature}
    record(kind="audit.removed", actor=None, detail=removed)
    return count


@contextmanager
def deletion_allowed() -> Iterator[None]:
    """Inside a transaction, as the owner of the table. A crash in between rolls the trigger back too."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE audit_auditrecord DISABLE TRIGGER {DELETE_TRIGGER}")
            yield
            cursor.execute(f"ALTER TABLE audit_auditrecord ENABLE TRIGGER {DELETE_TRIGGER}")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [DELETE_TRIGGER])
            definition = cursor.fetchone()[0]
            cursor.execute(f"DROP TRIGGER {DELETE_TRIGGER}")
            yield
            cursor.execute(definition)
