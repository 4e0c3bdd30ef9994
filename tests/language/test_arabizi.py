"""Arabic in Latin letters and digits."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaqaza.language.arabizi import skeleton, to_arabic, to_latin


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("3afak", "عافاك"),
        ("7wayej", "حوايج"),
        ("bzzaf", "بزاف"),
        ("khobz", "خوبز"),
        ("ch7al", "شحال"),
        ("2025", "2025"),
        ("", ""),
    ],
)
def test_arabizi_is_read_in_arabic_letters(latin, arabic):
    assert to_arabic(latin) == arabic


@pytest.mark.parametrize(
    ("arabic", "latin"), [("خيمة", "khima"), ("بزاف", "bzaf"), ("الدار", "ldar"), ("help", "help"), ("12", "12")]
)
def test_arabic_is_written_in_latin_letters(arabic, latin):
    assert to_latin(arabic) == latin


def test_spelling_varies_only_with_the_given_random():
    assert to_latin("خاصنا الماكلة", Random(1)) == to_latin("خاصنا الماكلة", Random(1))
    assert len({to_latin("خاصنا الماكلة والقهوة", Random(seed)) for seed in range(20)}) > 3


@pytest.mark.parametrize(
    ("arabic", "latin"), [("ماكله", "mekla"), ("حوايج", "7wayej"), ("قيطون", "9itoun"), ("غطا", "ghta")]
)
def test_both_spellings_of_a_word_share_their_consonants(arabic, latin):
    assert skeleton(arabic) == skeleton(latin) != ""


@given(st.text(max_size=60))
def test_any_text_can_be_turned_both_ways(text):
    assert isinstance(to_arabic(text), str)
    assert isinstance(to_latin(text), str)
    assert isinstance(skeleton(text), str)
