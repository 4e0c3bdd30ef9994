"""Places inside messages: found, and found to be the right area, beside exact substring match.

Sentences of Algeria and Morocco that we wrote: ``benchmarks/data/places.tsv``, on which the rules were tuned, and
``places_unseen.tsv``, written afterwards and left alone; then ``places_held_apart.tsv``, written by others, which tells of
each sentence the communes and provinces it names (and of many words that only look like places, none). Where the data is there, the
1,874 tweets of ``../shared/data/text/idrisi_ra_dev.jsonl``. Those are about Beirut, Jordan, Kuwait and the like: hardly
any of their places lie in the Maghreb, so they measure mostly how rarely a place is seen where none is.
Run: ``.venv/bin/python benchmarks/places.py [--wrong]``
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from yaqaza.language.folding import fold, fold_with_offsets  # noqa: E402
from yaqaza.language.places import Entry, Gazetteer, PlaceMention  # noqa: E402
from yaqaza.territory.sources import algeria, aliases, morocco  # noqa: E402
from yaqaza.territory.sources.records import Territory  # noqa: E402

SENTENCES = ROOT / "benchmarks/data/places.tsv"
UNSEEN = ROOT / "benchmarks/data/places_unseen.tsv"
APART = ROOT / "benchmarks/data/places_held_apart.tsv"
TWEETS = ROOT.parent / "shared/data/text/idrisi_ra_dev.jsonl"
COUNTED = ("COMMUNE", "PROVINCE")
SHORT = {"PROVINCE": "P", "DISTRICT": "D", "REGION": "R", "COUNTRY": "C", "COMMUNE": ""}

Finder = Callable[[str], list[PlaceMention]]


@dataclass
class Sentence:
    country: str
    language: str
    text: str
    places: list[tuple[int, int, set[str]]]


def entries_of(territory: Territory) -> list[Entry]:
    """Return the areas as the gazetteer takes them, coded "P16", "D1605", "1605"."""
    more = aliases.of(territory.country)
    paths: dict[tuple[str, str], str] = {}
    entries = []
    for record in territory.records:
        above = paths[record.parent] if record.parent else ""
        paths[record.key] = f"{above}{SHORT[record.level]}{record.code}/"
        names = (record.name_ar, record.name_fr, record.name_en, *record.aliases, *more.get(record.key, ()))
        code = "C" if record.level == "COUNTRY" else SHORT[record.level] + record.code
        entries.append(
            Entry(code, record.level, tuple(n for n in names if n), paths[record.key], record.population or 0)
        )
    return entries


def substring_finder(entries: list[Entry]) -> Finder:
    """The baseline: every official name that stands in the folded text, as whole words, the largest area first."""
    by_name: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for name in entry.names[:2]:
            by_name[fold(name)].append(entry)
    pattern = re.compile(
        r"(?<!\w)(" + "|".join(map(re.escape, sorted(filter(None, by_name), key=len, reverse=True))) + r")(?!\w)"
    )

    def find(text: str) -> list[PlaceMention]:
        folded, offsets = fold_with_offsets(text)
        found = []
        for match in pattern.finditer(folded):
            named = sorted(by_name[match.group()], key=lambda entry: -entry.population)
            codes = tuple(entry.code for entry in named)
            found.append(PlaceMention(offsets[match.start()], offsets[match.end() - 1] + 1, codes, 1.0))
        return found

    return find


def sentences(file: Path) -> list[Sentence]:
    read = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        country, language, marked, areas = line.split("\t")
        groups = [set(group.split("/")) for group in areas.split(";")] if areas else []
        text, places = "", []
        for part in re.split(r"(\[[^\]]*\])", marked):
            if part.startswith("["):
                places.append((len(text), len(text) + len(part) - 2, groups[len(places)] if groups else set()))
                part = part[1:-1]
            text += part
        if len(groups) != len(places):
            raise ValueError(f"{len(places)} places, {len(groups)} groups of areas: {marked}")
        read.append(Sentence(country, language, text, places))
    return read


def measure(name: str, finders: dict[str, Finder], rows: list[Sentence], wrong: bool = False) -> None:
    found = right = offered = expected = 0
    spurious: list[str] = []
    by_language: Counter[tuple[str, str]] = Counter()
    started = time.perf_counter()
    answers = [finders[row.country](row.text) for row in rows]
    seconds = time.perf_counter() - started
    for row, mentions in zip(rows, answers, strict=True):
        expected += len(row.places)
        left = list(mentions)
        for start, end, codes in row.places:
            by_language["expected", row.language] += 1
            hit = next((m for m in left if m.start < end and start < m.end), None)
            if hit is None:
                if wrong:
                    print(f"    missed   {row.text[start:end]!r} in {row.text}")
                continue
            left.remove(hit)
            found += 1
            first = hit.area_codes[0] in codes
            right += first
            by_language["right", row.language] += first
            offered += bool(codes & set(hit.area_codes))
            if wrong and not first:
                print(f"    took for {hit.area_codes[:4]} {row.text[start:end]!r} ({'/'.join(codes)}) in {row.text}")
        spurious += [f"{row.text[m.start : m.end]!r} {m.area_codes[:2]} {m.score} in {row.text}" for m in left]
    if wrong:
        for each in spurious:
            print(f"    not there {each}")
    all_found = found + len(spurious)
    print(
        f"  {name:<24} found: precision {found / max(1, all_found):.3f} recall {found / expected:.3f}   "
        f"right area first: precision {right / max(1, all_found):.3f} recall {right / expected:.3f}   "
        f"among those offered {offered / expected:.3f}   {len(rows) / seconds:.0f} texts/s"
    )
    if wrong:
        languages = sorted({row.language for row in rows})
        print(
            "   ",
            ", ".join(f"{l} {by_language['right', l]}/{by_language['expected', l]}" for l in languages),  # noqa: E741
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="print what is missed, mistaken and invented")
    options = parser.parse_args()
    territories = {"DZ": algeria.derive(lambda _: None), "MA": morocco.derive(lambda _: None)}
    entries = {country: entries_of(territory) for country, territory in territories.items()}
    started = time.perf_counter()
    gazetteers = {country: Gazetteer(each) for country, each in entries.items()}
    print(f"two gazetteers built in {time.perf_counter() - started:.2f} s")
    baseline: dict[str, Finder] = {country: substring_finder(each) for country, each in entries.items()}
    for file in (SENTENCES, UNSEEN):
        rows = sentences(file)
        print(f"{file.name}: {len(rows)} sentences, {sum(len(row.places) for row in rows)} places")
        measure("exact substring match", baseline, rows)
        measure("yaqaza.language.places", {c: g.find for c, g in gazetteers.items()}, rows, options.wrong)
    print(f"{APART.name}: the areas that {len(APART.read_text(encoding='utf-8').splitlines())} sentences name")
    for name, finders in (
        ("exact substring match", baseline),
        ("yaqaza.language.places", {c: g.find for c, g in gazetteers.items()}),
    ):
        named_apart(name, finders, entries, options.wrong and name.startswith("yaqaza"))
    tweets(gazetteers, baseline, options.wrong)


def named_apart(name: str, finders: dict[str, Finder], entries: dict[str, list[Entry]], wrong: bool) -> None:
    """Print how well the first area of each mention agrees with the communes and provinces that a sentence names."""
    called: dict[tuple[str, str], set[str]] = defaultdict(
        set
    )  # communes of one name are told apart by the province beside
    counted = {country: {entry.code for entry in each if entry.level in COUNTED} for country, each in entries.items()}
    for country, each in entries.items():
        for entry in each:
            for known in entry.names:
                called[country, fold(known)].add(entry.code)
    right = found = expected = 0
    for line in APART.read_text(encoding="utf-8").splitlines():
        country, areas, text = line.split("\t")
        wanted = [called[country, fold(area)] & counted[country] for area in areas.split("|") if area != "-"]
        if not all(wanted):
            raise ValueError(f"an area of {areas} is unknown in {country}")
        mentions = [mention.area_codes[0] for mention in finders[country](text)]
        got = set(mentions) & counted[country]
        hits = [group for group in wanted if group & got]
        invented = {code for code in got if not any(code in group for group in wanted)}
        right, found, expected = right + len(hits), found + len(hits) + len(invented), expected + len(wanted)
        if wrong and (invented or len(hits) < len(wanted)):
            print(f"    {areas} read as {sorted(got)}: {text}")
    precision, recall = right / max(1, found), right / expected
    print(
        f"  {name:<24} precision {precision:.3f} recall {recall:.3f} F1 {2 * precision * recall / (precision + recall):.3f}"
    )


def tweets(gazetteers: dict[str, Gazetteer], baseline: dict[str, Finder], wrong: bool) -> None:
    if not TWEETS.is_file():
        print(f"without {TWEETS.relative_to(ROOT.parent)}, which is not here")
        return
    rows = [json.loads(line) for line in TWEETS.read_text(encoding="utf-8").splitlines()]
    print(f"{len(rows)} tweets about other countries")
    for name, finders in (
        ("exact substring match", baseline),
        ("yaqaza.language.places", {c: g.find for c, g in gazetteers.items()}),
    ):
        for country, find in finders.items():
            seen = in_place = 0
            names: Counter[str] = Counter()
            started = time.perf_counter()
            for row in rows:
                marked = [(m["startIdx"], m["endIdx"]) for m in row["location_mentions"]]
                for mention in find(row["text"]):
                    if any(start < mention.end and mention.start < end for start, end in marked):
                        in_place += 1
                    else:
                        seen += 1
                        names[row["text"][mention.start : mention.end]] += 1
            speed = len(rows) / (time.perf_counter() - started)
            print(
                f"  {name:<24} {country}: {seen / len(rows) * 100:5.1f} names a hundred tweets where no place is "
                f"marked, {in_place / len(rows) * 100:5.1f} inside a marked place   {speed:.0f} texts/s"
            )
            if wrong and name.startswith("yaqaza"):
                print("   ", names.most_common(60))


if __name__ == "__main__":
    main()
