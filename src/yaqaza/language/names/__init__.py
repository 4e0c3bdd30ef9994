"""Names across scripts and spellings: محمد بن عبد الله, Mohamed Benabdellah, Mohammed Ben Abdallah.

``similarity`` tells how probable it is that two names are one; ``keys`` are what a name is filed under to be found again.
They propose; a human decides. Nothing is compiled or read before the first comparison.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from yaqaza.language.names.keys import keys, word_keys
from yaqaza.language.names.writing import Word, read, words

if TYPE_CHECKING:
    from yaqaza.language.names.explaining import Matched
    from yaqaza.language.names.model import Model, Prepared

THRESHOLD_SHOW = 0.12
"""From here on a human should see the name among the likely ones."""
THRESHOLD_PROPOSE = 0.5
"""From here on "the same name" is the better bet."""
CAUTION = 0.6
"""Log odds taken off: the network learned from as many pairs that are one name as are not; among names that look alike fewer are."""


def similarity(a: str, b: str) -> float:
    """Return how probable it is that two names are one, 0 to 1, in any two scripts and in any order of their words.

    From 0.5 on "the same name" is the better bet. The same name is not yet the same person.
    """
    one, other = read(a), read(b)
    if not one or not other:
        return _unreadable(a, b)
    first, second = (one, other) if _rank(one) <= _rank(other) else (other, one)
    if _texts(first) == _texts(second):
        return 1.0
    return _probability(_engine().odds([_prepared(first), _prepared(second)], [(0, 1)])[0])


def compare(query: str, candidates: Sequence[str]) -> list[float]:
    """Return ``similarity(query, candidate)`` for each candidate, faster than one by one."""
    one = read(query)
    found = [0.0] * len(candidates)
    asked: list[Prepared] = []
    where: list[int] = []
    for at, candidate in enumerate(candidates):
        other = read(candidate)
        if not one or not other:
            found[at] = _unreadable(query, candidate)
        elif _texts(one) == _texts(other):
            found[at] = 1.0
        else:
            asked.append(_prepared(other))
            where.append(at)
    if where:
        place = _rank(one)
        pairs = [
            (0, at) if place <= _rank(read(candidates[number])) else (at, 0) for at, number in enumerate(where, start=1)
        ]
        for at, odds in zip(where, _engine().odds([_prepared(one), *asked], pairs), strict=True):
            found[at] = _probability(odds)
    return found


def explain(a: str, b: str) -> list[Matched]:
    """Return which words of two names were taken for the same and why, and which were left over, in the order of ``a``."""
    from yaqaza.language.names.explaining import explain  # needs the figures, as similarity does

    one, other = read(a), read(b)
    if not one or not other:
        return []
    turned = _rank(one) > _rank(other)
    found = explain(_engine(), *((other, one) if turned else (one, other)))
    if turned:
        found = [part.turned() for part in found]
    place = {word.text: at for at, word in reversed(list(enumerate(one)))}
    return sorted(found, key=lambda part: place.get(part.a[0], 0) if part.a else len(place))


def prewarm() -> None:
    """Compile and load what the first comparison needs (``yaqaza assets`` calls it)."""
    similarity("محمد بن علي", "Mohamed Benali")
    explain("محمد بن علي", "Mohamed Benali")


def _rank(name: tuple[Word, ...]) -> tuple[int, tuple[str, ...]]:
    return (name[0].script, _texts(name))


def _texts(name: tuple[Word, ...]) -> tuple[str, ...]:
    return tuple(word.text for word in name)


def _unreadable(a: str, b: str) -> float:
    """A name in another script can only be compared as it stands."""
    one, other = "".join(a.split()).casefold(), "".join(b.split()).casefold()
    return 1.0 if one == other and any(letter.isalpha() for letter in one) else 0.0


def _probability(odds: float) -> float:
    return 0.999 / (1.0 + math.exp(-max(min(odds - CAUTION, 30.0), -30.0)))


@lru_cache(maxsize=1)
def _engine() -> Model:
    from yaqaza.language.names import model  # numba and the figures cost time and memory: only when needed

    return model.load()


@lru_cache(maxsize=32768)
def _prepared(name: tuple[Word, ...]) -> Prepared:
    return _engine().prepare(name)


__all__ = [
    "THRESHOLD_PROPOSE", "THRESHOLD_SHOW", "compare", "explain", "keys", "prewarm", "similarity", "word_keys", "words",
]  # fmt: skip
