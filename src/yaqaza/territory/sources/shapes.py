"""Outlines: cleaned, simplified together so that neighbours still touch, dissolved upwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy
import shapely

TOLERANCE = 0.0015
"""Degrees, about 150 m: keeps the communes of a city apart, and a country under a megabyte."""

GRID = 0.00001
"""Degrees, about a metre."""


def simplify(pieces: Mapping[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Return the outlines of all communes, simplified as one coverage."""
    codes = list(pieces)
    shapes = shapely.make_valid(numpy.array([pieces[code] for code in codes], dtype=object))
    shapes = numpy.array([polygons_of(shape) for shape in shapes], dtype=object)
    simple = shapely.coverage_simplify(shapes, TOLERANCE)
    simple = shapely.make_valid(shapely.set_precision(simple, GRID, mode="pointwise"))
    result = {}
    for code, shape, original in zip(codes, simple, shapes, strict=True):
        shape = polygons_of(shape)
        result[code] = shape if not shape.is_empty else original
    return result


def cut_out_inner(pieces: Mapping[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Return the outlines with towns cut out of the communes around them: the source draws those without their hole."""
    codes = list(pieces)
    shapes = [pieces[code] for code in codes]
    result = dict(pieces)
    for one, other in zip(*shapely.STRtree(shapes).query(shapes, predicate="intersects"), strict=True):
        inner, outer = shapes[one], shapes[other]
        if one != other and inner.area < outer.area and inner.intersection(outer).area > 0.5 * inner.area:
            result[codes[other]] = polygons_of(shapely.difference(result[codes[other]], inner))
    return result


def dissolve(shapes: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return the union of outlines, without the slivers between them."""
    union = polygons_of(shapely.union_all(numpy.array(shapes, dtype=object), grid_size=GRID))
    return without_slivers(union)


def without_slivers(shape: shapely.Geometry) -> shapely.Geometry:
    """Return ``shape`` without holes and islands smaller than about a hectare."""
    smallest = 1e-6
    kept = [
        shapely.Polygon(part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area > smallest])
        for part in shapely.get_parts(shape)
        if part.area > smallest
    ]
    return shapely.multipolygons(kept) if len(kept) > 1 else (kept[0] if kept else shape)


def residue(whole: shapely.Geometry, parts: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return the largest piece of ``whole`` that no part covers: a commune whose outline is missing."""
    left = shapely.difference(whole, shapely.union_all(numpy.array(parts, dtype=object)))
    return max(shapely.get_parts(polygons_of(left)), key=lambda piece: piece.area)


def polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a geometry, leaving out the lines and points that cleaning can leave."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(numpy.array(parts, dtype=object)) if parts else shapely.Polygon()


def to_wkb(shape: shapely.Geometry) -> bytes:
    """Return the outline as WKB, outer rings counter-clockwise as GeoJSON wants them."""
    return shapely.to_wkb(shapely.orient_polygons(shape))
