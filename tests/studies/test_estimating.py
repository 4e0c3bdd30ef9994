"""Estimates against published figures and another program's."""

from __future__ import annotations

import math

import numpy as np
import pytest

from yaqaza.studies.estimating import Row, adjusted, mean, student, total

# The data set “fpc” of Stata and of R's package survey: stratum, unit, weight, drawn, of how many, value.
FPC = [
    (1, 1, 3, 5, 15, 2.8), (1, 2, 3, 5, 15, 4.1), (1, 3, 3, 5, 15, 6.8), (1, 4, 3, 5, 15, 6.8), (1, 5, 3, 5, 15, 9.2),
    (2, 1, 4, 3, 12, 3.7), (2, 2, 4, 3, 12, 6.6), (2, 3, 4, 3, 12, 4.2),
]  # fmt: skip


def fpc(*, corrected: bool) -> list[Row]:
    return [Row(w, str(h), f"{h}.{i}", n / of if corrected else 0.0) for h, i, w, n, of, _y in FPC]


@pytest.mark.parametrize(("corrected", "error"), [(True, 0.6160407), (False, 0.7412683)])
def test_a_stratified_mean_is_that_of_stata_and_of_r(corrected, error) -> None:
    """Stata, Survey Data Reference Manual, “svyset”; R, survey, help page “fpc”: mean 5.448148, with and without the correction."""
    found = mean(fpc(corrected=corrected), [row[-1] for row in FPC])
    assert found.value == pytest.approx(5.448148, abs=5e-7)
    assert found.error == pytest.approx(error, abs=5e-7)


def exactly(count: int, middle: float, variance: float) -> list[float]:
    """Values with exactly this mean and variance."""
    drawn = np.random.default_rng(1).normal(size=count)
    drawn = (drawn - drawn.mean()) / drawn.std(ddof=1)
    return list(drawn * math.sqrt(variance) + middle)


def test_a_stratified_total_is_that_of_the_census_of_agriculture() -> None:
    """Lohr, Sampling: Design and Analysis, example 3.2: acres devoted to farms in 3,078 counties by four regions."""
    strata = {
        "Northeast": (220, 21, 97_629.8, 7_647_472_708),
        "North Central": (1054, 103, 300_504.2, 29_618_183_543),
        "South": (1382, 135, 211_315.0, 53_587_487_856),
        "West": (422, 41, 662_295.5, 396_185_950_266),
    }
    rows, values = [], []
    for name, (of, drawn, middle, variance) in strata.items():
        rows += [Row(of / drawn, name, f"{name} {unit}", drawn / of) for unit in range(drawn)]
        values += exactly(drawn, middle, variance)
    found = total(rows, values)
    assert found.value == pytest.approx(909_736_035, rel=1e-6)
    assert found.error == pytest.approx(50_417_248, rel=1e-6)
    assert mean(rows, values).value == pytest.approx(295_560.8, abs=0.1)
    assert mean(rows, values).error == pytest.approx(16_380, abs=1)


def test_a_sample_of_clusters_is_that_of_the_suites_of_a_dormitory() -> None:
    """Lohr, example 5.2: 5 of 100 suites of 4 students each, their grade points: 1,130.4 in all, 2.826 a student ± 0.164."""
    suites = [
        (3.08, 2.60, 3.44, 3.04), (2.36, 3.04, 3.28, 2.68), (2.00, 2.56, 2.52, 1.88), (3.00, 2.88, 3.44, 3.64), (2.68, 1.92, 3.28, 3.20),
    ]  # fmt: skip
    rows = [Row(20, "all", str(suite), 0.05) for suite, four in enumerate(suites) for _one in four]
    values = [each for four in suites for each in four]
    assert total(rows, values).value == pytest.approx(1130.4, abs=0.05)
    assert mean(rows, values).value == pytest.approx(2.826, abs=5e-4)
    assert mean(rows, values).error == pytest.approx(0.164, abs=5e-4)


def test_a_simple_sample_gives_the_formula_of_the_textbook() -> None:
    values = [3.0, 5.0, 8.0, 1.0, 9.0, 4.0, 4.0]
    found = mean([Row(100 / 7, "all", str(unit), 0.07) for unit in range(7)], values)
    assert found.value == pytest.approx(np.mean(values))
    assert found.error == pytest.approx(math.sqrt((1 - 0.07) * np.var(values, ddof=1) / 7))
    assert (found.low, found.high) == pytest.approx(
        (found.value - 2.4469 * found.error, found.value + 2.4469 * found.error), rel=1e-4
    )


def test_a_domain_is_a_ratio_and_its_error_knows_that_its_size_is_estimated() -> None:
    """Of a simple sample: Lohr 4.2, the variance of the residuals of the domain, over all that were drawn."""
    values, inside = [3.0, 5.0, 8.0, 1.0, 9.0, 4.0], [True, True, False, True, False, True]
    rows = [Row(10, "all", str(unit), 0.1) for unit in range(6)]
    found = mean(rows, values, inside)
    residuals = np.array([(each - 3.25) * within for each, within in zip(values, inside, strict=True)])
    assert found.value == 3.25
    assert found.answers == 4
    assert found.error == pytest.approx(math.sqrt(0.9 * 6 / 5 * (residuals**2).sum()) / 4)


def test_the_interval_of_a_domain_has_the_degrees_of_freedom_of_its_own_units() -> None:
    rows = [Row(2, "a", str(unit), 0.1) for unit in range(5)] + [Row(3, "b", str(unit), 0.1) for unit in range(5, 30)]
    found = mean(rows, [float(unit % 4) for unit in range(30)], [unit < 5 for unit in range(30)])
    assert (found.high - found.value) / found.error == pytest.approx(student(4))


def test_a_lone_unit_of_a_stratum_is_compared_with_the_mean_of_all() -> None:
    rows = [Row(2, "a", "1"), Row(2, "a", "2"), Row(3, "b", "3")]
    found = total(rows, [1.0, 3.0, 5.0])
    middle = (2 + 6 + 15) / 3
    assert found.error == pytest.approx(math.sqrt(2 * (4 + 4) + (15 - middle) ** 2))


def test_one_answer_tells_no_error() -> None:
    assert math.isnan(mean([Row(5, "a", "1")], [3.0]).error)


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(1, 12.7062), (2, 4.3027), (4, 2.7764), (10, 2.2281), (30, 2.0423), (120, 1.9799)]
)
def test_the_interval_is_students(freedom, quantile) -> None:
    assert student(freedom) == pytest.approx(quantile, abs=0.001)


def test_answers_of_a_stratum_take_over_the_weight_of_those_who_gave_none() -> None:
    classes = ["a", "a", "a", "b", "b", "c"]
    answered = [True, True, False, True, False, False]
    eligible = [True, True, True, True, False, True]
    weights, silent = adjusted([10, 10, 10, 4, 4, 7], classes, answered, eligible)
    assert weights == [15, 15, 0, 4, 4, 0]
    assert silent == ["c"]
