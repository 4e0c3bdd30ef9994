"""Names across scripts: the right name among 2,000, pairs that are hard to tell apart, keys, and the time it takes.

Reads ``maghreb_full_names_dev.csv`` (published names of public people, not kept in this repository) from ``--data``,
``YAQAZA_NAMES_DATA`` or ``../shared/data/names``, and says so when it is absent. Only names of the test part are asked for; the
model has seen none of them. Baselines in the same run: unidecode + Jaro-Winkler, and a plain consonant skeleton.
Run: ``.venv/bin/python benchmarks/names.py [--queries 500] [--pool 2000]``
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler
from unidecode import unidecode

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from yaqaza.language import names  # noqa: E402
from yaqaza.language.names.train import data, noise  # noqa: E402

Compare = Callable[[str, Sequence[str]], Sequence[float]]


def plain(name: str) -> str:
    return unidecode(name).casefold()


_SOUNDS = (
    ("ch", "C"), ("sh", "C"), ("kh", "X"), ("gh", "G"), ("dj", "J"), ("th", "T"), ("dh", "D"), ("ph", "f"), ("x", "ks"),
    ("ش", "C"), ("خ", "X"), ("غ", "G"), ("ج", "J"), ("ث", "T"), ("ذ", "D"), ("ظ", "D"), ("ض", "D"), ("ص", "s"), ("ط", "T"),
    ("ق", "k"), ("ح", "h"), ("ع", ""), ("ا", ""), ("و", ""), ("ي", ""), ("ء", ""),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouwy'’\- ]")


def skeleton(name: str) -> str:
    text = name.casefold()
    for sign, sound in _SOUNDS:
        text = text.replace(sign, sound)
    text = unidecode(text).replace("c", "s").replace("S", "C").replace("q", "k").replace("j", "J").replace("t", "T")
    return re.sub(r"(.)\1+", r"\1", _VOWELS.sub("", text.replace("d", "D")))


def baseline(written: Callable[[str], str], scorer: Callable[..., float], scale: float = 1.0) -> Compare:
    form = lru_cache(maxsize=None)(written)

    def compare(query: str, candidates: Sequence[str]) -> Sequence[float]:
        rows = process.cdist([written(query)], [form(name) for name in candidates], scorer=scorer)
        return (rows[0] / scale).tolist()

    return compare


COMPARED: dict[str, Compare] = {
    "unidecode + Jaro-Winkler": baseline(plain, JaroWinkler.similarity),
    "consonant skeleton": baseline(skeleton, fuzz.ratio, 100),
    "yaqaza.language.names": names.compare,
}


def raw_spelling(arabic: str, chance: random.Random) -> str:
    """Return folded Arabic as people write it: hamza, ta marbuta, alif maqsura, a vowel sign, a tatweel, joined عبد."""
    words = []
    for word in arabic.split():
        if word[0] == "ا" and not word.startswith("ال"):
            word = chance.choice("اأإآ") + word[1:]
        if word.startswith("الا"):
            word = "الأ" + word[3:]
        if word.endswith("ه"):
            word = word[:-1] + chance.choice("هة")
        elif word.endswith("ي"):
            word = word[:-1] + chance.choice("يى")
        if chance.random() < 0.2:
            at = chance.randrange(1, len(word) + 1)
            word = word[:at] + chance.choice("َُِّْـ") + word[at:]
        words.append(word)
    return " ".join(words).replace("عبد ال", chance.choice(("عبد ال", "عبدال")))


def ranked(title: str, asked: list[tuple[str, str]], pool: list[str]) -> None:
    """Print how often the right name of the pool comes first."""
    line = f"  {title:<34}{len(asked):>5}"
    for compare in COMPARED.values():
        first = 0
        for query, right in asked:
            scores = compare(query, pool)
            first += scores[pool.index(right)] == max(scores)
        line += f"{first / len(asked):>12.4f}"
    print(line, flush=True)


def told_apart(title: str, same: list[tuple[str, str]], other: list[tuple[str, str]]) -> None:
    """Print F1 at 0.5 for ours, at the best threshold for all."""
    line = f"  {title:<34}{len(same) + len(other):>5}"
    for name, compare in COMPARED.items():
        scores = [(score_of(compare, *pair), True) for pair in same] + [
            (score_of(compare, *pair), False) for pair in other
        ]
        line += f"{max(f1(scores, threshold / 50) for threshold in range(1, 50)):>12.4f}"
        if name.startswith("yaqaza"):
            line += f"{f1(scores, names.THRESHOLD_PROPOSE):>10.4f}"
    print(line, flush=True)


def score_of(compare: Compare, one: str, other: str) -> float:
    return compare(one, [other])[0]


def f1(scores: list[tuple[float, bool]], threshold: float) -> float:
    hits = sum(same for score, same in scores if score >= threshold)
    wrong = sum(not same for score, same in scores if score >= threshold)
    missed = sum(same for score, same in scores if score < threshold)
    return 2 * hits / (2 * hits + wrong + missed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("YAQAZA_NAMES_DATA", str(ROOT.parent / "shared/data/names"))
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--pool", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    if not (options.data / "maghreb_full_names_dev.csv").is_file():
        sys.exit(
            "benchmarks/names.py needs maghreb_full_names_dev.csv: name its folder with --data or YAQAZA_NAMES_DATA."
        )
    chance = random.Random(options.seed)
    everything = data.load(options.data)
    latin_of: dict[str, list[str]] = defaultdict(list)
    for arabic, latin in everything.test:
        if " " in arabic and " " in latin:
            latin_of[arabic].append(latin)
    test = sorted(latin_of)
    rest = sorted({arabic for arabic, _ in everything.names if " " in arabic} - set(test))
    pool = sorted([*test, *chance.sample(rest, max(0, min(options.pool - len(test), len(rest))))][: options.pool])
    asked = chance.sample(sorted(set(test) & set(pool)), min(options.queries, len(test)))
    queries = [(latin_of[arabic][0], arabic) for arabic in asked]
    names.prewarm()

    print(f"{len(everything.test)} names of the test part; {len(pool)} Arabic names to choose from\n")
    print(f"  {'rank 1':<34}{'asked':>5}" + "".join(f"{title.split()[0][:10]:>12}" for title in COMPARED))
    ranked("Latin → Arabic", queries, pool)
    ranked("… one typo", [(noise.slip(query, chance), right) for query, right in queries], pool)
    ranked("… words reversed", [(" ".join(query.split()[::-1]), right) for query, right in queries], pool)
    long = [
        (names.words(rows[0]), arabic) for arabic, rows in sorted(latin_of.items()) if len(names.words(rows[0])) > 2
    ]
    missing = []  # Ben Ali, Noureddine are one part
    for words, right in long:
        gone = chance.randrange(len(words))
        missing.append((" ".join(words[:gone] + words[gone + 1 :]), right))
    missing = [pair for pair in missing if pair[1] in pool][: options.queries]
    ranked("… one part missing, of 3 or more", missing, pool)
    ranked("… no spaces", [("".join(query.split()), right) for query, right in queries], pool)
    first_latin = {arabic: latin for arabic, latin in everything.names if " " in arabic} | {
        arabic: rows[0] for arabic, rows in latin_of.items()
    }
    latin_pool = sorted({first_latin[arabic] for arabic in pool})
    others = [(row, rows[0]) for rows in latin_of.values() for row in rows[1:] if row.casefold() != rows[0].casefold()]
    ranked(
        "Latin → Latin, spelt otherwise",
        [pair for pair in others if pair[1] in latin_pool][: options.queries],
        latin_pool,
    )
    raw = [(raw_spelling(right, chance), right) for _, right in queries]
    ranked("Arabic → Arabic, raw spelling", raw, pool)
    ranked("… and one typo", [(noise.slip(query, chance), right) for query, right in raw], pool)

    by_word: dict[str, list[str]] = defaultdict(list)
    for arabic in pool:
        for word in names.words(arabic):
            by_word[word].append(arabic)

    def strangers(asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
        found = []
        for query, right in asked:
            near = [name for word in names.words(right) for name in by_word[word] if name != right]
            found += [(query, chance.choice(near))] if near else []
        return found

    everybody = [
        (latin_of[arabic][0], arabic) for arabic in sorted(set(test) & set(pool))
    ]  # 500 alone leave F1 open by ±0.004
    sharing = strangers(everybody)
    nearest, own = [], []
    for query, right in queries:
        for found, compare in ((nearest, COMPARED["consonant skeleton"]), (own, names.compare)):
            scores = compare(query, pool)
            order = sorted(range(len(pool)), key=lambda at, scores=scores: -scores[at])[:9]
            found += [(query, pool[at]) for at in order if pool[at] != right][:8]
    print(
        f"\n  {'F1 at the best threshold':<34}{'pairs':>5}"
        + "".join(f"{title.split()[0][:10]:>12}" for title in COMPARED)
        + f"{'at 0.5':>10}"
    )
    told_apart("against names sharing a part", everybody, sharing)
    told_apart("against the 8 nearest by skeleton", queries, nearest)
    told_apart("against the 8 nearest by our own", queries, own)
    typos = [(noise.slip(query, chance), right) for query, right in queries]
    turned = [(" ".join(query.split()[::-1]), right) for query, right in queries]
    joined = [("".join(query.split()), right) for query, right in queries]
    for title, changed in (("one typo", typos), ("reversed", turned), ("part missing", missing), ("no spaces", joined)):
        told_apart(f"{title}, against sharing a part", changed, strangers(changed))
    filing(queries, pool, chance)
    speed(queries, pool)


def filing(queries: list[tuple[str, str]], pool: list[str], chance: random.Random) -> None:
    """Print how many true pairs share a key, and how many others do."""
    filed = {name: names.keys(name) for name in pool}
    shared: dict[str, int] = defaultdict(int)
    candidates = 0
    for query, right in queries:
        looked_up = names.keys(query)
        shared["as written"] += bool(looked_up & filed[right])
        shared["one typo"] += bool(names.keys(noise.slip(query, chance)) & filed[right])
        shared["no spaces"] += bool(names.keys("".join(query.split())) & filed[right])
        candidates += sum(not looked_up.isdisjoint(keys) for keys in filed.values())
    told = ", ".join(f"{title} {count / len(queries):.3f}" for title, count in shared.items())
    print(f"\n  true pairs that share a key: {told}")
    print(
        f"  {sum(map(len, filed.values())) / len(filed):.1f} keys a name, {candidates / len(queries):.1f} of {len(pool)} names share one"
    )


def speed(queries: list[tuple[str, str]], pool: list[str]) -> None:
    print()
    started = time.process_time()
    for query, _ in queries[:20]:
        names.compare(query, pool)
    batch = (time.process_time() - started) / 20 / len(pool)
    started = time.process_time()
    for query, right in queries:
        for name in pool[:20]:
            names.similarity(query, name)
        names.similarity(query, right)
    alone = (time.process_time() - started) / len(queries) / 21
    print(f"  processor time: {batch * 1e6:.1f} µs a comparison in a batch, {alone * 1e6:.1f} µs alone")


if __name__ == "__main__":
    main()
