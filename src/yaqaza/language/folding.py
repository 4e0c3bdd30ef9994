"""One spelling for many: the form of a text that is compared, searched and sorted, never shown.

People write the same word with and without hamza, with ة or ه, ى or ي, with a Maghrebi letter for a sound
that Arabic lacks (گ ڭ ڨ ڤ پ), with accents or without. Folding removes what spelling habits change and keeps what
tells words apart.
"""

from __future__ import annotations

import re
import unicodedata

# What decomposition (NFKD) and removing marks do not already settle.
_LETTERS = {
    "ٱ": "ا", "ة": "ه", "ۃ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ء": "",
    "ک": "ك", "ڪ": "ك", "گ": "ك", "ڭ": "ك", "ݣ": "ك",  # Morocco writes its g with a kaf: أكادير، گلميم
    "ڨ": "ق", "ڤ": "ق", "ڧ": "ق",  # Algeria with a qaf: قالمة، تڤرت
    "پ": "ب", "چ": "ج", "ژ": "ز", "ڢ": "ف", "ۇ": "و", "ٮ": "ب",
    "ـ": "",
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h",
    "ɛ": "a", "ε": "a", "ɣ": "gh", "γ": "gh",  # Amazigh in Latin letters
}  # fmt: skip


class _Fold(dict[int, str]):
    """Character code → its folded form, made the first time a character is met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    parts = []
    for part in unicodedata.normalize("NFKD", character).casefold():
        category = unicodedata.category(part)
        if part in _LETTERS:
            parts.append(_LETTERS[part])
        elif category == "Nd":
            parts.append(str(unicodedata.decimal(part)))
        elif category[0] in "LN":
            parts.append("".join(_LETTERS.get(letter, letter) for letter in part))
        elif category[0] == "M" or (category in ("Cf", "Cc") and part not in "\t\n\r\x0b\x0c"):
            continue  # vowel signs, accents, direction marks, joiners
        else:
            parts.append(" ")
    return "".join(parts)


_TABLE = _Fold()


def fold(text: str) -> str:
    """Return ``text`` folded: no hamza, vowel sign, accent, capital, tatweel or invisible character, digits 0-9.

    Punctuation becomes a space and spaces are single. Folding a folded text changes nothing.
    """
    return " ".join(text.translate(_TABLE).split())


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Return ``text`` folded, and for each of its characters the index in ``text`` that it comes from.

    The list has one more item than the folded text: the index after the last character.
    """
    folded: list[str] = []
    offsets: list[int] = []
    for index, character in enumerate(text):
        for part in _TABLE[ord(character)]:
            if part == " " and (not folded or folded[-1] == " "):
                continue
            folded.append(part)
            offsets.append(index)
    if folded and folded[-1] == " ":
        folded.pop()
        offsets.pop()
    return "".join(folded), [*offsets, offsets[-1] + 1 if offsets else 0]


_ARTICLE = re.compile(r"^ال(?=\w{2})")
_NUMBER = re.compile(r"[0-9]+")


def sort_key(text: str) -> str:
    """Return the key that puts names in the order of a printed list.

    The Arabic article is skipped (الشلف stands under ش) and numbers count as numbers. The letters of folded Arabic and
    Latin stand in code point order, so the database needs no collation.
    """
    return _NUMBER.sub(lambda number: number.group().zfill(6), _ARTICLE.sub("", fold(text)))
