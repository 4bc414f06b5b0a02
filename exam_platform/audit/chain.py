"""The arithmetic of the audit chain: digests of records and of seals, and what differs when one is broken. Pure."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# The first seal has no predecessor.
GENESIS = "0" * 64
DIGEST_LENGTH = 32


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record as a seal knows it."""

    id: int
    digest: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain is broken: `what` is a key of FAULTS, `record` the id of the row, None for a whole seal."""

    what: str
    seal: int
    record: int | None = None


FAULTS = {
    "altered": "记录内容被改动",
    "missing": "记录缺失",
    "exchanged": "记录次序被调换",
    "added": "封存之后插入的记录",
    "seal_altered": "封存段本身被改动",
    "broken_link": "与上一封存段不衔接（中间有封存段缺失、插入或次序被改）",
    "unknown_key": "封存所用的密钥不在本机配置中",
    "head_missing": "日志中记下的链尾不在链上（末尾的封存段被删）",
}


def key_id(key: bytes) -> str:
    """What names a key without telling anything about it."""
    return hashlib.sha256(b"audit key id:" + key).hexdigest()[:16]


def record_digest(key: bytes, fields: Mapping[str, Any]) -> str:
    """Of everything but the id, so that two exchanged records can be recognised."""
    content = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_text)
    return hmac.new(key, b"record:" + content.encode(), hashlib.sha256).hexdigest()[:DIGEST_LENGTH]


def _text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    raise TypeError(type(value).__name__)


def seal_digest(key: bytes, previous: str, lines: Sequence[RecordLine]) -> str:
    content = f"seal:{previous}:{len(lines)}:{write_lines(lines)}"
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def removal_signature(key: bytes, last_seal: int, digest: str) -> str:
    """What proves that the records up to a seal were removed by the retention command, by one who has the key."""
    return hmac.new(key, f"removed:{last_seal}:{digest}".encode(), hashlib.sha256).hexdigest()


def write_lines(lines: Iterable[RecordLine]) -> str:
    return "\n".join(f"{line.id}:{line.digest}" for line in lines)


def read_lines(text: str) -> list[RecordLine]:
    """Raises ValueError when someone wrote into it."""
    pairs = (line.split(":", 1) for line in text.split("\n"))
    return [RecordLine(int(record), digest) for record, digest in pairs]


def faults_in(seal: int, sealed: Sequence[RecordLine], found: Sequence[RecordLine]) -> Iterator[Fault]:
    """What happened to the rows of a sealed batch since."""
    now = {line.id: line.digest for line in found}
    then = {line.id: line.digest for line in sealed}
    for record, digest in then.items():
        if record not in now:
            yield Fault("missing", seal, record)
        elif now[record] != digest:
            elsewhere = any(other != record and then[other] == now[record] for other in then)
            yield Fault("exchanged" if elsewhere else "altered", seal, record)
    for record in now.keys() - then.keys():
        yield Fault("added", seal, record)
