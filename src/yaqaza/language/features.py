"""What of a text the model weighs. Every feature belongs to words, so that each conclusion can point at its words.

A text is a list of *atoms*: a word as it is meant, two neighbouring words, a class of meaning as it is meant, two classes
near each other. An atom stands for one or more hashed *features* (a word is also its stem, its consonants and its
pieces of three to five letters), and its weight is the sum of theirs: an atom is weighed once and remembered.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from yaqaza.language.arabizi import skeleton
from yaqaza.language.counts import find_counts, kinds
from yaqaza.language.lexicon import stem
from yaqaza.language.reading import HAVE, NOT, Reading, read

BITS = 17
WORDS = 1 << BITS
CLASSES = 1 << 15
SIZE = WORDS + CLASSES
"""Features are numbered: hashed words and pieces first, then the classes of the lexicon and their pairs."""

NEAR = 6
"""Two classes are seen together when no more words than this lie between them."""

NEIGHBOUR = 0.8
"""How much two neighbouring words count, beside 1 for a word."""

Atom = tuple[str, ...]
NO_NUMBERS: Mapping[int, str] = {}
_MODE = ("", "need", "have", "not")
_SALT = ("", "", "have", "not")
_DENYING = (HAVE, NOT)
_ABOUT = frozenset(
    f"scene.{kind}" for kind in ("offer", "thanks", "talk", "past", "elsewhere", "ask", "hurry", "disaster")
)
"""What a message is about as a whole: tents that are offered are not tents that are missing."""


def atoms(reading: Reading, numbers: Mapping[int, str] = NO_NUMBERS) -> dict[Atom, tuple[int, int]]:
    """Return each atom of a text and the first and last word where it first stands; once said is said. Neighbours come last.

    ``numbers`` tells what the numbers of the text are, by where they start.
    """
    words, modes, clauses = reading.words, reading.modes, reading.clauses
    found: dict[Atom, tuple[int, int]] = {}
    add = found.setdefault
    beside: dict[Atom, tuple[int, int]] = {}
    previous, before = "", -1
    for index, (word, mode, clause) in enumerate(zip(words, modes, clauses, strict=True)):
        folded, stem = word.folded, word.stem
        if kind := numbers.get(reading.spans[index][0]):
            folded = stem = kind
        add(("w", folded, _SALT[mode]), (index, index))
        if clause == before:
            beside.setdefault(("b", previous, stem), (index - 1, index))
        previous, before = stem, clause
    classes = reading.classes
    for place, (name, first, last) in enumerate(classes):
        near = words[first].near and first == last
        add(("c", name + "~" if near else name, _MODE[modes[first]]), (first, last))
        for other, start, end in classes[place + 1 : place + 6]:
            if start - last > NEAR or clauses[start] != clauses[first]:
                break
            if other != name and start > last:
                deny = "not" if modes[first] in _DENYING or modes[start] in _DENYING else ""
                add(("p", name, other, deny) if name < other else ("p", other, name, deny), (first, end))
    about = dict.fromkeys(name for name, _, _ in classes if name in _ABOUT)
    if about:
        for name, first, last in classes:
            if name[0].isupper():
                for kind in about:
                    add(("x", name, _MODE[modes[first]], kind), (first, last))
    count = len(words)
    add(("t", "long" if count > 40 else "middle" if count > 15 else "short" if count > 5 else "tiny"), (0, -1))
    found.update(beside)
    return found


def atoms_of(text: str) -> list[Atom]:
    """Return the atoms of a text."""
    reading = read(text)
    return list(atoms(reading, kinds(*find_counts(text, reading))))


def expand(atom: Atom) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Return the features of an atom and how much of each there is."""
    kind = atom[0]
    if kind == "w":
        found = _word(atom[1], atom[2])
    elif kind == "c":
        found = [(_class(f"c {atom[1]}"), 1.0), (_class(f"c {atom[1]} {atom[2] or 'plain'}"), 1.5)]
        family, _, section = atom[1].rstrip("~").partition(".")
        if family.isupper():
            found.append((_class(f"c {section} {atom[2]}"), 0.5))
    elif kind == "p":
        found = [(_class(f"p {atom[1]} {atom[2]} {atom[3]}"), 1.0)]
    elif kind == "x":
        found = [(_class(f"x {atom[1]} {atom[3]}"), 0.7), (_class(f"x {atom[1]} {atom[2]} {atom[3]}"), 0.7)]
    elif kind == "b":
        found = [(neighbours(atom), NEIGHBOUR)]
    else:
        found = [(_class(" ".join(atom)), 1.0)]
    return tuple(index for index, _ in found), tuple(value for _, value in found)


def neighbours(atom: Atom) -> int:
    """Return the one feature of two words side by side."""
    return _hash(f"b {atom[1]} {atom[2]}")


def _word(word: str, mode: str) -> list[tuple[int, float]]:
    if word[0] == "#":
        return [(_hash(f"w {word}"), 1.0)]
    parts = [(f"w {word}", 1.0), (f"s {stem(word)}", 1.0)]
    if len(heard := skeleton(word)) > 1:
        parts.append((f"k {heard}", 0.6))
    edged = f"<{word}>"
    pieces = [edged[at : at + size] for size in (3, 4, 5) for at in range(len(edged) - size + 1)]
    if pieces:
        share = 1.2 / len(pieces) ** 0.5
        parts += [(f"n {piece}", share) for piece in pieces]
    found = [(_hash(part), value) for part, value in parts]
    if mode:
        found += [(_hash(f"{mode} {part}"), value) for part, value in parts]
    return found


def _hash(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) & (WORDS - 1)


def _class(text: str) -> int:
    return WORDS + (zlib.crc32(text.encode()) & (CLASSES - 1))
