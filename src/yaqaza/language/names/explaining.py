"""Why two names were taken for one: which word answers which, and letter by letter how."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from yaqaza.language.names import kernel
from yaqaza.language.names.model import Model
from yaqaza.language.names.writing import Word


class Why(StrEnum):
    """What connects two words, or why one stands alone."""

    SAME = "SAME"  # written alike
    SPELLING = "SPELLING"  # known spellings of one name: Mohand, محند
    SOUND = "SOUND"  # letter by letter: see ``Matched.units``
    JOINED = "JOINED"  # several words on one side are one on the other
    PARTICLE = "PARTICLE"  # one has Ben, Aït … or …eddine, the other has not
    INITIAL = "INITIAL"  # one is only its first letter
    TITLE = "TITLE"  # a title that the other leaves out
    ALONE = "ALONE"  # nothing on the other side answers it


@dataclass(frozen=True)
class Matched:
    """Words of two names that answer each other (folded); one side is empty for a word that stands alone."""

    a: tuple[str, ...]
    b: tuple[str, ...]
    why: Why
    likely: float  # 0 to 1, that these words are the same
    units: tuple[tuple[str, str], ...] = ()  # letters of a, letters of b

    def turned(self) -> Matched:
        """The same, seen from the other name."""
        return replace(self, a=self.b, b=self.a, units=tuple((b, a) for a, b in self.units))


def explain(model: Model, a: tuple[Word, ...], b: tuple[Word, ...]) -> list[Matched]:
    """Return how the words of two read names, the first by rank first, were put side by side."""
    one, other = model.prepare(a), model.prepare(b)
    found = []
    left_a, left_b = set(range(len(a))), set(range(len(b)))
    for link in kernel.links_of(model.tables, one.codes, one.rows, other.codes, other.rows):
        here, there = range(int(link[2]), int(link[3])), range(int(link[4]), int(link[5]))
        left_a -= set(here)
        left_b -= set(there)
        words_a, words_b = tuple(a[at].text for at in here), tuple(b[at].text for at in there)
        found.append(
            Matched(
                words_a, words_b, _why(model, int(link[1]), words_a, words_b), 1 / (1 + math.exp(-float(link[0]))),
                cut(model, "".join(words_a), a[here[0]].script, "".join(words_b), b[there[0]].script),
            )
        )  # fmt: skip
    found += [Matched((a[at].text,), (), Why.TITLE if a[at].title else Why.ALONE, 0.0) for at in sorted(left_a)]
    found += [Matched((), (b[at].text,), Why.TITLE if b[at].title else Why.ALONE, 0.0) for at in sorted(left_b)]
    return found


def _why(model: Model, how: int, a: tuple[str, ...], b: tuple[str, ...]) -> Why:
    if how == kernel.JOINED:
        return Why.JOINED
    if how == kernel.CORE:
        return Why.PARTICLE
    if how == kernel.INITIAL:
        return Why.INITIAL
    if a == b:
        return Why.SAME
    numbers = [model.number_of.get(word[0]) for word in (a, b)]
    if numbers[0] and numbers[1]:
        pair = numbers[0][0] * 16777216 + numbers[1][0]
        if kernel.look_up(model.tables.known, pair) >= 0:
            return Why.SPELLING
    return Why.SOUND


def cut(model: Model, a: str, script_a: int, b: str, script_b: int) -> tuple[tuple[str, str], ...]:
    """Return the units of the most probable way to read two words side by side."""
    if script_a > script_b:
        return tuple((x, y) for y, x in cut(model, b, script_b, a, script_a))
    kind = kernel.CROSS if script_a != script_b else kernel.LATINS if script_a == kernel.LATIN else kernel.ARABICS
    words = [Word(word[: kernel.LONGEST], script, 0, 0, False) for word, script in ((a, script_a), (b, script_b))]
    made = []
    for word in words:
        halves = np.zeros((kernel.LONGEST + 1, 4), np.int16)
        codes = np.frombuffer(word.codes, np.uint8)
        made.append((halves, kernel.halves(model.tables.unit_of, codes, 0, len(codes), word.script, halves)))
    size = (kernel.LONGEST + 4, kernel.LONGEST + 4)
    back = np.zeros(size, np.int16)
    i, j = (len(word.text) for word in words)
    kernel.viterbi(model.tables.joint[kind], made[0][0], i, made[0][1], made[1][0], j, made[1][1], np.zeros(size), back)
    units = []
    while i or j:
        k, m = divmod(int(back[i, j]), 4)
        if not k and not m:
            return ()
        units.append((words[0].text[i - k : i], words[1].text[j - m : j]))
        i, j = i - k, j - m
    return tuple(units[::-1])
