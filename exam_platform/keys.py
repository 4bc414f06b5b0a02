"""The keys of an installation: read from the environment, else made once and kept beside the data.

A key that changed silently would make every encrypted column unreadable, so the file is written
once, atomically, readable by its owner alone, and never overwritten.
"""

import base64
import json
import os
import secrets
from pathlib import Path
from typing import NotRequired, TypedDict


class Keys(TypedDict):
    """Text as it stands in secrets.json; binary keys are base64."""

    secret_key: str
    field_keys: str
    blind_index_key: str
    audit_key: str
    # older ones, separated by commas; a restore writes them
    audit_key_fallbacks: NotRequired[str]


def new_keys() -> Keys:
    return {
        "secret_key": secrets.token_urlsafe(64),
        "field_keys": f"k1:{new_key()}",
        "blind_index_key": new_key(),
        "audit_key": new_key(),
    }


def new_key() -> str:
    """256 random bits in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def decode_key(text: str) -> bytes:
    """The 32 bytes of a base64 key; ValueError when it is anything else."""
    key = base64.b64decode(text, validate=True)
    if len(key) != 32:
        raise ValueError(f"a key has 32 bytes, this one {len(key)}")
    return key


def decode_field_keys(text: str) -> dict[str, bytes]:
    """`id:base64,id:base64` → keys by id, the first being the one that new values are encrypted with."""
    keys = {}
    for pair in text.split(","):
        key_id, _, encoded = pair.strip().partition(":")
        if not key_id.isidentifier() or key_id in keys:
            raise ValueError(f"field key {key_id!r} has no usable id, or one that stands twice")
        keys[key_id] = decode_key(encoded)
    return keys


def read_or_make_keys(path: Path) -> Keys:
    """The keys in `path`; made there when the file does not exist, by whichever process comes first."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(new_keys(), file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    keys: Keys = json.loads(path.read_text(encoding="utf-8"))
    return keys
