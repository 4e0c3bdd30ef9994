"""Persons who do not exist, by the million, with names at the frequencies of published Maghrebi names: data for ``person_search.py``.

Names are put together from the words of ``maghreb_name_words_dev.csv`` (not kept in this repository): a given name, often a second one or
the father's, and a family name; recorded in Arabic, in one of the Latin spellings known for the word, or in both; one in twenty-five with a
slip of the pen, some without a part, some with the family name first. One in a hundred has no name but a description.
Rows are streamed by COPY, so that memory stays flat; indexes are built afterwards. Beyond a million, every name stands for several persons,
each born in another year and living elsewhere (``MORE``): names then have more namesakes than in life, never fewer.
"""

from __future__ import annotations

import csv
import os
import random
import uuid
from bisect import bisect
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from unidecode import unidecode

BLOCK = 2000
LATIN = "abcdefghijklmnopqrstuvwxyz"
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
WHO = [
    ("رجل", "MALE"), ("راجل", "MALE"), ("امرأة", "FEMALE"), ("شاب", "MALE"), ("عجوز", "FEMALE"), ("Homme", "MALE"), ("Femme", "FEMALE"),
    ("Jeune homme", "MALE"),
]  # fmt: skip
LOOKS = [
    "بمعطف أخضر",
    "بقبعة حمراء",
    "أعرج",
    "على كرسي متحرك",
    "بلحية بيضاء",
    "manteau noir",
    "avec une béquille",
    "aveugle",
    "مع كلب",
    "",
]
WHERE = [
    "حدا المحطة", "أمام المسجد", "في مدخل السوق", "قرب المستشفى", "تحت الجسر", "devant la gare", "place du marché", "près de la mosquée",
    "sous le pont", "قرب الصيدلية", "devant l'école", "في الحديقة",
]  # fmt: skip


class Draw:
    """A weighted draw that is quick the millionth time."""

    def __init__(self, weights: dict[Any, float]) -> None:
        self.items, self.sums = list(weights), list(accumulate(weights.values()))

    def __call__(self, chance: random.Random) -> Any:
        return self.items[bisect(self.sums, chance.random() * self.sums[-1], hi=len(self.items) - 1)]


@dataclass
class Words:
    """The words of names: Arabic key → its Latin spellings, and how common each is as a given or a family name."""

    given: Draw
    family: Draw
    spellings: dict[str, Draw]
    latins: dict[str, frozenset[str]]
    numbers: dict[str, int] = field(default_factory=dict)


def words(folder: Path) -> Words:
    """Read the word file."""
    given, family = Counter[str](), Counter[str]()
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    with (folder / "maghreb_name_words_dev.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key, latin, count = row["arabic_key"], row["latin"].strip(), int(row["count"])
            if len(key) < 2 or len(latin) < 2:
                continue
            spelt[key][latin] += count
            if row["role"] != "surname":
                given[key] += count
            if row["role"] != "given":
                family[key] += count
    return Words(
        Draw(given), Draw(family), {key: Draw(dict(found)) for key, found in spelt.items()},
        {key: frozenset(latin.casefold() for latin in found) for key, found in spelt.items()},
        {key: number for number, key in enumerate(spelt)},
    )  # fmt: skip


def slip(text: str, chance: random.Random) -> str:
    """Return ``text`` with one letter swapped, left out, doubled or mistaken."""
    places = [place for place, letter in enumerate(text) if letter.isalpha()]
    if len(places) < 4:
        return text
    place, kind = chance.choice(places[1:-1]), chance.randrange(4)
    letter = chance.choice(ARABIC if text[place] > "ء" else LATIN)
    if kind == 0 and text[place + 1].isalpha():
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if kind == 1:
        return text[:place] + text[place + 1 :]
    if kind == 2:
        return text[:place] + text[place] + text[place:]
    return text[:place] + letter + text[place + 1 :]


@dataclass
class Person:
    """One person with what is true of them and what was recorded."""

    pk: int
    truth: list[str]
    year: int
    area: int
    arabic: str
    latin: str
    description: str
    sex: str


class Maker:
    """Makes persons; the same seed makes the same ones."""

    def __init__(self, source: Words, seed: int, areas: list[tuple[int, str, int]]) -> None:
        self.words, self.chance, self.areas = source, random.Random(seed), Draw({area: area[2] for area in areas})

    def person(self, pk: int) -> tuple[Person, tuple[int, str, int]]:
        chance, area = self.chance, self.areas(self.chance)
        year = min(2024, int(chance.triangular(1928, 2026, 1985)))
        if chance.random() < 0.01:
            who, sex = chance.choice(WHO)
            told = " ".join(
                filter(None, (f"{who} {round(2026 - year, -1)} عام", chance.choice(LOOKS), chance.choice(WHERE)))
            )
            return Person(pk, [], year, area[0], "", "", told, sex), area
        given = self.words.given
        parts = [given(chance), *([given(chance)] if chance.random() < 0.4 else []), self.words.family(chance)]
        recorded = [parts[0], *parts[2:]] if len(parts) > 2 and chance.random() < 0.06 else parts
        if chance.random() < 0.15:
            recorded = [recorded[-1], *recorded[:-1]]
        script = chance.random()
        arabic = " ".join(recorded) if script < 0.75 else ""
        latin = " ".join(self.words.spellings[part](chance) for part in recorded) if script >= 0.55 else ""
        if chance.random() < 0.04:
            arabic, latin = (slip(arabic, chance), latin) if arabic else ("", slip(latin, chance))
        return Person(pk, recorded, year, area[0], arabic, latin, "", chance.choice(("MALE", "FEMALE"))), area


@lru_cache(maxsize=1 << 16)
def around(area_path: str, house_path: str) -> frozenset[int]:
    """Return the keys of the areas and houses above a person."""
    from yaqaza.people.search import keys

    parts = ((keys.AREA, area_path), (keys.HOUSE, house_path))
    return frozenset(keys.number(kind, part) for kind, path in parts for part in path.split(".") if part)


@lru_cache(maxsize=1 << 17)
def _plain(word: str) -> str:
    return unidecode(word).casefold()


def plain(name: str) -> str:
    """Return a name as the baseline knows it: in Latin letters whatever it was written in."""
    return " ".join(map(_plain, name.split()))


TABLES = {
    "people_person": (
        "id, uuid, name_ar, name_latin, description, sex, birth_date, birth_precision, identity_number, area_id, address, lives_outside, "
        "sort_ar, sort_latin, organisation_id, created_at, version, merged, further_names"
    ),
    "people_personphone": "id, person_id, number, note",
    "people_searchentry": "person, keys, edition",
    "bench_truth": "person, words, year, keys",
    "bench_plain": "person, name",
}


def _fill(
    job: tuple[int, int, int, Path, list[tuple[int, str, int]], dict[str, tuple[int, str]]],
) -> Counter[str]:
    """Write the persons of a range of keys; return their words."""
    first, last, seed, folder, areas, houses = job
    from yaqaza.config import database
    from yaqaza.people.search import keys

    os.nice(1)
    source = words(folder)
    maker, known = Maker(source, seed, areas), Counter[str]()
    connections = [database.connect() for _ in TABLES]
    cursors = [connection.cursor() for connection in connections]
    copies = [
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN")
        for cursor, (table, columns) in zip(cursors, TABLES.items(), strict=True)
    ]
    opened = [copy.__enter__() for copy in copies]
    lines: list[list[str]] = [[] for _ in TABLES]
    today = date(2026, 11, 22)
    for pk in range(first, last):
        one, (area, path, _) = maker.person(pk)
        house, house_path = houses[path.split(".")[1]]
        exact = maker.chance.random()
        born = f"{one.year}-{1 + pk % 12:02}-{1 + pk % 28:02}" if exact < 0.5 else f"{one.year}-01-01"
        precision = "DAY" if exact < 0.5 else "YEAR" if exact < 0.9 else "ABOUT"
        phone = f"+2136{maker.chance.randrange(10**8):08}" if maker.chance.random() < 0.6 else ""
        names = [name for name in (one.arabic, one.latin) if name]
        own: set[int] = set()
        for name in names:
            known.update(keys.filed(name))
            own |= keys.of_name(name)
        if not names:
            own.update(
                keys.of_person(names=(), description=one.description, area_path="", house_path="", year=None, phones=())
            )
        found = own | around(path, house_path) | {keys.number(keys.YEAR, str(one.year))}
        if phone:
            found.add(keys.number(keys.PHONE, phone[-keys.TAIL :]))
        lines[0].append(
            f"{pk}\t{uuid.UUID(int=(1 << 120) + pk)}\t{one.arabic}\t{one.latin}\t{one.description}\t{one.sex}\t{born}\t"
            f"{precision}\t\t{area}\t\t"
            f"f\t{one.arabic or one.latin}\t{one.latin}\t{house}\t{today}\t1\t0\t{{}}\n"
        )
        if phone:
            lines[1].append(f"{pk}\t{pk}\t{phone}\t\n")
        lines[2].append(f"{pk}\t{{{','.join(map(str, found))}}}\t{keys.EDITION}\n")
        lines[3].append(
            f"{pk}\t{{{','.join(str(source.numbers[part]) for part in one.truth)}}}\t{one.year}\t{{{','.join(map(str, own))}}}\n"
        )
        lines[4] += [f"{pk}\t{plain(name)}\n" for name in names]
        if len(lines[0]) == BLOCK or pk == last - 1:
            for copy, block in zip(opened, lines, strict=True):
                copy.write("".join(block))
                block.clear()
    for copy, connection in zip(copies, connections, strict=True):
        copy.__exit__(None, None, None)
        connection.close()
    return known


def fill(
    count: int, folder: Path, areas: list[tuple[int, str, int]], houses: dict[str, tuple[int, str]]
) -> Counter[str]:
    """Write ``count`` persons in two processes; return the words of their names."""
    middle = count // 2
    jobs = [(1, middle + 1, 7, folder, areas, houses), (middle + 1, count + 1, 8, folder, areas, houses)]
    with get_context("spawn").Pool(2) as pool:
        return sum(pool.map(_fill, jobs), Counter[str]())


MORE = """
CREATE UNLOGGED TABLE bench_more AS
  SELECT person + k * %(base)s AS id, person AS base, 1928 + floor((random() + random()) * 48.5)::int AS year,
         areas.ids[1 + floor(random() * cardinality(areas.ids))::int] AS area,
         CASE WHEN random() < 0.6 THEN '+2136' || lpad(floor(random() * 1e8)::int::text, 8, '0') END AS phone
  FROM bench_truth, generate_series(1, %(times)s - 1) AS k, (SELECT array_agg(area) AS ids FROM bench_drawn) AS areas;
INSERT INTO people_person (id, uuid, name_ar, name_latin, description, sex, birth_date, birth_precision, identity_number, area_id, address,
  lives_outside, sort_ar, sort_latin, organisation_id, created_at, version, merged, further_names)
  SELECT more.id, gen_random_uuid(), name_ar, name_latin, description, sex, make_date(more.year, 1 + (more.id %% 12)::int, 1),
         birth_precision, '', more.area, '', false, sort_ar, sort_latin, house, created_at, 1, 0, '{}'
  FROM bench_more AS more JOIN people_person AS person ON person.id = more.base JOIN bench_area USING (area);
INSERT INTO people_personphone (id, person_id, number, note) SELECT id, id, phone, '' FROM bench_more WHERE phone IS NOT NULL;
INSERT INTO people_searchentry (person, keys, edition)
  SELECT more.id, truth.keys || bench_area.keys || born.key || CASE WHEN tail.key IS NULL THEN '{}'::int[] ELSE ARRAY[tail.key] END,
         %(edition)s
  FROM bench_more AS more JOIN bench_truth AS truth ON truth.person = more.base JOIN bench_area USING (area)
       JOIN bench_key AS born ON born.text = '%(year)s' || more.year
       LEFT JOIN bench_key AS tail ON tail.text = '%(phone)s' || right(phone, %(tail)s);
INSERT INTO bench_plain (person, name) SELECT more.id, name FROM bench_more AS more JOIN bench_plain ON person = more.base;
INSERT INTO bench_truth (person, words, year)
  SELECT more.id, words, more.year FROM bench_more AS more JOIN bench_truth ON person = more.base;
DROP TABLE bench_more
"""
"""Gives each person ``times`` − 1 namesakes, each born in another year, in another commune, with another telephone."""
