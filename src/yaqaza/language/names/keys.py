"""The strings under which a name is filed, so that its other spellings are found: consonants, coarsely, in pairs of words.

One word alone is too common to look for, and what two spellings of a word share is at best its consonants, which have
several readings (the ``g`` of Guerroudj and of Djamel, a silent ``h``, the ``l`` of Larbi). So each word has a few readings,
and a name is filed under every pair of readings of two of its words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, islice, product
from pathlib import Path

from yaqaza.language.names.writing import ARABIC, Word, read

MOST_READINGS = 6  # of a word

# What a unit of writing may be heard as, the most usual first; "" is nothing. C is ch, X kh, V gh.
_ARABIC = {
    "ب": "B", "ت": "T", "ث": "TS", "ج": "JK", "ح": "H", "خ": "X", "د": "D", "ذ": "DZ", "ر": "R", "ز": "Z", "س": "S", "ش": "C",
    "ص": "S", "ض": "D", "ط": "T", "ظ": "DZ", "غ": "V", "ف": "F", "ق": "K", "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H",
}  # fmt: skip
_LATIN = {
    "sch": "C", "tch": "C", "ch": "C", "sh": "C", "kh": "X", "gh": "V", "rh": "V", "dj": "J", "th": "T", "dh": "D", "ph": "F",
    "x": "K", "ck": "K", "ce": "S", "ci": "S", "cy": "S", "ge": "JK", "gi": "JK", "gue": "K", "gui": "K",
    "b": "B", "c": "K", "d": "D", "f": "F", "g": "K", "h": "H", "j": "J", "k": "K", "l": "L", "m": "M", "n": "N", "p": "B",
    "q": "K", "r": "R", "s": "S", "t": "T", "v": "F", "z": "Z", "5": "X", "6": "T", "7": "H", "8": "V", "9": "K",
}  # fmt: skip
_TWO_WAYS = {
    "sh": ("C", "SH"),
    "th": ("T", "TH"),
    "tch": ("C", "TC"),
    "rh": ("V", "RH"),
    "kh": ("X", "KH"),
}  # إسحاق is Ishak too
_UNIT = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_ARTICLE_INSIDE = re.compile("(?<=عبد)ال|(?<=^بن)ال|(?<=^ب)ال|(?<=^بو)ال|(?<=^ابو)ال|(?<=^ام)ال|(?<=^ايت)ال|ال(?=دين$)")
_LATIN_INSIDE = re.compile(
    "(?<=abd)[aeou]*l(?!lah)|[aeu]l(?=din)|(?<=^ait)[ae]l|(?<=^bou)[ae]?l(?=[^aeiou])|(?<=^ben)[ae]?l(?=[^aeiou])"
)
_SERVANT = {"عبد", "عبدال", "abd", "abdel", "abdul", "abed", "abdal"}
_OTHERWISE = (("V", "K"), ("X", "K"), ("S", "Z"), ("V", "R"), ("C", "K"))


@lru_cache(maxsize=65536)
def readings(word: Word) -> tuple[str, ...]:
    """Return the consonants of a word in its likely readings, the plainest first (``شريف``, ``Cherif`` → "CRF")."""
    ways: dict[str, None] = {}
    for text in _forms(word):
        units = _units(text, word.script == ARABIC)
        ways |= dict.fromkeys(_single("".join(way)) for way in islice(product(*units), 8))
    ways.pop("", None)
    if not ways:  # آية, Yaya: vowels only
        return ("-",)
    plain = next(iter(ways))
    for sound, other in _OTHERWISE:
        if sound in plain:
            ways.setdefault(_single(plain.replace(sound, other)))
    if "H" in plain:
        ways.setdefault(_single(plain.replace("H", "")))
    for at, sound in enumerate(plain):
        if sound == "H":
            ways.setdefault(_single(plain[:at] + plain[at + 1 :]))
    ways.pop("", None)
    found = tuple(ways)[:MOST_READINGS]
    if word.text[: word.core] in _SERVANT:  # Kader is Abdelkader
        found += readings(word._replace(text=word.text[word.core :], core=0, tail=0))[:2]
    return found


def _forms(word: Word) -> list[str]:
    """Return a word with and without the articles in it."""
    text = word.text
    if word.script == ARABIC:
        text = text.replace("دج", "ج")  # dj spelt in full: بوتلدجة
        bare = text[2:] if text.startswith("ال") and len(text) > 3 else text
        short = _ARTICLE_INSIDE.sub("", bare)
        return [short, bare.replace("ا", "")] if short != bare else [bare, "ل" + bare] if bare != text else [bare]
    bare = text[2:] if re.match("[ea]l[^l]", text) and len(text) > 4 else text
    short = _LATIN_INSIDE.sub("", bare)
    if short == bare == text and re.match("l[^aeioul]", text):
        return [text, text[1:]]
    return [short, bare] if short != bare else [bare, text] if bare != text else [bare]


def _units(text: str, arabic: bool) -> list[Sequence[str]]:
    if not arabic:
        found = [unit.group() for unit in _UNIT.finditer(text)]
        found = found[:-1] if found[-1:] == ["h"] and text.endswith("h") else found
        return [_TWO_WAYS.get(unit, _LATIN[unit]) for unit in found]
    end = ("", "T") if text.endswith("اه") else ("",)  # نجاة: Najat
    last = len(text) - 1
    return [
        end if letter == "ه" and at == last else _ARABIC[letter] for at, letter in enumerate(text) if letter in _ARABIC
    ]


def word_keys(word: str) -> frozenset[str]:
    """Return the readings of a single word."""
    return frozenset(reading for part in read(word) for reading in readings(part))


def keys(name: str) -> frozenset[str]:
    """Return the strings under which a name is filed and looked up: two names that share one may be the same.

    A name of several words is filed under every pair of them ("BNL+MHMD") and under all of them joined; a single word under
    its own readings. A word that few people have is also filed alone, which finds it again when the rest is missing,
    abbreviated or misspelt.
    """
    parts = [readings(word) for word in read(name) if not word.title] or [readings(word) for word in read(name)]
    if len(parts) < 2:
        return frozenset(key for part in parts for key in part)
    whole = "".join(part[0] for part in parts if part[0] != "-")
    found = {_single(whole), _single(whole.replace("H", ""))} - {""} or {"-"}
    for first, second in combinations(parts[:5], 2):
        found |= {"+".join(sorted((one, two))) for one in first for two in second}
    for part in parts:
        if common().isdisjoint(part):
            found |= {part[0], *part[1:3]}
    return frozenset(found)


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Return the readings that many people's words share (``common.txt``, written by training)."""
    return frozenset(Path(__file__).with_name("common.txt").read_text(encoding="utf-8").split())


_DOUBLED = re.compile(r"(.)\1+")


def _single(reading: str) -> str:
    return _DOUBLED.sub(lambda run: run[1], reading)
