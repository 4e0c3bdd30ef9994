"""What a person is filed under: numbers, the same for the same thing, so that one index finds people by anything that is known.

A name is filed under each of its words as written, and under every pair of them, for one word alone is too common; whoever searches asks
for the words that are known to be written or to sound as typed (``vocabulary``). The name of a father inside a name ("يمينة بنت محمد
بوزيد") is filed with the word before it and without. Then the area and the houses above the person, the year of birth, the last digits of
telephones, and the words of a description.

The numbers are keyed (``core.crypto.index_number``): whoever holds a copy of the table and not the key cannot try names on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple
from zlib import crc32

from yaqaza.core.crypto import index_number
from yaqaza.language.names.keys import readings as readings_of
from yaqaza.language.names.writing import Word, read
from yaqaza.people.search import described

EDITION = 5
"""Grows when keys are made otherwise: entries of another edition are written anew."""

TAIL = 6
"""The last digits of a telephone number that find it."""

END = 4
"""And how many of them at least find it beside something else that is known."""

MOST_WORDS = 5
MOST_READINGS = 4
WORD, JOINED, AREA, HOUSE, YEAR, PHONE, TOLD, UNNAMED, NEAR_SOUND, NEAR_TEXT = "wjaoytduns"


@lru_cache(maxsize=1 << 17)
def number(kind: str, text: str = "") -> int:
    """Return the keyed number of a thing of a kind: 32 bits with a sign, as PostgreSQL keeps them."""
    return index_number(f"{kind}{text}")


def _near(kind: str, text: str) -> int:
    """Return a number for the list of known words: those stand there as they are, and a key would hide nothing."""
    return crc32(f"{kind}{text}".encode()) - (1 << 31)


class Sound(NamedTuple):
    """How a word sounds: its readings, the plain one first, and the plain one with a sound left out."""

    readings: tuple[str, ...]
    shortened: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> Sound:
    """Return how a folded word sounds, in coarse consonants: "شريف", "cherif" → CRF."""
    found = read(word)
    readings = readings_of(found[0])[:MOST_READINGS] if found else ()
    plain = readings[0] if readings else ""
    shortened = tuple(sorted(_shorter(plain))) if len(plain) > 2 else ()
    return Sound(readings, shortened)


def _shorter(text: str) -> set[str]:
    return {text[:place] + text[place + 1 :] for place in range(len(text))}


@lru_cache(maxsize=1 << 16)
def words(name: str) -> tuple[Word, ...]:
    """Return the words of a name that it is filed under: without titles and single letters, unless there is nothing else."""
    return tuple(word for _at, word in _placed(read(name)))


def _placed(found: tuple[Word, ...]) -> list[tuple[int, Word]]:
    placed = list(enumerate(found))
    return [(at, word) for at, word in placed if not word.title and len(word.text) > 1][:MOST_WORDS] or placed[
        :MOST_WORDS
    ]


_DAUGHTER = ("بنت", "bent", "bint")
_SON = ("ابن", "بن", "ولد", "ould", "ben", "bin", "ibn")
_MORE = ("", "عبد", "ابو", "بو", "ال", "ايت", "abd", "abdel", "abou", "bou", "el", "al", "ait")
"""What may stand between that and the name, and belongs to it."""

_FATHER_OF = {"ابي": "ابو", "ابا": "ابو", "ابو": "ابو", "abi": "abou", "aba": "abou", "abou": "abou", "abu": "abou"}
"""How "father of" is written after "daughter of" (بنت أبي بكر), and how people ask for it: أبو بكر, in one word with what follows."""


@lru_cache(maxsize=1 << 16)
def slots(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the ``words`` of a name, folded, each with the other way to ask for it if there is one: a father's name alone.

    That is what follows "daughter of", and "son of" where more follows: بن علي at the end or at the beginning is the name of a family,
    and all of that family would be found by Ali.
    """
    found = read(name)
    fathers = {at: _father(found[at], found[at + 1 : at + 2]) for at in range(1, len(found))}
    return tuple((word.text, fathers[at]) if fathers.get(at) else (word.text,) for at, word in _placed(found))


def _father(word: Word, after: tuple[Word, ...]) -> str:
    """Return the name that follows "son of" or "daughter of" in a word, "" when there is none: a title, or "my father" alone, says too
    little. ``after`` is the next word, if there is one."""
    before = word.text[: word.core]
    for particle in (*_DAUGHTER, *_SON) if after else _DAUGHTER:
        if before.startswith(particle) and before[len(particle) :] in _MORE:
            bare = read(word.text[len(particle) :])
            if not bare or bare[0].title or len(bare[0].text) < 2:
                return ""
            father_of = _FATHER_OF.get(bare[0].text, "")
            return (father_of + after[0].text if after else "") if father_of else bare[0].text
    return ""


def filed(name: str) -> list[str]:
    """Return all words under which a name is filed."""
    return [text for slot in slots(name) for text in slot]


def pair(one: str, other: str) -> int:
    """Return the key of two words of a name, whichever comes first: their numbers mixed."""
    a, b = number(WORD, one), number(WORD, other)
    return (((a ^ b) * 0x9E3779B1 + (a + b) * 0x85EBCA6B) >> 3 & 0xFFFFFFFF) - (1 << 31)


def joined(texts: Sequence[str]) -> list[int]:
    """Return the keys of a whole name written without spaces, in the order of its words."""
    return [number(JOINED, "".join(sound(text).readings[0] for text in texts if sound(text).readings))]


def of_name(name: str) -> set[int]:
    """Return the keys of one name."""
    places = slots(name)
    keys = set(joined([slot[0] for slot in places]))
    for slot in places:
        keys.update(number(WORD, text) for text in slot)
    for one, other in combinations(places, 2):
        keys.update(pair(a, b) for a in one for b in other)
    return keys


def of_person(
    *,
    names: Iterable[str],
    description: str = "",
    address: str = "",
    area_path: str,
    house_path: str,
    year: int | None,
    phones: Iterable[str],
) -> list[int]:
    """Return all that a person is found by; ``phones`` are E.164."""
    keys: set[int] = set()
    named = False
    for name in names:
        named = True
        keys |= of_name(name)
    if description or not named:
        keys |= {number(TOLD, word) for word in described.words(f"{description} {address}")}
    if not named:
        keys.add(number(UNNAMED))
    keys |= {number(AREA, part) for part in area_path.split(".") if part}
    keys |= {number(HOUSE, part) for part in house_path.split(".") if part}
    keys |= {number(PHONE, phone[-TAIL:]) for phone in phones}
    if year is not None:
        keys.add(number(YEAR, str(year)))
    return sorted(keys)


def of_end(digits: str) -> list[int]:
    """Return the keys of all telephones with these last digits."""
    missing = max(TAIL - len(digits), 0)
    before = (f"{number_:0{missing}}" for number_ in range(10**missing)) if missing else ("",)
    return [number(PHONE, f"{first}{digits}"[-TAIL:]) for first in before]


def near_word(text: str) -> tuple[list[int], list[int], list[int]]:
    """Return the numbers of a word as it sounds, as it is written with a letter left out, as it sounds with a sound left out."""
    heard = sound(text)
    sounds = [_near(NEAR_SOUND, reading) for reading in heard.readings]
    written = [_near(NEAR_TEXT, text)]
    if 3 <= len(text) <= 12:
        written += [_near(NEAR_TEXT, form) for form in sorted(_shorter(text))]
    return sounds, written, [_near(NEAR_SOUND, form) for form in heard.shortened]


def word_row(text: str) -> tuple[str, list[int]]:
    """Return what is kept of a known word: how it sounds and what it is near to."""
    return "".join(sound(text).readings[:1])[:40], sorted({key for near in near_word(text) for key in near})
