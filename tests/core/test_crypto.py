"""Columns that only the application can read."""

from __future__ import annotations

import base64

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as some

from yaqaza.core import crypto

TEXT = "تعيش مع حفيدتها في غرفة واحدة."


@given(some.text())
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert crypto.decrypt(crypto.encrypt(text)) == text


def test_a_token_stands_in_an_address_and_is_never_the_same_twice() -> None:
    one, other = crypto.encrypt(TEXT), crypto.encrypt(TEXT)
    assert one != other
    assert one.replace("-", "").replace("_", "").isalnum()
    assert one.isascii()


def test_nobody_reads_or_changes_a_token_without_the_key(settings) -> None:
    token = crypto.encrypt(TEXT)
    raw = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    for place in (0, 1, 20, len(raw) - 1):
        changed = bytearray(raw)
        changed[place] ^= 1
        with pytest.raises(crypto.Unreadable):
            crypto.decrypt(base64.urlsafe_b64encode(changed).decode())
    settings.FIELD_KEY = Fernet.generate_key().decode()
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(token)


@pytest.mark.parametrize("token", ["x", "AQ", "gAAA", "é", "AQ" * 30, "!!!!"])
def test_what_is_no_token_is_unreadable(token: str) -> None:
    with pytest.raises(crypto.Unreadable):
        crypto.decrypt(token)


def test_what_was_encrypted_by_fernet_is_still_read(settings) -> None:
    token = Fernet(settings.FIELD_KEY).encrypt(TEXT.encode()).decode()
    assert crypto.decrypt(token) == TEXT
    assert crypto.decrypt(token.rstrip("=")) == TEXT


def test_a_key_that_is_too_short_is_refused(settings) -> None:
    settings.FIELD_KEY = "c2hvcnQ="
    with pytest.raises(ValueError, match="32 bytes"):
        crypto.encrypt(TEXT)
