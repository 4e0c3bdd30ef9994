"""Arabic in Latin letters and digits ("3afakom lmakla") and in its own: from one to the other, and what both share.

Arabizi has no fixed spelling, so neither direction is exact: ``to_arabic`` and ``to_latin`` give a likely reading and
``skeleton`` the consonants that both spellings of a word have in common.
"""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random

from yaqaza.language.folding import fold

_TO_ARABIC = {
    "tch": "تش", "kh": "خ", "ch": "ش", "sh": "ش", "gh": "غ", "dj": "ج", "th": "ث", "dh": "ذ", "ou": "و", "oo": "و",
    "aa": "ا", "ee": "ي", "ai": "ي", "ay": "اي", "b": "ب", "p": "ب", "t": "ت", "j": "ج", "7": "ح", "5": "خ", "d": "د",
    "r": "ر", "z": "ز", "s": "س", "x": "ش", "6": "ط", "3": "ع", "8": "غ", "f": "ف", "v": "ف", "9": "ق", "q": "ق",
    "k": "ك", "c": "ك", "g": "ك", "l": "ل", "m": "م", "n": "ن", "h": "ه", "w": "و", "o": "و", "u": "و", "y": "ي",
    "i": "ي", "a": "ا", "e": "", "2": "",
}  # fmt: skip
_LATIN_UNIT = re.compile("|".join(sorted(_TO_ARABIC, key=len, reverse=True)))

_TO_LATIN: dict[str, tuple[str, ...]] = {
    "ا": ("a",), "ب": ("b",), "ت": ("t",), "ث": ("t",), "ج": ("j",), "ح": ("7", "h"), "خ": ("kh", "5"), "د": ("d",),
    "ذ": ("d",), "ر": ("r",), "ز": ("z",), "س": ("s",), "ش": ("ch", "sh"), "ص": ("s",), "ض": ("d",), "ط": ("t", "6"),
    "ظ": ("d",), "ع": ("3", "a"), "غ": ("gh", "8"), "ف": ("f",), "ق": ("9", "q"), "ك": ("k",), "ل": ("l",),
    "م": ("m",), "ن": ("n",), "ه": ("h",), "و": ("ou", "w", "o"), "ي": ("i", "y"),
}  # fmt: skip
_VOWELS = frozenset("اوي")

_SOUNDS = {
    "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "x", "د": "d", "ذ": "d", "ر": "r", "ز": "z", "س": "s",
    "ش": "c", "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "غ": "G", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m",
    "ن": "n", "ه": "h", "tch": "c", "kh": "x", "ch": "c", "sh": "c", "gh": "G", "dj": "j", "th": "t", "dh": "d",
    "b": "b", "p": "b", "t": "t", "j": "j", "7": "h", "5": "x", "d": "d", "r": "r", "z": "z", "s": "s", "x": "c",
    "6": "t", "8": "G", "f": "f", "v": "f", "9": "k", "q": "k", "k": "k", "c": "k", "g": "k", "l": "l", "m": "m",
    "n": "n", "h": "h",
}  # fmt: skip
_SOUND_UNIT = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=8192)
def skeleton(word: str) -> str:
    """Return the consonants of a folded word, in one alphabet for both scripts: "ماكلة" and "mekla" give "mkl"."""
    heard = "".join(_SOUNDS[unit] for unit in _SOUND_UNIT.findall(word))
    return _DOUBLED.sub(r"\1", heard[:-1] if len(heard) > 2 and heard[-1] == "h" else heard)


def to_arabic(text: str) -> str:
    """Return a likely reading of Arabizi in Arabic letters: "3afak khassna lmakla" → "عافاك خاصنا لماكلا" or near it."""
    return " ".join(_word_to_arabic(word) for word in fold(text).split())


def _word_to_arabic(word: str) -> str:
    if word.isdigit() or not re.search("[a-z]", word):
        return word
    single = re.sub(r"([b-df-hj-np-tv-z])\1", r"\1", word)
    read = "".join(_TO_ARABIC[unit] for unit in _LATIN_UNIT.findall(single))
    return ("ا" + read) if word[0] in "ie" and not read.startswith("ا") else read


def to_latin(text: str, random: Random | None = None) -> str:
    """Return Arabic text as Arabizi. ``random`` varies the spelling; without it the most usual letters are taken."""
    return " ".join(_word_to_latin(word, random) for word in fold(text).split())


def _word_to_latin(word: str, random: Random | None) -> str:
    if not ("\u0620" <= word[0] <= "\u064a"):
        return word
    if word.startswith("ال") and len(word) > 3:
        word = word[1:]
    written: list[str] = []
    for index, letter in enumerate(word):
        last = index == len(word) - 1
        if letter == "ه" and last and index:
            written.append("a")
            continue
        ways = _TO_LATIN.get(letter, (letter,))
        if letter in _VOWELS and not last and index:
            ways = {"و": ("ou", "o", "u"), "ي": ("i",), "ا": ("a",)}[letter]
        written.append(random.choice(ways) if random else ways[0])
        bare = letter not in _VOWELS and not last and word[index + 1] not in _VOWELS and word[index + 1 :] != "ه"
        if bare and index and (not random or random.random() < 0.4):
            written.append("e")  # a short vowel that Arabic does not write
    return "".join(written)
