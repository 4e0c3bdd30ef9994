"""One spelling for many: the form of a text that is compared, searched and sorted, never shown.

People write the same word with and without hamza, with ة or ه, ى or ي, with a Maghrebi letter for a sound
that Arabic lacks (گ ڭ ڨ ڤ پ), with accents or without, drawn out (عااااجل), or with letters that only look like the
right ones. Folding removes what spelling habits change and keeps what tells words apart.
"""

from __future__ import annotations

import re
import unicodedata

# What decomposition (NFKD) and removing marks do not already settle.
_LETTERS = {
    "ٱ": "ا", "ة": "ه", "ۃ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ء": "",
    "ک": "ك", "ڪ": "ك", "گ": "ك", "ڭ": "ك", "ݣ": "ك",  # Morocco writes its g with a kaf: أكادير، گلميم
    "ڨ": "ق", "ڤ": "ق", "ڧ": "ق",  # Algeria with a qaf: قالمة، تڤرت
    "پ": "ب", "چ": "ج", "ژ": "ز", "ڢ": "ف", "ڡ": "ف", "ۇ": "و", "ۆ": "و", "ٮ": "ب", "ٯ": "ق", "ں": "ن",
    "ٹ": "ت", "ڈ": "د", "ڑ": "ر", "ڕ": "ر", "ێ": "ي", "ڵ": "ل", "ڛ": "س", "ڜ": "ش", "ڥ": "ف", "ڷ": "ل",
    "ـ": "",
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h",
    "ɛ": "a", "ε": "a", "ɣ": "gh", "γ": "gh",  # Amazigh in Latin letters
    # Cyrillic and Greek letters that look like Latin ones: filters are dodged with them, keyboards slip.
    "а": "a", "в": "b", "е": "e", "к": "k", "м": "m", "н": "h", "о": "o", "р": "p", "с": "c", "т": "t", "у": "y",
    "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h", "ԁ": "d", "ԛ": "q", "ԝ": "w",
    "α": "a", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x",
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


class _Western(dict[int, int | str]):
    """Character code → the digit 0 to 9 that it stands for, or itself."""

    def __missing__(self, code: int) -> int | str:
        digit = unicodedata.decimal(chr(code), None)
        found = self[code] = code if digit is None else str(digit)
        return found


_DIGITS = _Western()


def western(text: str) -> str:
    """Return ``text`` with its digits, of whatever script, as 0 to 9; every character stays in its place."""
    return text if text.isascii() else text.translate(_DIGITS)


# A letter written three times and more is drawn out: one is meant, in Latin and for ل maybe two (Allah, appelle).
# "iii" is a number (Hassan III).
_DRAWN = re.compile(r"([\u0620-\u064a])\1{2,}|([a-hj-z])\2{2,}|(i)\3{3,}")


def _squeezed(run: re.Match[str]) -> str:
    letter = run.group()[0]
    return letter if letter > "z" and letter != "ل" else letter * 2


def fold(text: str) -> str:
    """Return ``text`` folded: no hamza, vowel sign, accent, capital, tatweel or invisible character, digits 0-9.

    Punctuation becomes a space, spaces are single, drawn out letters short. Folding a folded text changes nothing.
    """
    return _DRAWN.sub(_squeezed, " ".join(text.translate(_TABLE).split()))


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
    joined = "".join(folded)
    for run in reversed(list(_DRAWN.finditer(joined))):
        kept = run.start() + len(_squeezed(run))
        joined = joined[:kept] + joined[run.end() :]
        del offsets[kept : run.end()]
    return joined, [*offsets, offsets[-1] + 1 if offsets else 0]


_ARTICLE = re.compile(r"^ال(?=\w{2})")
_NUMBER = re.compile(r"[0-9]+")


def sort_key(text: str) -> str:
    """Return the key that puts names in the order of a printed list.

    The Arabic article is skipped (الشلف stands under ش) and numbers count as numbers. The letters of folded Arabic and
    Latin stand in code point order, so the database needs no collation.
    """
    return _NUMBER.sub(lambda number: number.group().zfill(6), _ARTICLE.sub("", fold(text)))
