# mypy: disallow-untyped-defs=False, disallow-incomplete-defs=False
# numba infers the types of what it compiles.
"""The arithmetic of comparing two words letter by letter, compiled by numba (``kernel`` goes on to whole names).

A word is a row of letter numbers (``writing``). Two words are read side by side in *units*: up to two Arabic or three
Latin letters of one against as many of the other (خ = kh, ال = l, nothing = e). ``Tables`` says how probable each
unit is; the sum over all ways to cut two words into units is how probable they are together.

What is compiled is kept beside this file (``__pycache__``) or, where that is read-only, where NUMBA_CACHE_DIR says. Arrays are
read by whole index and never sliced: a slice is an object that is counted, and makes the compiled code ten times as large.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from numba import njit

compiled = partial(njit, cache=True, nogil=True, fastmath=True, error_model="numpy")

ALPHABET = 36  # room for the letters of either script, the edge of a word included
EDGE = 0
ARABIC, LATIN = 0, 1
CROSS, LATINS, ARABICS = 0, 1, 2  # which scripts meet: Arabic and Latin, Latin twice, Arabic twice
WORD_FEATURES, WORD_UNITS = 16, 12
NAME_FEATURES, NAME_UNITS = 26, 16
LONGEST = 40  # letters of one word, or of several joined
MOST = 6  # words of a name
BASE = 16777216  # pairs of words are remembered as first · BASE + second

START, END, SCRIPT, NUMBER, FREQUENCY, CORE_AT, TITLE, TAIL_AT = 0, 1, 2, 3, 4, 5, 6, 7
"""Columns of a word: first letter, one past the last, script, number among the known words or −1, log frequency in
thousandths, where it begins without its particle, whether it is a title, where it ends without …eddine."""

ORDINARY, INITIAL, JOINED, CORE = 0, 1, 2, 3  # how two words were compared; CORE + 1: without what is joined to the end
LINK = 11
"""Of a link: log odds, how, first word of a, one past its last, first of b, one past its last, word features 2, 3 and 6,
letters of both, information of both."""
SKIPPED, SKIPPED_TITLE = 1.5, 0.1
UNSEEN = -30.0


class Tables(NamedTuple):
    """The learned figures in the form in which the kernel reads them."""

    unit_of: np.ndarray  # [2, 36·36·36] int16: letters → number of the unit half in its script, −1 when there is none
    joint: np.ndarray  # [3, halves, halves] float32: probability of a unit, by which scripts meet
    alone: np.ndarray  # [3, 2, halves] float32: probability of one half, whatever the other
    stop: np.ndarray  # [3] float64: probability that a word ends
    letters: np.ndarray  # [2, 36, 36, 36] float32: log probability of a letter after two others
    initial: (
        np.ndarray
    )  # [3, 36, 36] float32: log odds that a word with this first letter is abbreviated by that letter
    known: np.ndarray  # sorted int64: pairs of words seen together, first · BASE + second
    known_weight: np.ndarray  # [known, 2] float32: log p(second | first), log p(first | second)
    word_network: np.ndarray  # [3, …] float32: see ``network``
    name_network: np.ndarray  # the same for names


class Room(NamedTuple):
    """Scratch space, made once a batch."""

    half_a: np.ndarray  # [letters, 4] int16: numbers of unit halves, by first letter and length
    half_b: np.ndarray
    grid: np.ndarray  # [letters of a, letters of b] float64
    row: np.ndarray
    word: np.ndarray  # word features
    name: np.ndarray  # name features
    odds: np.ndarray  # [2, word of a, more words, word of b]: see ``align``
    how: np.ndarray
    detail: np.ndarray
    best: np.ndarray  # [words of a, set of words of b]
    came: np.ndarray
    jobs: np.ndarray
    rows: np.ndarray  # [12, 8] int32: the words of the two names, their letters counted from the first of all
    links: np.ndarray


@compiled()
def halves(unit_of, codes, start, end, script, out):
    """Fill ``out[i, k]`` with the unit half that k letters from ``start + i`` make, −1 where there is none."""
    longest = 2 if script == ARABIC else 3
    for index in range(end - start):
        key = 0
        out[index, 0] = 0
        for length in range(1, 4):
            place = start + index + length - 1
            if length > longest or place >= end:
                out[index, length] = -1
            else:
                key = key * ALPHABET + codes[place]
                out[index, length] = unit_of[script, key]
    return longest


@compiled()
def forward(joint, kind, a, length_a, most_a, b, length_b, most_b, grid):
    """Return the probability of two words together: the sum over every way to cut both into units."""
    for i in range(length_a + 1):
        for j in range(length_b + 1):
            grid[i, j] = 0.0
    grid[0, 0] = 1.0
    reach = length_a * length_b * 0.5 + max(length_a, length_b)  # from the diagonal; what lies beyond is hopeless
    for i in range(length_a + 1):
        for j in range(length_b + 1):
            here = grid[i, j]
            if here == 0.0 or abs(i * length_b - j * length_a) > reach:
                continue
            for k in range(min(most_a, length_a - i) + 1):
                one = a[i, k] if k else 0
                if one < 0:
                    continue
                for m in range(0 if k else 1, min(most_b, length_b - j) + 1):
                    other = b[j, m] if m else 0
                    if other >= 0:
                        grid[i + k, j + m] += here * joint[kind, one, other]
    return grid[length_a, length_b]


@compiled()
def alone(alone_of, kind, side, a, length, most, stop, row):
    """Return the log probability of one word in the unit model, whatever is beside it."""
    for i in range(length + 1):
        row[i] = 0.0
    row[0] = 1.0
    between = 1.0 / (1.0 - alone_of[kind, side, 0])
    for i in range(length):
        here = row[i] * between
        if here > 0.0:
            for k in range(1, min(most, length - i) + 1):
                if a[i, k] > 0:
                    row[i + k] += here * alone_of[kind, side, a[i, k]]
    return np.log(max(row[length] * stop * between, 1e-300))


@compiled()
def spelling(letters, codes, start, end, script):
    """Return the log probability of a word as a row of letters, each after two others."""
    first, second, total = EDGE, EDGE, 0.0
    for place in range(start, end):
        code = int(codes[place])
        total += letters[script, first, second, code]
        first, second = second, code
    return total + letters[script, first, second, EDGE]


@compiled()
def look_up(known, pair):
    """Return where a pair of words stands among the known ones, −1 when it does not."""
    low, high = 0, known.shape[0]
    while low < high:
        middle = (low + high) // 2
        if known[middle] < pair:
            low = middle + 1
        else:
            high = middle
    return low if low < known.shape[0] and known[low] == pair else -1


@compiled()
def network(layers, kind, features, count, units):
    """Return the log odds that a small network gives: means, spreads, weights of each hidden unit and its bias, outputs."""
    hidden = 2 * count
    output = hidden + (count + 1) * units
    for index in range(count):
        value = (features[index] - layers[kind, index]) / layers[kind, count + index]
        features[count + index] = min(max(value, -5.0), 5.0)
    total = layers[kind, output + units]
    for unit in range(units):
        value = layers[kind, hidden + count * units + unit]
        for index in range(count):
            value += layers[kind, hidden + index * units + unit] * features[count + index]
        total += layers[kind, output + unit] * np.tanh(value)
    return total


@compiled()
def added(one, other):
    """Return log(exp(one) + exp(other))."""
    high, low = max(one, other), min(one, other)
    return high + np.log1p(np.exp(low - high))


@compiled()
def word_features(tables, kind, codes, start_a, end_a, script_a, number_a, frequency_a,
                  start_b, end_b, script_b, number_b, frequency_b, room):  # fmt: skip
    """Fill ``room.word`` with what two spans of letters have in common (number −1: not a known word)."""
    out = room.word
    length_a, length_b = end_a - start_a, end_b - start_b
    most_a = halves(tables.unit_of, codes, start_a, end_a, script_a, room.half_a)
    most_b = halves(tables.unit_of, codes, start_b, end_b, script_b, room.half_b)
    stop = tables.stop[kind]
    together = forward(tables.joint, kind, room.half_a, length_a, most_a, room.half_b, length_b, most_b, room.grid)
    together = np.log(max(together * stop, 1e-300))
    alone_a = alone(tables.alone, kind, 0, room.half_a, length_a, most_a, stop, room.row)
    alone_b = alone(tables.alone, kind, 1, room.half_b, length_b, most_b, stop, room.row)
    seen_a = spelling(tables.letters, codes, start_a, end_a, script_a) - 0.7
    seen_b = spelling(tables.letters, codes, start_b, end_b, script_b) - 0.7
    if number_a >= 0:
        seen_a = added(seen_a, frequency_a * 0.001 - 0.7)
    if number_b >= 0:
        seen_b = added(seen_b, frequency_b * 0.001 - 0.7)
    remembered_b = remembered_a = -10.0
    at = -1
    if number_a >= 0 and number_b >= 0:
        at = look_up(tables.known, np.int64(number_a) * BASE + np.int64(number_b))
        if at >= 0:
            remembered_b, remembered_a = tables.known_weight[at, 0], tables.known_weight[at, 1]
    given_a, given_b = together - alone_a, together - alone_b
    out[0] = given_a
    out[1] = given_b
    out[2] = given_a / length_b
    out[3] = given_b / length_a
    out[4] = -seen_a
    out[5] = -seen_b
    out[6] = together - 0.5 * (alone_a + alone_b + seen_a + seen_b)
    out[7] = min(given_a - seen_b, given_b - seen_a)
    out[8] = max(remembered_b - seen_b, -2.0)
    out[9] = max(remembered_a - seen_a, -2.0)
    out[10] = 1.0 if at >= 0 else 0.0
    out[11] = np.log(length_a)
    out[12] = np.log(length_b)
    out[13] = added(given_a, remembered_b) - seen_b
    out[14] = added(given_b, remembered_a) - seen_a
    out[15] = 1.0 if number_a >= 0 and number_b >= 0 and at < 0 else 0.0


@compiled()
def initial(tables, codes, start_a, script_a, start_b, script_b):
    """Return the log odds that a word is abbreviated by, or begins like, another."""
    if script_a == LATIN and script_b == ARABIC:
        return tables.initial[CROSS, codes[start_b], codes[start_a]]
    kind = CROSS if script_a != script_b else LATINS if script_a == LATIN else ARABICS
    return tables.initial[kind, codes[start_a], codes[start_b]]


@compiled()
def judge_words(tables, codes, start_a, end_a, script_a, number_a, frequency_a,
                start_b, end_b, script_b, number_b, frequency_b, room):  # fmt: skip
    """Return the log odds that two spans of letters are one word, whichever scripts they are in."""
    same = script_a == script_b and end_a - start_a == end_b - start_b
    if same:
        for index in range(end_a - start_a):
            if codes[start_a + index] != codes[start_b + index]:
                same = False
                break
    if script_a == LATIN and script_b == ARABIC:
        start_a, end_a, script_a, number_a, frequency_a, start_b, end_b, script_b, number_b, frequency_b = (
            start_b, end_b, script_b, number_b, frequency_b, start_a, end_a, script_a, number_a, frequency_a
        )  # fmt: skip
    kind = CROSS if script_a != script_b else LATINS if script_a == LATIN else ARABICS
    word_features(tables, kind, codes, start_a, end_a, script_a, number_a, frequency_a,
                  start_b, end_b, script_b, number_b, frequency_b, room)  # fmt: skip
    odds = network(tables.word_network, kind, room.word, WORD_FEATURES, WORD_UNITS)
    return max(odds, 8.0) if same else min(odds, 8.0)
