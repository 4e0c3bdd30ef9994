"""Small drawings to choose a place from, province then commune: made here, each outline a link, no script and no tiles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from yaqaza.territory import svg
from yaqaza.territory.models import Area, Level

DETAIL = 1.0
"""Units of the drawing within which an outline may be straightened: half of a telephone's pixel."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The box of the drawing, and the outline of each area (by id) as the ``d`` of an SVG path."""

    width: int
    height: int
    outlines: dict[int, str]


def provinces(country: Area) -> tuple[list[Area], Drawing | None]:
    """Return the provinces of today's map in the order of a printed list, and their drawing."""
    return _drawn(country, Level.PROVINCE)


def communes(province: Area) -> tuple[list[Area], Drawing | None]:
    """Return the communes of a province in the order of a printed list, and their drawing."""
    return _drawn(province, Level.COMMUNE)


def _drawn(above: Area, level: Level) -> tuple[list[Area], Drawing | None]:
    rows = Area.objects.filter(country=above.country, valid_to=None, level=level, path__startswith=above.path)
    areas = sorted(rows.defer("geometry", "search_keys"), key=lambda area: area.sort_ar)
    return areas, _drawing(tuple(sorted((area.pk, area.path) for area in areas)))


@lru_cache(maxsize=96)
def _drawing(areas: tuple[tuple[int, str], ...]) -> Drawing | None:
    """Kept for the life of the process: outlines change with a new start."""
    import shapely  # heavy: only maps need it

    paths = [path for _id, path in areas]
    ids = [pk for pk, path in areas if not any(other != path and other.startswith(path) for other in paths)]
    rows = [area for area in Area.objects.filter(pk__in=ids).only("id", "geometry").order_by("id") if area.geometry]
    if not rows:
        return None
    shapes = [area.shape for area in rows]
    projection = svg.Projection.of(shapely.total_bounds(shapes))
    drawn = shapely.coverage_simplify(shapely.transform(shapes, projection.points), DETAIL)
    outlines = {area.pk: svg.path_of(shape) for area, shape in zip(rows, drawn, strict=True)}
    return Drawing(round(projection.width), round(projection.height), outlines)
