"""A small network learned by gradient descent: features → hidden units → log odds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Network(NamedTuple):
    centre: np.ndarray
    spread: np.ndarray
    hidden: np.ndarray  # one row a feature, the last for the bias
    output: np.ndarray  # one a hidden unit, the last for the bias


def learn(
    features: np.ndarray, truth: np.ndarray, weight: np.ndarray, *, units: int, epochs: int, decay: float, seed: int
) -> Network:
    """Return the network that tells true from false rows with the least log loss (Adam, falling step)."""
    rng = np.random.default_rng(seed)
    centre, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    rows = np.clip((features - centre) / spread, -5, 5).astype(np.float32)
    rows = np.hstack([rows, np.ones((len(rows), 1), np.float32)])
    hidden = rng.normal(0, 1 / np.sqrt(rows.shape[1]), (rows.shape[1], units)).astype(np.float32)
    output = np.append(rng.normal(0, 1 / np.sqrt(units), units), 0).astype(np.float32)
    moments = [np.zeros_like(value) for value in (hidden, output, hidden, output)]
    batch, step = 256, 0
    steps = epochs * (len(rows) // batch)
    for _ in range(epochs):
        order = rng.permutation(len(rows))
        for start in range(0, len(rows) - batch + 1, batch):
            chosen = order[start : start + batch]
            x = rows[chosen]
            inside = np.tanh(x @ hidden)
            odds = inside @ output[:-1] + output[-1]
            error = (1 / (1 + np.exp(-np.clip(odds, -30, 30))) - truth[chosen]) * weight[chosen] / batch
            slopes = [
                x.T @ (np.outer(error, output[:-1]) * (1 - inside**2)) + decay * hidden,
                np.append(inside.T @ error, error.sum()) + decay * output,
            ]
            step += 1
            rate = 0.004 * (1 - step / (steps + 1)) + 1e-5
            for which, (value, slope) in enumerate(zip((hidden, output), slopes, strict=True)):
                first, second = moments[which], moments[which + 2]
                first += 0.1 * (slope - first)
                second += 0.001 * (slope**2 - second)
                value -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return Network(centre.astype(np.float32), spread.astype(np.float32), hidden, output)


def odds(network: Network, features: np.ndarray) -> np.ndarray:
    """Return the log odds of each row."""
    rows = np.clip((features - network.centre) / network.spread, -5, 5)
    inside = np.tanh(rows @ network.hidden[:-1] + network.hidden[-1])
    return inside @ network.output[:-1] + network.output[-1]
