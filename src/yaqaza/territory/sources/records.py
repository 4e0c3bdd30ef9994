"""One area as a source gives it, before it has an id."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

Progress = Callable[[str], None]

FORMAT = 1
"""Raised when the meaning of the cache changes, so that an old one is derived anew."""


@dataclass(slots=True)
class Record:
    level: str
    code: str
    parent: tuple[str, str] | None  # level and code
    name_ar: str
    name_fr: str
    name_en: str = ""
    name_zgh: str = ""
    kind: str = ""
    aliases: list[str] = field(default_factory=list)
    geometry: bytes | None = None  # WKB
    population: int | None = None
    population_on: str | None = None
    valid_from: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.level, self.code


@dataclass(slots=True)
class Change:
    """``old`` passed into ``new``; both are level and code."""

    old: tuple[str, str]
    new: tuple[str, str]
    kind: str
    on: str
    source: str


@dataclass(slots=True)
class Territory:
    """All areas of a country, parents before children."""

    country: str
    records: list[Record]
    changes: list[Change] = field(default_factory=list)


def write(territory: Territory, path: Path, made_from: str) -> None:
    """Write the derived areas to ``path`` (gzipped JSON lines: a head, the areas, the changes)."""
    fresh = path.with_suffix(".new")
    with gzip.open(fresh, "wt", encoding="utf-8", compresslevel=6) as file:
        head = {"format": FORMAT, "made_from": made_from, "country": territory.country, "areas": len(territory.records)}
        file.write(json.dumps(head) + "\n")
        for record in territory.records:
            row = asdict(record)
            row["geometry"] = base64.b64encode(record.geometry).decode() if record.geometry else None
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        for change in territory.changes:
            file.write(json.dumps(asdict(change), ensure_ascii=False) + "\n")
    fresh.replace(path)


def read(path: Path, made_from: str | None = None) -> Territory | None:
    """Return the areas kept in ``path``, or None when there are none or they were made from other data.

    ``made_from`` None takes the file as it is: a deployment may bring its own outlines.
    """
    if not path.is_file():
        return None
    with gzip.open(path, "rt", encoding="utf-8") as file:
        head = json.loads(file.readline())
        if head.get("format") != FORMAT or (made_from is not None and head.get("made_from") != made_from):
            return None
        records = []
        for _ in range(head["areas"]):
            row = json.loads(file.readline())
            row["geometry"] = base64.b64decode(row["geometry"]) if row["geometry"] else None
            row["parent"] = tuple(row["parent"]) if row["parent"] else None
            records.append(Record(**row))
        changes = []
        for line in file:
            row = json.loads(line)
            changes.append(Change(**{**row, "old": tuple(row["old"]), "new": tuple(row["new"])}))
    return Territory(head["country"], records, changes)
