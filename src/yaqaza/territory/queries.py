"""Reading areas. They are public data: no function here asks who reads."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.core.refusal import NotFound
from yaqaza.territory import ancestry, gazetteer
from yaqaza.territory.models import Area, AreaChange, Level, language

if TYPE_CHECKING:
    from yaqaza.language.places import PlaceMention

WITHOUT_OUTLINE = ("geometry", "search_keys")
"""Columns that lists leave in the database."""

NEAR = 0.01
"""Degrees, about a kilometre."""

ORDER = {level: rank for rank, level in enumerate(Level.values)}


def areas() -> QuerySet[Area]:
    """Return the areas of today's map, without their outlines."""
    return Area.objects.filter(country=settings.COUNTRY, valid_to=None).defer(*WITHOUT_OUTLINE)


def get_area(key: str | uuids.UUID) -> Area:
    """Return an area by its uuid, also one that is no longer on the map; NotFound when there is none."""
    try:
        return Area.objects.defer("search_keys").get(uuid=key)
    except (Area.DoesNotExist, ValueError, TypeError):
        raise NotFound(_("There is no such area.")) from None
    except Exception as error:  # a text that is no uuid: Django raises its own ValidationError
        if type(error).__name__ == "ValidationError":
            raise NotFound(_("There is no such area.")) from None
        raise


def area_by_code(level: Level, code: str) -> Area:
    """Return an area of today's map by its official code; NotFound when there is none."""
    try:
        return areas().get(level=level, code=code)
    except Area.DoesNotExist:
        raise NotFound(_("There is no such area.")) from None


def country_area() -> Area:
    """Return the area of the whole country."""
    return area_by_code(Level.COUNTRY, settings.COUNTRY)


def children(area: Area) -> list[Area]:
    """Return the areas directly below ``area``, in the order of a printed list."""
    rows = Area.objects.filter(parent=area, valid_to=None).defer(*WITHOUT_OUTLINE)
    return sorted(rows, key=in_print)


def in_print(area: Area) -> tuple[int, str]:
    """Return the key of a printed list: larger areas first, then by name in the reader's script."""
    return ORDER[area.level], area.sort_ar if language() in ("ar", "zgh") else area.sort_fr


def below(area: Area, level: Level) -> QuerySet[Area]:
    """Return the areas of a level inside ``area`` (itself too, when it is of that level)."""
    return areas().filter(level=level, path__startswith=area.path)


def in_order_of(ids: Iterable[int]) -> list[Area]:
    """Return areas in the order of their ids, without outlines, ready to be named: two queries at most."""
    wanted = list(ids)
    found = areas().in_bulk(wanted)
    rows = [found[each] for each in wanted if each in found]
    ancestry.remember({ancestor for row in rows for ancestor in row.ancestor_ids})
    return rows


def search(text: str, limit: int = 10, within: Area | None = None, levels: Iterable[str] = ()) -> list[Area]:
    """Return the areas whose name resembles ``text``, the likeliest first; made for typing, in either script."""
    if len(text.strip()) < 2:
        return []
    return in_order_of(gazetteer.search(text, limit, within.path if within else "", frozenset(levels)))


def named_exactly(text: str, within: Area | None = None, levels: Iterable[str] = ()) -> list[Area]:
    """Return the areas whose name, or name and province, is ``text`` but for spelling habits."""
    return in_order_of(gazetteer.named_exactly(text, within.path if within else "", frozenset(levels)))


def find_places(text: str) -> list[PlaceMention]:
    """Return the places named in a message, where they stand in it and which areas they may be."""
    return gazetteer.find(text)


def areas_of(mention: PlaceMention) -> list[Area]:
    """Return the areas that a mention may be, the likeliest first."""
    return in_order_of(gazetteer.ids_of(mention))


def commune_at(lon: float, lat: float) -> Area | None:
    """Return the commune (or arrondissement) at a point of the map, or None outside the country.

    A point just off the coast or the border, as a harbour is on simplified outlines, belongs to the nearest commune.
    """
    import shapely  # heavy: only maps and point lookups need it

    near = Area.objects.filter(
        country=settings.COUNTRY,
        valid_to=None,
        level=Level.COMMUNE,
        min_lon__lte=lon + NEAR,
        max_lon__gte=lon - NEAR,
        min_lat__lte=lat + NEAR,
        max_lat__gte=lat - NEAR,
    ).defer("search_keys")
    point = shapely.Point(lon, lat)
    away = [(shapely.distance(area.shape, point), area) for area in near if area.geometry]
    # A city that has arrondissements covers them: of two that hold the point the deeper is the answer.
    return min(
        (pair for pair in away if pair[0] <= NEAR),
        key=lambda pair: (pair[0], -pair[1].path.count("."), pair[1].code),
        default=(0.0, None),
    )[1]


def by_level(rows: Iterable[Area]) -> list[tuple[str, list[Area]]]:
    """Return areas in groups of one level, with the word for many of them: ("بلديات", […])."""
    groups: dict[str, list[Area]] = {}
    for row in rows:
        groups.setdefault(_plural(row.country, row.level, row.kind), []).append(row)
    return list(groups.items())


def counts_below(area: Area) -> list[tuple[str, int]]:
    """Return how many areas of each level lie inside ``area``: [("ولايات", 69), …], without empty levels."""
    rows = (
        areas()
        .filter(path__startswith=area.path)
        .exclude(pk=area.pk)
        .values_list("level", "kind")
        .annotate(count=Count("id"))
    )
    counts: dict[str, int] = {}
    for level, kind, count in sorted(rows, key=lambda row: (ORDER[row[0]], row[1].startswith("ARRONDISSEMENT"))):
        plural = _plural(area.country, level, kind)
        counts[plural] = counts.get(plural, 0) + count
    return list(counts.items())


def _plural(country: str, level: str, kind: str) -> str:
    plurals = countries.get(country).level_plurals
    return (plurals.get(kind) or plurals[level]).in_(language())


def changes_of(area: Area) -> list[AreaChange]:
    """Return what an area was made of and what was made of it, the latest first."""
    rows = AreaChange.objects.filter(Q(old=area) | Q(new=area)).select_related("old", "new")
    return sorted(rows, key=lambda change: (change.on, change.pk), reverse=True)
