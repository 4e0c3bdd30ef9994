# ruff: noqa: I001  # the long list of names stays in few lines
# mypy: disallow-untyped-defs=False, disallow-incomplete-defs=False
# numba infers the types of what it compiles.
"""The arithmetic of comparing names, compiled by numba; imported only when a name is first compared.

Every word of one name against every word of the other, joined and split ones too (``letters`` judges two words), then the
best way to lay the names beside each other, and the odds that they are one.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from yaqaza.language.names.letters import (  # noqa: F401  # the shapes are read through the kernel
    ALPHABET, ARABIC, ARABICS, BASE, CORE, CORE_AT, CROSS, END, FREQUENCY, INITIAL, JOINED, LATIN, LATINS,
    LINK, LONGEST, MOST, NAME_FEATURES, NAME_UNITS, NUMBER, ORDINARY, SCRIPT, SKIPPED, SKIPPED_TITLE, START,
    TAIL_AT, TITLE, UNSEEN, WORD_FEATURES, WORD_UNITS, Room, Tables, compiled, forward, halves, initial,
    judge_words, look_up, network, word_features,
)  # fmt: skip


@compiled()
def put(jobs, count, side, i, more, j, way):
    jobs[count, 0], jobs[count, 1], jobs[count, 2], jobs[count, 3], jobs[count, 4] = side, i, more, j, way
    return count + 1


@compiled()
def bare_start(rows, word, way):
    return rows[word, START] + (rows[word, CORE_AT] if way == CORE else 0)


@compiled()
def bare_end(rows, word, way):
    return rows[word, START] + rows[word, TAIL_AT] if way == CORE + 1 and rows[word, TAIL_AT] else rows[word, END]


@compiled()
def whole_words(rows, first_a, n, first_b, m, jobs):
    """List every word of a against every word of b: (side, first of a, more of them, word of b, way)."""
    count = 0
    for i in range(n):
        for j in range(m):
            short_a = rows[first_a + i, END] - rows[first_a + i, START] == 1
            short_b = rows[first_b + j, END] - rows[first_b + j, START] == 1
            count = put(jobs, count, 0, i, 0, j, INITIAL if short_a != short_b else ORDINARY)
    return count


@compiled()
def certain(odds, n, m):
    """Say whether every word of the longer name has a sure partner: then nothing else need be tried."""
    for i in range(max(n, m)):
        sure = False
        for j in range(min(n, m)):
            sure = sure or (odds[0, i, 0, j] if n >= m else odds[0, j, 0, i]) > 3.0
        if not sure:
            return False
    return True


@compiled()
def other_readings(tables, codes, rows, first_a, n, first_b, m, odds, jobs):
    """List what else to try: words without their particles, several words of one name against one of the other."""
    count = 0
    for i in range(n):
        for j in range(m):
            if odds[0, i, 0, j] > 2.0:
                continue
            one, other = first_a + i, first_b + j
            for way in (CORE, CORE + 1):
                at = TAIL_AT if way > CORE else CORE_AT
                if (rows[one, at] > 0) == (rows[other, at] > 0):
                    continue
                start_a, start_b = bare_start(rows, one, way), bare_start(rows, other, way)
                if bare_end(rows, one, way) - start_a < 2 or bare_end(rows, other, way) - start_b < 2:
                    continue
                if initial(tables, codes, start_a, rows[one, SCRIPT], start_b, rows[other, SCRIPT]) > -3.0:
                    count = put(jobs, count, 0, i, 0, j, way)
    for side in range(2):
        many, single = (first_a, first_b) if side == 0 else (first_b, first_a)
        of_many, of_single = (n, m) if side == 0 else (m, n)
        for i in range(many, many + of_many):
            for c in range(1, many + of_many - i):
                length = rows[i + c, END] - rows[i, START]
                if rows[i + c, SCRIPT] != rows[i, SCRIPT] or length > LONGEST:
                    break
                for j in range(single, single + of_single):
                    ratio = length / (rows[j, END] - rows[j, START])
                    if rows[i, SCRIPT] == rows[j, SCRIPT]:
                        fits = 0.65 < ratio < 1.55
                    elif rows[i, SCRIPT] == ARABIC:
                        fits = 0.35 < ratio < 1.2
                    else:
                        fits = 0.85 < ratio < 2.9
                    if not fits:
                        continue
                    if initial(tables, codes, rows[i, START], rows[i, SCRIPT], rows[j, START], rows[j, SCRIPT]) > -3.0:
                        one, other = (i - many, j - single) if side == 0 else (j - single, i - many)
                        count = put(jobs, count, side, one, c, other, JOINED)
    return count


@compiled()
def compare_words(tables, codes, rows, first_a, n, first_b, m, room):
    """Fill ``room.odds``: [0, i, c, j] for words i … i+c of a and word j of b, [1, i, c, j] for word i and words j … j+c."""
    odds, how, detail, jobs = room.odds, room.how, room.detail, room.jobs
    for i in range(n):
        for c in range(max(n, m)):
            for j in range(m):
                odds[0, i, c, j] = odds[1, i, c, j] = UNSEEN
    for phase in range(2):
        if phase == 0:
            asked = whole_words(rows, first_a, n, first_b, m, jobs)
        elif certain(odds, n, m):
            break
        else:
            asked = other_readings(tables, codes, rows, first_a, n, first_b, m, odds, jobs)
        for job in range(asked):
            side, i, c, j, way = jobs[job, 0], jobs[job, 1], jobs[job, 2], jobs[job, 3], jobs[job, 4]
            one, other = first_a + i, first_b + j
            last_a, last_b = (one + c, other) if side == 0 else (one, other + c)
            if way == INITIAL:
                value = initial(
                    tables, codes, rows[one, START], rows[one, SCRIPT], rows[other, START], rows[other, SCRIPT]
                )
                odds[side, i, c, j] = value
                how[side, i, c, j] = INITIAL
                for index in range(4):
                    detail[side, i, c, j, index] = 0.0
                continue
            start_a, start_b = bare_start(rows, one, way), bare_start(rows, other, way)
            end_a = bare_end(rows, one, way) if way >= CORE else rows[last_a, END]
            end_b = bare_end(rows, other, way) if way >= CORE else rows[last_b, END]
            whole_a = start_a == rows[one, START] and end_a == rows[one, END]
            whole_b = start_b == rows[other, START] and end_b == rows[other, END]
            value = judge_words(
                tables, codes,
                start_a, end_a, rows[one, SCRIPT], rows[one, NUMBER] if whole_a else -1, rows[one, FREQUENCY],
                start_b, end_b, rows[other, SCRIPT], rows[other, NUMBER] if whole_b else -1, rows[other, FREQUENCY], room,
            )  # fmt: skip
            if way >= CORE:
                value -= 1.0
            if value > odds[side, i, c, j]:
                odds[side, i, c, j] = value
                how[side, i, c, j] = min(way, CORE)
                detail[side, i, c, j, 0] = room.word[2]
                detail[side, i, c, j, 1] = room.word[3]
                detail[side, i, c, j, 2] = room.word[6]
                detail[side, i, c, j, 3] = max(room.word[4], room.word[5])


@compiled()
def align(rows, first_a, n, first_b, m, room):
    """Choose which words of two names belong together, by ``room.odds``; return how many links were written."""
    odds, best, came, links = room.odds, room.best, room.came, room.links
    # Words of a from left to right, those of b in any order (a bit for each that is taken).
    full = 1 << m
    for i in range(n + 1):
        for mask in range(full):
            best[i, mask] = -1e9
    best[0, 0] = 0.0
    for i in range(n):
        for mask in range(full):
            here = best[i, mask]
            if here < -1e8:
                continue
            skipped = here - (SKIPPED_TITLE if rows[first_a + i, TITLE] else SKIPPED)
            if skipped > best[i + 1, mask]:
                best[i + 1, mask] = skipped
                came[i + 1, mask] = -1 - mask
            for j in range(m):
                if mask >> j & 1:
                    continue
                taken = mask | 1 << j
                for c in range(n - i):
                    value = here + odds[0, i, c, j]
                    if odds[0, i, c, j] > -8.0 and value > best[i + c + 1, taken]:
                        best[i + c + 1, taken] = value
                        came[i + c + 1, taken] = ((mask * 8 + i) * 8 + j) * 8
                for c in range(1, m - j):
                    if mask >> (j + c) & 1:
                        break
                    taken |= 1 << (j + c)
                    value = here + odds[1, i, c, j]
                    if odds[1, i, c, j] > -8.0 and value > best[i + 1, taken]:
                        best[i + 1, taken] = value
                        came[i + 1, taken] = ((mask * 8 + i) * 8 + j) * 8 + c
    final, chosen = -1e9, 0
    for mask in range(full):
        value = best[n, mask]
        for j in range(m):
            if not mask >> j & 1:
                value -= SKIPPED_TITLE if rows[first_b + j, TITLE] else SKIPPED
        if value > final:
            final, chosen = value, mask
    count, i, mask = 0, n, chosen
    while i > 0:
        step = came[i, mask]
        if step < 0:
            i, mask = i - 1, -1 - step
            continue
        c, j, before = step & 7, step >> 3 & 7, step >> 6 & 7
        side = 1 if c else 0
        across = c if c else i - before - 1
        links[count, 0] = odds[side, before, across, j]
        links[count, 1] = room.how[side, before, across, j]
        links[count, 2], links[count, 3] = before, i
        links[count, 4], links[count, 5] = j, j + c + 1
        for index in range(3):
            links[count, 6 + index] = room.detail[side, before, across, j, index]
        one, other = first_a + before, first_b + j
        links[count, 9] = rows[first_a + i - 1, END] - rows[one, START] + rows[other + c, END] - rows[other, START]
        links[count, 10] = room.detail[side, before, across, j, 3]
        count += 1
        i, mask = before, step >> 9
    return count


@compiled()
def name_features(rows, first_a, n, first_b, m, count, room):
    """Fill ``room.name`` with what two names have in common, the same whichever is first."""
    links, out = room.links, room.name
    taken_a = taken_b = 0
    lowest = second = 9.0
    highest = total = pmi = given = information = 0.0
    least_pmi, least_given, letters = 30.0, 0.0, 0.0
    joined = cores = initials = inverted = 0
    for link in range(count):
        for i in range(int(links[link, 2]), int(links[link, 3])):
            taken_a |= 1 << i
        for j in range(int(links[link, 4]), int(links[link, 5])):
            taken_b |= 1 << j
        for other in range(link + 1, count):  # links come last word of a first
            inverted += links[other, 4] > links[link, 4]
        letters += links[link, 9]
        if links[link, 1] == INITIAL:
            initials += 1
            total += links[link, 0]
            continue
        joined += links[link, 1] == JOINED
        cores += links[link, 1] == CORE
        value = max(links[link, 0], -8.0)
        if value < lowest:
            lowest, second = value, lowest
        elif value < second:
            second = value
        highest = max(highest, value)
        total += min(value, 6.0)
        pmi += links[link, 8]
        least_pmi = min(least_pmi, links[link, 8])
        given += links[link, 6] + links[link, 7]
        least_given = min(least_given, links[link, 6] + links[link, 7])
        information += links[link, 10]
    left_a = left_b = titles = 0
    letters_a = letters_b = all_letters = 0.0
    near = -8.0
    for i in range(n + m):
        side_a = i < n
        word = first_a + i if side_a else first_b + i - n
        length = rows[word, END] - rows[word, START]
        free = not (taken_a >> i & 1 if side_a else taken_b >> (i - n) & 1)
        if free and rows[word, TITLE]:
            titles += 1
            continue
        all_letters += length
        if not free:
            continue
        if side_a:
            left_a += 1
            letters_a += length
            for j in range(m):
                if not taken_b >> j & 1 and not rows[first_b + j, TITLE]:
                    near = max(near, room.odds[0, i, 0, j])
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


@compiled()
def judge(tables, codes, rows, first_a, n, first_b, m, room):
    """Return the log odds that two names are one and how many links they have."""
    compare_words(tables, codes, rows, first_a, n, first_b, m, room)
    count = align(rows, first_a, n, first_b, m, room)
    if count == 0:
        for index in range(NAME_FEATURES):
            room.name[index] = 0.0
        return -20.0, 0
    name_features(rows, first_a, n, first_b, m, count, room)
    kind = CROSS
    if rows[first_a, SCRIPT] == rows[first_b, SCRIPT]:
        kind = LATINS if rows[first_a, SCRIPT] == LATIN else ARABICS
    return network(tables.name_network, kind, room.name, NAME_FEATURES, NAME_UNITS), count


@compiled()
def bring(room, at, rows, starts, name):
    """Copy the words of a name to ``room.rows`` from row ``at`` on; return how many there are."""
    first = starts[0, name]
    count = starts[0, name + 1] - first
    for word in range(count):
        for column in range(8):
            room.rows[at + word, column] = rows[first + word, column]
        room.rows[at + word, START] += starts[1, name]
        room.rows[at + word, END] += starts[1, name]
    return count


@njit(cache=True, nogil=True)
def score(tables, codes, rows, starts, pairs, room, out, features, links):
    """Fill ``out[p]`` with the log odds that each pair of names is one name, the first by ``model.rank`` first.

    ``starts`` tells where the words and the letters of each name begin. ``features`` and ``links`` are filled for as many
    pairs as they have room for.
    """
    for p in range(pairs.shape[0]):
        n = bring(room, 0, rows, starts, pairs[p, 0])
        m = bring(room, MOST, rows, starts, pairs[p, 1])
        value, count = judge(tables, codes, room.rows, 0, n, MOST, m, room)
        out[p] = value
        if p < features.shape[0]:
            for index in range(NAME_FEATURES):
                features[p, index] = room.name[index]
        if p < links.shape[0]:
            for link in range(MOST):
                for index in range(LINK):
                    links[p, link, index] = room.links[link, index] if link < count else -1.0


@njit(cache=True, nogil=True)
def words_alone(tables, codes, rows, starts, kind, room, out):
    """Fill ``out[p]`` with the word features of the names 2p and 2p + 1, of one word each: for training."""
    for p in range(out.shape[0]):
        a = bring(room, 0, rows, starts, 2 * p) - 1
        b = a + bring(room, a + 1, rows, starts, 2 * p + 1)
        word_features(
            tables, kind, codes, room.rows[a, START], room.rows[a, END], room.rows[a, SCRIPT], room.rows[a, NUMBER],
            room.rows[a, FREQUENCY], room.rows[b, START], room.rows[b, END], room.rows[b, SCRIPT], room.rows[b, NUMBER],
            room.rows[b, FREQUENCY], room,
        )  # fmt: skip
        for index in range(WORD_FEATURES):
            out[p, index] = room.word[index]


def make_room() -> Room:
    """Return scratch space; two threads must not share one."""
    words = (2, MOST, MOST, MOST)
    return Room(
        half_a=np.zeros((LONGEST + 1, 4), np.int16),
        half_b=np.zeros((LONGEST + 1, 4), np.int16),
        grid=np.zeros((LONGEST + 4, LONGEST + 4)),
        row=np.zeros(LONGEST + 4),
        word=np.zeros(2 * WORD_FEATURES, np.float32),
        name=np.zeros(2 * NAME_FEATURES, np.float32),
        odds=np.zeros(words, np.float32),
        how=np.zeros(words, np.int8),
        detail=np.zeros((*words, 4), np.float32),
        best=np.zeros((MOST + 1, 1 << MOST), np.float32),
        came=np.zeros((MOST + 1, 1 << MOST), np.int32),
        jobs=np.zeros((400, 5), np.int32),
        rows=np.zeros((2 * MOST, 8), np.int32),
        links=np.zeros((MOST, LINK), np.float32),
    )
