"""Reading transcripts: sentences, who must not be named, how often themes are spoken of and together, whether two coders agree.

Pure Python but for the country's telephone numbers. Kappa: J. Cohen, A coefficient of agreement for nominal scales, 1960.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from yaqaza.language.contacts import find_phones
from yaqaza.language.folding import fold
from yaqaza.language.lexicon import given_names
from yaqaza.language.people import find_names
from yaqaza.language.reading import read

_WORD = re.compile(r"[^\W\d_]+")
JOINERS = frozenset(fold("بن بنت ابن ben bin bent ould ولد").split())
FRONTS = "وفبل"  # "and", "so", "with", "to", written to the word that follows
JOINED = frozenset(fold("بلقاسم بلعيد بلخير بلحسن بلحسين بلخضر بلعربي").split())
"""Names that begin as if something were joined to them."""
EVERY_DAY = frozenset(
    fold(
        "حياة وردة نور كريم كريمة جمال رحمة وفاء هدى حسن مبارك سعيد سعيدة جميلة شريف عادل صالح خيرة منى نجاة رشيد رشيدة عزيز مختار "
        "عبد أمينة ثريا ربيعة زين فاتح قادة ساعد كمال جلال منير سليم سليمة عمار خالد طارق طاهر نادية حكيم مسعود العربي المختار مراد رضا "
        "بشير توفيق زهرة عائشة نبيل وليد لطيفة بهية عمر علي"
    ).split()
)
"""Given names that are words of every day, too."""
_END = re.compile(r"(?<=[.!?؟…])[\s\u200f\u200e]+|\n+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a transcript: ``text[start:end]``; ``first`` when it begins a line."""

    start: int
    end: int
    text: str
    first: bool


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a transcript: what ends with a mark or a line."""
    found, start, first = [], 0, True
    for gap in [*_END.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if text[start:end].strip():
            found.append(Sentence(start, end, text[start:end], first))
            first = False
        if gap:
            start, first = gap.end(), first or "\n" in gap.group()
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """What may tell who somebody is: ``text[start:end]``; ``phone`` when it is a telephone number, else a name."""

    start: int
    end: int
    text: str
    phone: bool


def named(text: str, country: str) -> list[Named]:
    """Return the names and telephone numbers that a text seems to hold, in its order, none inside another."""
    found = [Named(each.start, each.end, text[each.start : each.end], True) for each in find_phones(text, country)]
    for each in sentences(text):
        for low, high in _spans(each.text):
            start, end = each.start + low, each.start + high
            if not any(start < other.end and other.start < end for other in found):
                found.append(Named(start, end, text[start:end], False))
    return sorted(found, key=lambda one: one.start)


def _spans(text: str) -> list[tuple[int, int]]:
    """Where names stand: known ones and announced ones ("my name is"), those that overlap as one, so that no surname is left over."""
    spans: list[tuple[int, int]] = []
    announced = [(name.start, name.end) for name in find_names(text, read(text))]
    for low, high in sorted([*_given(text), *announced]):
        if spans and low < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(high, spans[-1][1]))
        else:
            spans.append((low, high))
    return spans


def _given(text: str) -> list[tuple[int, int]]:
    """Where given names stand, with what follows them as in "فاطمة بن علي". Those that are words of every day count only with more
    of a name beside them."""
    words = list(_WORD.finditer(text))
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        name = _name(words[at].group())
        last = at
        while name and last + 1 < len(words):
            following = fold(words[last + 1].group())
            if following in JOINERS and last + 2 < len(words):
                last += 2
            elif _name(following):
                last += 1
            else:
                break
        if name and (last > at or name not in EVERY_DAY):
            before = fold(words[at].group()) != name  # "and", "to" or "with", which stays
            found.append((words[at].start() + before, words[last].end()))
        at = last + 1
    return found


def _name(word: str) -> str:
    """The given name that a word is, also with "and", "to" or "with" before it; "" for none."""
    folded = fold(word)
    if folded in _whole():  # first: the ب of بلقاسم and of بلخضر is the name's own
        return folded
    return folded[1:] if folded[:1] in FRONTS and folded[1:] in _whole() else ""


@cache
def _whole() -> frozenset[str]:
    """Given names as they stand, without what is joined to them."""
    every = given_names()
    return frozenset(name for name in every if all(front + name in every for front in FRONTS)) | JOINED


def stripped(text: str, found: Iterable[Named], *, name: str, phone: str) -> str:
    """Return the text with what was found replaced by ``name`` and ``phone``."""
    for each in sorted(found, key=lambda one: one.start, reverse=True):
        text = text[: each.start] + (phone if each.phone else name) + text[each.end :]
    return text


@dataclass(frozen=True, slots=True)
class Coded:
    """A passage under a theme: which text, from where to where, by whom."""

    text: int
    start: int
    end: int
    theme: int
    coder: int


def together(passages: Sequence[Coded]) -> dict[tuple[int, int], int]:
    """Return how often two themes are spoken of in the same words: pairs of overlapping passages, each pair of themes and place once."""
    found: set[tuple[int, int, int, int]] = set()
    for one, other in combinations(sorted(passages, key=lambda each: (each.text, each.start)), 2):
        if one.text == other.text and one.theme != other.theme and one.start < other.end and other.start < one.end:
            low, high = sorted((one.theme, other.theme))
            found.add((low, high, one.text, max(one.start, other.start)))
    return Counter((low, high) for low, high, _text, _at in found)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two coders agree about a theme, sentence by sentence: both, only one, only the other, neither."""

    both: int
    one: int
    other: int
    neither: int

    @property
    def observed(self) -> float:
        total = self.both + self.one + self.other + self.neither
        return (self.both + self.neither) / total if total else 0.0

    @property
    def kappa(self) -> float | None:
        """Return Cohen's kappa; None where neither coder ever made a difference, for then it is not defined."""
        total = self.both + self.one + self.other + self.neither
        if not total:
            return None
        first, second = (self.both + self.one) / total, (self.both + self.other) / total
        chance = first * second + (1 - first) * (1 - second)
        return (self.observed - chance) / (1 - chance) if chance < 1 else None


def agreement(parts: Sequence[Sentence], one: Sequence[Coded], other: Sequence[Coded]) -> Agreement:
    """Return how far two coders agree that sentences are about a theme, given the passages that each put under it."""
    counts: Counter[tuple[bool, bool]] = Counter()
    for part in parts:
        first, second = (any(each.start < part.end and part.start < each.end for each in said) for said in (one, other))
        counts[first, second] += 1
    return Agreement(counts[True, True], counts[True, False], counts[False, True], counts[False, False])
