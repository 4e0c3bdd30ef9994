"""What people do to names when they write them: slips of the pen, loose spelling, figures for letters, words left out."""

from __future__ import annotations

import random
import re

from yaqaza.language.names import writing

_ARABIC_LIKE = {
    "ه": "ا", "ط": "ت", "ت": "ط", "ض": "دظ", "ظ": "ضد", "ذ": "دز", "ث": "تس", "س": "ص", "ص": "س", "ق": "كغج", "ك": "ق",
    "غ": "ق", "ج": "قك", "د": "ض", "ا": "عه", "ع": "ا", "ي": "ا", "ز": "ذ",
}  # fmt: skip
_LATIN_LIKE = (
    ("ou", "u"), ("ou", "o"), ("u", "ou"), ("o", "ou"), ("dj", "j"), ("j", "dj"), ("ch", "sh"), ("sh", "ch"), ("ss", "s"),
    ("s", "ss"), ("c", "s"), ("c", "k"), ("k", "q"), ("q", "k"), ("gu", "g"), ("ei", "ai"), ("ai", "ei"), ("aï", "ai"),
    ("e", "a"), ("a", "e"), ("i", "y"), ("y", "i"), ("i", "e"), ("e", "i"), ("ah", "a"), ("a", "ah"), ("aa", "a"), ("a", "aa"),
    ("mm", "m"), ("m", "mm"), ("ll", "l"), ("l", "ll"), ("dd", "d"), ("d", "dd"), ("tt", "t"), ("nn", "n"), ("rr", "r"),
    ("th", "t"), ("dh", "d"), ("gh", "g"), ("gh", "r"), ("kh", "k"), ("h", ""), ("ine", "in"), ("in", "ine"), ("ane", "an"),
    ("an", "ane"), ("ia", "iya"), ("oua", "wa"), ("wa", "oua"), ("ee", "i"), ("i", "ee"),
)  # fmt: skip
_LETTERS = {writing.ARABIC: writing.ARABIC_LETTERS, writing.LATIN: "abcdefghijklmnopqrstuvwxyz"}
_FIGURES = {"ع": "3", "ح": "7", "ق": "9", "خ": "5", "غ": "8", "ط": "6"}


def slip(text: str, chance: random.Random) -> str:
    """Return ``text`` with one letter wrong, missing, too many, or two letters swapped."""
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    if len(places) < 3:
        return text
    at = chance.choice(places)
    letters = _LETTERS[writing.ARABIC if text[at] > "\u0600" else writing.LATIN]
    what = chance.randrange(4)
    if what == 0:
        return text[:at] + text[at + 1 :]
    if what == 1:
        return text[:at] + chance.choice(letters) + text[at:]
    if what == 2:
        return text[:at] + chance.choice(letters) + text[at + 1 :]
    after = at + 1
    if after < len(text) and text[after].isalpha():
        return text[:at] + text[after] + text[at] + text[after + 1 :]
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :] if at and text[at - 1].isalpha() else text


def respelt(text: str, chance: random.Random) -> str:
    """Return Latin ``text`` with one sound written in another usual way."""
    lower = text.casefold()
    options = [(one, other) for one, other in _LATIN_LIKE if one in lower]
    if not options:
        return text
    one, other = chance.choice(options)
    places = [found.start() for found in re.finditer(one, lower)]
    at = chance.choice(places)
    return lower[:at] + other + lower[at + len(one) :]


def misspelt_arabic(text: str, chance: random.Random | None = None) -> list[str]:
    """Return spellings of Arabic ``text`` in which one letter is taken for another of like sound, or a long vowel is lost."""
    found = []
    for at, letter in enumerate(text):
        found += [text[:at] + other + text[at + 1 :] for other in _ARABIC_LIKE.get(letter, "")]
        if at and letter in "اوي":
            found.append(text[:at] + text[at + 1 :])
    found = [word for word in found if len(word) > 1]
    return [chance.choice(found)] if chance and found else found


def arabizi(arabic: str, latin: str, chance: random.Random) -> str:
    """Return Latin ``latin`` with figures for the letters of ``arabic`` that French spelling has no sign for."""
    text = latin.casefold()
    for letter in arabic:
        figure = _FIGURES.get(letter)
        if figure is None:
            continue
        if letter == "ع":
            found = re.search(r"aa|a(?=[aeiou])|(?<![a-z2-9])(?=[aoi])|aâ|aï", text) or re.search(
                r"(?<=[aeiou])(?=[a-z])", text
            )
            if found:
                text = (
                    text[: found.start()]
                    + "3"
                    + (found.group()[:1] if chance.random() < 0.7 else "")
                    + text[found.end() :]
                )
            continue
        sounds = {"ح": "h", "ق": "k|q|g(?!h)", "خ": "kh", "غ": "gh", "ط": "t"}[letter]
        text = re.sub(sounds, figure, text, count=1)
    return text


def arabizi_lessons(lessons: list[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    """Return pairs of words again, the Latin one with figures, at a small weight."""
    chance = random.Random(5)  # noqa: S311  # repeatable, and no secret
    found = []
    for arabic, latin, weight in lessons:
        written = arabizi(arabic, latin, chance)
        if written != latin and len(written) <= writing.MOST_LETTERS:
            found.append((arabic, written, weight * 0.1))
    return found
