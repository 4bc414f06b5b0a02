"""Checking the audit chain against the records: is anything altered, missing, exchanged or added, and where."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from . import chain
from .actions import SEALED_FIELDS, record_line
from .models import AuditRecord, AuditSeal


@dataclass
class Verdict:
    """`removed` counts the records that retention took away; `unsealed` those newer than the last seal."""

    seals: int = 0
    records: int = 0
    removed: int = 0
    unsealed: int = 0
    head: str = chain.GENESIS
    faults: list[chain.Fault] = field(default_factory=list)


def audit_keys() -> dict[str, bytes]:
    return {chain.key_id(key): key for key in (settings.AUDIT_KEY, *settings.AUDIT_KEY_FALLBACKS)}


@transaction.atomic
def verify_chain(*, expected_head: str = "") -> Verdict:
    """Walk the whole chain. `expected_head` is a digest that the log named once: it must still be in the chain."""
    verdict, keys = Verdict(), audit_keys()
    removed_through = last_removed_seal(keys)
    heads = {chain.GENESIS}
    last_record = 0
    for seal in AuditSeal.objects.order_by("id").iterator(chunk_size=20):
        if seal.previous != verdict.head:
            verdict.faults.append(chain.Fault("broken_link", seal.id))
        verdict.faults.extend(_check_seal(seal, keys, removed_through, verdict, last_record))
        verdict.seals += 1
        verdict.head = seal.digest
        heads.add(seal.digest)
        last_record = max(last_record, seal.last_record)
    verdict.unsealed = AuditRecord.objects.filter(id__gt=last_record).count()
    if expected_head and expected_head not in heads:
        verdict.faults.append(chain.Fault("head_missing", verdict.seals))
    return verdict


def _check_seal(
    seal: AuditSeal, keys: dict[str, bytes], removed_through: int, verdict: Verdict, after: int
) -> Iterator[chain.Fault]:
    key = keys.get(seal.key_id)
    if key is None:
        yield chain.Fault("unknown_key", seal.id)
        return
    try:
        sealed = chain.read_lines(seal.record_digests)
    except ValueError:
        yield chain.Fault("seal_altered", seal.id)
        return
    bounds = (seal.first_record, seal.last_record, seal.count)
    if seal.digest != chain.seal_digest(key, seal.previous, sealed) or bounds != (
        sealed[0].id,
        sealed[-1].id,
        len(sealed),
    ):
        yield chain.Fault("seal_altered", seal.id)
        return
    # From the end of the seal before: a record slipped in between two batches is one too many as well.
    rows = AuditRecord.objects.filter(id__gt=after, id__lte=seal.last_record).order_by("id")
    found = [record_line(key, row) for row in rows.values("id", *SEALED_FIELDS)]
    if not found and seal.id <= removed_through:
        verdict.removed += seal.count
        return
    verdict.records += len(found)
    yield from chain.faults_in(seal.id, sealed, found)


def last_removed_seal(keys: dict[str, bytes]) -> int:
    """The last seal whose records retention removed, by what retention itself recorded and signed; 0 if none."""
    last = 0
    for detail in AuditRecord.objects.filter(kind="audit.removed").values_list("detail", flat=True):
        seal, digest, signature = detail.get("last_seal"), detail.get("digest"), detail.get("signature")
        genuine = isinstance(seal, int) and any(
            signature == chain.removal_signature(key, seal, str(digest)) for key in keys.values()
        )
        if genuine and AuditSeal.objects.filter(id=seal, digest=digest).exists():
            last = max(last, int(seal))
    return last
