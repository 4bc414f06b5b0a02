"""Recording acts, and sealing what was recorded. Nothing else writes to the audit log but audit/retention.py."""

import logging
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction

from . import chain, context
from .models import AuditRecord, AuditSeal
from .plain_text import plain

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

logger = logging.getLogger(__name__)

BATCH = 1000
# Advisory locks of PostgreSQL; the first is taken, shared, by the trigger of migration 0002 when a record is inserted.
RECORDING_LOCK = 7_120_001
SEALING_LOCK = 7_120_002
SEALED_FIELDS = ("at", "kind", "actor_id", "subject", "unit_path", "address", "request_id", "detail")


def record(
    *,
    kind: str,
    actor: "AbstractBaseUser | int | None",
    subject: str = "",
    unit_path: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write one act in the caller's transaction: it is on record exactly if it happened. One statement.

    `kind` is `noun.verb` ("session.started"), `subject` `noun:id`; neither these nor `detail` name a person by
    anything but the id.
    """
    known = context.current()
    AuditRecord.objects.create(
        kind=kind,
        actor_id=actor if isinstance(actor, int) or actor is None else actor.pk,
        subject=subject,
        unit_path=unit_path,
        address=known.address,
        request_id=known.request_id,
        detail=plain(detail or {}),
    )


def record_all(
    *, kind: str, actor: "AbstractBaseUser | int | None", acts: Iterable[tuple[str, str, Mapping[str, Any]]]
) -> None:
    """As `record`, for one act on many: each of `acts` is subject, unit path and detail. One statement for hundreds."""
    known = context.current()
    AuditRecord.objects.bulk_create(
        AuditRecord(
            kind=kind,
            actor_id=actor if isinstance(actor, int) or actor is None else actor.pk,
            subject=subject,
            unit_path=unit_path,
            address=known.address,
            request_id=known.request_id,
            detail=plain(detail),
        )
        for subject, unit_path, detail in acts
    )


def seal_records(*, batches: int = 20) -> int:
    """Seal what was recorded since the last seal, in batches; answer how many records. Two sealers cannot collide."""
    newest = newest_complete_record()
    sealed = 0
    for _ in range(batches if newest else 0):
        count = _seal_batch(newest)
        sealed += count
        if count < BATCH:
            break
    return sealed


def newest_complete_record(*, patience: float = 1.0) -> int:
    """The highest id below which no record can appear any more; 0 if that cannot be told now (PostgreSQL, busy).

    On PostgreSQL an id is drawn before its transaction commits, so a higher one may be visible earlier. The inserting
    statement holds a shared lock until its transaction ends: for the moment in which we hold it alone, every
    id drawn is either committed or gone. We never queue for it, so nobody who records waits for us. SQLite has one
    writer.
    """
    give_up = time.monotonic() + patience
    while True:
        with transaction.atomic():
            if connection.vendor != "postgresql" or _try_lock(RECORDING_LOCK):
                return AuditRecord.objects.order_by("-id").values_list("id", flat=True).first() or 0
        if time.monotonic() > give_up:
            logger.info("sealing postponed: acts are being recorded without a pause")
            return 0
        time.sleep(0.02)


def _try_lock(number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        locked: bool = cursor.fetchone()[0]
        return locked


@transaction.atomic
def _seal_batch(newest: int) -> int:
    if connection.vendor == "postgresql" and not _try_lock(SEALING_LOCK):
        return 0
    last = AuditSeal.objects.order_by("-id").first()
    previous = last.digest if last else chain.GENESIS
    unsealed = AuditRecord.objects.filter(id__gt=last.last_record if last else 0, id__lte=newest)
    rows = list(unsealed.order_by("id").values("id", *SEALED_FIELDS)[:BATCH])
    if not rows:
        return 0
    key: bytes = settings.AUDIT_KEY
    lines = [record_line(key, row) for row in rows]
    seal = AuditSeal.objects.create(
        first_record=lines[0].id,
        last_record=lines[-1].id,
        count=len(lines),
        record_digests=chain.write_lines(lines),
        previous=previous,
        digest=chain.seal_digest(key, previous, lines),
        key_id=chain.key_id(key),
    )
    transaction.on_commit(lambda: _log_head(seal))
    return len(lines)


def record_line(key: bytes, row: dict[str, Any]) -> chain.RecordLine:
    """`row` as `values("id", *SEALED_FIELDS)` gives it."""
    return chain.RecordLine(row["id"], chain.record_digest(key, {name: row[name] for name in SEALED_FIELDS}))


def _log_head(seal: AuditSeal) -> None:
    """A copy outside the database: without it, cutting off the newest seals would leave a sound chain."""
    logger.info("audit chain head", extra={"seal": seal.id, "last_record": seal.last_record, "digest": seal.digest})
