"""Names across scripts: a Latin query among 2,000 Arabic names, against transliterate-and-compare.

Reads ``../shared/data/names`` (names of public people, not kept in this repository) and says so when it is absent.
Run: ``.venv/bin/python benchmarks/names.py [--queries 500] [--pool 2000]``
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from yaqaza.language import skeleton  # noqa: E402

DATA = ROOT.parent / "shared/data/names/maghreb_full_names_dev.csv"

PLAIN = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--pool", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    if not DATA.is_file():
        sys.exit(f"benchmarks/names.py needs {DATA.relative_to(ROOT.parent)}, which is not here.")
    pairs: dict[str, str] = {}
    with DATA.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if " " in row["arabic_key"] and " " in row["latin"]:
                pairs.setdefault(row["arabic_key"], row["latin"])
    draw = random.Random(options.seed)
    pool = draw.sample(sorted(pairs), min(options.pool, len(pairs)))
    queries = draw.sample(pool, min(options.queries, len(pool)))

    started = time.perf_counter()
    first = fifth = shared = 0
    pool_keys = {name: skeleton.keys(name) for name in pool}
    filed = 0
    for arabic in queries:
        latin = pairs[arabic]
        ranked = sorted(pool, key=lambda name: skeleton.similarity(latin, name), reverse=True)[:5]
        first += ranked[0] == arabic
        fifth += arabic in ranked
        looked_up = skeleton.keys(latin)
        shared += bool(looked_up & pool_keys[arabic])
        filed += sum(bool(looked_up & keys) for keys in pool_keys.values())
    seconds = time.perf_counter() - started

    plain = ["".join(PLAIN.get(letter, letter) for letter in name) for name in pool]
    baseline = baseline_fuzzy = 0
    for arabic in queries:
        query = pairs[arabic].casefold()
        baseline += pool[process.extractOne(query, plain, scorer=JaroWinkler.similarity)[2]] == arabic
        baseline_fuzzy += pool[process.extractOne(query, plain, scorer=fuzz.WRatio)[2]] == arabic
    count = len(queries)
    print(f"{count} Latin full names, each sought among {len(pool)} Arabic full names")
    print(f"  letter by letter + Jaro-Winkler     rank 1 {baseline / count:.3f}")
    print(f"  letter by letter + rapidfuzz WRatio rank 1 {baseline_fuzzy / count:.3f}")
    print(f"  yaqaza.language.skeleton            rank 1 {first / count:.3f}   rank 5 {fifth / count:.3f}")
    print(f"  true pairs that share a key {shared / count:.3f}; candidates a query {filed / count:.1f} of {len(pool)}")
    print(f"  {seconds / count / len(pool) * 1e6:.0f} µs a comparison")


if __name__ == "__main__":
    main()
