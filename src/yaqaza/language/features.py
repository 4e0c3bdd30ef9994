"""What of a text the model weighs. Every feature belongs to words, so that each conclusion can point at its words.

A text is a list of *atoms*: a word as it is meant, two neighbouring words, a class of meaning as it is meant, two classes
near each other. An atom stands for one or more hashed *features* (a word is also its stem, its consonants and its
pieces of three to five letters), and its weight is the sum of theirs: an atom is weighed once and remembered.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple
from zlib import crc32

from yaqaza.language.arabizi import skeleton
from yaqaza.language.counts import find_counts, kinds
from yaqaza.language.lexicon import stem
from yaqaza.language.reading import HAVE, MOST_WORDS, Reading, read
from yaqaza.language.words import Word, word_of

BITS = 17
WORDS = 1 << BITS
CLASSES = 1 << 15
SIZE = WORDS + CLASSES
"""Features are numbered: hashed words and pieces first, then the classes of the lexicon and their pairs."""

NEAR = 6
"""Two classes are seen together when no more words than this lie between them."""

NEIGHBOUR = 0.8
"""How much two neighbouring words count, beside 1 for a word."""

Span = tuple[int, int]
Atom = str | tuple[str, ...] | int
_PLACES = [((index, index), (index - 1, index)) for index in range(MOST_WORDS)]
"""Where a word stands, and it with the one before."""
NO_NUMBERS: Mapping[int, str] = {}
_MODE = ("", "need", "have", "not")
_ABOUT = frozenset(
    f"scene.{kind}" for kind in ("offer", "thanks", "talk", "past", "elsewhere", "ask", "hurry", "disaster")
)
"""What a message is about as a whole: tents that are offered are not tents that are missing."""


class Atoms(NamedTuple):
    """The atoms of a text, each with the words where it first stands: once said is said."""

    said: dict[str, Span]  # the words as they are meant
    meant: dict[tuple[str, ...], Span]  # classes and what they say together
    beside: dict[int, Span]  # neighbours, by the number that their feature is hashed from

    def places(self) -> list[Span]:
        """Return where each atom stands, in the order of iteration."""
        return [*self.said.values(), *self.meant.values(), *self.beside.values()]


def atoms(reading: Reading, numbers: Mapping[int, str] = NO_NUMBERS) -> Atoms:
    """Return the atoms of a text; ``numbers`` tells what its numbers are, by where they start."""
    words, modes, clauses, classes = reading.words, reading.modes, reading.clauses, reading.classes
    if numbers:
        starts = [start for start, _ in reading.spans]
        words = [
            _number(numbers[start]) if start in numbers else word for word, start in zip(words, starts, strict=True)
        ]
    found = Atoms({}, {}, {})
    say, add, join = found.said.setdefault, found.meant.setdefault, found.beside.setdefault
    last, before = -1, 0
    for word, mode, clause, (alone, both) in zip(words, modes, clauses, _PLACES, strict=False):
        say(word.said[mode], alone)
        if clause == last:
            join(crc32(word.after, before), both)
        last, before = clause, word.before
    for place, (name, first, last) in enumerate(classes, start=1):
        mode, clause, reach = modes[first], clauses[first], last + NEAR
        near = first == last and reading.words[first].near
        add(("c", name + "~" if near else name, _MODE[mode]), (first, last))
        for other, start, end in classes[place : place + 5]:
            if start > reach or clauses[start] != clause:
                break
            if start > last and other != name:
                deny = "not" if mode >= HAVE or modes[start] >= HAVE else ""
                add(("p", name, other, deny) if name < other else ("p", other, name, deny), (first, end))
    about = dict.fromkeys([name for name, _, _ in classes if name in _ABOUT])
    if about:
        for name, first, last in classes:
            if name[0] < "a":  # a need
                for kind in about:
                    add(("x", name, _MODE[modes[first]], kind), (first, last))
    count = len(words)
    add(("t", "long" if count > 40 else "middle" if count > 15 else "short" if count > 5 else "tiny"), (-1, -1))
    return found


@cache
def _number(kind: str) -> Word:
    """Return the word that stands for the numbers of a kind ("# children")."""
    return word_of(kind, kind)


def atoms_of(text: str) -> Atoms:
    """Return the atoms of a text."""
    reading = read(text)
    return atoms(reading, kinds(*find_counts(text, reading)))


def expand(atom: Atom) -> tuple[list[int], list[float]]:
    """Return the features of an atom and how much of each there is."""
    if isinstance(atom, int):
        return [neighbours(atom)], [NEIGHBOUR]
    if isinstance(atom, str):
        return _word(atom)
    kind = atom[0]
    if kind == "c":
        found, amounts = [_class(f"c {atom[1]}"), _class(f"c {atom[1]} {atom[2] or 'plain'}")], [1.0, 1.5]
        family, _, section = atom[1].rstrip("~").partition(".")
        if family.isupper():
            found.append(_class(f"c {section} {atom[2]}"))
            amounts.append(0.5)
        return found, amounts
    if kind == "p":
        return [_class(f"p {atom[1]} {atom[2]} {atom[3]}")], [1.0]
    if kind == "x":
        return [_class(f"x {atom[1]} {atom[3]}"), _class(f"x {atom[1]} {atom[2]} {atom[3]}")], [0.7, 0.7]
    return [_class(" ".join(atom))], [1.0]


def neighbours(pair: int) -> int:
    """Return the one feature of two words side by side."""
    return pair & (WORDS - 1)


def _word(said: str) -> tuple[list[int], list[float]]:
    mode, _, word = said.partition(" ")
    if word[0] == "#":
        return [_hash(f"w {word}")], [1.0]
    parts, amounts = [f"w {word}", f"s {stem(word)}"], [1.0, 1.0]
    if len(heard := skeleton(word)) > 1:
        parts.append(f"k {heard}")
        amounts.append(0.6)
    edged = f"<{word}>"
    pieces = [f"n {edged[at : at + size]}" for size in (3, 4, 5) for at in range(len(edged) - size + 1)]
    if pieces:
        parts += pieces
        amounts += [1.2 / len(pieces) ** 0.5] * len(pieces)
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    found = [crc32(part) & (WORDS - 1) for part in encoded]
    if mode:
        salt = crc32(f"{mode} ".encode())
        found += [crc32(part, salt) & (WORDS - 1) for part in encoded]
        amounts += amounts
    return found, amounts


def _hash(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass")) & (WORDS - 1)


def _class(text: str) -> int:
    return WORDS + (crc32(text.encode()) & (CLASSES - 1))
