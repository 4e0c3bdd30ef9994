"""How far places are from each other, when no road network is at hand."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH = 6371.0088  # mean radius in km
DETOUR = 1.3
"""Roads are longer than the straight line: a usual factor between towns, and the reason why distances are told as "about"."""

Position = tuple[float, float]


def kilometres(start: Position, end: Position) -> float:
    """Return about how many kilometres of road lie between two (longitude, latitude) positions."""
    (lon1, lat1), (lon2, lat2) = start, end
    half = sin(radians(lat2 - lat1) / 2) ** 2
    half += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, half))) * DETOUR
