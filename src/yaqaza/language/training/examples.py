"""Labelled texts: read from files, and varied the way people vary when they write."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from yaqaza.language.arabizi import to_latin
from yaqaza.language.model import LANGUAGES, NEEDS

HERE = Path(__file__).parent
KINDS = ("ASK", "REPORT", "OFFER", "NONE")


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what a careful reader says of it. ``known`` limits what may be learned from it (None: all)."""

    text: str
    language: str
    kind: str
    urgency: int
    needs: frozenset[str]
    weight: float = 1.0
    known: frozenset[str] | None = None
    source: int = 0  # variants of one text share it, so that none is tested on another


class Malformed(ValueError):
    """A line of a file of labelled texts cannot be read."""


def read_tsv(path: Path) -> list[Example]:
    """Return the texts of a file: language, kind, urgency, needs, text, separated by tabs.

    Raises:
        Malformed: naming the file and line.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        parts = line.split("\t")
        if len(parts) != 5:
            raise Malformed(f"{path.name}, line {number}: five columns are needed, there are {len(parts)}.")
        language, kind, urgency, needs, text = (part.strip() for part in parts)
        codes = frozenset() if needs == "-" else frozenset(code.strip() for code in needs.split(",") if code.strip())
        unknown = codes - set(NEEDS)
        if unknown or language not in LANGUAGES or kind not in KINDS or urgency not in {"0", "1", "2", "3", "4"}:
            said = ", ".join(sorted(unknown)) or f"{language} {kind} {urgency}"
            raise Malformed(f"{path.name}, line {number}: “{said}” is not known.")
        found.append(Example(text, language, kind, int(urgency), codes))
    return found


_OPEN_LABELS = {
    "FOOD_WATER": ("food", "water"),
    "SHELTER": ("shelter",),
    "BLANKETS_CLOTHES": ("clothing",),
    "MEDICAL": ("medical_help", "medical_products"),
    "RESCUE": ("search_and_rescue",),
    "DEATH": ("death",),
    "MISSING_PERSON": ("missing_people",),
    "MONEY": ("money",),
}


def read_disaster_response(path: Path, *, held_apart: bool) -> list[Example]:
    """Return the English messages of disaster_response_messages (CC BY 4.0): three fifths to learn from, or the rest."""
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (int(row["id"]) // 10 % 5 >= 3) != held_apart:
                continue
            needs = frozenset(need for need, names in _OPEN_LABELS.items() if any(row[name] == "1" for name in names))
            kind = "ASK" if row["request"] == "1" else "REPORT" if needs else "NONE"
            known = frozenset(_OPEN_LABELS) | {"language"}
            found.append(Example(row["message"], "en", kind, 0, needs, weight=0.25, known=known))
    return found


_LIKE = {
    "ض": "ظد", "ظ": "ضط", "ذ": "دز", "ث": "تس", "س": "ص", "ص": "س", "ط": "ت", "ت": "ط", "ق": "كڭ", "ة": "هات", "ه": "ة",
    "ى": "يا", "ي": "ى", "أ": "ا", "إ": "ا", "ا": "أى", "ء": "", "ئ": "يء", "ؤ": "و", "ك": "ڭگ", "غ": "خ", "ج": "ش",
    "o": "ou", "u": "o", "i": "e", "e": "ia", "a": "e", "c": "s", "s": "c", "k": "9c", "q": "k9", "h": "7", "7": "h",
    "9": "q", "3": "a", "y": "i", "w": "o",
}  # fmt: skip
NEIGHBOURS = 1
"""Beside how many others each text is learned a second time."""

_JOINING = ("و", "في", "ف", "من", "على", "ديال", "حتى", "ما", "لا", "يا", "كل")


def variants(example: Example, random: Random, others: list[Example]) -> Iterator[Example]:
    """Yield the text with slips of the finger, in Latin letters when it is Darija, and beside another text."""
    yield replace(example, text=slips(example.text, random), weight=example.weight * 0.5)
    if example.language in ("ary", "arq"):
        latin = to_latin(example.text, random)
        yield replace(example, text=latin, language="arz", weight=example.weight * 0.4)
    for _ in range(NEIGHBOURS if others else 0):
        # Beside whatever else is said, a need stays what it is: nothing teaches more about which words matter.
        other = random.choice(others)
        if other.known == example.known:
            pair = [example, other] if random.random() < 0.5 else [other, example]
            yield replace(
                example,
                text=random.choice((". ", " ", "، ", "\n")).join(each.text for each in pair),
                kind=min(example.kind, other.kind, key=KINDS.index),
                urgency=max(example.urgency, other.urgency),
                needs=example.needs | other.needs,
                weight=example.weight * 0.5,
                known=frozenset({*NEEDS, "asks", "urgency"}) if example.language != other.language else example.known,
            )


def slips(text: str, random: Random, often: float = 0.18) -> str:
    """Return ``text`` as typed in haste: letters swapped, dropped, doubled or taken for others, words run together."""
    words: list[str] = []
    for word in text.split(" "):
        if words and words[-1] in _JOINING and random.random() < 0.3:
            words[-1] += word
            continue
        written = word
        if len(word) > 3 and random.random() < often:
            at = random.randrange(1, len(word) - 1)
            way = random.randrange(4)
            if way == 0:
                written = word[:at] + word[at + 1 :]
            elif way == 1:
                written = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            elif way == 2:
                written = word[:at] + word[at] * random.choice((2, 4)) + word[at + 1 :]
            else:
                places = [place for place, letter in enumerate(word) if _LIKE.get(letter)]
                if places:
                    place = random.choice(places)
                    written = word[:place] + random.choice(_LIKE[word[place]]) + word[place + 1 :]
        words.append(written)
    written = " ".join(words)
    if random.random() < 0.25:
        written = re.sub("[.,،!؟?]", " ", written)  # many write without any
    return written


def augmented(examples: Iterable[Example], seed: int) -> list[Example]:
    """Return the examples, each followed by its variants; the same seed gives the same texts."""
    random = Random(seed)  # noqa: S311  nothing secret depends on it
    originals = list(examples)
    found = []
    for example in originals:
        found.append(example)
        found += variants(example, random, originals)
    return found
