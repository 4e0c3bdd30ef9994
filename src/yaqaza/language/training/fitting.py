"""Logistic regression with L2 over atoms and their features, by L-BFGS, in numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from yaqaza.language.features import SIZE, Atom, atoms_of, expand

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(slots=True)
class Rows:
    """A sparse matrix by rows: the columns and values of row i stand at ``starts[i]:starts[i + 1]``."""

    starts: Ints
    columns: Ints
    values: Array
    width: int

    @classmethod
    def of(cls, rows: Sequence[tuple[Sequence[int], Sequence[float]]], width: int) -> Rows:
        """Build from (columns, values) of each row."""
        sizes = np.fromiter((len(columns) for columns, _ in rows), dtype=np.int64, count=len(rows))
        starts = np.concatenate([[0], np.cumsum(sizes)])
        columns = np.fromiter((each for columns, _ in rows for each in columns), dtype=np.int64, count=starts[-1])
        values = np.fromiter((each for _, values in rows for each in values), dtype=np.float64, count=starts[-1])
        return cls(starts, columns, values, width)

    def times(self, vector: Array) -> Array:
        """Return matrix · vector. No row may be empty."""
        return np.add.reduceat(self.values * vector[self.columns], self.starts[:-1])

    def transposed_times(self, vector: Array) -> Array:
        """Return matrixᵀ · vector."""
        spread = np.repeat(vector, np.diff(self.starts)) * self.values
        return np.bincount(self.columns, weights=spread, minlength=self.width).astype(np.float64, copy=False)

    def take(self, chosen: Ints) -> Rows:
        """Return these rows only."""
        sizes = np.diff(self.starts)[chosen]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        places = np.arange(starts[-1]) - np.repeat(starts[:-1] - self.starts[:-1][chosen], sizes)
        return Rows(starts, self.columns[places], self.values[places], self.width)


@dataclass(slots=True)
class Design:
    """Texts × atoms and atoms × features. Features no text has are left out: ``features`` numbers those kept."""

    texts: Rows
    atoms: Rows
    features: Ints

    def times(self, weights: Array) -> Array:
        """Return the score of each text."""
        return self.texts.times(self.atoms.times(weights))

    def transposed_times(self, residuals: Array) -> Array:
        """Return the gradient of the features."""
        return self.atoms.transposed_times(self.texts.transposed_times(residuals))

    def take(self, chosen: Ints) -> Design:
        """Return these texts only."""
        return Design(self.texts.take(chosen), self.atoms, self.features)

    def widened(self, weights: Array) -> Array:
        """Return the weights of all features there can be."""
        whole = np.zeros(SIZE)
        whole[self.features] = weights
        return whole


def design(texts: Sequence[str]) -> Design:
    """Read the texts; each atom of a text counts once."""
    numbers: dict[Atom, int] = {}
    rows = []
    for text in texts:
        atoms: Iterable[Atom] = chain(*atoms_of(text))
        found = {numbers.setdefault(atom, len(numbers)) for atom in atoms}
        rows.append((sorted(found), [1.0] * len(found)))
    expanded = [expand(atom) for atom in numbers]
    features, places = np.unique(np.concatenate([indices for indices, _ in expanded]), return_inverse=True)
    sparse = Rows.of(expanded, len(features))
    sparse.columns = places.astype(np.int64)
    return Design(Rows.of(rows, len(numbers)), sparse, features.astype(np.int64))


EVEN = 0.5
"""How much of its room a feature has whatever it tells; the rest goes to those that tell the most."""


def telling(data: Design, target: Array, weight: Array) -> Array:
    """Return how much room each feature is given, 1 on average: the more, the further apart the texts that have it are.

    Room by log-count ratios (Wang & Manning 2012): a word in half the texts of a need and in few others may weigh much
    before neutral words, of which there are thousands, explain the texts together.
    """
    present = replace(data.atoms, values=np.ones_like(data.atoms.values))
    with_it = 1.0 + present.transposed_times(data.texts.transposed_times(weight * target))
    without = 1.0 + present.transposed_times(data.texts.transposed_times(weight * (1 - target)))
    apart = np.abs(np.log(with_it / with_it.sum()) - np.log(without / without.sum()))
    return EVEN + (1 - EVEN) * apart / max(1e-9, float(apart.mean()))


def fit(data: Design, target: Array, weight: Array, strength: float, rounds: int = 40) -> tuple[Array, float]:
    """Return the weights and bias that explain ``target`` (0…1) best; ``strength`` keeps the weights small."""
    total = weight.sum()
    mean = float((weight * target).sum() / total) if total else 0.0  # nothing known of it: no
    size = len(data.features)
    room = telling(data, target, weight)

    def loss(point: Array) -> tuple[float, Array]:
        scores = data.times(room * point[:size]) + point[size]
        likely = np.logaddexp(0.0, scores) - target * scores
        residuals = weight * (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - target)
        gradient = np.concatenate(
            [room * data.transposed_times(residuals) + strength * point[:size], [residuals.sum()]]
        )
        return float((weight * likely).sum() + 0.5 * strength * (point[:size] ** 2).sum()), gradient

    start = np.zeros(size + 1)
    start[size] = np.log(max(mean, 1e-4) / max(1 - mean, 1e-4))
    best = _minimise(loss, start, rounds)
    return room * best[:size], float(best[size])


def _dot(one: Array, other: Array) -> float:
    """Without BLAS, whose threads wait for each other on a busy machine."""
    return float(np.einsum("i,i->", one, other))


def _minimise(loss: Callable[[Array], tuple[float, Array]], point: Array, rounds: int, memory: int = 8) -> Array:
    """L-BFGS with a backtracking line search (Nocedal & Wright, Algorithms 7.4 and 3.1)."""
    value, gradient = loss(point)
    steps: list[tuple[Array, Array, float]] = []
    for _ in range(rounds):
        direction = gradient.copy()
        shares = []
        for moved, turned, scale in reversed(steps):
            share = scale * _dot(moved, direction)
            shares.append(share)
            direction -= share * turned
        if steps:
            moved, turned, _ = steps[-1]
            direction *= _dot(moved, turned) / _dot(turned, turned)
        else:
            direction /= max(1.0, _dot(gradient, gradient) ** 0.5)
        for (moved, turned, scale), share in zip(steps, reversed(shares), strict=True):
            direction += (share - scale * _dot(turned, direction)) * moved
        slope = -_dot(gradient, direction)
        length = 1.0
        while True:
            tried = point - length * direction
            tried_value, tried_gradient = loss(tried)
            if tried_value <= value + 1e-4 * length * slope or length < 1e-6:
                break
            length /= 2
        moved, turned = tried - point, tried_gradient - gradient
        if (curve := _dot(moved, turned)) > 1e-10:
            steps = [*steps[-memory + 1 :], (moved, turned, 1 / curve)]
        done = value - tried_value < 2e-4 * max(1.0, abs(value))
        point, value, gradient = tried, tried_value, tried_gradient
        if done:
            break
    return point
