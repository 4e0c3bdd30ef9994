"""What is kept of what was typed, and from which side it is read."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from yaqaza.core.text import clean, direction, parts, unbroken


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


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("اتصلوا على 0661 23 45 67 مساء", ["0661 23 45 67"]), ("+213 661-23-45-67، شكرا", ["+213 661-23-45-67"]),
        ("هاتفه (021) 23.45.67.", ["(021) 23.45.67"]), ("٠٦٦١ ٢٣ ٤٥ ٦٧", ["٠٦٦١ ٢٣ ٤٥ ٦٧"]), ("ملف 16-2026-000123", ["16-2026-000123"]),
        ("0661 23 45 67 / 0550 00 12 34", ["0661 23 45 67", "0550 00 12 34"]), ("دين 1 500 000 دج", ["1 500 000"]),
        ("أعمارهم 5 8 12", []), ("بين 2021-2023", []), ("سنوات 1948 1952 1960", []), ("0661234567", []), ("3 أطفال", []), ("", []),
        ("<b>0661 23 45 67</b>", ["0661 23 45 67"]), ("A-2026-000123", []),
    ],
)  # fmt: skip
def test_numbers_in_groups_are_told_from_lists(text: str, numbers: list[str]) -> None:
    pieces = list(parts(text))
    assert "".join(part for part, _ in pieces) == text
    assert [part for part, one in pieces if one] == numbers


def test_what_people_wrote_is_escaped_and_its_telephone_isolated() -> None:
    written = Template("{% load ui %}{{ text|prose|linebreaksbr }}").render(
        Context({"text": "<i>هاتف\n0661 23 45 67 & غيره"})
    )
    assert written == '&lt;i&gt;هاتف<br><bdi dir="ltr">0661 23 45 67</bdi> &amp; غيره'
    assert Template("{% load ui %}{{ text|prose }}").render(Context({"text": None})) == ""


def test_a_text_box_holds_a_telephone_together() -> None:
    assert unbroken("هاتف 0661 23-45 67 مساء") == "هاتف 0661\u00a023\u00a045\u00a067 مساء"
