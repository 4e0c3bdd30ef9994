"""Encryption of single fields, and blind indexes to find them again.

``YAQAZA_FIELD_KEY`` encrypts (AES-256-GCM-SIV, RFC 8452: docs/adr/0032); ``YAQAZA_INDEX_KEY`` keys the HMAC of the blind index. They
are two keys, so that someone who holds a copy of the database and the index key can test a guess but not read a column.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from django.conf import settings
from django.db import models
from django.db.models.lookups import Exact

MARK, NONCE = b"\x01", 12  # what a token begins with, then so many random bytes
FERNET = 0x80  # what tokens of before began with


class Unreadable(ValueError):
    """This is no token of ours, or the key is another one."""


@lru_cache(maxsize=4)
def _cipher(key: str) -> AESGCMSIV:
    secret = base64.urlsafe_b64decode(key)
    if len(secret) != 32:
        raise ValueError("YAQAZA_FIELD_KEY must be 32 bytes in URL-safe base64.")
    return AESGCMSIV(hmac.digest(secret, b"columns", hashlib.sha256))


def encrypt(text: str) -> str:
    """Return ``text`` encrypted, in letters that may stand in an address; the empty string stays empty."""
    if not text:
        return ""
    nonce = os.urandom(NONCE)
    sealed = _cipher(settings.FIELD_KEY).encrypt(nonce, text.encode(), None)
    return base64.urlsafe_b64encode(MARK + nonce + sealed).rstrip(b"=").decode()


def decrypt(token: str) -> str:
    """Return the text that ``encrypt`` was given; raises ``Unreadable``."""
    if not token:
        return ""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        if raw[:1] == MARK:
            return _cipher(settings.FIELD_KEY).decrypt(raw[1 : 1 + NONCE], raw[1 + NONCE :], None).decode()
        if raw[:1] == bytes([FERNET]):
            return Fernet(settings.FIELD_KEY).decrypt(base64.urlsafe_b64encode(raw)).decode()
    except (InvalidTag, InvalidToken, ValueError) as error:
        raise Unreadable("not readable with this key") from error
    raise Unreadable("no token")


def blind_index(kind: str, value: str) -> str:
    """Return 64 hex digits by which an already normalised ``value`` can be looked up; "" for no value."""
    if not value:
        return ""
    return hmac.new(settings.INDEX_KEY.encode(), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def _keyed(key: str) -> hashlib.blake2b:
    """A hash that has taken in the key already: copied for each text, which is twice as fast as to begin anew."""
    return hashlib.blake2b(digest_size=4, key=hashlib.sha256(f"numbers:{key}".encode()).digest())


def index_number(text: str) -> int:
    """Return 32 bits with a sign that stand for ``text`` in an index of numbers: keyed, and quick enough for millions.

    Different texts may share one: what it finds is compared afterwards.
    """
    found = _keyed(settings.INDEX_KEY).copy()
    found.update(text.encode())
    return int.from_bytes(found.digest(), "big", signed=True)


class EncryptedTextField(models.TextField):
    """A text column that only the application can read. It cannot be filtered on: add a blind index column."""

    def from_db_value(self, value: str | None, *args: Any) -> str | None:
        return value if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None else encrypt(str(value))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "exact":
            return EmptyOnly
        if lookup_name not in ("isnull",):
            raise TypeError(f"{self.name} is encrypted: look it up by its blind index")
        return super().get_lookup(lookup_name)


class EmptyOnly(Exact):
    """``field=""``: the one value that is stored as it is (for constraints that say "filled or not")."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if rhs != "":
            raise TypeError(
                "an encrypted field is compared with nothing but the empty text: look it up by its blind index"
            )
        super().__init__(lhs, rhs)
