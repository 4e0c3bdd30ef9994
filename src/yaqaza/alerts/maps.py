"""The small map beside an alert: the communes of its province (or the provinces), what waits in each, and pins."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from yaqaza.alerts.models import Alert
from yaqaza.territory import queries as territory
from yaqaza.territory.models import Area, Level

WIDTH, TALLEST, ROOM = 312, 292, 250
HALF, APART = 8.5, 18
"""Of a square, half its side, and how far from its middle the next thing stands."""

_AROUND = sorted(((x, y) for x in range(-50, 51, 10) for y in range(-50, 51, 10)), key=lambda step: math.hypot(*step))
"""Steps to where a mark may stand when its own place is taken, the nearest first."""

RADIUS = {4: 11, 3: 9.5, 2: 8.5, 1: 7.5}


@dataclass(frozen=True, slots=True)
class Shape:
    area_id: int
    name_ar: str
    name_fr: str
    path: str
    x: float
    y: float
    wide: float


@dataclass(frozen=True, slots=True)
class Ground:
    """Outlines drawn once for a process; ``place`` turns a position into a point of the drawing."""

    shapes: tuple[Shape, ...]
    height: int
    west: float
    north: float
    scale: float
    squeeze: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        return round((lon - self.west) * self.squeeze * self.scale, 1), round((self.north - lat) * self.scale, 1)


@dataclass(frozen=True, slots=True)
class Patch:
    path: str
    step: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Pin:
    x: float
    y: float
    radius: float
    level: int
    number: str
    chosen: bool

    @property
    def text_y(self) -> float:
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Mark:
    """Something else to be drawn: where it is, by which letter a list beside the map names it, and how it stands."""

    lon: float
    lat: float
    letter: str
    kind: str


@dataclass(frozen=True, slots=True)
class Square:
    """A mark on the drawing."""

    x: float
    y: float
    letter: str
    kind: str

    @property
    def corner_x(self) -> float:
        return self.x - HALF

    @property
    def corner_y(self) -> float:
        return self.y - HALF

    @property
    def text_y(self) -> float:
        return self.y + 4


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Map:
    area: Area
    height: int
    ground: str  # the SVG transform that brings the outlines near
    patches: list[Patch]
    pins: list[Pin]
    labels: list[Label]
    squares: list[Square] = field(default_factory=list)


@lru_cache(maxsize=128)
def _ground(area_id: int) -> Ground | None:
    """The parts of an area as SVG paths: its communes, or for the country its provinces."""
    area = Area.objects.get(pk=area_id)
    level = Level.COMMUNE if area.level == Level.PROVINCE else Level.PROVINCE
    rows = Area.objects.filter(path__startswith=area.path, level=level, valid_to=None, geometry__isnull=False)
    parts = [(row, row.shape) for row in rows.order_by("id")]
    if not parts:
        return None
    west = min(row.min_lon for row, _ in parts)
    east = max(row.max_lon for row, _ in parts)
    south = min(row.min_lat for row, _ in parts)
    north = max(row.max_lat for row, _ in parts)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * squeeze), TALLEST / (north - south))
    margin = (WIDTH / scale - (east - west) * squeeze) / 2 / squeeze  # narrow provinces stand in the middle
    ground = Ground((), math.ceil((north - south) * scale), west - margin, north, scale, squeeze)
    shapes = []
    for row, outline in parts:
        x, y = ground.place(row.centroid_lon, row.centroid_lat)
        wide = (row.max_lon - row.min_lon) * squeeze * scale
        shapes.append(Shape(row.pk, row.name_ar, row.name_fr, _path(outline.simplify(0.8 / scale), ground), x, y, wide))
    return Ground(tuple(shapes), ground.height, ground.west, north, scale, squeeze)


def _path(outline: object, ground: Ground) -> str:
    pieces = getattr(outline, "geoms", [outline])
    drawn = []
    for piece in pieces:
        if not hasattr(piece, "exterior"):
            continue
        points = [ground.place(lon, lat) for lon, lat, *_ in piece.exterior.coords]
        drawn.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points[:-1]) + "Z")
    return "".join(drawn)


def around(
    alert: Alert | None, *, home: Area, counts: dict[int, int], rows: Iterable[tuple[str, Alert]], arabic: bool,
    marks: Iterable[Mark] = (),
) -> Map | None:  # fmt: skip
    """Return the map of the alert's province, or of ``home``; None when outlines are missing.

    ``rows`` are the alerts in view with the number of their row; ``counts`` says how many wait in each area;
    ``marks`` are drawn beside them, those outside of the drawing are left out.
    """
    area = province_of(alert.area if alert is not None else home)
    ground = _ground(area.pk)
    if ground is None:
        return None
    most = max(counts.values(), default=0)
    chosen = alert.area_id if alert is not None else None
    patches = [
        Patch(shape.path, _step(counts.get(shape.area_id, 0), most), shape.area_id == chosen) for shape in ground.shapes
    ]
    patches.sort(key=lambda patch: patch.chosen)  # its edge lies on top
    spots = {shape.area_id: (shape.x, shape.y) for shape in ground.shapes}
    pins: list[Pin] = []
    taken: set[tuple[int, int]] = set()
    named: set[int] = set()
    for number, row in rows:
        spot = _spot(row, ground, spots)
        if spot is None:
            continue
        here = (round(spot[0] / 14), round(spot[1] / 14))
        if here in taken and (alert is None or row.pk != alert.pk):
            continue
        taken.add(here)
        named.add(row.area_id)
        level = int(row.urgency)
        pins.append(Pin(*spot, RADIUS[level], level, number, alert is not None and row.pk == alert.pk))
    pins.sort(key=lambda pin: (pin.chosen, pin.level))
    spotted = [(mark, spot) for mark in marks if (spot := _inside(ground, mark.lon, mark.lat))]
    near = _near(ground, [*((pin.x, pin.y) for pin in pins), *(spot for _mark, spot in spotted)])
    pins = [replace(pin, x=near.x(pin.x), y=near.y(pin.y)) for pin in pins]
    squares = _squares(spotted, near, pins)
    labels: list[Label] = []
    for shape in sorted(ground.shapes, key=lambda each: each.area_id != chosen):  # the chosen one's name first
        spot = (near.x(shape.x), min(near.y(shape.y) + 24, near.height - 4))
        if (
            shape.area_id in named
            and all(abs(spot[0] - other.x) > 62 or abs(spot[1] - other.y) > 15 for other in labels)
            and not any(abs(spot[0] - each.x) < 36 and abs(spot[1] - 4 - each.y) < 15 for each in squares)
        ):
            labels.append(Label(*spot, shape.name_ar if arabic else shape.name_fr))
    return Map(area, near.height, near.transform, patches, pins, labels, squares)


def _squares(spotted: list[tuple[Mark, tuple[float, float]]], near: Near, pins: list[Pin]) -> list[Square]:
    """Bring marks onto the drawing, each where nothing stands yet, as near as that is to its place."""
    taken = [(pin.x, pin.y) for pin in pins]
    squares = []
    for mark, (x, y) in spotted:
        left = min(max(near.x(x), HALF), WIDTH - HALF)
        top = min(max(near.y(y), HALF), near.height - HALF)
        places = ((left + across, top + down) for across, down in _AROUND)
        spot = next((place for place in places if _free(place, taken, near.height)), (left, top))
        taken.append(spot)
        squares.append(Square(*spot, mark.letter, mark.kind))
    return squares


def _free(place: tuple[float, float], taken: list[tuple[float, float]], height: int) -> bool:
    x, y = place
    inside = HALF <= x <= WIDTH - HALF and HALF <= y <= height - HALF
    return inside and all(abs(x - other_x) >= APART or abs(y - other_y) >= APART for other_x, other_y in taken)


@dataclass(frozen=True, slots=True)
class Near:
    """A window onto the ground, brought to the size of the drawing."""

    left: float
    top: float
    zoom: float
    height: int

    def x(self, value: float) -> float:
        return round((value - self.left) * self.zoom, 1)

    def y(self, value: float) -> float:
        return round((value - self.top) * self.zoom, 1)

    @property
    def transform(self) -> str:
        return f"scale({self.zoom:.3f}) translate({-self.left:.1f} {-self.top:.1f})"


def _near(ground: Ground, pins: list[tuple[float, float]]) -> Near:
    """Where the pins are, with room around; the whole when there are none."""
    if not pins:
        return Near(0, 0, 1, ground.height)
    xs, ys = [x for x, _ in pins], [y for _, y in pins]
    wide = min(WIDTH, max(max(xs) - min(xs) + 70, (max(ys) - min(ys) + 60) * WIDTH / ROOM, WIDTH * 0.42))
    zoom = WIDTH / wide
    height = min(ROOM, math.ceil(ground.height * zoom))
    tall = height / zoom
    left = min(max(0.0, (min(xs) + max(xs) - wide) / 2), WIDTH - wide)
    top = min(max(0.0, (min(ys) + max(ys) - tall) / 2), max(0.0, ground.height - tall))
    return Near(left, top, zoom, height)


def _spot(alert: Alert, ground: Ground, spots: dict[int, tuple[float, float]]) -> tuple[float, float] | None:
    if alert.lon is not None and alert.lat is not None:
        return _inside(ground, alert.lon, alert.lat)
    return spots.get(alert.area_id)


def _inside(ground: Ground, lon: float, lat: float) -> tuple[float, float] | None:
    x, y = ground.place(lon, lat)
    return (x, y) if 0 <= x <= WIDTH and 0 <= y <= ground.height else None


def _step(count: int, most: int) -> int:
    return 0 if not count else max(1, math.ceil(4 * count / most))


def province_of(area: Area) -> Area:
    """Return the province that ``area`` is or lies in, else the country."""
    if area.level in (Level.PROVINCE, Level.COUNTRY):
        return area
    above = Area.objects.filter(pk__in=area.ancestor_ids).only("id", "level", "path", "country", "name_ar", "name_fr")
    found = {row.level: row for row in above}
    return found.get(Level.PROVINCE) or found.get(Level.COUNTRY) or territory.country_area()


NEEDED = ("id", "uuid", "urgency", "area_id", "lon", "lat", "area_path")
"""The columns of an alert that a pin needs."""
