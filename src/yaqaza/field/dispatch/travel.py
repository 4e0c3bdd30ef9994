"""How long ways take between places when no road network is at hand: told as "about"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from yaqaza.field.distance import DETOUR, EARTH, Position

STRETCHES = ((5_000, 22), (25_000, 48), (None, 78))
"""Metres and km/h: the first five kilometres of a way are streets, the next twenty-five are country roads, the rest is highway.

A longer way is never slower by the kilometre, so that a way over a third place never takes less time than the direct one.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """Metres and seconds from each place to each; places are numbered as they were given."""

    metres: numpy.ndarray
    seconds: numpy.ndarray

    def way(self, start: int, end: int) -> tuple[int, int]:
        """Return metres and seconds of a way."""
        return int(self.metres[start, end]), int(self.seconds[start, end])


def table(places: Sequence[Position]) -> Table:
    """Return the ways between positions (longitude, latitude): straight lines × 1.3, driven as fast as such ways are."""
    lon, lat = numpy.radians(numpy.array(places, dtype=float).reshape(-1, 2)).T
    half = numpy.sin((lat[:, None] - lat) / 2) ** 2
    half += numpy.cos(lat[:, None]) * numpy.cos(lat) * numpy.sin((lon[:, None] - lon) / 2) ** 2
    metres = 2000 * EARTH * numpy.arcsin(numpy.sqrt(numpy.minimum(1, half))) * DETOUR
    return Table(metres.round().astype(numpy.uint32), seconds(metres).round().astype(numpy.uint32))


def seconds(metres: numpy.ndarray) -> numpy.ndarray:
    """Return how long ways of so many metres take."""
    taken, left = numpy.zeros_like(metres), metres
    for length, speed in STRETCHES:
        part = left if length is None else numpy.minimum(left, length)
        taken = taken + part * 3.6 / speed
        left = left - part
    return taken
