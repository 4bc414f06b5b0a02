"""The keys of an installation as a whole: what names them, what is printed of them, what is read back. Pure."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from exam_platform.keys import decode_field_keys, decode_key

LINE = re.compile(r"^\s*(SECRET_KEY|FIELD_KEYS|BLIND_INDEX_KEY|AUDIT_KEY|AUDIT_KEY_FALLBACKS)\s*=\s*(.*?)\s*$", re.M)
NEEDED = ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY", "AUDIT_KEY")


def fingerprint(key: bytes) -> str:
    """Names a key without telling anything about it."""
    return hashlib.sha256(b"key fingerprint:" + key).hexdigest()[:16]


@dataclass(frozen=True)
class KeyRing:
    secret_key: str
    field_keys: dict[str, bytes]
    blind_index_key: bytes
    audit_key: bytes
    audit_key_fallbacks: list[bytes] = field(default_factory=list)

    @classmethod
    def read(cls, text: str) -> Self:
        """From a key sheet as text, an environment file or secrets.json; ValueError says what is wrong."""
        if text.lstrip().startswith("{"):
            found = {name.upper(): value for name, value in json.loads(text).items()}
        else:
            found = dict(LINE.findall(text))
        if missing := [name for name in NEEDED if not found.get(name)]:
            raise ValueError(f"缺少 {'、'.join(missing)}")
        older = found.get("AUDIT_KEY_FALLBACKS") or ""
        try:
            return cls(
                secret_key=found["SECRET_KEY"],
                field_keys=decode_field_keys(found["FIELD_KEYS"]),
                blind_index_key=decode_key(found["BLIND_INDEX_KEY"]),
                audit_key=decode_key(found["AUDIT_KEY"]),
                audit_key_fallbacks=[decode_key(each.strip()) for each in older.split(",") if each.strip()],
            )
        except ValueError as error:
            raise ValueError(f"密钥不完整或有错字({error})") from error

    def named(self) -> dict[str, bytes]:
        """Each key by a name that tells which it is."""
        return {
            "SECRET_KEY": self.secret_key.encode(),
            **{f"FIELD_KEYS {key_id}": key for key_id, key in self.field_keys.items()},
            "BLIND_INDEX_KEY": self.blind_index_key,
            "AUDIT_KEY": self.audit_key,
            **{f"AUDIT_KEY_FALLBACKS {i}": key for i, key in enumerate(self.audit_key_fallbacks, 1)},
        }

    def fingerprints(self) -> dict[str, str]:
        return {name: fingerprint(key) for name, key in self.named().items()}

    def missing(self, needed: dict[str, str]) -> list[str]:
        """Those of `needed` (fingerprints by name, from a manifest) that are not here; audit keys may change places."""
        here = self.fingerprints()
        audit = {value for name, value in here.items() if name.startswith("AUDIT_KEY")}
        return [
            name
            for name, value in needed.items()
            if (value not in audit if name.startswith("AUDIT_KEY") else here.get(name) != value)
        ]

    def settings(self) -> dict[str, str]:
        """As they stand in the environment, and on the sheet."""
        return {
            "SECRET_KEY": self.secret_key,
            "FIELD_KEYS": ",".join(f"{key_id}:{_text(key)}" for key_id, key in self.field_keys.items()),
            "BLIND_INDEX_KEY": _text(self.blind_index_key),
            "AUDIT_KEY": _text(self.audit_key),
            "AUDIT_KEY_FALLBACKS": ",".join(map(_text, self.audit_key_fallbacks)),
        }

    def write_secrets(self, path: Path) -> None:
        """As DATA_DIR/secrets.json, readable by its owner alone."""
        path.touch(mode=0o600)
        path.write_text(json.dumps({name.lower(): value for name, value in self.settings().items() if value}, indent=2))


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()
