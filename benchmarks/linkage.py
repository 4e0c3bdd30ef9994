"""Linkage: a million synthetic records of which one in twenty is of somebody recorded before, and 50,000 published ones with errors.

Names are put together from the words of ``maghreb_name_words_dev.csv`` (see ``synthetic_people.py``); the published records are Splink's
``historical_figures_with_errors_50k``. Neither is kept in this repository: they are read from ``--data`` or ``../shared/data``.
The weights (``people/linking/weights.json``) are learnt by ``--train`` from records of another seed.
Baselines in the same run: the same million by exact identity of name, birth and commune; Splink's own model, untuned, on the 50,000.
Run: ``.venv/bin/python benchmarks/linkage.py [--records 1000000] [--only synthetic|historical]``
"""

from __future__ import annotations

import argparse
import json
import logging
import math
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "benchmarks")]

from synthetic_people import Draw, Words, slip, words  # noqa: E402

from yaqaza.people.linking import engine, model  # noqa: E402
from yaqaza.people.linking.records import Records  # noqa: E402

COMMUNES, PROVINCES = 1541, 58
THRESHOLD = 0.3  # from which on `yaqaza link` asks a person


@dataclass
class Truth:
    """What is true of one person."""

    parts: list[str]
    sex: str
    birth: tuple[int, int, int]
    commune: int
    phone: int


class Registry:
    """Records of people, some of them recorded twice, each time as somebody wrote it down that day."""

    def __init__(self, source: Words, seed: int) -> None:
        self.words, self.chance = source, random.Random(seed)
        sizes = [1 / (rank + 8) for rank in range(COMMUNES)]
        self.communes = Draw(dict(zip(self.chance.sample(range(COMMUNES), COMMUNES), sizes, strict=True)))

    def somebody(self) -> Truth:
        chance, given = self.chance, self.words.given
        parts = [given(chance), *([given(chance)] if chance.random() < 0.4 else []), self.words.family(chance)]
        year = min(2025, int(chance.triangular(1928, 2027, 1985)))
        return Truth(parts, chance.choice(("MALE", "FEMALE")), (year, chance.randint(1, 12), chance.randint(1, 28)),
                     self.communes(chance), chance.randrange(1, 1 << 60))  # fmt: skip

    def written(self, who: Truth, *, again: bool) -> dict:
        """Write somebody down; ``again``: by another hand, years later."""
        chance, slips = self.chance, 0.10 if again else 0.04
        parts = (
            [who.parts[0], *who.parts[2:]]
            if len(who.parts) > 2 and chance.random() < (0.3 if again else 0.06)
            else who.parts
        )
        if chance.random() < 0.15:
            parts = [parts[-1], *parts[:-1]]
        script = chance.random()
        names = [" ".join(parts)] if script < 0.75 else []
        if script >= 0.55:
            names.append(" ".join(self.words.spellings[part](chance) for part in parts))
        if chance.random() < slips:
            names = [slip(name, chance) for name in names]
        year, month, day = who.birth
        known = chance.random()
        if chance.random() < (0.04 if again else 0.01):
            year += chance.choice((-1, 1))
        elif chance.random() < 0.01 and day <= 12:
            month, day = day, month
        about = 0.92 < known < 0.98
        if about:
            year += chance.randint(-2, 2)
        return {
            "names": tuple(names), "sex": who.sex if chance.random() < 0.97 else "", "year": year if known < 0.98 else 0,
            "day": year * 10000 + month * 100 + day if known < 0.75 else 0, "about": about,
            "commune": 1 + (self.communes(chance) if again and chance.random() < 0.08 else who.commune),
            "phones": (who.phone,) if chance.random() < 0.7 else (),
        }  # fmt: skip

    def make(self, count: int, twice: float) -> tuple[Records, set[tuple[int, int]]]:
        """Return ``count`` records, ``twice`` of them of somebody recorded before, and the true pairs."""
        chance, records, of = self.chance, Records(), defaultdict(list)
        people: list[Truth] = []
        numbered: set[int] = set()
        order = [n >= count * (1 - twice) for n in range(count)]
        for pk, again in enumerate(order, 1):
            if again:
                number = chance.randrange(len(people))
                who = people[number]
                if chance.random() < 0.2:
                    who.phone = chance.randrange(1, 1 << 60)  # a new telephone since
            else:
                number, who = len(people), self.somebody()
                if people and chance.random() < 0.05:  # the telephone of the one before, at home
                    who.phone, who.commune = people[-1].phone, people[-1].commune
                people.append(who)
            told = self.written(who, again=again)
            identity = 0
            if (
                number not in numbered and chance.random() < 0.4
            ):  # nobody has their number recorded twice: the database refuses
                numbered.add(number)
                identity = chance.randrange(1, 1 << 60)
            records.add(pk, told.pop("names"), province=1 + told["commune"] % PROVINCES, identity=identity, **told)
            of[number].append(pk)
        return records, {pair for pks in of.values() if len(pks) > 1 for pair in combinations(pks, 2)}


def f1(found: set, true: set) -> tuple[float, float, float]:
    both = len(found & true)
    precision, recall = both / max(len(found), 1), both / max(len(true), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def said(figures: tuple[float, float, float]) -> str:
    return "precision {:.4f}  recall {:.4f}  F1 {:.4f}".format(*figures)


def exact(records: Records) -> set[tuple[int, int]]:
    """The baseline: the same name, year of birth and commune."""
    groups = defaultdict(list)
    for pk, names, year, commune in zip(records.ids, records.names, records.year, records.commune, strict=True):
        for name in names:
            groups[name.casefold(), year, commune].append(pk)
    return {pair for pks in groups.values() for pair in combinations(sorted(set(pks)), 2) if len(pks) < 50}


def synthetic(folder: Path, count: int) -> None:
    records, true = Registry(words(folder / "names"), 2026).make(count, 0.05)
    steps, start, began = [], time.perf_counter(), time.process_time()

    def tell(step: str, number: int) -> None:
        steps.append((step, number, time.perf_counter() - start))
        print(f"  {step:<12}{number:>12,}  {steps[-1][2]:7.1f} s", flush=True)

    with tempfile.TemporaryDirectory() as inside:
        pairs = engine.link(records, least=0.05, inside=Path(inside), tell=tell)
    took, worked = time.perf_counter() - start, time.process_time() - began
    found = {(pair.a, pair.b) for pair in pairs if pair.probability >= THRESHOLD}
    print(
        f"{count:,} records, {len(true):,} true pairs, {len(pairs):,} shown: {took:.1f} s, of which {worked:.1f} s of work on the cores"
    )
    print("  same name, year and commune  ", said(f1(exact(records), true)))
    print("  yaqaza link, from 0.3        ", said(f1(found, true)))
    for threshold in (0.1, 0.5, 0.7, 0.9):
        print(
            f"     at {threshold}                    ",
            said(f1({(p.a, p.b) for p in pairs if p.probability >= threshold}, true)),
        )
    lost = Counter()
    for pair in true - found:
        lost[
            "a phone in common"
            if set(records.phones[pair[0] - 1]) & set(records.phones[pair[1] - 1])
            else "no phone in common"
        ] += 1
    print("  missed:", dict(lost))


def clusters(linker: Any, pairs: Any, threshold: float) -> dict[str, str]:
    table = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold).as_pyarrow_table()
    return dict(zip(table.column("unique_id").to_pylist(), table.column("cluster_id").to_pylist(), strict=True))


def clustered(found: dict[str, str], true: dict[str, str]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the pairs that two ways of grouping the same records make."""

    def pairs(groups: Counter[Any]) -> int:
        return sum(size * (size - 1) // 2 for size in groups.values())

    both = pairs(Counter((found[one], true[one]) for one in true))
    precision, recall = both / pairs(Counter(found.values())), both / pairs(Counter(true.values()))
    return precision, recall, 2 * precision * recall / (precision + recall)


def _level(condition: str, **more: str) -> dict[str, Any]:
    return {"sql_condition": condition, "label_for_charts": condition, **more}


def _comparison(name: str, *conditions: str, term: str = "", unknown: str = "") -> dict[str, Any]:
    """A comparison of column ``name``: the levels that hold, then the rest; ``term``: whose frequency the first level weighs."""
    null = _level(unknown or f"{name}_l IS NULL OR {name}_r IS NULL", is_null_level=True)  # type: ignore[arg-type]
    first, *others = (_level(condition) for condition in conditions)
    if term:
        first["tf_adjustment_column"] = term
    return {"output_column_name": name, "comparison_levels": [null, first, *others, _level("ELSE")]}


PREPARED = """SELECT *, list_distinct(regexp_extract_all(lower(full_name), '[a-zà-ÿ]{3,}')) AS words, substr(dob, 1, 4) AS year,
    substr(dob, 6, 5) AS monthday, split_part(postcode_fake, ' ', 1) AS outward FROM given"""
MEET = [
    ("first_name", "surname"), ("dob", "surname"), ("dob", "first_name"), ("dob", "birth_place"), ("dob", "outward"), ("dob", "occupation"),
    ("postcode_fake",), ("surname", "year"), ("surname", "outward"), ("first_name", "outward"), ("surname", "birth_place"),
    ("first_name", "year", "occupation"), ("first_name", "birth_place", "year"), ("full_name",),
]  # fmt: skip
TUNED = [
    _comparison("surname", "surname_l = surname_r", "jaro_winkler_similarity(surname_l, surname_r) >= 0.92",
                "jaro_winkler_similarity(surname_l, surname_r) >= 0.8", term="surname"),
    _comparison("first_name", "first_name_l = first_name_r", "jaro_winkler_similarity(first_name_l, first_name_r) >= 0.88",
                "substr(first_name_l, 1, 1) = substr(first_name_r, 1, 1)", term="first_name"),
    _comparison("words", "len(list_intersect(words_l, words_r)) >= 3", unknown="len(words_l) < 3 OR len(words_r) < 3"),
    _comparison("dob", "dob_l = dob_r", "levenshtein(dob_l, dob_r) <= 1", "year_l = year_r OR monthday_l = monthday_r",
                "levenshtein(dob_l, dob_r) <= 2", term="dob"),
    _comparison("postcode_fake", "postcode_fake_l = postcode_fake_r", "outward_l = outward_r",
                "regexp_extract(postcode_fake_l, '^[a-z]+') = regexp_extract(postcode_fake_r, '^[a-z]+')"),
    _comparison("birth_place", "birth_place_l = birth_place_r", "contains(birth_place_l, birth_place_r) "
                "OR contains(birth_place_r, birth_place_l) "
                "OR jaro_winkler_similarity(birth_place_l, birth_place_r) >= 0.9", term="birth_place"),
    _comparison("occupation", "occupation_l = occupation_r", term="occupation"),
    _comparison("gender", "gender_l = gender_r"),
]  # fmt: skip


def historical(path: Path) -> None:
    """Cluster the published records with Splink's ready-made comparisons, and with comparisons and meetings chosen for them."""
    import duckdb
    import splink.comparison_library as ready
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    if not path.exists():
        print(f"{path} is not there: the published records are left out")
        return
    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE given AS SELECT * FROM read_parquet(?)", [str(path)])
        true = dict(connection.execute("SELECT unique_id, cluster FROM given").fetchall())
        untuned = SettingsCreator(
            link_type="dedupe_only",
            blocking_rules_to_generate_predictions=[block_on(*names) for names in (
                ("first_name", "surname"), ("surname", "dob"), ("first_name", "dob"), ("postcode_fake", "first_name"),
                ("postcode_fake", "surname"),
                ("dob", "birth_place"), ("postcode_fake", "dob"),
            )],
            comparisons=[
                ready.ForenameSurnameComparison("first_name", "surname"), ready.DateOfBirthComparison("dob", input_is_string=True),
                ready.PostcodeComparison("postcode_fake"), *(
                    ready.ExactMatch(name).configure(term_frequency_adjustments=True) for name in ("birth_place", "occupation")
                ),
            ],
        )  # fmt: skip
        tuned = {
            "link_type": "dedupe_only", "unique_id_column_name": "unique_id", "probability_two_random_records_match": 0.0002,
            "comparisons": TUNED,
            "blocking_rules_to_generate_predictions": [" AND ".join(f"l.{name} = r.{name}" for name in names) for names in MEET],
        }  # fmt: skip
        ways = {
            "Splink, untuned": (
                untuned,
                [("first_name", "surname"), ("dob",)],
                connection.table("given"),
                (0.5, 0.8, 0.95),
            ),
            "chosen comparisons": (
                tuned,
                [("dob", "outward"), ("first_name", "surname"), ("postcode_fake",)],
                connection.sql(PREPARED),
                (0.997,),
            ),
        }
        print(
            f"{len(true):,} published records with errors, {len(set(true.values())):,} people; published figure of Splink untuned: F1 0.826"
        )
        for name, (settings, learnt_on, table, thresholds) in ways.items():
            start = time.perf_counter()
            linker = Linker(DuckDBAPI(connection).register(table), settings, log_level=logging.ERROR)
            linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
            for names in learnt_on:
                linker.training.estimate_parameters_using_expectation_maximisation(block_on(*names))
            pairs = linker.inference.predict(threshold_match_probability=0.5)
            for threshold in thresholds:
                print(f"  {name:<20} at {threshold:<6}", said(clustered(clusters(linker, pairs, threshold), true)))
            print(f"  {'':<20} {time.perf_counter() - start:.0f} s")


def train(folder: Path, count: int) -> None:
    """Learn how often each level is reached by pairs of one person, and by two people taken at random."""
    import duckdb
    import pyarrow as pa

    from yaqaza.people.linking import blocking

    records, true = Registry(words(folder / "names"), 7).make(count, 0.15)
    chance = np.random.default_rng(7)
    drawn = np.sort(chance.integers(0, count, (2_000_000, 2)), axis=1)
    drawn = np.unique(drawn[drawn[:, 0] < drawn[:, 1]], axis=0)
    even = {code: {"m": 0.5, "u": 0.5} for levels in model.LEVELS.values() for code, _ in levels if code}
    share: dict[str, dict[str, float]] = defaultdict(dict)
    pairs = {"m": np.array(sorted(true)) - 1, "u": drawn}
    for kind, asked in pairs.items():
        with duckdb.connect() as connection:
            blocking.load(connection, records)
            given = pa.table({"l": asked[:, 0].astype(np.int32), "r": asked[:, 1].astype(np.int32)})
            connection.register("given", given)
            connection.execute("CREATE TABLE candidate AS SELECT l, r, true AS numbered FROM given")
            engine.compare_names(connection, records)
            rows = model.judge(connection, count, least=0.0, learnt=even)
        for place, (name, levels) in enumerate(model.LEVELS.items()):
            seen = Counter(model.code_of(name, row[3 + 2 * place]) for row in rows)
            codes = [code for code, _ in levels if code]
            known = sum(seen[code] for code in codes)
            for code in codes:
                share[code][kind] = max(
                    (seen[code] + 0.5) / (known + 0.5 * len(codes)), 0.003 if kind == "m" else 0
                )  # faults happen
    # Nobody's number is recorded twice in what we make, and seldom wrong in life: the two levels are set by hand.
    share["IDENTITY_SAME"] = {"m": 0.97, "u": 1e-7}
    share["IDENTITY_OTHER"] = {"m": 0.03, "u": 1.0}
    card = {
        "what": "How often two records of one person (m) and of two people (u) reach each level of people.linking.model",
        "how": f"linkage.py --train --records {count}: {len(true):,} true pairs, {len(drawn):,} random ones, synthetic, seed 7",
        "data": "words of Maghrebi names with counts (Wikidata CC0, DziriNames MIT); everything else is drawn at random",
        "limits": "faults of writing are supposed, not observed: train again from adjudicated pairs once there are enough",
    }
    levels = {code: {kind: float(f"{value:.4g}") for kind, value in both.items()} for code, both in share.items()}
    model.WEIGHTS.write_text(
        json.dumps({"card": card, "levels": levels}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    for code, both in levels.items():
        print(f"{code:<18}{both['m']:>10.4g}{both['u']:>12.4g}{math.log2(both['m'] / both['u']):>8.1f} bits")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["synthetic", "historical"])
    parser.add_argument("--train", action="store_true", help="learn the weights anew instead")
    options = parser.parse_args()
    if not (options.data / "names/maghreb_name_words_dev.csv").exists():
        sys.exit(f"linkage.py: no name words under {options.data}; say where with --data")
    if options.train:
        train(options.data, options.records)
        return
    if options.only != "historical":
        synthetic(options.data, options.records)
    if options.only != "synthetic":
        historical(options.data / "linkage/historical_figures_with_errors_50k.parquet")


if __name__ == "__main__":
    main()
