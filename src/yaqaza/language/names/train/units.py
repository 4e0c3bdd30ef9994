"""Learns which letters of one word answer which letters of the other: expectation maximisation over units.

A unit is up to two Arabic or three Latin letters beside as many of the other word. Each round counts how often each unit
is used, over all ways to cut every pair of words, weighted by how probable the way is; the counts are the next table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numba import njit

from yaqaza.language.names import kernel, model, writing

SEED = {
    "ا": "a e i o ou 2", "ب": "b p", "ت": "t", "ث": "th t s", "ج": "j dj g", "ح": "h 7", "خ": "kh k 5", "د": "d",
    "ذ": "d dh z", "ر": "r", "ز": "z", "س": "s ss c", "ش": "ch sh", "ص": "s ss c", "ض": "d dh", "ط": "t 6",
    "ظ": "d dh z", "ع": "a aa e i o 3", "غ": "gh g r 8", "ف": "f v ph", "ق": "k q g c 9", "ك": "k c g", "ل": "l",
    "م": "m", "ن": "n", "ه": "h a", "و": "ou o u w", "ي": "i y e",
}  # fmt: skip
ROUNDS = 12
DROPPED = 0.02
LONGEST = (0, 2, 3)

Pairs = list[tuple[str, str, float]]


def inventory(words: Iterable[str], script: int, least: int) -> tuple[str, ...]:
    """Return the unit halves of a script, the empty one first: every letter, what is seen at least ``least`` times, and what stands for one
    sound (``SEED``), however rarely: few words have the ph of Mustapha."""
    longest = 2 if script == writing.ARABIC else 3
    found: Counter[str] = Counter()
    for word in set(words):
        for length in range(2, longest + 1):
            found.update(word[at : at + length] for at in range(len(word) - length + 1))
    letters = writing.ARABIC_LETTERS if script == writing.ARABIC else writing.LATIN_LETTERS
    kept = {part for part, count in found.items() if count >= least}
    if script == writing.LATIN:
        kept |= {part for parts in SEED.values() for part in parts.split() if len(part) > 1}
    return ("", *letters, *sorted(kept))


def single_letters(halves: tuple[str, ...]) -> np.ndarray:
    """Return the numbers of the halves of one letter."""
    return np.array([number for number, part in enumerate(halves) if len(part) == 1])


def packed(words: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the letter numbers of all words in a row, and where each word begins."""
    codes = [bytes(writing.code(letter) for letter in word) for word in words]
    return np.frombuffer(b"".join(codes), np.uint8), np.cumsum([0, *map(len, codes)])


@njit(cache=True, fastmath=True)
def expectations(  # type: ignore[no-untyped-def]  # numba infers the types
    unit_of, joint, codes_a, starts_a, script_a, codes_b, starts_b, script_b, weights, counts, likely
):
    """Add the expected uses of every unit to ``counts``; ``likely[p]`` becomes the log probability of each pair a letter."""
    ha, hb = np.zeros((41, 4), np.int16), np.zeros((41, 4), np.int16)
    there, back = np.zeros((44, 44)), np.zeros((44, 44))
    for p in range(weights.shape[0]):
        la, lb = starts_a[p + 1] - starts_a[p], starts_b[p + 1] - starts_b[p]
        most_a = kernel.halves(unit_of, codes_a, starts_a[p], starts_a[p + 1], script_a, ha)
        most_b = kernel.halves(unit_of, codes_b, starts_b[p], starts_b[p + 1], script_b, hb)
        total = kernel.forward(joint, 0, ha, la, most_a, hb, lb, most_b, there)
        likely[p] = np.log(max(total, 1e-300)) / (la + lb)
        if total <= 0.0 or weights[p] == 0.0:
            continue
        for i in range(la, -1, -1):
            for j in range(lb, -1, -1):
                if i == la and j == lb:
                    back[i, j] = 1.0
                    continue
                value = 0.0
                for k in range(min(most_a, la - i) + 1):
                    one = ha[i, k] if k else 0
                    if one < 0:
                        continue
                    for m in range(min(most_b, lb - j) + 1):
                        other = hb[j, m] if m else 0
                        if (k == 0 and m == 0) or other < 0:
                            continue
                        through = joint[0, one, other] * back[i + k, j + m]
                        value += through
                        counts[one, other] += weights[p] * there[i, j] * through / total
                back[i, j] = value


def learn(pairs: Pairs, halves: model.Halves, kind: int) -> tuple[np.ndarray, float]:
    """Return the expected uses of every unit, and how many words were read, for pairs of one kind."""
    scripts = {
        kernel.CROSS: (writing.ARABIC, writing.LATIN),
        kernel.LATINS: (writing.LATIN, writing.LATIN),
        kernel.ARABICS: (writing.ARABIC, writing.ARABIC),
    }[kind]
    unit_of = model.unit_numbers(halves)
    one, other = (halves[script] for script in scripts)
    codes_a, starts_a = packed(pair[0] for pair in pairs)
    codes_b, starts_b = packed(pair[1] for pair in pairs)
    weights = np.array([pair[2] for pair in pairs])
    likely = np.zeros(len(pairs))
    joint = _seed(one, other, kind)
    counts = joint
    singles = (single_letters(one), single_letters(other))
    for turn in range(ROUNDS):
        counts = np.zeros(joint.shape)
        expectations(
            unit_of, joint[None], codes_a, starts_a, scripts[0], codes_b, starts_b, scripts[1], weights, counts, likely
        )
        if kind != kernel.CROSS:
            counts = counts + counts.T
        # A unit that explains less than half a word is a whim of the data.
        counts[:, :] = np.maximum(counts - 0.05 * min(turn, 6), 0)
        if turn == 4 and kind == kernel.CROSS:
            weights = np.where(likely < np.quantile(likely, DROPPED), 0, weights)
        joint = model.smoothed(counts, singles, 0.0, 1e-4)
    return counts, float(weights.sum() * (1 if kind == kernel.CROSS else 2))


def _seed(one: tuple[str, ...], other: tuple[str, ...], kind: int) -> np.ndarray:
    """Return a first table: letters that sound alike, anything else barely possible and less so the longer it is."""
    long_a, long_b = (np.array([len(part) for part in side]) for side in (one, other))
    joint = 1e-4 * 0.2 ** (long_a[:, None] + long_b[None, :])
    at = {part: number for number, part in enumerate(other)}
    for number, part in enumerate(one):
        if kind != kernel.CROSS:
            joint[number, number] = 0.02 if len(part) == 1 else joint[number, number]
        elif len(part) == 1:
            for sound in SEED[part].split():
                if sound in at:
                    joint[number, at[sound]] = 0.01
    for vowel in "aeiou":
        if vowel in at:
            joint[0, at[vowel]] = 0.02
    for vowel in "اويهع":
        if vowel in one:
            joint[one.index(vowel), 0] = 0.005
    joint[0, 0] = 0
    return joint / joint.sum()


def plausibility(
    pairs: Pairs, halves: model.Halves, table: np.ndarray, scripts: tuple[int, int]
) -> dict[tuple[str, str], float]:
    """Return the log probability a letter of each pair."""
    likely, counts = np.zeros(len(pairs)), np.zeros(table.shape)
    codes_a, starts_a = packed(pair[0] for pair in pairs)
    codes_b, starts_b = packed(pair[1] for pair in pairs)
    unit_of, nothing = model.unit_numbers(halves), np.zeros(len(pairs))
    expectations(
        unit_of, table[None], codes_a, starts_a, scripts[0], codes_b, starts_b, scripts[1], nothing, counts, likely
    )
    return {(pair[0], pair[1]): float(value) for pair, value in zip(pairs, likely, strict=True)}
