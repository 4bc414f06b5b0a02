"""Encryption at rest of ID numbers, phones and uploaded rosters, and the blind index they are looked up by.

A sealed value names its cipher and its key: ``aesgcm:<key id>:<base64 of nonce + ciphertext>``, so that another
cipher (SM4) or key can join without a migration. `settings.FIELD_KEYS` maps key ids to 32-byte keys; the first
seals, all unseal. The blind index is an HMAC-SHA-256 under a key of its own: an ID number has so few possible
values that a plain digest of it can be reversed by trying them all (S55).
"""

import base64
import hashlib
import hmac
import os
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE_BYTES = 12


class UnknownSealingKey(ValueError):
    """The value was sealed under a key that this installation does not have."""


class WrongSealingKey(ValueError):
    """The key of that id is another one than sealed the value, or the value was altered."""


def seal_bytes(plain: bytes) -> bytes:
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(NONCE_BYTES)
    return b"aesgcm:" + key_id.encode() + b":" + base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, None))


def unseal_bytes(sealed: bytes) -> bytes:
    cipher, key_id, body = bytes(sealed).split(b":", 2)
    key = settings.FIELD_KEYS.get(key_id.decode())
    if cipher != b"aesgcm" or key is None:
        raise UnknownSealingKey(f"{cipher.decode()}:{key_id.decode()}")
    raw = base64.b64decode(body)
    try:
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)
    except InvalidTag as error:
        raise WrongSealingKey(key_id.decode()) from error


def seal(plain: str) -> str:
    return seal_bytes(plain.encode()).decode() if plain else ""


def unseal(sealed: str) -> str:
    return unseal_bytes(sealed.encode()).decode() if sealed else ""


def blind_index(purpose: str, value: str) -> str:
    """The look-up form of `value` (normalised by the caller); `purpose` keeps the indexes of two fields apart."""
    return hmac.new(settings.BLIND_INDEX_KEY, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


class UnreadableText(str):
    """What a sealed value reads as while its key is not at hand: empty, and written back as it was."""

    sealed: str

    def __new__(cls, sealed: str) -> Self:
        text = super().__new__(cls)
        text.sealed = sealed
        return text


class SealedTextField(models.TextField):  # type: ignore[type-arg] # subscripting it fails at run time
    """Text that is sealed in the database and plain in Python.

    After a restore without its key a value is unreadable, and the platform runs on without it: nobody could
    sign in if loading a person failed. `doctor` says so, and nothing is lost should the key be found.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if value is None:
            return None
        try:
            return unseal(value)
        except (UnknownSealingKey, WrongSealingKey):
            return UnreadableText(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if isinstance(value, UnreadableText):
            return value.sealed
        return value if value is None else seal(value)
