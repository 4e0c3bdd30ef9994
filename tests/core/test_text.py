"""What is kept of what was typed, and from which side it is read."""

from __future__ import annotations

import pytest

from yaqaza.core.text import clean, direction


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a\r\nb\rc\td  ", "a\nb\nc\td"),
        ("a\x00b\x1b\x7f\x85\ud800c", "abc"),
        (
            "\u202bعربي\u202c \u200fنص\u200d",
            "\u202bعربي\u202c \u200fنص\u200d",
        ),  # marks of direction are typed on purpose
        (" \x00 ", ""),
    ],
)
def test_clean_takes_away_what_no_keyboard_types(typed: str, kept: str) -> None:
    assert clean(typed) == kept
    assert clean(kept) == kept
    kept.encode()


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("RT @x نداء عاجل", "rtl"), ("@UNICEF_official https://t.co/AbCdEfGh شكرا", "rtl"), ("Mme Amina, شارع", "ltr"),
        ("عجوز في cité AADL بلا دواء", "rtl"), ("ⴰⵣⵓⵍ", "ltr"), ("0550 00 12 34 !", "auto"), ("", "auto"), ("RT @x", "auto"),
        ("نص ab", "rtl"), ("RTL is not RT", "ltr"),
    ],
)  # fmt: skip
def test_most_letters_decide_the_side(text: str, side: str) -> None:
    assert direction(text) == side
