"""Names for linkage: the sounds by which records meet, and how alike the names of two records are."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import combinations

import numpy as np

from yaqaza.language.names import model, writing
from yaqaza.language.names.keys import readings

READINGS = 3  # of a word under which records meet
WORDS = 4  # of a name
EXACT = 30.0  # log odds of two names written alike
THREADS = 2


@lru_cache(maxsize=1 << 18)
def _readings(text: str, word: writing.Word) -> tuple[str, ...]:
    return readings(word)[:READINGS]


def _words(name: str) -> list[writing.Word]:
    found = writing.read(name)
    return [word for word in found if not word.title and len(word.text) > 1][:WORDS] or list(found[:WORDS])


class Sounds:
    """Gives every sound a number, and every record the keys that it is filed under.

    Whole keys are two words as they sound; half keys are one word and how another begins: what is left of two when one is misspelt.
    """

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self.begins: list[int] = []  # of each number, its first sound

    def _numbers(self, word: writing.Word) -> list[int]:
        found = []
        for reading in _readings(word.text, word):
            number = self.number.setdefault(reading, len(self.number))
            if number == len(self.begins):
                self.begins.append(ord(reading[0]))
            found.append(number)
        return found

    def of(self, names: Sequence[str]) -> tuple[str, set[int], set[int]]:
        """Return the name by its plainest sounds in one order, its whole keys and its half keys."""
        whole, pairs, halves = "", set[int](), set[int]()
        for name in names:
            heard = [self._numbers(word) for word in _words(name)]
            whole = whole or " ".join(str(first) for first in sorted(sounds[0] for sounds in heard))
            if len(heard) == 1:  # a title and one word: "Sidi Bourabaa"
                pairs.update(a << 24 | a for a in heard[0])
            for one, other in combinations(heard, 2):
                pairs.update((a << 24 | b) if a < b else (b << 24 | a) for a in one for b in other)
                halves.update(a << 24 | self.begins[b] for a in one for b in other)
                halves.update(b << 24 | self.begins[a] for a in one for b in other)
        return whole, pairs, halves


def log_odds(names: Sequence[tuple[str, ...]], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return for each pair of records how sure it is that their names are one, as log odds (``names.similarity`` before it is squeezed).

    ``left`` and ``right`` are positions in ``names``; names in one script are compared with each other, else across scripts.
    """
    used, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    one, other = places[: len(left)], places[len(left) :]
    number: dict[tuple[writing.Word, ...], int] = {}
    written = np.full((len(used), 2), -1, np.int64)  # the first name of a record in each script
    further: dict[int, list[tuple[int, int]]] = {}
    for place, at in enumerate(used.tolist()):
        for name in names[at]:
            if words := writing.read(name):
                script, n = words[0].script, number.setdefault(words, len(number))
                if written[place, script] < 0:
                    written[place, script] = n
                else:
                    further.setdefault(place, []).append((script, n))
    owner, asked = _meetings(written, one, other)
    if further:
        more = _further(written, further, one, other)
        owner, asked = np.concatenate([owner, more[:, 0]]), np.concatenate([asked, more[:, 1:]])
    found = np.full(len(left), -EXACT, np.float32)
    if len(asked):
        np.maximum.at(found, owner, _scored(list(number), asked))
    return found


def _meetings(written: np.ndarray, one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which names to compare for each pair: those in one script, or across scripts when there are none."""
    here, there = written[one], written[other]
    alike = (here >= 0) & (there >= 0)
    cross = ~alike.any(axis=1)[:, None] & (here >= 0) & (there[:, ::-1] >= 0)
    owners, asked = [], []
    for script in (writing.ARABIC, writing.LATIN):
        for meet, beside in ((alike, script), (cross, 1 - script)):
            rows = np.flatnonzero(meet[:, script])
            owners.append(rows)
            asked.append(np.stack([here[rows, script], there[rows, beside]], axis=1))
    return np.concatenate(owners), np.concatenate(asked)


def _further(
    written: np.ndarray, further: dict[int, list[tuple[int, int]]], one: np.ndarray, other: np.ndarray
) -> np.ndarray:
    """The same for the names of records that were merged into a record: each against every name of the other record."""
    found: list[tuple[int, int, int]] = []
    every = {place: [int(n) for n in written[place] if n >= 0] for place in further}
    marked = np.isin(one, list(further)) | np.isin(other, list(further))
    for at in np.flatnonzero(marked).tolist():
        a, b = int(one[at]), int(other[at])
        left = [n for _, n in further.get(a, ())]
        right = [n for _, n in further.get(b, ())]
        known = every.get(b) or [int(n) for n in written[b] if n >= 0]
        found += [(at, x, y) for x in left for y in (*known, *right)]
        known = every.get(a) or [int(n) for n in written[a] if n >= 0]
        found += [(at, x, y) for x in known for y in right]
    return np.array(found, np.int64).reshape(-1, 3)


def _scored(words: list[tuple[writing.Word, ...]], asked: np.ndarray) -> np.ndarray:
    """Score each pair of names once, on two threads (the kernel lets go of the interpreter)."""
    learned = model.load()
    order = np.empty(len(words), np.int64)
    order[sorted(range(len(words)), key=lambda n: model.rank(words[n]))] = np.arange(len(words))
    turned = order[asked[:, 0]] > order[asked[:, 1]]
    asked[turned] = asked[turned][:, ::-1]
    pairs, back = np.unique(asked, axis=0, return_inverse=True)
    odds = np.full(len(pairs), EXACT, np.float32)
    rest = np.flatnonzero(pairs[:, 0] != pairs[:, 1])

    def score(part: np.ndarray) -> np.ndarray:
        used, places = np.unique(pairs[part], return_inverse=True)
        prepared = [learned.prepare(words[n]) for n in used.tolist()]
        return model.score(learned, prepared, places.reshape(-1, 2).astype(np.int32))

    with ThreadPoolExecutor(THREADS) as pool:
        parts = [part for part in np.array_split(rest, THREADS) if len(part)]
        for part, told in zip(parts, pool.map(score, parts), strict=True):
            odds[part] = told
    return odds[back.reshape(-1)]
