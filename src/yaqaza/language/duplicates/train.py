"""Learn the weights of ``situations`` again: ``python -m yaqaza.language.duplicates.train [--to weights.json]``.

Pairs come from ``training/situations.tsv``: texts of one situation are told apart from those of the other situation of the same
scene, and of other scenes. Every third scene is held apart. Logistic regression starts from, and is drawn back to, what we
expected of each witness (``weighing.EXPECTED``): most witnesses occur in few pairs.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from yaqaza.language import analyse
from yaqaza.language.duplicates import meaning
from yaqaza.language.duplicates.situations import Situation, describe
from yaqaza.language.duplicates.weighing import EXPECTED, FEATURES, LIKELY, Weights, compare, features
from yaqaza.language.training.examples import slips

START = datetime(2026, 1, 1, tzinfo=UTC)
HELD_APART = 3
"""One scene in so many is never learned from."""

DRAWN_BACK = 2.0
"""Precision of the prior around what we expected."""

_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Telling:
    """One text of ``situations.tsv``."""

    scene: int
    situation: str
    hours: float
    area: str
    language: str
    text: str

    @property
    def country(self) -> str:
        return self.area.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two tellings, whether they are of one situation, and why they were put together."""

    one: Telling
    other: Telling
    same: bool
    kind: str  # told again, same scene, other scene, sent again


def tellings(path: Path | None = None) -> list[Telling]:
    """Return the texts of a file (by default the one that comes with the package)."""
    source = path or Path(str(resources.files("yaqaza.language.training").joinpath("situations.tsv")))
    found = []
    for line in source.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if line.startswith("#") or len(cells) != _COLUMNS:
            continue
        scene, situation, hours, area, language, text = cells
        found.append(Telling(int(scene), situation, float(hours), area, language, text))
    return found


def pairs(texts: Sequence[Telling], seed: int = 1) -> list[Pair]:
    """Return all pairs within scenes, as many across scenes of one country, and each third text typed again."""
    random = Random(seed)  # noqa: S311  nothing secret depends on it
    scenes: dict[int, list[Telling]] = defaultdict(list)
    for telling in texts:
        scenes[telling.scene].append(telling)
    scenes = {number: _placed(scene, random) for number, scene in scenes.items()}
    texts = [telling for scene in scenes.values() for telling in scene]
    found = list(_within(scenes))
    inside = len(found)
    while len(found) < 2 * inside:
        one, other = random.sample(texts, 2)
        if one.scene != other.scene and one.country == other.country:
            later = one.hours + math.expm1(random.uniform(0.0, 7.0))
            found.append(Pair(one, _moved(other, hours=later), False, "other scene"))
    for telling in texts[::3]:
        later = telling.hours + math.expm1(random.uniform(0.0, 5.0))
        found.append(Pair(telling, _moved(telling, hours=later, text=slips(telling.text, random)), True, "sent again"))
    return found


def _within(scenes: dict[int, list[Telling]]) -> Iterator[Pair]:
    for scene in scenes.values():
        for one, other in combinations(scene, 2):
            same = one.situation == other.situation
            yield Pair(one, other, same, "told again" if same else "same scene")


def _placed(scene: list[Telling], random: Random) -> list[Telling]:
    """Whoever answers knows the commune of some messages, of others the province: which, says nothing about their situation."""
    exact = max((telling.area for telling in scene), key=len)
    return [replace(telling, area=random.choice((exact, exact.rpartition(".")[0]))) for telling in scene]


def _moved(telling: Telling, *, hours: float, text: str = "") -> Telling:
    return replace(telling, hours=hours, text=text or telling.text)


def described(found: Sequence[Pair]) -> dict[Telling, Situation]:
    """Return the description of every text in some pairs."""
    every = list(dict.fromkeys(telling for pair in found for telling in (pair.one, pair.other)))
    analyses = [analyse(telling.text, country=telling.country) for telling in every]
    read = [meaning.readable(each.text, analysis.languages) for each, analysis in zip(every, analyses, strict=True)]
    return {
        each: describe(each.text, analysis, START + timedelta(hours=each.hours), areas=(each.area,), meaning=bits)
        for each, analysis, bits in zip(every, analyses, meaning.meanings(read), strict=True)
    }


def rarity(of: Sequence[Situation]) -> tuple[dict[str, float], float]:
    """Return how rare each word and concept is that several of our texts hold (natural logarithm), and a new word."""
    held = Counter(item for situation in of for item in situation.words | situation.concepts)
    size = len(of)
    rarest = math.log(size)
    return {item: round(math.log(size / count), 2) for item, count in sorted(held.items()) if count > 1}, round(
        rarest, 2
    )


def fit(found: Sequence[Pair], known: dict[Telling, Situation], plain: Weights) -> dict[str, float]:
    """Return the log-odds of each feature that explain the pairs best, near to those expected (Newton's method).

    Each pair counts twice, with and without the encoder's word: the weights must do for both.
    """
    deaf = {telling: replace(situation, meaning=b"") for telling, situation in known.items()}
    rows = [features(heard[pair.one], heard[pair.other], plain) for heard in (known, deaf) for pair in found]
    matrix = np.array([[1.0, *(row[name] for name in FEATURES)] for row in rows])
    target = np.array([float(pair.same) for pair in found] * 2)
    expected = np.array([EXPECTED["bias"], *(EXPECTED[name] for name in FEATURES)])
    point = expected.copy()
    prior = DRAWN_BACK * np.eye(len(point))
    prior[0, 0] = 0.01
    for _ in range(30):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ point, -30, 30)))
        gradient = matrix.T @ (chance - target) + prior @ (point - expected)
        curve: NDArray[np.float64] = (matrix * (chance * (1 - chance))[:, None]).T @ matrix + prior
        step = np.linalg.solve(curve, gradient)
        point = point - step
        if float(np.abs(step).max()) < 1e-6:
            break
    return {name: round(float(value), 3) for name, value in zip(("bias", *FEATURES), point, strict=True)}


def common_words() -> list[Situation]:
    """Return descriptions of the texts that the needs are learned from: what words are usual in messages about hardship."""
    folder = resources.files("yaqaza.language.training")
    found = []
    for name in ("everyday.tsv", "disasters.tsv"):
        for line in folder.joinpath(name).read_text(encoding="utf-8").splitlines():
            text = line.rpartition("\t")[2]
            if text:
                found.append(describe(text, analyse(text, country="MA"), START, meaning=b""))
    return found


def learn(found: Sequence[Pair], known: dict[Telling, Situation]) -> Weights:
    """Return new weights."""
    learned_from = [
        known[each] for each in dict.fromkeys(telling for pair in found for telling in (pair.one, pair.other))
    ]
    rare, rarest = rarity([*common_words(), *learned_from])
    bare = Weights(EXPECTED, rare, rarest, {})
    about = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "pairs": len(found), "same": sum(pair.same for pair in found)}
    return Weights(fit(found, known, bare), rare, rarest, about)


def measured(
    found: Sequence[Pair], known: dict[Telling, Situation], by: Weights, *, at: float = LIKELY
) -> tuple[float, float, float]:
    """Return precision, recall and F1 of "the same situation" from a likeness on."""
    told = [(compare(known[pair.one], known[pair.other], by=by).score >= at, pair.same) for pair in found]
    right = sum(said and same for said, same in told)
    precision = right / max(1, sum(said for said, _ in told))
    recall = right / max(1, sum(same for _, same in told))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def halves(texts: Sequence[Telling]) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs to learn from and those held apart."""
    return (
        pairs([telling for telling in texts if telling.scene % HELD_APART]),
        pairs([telling for telling in texts if not telling.scene % HELD_APART], seed=2),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, measure on the scenes held apart, write, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--to", type=Path, default=Path(str(resources.files(__package__).joinpath("weights.json"))))
    options = parser.parse_args(arguments)
    train, apart = halves(tellings())
    known = described([*train, *apart])
    new = learn(train, known)
    precision, recall, f1 = measured(apart, known, new)
    new = Weights(new.of, new.rarity, new.rarest, dict(new.about) | {"held_apart": len(apart), "f1": round(f1, 3)})
    document = {"about": new.about, "weights": new.of, "rarest": new.rarest, "rarity": new.rarity}
    options.to.write_text(json.dumps(document, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    for name, value in new.of.items():
        sys.stdout.write(f"{name:15} {value:7.2f}   expected {EXPECTED[name]:5.2f}\n")
    sys.stdout.write(
        f"{len(train)} pairs learned from; {len(apart)} held apart: precision {precision:.3f}, recall {recall:.3f}, "
    )
    sys.stdout.write(f"F1 {f1:.3f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
