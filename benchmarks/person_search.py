# ruff: noqa: E402  # Django is set up before its models are imported
"""Search for persons at 100,000, 1 and 10 million, against ``pg_trgm`` on the same data in the same run.

    python benchmarks/person_search.py [SIZE …] [--data FOLDER] [--queries 600] [--seed 3 …] [--baseline 60] [--keep]
    python benchmarks/person_search.py --again [--data FOLDER] [--queries 600] [--seed 3 …] [--baseline 60]

Makes its own database (``bench_people``) on the embedded server of YAQAZA_HOME, fills it with synthetic persons (``synthetic_people.py``),
searches as a reader of the whole country and as one of a province, and drops it again; with ``--keep`` the largest stays, and ``--again``
searches in it without filling it anew: with queries of other seeds, or after a change of the search. Needs the word files of ``--data``,
``YAQAZA_NAMES_DATA`` or ``../shared/data/names``, and says so when they are absent. Ten million take some 25 GB of disk.

A query is the name of somebody in the data: in the other script, with a slip of the pen, without a part, reversed; each with the year of
birth or without. It is answered when that person is among the first ten, or when all ten fit what was typed just as well: namesakes, or
those whose name the slip of the pen made of it ("as typed", counted apart). Beside that stands what is possible: how many of the queries
fit at most ten persons (``telling_apart.py``), and how often the very person is found then; where more fit, no search can tell them apart.
The baseline searches names in Latin letters (unidecode) by trigrams, the likest first, so that it too has a chance in the other script.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaqaza.config.settings")
os.environ.setdefault("YAQAZA_HOME", str(Path(tempfile.gettempdir()) / "benchpeople"))
os.environ.setdefault("COUNTRY", "DZ")
os.environ["YAQAZA_DB_NAME"] = "bench_people"

import django

if __name__ == "__main__":
    django.setup()

import synthetic_people as synthetic
import telling_apart
from django.core.management import call_command
from django.db import connection, transaction

DRAWN = 1_000_000  # names at most; beyond, each stands for several persons
SAMPLED = 1200  # of those, persons to ask for
PROVINCE = """SELECT id FROM territory_area WHERE path LIKE (
 SELECT path || '%' FROM territory_area WHERE code = '16' AND level = 'PROVINCE' AND valid_to IS NULL)"""
KINDS = ("other script", "slip", "other script, slip", "without a part", "reversed", "other script, reversed")


def ask(sql: str, values: object = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def ask_ids(sql: str) -> list[int]:
    return [row[0] for row in ask(sql)]


@transaction.atomic
def prepare() -> None:
    """Make the empty database with the areas of the country and a directorate in each province."""
    from yaqaza.accounts.models import Organisation, Posting, User
    from yaqaza.territory.models import Area

    if not Area.objects.exists():
        call_command("load_areas", verbosity=0)
    if User.objects.filter(username="bench-province").exists():
        return
    country = Area.objects.get(level="COUNTRY")
    ministry = _house(None, "MINISTRY", country)
    for province in Area.objects.filter(level="PROVINCE", valid_to=None):
        _house(ministry, "DIRECTORATE", province)
    for name, area, house in (
        ("country", country, ministry), ("province", Area.objects.get(level="PROVINCE", code="16", valid_to=None), None),
    ):  # fmt: skip
        house = house or Organisation.objects.get(area=area)
        user = User.objects.create(username=f"bench-{name}", name_ar=name)
        Posting.objects.create(user=user, role="SUPERVISOR", organisation=house, area=area)


def _house(parent: object, kind: str, area: object) -> object:
    from datetime import date

    from yaqaza.accounts.models import Organisation

    house = Organisation.objects.create(
        parent=parent, kind=kind, code=f"{kind[:3]}-{area.code}", area=area, name_ar=area.name_ar, name_fr=area.name_fr, status="ACTIVE",
        created_on=date(2020, 1, 1), activated_on=date(2020, 1, 1),
    )  # fmt: skip
    house.path = f"{parent.path if parent else ''}{house.pk}."
    house.save(update_fields=["path"])
    return house


@dataclass
class Drawn:
    """What was filled with names that were drawn one by one, to be multiplied beyond ``DRAWN``."""

    count: int = 0
    words: Counter[str] = field(default_factory=Counter)


def fill(size: int, folder: Path, drawn: Drawn) -> None:
    """Fill the tables, then build their indexes."""
    from yaqaza.core import bulk
    from yaqaza.people.search import keys

    tables = ("people_person", "people_personphone", "people_searchentry", "people_nameword")
    _bare(tables)
    ask("ALTER TABLE IF EXISTS bench_truth DROP CONSTRAINT IF EXISTS bench_truth_pkey")
    began, count = time.perf_counter(), min(size, DRAWN)
    if drawn.count != count:
        _draw(count, folder, drawn, tables)
    if size > count:
        ask("DROP TABLE IF EXISTS bench_key")
        ask("CREATE UNLOGGED TABLE bench_key (text text, key int)")
        years = ((keys.YEAR, str(year)) for year in range(1900, 2100))
        tails = ((keys.PHONE, f"{tail:0{keys.TAIL}}") for tail in range(10**keys.TAIL))
        bulk.copy_values(
            "bench_key",
            ("text", "key"),
            ((f"{kind}{text}", keys.number(kind, text)) for kind, text in chain(years, tails)),
        )
        for statement in synthetic.MORE.split(";\n"):
            ask(
                statement
                % {
                    "base": count, "times": size // count, "year": keys.YEAR, "phone": keys.PHONE, "tail": keys.TAIL,
                    "edition": keys.EDITION,
                }
            )  # fmt: skip
    print(f"  {time.perf_counter() - began:.0f} s for the rows, {len(drawn.words):,} words of names", flush=True)
    ask("TRUNCATE people_nameword")
    bulk.copy_values(
        "people_nameword",
        ("text", "sound", "near", "count"),
        ((text, *keys.word_row(text), times * (size // count)) for text, times in drawn.words.items()),
    )
    _index()
    for table in (*tables, "bench_truth"):
        ask(f"VACUUM ANALYZE {table}")
    ask("ALTER TABLE bench_truth ADD PRIMARY KEY (person)")
    for (size_,) in ask("SELECT pg_size_pretty(pg_total_relation_size('people_searchentry'))"):
        print(f"  entries with their index: {size_}")


def _draw(count: int, folder: Path, drawn: Drawn, tables: tuple[str, ...]) -> None:
    """Fill the empty tables with drawn names."""
    from yaqaza.accounts.models import Organisation
    from yaqaza.territory.models import Area

    ask("DROP TABLE IF EXISTS bench_truth, bench_plain, bench_area, bench_drawn, bench_more")
    ask("CREATE UNLOGGED TABLE bench_truth (person bigint, words int[], year int, keys int[])")
    ask("CREATE UNLOGGED TABLE bench_plain (person bigint, name text)")
    ask("CREATE UNLOGGED TABLE bench_area (area bigint PRIMARY KEY, house bigint, keys int[])")
    ask("CREATE UNLOGGED TABLE bench_drawn (area bigint)")
    ask(f"TRUNCATE {', '.join(tables)}")
    areas = [
        (pk, path, people or 5000)
        for pk, path, people in Area.objects.filter(level="COMMUNE", valid_to=None).values_list(
            "pk", "path", "population"
        )
    ]
    houses = {
        str(area): (pk, path)
        for pk, path, area in Organisation.objects.filter(kind="DIRECTORATE").values_list("pk", "path", "area")
    }
    for pk, path, people in areas:
        house, house_path = houses[path.split(".")[1]]
        ask("INSERT INTO bench_area VALUES (%s, %s, %s)", [pk, house, sorted(synthetic.around(path, house_path))])
        ask("INSERT INTO bench_drawn SELECT %s FROM generate_series(1, %s)", [pk, max(1, people // 5000)])
    connection.close()
    drawn.words = synthetic.fill(count, folder, areas, houses)
    drawn.count = count


def _bare(tables: tuple[str, ...]) -> None:
    """Drop what slows the filling."""
    for table, name in ask(
        """SELECT conrelid::regclass::text, conname FROM pg_constraint
           WHERE contype IN ('f', 'u') AND conrelid = ANY(%s::regclass[]) OR contype = 'f' AND confrelid = ANY(%s::regclass[])""",
        [list(tables), list(tables)],
    ):
        ask(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")
    for (name,) in ask(
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary",
        [list(tables)],
    ):
        ask(f"DROP INDEX {name}")


def _index() -> None:
    """Build the indexes that a search uses."""
    from yaqaza.people.models import NameWord, Person, SearchEntry

    ask("SET maintenance_work_mem = '1500MB'")
    ask("SET max_parallel_maintenance_workers = 2")
    ask("CREATE INDEX ON people_personphone (person_id)")
    for model in (NameWord, SearchEntry, Person):
        for index in model._meta.indexes:
            if model is Person and index.name not in ("person_same_as_another", "person_by_area"):
                continue
            began = time.perf_counter()
            with connection.schema_editor() as editor:
                editor.add_index(model, index)
            if model is SearchEntry:
                print(f"  {time.perf_counter() - began:.0f} s for the index of entries", flush=True)


_SAMPLE = """SELECT id, words, year, area_id, name_ar, name_latin, description, sex FROM bench_truth JOIN people_person ON id = person
 WHERE id <= %s AND id %% %s = 0 ORDER BY id"""


def sample(size: int, source: synthetic.Words) -> list[synthetic.Person]:
    """Return some of the persons whose names were drawn one by one, to be asked for."""
    drawn, names = min(size, DRAWN), list(source.numbers)
    rows = ask(_SAMPLE, [drawn, max(1, drawn // SAMPLED)])
    return [synthetic.Person(pk, [names[number] for number in words], *others) for pk, words, *others in rows]


class Query:
    """What is typed to find a person, and who answers it just as well."""

    def __init__(
        self, one: synthetic.Person, source: synthetic.Words, kind: str, chance: random.Random, *, year: bool
    ) -> None:
        self.one, self.kind, self.year, self.source = one, kind, one.year if year else None, source
        latin = bool(one.latin) if "other" not in kind else not one.latin or bool(one.arabic and chance.random() < 0.5)
        parts = list(one.truth)
        if kind == "without a part":
            parts.pop(chance.randrange(len(parts)))
        self.said = [source.spellings[part](chance) if latin else part for part in parts]
        self.typed = list(self.said)
        if "slip" in kind:
            place = chance.randrange(len(self.typed))
            self.typed[place] = synthetic.slip(self.typed[place], chance)
        self.name = " ".join(reversed(self.typed) if "reversed" in kind else self.typed)
        self.text = f"{self.name} {one.year}" if year else self.name

    def fits(self, words: list[str], year: int, meant: list[str]) -> bool:
        """Say whether somebody of these names, born in this year, is as good an answer to what was meant, or typed."""
        if self.year is not None and year != self.year:
            return False
        left = list(words)
        for said in meant:
            same = next((word for word in left if said == word or said.casefold() in self.source.latins[word]), None)
            if same is None:
                return False
            left.remove(same)
        return True

    def answered(self, found: list[int]) -> str:
        """Say how this was answered: "" (not), "person", "namesakes", or "as typed": with a slip it is the name of ten others."""
        if self.one.pk in found[:10]:
            return "person"
        if len(found) < 10:
            return ""
        keys = list(self.source.numbers)
        rows = ask("SELECT words, year FROM bench_truth WHERE person = ANY(%s)", [found[:10]])
        people = [([keys[word] for word in words], year) for words, year in rows]
        if all(self.fits(*each, self.said) for each in people):
            return "namesakes"
        return "as typed" if all(self.fits(*each, self.said) or self.fits(*each, self.typed) for each in people) else ""


def queries(sample: list[synthetic.Person], source: synthetic.Words, count: int, seed: int = 3) -> list[Query]:
    chance, found = random.Random(seed), []
    named = [one for one in sample if one.truth]
    long = [one for one in named if len(one.truth) > 2]
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        one = chance.choice(long if kind == "without a part" else named)
        found.append(Query(one, source, kind, chance, year=number // len(KINDS) % 2 == 1))
    return found


def share(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] * 1000


def _worked(process: int) -> float:
    """Seconds that a process of this machine has been at work; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


def measure(asked: list[Query], reader: str, fitting: list[int]) -> dict[str, float]:
    """Search as a reader; print how long it takes and how often the person is found. ``fitting``: how many persons fit each query."""
    from yaqaza.accounts.models import User
    from yaqaza.people import queries as people

    user = User.objects.get(username=f"bench-{reader}")
    took, busy, hits, very, cut = [], [], {}, [], 0
    ((server,),) = ask("SELECT pg_backend_pid()")
    for query in asked[:40]:
        people.search(query.text, seen_by=user, limit=10)  # warm: the reader's postings, the compiled comparison
    gc.collect()
    gc.freeze()  # as the server does (``config.wsgi``)
    for query in asked:
        began, worked = time.perf_counter(), time.process_time() + _worked(server)
        results = people.search(query.text, seen_by=user, limit=10)
        found = [match.person.pk for match in results]
        took.append(time.perf_counter() - began)
        busy.append(time.process_time() + _worked(server) - worked)
        hits.setdefault((query.kind, bool(query.year)), []).append(query.answered(found))
        very.append(query.one.pk in found)
        cut += results.incomplete
        if os.environ.get("SHOW") and not hits[query.kind, bool(query.year)][-1]:
            print(
                "   missed",
                query.kind,
                query.text,
                "|",
                query.one.arabic,
                query.one.latin,
                query.one.year,
                "| found",
                len(found),
            )
    every, strict = [hit for kind in hits.values() for hit in kind], sum(very)
    recall, typed = sum(map(bool, every)) / len(every), every.count("as typed") / len(every)
    print(
        f"  yaqaza, reader of the {reader}: p50 {share(took, 0.5):.1f} ms, p95 {share(took, 0.95):.1f} ms, p99 {share(took, 0.99):.1f} ms, "
        f"recall@10 {recall:.3f} (the very person {strict / len(asked):.3f}, others called just as a slip made it {typed:.3f}), "
        f"cut by the limit of time: {cut}"
    )
    told = [hit for hit, count in zip(very, fitting, strict=True) if count <= 10]
    print(
        f"    {len(told)} of them fit at most ten persons: the very person is among the first ten in {sum(told) / max(1, len(told)):.3f}; "
        f"the others fit {sorted(fitting)[-1]:,} at most: found in {(strict - sum(told)) / max(1, len(very) - len(told)):.3f}"
    )
    print(
        "    "
        + ", ".join(
            f"{kind}{' + year' if year else ''} {sum(map(bool, h)) / len(h):.2f}"
            for (kind, year), h in sorted(hits.items())
        )
    )
    print(
        f"    of that at work (page and server, what an idle machine takes): p50 {share(busy, 0.5):.1f} ms, p95 {share(busy, 0.95):.1f} ms"
    )
    return {"p95": share(took, 0.95), "at work": share(busy, 0.95)}


def baseline(asked: list[Query]) -> None:
    """The same queries by trigrams."""
    ask("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    began = time.perf_counter()
    ask("CREATE INDEX IF NOT EXISTS bench_plain_name ON bench_plain USING gin (name gin_trgm_ops)")
    ask("ANALYZE bench_plain")
    print(f"  {time.perf_counter() - began:.0f} s for the index of trigrams")
    ask("SET statement_timeout = '20s'")
    ask("SET pg_trgm.similarity_threshold = 0.3")
    took, hits, late = [], [], 0
    for query in asked:
        name = synthetic.plain(query.name)
        began = time.perf_counter()
        try:
            if query.year is None:
                rows = ask(
                    "SELECT person FROM bench_plain WHERE name %% %s ORDER BY similarity(name, %s) DESC LIMIT 10",
                    [name, name],
                )
            else:
                rows = ask(
                    """SELECT b.person FROM bench_plain b JOIN people_person p ON p.id = b.person WHERE name %% %s
                       ORDER BY similarity(name, %s) + 0.3 * (extract(year FROM birth_date) = %s)::int DESC LIMIT 10""",
                    [name, name, query.year],
                )
        except django.db.OperationalError:
            rows, late = [], late + 1
        took.append(time.perf_counter() - began)
        hits.append(query.answered([pk for (pk,) in rows]))
    ask("SET statement_timeout = 0")
    ask("DROP INDEX bench_plain_name")
    print(
        f"  pg_trgm, whole country, {len(asked)} queries: p50 {share(took, 0.5):.0f} ms, p95 {share(took, 0.95):.0f} ms, "
        f"recall@10 {sum(map(bool, hits)) / len(hits):.3f}{f', {late} gave up after 20 s' if late else ''}"
    )


def kept() -> int:
    """Return how many persons an earlier run left."""
    from yaqaza.people.search import keys

    if not ask("SELECT 1 FROM pg_constraint WHERE conname = 'bench_truth_pkey'"):  # the last that ``fill`` makes
        sys.exit("No database was kept: run once with --keep.")
    ((size, edition),) = ask("SELECT count(*), min(edition) FROM people_searchentry")
    if edition != keys.EDITION:
        sys.exit("What was kept is filed as another version of the program did: fill it anew with --keep.")
    return size


def search(size: int, source: synthetic.Words, asked: argparse.Namespace) -> dict[str, float]:
    """Search among so many persons as both readers, with the queries of each seed; return the figures of the reader of the country."""
    everyone, own = sample(size, source), set(ask_ids(PROVINCE))
    near = [one for one in everyone if one.area in own]
    figures, drawn = [], min(size, DRAWN)
    crowd = telling_apart.Crowd(ask, source, drawn, size // drawn)
    for seed in asked.seed:
        print(f" queries of seed {seed}")
        wanted, nearby = queries(everyone, source, asked.queries, seed), queries(near, source, asked.queries // 4, seed)
        figures.append(measure(wanted, "country", [crowd.fitting(query) for query in wanted]))
        measure(nearby, "province", [crowd.fitting(query, own) for query in nearby])
    if asked.baseline:
        baseline(wanted[: asked.baseline])
    return {name: sum(each[name] for each in figures) / len(figures) for name in figures[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("YAQAZA_NAMES_DATA", ROOT.parent / "shared/data/names"))
    )
    parser.add_argument("--queries", type=int, default=600)
    parser.add_argument("--seed", type=int, nargs="+", default=[3], help="of the queries: other persons, other slips")
    parser.add_argument("--baseline", type=int, default=60)
    parser.add_argument("--keep", action="store_true", help="leave the database of the largest size, for --again")
    parser.add_argument("--again", action="store_true", help="search in the database that was kept, and keep it")
    asked = parser.parse_args()
    if not (asked.data / "maghreb_name_words_dev.csv").exists():
        sys.exit(f"No maghreb_name_words_dev.csv in {asked.data}: say where it is with --data.")
    from yaqaza.config import postgres

    postgres.ensure_running()
    source, figures, drawn = synthetic.words(asked.data), {}, Drawn()
    if asked.again:
        size = kept()
        print(f"{size:,} persons, kept from before", flush=True)
        search(size, source, asked)
        return
    call_command("migrate", verbosity=0)  # in transactions of its own
    prepare()
    for size in sorted(asked.sizes):
        print(f"{size:,} persons", flush=True)
        fill(size, asked.data, drawn)
        figures[size] = search(size, source, asked)
    if len(figures) > 1:
        low, high = sorted(figures)[-2:]
        for name in ("p95", "at work"):
            print(f"{name} grows {figures[high][name] / figures[low][name]:.2f}-fold from {low:,} to {high:,} persons")
    if not asked.keep:
        connection.close()
        postgres.drop_database("bench_people")


if __name__ == "__main__":
    main()
