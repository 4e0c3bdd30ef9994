"""From labelled texts to parameters: cross-validation, calibration, the final fit, and whether it may be installed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yaqaza.language.features import SIZE, atoms_of
from yaqaza.language.model import LABELS, LANGUAGES, NEEDS, Model, Parameters
from yaqaza.language.training.examples import Example, augmented
from yaqaza.language.training.fitting import Array, Design, design, fit

STRENGTH = 1.0
FOLDS = 4
SEED = 20261122
Bools = NDArray[np.bool_]
Tell = Callable[[str], None]


@dataclass(slots=True)
class Score:
    """Right, wrong and missed answers for one label."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, said: Bools, true: Bools) -> None:
        """Count the answers."""
        self.right += int((said & true).sum())
        self.wrong += int((said & ~true).sum())
        self.missed += int((~said & true).sum())

    @property
    def precision(self) -> float:
        """Return how many of the answers are right."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Return how many of the true cases are found."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def figures(self) -> dict[str, float | int]:
        """Return what a report shows."""
        return {
            "texts": self.right + self.missed,
            "precision": round(self.precision, 3),
            "recall": round(self.recall, 3),
            "f1": round(self.f1, 3),
        }


@dataclass(slots=True)
class Corpus:
    """The texts to learn from, with their variants, as a matrix and as targets."""

    examples: list[Example]
    original: Bools
    fold: NDArray[np.int64]
    data: Design
    targets: dict[str, Array] = field(default_factory=dict)
    weights: dict[str, Array] = field(default_factory=dict)


def prepare(examples: Sequence[Example], also: Sequence[Example] = ()) -> Corpus:
    """Vary the texts and read them all. ``also`` is learned from, never varied nor tested on."""
    numbered = [replace(example, source=index) for index, example in enumerate(examples)]
    fold_of = [int(hashlib.sha256(example.text.encode()).hexdigest(), 16) % FOLDS for example in numbered]
    whole: list[Example] = []
    for part in range(FOLDS):  # a text stands only beside texts of its own fold, else folds would leak into each other
        whole += augmented([each for each in numbered if fold_of[each.source] == part], SEED + part)
    whole += [replace(example, source=-1) for example in also]
    seen: set[int] = set()
    original = np.zeros(len(whole), dtype=bool)
    for index, example in enumerate(whole):
        original[index] = example.source >= 0 and example.source not in seen
        seen.add(example.source)
    fold = np.array([fold_of[example.source] if example.source >= 0 else -1 for example in whole])
    corpus = Corpus(whole, original, fold, design([example.text for example in whole]))
    for label in LABELS:
        target, weight = _target(whole, label)
        corpus.targets[label], corpus.weights[label] = target, weight
    return corpus


def _target(examples: Sequence[Example], label: str) -> tuple[Array, Array]:
    """Return what a label is for each text (0…1) and how much each text counts: rare labels count more where present."""
    family = label.partition(":")[0]
    weight = np.array(
        [each.weight if each.known is None or label in each.known or family in each.known else 0.0 for each in examples]
    )
    if label == "urgency":
        return np.array([each.urgency / 4 for each in examples]), weight
    if label == "asks":
        return np.array([1.0 * (each.kind in ("ASK", "REPORT")) for each in examples]), weight
    if family == "language":
        target = np.array([1.0 * (each.language == label.partition(":")[2]) for each in examples])
    else:
        target = np.array([1.0 * (label in each.needs) for each in examples])
    present, absent = float((weight * target).sum()), float((weight * (1 - target)).sum())
    return target, np.where(target > 0, weight * min(6.0, (absent / max(present, 1e-9)) ** 0.5), weight)


def out_of_fold(corpus: Corpus, label: str, strength: float = STRENGTH) -> Array:
    """Return the score of every original text by a model that saw neither it nor its variants."""
    scores = np.full(len(corpus.examples), np.nan)
    for fold in range(FOLDS):
        learned = np.flatnonzero(corpus.fold != fold)
        target, weight = corpus.targets[label][learned], corpus.weights[label][learned]
        weights, bias = fit(corpus.data.take(learned), target, weight, strength)
        tested = np.flatnonzero(corpus.original & (corpus.fold == fold))
        scores[tested] = corpus.data.take(tested).times(weights) + bias
    return scores


def calibrate(scores: Array, target: Array) -> tuple[float, float]:
    """Return (slope, shift) that make of a score the log-odds whose zero is the best decision.

    The slope is Platt's; the zero is where F1 is best, smoothed over neighbouring thresholds.
    """
    true = target > 0.5
    steps = np.arange(-3.0, 3.0, 0.1)
    f1 = np.array([2 * ((scores > step) & true).sum() / max(1, (scores > step).sum() + true.sum()) for step in steps])
    smooth = np.convolve(np.pad(f1, 4, mode="edge"), np.ones(9) / 9, mode="valid")
    best = float(steps[int(smooth.argmax())])
    slope = 1.0
    for _ in range(30):  # Newton on the slope alone, around the decision
        x = scores - best
        p = 1 / (1 + np.exp(-np.clip(slope * x, -30, 30)))
        step = float(((p - target) * x).sum() / max(1e-6, (p * (1 - p) * x * x).sum()))
        slope = min(3.0, max(0.3, slope - step))
    return slope, -slope * best


def learn(corpus: Corpus, tell: Tell, about: dict[str, Any], *, validate: bool = True) -> Parameters:
    """Return parameters learned from the whole corpus, calibrated and measured by cross-validation."""
    weights = np.zeros((SIZE, len(LABELS)), dtype=np.float32)
    bias = np.zeros(len(LABELS), dtype=np.float32)
    figures: dict[str, Any] = {}
    for column, label in enumerate(LABELS):
        slope, shift = 1.0, 0.0
        if validate and label in (*NEEDS, "asks"):
            scores = out_of_fold(corpus, label)[corpus.original]
            true = corpus.targets[label][corpus.original]
            slope, shift = calibrate(scores, true)
            score = Score()
            score.add(slope * scores + shift >= 0, true > 0.5)
            figures[label] = score.figures()
            tell(f"{label:24} {figures[label]}")
        learned, start = fit(corpus.data, corpus.targets[label], corpus.weights[label], STRENGTH)
        weights[:, column] = slope * corpus.data.widened(learned)
        bias[column] = slope * start + shift
    return Parameters(weights, bias, {**about, "texts": int(corpus.original.sum()), "cross-validation": figures})


def measure(parameters: Parameters, examples: Sequence[Example]) -> dict[str, Score]:
    """Return how parameters fare on labelled texts: each need, "needs" over all of them, "asks" and "language"."""
    model = Model(parameters)
    columns = {label: column for column, label in enumerate(LABELS)}
    said = np.array([model.weigh(atoms_of(each.text))[0] for each in examples])
    result: dict[str, Score] = {"needs": Score()}
    for need in NEEDS:
        known = np.array([each.known is None or need in each.known for each in examples], dtype=bool)
        true = np.array([need in each.needs for each in examples], dtype=bool)
        for name in (need, "needs"):
            result.setdefault(name, Score()).add((said[:, columns[need]] >= 0)[known], true[known])
    asking = np.array([each.kind in ("ASK", "REPORT") for each in examples], dtype=bool)
    result["asks"] = Score()
    result["asks"].add(said[:, columns["asks"]] >= 0, asking)
    first = columns[f"language:{LANGUAGES[0]}"]
    guessed = np.array([LANGUAGES[index] for index in said[:, first:].argmax(axis=1)])
    spoken = np.array([each.language for each in examples])
    result["language"] = Score(int((guessed == spoken).sum()), int((guessed != spoken).sum()), 0)
    return result
