"""Estimates from a weighted sample: totals, means and shares, with standard errors by Taylor linearisation.

A mean is a ratio of two weighted sums; its error is that of the total of its linearised values (Särndal, Swensson, Wretman 1992,
ch. 5; Lohr, *Sampling: Design and Analysis*, ch. 9). Within a stratum the totals of primary units are compared, with the finite
population correction 1 − f. A stratum with a single primary unit is compared with the mean of all (``survey.lonely.psu = "adjust"``
of R's package survey).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

SURE = 0.95


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: its weight, the stratum and the primary unit that it belongs to, and the share of primary units of the stratum
    that were drawn (0: as if drawn with replacement)."""

    weight: float
    stratum: str
    primary: str
    fraction: float = 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its standard error, the interval that holds it 95 times in 100, and on how many answers it rests."""

    value: float
    error: float
    low: float
    high: float
    answers: int


def adjusted(
    weights: Sequence[float], classes: Sequence[str], answered: Sequence[bool], eligible: Sequence[bool]
) -> tuple[list[float], list[str]]:
    """Return the weights after non-response, and the classes in which nobody answered.

    Within a class the answers take over the weight of the eligible who gave none. Who turned out not to belong to the
    target group keeps the weight and stands for others like that: it is no answer and not made up for.
    """
    asked: dict[str, float] = {}
    given: dict[str, float] = {}
    for weight, name, told, counts in zip(weights, classes, answered, eligible, strict=True):
        asked[name] = asked.get(name, 0.0) + (weight if counts else 0.0)
        given[name] = given.get(name, 0.0) + (weight if told and counts else 0.0)
    result = [
        weight * asked[name] / given[name] if told and counts else (weight if not counts else 0.0)
        for weight, name, told, counts in zip(weights, classes, answered, eligible, strict=True)
    ]
    return result, sorted(name for name in asked if asked[name] > 0 and given[name] == 0)


def mean(rows: Sequence[Row], values: Sequence[float], within: Sequence[bool] | None = None) -> Estimate:
    """Return the weighted mean of ``values``, of those ``within`` a domain when one is given. With 0 and 1 it is a share."""
    w, y, d = _columns(rows, values, within)
    base = float((w * d).sum())
    if base <= 0:
        return Estimate(math.nan, math.nan, math.nan, math.nan, 0)
    value = float((w * d * y).sum()) / base
    return _estimate(rows, value, w * d * (y - value) / base, d)


def total(rows: Sequence[Row], values: Sequence[float], within: Sequence[bool] | None = None) -> Estimate:
    """Return the weighted total of ``values``."""
    w, y, d = _columns(rows, values, within)
    return _estimate(rows, float((w * d * y).sum()), w * d * y, d)


def _columns(rows: Sequence[Row], values: Sequence[float], within: Sequence[bool] | None) -> tuple[Any, Any, Any]:
    weights = np.array([row.weight for row in rows], dtype=float)
    domain = np.ones(len(rows)) if within is None else np.array(within, dtype=float)
    return weights, np.array(values, dtype=float), domain


def _estimate(rows: Sequence[Row], value: float, linear: Any, domain: Any) -> Estimate:
    """The interval of a domain has the degrees of freedom of the units in it, not those of the whole sample."""
    error = math.sqrt(variance(rows, linear))
    inside = [row for row, counts in zip(rows, domain, strict=True) if counts]
    freedom = len({(row.stratum, row.primary) for row in inside}) - len({row.stratum for row in inside})
    reach = student(freedom) * error if freedom > 0 else math.nan
    return Estimate(value, error if freedom > 0 else math.nan, value - reach, value + reach, len(inside))


def variance(rows: Sequence[Row], linear: Sequence[float]) -> float:
    """Return the variance of the total of ``linear``: between primary units, stratum by stratum."""
    totals: dict[str, dict[str, float]] = {}
    fractions: dict[str, float] = {}
    for row, value in zip(rows, linear, strict=True):
        inside = totals.setdefault(row.stratum, {})
        inside[row.primary] = inside.get(row.primary, 0.0) + float(value)
        fractions[row.stratum] = row.fraction
    every = [value for inside in totals.values() for value in inside.values()]
    middle = sum(every) / len(every) if every else 0.0
    found = 0.0
    for name, inside in totals.items():
        several, n = np.array(list(inside.values())), len(inside)
        if n == 1:
            found += (1 - fractions[name]) * (float(several[0]) - middle) ** 2
        else:
            found += (1 - fractions[name]) * n / (n - 1) * float(((several - several.mean()) ** 2).sum())
    return found


def student(freedom: int, sure: float = SURE) -> float:
    """Return the quantile of Student's t for a two-sided interval (Abramowitz and Stegun 26.7.5; exact for 1 and 2)."""
    p = (1 + sure) / 2
    if freedom == 1:
        return math.tan(math.pi * (p - 0.5))
    if freedom == 2:
        return (2 * p - 1) * math.sqrt(2 / (1 - (2 * p - 1) ** 2))
    z = NormalDist().inv_cdf(p)
    steps = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(step / freedom**power for power, step in enumerate(steps, 1))
