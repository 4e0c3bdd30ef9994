"""The arithmetic of comparing names, compiled by numba; imported only when a name is first compared.

A word is a row of letter numbers (``writing``). Two words are read side by side in *units*: up to two Arabic or three
Latin letters of one against as many of the other (خ = kh, ال = l, nothing = e). ``Tables`` says how probable each
unit is; the sum over all ways to cut two words into units is how probable they are together.

What is compiled is kept beside this file (``__pycache__``) or, where that is read-only, where NUMBA_CACHE_DIR says.
"""

# mypy: disallow-untyped-defs=False, disallow-incomplete-defs=False
# numba infers the types of what it compiles.
from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

ALPHABET = 36  # room for the letters of either script, the edge of a word included
EDGE = 0
ARABIC, LATIN = 0, 1
CROSS, LATINS, ARABICS = 0, 1, 2  # which scripts meet: Arabic and Latin, Latin twice, Arabic twice
WORD_FEATURES = 16
NAME_FEATURES = 26
LONGEST = 40  # letters of one word, or of several joined
MOST = 6  # words of a name


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
    known: np.ndarray  # sorted int64: pairs of words seen together, first · 2²⁴ + second
    known_weight: np.ndarray  # [known, 2] float32: log p(second | first), log p(first | second)
    centre: np.ndarray  # [3, WORD_FEATURES] float32: mean and spread that the word features are measured in
    spread: np.ndarray
    hidden: np.ndarray  # [3, WORD_FEATURES + 1, units] float32: from features to hidden units
    output: np.ndarray  # [3, units + 1] float32
    name_centre: np.ndarray  # the same for names
    name_spread: np.ndarray
    name_hidden: np.ndarray
    name_output: np.ndarray


NETWORKS = ("centre", "spread", "hidden", "output", "name_centre", "name_spread", "name_hidden", "name_output")


@njit(cache=True, nogil=True, fastmath=True)
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


@njit(cache=True, nogil=True, fastmath=True)
def forward(joint, a, length_a, most_a, b, length_b, most_b, grid):
    """Return the probability of two words together: the sum over every way to cut both into units."""
    for i in range(length_a + 1):
        for j in range(length_b + 1):
            grid[i, j] = 0.0
    grid[0, 0] = 1.0
    for i in range(length_a + 1):
        for j in range(length_b + 1):
            here = grid[i, j]
            if here == 0.0:
                continue
            for k in range(min(most_a, length_a - i) + 1):
                one = a[i, k] if k else 0
                if one < 0:
                    continue
                for m in range(min(most_b, length_b - j) + 1):
                    if k == 0 and m == 0:
                        continue
                    other = b[j, m] if m else 0
                    if other >= 0:
                        grid[i + k, j + m] += here * joint[one, other]
    return grid[length_a, length_b]


@njit(cache=True, nogil=True, fastmath=True)
def viterbi(joint, a, length_a, most_a, b, length_b, most_b, grid, back):
    """Return the log probability of the best cut; ``back[i, j]`` tells the last unit of the best cut of i and j letters."""
    grid[: length_a + 1, : length_b + 1] = -1e30
    grid[0, 0] = 0.0
    for i in range(length_a + 1):
        for j in range(length_b + 1):
            here = grid[i, j]
            if here < -1e29:
                continue
            for k in range(min(most_a, length_a - i) + 1):
                one = a[i, k] if k else 0
                if one < 0:
                    continue
                for m in range(min(most_b, length_b - j) + 1):
                    if k == 0 and m == 0:
                        continue
                    other = b[j, m] if m else 0
                    if other >= 0 and joint[one, other] > 0:
                        value = here + np.log(joint[one, other])
                        if value > grid[i + k, j + m]:
                            grid[i + k, j + m] = value
                            back[i + k, j + m] = k * 4 + m
    return grid[length_a, length_b]


@njit(cache=True, nogil=True, fastmath=True)
def alone(weights, a, length, most, stop, row):
    """Return the log probability of one word in the unit model, whatever is beside it."""
    row[: length + 1] = 0.0
    row[0] = 1.0
    for i in range(length):
        here = row[i]
        if here > 0.0:
            for k in range(1, min(most, length - i) + 1):
                if a[i, k] > 0:
                    row[i + k] += here * weights[a[i, k]] / (1.0 - weights[0])
    return np.log(max(row[length] * stop / (1.0 - weights[0]), 1e-300))


@njit(cache=True, nogil=True, fastmath=True)
def spelling(letters, codes, start, end, script):
    """Return the log probability of a word as a row of letters, each after two others."""
    first, second, total = EDGE, EDGE, 0.0
    for place in range(start, end):
        code = codes[place]
        total += letters[script, first, second, code]
        first, second = second, code
    return total + letters[script, first, second, EDGE]


@njit(cache=True, nogil=True, fastmath=True)
def look_up(known, pair):
    low, high = 0, known.shape[0]
    while low < high:
        middle = (low + high) // 2
        if known[middle] < pair:
            low = middle + 1
        else:
            high = middle
    return low if low < known.shape[0] and known[low] == pair else -1


@njit(cache=True, nogil=True, fastmath=True)
def network(features, count, centre, spread, hidden, output):
    """Return the log odds that a small network gives."""
    total = output[output.shape[0] - 1]
    for unit in range(hidden.shape[1]):
        value = hidden[count, unit]
        for index in range(count):
            value += hidden[index, unit] * min(max((features[index] - centre[index]) / spread[index], -5.0), 5.0)
        total += output[unit] * np.tanh(value)
    return total


@njit(cache=True, nogil=True, fastmath=True)
def word_features(tables, kind, codes_a, a, b_codes, b, row_a, row_b, work, out):
    """Fill ``out`` with what two spans of words have in common.

    ``a`` and ``b`` are (start, end, script); ``row_a``, ``row_b`` (number of the word or −1, log frequency or 0).
    """
    length_a, length_b = a[1] - a[0], b[1] - b[0]
    ha, hb, grid, row = work
    most_a = halves(tables.unit_of, codes_a, a[0], a[1], a[2], ha)
    most_b = halves(tables.unit_of, b_codes, b[0], b[1], b[2], hb)
    stop = tables.stop[kind]
    together = np.log(max(forward(tables.joint[kind], ha, length_a, most_a, hb, length_b, most_b, grid) * stop, 1e-300))
    alone_a = alone(tables.alone[kind, 0], ha, length_a, most_a, stop, row)
    alone_b = alone(tables.alone[kind, 1], hb, length_b, most_b, stop, row)
    spelt_a = spelling(tables.letters, codes_a, a[0], a[1], a[2])
    spelt_b = spelling(tables.letters, b_codes, b[0], b[1], b[2])
    seen_a = np.logaddexp(spelt_a - 0.7, row_a[1] - 0.7) if row_a[0] >= 0 else spelt_a - 0.7
    seen_b = np.logaddexp(spelt_b - 0.7, row_b[1] - 0.7) if row_b[0] >= 0 else spelt_b - 0.7
    remembered_b = remembered_a = -10.0
    at = -1
    if row_a[0] >= 0 and row_b[0] >= 0:
        at = look_up(tables.known, np.int64(row_a[0]) * 16777216 + np.int64(row_b[0]))
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
    out[13] = np.logaddexp(given_a, remembered_b) - seen_b
    out[14] = np.logaddexp(given_b, remembered_a) - seen_a
    out[15] = 1.0 if row_a[0] >= 0 and row_b[0] >= 0 and at < 0 else 0.0


@njit(cache=True, nogil=True, fastmath=True)
def judge_words(tables, codes_a, a, row_a, codes_b, b, row_b, work, out):
    """Return the log odds that two spans of words are the same, whichever scripts they are in; ``out`` as word_features."""
    length_a, length_b = a[1] - a[0], b[1] - b[0]
    if a[2] == b[2] and length_a == length_b:
        same = True
        for index in range(length_a):
            if codes_a[a[0] + index] != codes_b[b[0] + index]:
                same = False
                break
    else:
        same = False
    if a[2] == ARABIC and b[2] == LATIN:
        kind = CROSS
        word_features(tables, kind, codes_a, a, codes_b, b, row_a, row_b, work, out)
    elif a[2] == LATIN and b[2] == ARABIC:
        kind = CROSS
        word_features(tables, kind, codes_b, b, codes_a, a, row_b, row_a, work, out)
    else:
        kind = LATINS if a[2] == LATIN else ARABICS
        word_features(tables, kind, codes_a, a, codes_b, b, row_a, row_b, work, out)
    odds = network(
        out, WORD_FEATURES, tables.centre[kind], tables.spread[kind], tables.hidden[kind], tables.output[kind]
    )
    return max(odds, 8.0) if same else min(odds, 8.0)


@njit(cache=True, nogil=True, fastmath=True)
def initial(tables, codes_a, a, codes_b, b):
    """Return the log odds that a single letter stands for a word."""
    if a[2] == LATIN and b[2] == ARABIC:
        weight = tables.initial[CROSS, codes_b[b[0]], codes_a[a[0]]]
    elif a[2] == ARABIC and b[2] == LATIN:
        weight = tables.initial[CROSS, codes_a[a[0]], codes_b[b[0]]]
    else:
        weight = tables.initial[LATINS if a[2] == LATIN else ARABICS, codes_a[a[0]], codes_b[b[0]]]
    return weight


ORDINARY, JOINED, CORE, INITIAL = 0, 1, 2, 3
SKIPPED, SKIPPED_TITLE = 1.5, 0.1
START, END, SCRIPT, NUMBER, FREQUENCY, CORE_AT, TITLE, TAIL_AT = 0, 1, 2, 3, 4, 5, 6, 7


@njit(cache=True, nogil=True, fastmath=True)
def bare(row, which):
    """Return a word without its particle (0) or without what is joined to its end (1)."""
    if which == 0:
        return row[START] + row[CORE_AT], row[END], row[SCRIPT]
    return row[START], row[START] + row[TAIL_AT] if row[TAIL_AT] else row[END], row[SCRIPT]


@njit(cache=True, nogil=True, fastmath=True)
def align(tables, codes_a, rows_a, codes_b, rows_b, work, room, links):
    """Choose which words of two names belong together; return how many links were written.

    A link is (log odds, how, first word of a, one past its last, first of b, one past its last, word features 2, 3, 6,
    letters of both, information of both).
    """
    n, m = rows_a.shape[0], rows_b.shape[0]
    odds, how, detail, best, came, out = room
    # odds[0, i, c, j]: words i … i+c of a against word j of b; odds[1, i, c, j]: word i of a against words j … j+c of b
    odds[:] = -30.0
    good_rows = 0
    for i in range(n):
        ra = rows_a[i]
        a = (ra[START], ra[END], ra[SCRIPT])
        best_here = -30.0
        for j in range(m):
            rb = rows_b[j]
            b = (rb[START], rb[END], rb[SCRIPT])
            known_a = (ra[NUMBER], ra[FREQUENCY] * 0.001)
            known_b = (rb[NUMBER], rb[FREQUENCY] * 0.001)
            one_a, one_b = a[1] - a[0] == 1, b[1] - b[0] == 1
            if one_a != one_b:
                value = initial(tables, codes_a, a, codes_b, b)
                how[0, i, 0, j] = INITIAL
                odds[0, i, 0, j] = value
                detail[0, i, 0, j, :] = 0.0
                best_here = max(best_here, value)
                continue
            value = judge_words(tables, codes_a, a, known_a, codes_b, b, known_b, work, out)
            how[0, i, 0, j] = ORDINARY
            detail[0, i, 0, j, 0] = out[2]
            detail[0, i, 0, j, 1] = out[3]
            detail[0, i, 0, j, 2] = out[6]
            detail[0, i, 0, j, 3] = max(out[4], out[5])
            if value < 2.0 and (ra[CORE_AT] > 0) + (rb[CORE_AT] > 0) + (ra[TAIL_AT] > 0) + (rb[TAIL_AT] > 0) > 0:
                for which in range(2):  # without what is before, without what is after
                    short_a, short_b = bare(ra, which), bare(rb, which)
                    cut_a, cut_b = short_a[1] - short_a[0] < a[1] - a[0], short_b[1] - short_b[0] < b[1] - b[0]
                    if cut_a == cut_b or short_a[1] - short_a[0] < 2 or short_b[1] - short_b[0] < 2:
                        continue
                    without = judge_words(
                        tables, codes_a, short_a, (-1, 0.0) if cut_a else known_a,
                        codes_b, short_b, (-1, 0.0) if cut_b else known_b, work, out,
                    ) - 1.0  # fmt: skip
                    if without > value:
                        value = without
                        how[0, i, 0, j] = CORE
                        detail[0, i, 0, j, 0] = out[2]
                        detail[0, i, 0, j, 1] = out[3]
                        detail[0, i, 0, j, 2] = out[6]
                        detail[0, i, 0, j, 3] = max(out[4], out[5])
            odds[0, i, 0, j] = value
            best_here = max(best_here, value)
        good_rows += best_here > 3.0
    if good_rows < max(n, m) and (n > 1 or m > 1):
        for turn in range(2):
            many, single = (rows_a, rows_b) if turn == 0 else (rows_b, rows_a)
            codes_many, codes_single = (codes_a, codes_b) if turn == 0 else (codes_b, codes_a)
            for i in range(many.shape[0]):
                for c in range(1, many.shape[0] - i):
                    last = i + c
                    if many[last, SCRIPT] != many[i, SCRIPT]:
                        break
                    length = many[last, END] - many[i, START]
                    if length > LONGEST:
                        break
                    for j in range(single.shape[0]):
                        other = single[j, END] - single[j, START]
                        ratio = length / other
                        if many[i, SCRIPT] == single[j, SCRIPT]:
                            fits = 0.65 < ratio < 1.55
                        elif many[i, SCRIPT] == ARABIC:
                            fits = 0.35 < ratio < 1.2
                        else:
                            fits = 0.85 < ratio < 2.9
                        if not fits:
                            continue
                        a = (many[i, START], many[last, END], many[i, SCRIPT])
                        b = (single[j, START], single[j, END], single[j, SCRIPT])
                        known = (single[j, NUMBER], single[j, FREQUENCY] * 0.001)
                        unknown = (-1, 0.0)
                        if turn == 0:
                            value = judge_words(tables, codes_many, a, unknown, codes_single, b, known, work, out)
                            odds[0, i, c, j] = value
                            how[0, i, c, j] = JOINED
                            at = detail[0, i, c, j]
                        else:
                            value = judge_words(tables, codes_single, b, known, codes_many, a, unknown, work, out)
                            odds[1, j, c, i] = value
                            how[1, j, c, i] = JOINED
                            at = detail[1, j, c, i]
                        at[0] = out[2]
                        at[1] = out[3]
                        at[2] = out[6]
                        at[3] = max(out[4], out[5])
    # The best set of links: words of a from left to right, those of b in any order (a bit for each that is taken).
    full = 1 << m
    best[: n + 1, :full] = -1e9
    best[0, 0] = 0.0
    for i in range(n):
        for mask in range(full):
            here = best[i, mask]
            if here < -1e8:
                continue
            skipped = here - (SKIPPED_TITLE if rows_a[i, TITLE] else SKIPPED)
            if skipped > best[i + 1, mask]:
                best[i + 1, mask] = skipped
                came[i + 1, mask] = -1 - mask
            for c in range(n - i):
                for j in range(m):
                    if mask >> j & 1 or odds[0, i, c, j] < -8.0:
                        continue
                    value = here + odds[0, i, c, j]
                    taken = mask | 1 << j
                    if value > best[i + c + 1, taken]:
                        best[i + c + 1, taken] = value
                        came[i + c + 1, taken] = ((mask * 8 + i) * 8 + j) * 8 + 0
            for j in range(m):
                taken = mask
                if mask >> j & 1:
                    continue
                taken |= 1 << j
                for c in range(1, m - j):
                    if mask >> (j + c) & 1:
                        break
                    taken |= 1 << (j + c)
                    if odds[1, i, c, j] < -8.0:
                        continue
                    value = here + odds[1, i, c, j]
                    if value > best[i + 1, taken]:
                        best[i + 1, taken] = value
                        came[i + 1, taken] = ((mask * 8 + i) * 8 + j) * 8 + c
    final, chosen = -1e9, 0
    for mask in range(full):
        value = best[n, mask]
        if value < -1e8:
            continue
        for j in range(m):
            if not mask >> j & 1:
                value -= SKIPPED_TITLE if rows_b[j, TITLE] else SKIPPED
        if value > final:
            final, chosen = value, mask
    count, i, mask = 0, n, chosen
    while i > 0:
        step = came[i, mask]
        if step < 0:
            i, mask = i - 1, -1 - step
            continue
        c = step & 7
        j = step >> 3 & 7
        before = step >> 6 & 7
        side = 1 if c else 0
        across = c if c else i - before - 1
        link = links[count]
        link[0] = odds[side, before, across, j]
        link[1] = how[side, before, across, j]
        link[2], link[3] = before, i
        link[4], link[5] = j, j + c + 1
        link[6:9] = detail[side, before, across, j, 0:3]
        link[9] = rows_a[i - 1, END] - rows_a[before, START] + rows_b[j + c, END] - rows_b[j, START]
        link[10] = detail[side, before, across, j, 3]
        count += 1
        i, mask = before, step >> 9
    return count


@njit(cache=True, nogil=True, fastmath=True)
def name_features(rows_a, rows_b, odds, links, count, out):
    """Fill ``out`` with what two names have in common, the same whichever is first."""
    n, m = rows_a.shape[0], rows_b.shape[0]
    taken_a = taken_b = 0
    lowest = second = 9.0
    highest = total = pmi = given = information = 0.0
    least_pmi, least_given, letters = 30.0, 0.0, 0.0
    joined = cores = initials = firm = 0
    for index in range(count):
        link = links[index]
        for i in range(int(link[2]), int(link[3])):
            taken_a |= 1 << i
        for j in range(int(link[4]), int(link[5])):
            taken_b |= 1 << j
        letters += link[9]
        if link[1] == INITIAL:
            initials += 1
            total += link[0]
            continue
        firm += 1
        joined += link[1] == JOINED
        cores += link[1] == CORE
        value = max(link[0], -8.0)
        if value < lowest:
            lowest, second = value, lowest
        elif value < second:
            second = value
        highest = max(highest, value)
        total += min(value, 6.0)
        pmi += link[8]
        least_pmi = min(least_pmi, link[8])
        given += link[6] + link[7]
        least_given = min(least_given, link[6] + link[7])
        information += link[10]
    inverted = 0
    for one in range(count):  # links come last word of a first
        for other in range(one + 1, count):
            if links[other, 4] > links[one, 4]:
                inverted += 1
    left_a = left_b = titles = 0
    letters_a = letters_b = all_letters = 0.0
    near = -8.0
    for i in range(n):
        length = rows_a[i, END] - rows_a[i, START]
        all_letters += length
        if not taken_a >> i & 1:
            if rows_a[i, TITLE]:
                titles += 1
                all_letters -= length
            else:
                left_a += 1
                letters_a += length
                for j in range(m):
                    if not taken_b >> j & 1 and not rows_b[j, TITLE]:
                        near = max(near, odds[0, i, 0, j])
    for j in range(m):
        length = rows_b[j, END] - rows_b[j, START]
        all_letters += length
        if not taken_b >> j & 1:
            if rows_b[j, TITLE]:
                titles += 1
                all_letters -= length
            else:
                left_b += 1
                letters_b += length
    out[0] = count
    out[1] = max(left_a, left_b)
    out[2] = min(left_a, left_b)
    out[3] = titles
    out[4] = total
    out[5] = lowest
    out[6] = second
    out[7] = total / max(count, 1)
    out[8] = pmi * 0.1
    out[9] = least_pmi
    out[10] = 1.0 if inverted else 0.0
    out[11] = joined
    out[12] = initials
    out[13] = min(n, m)
    out[14] = max(n, m)
    out[15] = information
    out[16] = max(letters_a, letters_b)
    out[17] = min(letters_a, letters_b)
    out[18] = cores
    out[19] = letters / max(all_letters, 1.0)
    out[20] = 1.0 if min(n, m) == 1 else 0.0
    out[21] = 1.0 if max(n, m) == 1 else 0.0
    out[22] = highest
    out[23] = given / max(letters, 1.0)
    out[24] = least_given
    out[25] = near


@njit(cache=True, nogil=True)
def workspace():
    work = (
        np.zeros((LONGEST + 1, 4), np.int16), np.zeros((LONGEST + 1, 4), np.int16),
        np.zeros((LONGEST + 4, LONGEST + 4)), np.zeros(LONGEST + 4),
    )  # fmt: skip
    room = (
        np.zeros((2, MOST, MOST, MOST), np.float32), np.zeros((2, MOST, MOST, MOST), np.int8),
        np.zeros((2, MOST, MOST, MOST, 4), np.float32), np.zeros((MOST + 1, 1 << MOST), np.float32),
        np.zeros((MOST + 1, 1 << MOST), np.int32), np.zeros(WORD_FEATURES, np.float32),
    )  # fmt: skip
    return work, room, np.zeros((MOST, 11), np.float32)


@njit(cache=True, nogil=True, fastmath=True)
def kind_of(rows_a, rows_b):
    if rows_a[0, SCRIPT] != rows_b[0, SCRIPT]:
        return CROSS
    return LATINS if rows_a[0, SCRIPT] == LATIN else ARABICS


@njit(cache=True, nogil=True)
def all_features(tables, codes, rows, starts, pairs, out, kinds):
    """Fill ``out[p]`` with the features of each pair of names, numbered in ``starts`` (first word of each name)."""
    work, room, links = workspace()
    for p in range(pairs.shape[0]):
        one, other = pairs[p, 0], pairs[p, 1]
        rows_a, rows_b = rows[starts[one] : starts[one + 1]], rows[starts[other] : starts[other + 1]]
        count = align(tables, codes, rows_a, codes, rows_b, work, room, links)
        name_features(rows_a, rows_b, room[0], links, count, out[p])
        kinds[p] = kind_of(rows_a, rows_b)


@njit(cache=True, nogil=True, fastmath=True)
def judge(tables, rows_a, rows_b, odds, links, count, features):
    """Return the log odds that two aligned names are one."""
    if count == 0:
        return np.float32(-20.0)
    name_features(rows_a, rows_b, odds, links, count, features)
    kind = kind_of(rows_a, rows_b)
    return network(
        features, NAME_FEATURES, tables.name_centre[kind], tables.name_spread[kind], tables.name_hidden[kind],
        tables.name_output[kind],
    )  # fmt: skip


@njit(cache=True, nogil=True)
def score(tables, codes, rows, starts, pairs, out):
    """Fill ``out[p]`` with the log odds that each pair of names is one name."""
    work, room, links = workspace()
    features = np.zeros(NAME_FEATURES, np.float32)
    for p in range(pairs.shape[0]):
        one, other = pairs[p, 0], pairs[p, 1]
        rows_a, rows_b = rows[starts[one] : starts[one + 1]], rows[starts[other] : starts[other + 1]]
        count = align(tables, codes, rows_a, codes, rows_b, work, room, links)
        out[p] = judge(tables, rows_a, rows_b, room[0], links, count, features)


@njit(cache=True, nogil=True)
def links_of(tables, codes_a, rows_a, codes_b, rows_b):
    """Return the links of two names (see ``align``)."""
    work, room, links = workspace()
    count = align(tables, codes_a, rows_a, codes_b, rows_b, work, room, links)
    return links[:count].copy()


@njit(cache=True, nogil=True)
def words_alone(tables, codes, rows, kind, out):
    """Fill ``out[p]`` with the word features of words 2p and 2p + 1: for training."""
    work, _, _ = workspace()
    for p in range(out.shape[0]):
        ra, rb = rows[2 * p], rows[2 * p + 1]
        word_features(
            tables, kind, codes, (ra[START], ra[END], ra[SCRIPT]), codes, (rb[START], rb[END], rb[SCRIPT]),
            (ra[NUMBER], ra[FREQUENCY] * 0.001), (rb[NUMBER], rb[FREQUENCY] * 0.001), work, out[p],
        )  # fmt: skip


@njit(cache=True, nogil=True)
def score_two(tables, codes_a, rows_a, codes_b, rows_b):
    """Return the log odds that two names are one, the first by ``model.rank`` first."""
    work, room, links = workspace()
    count = align(tables, codes_a, rows_a, codes_b, rows_b, work, room, links)
    return judge(tables, rows_a, rows_b, room[0], links, count, np.zeros(NAME_FEATURES, np.float32))
