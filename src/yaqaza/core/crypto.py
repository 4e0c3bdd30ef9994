"""Encryption of single fields, and blind indexes to find them again.

``YAQAZA_FIELD_KEY`` encrypts (Fernet: AES-128-CBC + HMAC-SHA256); ``YAQAZA_INDEX_KEY`` keys the HMAC of the blind index. They are
two keys, so that someone who holds a copy of the database and the index key can test a guess but not read a column.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import models
from django.db.models.lookups import Exact


@lru_cache(maxsize=4)
def _fernet(key: str) -> Fernet:
    return Fernet(key.encode())


def encrypt(text: str) -> str:
    """Return ``text`` encrypted; the empty string stays empty."""
    return _fernet(settings.FIELD_KEY).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Return the text that ``encrypt`` was given."""
    return _fernet(settings.FIELD_KEY).decrypt(token.encode()).decode() if token else ""


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
