"""A small map drawn by the server: the outline of the area and where in it the place is."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

from yaqaza.field.models import Mission
from yaqaza.territory.models import Area

WIDTH, HEIGHT, EDGE = 320, 220, 14


@dataclass(frozen=True, slots=True)
class Place:
    """An SVG path in a 320 × 220 frame, and the pin when the position is known."""

    path: str
    pin: tuple[float, float] | None
    urgency: int


def place(mission: Mission) -> Place | None:
    """Return the map of a mission's place, or None when the area has no outline."""
    area = Area.objects.filter(pk=mission.area_id).only("geometry").first()
    shape = area.shape if area is not None else None
    if shape is None or shape.is_empty:
        return None
    min_lon, min_lat, max_lon, max_lat = shape.bounds
    if mission.position:
        lon, lat = mission.position
        min_lon, max_lon = min(min_lon, lon), max(max_lon, lon)
        min_lat, max_lat = min(min_lat, lat), max(max_lat, lat)
    narrow = cos(radians((min_lat + max_lat) / 2))
    wide, high = max((max_lon - min_lon) * narrow, 1e-6), max(max_lat - min_lat, 1e-6)
    scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high)
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2

    def put(lon: float, lat: float) -> tuple[float, float]:
        return round(left + (lon - min_lon) * narrow * scale, 1), round(top + (max_lat - lat) * scale, 1)

    parts = []
    for polygon in getattr(shape, "geoms", [shape]):
        for ring in (polygon.exterior, *polygon.interiors):
            parts.append("M" + "L".join(f"{x} {y}" for x, y in (put(*point[:2]) for point in ring.coords)) + "Z")
    return Place("".join(parts), put(*mission.position) if mission.position else None, mission.urgency)
