"""Telephone numbers in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaqaza.language.contacts import find_phones


@pytest.mark.parametrize(
    ("text", "country", "numbers"),
    [
        ("اتصلوا على 0661234567 عاجل", "DZ", ["+213661234567"]),
        ("رقم الهاتف: ٠٦٦١ ٢٣ ٤٥ ٦٧.", "DZ", ["+213661234567"]),
        ("tel 0661.23.45.67 ou 0771-23-45-67", "DZ", ["+213661234567", "+213771234567"]),
        ("0661234567/0771234567", "DZ", ["+213661234567", "+213771234567"]),
        ("+213 661 23 45 67", "DZ", ["+213661234567"]),
        ("00213661234567", "DZ", ["+213661234567"]),
        ("213661234567", "DZ", ["+213661234567"]),
        ("fixe 021 63 45 67", "DZ", ["+21321634567"]),
        ("+33 6 12 34 56 78", "DZ", ["+33612345678"]),
        ("06 61 23 45 67 عافاكم", "MA", ["+212661234567"]),
        ("\u202a+212 6 61-23-45-67\u202c", "MA", ["+212661234567"]),
        ("واتساب:00212661234567", "MA", ["+212661234567"]),
        ("(0)661 23 45 67", "MA", ["+212661234567"]),
        ("عمرها 78 سنة وعندها 5 أولاد، الغرفة 12", "DZ", []),
        ("NIN 109871601012340056", "DZ", []),
        ("CCP 0012345678 clé 90", "DZ", []),
        ("يوم 12/11/2026 على الساعة 14:30", "DZ", []),
        ("16-2026-000123", "DZ", []),
        ("بمبلغ 661234567 دج", "DZ", []),
        ("", "DZ", []),
    ],
)
def test_phones_are_found_however_they_are_written(text, country, numbers):
    assert [phone.number for phone in find_phones(text, country)] == numbers


def test_a_phone_knows_where_it_stands():
    text = "اتصلوا على ٠٦٦١ ٢٣ ٤٥ ٦٧ عاجل"
    (phone,) = find_phones(text, "DZ")
    assert text[phone.start : phone.end] == "٠٦٦١ ٢٣ ٤٥ ٦٧"


@given(st.text(), st.sampled_from(["DZ", "MA"]))
def test_any_text_can_be_read(text, country):
    for phone in find_phones(text, country):
        assert phone.number.startswith("+")
        assert 0 <= phone.start < phone.end <= len(text)
