"""How a name is cut into words and letters, whichever script and spelling it comes in.

Particles are joined to the word they belong to (``بن علي``, ``Ben Ali``, ``Benali`` are one word), titles are marked,
Tifinagh is read into Latin letters, and every letter becomes a small number for ``kernel``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from yaqaza.language.folding import fold

ARABIC, LATIN = 0, 1
MOST_WORDS = 6
MOST_LETTERS = 40

ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyz23456789"
_CODES = {letter: number for letters in (ARABIC_LETTERS, LATIN_LETTERS) for number, letter in enumerate(letters, 1)}
"""1 and up, in either script; 0 is the edge of a word."""


def code(letter: str) -> int:
    """Return the number of a letter of either script."""
    return _CODES[letter]


_TIFINAGH = {
    "ⴰ": "a", "ⴱ": "b", "ⴲ": "b", "ⴳ": "g", "ⴴ": "g", "ⴵ": "dj", "ⴶ": "g", "ⴷ": "d", "ⴸ": "d", "ⴹ": "d", "ⴺ": "d",
    "ⴻ": "e", "ⴼ": "f", "ⴽ": "k", "ⴾ": "k", "ⴿ": "k", "ⵀ": "h", "ⵁ": "h", "ⵂ": "h", "ⵃ": "h", "ⵄ": "a", "ⵅ": "kh",
    "ⵆ": "kh", "ⵇ": "k", "ⵈ": "k", "ⵉ": "i", "ⵊ": "j", "ⵋ": "j", "ⵌ": "j", "ⵍ": "l", "ⵎ": "m", "ⵏ": "n", "ⵐ": "gn",
    "ⵑ": "ng", "ⵒ": "p", "ⵓ": "ou", "ⵔ": "r", "ⵕ": "r", "ⵖ": "gh", "ⵗ": "gh", "ⵘ": "j", "ⵙ": "s", "ⵚ": "s",
    "ⵛ": "ch", "ⵜ": "t", "ⵝ": "t", "ⵞ": "tch", "ⵟ": "t", "ⵠ": "v", "ⵡ": "w", "ⵢ": "y", "ⵣ": "z", "ⵤ": "z", "ⵥ": "z",
    "ⵦ": "e", "ⵧ": "o", "ⵯ": "",
}  # fmt: skip
_BEFORE_FOLDING = str.maketrans({**_TIFINAGH, "ç": "ss", "Ç": "ss", "ʿ": "", "ʾ": "", "ʻ": "", "ʼ": "'"})
_MARKED_DIGITS = (("3'", "gh"), ("7'", "kh"), ("9'", "d"), ("6'", "z"))
_APOSTROPHE = re.compile(r"(?<=\w)['’‘`´ʹ](?=\w)")
_PIECES = re.compile(r"[a-z2-9]+|[\u0621-\u064a]+")

_JOINED_TO_NEXT = {
    "عبد", "بن", "ابن", "بو", "ابو", "ايت", "نايت", "اولاد", "ولد", "ام", "ال", "بنت",
    "abd", "abed", "ben", "ibn", "bin", "bou", "bu", "abou", "abu", "ait", "nait", "ouled", "oulad", "ould", "wled",
    "oum", "bent", "bint", "el", "al", "ed", "er", "es", "en", "ez", "et", "ech", "esh", "abdel", "abdul", "abdou", "abdal",
}  # fmt: skip
_JOINED_TO_LAST = {
    "الدين", "الله", "eddine", "eddin", "din", "dine", "allah", "ullah", "uddin", "ddine", "lah", "ellah",
    "addine", "aldin", "eldin", "eldine", "uldine",
}  # fmt: skip
_TITLES = {
    "الحاج", "حاج", "الحاجه", "حاجه", "سي", "سيدي", "السيد", "السيده", "الانسه", "لاله", "لالا", "مولاي", "الشيخ", "الدكتور",
    "الاستاذ", "الاستاذه", "المرحوم", "المرحومه", "للا",
    "my", "mly", "hadj", "haj", "hajj", "hadja", "hajja", "elhadj", "elhaj", "si", "sidi", "lalla", "lala", "moulay", "mr", "mme", "mlle",
    "madame", "monsieur", "mademoiselle", "mrs", "dr", "cheikh", "sieur", "feu", "veuve", "vve",
}  # fmt: skip
_DROPPED = {
    "mr",
    "mme",
    "mlle",
    "madame",
    "monsieur",
    "mademoiselle",
    "mrs",
    "dr",
    "السيد",
    "السيده",
    "الانسه",
    "الدكتور",
}
"""Titles that are never part of a name, dropped unless nothing else was written."""


class Word(NamedTuple):
    """One word of a name, folded, particles joined."""

    text: str
    script: int  # ARABIC or LATIN
    core: int  # where the word without its particle begins ("benali" → 3); 0 without one
    tail: int  # where it ends without …eddine, …allah; 0 without one
    title: bool  # الحاج, Mme, a stray "ben": may be left out

    @property
    def codes(self) -> bytes:
        return bytes(_CODES[letter] for letter in self.text)


@lru_cache(maxsize=32768)
def read(name: str) -> tuple[Word, ...]:
    """Return the words of a name, at most six of them."""
    text = name[:240].translate(_BEFORE_FOLDING).casefold()
    if any(letter in text for letter in "3796"):
        for digit, letters in _MARKED_DIGITS:
            text = text.replace(digit, letters)
    pieces = _PIECES.findall(fold(_APOSTROPHE.sub("", text)))
    pieces = [piece for piece in pieces if not piece.isdigit()]
    kept = [piece for piece in pieces if piece not in _DROPPED]
    found: list[Word] = []
    held = after = ""  # particles that wait for the word they belong to
    for piece in kept or pieces:
        arabic = piece[0] > "z"
        if any(part and (part[0] > "z") != arabic for part in (held, after)):
            found.append(_word(held + after, 0, 0))
            held = after = ""
        if piece in _JOINED_TO_LAST and not held and not after:
            if found and (found[-1].text[0] > "z") == arabic:
                last = found[-1]
                found[-1] = _word(last.text + piece, last.core, last.tail or len(last.text))
            else:  # Eddine Nour: turned round, or the rest is missing
                after = piece
        elif piece in _JOINED_TO_NEXT:
            held += piece
        else:
            found.append(_word(held + piece + after, len(held), len(held + piece) if after else 0))
            held = after = ""
    if held or after:
        script = ARABIC if (held + after)[0] > "z" else LATIN
        if held and not after and found and found[-1].script == script and not found[-1].core:
            found[-1] = _word(held + found[-1].text, len(held), 0)  # Kader Abdel, Kamel Ben
        else:
            found.append(_word(held + after, 0, 0)._replace(title=bool(found)))
    found = [word for word in found if word.text]
    if len(found) > MOST_WORDS:
        found = [word for word in found if not word.title] or found
    return tuple(found[:MOST_WORDS])


@lru_cache(maxsize=65536)
def _word(text: str, core: int, tail: int) -> Word:
    letters = "".join(letter for letter in text if letter in _CODES)[:MOST_LETTERS]
    stray = text in _TITLES or text in _JOINED_TO_LAST
    script = ARABIC if text[0] > "z" else LATIN
    return Word(letters, script, core if core < len(letters) else 0, tail if tail < len(letters) else 0, stray)


def words(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared: folded, particles joined to the word they belong to."""
    return tuple(word.text for word in read(name))
