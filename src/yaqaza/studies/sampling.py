"""Drawing samples: which units of a frame come first, by a seed with which anybody can draw the same again.

The place of a unit in its part (stratum or cluster) is SHA-256(seed, part, key): the first are drawn, the next replace them. It does not
depend on the order of rows nor on a random generator. Clusters are drawn with probability proportional to size, systematically along an
order made in the same way (Madow 1949; with a random order: Hartley and Rao 1962), for which the inclusion probabilities are exact.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

LEAST = 2  # of each stratum, where it has as many: one alone says nothing about how units differ


@dataclass(frozen=True, slots=True)
class Part:
    """A stratum or a cluster: how many units it has, how many are taken, and the chance by which the part itself came in."""

    name: str
    size: int
    take: int
    chance: Fraction = Fraction(1)

    def probability(self, released: int) -> Fraction:
        """Return the chance of each of its units to be among ``released`` ones."""
        return self.chance * released / self.size

    def weight(self, released: int) -> Fraction:
        """Return for how many units of the frame each of ``released`` ones stands."""
        return 1 / self.probability(released)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A unit that came among the first of its part, from 1 on; those after the part's ``take`` wait as replacements."""

    key: str
    part: str
    rank: int
    reserve: bool


@dataclass(frozen=True, slots=True)
class Draw:
    parts: dict[str, Part]
    units: list[Drawn]


def place(seed: str, part: str, key: str) -> str:
    """Return where a unit stands: the hexadecimal SHA-256 of seed, part and key, one a line. The smallest come first."""
    return hashlib.sha256(f"{seed}\n{part}\n{key}".encode()).hexdigest()


def first(seed: str, part: str, keys: Iterable[str], count: int) -> list[str]:
    """Return the first ``count`` of ``keys``."""
    return heapq.nsmallest(count, keys, key=lambda key: (place(seed, part, key), key))


def simple(frame: Mapping[str, Iterable[str]], size: int, seed: str, *, reserve: int = 0) -> Draw:
    """Return a simple random sample of a frame, whatever its parts."""
    keys = [key for part in sorted(frame) for key in frame[part]]
    return stratified({"": keys}, {"": min(size, len(keys))}, seed, reserve=reserve)


def stratified(
    frame: Mapping[str, Iterable[str]],
    takes: Mapping[str, int],
    seed: str,
    *,
    reserve: int = 0,
    chances: Mapping[str, Fraction] | None = None,
) -> Draw:
    """Return a simple random sample of each part in ``takes``, with ``reserve`` replacements each."""
    parts: dict[str, Part] = {}
    units: list[Drawn] = []
    for name in sorted(takes):
        keys = list(frame[name])
        take = min(takes[name], len(keys))
        parts[name] = Part(name, len(keys), take, (chances or {}).get(name, Fraction(1)))
        for rank, key in enumerate(first(seed, name, keys, take + reserve if take else 0), 1):
            units.append(Drawn(key, name, rank, rank > take))
    return Draw(parts, units)


def two_stage(frame: Mapping[str, Iterable[str]], clusters: int, each: int, seed: str, *, reserve: int = 0) -> Draw:
    """Return a sample of clusters with probability proportional to size, and of ``each`` units in every one of them."""
    listed = {name: list(keys) for name, keys in frame.items()}
    chances = proportional_to_size({name: len(keys) for name, keys in listed.items()}, clusters, seed)
    return stratified(listed, dict.fromkeys(chances, each), seed, reserve=reserve, chances=chances)


def proportional_to_size(sizes: Mapping[str, int], count: int, seed: str) -> dict[str, Fraction]:
    """Return ``count`` clusters, each with its inclusion probability ``count × size ÷ total``; those that reach 1 are certain."""
    rest = {name: size for name, size in sizes.items() if size > 0}
    chosen = {}
    while rest and count > len(chosen):
        left, total = count - len(chosen), sum(rest.values())
        certain = [name for name, size in rest.items() if left * size >= total]
        if not certain:
            return chosen | _systematic(rest, left, seed)
        for name in certain:
            chosen[name] = Fraction(1)
            del rest[name]
    return chosen


def _systematic(sizes: Mapping[str, int], count: int, seed: str) -> dict[str, Fraction]:
    """Walk along the clusters in the order of their places and take the one in which each point falls."""
    total = sum(sizes.values())
    step = Fraction(total, count)
    point = step * int(place(seed, "", "start"), 16) / 16**64
    chosen: dict[str, Fraction] = {}
    reached = 0
    for name in sorted(sizes, key=lambda name: (place(seed, "clusters", name), name)):
        reached += sizes[name]
        if point < reached:
            chosen[name] = Fraction(count * sizes[name], total)
            point += step
    return chosen


def allocate(sizes: Mapping[str, int], total: int, *, equal: bool = False) -> dict[str, int]:
    """Share ``total`` out over strata in proportion to their sizes, or equally: no more than a stratum has, two at least where there
    are enough for all, what is left to whoever is furthest below its share."""
    strata = {name: size for name, size in sizes.items() if size > 0}
    if not strata:
        return {}
    total = min(total, sum(strata.values()))
    whole = sum(strata.values())
    share = {name: Fraction(total, len(strata)) if equal else Fraction(total * size, whole) for name, size in strata.items()}  # fmt: skip
    given = dict.fromkeys(strata, 0)
    for least in (LEAST, 1):
        if sum(min(least, size) for size in strata.values()) <= total:
            given = {name: min(least, size) for name, size in strata.items()}
            break
    queue = [(given[name] - share[name], name) for name in sorted(strata) if given[name] < strata[name]]
    heapq.heapify(queue)
    for _one in range(total - sum(given.values())):
        _lacks, name = heapq.heappop(queue)
        given[name] += 1
        if given[name] < strata[name]:
            heapq.heappush(queue, (given[name] - share[name], name))
    return given
