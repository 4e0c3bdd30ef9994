"""Names of hamlets, quarters and landmarks compared across scripts: دوار تفنوت, douar Tifnoute."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rapidfuzz import fuzz

from yaqaza.language.arabizi import skeleton
from yaqaza.language.folding import fold
from yaqaza.language.places.spots import HEADS, find_spots

LEAST_HEARD = 4
"""Shorter sounds are one only when they are equal."""

SAME, OTHER = 80, 67
"""Ratios of two sounds: from the first on one name, below the second two."""

_PARTICLES = frozenset({"de", "du", "d", "la", "le", "les", "l", "el", "al", "n", "ن", "of", "the"})


def spots_of(text: str) -> tuple[str, ...]:
    """Return the named spots of ``text`` as "H:" (hamlet), "Q:" (quarter) or "L:" (landmark) and the sound of the name."""
    found = dict.fromkeys(f"{spot.kind[0]}:{_sound(text[spot.start : spot.end])}" for spot in find_spots(text))
    return tuple(spot for spot in found if len(spot) > 3)[:6]


def _sound(name: str) -> str:
    """Return the sounds of the words of a name, without those that many names begin with, unless there is nothing else."""
    words = [word for word in fold(name).split() if word not in _PARTICLES]
    telling = [word for word in words if word not in HEADS] or words
    heard = " ".join(_heard(word) for word in telling)
    return heard if len(heard) >= 2 else " ".join(_heard(word) for word in words)  # "أولاد علي"


def _heard(word: str) -> str:
    bare = word.removeprefix("ال") if len(word) > 4 else word
    return skeleton(bare) or bare  # Tifinagh, numbers


def _alike(one: str, other: str) -> float:
    """Return how alike two names sound, 0 to 100; the longer may go on ("أمازوز سميمو", "Amazouz")."""
    if one == other:
        return 100.0
    if min(len(one), len(other)) < LEAST_HEARD:
        return 0.0 if min(len(one), len(other)) < 2 else fuzz.ratio(one, other) * 0.8
    first, second = sorted((one, other), key=len)
    if len(first.split()) < len(second.split()) and len(first) >= 3:
        return max(
            fuzz.ratio(first, second),
            fuzz.partial_ratio(first, second.split()[0]),
            fuzz.ratio(first, second.split()[0]),
        )
    return fuzz.ratio(first.replace(" ", ""), second.replace(" ", ""))


def agree(one: Sequence[str], other: Sequence[str]) -> float:
    """Return 1 when the two lists share a spot, -1 when both name a hamlet or a quarter and none is shared, else 0."""
    against = False
    for first in one:
        for second in other:
            alike = _alike(first[2:], second[2:])
            if alike >= SAME and len(first) > 3:
                return 1.0
            if first[0] == second[0] and first[0] in "HQ" and alike < OTHER:
                against = True
    return -1.0 if against else 0.0


def named(spots: Sequence[str], words: Collection[str]) -> bool:
    """Return whether a word of the name of a hamlet or quarter is among the sounds of a text."""
    return any(word in words for spot in spots if spot[0] in "HQ" for word in spot[2:].split() if len(word) >= 3)
