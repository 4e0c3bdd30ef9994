"""Why two names were taken for one: which word answers which, and letter by letter how."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from yaqaza.language.names import kernel
from yaqaza.language.names.model import Model, links
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
    for link in links(model, one, other):
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
        pair = numbers[0][0] * kernel.BASE + numbers[1][0]
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
    return tuple(best_cut(model.tables.joint[kind], words[0].text, made[0], words[1].text, made[1]))


def best_cut(
    joint: np.ndarray, a: str, halves_a: tuple[np.ndarray, int], b: str, halves_b: tuple[np.ndarray, int]
) -> list[tuple[str, str]]:
    """Return the most probable units of two words (Viterbi), none when there are none."""
    best = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            here = best.get((i, j))
            if here is None:
                continue
            for k in range(min(halves_a[1], len(a) - i) + 1):
                for m in range(min(halves_b[1], len(b) - j) + 1):
                    one, other = halves_a[0][i, k] if k else 0, halves_b[0][j, m] if m else 0
                    if not (k or m) or one < 0 or other < 0 or joint[one, other] <= 0:
                        continue
                    value = here + math.log(joint[one, other])
                    if value > best.get((i + k, j + m), -math.inf):
                        best[i + k, j + m], came[i + k, j + m] = value, (i, j)
    units: list[tuple[str, str]] = []
    place = (len(a), len(b))
    while place in came:
        i, j = came[place]
        units.append((a[i : place[0]], b[j : place[1]]))
        place = (i, j)
    return units[::-1] if place == (0, 0) else []
