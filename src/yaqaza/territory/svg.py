"""Maps drawn by the server: for phones, for print, and without JavaScript.

One drawing is a few kilobytes: outlines are projected to a box of logical units and simplified to half of one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy
import shapely
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yaqaza.territory import queries
from yaqaza.territory.models import Area, Level

WIDTH = 312
"""Logical units; the page scales the drawing."""

TALLEST = 420
MARGIN = 6
DETAIL = 0.6
"""Units: what is smaller than this cannot be seen."""

LABEL_SIZE = 11.5
PIN_SIZES = {1: 7.5, 2: 8.5, 3: 9.5, 4: 11}
STEPS = 5

HATCH = mark_safe(
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<path d="M0 0V5" stroke="currentColor" stroke-width="1" opacity=".45"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Pin:
    """A numbered sign on a map: its urgency (1 to 4) gives size and colour, ``text`` the number of its row."""

    lon: float
    lat: float
    urgency: int
    text: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Projection:
    """Plate carrée true at the middle latitude: what a province or a country of this size needs."""

    min_lon: float
    max_lat: float
    squeeze: float  # a degree of longitude in degrees of latitude
    scale: float
    width: float
    height: float

    @classmethod
    def of(cls, bounds: tuple[float, float, float, float]) -> Projection:
        min_lon, min_lat, max_lon, max_lat = bounds
        squeeze = math.cos(math.radians((min_lat + max_lat) / 2))
        across = max((max_lon - min_lon) * squeeze, 1e-6)
        up = max(max_lat - min_lat, 1e-6)
        scale = min((WIDTH - 2 * MARGIN) / across, (TALLEST - 2 * MARGIN) / up)
        return cls(min_lon, max_lat, squeeze, scale, across * scale + 2 * MARGIN, up * scale + 2 * MARGIN)

    def points(self, coordinates: numpy.ndarray) -> numpy.ndarray:
        """Return longitudes and latitudes as units from the upper left."""
        x = (coordinates[:, 0] - self.min_lon) * self.squeeze * self.scale + MARGIN
        y = (self.max_lat - coordinates[:, 1]) * self.scale + MARGIN
        return numpy.column_stack([x, y])

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = self.points(numpy.array([[lon, lat]]))[0]
        return round(float(x), 1), round(float(y), 1)


@dataclass(frozen=True, slots=True)
class Outline:
    """One area of a drawing: its path, and where its name may stand."""

    area_id: int
    path: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Ground:
    """The part of a drawing that does not change: outlines change by law, so they are worked out once a process."""

    projection: Projection
    outlines: tuple[Outline, ...]


@lru_cache(maxsize=256)
def ground(ids: tuple[int, ...]) -> Ground | None:
    """Return the drawing of these areas side by side, or None when none of them has an outline.

    An area that lies over others of them (a city over its arrondissements) is left out.
    """
    rows = Area.objects.filter(pk__in=ids, geometry__isnull=False).only("id", "path", "geometry").order_by("path")
    paths = [row.path for row in rows]
    drawn = [row for row in rows if not any(path != row.path and path.startswith(row.path) for path in paths)]
    if not drawn:
        return None
    outlines = [row.shape for row in drawn]
    projection = Projection.of(shapely.total_bounds(outlines))
    shapes = shapely.coverage_simplify(shapely.transform(outlines, projection.points), DETAIL)
    points = shapely.point_on_surface(shapes)
    return Ground(
        projection,
        tuple(
            Outline(row.pk, path_of(shape), round(point.x, 1), round(point.y, 1), shape.area)
            for row, shape, point in zip(drawn, shapes, points, strict=True)
        ),
    )


def choropleth(
    parent: Area,
    values: Mapping[int, float | None] | None = None,
    pins: Sequence[Pin] = (),
    *,
    level: str = "",
    label: str = "",
    chosen: Area | None = None,
) -> SafeString:
    """Draw the areas inside ``parent``, coloured in five steps by ``values`` (area id → figure).

    They are those directly inside, or all of a ``level``; an area without parts is drawn alone. One without a figure,
    or whose figure is withheld (None), is hatched; without ``values`` all are plain. The drawing goes inside
    ``<figure class="map">``. Two queries, one when the outlines are known.
    """
    inside = {area.pk: area for area in (queries.below(parent, Level(level)) if level else queries.children(parent))}
    inside = inside or {parent.pk: parent}
    drawing = ground(tuple(sorted(inside)))
    if drawing is None:
        return SafeString("")
    projection = drawing.projection
    steps = scale({each.area_id: (values or {}).get(each.area_id) for each in drawing.outlines})
    paths = []
    for outline in drawing.outlines:
        css = "area area--0" if values is None else f"area area--{steps.get(outline.area_id, 'none')}"
        if chosen is not None and outline.area_id == chosen.pk:
            css += " area--chosen"
        paths.append((css, outline.path, _title(inside[outline.area_id], values)))
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        round(projection.width),
        round(projection.height),
        label or _("Map of %(area)s") % {"area": parent.full_name},
        HATCH,
        format_html_join("", '<path class="{}" d="{}"><title>{}</title></path>', paths),
        format_html_join("", "{}", ((_pin(projection, pin),) for pin in pins)),
        _labels(inside, drawing, pins),
    )


def scale(values: Mapping[int, float | None]) -> dict[int, int]:
    """Return the step, 0 to 4, of each figure: equal parts of the way to the root of the largest, nothing always 0.

    The root, because counts of people are skewed: in equal parts of the figures all but two areas would look the same.
    """
    known = {key: value for key, value in values.items() if value is not None}
    largest = max(known.values(), default=0)
    if largest <= 0:
        return dict.fromkeys(known, 0)
    return {
        key: 0 if value <= 0 else min(STEPS - 1, max(1, math.ceil(math.sqrt(value / largest) * (STEPS - 1))))
        for key, value in known.items()
    }


def path_of(shape: shapely.Geometry) -> str:
    """Return the outline as the ``d`` of a path, in tenths of a unit."""
    parts = []
    for polygon in shapely.get_parts(shape):
        for ring in (polygon.exterior, *polygon.interiors):
            points = numpy.round(shapely.get_coordinates(ring)[:-1], 1)
            if len(points) > 2:
                parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(parts)


def _title(area: Area, values: Mapping[int, float | None] | None) -> str:
    if values is None:
        return area.name
    value = values.get(area.pk)
    return f"{area.name}: {value:g}" if value is not None else _("%(area)s: not known") % {"area": area.name}


def _pin(projection: Projection, pin: Pin) -> SafeString:
    x, y = projection.point(pin.lon, pin.lat)
    size = PIN_SIZES[pin.urgency]
    halo = format_html('<circle class="halo" cx="{}" cy="{}" r="{}"/>', x, y, size + 3.5) if pin.chosen else ""
    text = (
        format_html('<text class="pin-text" x="{}" y="{}">{}</text>', x, round(y + 4, 1), pin.text) if pin.text else ""
    )
    return format_html('{}<circle class="pin pin--{}" cx="{}" cy="{}" r="{}"/>{}', halo, pin.urgency, x, y, size, text)


def _labels(inside: Mapping[int, Area], drawing: Ground, pins: Sequence[Pin]) -> SafeString:
    """Write the names that have room, the most populous areas first; none over another or over a pin."""
    taken: list[tuple[float, float, float, float]] = []
    for pin in pins:
        x, y = drawing.projection.point(pin.lon, pin.lat)
        size = PIN_SIZES[pin.urgency] + 2
        taken.append((x - size, y - size, x + size, y + size))
    written = []
    for outline in sorted(drawing.outlines, key=lambda each: (-(inside[each.area_id].population or 0), -each.size)):
        name = inside[outline.area_id].name
        width = len(name) * LABEL_SIZE * 0.52 + 4
        box = (
            outline.x - width / 2,
            outline.y - LABEL_SIZE / 2,
            outline.x + width / 2,
            outline.y + LABEL_SIZE / 2,
        )
        if box[0] < 0 or box[2] > drawing.projection.width or box[1] < 0 or box[3] > drawing.projection.height:
            continue
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        written.append((outline.x, round(outline.y + LABEL_SIZE * 0.35, 1), name))
    return format_html_join("", '<text x="{}" y="{}">{}</text>', written)
