"""The attempt token and the signature of a paper's address: verified without a query.

A token names attempt, entry and lease, and carries the outline of the form, so that a save can be checked against the
paper without reading it. It has no expiry: it dies with the lease or with the attempt. Rotating SECRET_KEY keeps it
alive through SECRET_KEY_FALLBACKS.
"""

import base64
import binascii
import hmac
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.conf import settings

from exam_platform.sittings.changes import Outline
from exam_platform.sittings.errors import BadToken

PURPOSE = b"exam_platform.sittings.token"
HEAD = struct.Struct(">QQI")
RUN = struct.Struct(">BB")
SIGNATURE_BYTES = 32
# Within the 8 kB that a proxy grants a line of the header, for any paper that a blueprint may ask for.
LONGEST = 7600


@dataclass(frozen=True)
class Token:
    attempt: int
    entry: int
    lease: int
    outline: Outline


def make_token(*, attempt: int, entry: int, lease: int, outline: bytes) -> str:
    """`outline` as `pack` makes it."""
    payload = HEAD.pack(attempt, entry, lease) + outline
    return _text(payload + _sign(payload, settings.SECRET_KEY))


@lru_cache(maxsize=4096)
def read_token(text: str) -> Token:
    """The verified token; BadToken for anything else. A verified text stays verified as long as the process."""
    payload = _verified(text)
    attempt, entry, lease = HEAD.unpack_from(payload)
    return Token(attempt, entry, lease, _unpack(payload[HEAD.size :]))


def sign_content(*, attempt: int, form: int, content_hash: str) -> str:
    """The signature in the address of a form's content, given out with a started attempt alone."""
    return _text(_sign(_content(attempt, form, content_hash), settings.SECRET_KEY))


def check_content(signature: str, *, attempt: int, form: int, content_hash: str) -> bool:
    given, content = signature.encode(), _content(attempt, form, content_hash)
    return any(hmac.compare_digest(_text(_sign(content, key)).encode(), given) for key in _keys())


def _content(attempt: int, form: int, content_hash: str) -> bytes:
    return f"content:{attempt}:{form}:{content_hash}".encode()


def _verified(text: str) -> bytes:
    if len(text) > LONGEST:
        raise BadToken
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise BadToken from error
    payload, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    if not any(hmac.compare_digest(_sign(payload, key), signature) for key in _keys()):
        raise BadToken
    # Base64 has several spellings of one value; only the one given out is the token.
    if _text(raw) != text:
        raise BadToken
    return payload


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _sign(payload: bytes, secret: str) -> bytes:
    return hmac.digest(_derived(secret), payload, "sha256")


@lru_cache(maxsize=16)
def _derived(secret: str) -> bytes:
    return hmac.digest(secret.encode(), PURPOSE, "sha256")


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def pack(outline: Outline) -> bytes:
    """Runs of questions of one shape; papers have few. Positions run from 1 without a gap."""
    if sorted(outline) != list(range(1, len(outline) + 1)):
        raise ValueError("positions must run from 1 without a gap")
    packed = bytearray()
    for shape, run in groupby(outline[position] for position in sorted(outline)):
        text = shape.encode()
        packed += RUN.pack(len(text), len(list(run))) + text
    return bytes(packed)


def _unpack(packed: bytes) -> Outline:
    return dict(enumerate(_questions(packed), start=1))


def _questions(packed: bytes) -> Iterator[str]:
    place = 0
    while place < len(packed):
        length, count = RUN.unpack_from(packed, place)
        place += RUN.size
        shape = packed[place : place + length].decode()
        place += length
        yield from [shape] * count
