"""Draws: reproducible by anybody, whatever the order of rows, with the inclusion probabilities that the weights say."""

from __future__ import annotations

import hashlib
import random
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from yaqaza.studies import sampling

NAMES = st.text("abcdefghij", min_size=1, max_size=3)
FRAMES = st.dictionaries(NAMES, st.integers(1, 40), min_size=1, max_size=8)


def framed(sizes: dict[str, int]) -> dict[str, list[str]]:
    return {name: [f"{name}-{number}" for number in range(size)] for name, size in sizes.items()}


def mixed(frame: dict[str, list[str]], chance: int) -> dict[str, list[str]]:
    """The same frame with its parts and their rows in another order."""
    shuffle = random.Random(chance)
    parts = list(frame)
    shuffle.shuffle(parts)
    return {name: shuffle.sample(frame[name], len(frame[name])) for name in parts}


def weighed(draw: sampling.Draw) -> Fraction:
    """The sum of the weights of what was drawn."""
    return sum(
        (draw.parts[one.part].weight(draw.parts[one.part].take) for one in draw.units if not one.reserve), Fraction()
    )


def test_the_place_of_a_unit_is_a_hash_that_a_spreadsheet_computes() -> None:
    assert sampling.place("council 2026", "Casbah", "B-12") == hashlib.sha256(b"council 2026\nCasbah\nB-12").hexdigest()


@given(FRAMES, st.integers(1, 60), st.text(max_size=8), st.integers(0, 5))
def test_weights_of_a_simple_sample_sum_to_the_frame_in_any_order_of_rows(sizes, size, seed, chance) -> None:
    frame = framed(sizes)
    one = sampling.simple(frame, size, seed)
    assert one == sampling.simple(mixed(frame, chance), size, seed)
    assert weighed(one) == sum(sizes.values())
    assert len(one.units) == min(size, sum(sizes.values()))


@given(FRAMES, st.integers(1, 80), st.booleans(), st.text(max_size=8), st.integers(0, 5))
def test_weights_of_a_stratified_sample_sum_to_the_frame_in_any_order_of_rows(sizes, size, equal, seed, chance) -> None:
    frame, takes = framed(sizes), sampling.allocate(sizes, size, equal=equal)
    one = sampling.stratified(frame, takes, seed, reserve=2)
    assert one == sampling.stratified(mixed(frame, chance), takes, seed, reserve=2)
    reached = sum(count for name, count in sizes.items() if takes[name])
    assert weighed(one) == reached  # a stratum from which nothing is drawn is stood for by nobody
    for name, part in one.parts.items():
        assert part.probability(part.take) == Fraction(takes[name], sizes[name])


@given(FRAMES, st.integers(1, 8), st.integers(1, 12), st.text(max_size=8), st.integers(0, 5))
def test_weights_of_two_stages_sum_to_the_frame_in_any_order_of_rows(sizes, clusters, each, seed, chance) -> None:
    frame = framed(sizes)
    one = sampling.two_stage(frame, clusters, each, seed)
    assert one == sampling.two_stage(mixed(frame, chance), clusters, each, seed)
    assert len(one.parts) == min(clusters, len(sizes))
    certain = {name for name, part in one.parts.items() if part.chance == 1}
    whole = sum(sizes.values())
    assert weighed(one) == whole
    rest = {name: size for name, size in sizes.items() if name not in certain}
    for name, part in one.parts.items():
        if name not in certain:
            assert part.chance == Fraction((clusters - len(certain)) * sizes[name], sum(rest.values()))


@given(FRAMES, st.integers(1, 200), st.booleans())
def test_an_allocation_gives_what_there_is_and_no_more_than_a_stratum_has(sizes, total, equal) -> None:
    takes = sampling.allocate(sizes, total, equal=equal)
    assert sum(takes.values()) == min(total, sum(sizes.values()))
    assert all(takes[name] <= size for name, size in sizes.items())


def test_an_allocation_is_proportional_and_leaves_two_of_each_to_compare() -> None:
    assert sampling.allocate({"a": 500, "b": 300, "c": 200}, 100) == {"a": 50, "b": 30, "c": 20}
    assert sampling.allocate({"a": 990, "b": 5, "c": 5}, 20) == {"a": 16, "b": 2, "c": 2}
    assert sampling.allocate({"a": 500, "b": 300, "c": 3}, 30, equal=True) == {"a": 14, "b": 13, "c": 3}


def test_every_unit_comes_in_as_often_as_its_probability_says() -> None:
    """4,000 draws by different seeds: each frequency lies within five standard errors of its probability."""
    sizes, draws = {"a": 40, "b": 20, "c": 10, "d": 6, "e": 4}, 4000
    frame = framed(sizes)
    seen: dict[str, int] = {}
    for seed in range(draws):
        for one in sampling.two_stage(frame, 2, 3, str(seed)).units:
            seen[one.key] = seen.get(one.key, 0) + 1
    for name, keys in frame.items():
        first = Fraction(1) if name == "a" else Fraction(sizes[name], 40)  # “a” fills a step of 40 alone
        chance = float(first * Fraction(3, sizes[name]))
        for key in keys:
            assert abs(seen.get(key, 0) / draws - chance) < 5 * (chance * (1 - chance) / draws) ** 0.5, key


@settings(max_examples=30)
@given(st.integers(1, 30), st.integers(1, 30), st.text(max_size=5))
def test_replacements_are_the_next_of_the_same_order(take, reserve, seed) -> None:
    """Released later, they make the same sample as a larger one drawn at once: the weights stay right."""
    frame = framed({"a": 60})
    small = sampling.stratified(frame, {"a": take}, seed, reserve=reserve)
    large = sampling.stratified(frame, {"a": take + reserve}, seed)
    assert [one.key for one in small.units] == [one.key for one in large.units]
    assert sum(one.reserve for one in small.units) == reserve


def test_another_seed_draws_others() -> None:
    frame = framed({"a": 1000})
    one, other = (sampling.simple(frame, 50, seed).units for seed in ("one", "other"))
    assert len({each.key for each in one} & {each.key for each in other}) < 15
