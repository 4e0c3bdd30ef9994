"""The numbers a message holds, whatever they count: "25 عائلة", "vingt-cinq familles", "une trentaine", "في السادسة من عمرها"."""

from __future__ import annotations

from collections.abc import Sequence

from yaqaza.language.folding import fold
from yaqaza.language.lexicon import forms
from yaqaza.language.numbers import NUMBERS

LEAST, MOST = 3, 9999
"""One and two are in every message; longer numbers are telephones, years of papers, sums."""

_MORE = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50,
    "soixantaine": 60, "centaine": 100, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    fold("ثالثة"): 3, fold("رابعة"): 4, fold("خامسة"): 5, fold("سادسة"): 6, fold("سابعة"): 7, fold("ثامنة"): 8, fold("تاسعة"): 9,
    fold("عاشرة"): 10, fold("عشرينات"): 20, fold("تلاتينات"): 30, fold("ربعينات"): 40, fold("خمسينات"): 50, fold("ستينات"): 60,
    fold("سبعينات"): 70, fold("ثلث"): 3, fold("تلت"): 3, "tlt": 3, "rb3a": 4, "setta": 6, "stta": 6,
}  # fmt: skip
_TENS = frozenset(range(20, 100, 10))


def figures_of(words: Sequence[str], raw: Sequence[str]) -> frozenset[int]:
    """Return the numbers from 3 to 9999; ``raw`` are the same words as they stand in the text (digits are folded to "#")."""
    found: set[int] = set()
    held = before = 0
    for word, written in zip(words, raw, strict=True):
        number = int(written) if written.isdecimal() and len(written) <= 4 else _number(word)
        if held and number and number < 20:  # "vingt-cinq", "soixante-dix"
            number, held = held + number, 0
        elif number in _TENS and 0 < before < 10 and word[0] == "و":  # "خمسة وسبعين"
            found.discard(before)
            number += before
        elif held:
            found.add(held)
            held = 0
        if number in _TENS:
            held = number
        elif number:
            found.add(number)
        before = number
    found.add(held)
    return frozenset(number for number in found if LEAST <= number <= MOST)


def _number(word: str) -> int:
    for form in forms(word):
        number = NUMBERS.get(form) or _MORE.get(form)
        if number:
            return number
    return 0


def agree(one: frozenset[int], other: frozenset[int]) -> int:
    """Return 1 when the two share a number, -1 when both hold some and none is near another, else 0."""
    if one & other:
        return 1
    if not one or not other:
        return 0
    return 0 if any(abs(first - second) <= 0.12 * max(first, second) for first in one for second in other) else -1
