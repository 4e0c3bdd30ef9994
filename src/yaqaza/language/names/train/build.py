"""Makes the tables of the kernel from names: units, spelling, frequencies, remembered pairs of words, first letters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from yaqaza.language.names import kernel, model, writing
from yaqaza.language.names.train import noise, units
from yaqaza.language.names.train.data import Pair, word_pairs

KINDS = {
    kernel.CROSS: (writing.ARABIC, writing.LATIN),
    kernel.LATINS: (writing.LATIN, writing.LATIN),
    kernel.ARABICS: (writing.ARABIC, writing.ARABIC),
}
MOST_SPELLINGS = 12  # of one word that are compared with each other
IMPLAUSIBLE = -2.6  # log probability a letter, below which a pair of words is taken for a mistake of the source


class Spellings:
    """Which words answer which in the data, in both directions, with how often."""

    def __init__(self, pairs: Counter[Pair]) -> None:
        self.pairs = pairs
        self.latin: dict[str, Counter[str]] = defaultdict(Counter)
        self.arabic: dict[str, Counter[str]] = defaultdict(Counter)
        for (arabic, latin), count in pairs.items():
            self.latin[arabic][latin] += count
            self.arabic[latin][arabic] += count


class Made(NamedTuple):
    """What ``model.make`` takes, but for the networks, and the spellings it was made from."""

    arrays: dict[str, Any]
    words: list[str]
    halves: model.Halves
    spellings: Spellings

    def with_networks(self, networks: dict[str, np.ndarray]) -> model.Model:
        """Return the model with these networks."""
        return model.make(self.arrays | networks, self.words, self.halves)


def assemble(names: list[Pair], words: Counter[Pair], places: list[Pair], *, hidden: Sequence[Pair] = ()) -> Made:
    """Return everything that is learned but the networks.

    Words of ``hidden`` names are left out of ``words`` unless they are also in ``names``.
    """
    said = word_pairs(names)
    unseen = word_pairs(list(hidden)).keys() - said.keys()
    counts = said + Counter({pair: 1 for pair in words if pair not in said and pair not in unseen})
    rural = word_pairs(places)
    lessons = [(a, b, 1.0) for a, b in counts] + [(a, b, 0.5) for a, b in rural.keys() - counts.keys() - unseen]
    halves = (
        units.inventory((pair[0] for pair in lessons), writing.ARABIC, 8),
        units.inventory((pair[1] for pair in lessons), writing.LATIN, 12),
    )
    lessons += noise.arabizi_lessons(lessons)
    joint, read, plausible = _units(lessons, halves, kernel.CROSS)
    good = Counter({pair: n for pair, n in counts.items() if plausible.get(pair, -9) > IMPLAUSIBLE})
    spellings = Spellings(good)
    tables = [(joint, read)]
    tables.append(_units(_variants(spellings.latin, writing.LATIN), halves, kernel.LATINS)[:2])
    tables.append(_units(_variants(spellings.arabic, writing.ARABIC), halves, kernel.ARABICS)[:2])

    halves, tables = _used(halves, tables)
    cells, weights = [], []
    for kind, (table, _) in enumerate(tables):
        rows, columns = np.nonzero(table > 2e-7)
        cells.append(np.stack([np.full(len(rows), kind), rows, columns], axis=1))
        weights.append(table[rows, columns])
    frequency: Counter[str] = Counter()
    for (arabic, latin), count in good.items():
        frequency[arabic] += count
        frequency[latin] += count
    listed = sorted(frequency)
    at = {word: number for number, word in enumerate(listed)}
    total = sum(good.values())
    known, known_weight = _remembered(spellings, at)
    arrays: dict[str, Any] = {
        "units": np.concatenate(cells).astype(np.int16),
        "unit_weight": np.concatenate(weights).astype(np.float32),
        "stop": np.array([read for _, read in tables]),
        "letters": _spelling([pair[0] for pair in lessons], [pair[1] for pair in lessons]).astype(np.float16),
        "initial": _initials(spellings),
        "known": known,
        "known_weight": known_weight,
        "frequency": np.log(np.array([frequency[word] for word in listed]) / total).astype(np.float16),
    }
    return Made(arrays, listed, halves, spellings)


def _used(
    halves: model.Halves, tables: list[tuple[np.ndarray, float]]
) -> tuple[model.Halves, list[tuple[np.ndarray, float]]]:
    """Return the halves without those of no unit, and the tables without their rows and columns."""
    sums = [np.zeros(len(side)) for side in halves]
    for kind, (table, _) in enumerate(tables):
        sums[KINDS[kind][0]] += table.sum(axis=1)
        sums[KINDS[kind][1]] += table.sum(axis=0)
    kept = [np.nonzero((total > 0) | (np.arange(len(total)) == 0))[0] for total in sums]
    smaller = [
        (table[np.ix_(kept[KINDS[kind][0]], kept[KINDS[kind][1]])], read) for kind, (table, read) in enumerate(tables)
    ]
    one, other = (tuple(side[number] for number in numbers) for side, numbers in zip(halves, kept, strict=True))
    return (one, other), smaller


def _units(lessons: units.Pairs, halves: model.Halves, kind: int) -> tuple[np.ndarray, float, dict[Pair, float]]:
    counts, read = units.learn(lessons, halves, kind)
    one, other = (halves[script] for script in KINDS[kind])
    singles = (units.single_letters(one), units.single_letters(other))
    stop = read / (read + counts.sum())
    table = model.smoothed(counts, singles, stop, model.FLOOR[kind])
    table[table < 2e-7] = 0
    return table, stop, units.plausibility(lessons, halves, table, KINDS[kind]) if kind == kernel.CROSS else {}


def _variants(spellings: dict[str, Counter[str]], script: int) -> units.Pairs:
    """Return spellings of one word in one script beside each other, each also beside itself."""
    found: dict[Pair, float] = defaultdict(float)
    for variants in spellings.values():
        most = [word for word, _ in variants.most_common(MOST_SPELLINGS)]
        share = 1.0 if script == writing.LATIN else 0.3
        for one in most:
            found[one, one] = 0.5
            for other in most:
                if one < other:
                    found[one, other] += share / (len(most) - 1)
    if script == writing.ARABIC:
        for word in sorted({word for pair in found for word in pair}):
            for other in noise.misspelt_arabic(word):
                found[word, other] += 0.3
    return [(one, other, weight) for (one, other), weight in sorted(found.items())]


def _remembered(spellings: Spellings, at: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return pairs of words seen to be one name, and log p(second | first), log p(first | second)."""
    weight: dict[tuple[int, int], tuple[float, float]] = {}

    def share(counts: Counter[str], word: str) -> float:
        return counts[word] / (sum(counts.values()) + 0.5)

    for arabic, latin in spellings.pairs:
        weight[at[arabic], at[latin]] = (
            share(spellings.latin[arabic], latin), share(spellings.arabic[latin], arabic),
        )  # fmt: skip
    for there, back in ((spellings.latin, spellings.arabic), (spellings.arabic, spellings.latin)):
        for variants in there.values():
            most = [word for word, _ in variants.most_common(MOST_SPELLINGS)]
            for one in most:
                for other in most:
                    if one != other:
                        given = [
                            sum(
                                share(back[x], middle) * share(there[middle], y)
                                for middle in back[x]
                                if y in there[middle]
                            )
                            for x, y in ((one, other), (other, one))
                        ]
                        if max(given) > 0.02:
                            weight[at[one], at[other]] = (given[0], given[1])
    pairs = sorted(weight)
    values = np.log(np.maximum(np.array([weight[pair] for pair in pairs]), 1e-4))
    return np.array(pairs, np.int32), values.astype(np.float16)


def _spelling(arabic: list[str], latin: list[str]) -> np.ndarray:
    """Return log p(letter | two letters before) for both scripts, fewer letters before where that was rarely seen."""
    found = np.zeros((2, *(kernel.ALPHABET,) * 3))
    for script, words in enumerate((arabic, latin)):
        letters = len(writing.ARABIC_LETTERS if script == writing.ARABIC else writing.LATIN_LETTERS) + 1
        counts = np.zeros((kernel.ALPHABET,) * 3)
        for word in set(words):
            codes = [0, 0, *map(writing.code, word), 0]
            for at in range(2, len(codes)):
                counts[codes[at - 2], codes[at - 1], codes[at]] += 1
        single = counts.sum(axis=(0, 1)) + 0.5
        single[letters:] = 0
        single /= single.sum()
        double = counts.sum(axis=0)
        double = (double + 4 * single) / (double.sum(axis=1, keepdims=True) + 4)
        triple = (counts + 4 * double[None]) / (counts.sum(axis=2, keepdims=True) + 4)
        found[script] = np.log(np.maximum(triple, 1e-7))
    return found


def _initials(spellings: Spellings) -> np.ndarray:
    """Return the log odds that a letter stands for a word that begins with another letter, by which scripts meet."""
    counts = np.full((3, kernel.ALPHABET, kernel.ALPHABET), 0.01)
    for arabic, latin in spellings.pairs:
        counts[kernel.CROSS, writing.code(arabic[0]), writing.code(latin[0])] += 1
    for kind in (kernel.LATINS, kernel.ARABICS):
        counts[kind] += np.eye(kernel.ALPHABET) * 100
    share = counts / counts.sum(axis=(1, 2), keepdims=True)
    odds = np.log(share / (share.sum(axis=1, keepdims=True) * share.sum(axis=2, keepdims=True)))
    return np.clip(odds, -6, 2).astype(np.float16)
