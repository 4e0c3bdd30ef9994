"""A small country of squares, half a degree wide, so that a point and its commune are plain to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
import shapely

from yaqaza.language.folding import fold, sort_key
from yaqaza.territory import gazetteer, svg
from yaqaza.territory.models import Area, Level


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """What a process remembers of the areas belongs to another test."""
    gazetteer.forget()
    svg.ground.cache_clear()
    yield
    gazetteer.forget()
    svg.ground.cache_clear()


@dataclass(frozen=True)
class Squares:
    """Two provinces side by side: Algiers with a district of two communes and one commune of its own, M'Sila with one."""

    country: Area
    algiers: Area
    district: Area
    bab_el_oued: Area
    casbah: Area
    harrach: Area
    msila: Area
    sidi_aissa: Area
    mascara: Area
    other_sidi_aissa: Area
    gone: Area


def make(
    parent: Area | None,
    level: Level,
    code: str,
    ar: str,
    fr: str,
    box: tuple[float, float, float, float],
    **more: object,
) -> Area:
    square = shapely.box(*box)
    area = Area.objects.create(
        parent=parent,
        level=level,
        country="DZ",
        code=code,
        path=".",
        name_ar=ar,
        name_fr=fr,
        sort_ar=sort_key(ar),
        sort_fr=sort_key(fr),
        search_keys=[fold(ar), fold(fr)],
        geometry=shapely.to_wkb(square),
        min_lon=box[0],
        min_lat=box[1],
        max_lon=box[2],
        max_lat=box[3],
        centroid_lon=square.centroid.x,
        centroid_lat=square.centroid.y,
        **more,
    )
    area.path = f"{parent.path if parent else ''}{area.pk}."
    area.save(update_fields=["path"])
    return area


@pytest.fixture
def squares(db) -> Squares:
    census = date(2008, 4, 16)
    country = make(None, Level.COUNTRY, "DZ", "الجزائر", "Algérie", (0, 0, 3, 1), name_en="Algeria")
    algiers = make(
        country, Level.PROVINCE, "16", "الجزائر", "Alger", (0, 0, 1, 1), population=300, population_on=census
    )
    district = make(algiers, Level.DISTRICT, "1605", "باب الوادي", "Bab El Oued", (0, 0, 1, 0.5))
    msila = make(country, Level.PROVINCE, "28", "المسيلة", "M'Sila", (1, 0, 2, 1), population=100, population_on=census)
    mascara = make(country, Level.PROVINCE, "29", "معسكر", "Mascara", (2, 0, 3, 1))
    return Squares(
        country=country,
        algiers=algiers,
        district=district,
        bab_el_oued=make(
            district,
            Level.COMMUNE,
            "1605",
            "باب الوادي",
            "Bab El Oued",
            (0, 0, 0.5, 0.5),
            population=64,
            population_on=census,
        ),
        casbah=make(district, Level.COMMUNE, "1607", "القصبة", "Casbah", (0.5, 0, 1, 0.5)),
        harrach=make(algiers, Level.COMMUNE, "1613", "الحراش", "El Harrach", (0, 0.5, 1, 1)),
        msila=msila,
        sidi_aissa=make(
            msila, Level.COMMUNE, "2816", "سيدي عيسى", "Sidi Aïssa", (1, 0, 2, 1), population=72, population_on=census
        ),
        mascara=mascara,
        other_sidi_aissa=make(mascara, Level.COMMUNE, "2938", "سيدي عيسى", "Sidi Aïssa", (2, 0, 3, 1)),
        gone=make(country, Level.PROVINCE, "99", "ولاية سابقة", "Ancienne", (0, 0, 1, 1), valid_to=date(2019, 1, 1)),
    )
