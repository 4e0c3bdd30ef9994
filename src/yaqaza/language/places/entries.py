"""The names of all areas under the keys by which they are looked up."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from yaqaza.language.folding import fold

RANK = {"PROVINCE": 0, "COMMUNE": 1, "DISTRICT": 2, "REGION": 3, "COUNTRY": 4}
"""Which of several areas of one name people most likely mean when they say only the name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One area: ``code`` is whatever the caller wants back, ``path`` begins with the path of every area around it."""

    code: str
    level: str
    names: tuple[str, ...]
    path: str = ""
    population: int = 0

    @property
    def weight(self) -> float:
        """Return 0 to 1: how likely it is that this area is meant, by its population."""
        return min(1.0, math.log10(self.population + 1) / 7)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of one area, in the forms that are compared."""

    entry: Entry
    folded: str  # "bab el oued"
    squeezed: str  # "babeloued"
    bare: str  # without articles: "baboued"
    sound: str


class Lexicon:
    """All spellings, and the dictionaries over them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.spellings: list[Spelling] = []
        self.by_code: dict[str, Entry] = {}
        self.by_squeezed: dict[str, list[Entry]] = defaultdict(list)
        self.by_bare: dict[str, list[Entry]] = defaultdict(list)
        self.by_sound: dict[str, list[Spelling]] = defaultdict(list)
        for entry in entries:
            self.by_code[entry.code] = entry
            for name in dict.fromkeys(_variants(entry.names)):
                self._add(entry, name)
        self.begins = _beginnings(self.by_squeezed) | _beginnings(self.by_bare)
        self.sound_begins = _beginnings(self.by_sound)
        self.readings: dict[str, Any] = {}  # what ``mentions`` found out about a word: words come again and again
        self.longest = max((len(each.folded.split()) for each in self.spellings), default=0) + 1

    def _add(self, entry: Entry, name: str) -> None:
        spelling = Spelling(entry, name, name.replace(" ", ""), bare(name), sound(name))
        self.spellings.append(spelling)
        for index, key in ((self.by_squeezed, spelling.squeezed), (self.by_bare, spelling.bare)):
            if entry not in index[key]:
                index[key].append(entry)
        if len(spelling.sound) > 2:
            self.by_sound[spelling.sound].append(spelling)

    def called(self, squeezed: str) -> list[Entry]:
        """Return the areas that have this very name, written without spaces."""
        return self.by_squeezed.get(squeezed, [])


def _beginnings(keys: Iterable[str]) -> frozenset[str]:
    """Return every beginning of every key: a stretch of words that is none of them grows into no name."""
    return frozenset(key[:size] for key in keys for size in range(len(key) + 1))


def _variants(names: Iterable[str]) -> Iterator[str]:
    """Yield the folded names; "الطارف (المركز)" also without what stands in brackets, "طنجة-أصيلة" whole only."""
    for name in names:
        for variant in {name, re.sub(r"\(.*?\)", " ", name)}:
            if folded := fold(variant):
                yield folded
                if "ڤ" in variant:  # v in Morocco, g in Algeria
                    yield fold(variant.replace("ڤ", "ف"))


ARTICLES = ("el", "al", "l", "es", "ed", "er", "en", "ez", "et", "ech", "ad", "ar", "as", "at", "an", "le", "la", "les")
_ARTICLES = re.compile(rf"(?:^|(?<= ))(?:{'|'.join(ARTICLES)}) (?=\S)")


_USUAL = {
    "واد": "وادي", "ولاد": "اولاد", "ايث": "ايت", "اث": "ايت",
    "ouad": "oued", "wad": "oued", "wed": "oued", "wadi": "oued", "ouadi": "oued", "oulad": "ouled", "awlad": "ouled",
    "wlad": "ouled", "ouelad": "ouled", "bni": "beni", "banu": "beni", "aith": "ait", "ath": "ait", "at": "ait",
    "aine": "ain", "ayn": "ain", "3in": "ain", "3ayn": "ain", "3ain": "ain", "bier": "bir", "borj": "bordj",
    "borg": "bordj", "7assi": "hassi", "hasi": "hassi", "7ammam": "hammam", "7amma": "hamma", "jbel": "djebel",
    "jebel": "djebel",
}  # fmt: skip
"""Words that many names begin with, each in the spelling that stands for all."""


@lru_cache(maxsize=16384)
def bare(folded: str) -> str:
    """Return a folded name without articles and spaces: "el harrach" and "harrach", "البليده" and "بليده" are one.

    The words that begin many names are in one spelling: "bab el wad" is "bab el oued".
    """
    words = _ARTICLES.sub("", folded).split() or folded.split()
    words = [word[2:] if word.startswith("ال") and len(word) > 4 else word for word in words]
    return "".join(_USUAL.get(word, word) for word in words)


_UNITS = {
    "tch": "C", "sch": "C", "ch": "C", "sh": "C", "kh": "X", "gh": "G", "rh": "G", "dj": "J", "dh": "d", "th": "t",
    "ph": "f", "ou": "u", "oo": "u", "ai": "i", "ay": "i", "ei": "i", "ey": "i", "ee": "i", "ie": "i", "aa": "", "qu": "k",
    "gu": "g", "ce": "s", "ci": "si", "cy": "si", "a": "", "e": "", "i": "i", "y": "i", "o": "u", "u": "u", "w": "u",
    "b": "b", "p": "b", "c": "k", "k": "k", "q": "k", "d": "d", "f": "f", "v": "f", "g": "g", "h": "h", "j": "J",
    "l": "l", "m": "m", "n": "n", "r": "r", "s": "s", "t": "t", "x": "ks", "z": "z",
    "2": "", "3": "", "5": "X", "6": "t", "7": "h", "8": "G", "9": "k",
    "ا": "", "ب": "b", "ت": "t", "ث": "t", "ج": "J", "ح": "h", "خ": "X", "د": "d", "ذ": "d", "ر": "r", "ز": "z",
    "س": "s", "ش": "C", "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "ع": "3", "غ": "G", "ف": "f", "ق": "k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "", "ي": "",
}  # fmt: skip
_FIRST = {"و": "u", "ي": "i"}
_UNIT = re.compile("|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True)))


@lru_cache(maxsize=65536)
def sound(folded: str) -> str:
    """Return how a folded name sounds, coarsely: "oujda" and "wejda", "stif" and "sétif" are one. Scripts differ.

    Articles and the vowel a/e are left out, in Arabic all long vowels but a first one; doubled letters are single, a
    final h is not heard.
    """
    heard = _UNIT.sub(
        lambda unit: _UNITS[unit.group()] or _FIRST.get(unit.group(), "") * (not unit.start()), bare(folded)
    )
    return re.sub(r"(.)\1+", r"\1", heard.rstrip("h"))
