"""One situation told in other words: who, where, when, how many, what is needed; and what speaks against it.

``describe`` keeps of a message what can be compared (it can be stored: ``as_json``), ``compare`` weighs two descriptions. Weights
are learned by logistic regression from pairs (``training/situations.tsv``) around what we expected of each witness. The same place
and the same day are not yet the same family: another hamlet, another age, another name speak against it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypedDict

from yaqaza.language.analysis import MOST_CHARACTERS, Analysis
from yaqaza.language.arabizi import skeleton
from yaqaza.language.duplicates import meaning as meanings
from yaqaza.language.duplicates.figures import figures_of
from yaqaza.language.duplicates.subjects import subjects_of
from yaqaza.language.duplicates.things import things_of
from yaqaza.language.duplicates.where import spots_of
from yaqaza.language.lexicon import stem
from yaqaza.language.numbers import PEOPLE
from yaqaza.language.reading import read

VERSION = 1
"""Stored descriptions of other versions are made anew."""

MOST_WORDS = 60
LEAST_NEED = 0.3
COUNTED = PEOPLE | {"families", "houses", "dead", "injured", "tents", "covers"}

Position = tuple[float, float]


class Known(TypedDict):
    """What is known of a message beside its text."""

    when: datetime
    areas: Sequence[str]
    position: Position | None
    phones: Sequence[str]


@dataclass(frozen=True, slots=True)
class Situation:
    """What a message says that another message can be compared with."""

    when: datetime
    needs: Mapping[str, float]
    denied: frozenset[str]
    concepts: frozenset[str]  # what is told of, the same in every language: classes of the lexicon, things
    words: frozenset[str]  # sounds of words, the same in both scripts
    subjects: frozenset[str]
    spots: tuple[str, ...]
    areas: tuple[str, ...]  # dotted paths from the country down
    position: Position | None  # longitude, latitude
    phones: frozenset[str]
    accounts: frozenset[str]
    names: tuple[str, ...]
    ages: tuple[int, ...]
    figures: frozenset[int]
    counts: Mapping[str, tuple[int, ...]]
    meaning: meanings.Meaning
    clear: bool  # in a language that the encoder knows well

    def as_json(self) -> dict[str, Any]:
        """Return what ``from_json`` reads, without what is known elsewhere: time, areas, position and meaning."""
        said: dict[str, Any] = {
            "n": {need: round(likely, 2) for need, likely in self.needs.items()},
            "d": sorted(self.denied),
            "c": sorted(self.concepts),
            "w": sorted(self.words),
            "s": sorted(self.subjects),
            "p": self.spots,
            "t": sorted(self.phones),
            "a": sorted(self.accounts),
            "m": self.names,
            "y": self.ages,
            "f": sorted(self.figures),
            "e": self.clear,
            "k": {unit: list(numbers) for unit, numbers in self.counts.items()},
        }
        return {key: value for key, value in said.items() if value}

    @classmethod
    def from_json(
        cls,
        said: Mapping[str, Any],
        *,
        when: datetime,
        areas: Sequence[str] = (),
        position: Position | None = None,
        phones: Sequence[str] = (),
        meaning: meanings.Meaning = b"",
    ) -> Situation:
        """Return the description that ``as_json`` wrote down; ``phones`` are added to those of the text."""
        return cls(
            when=when,
            needs=said.get("n", {}),
            denied=frozenset(said.get("d", ())),
            concepts=frozenset(said.get("c", ())),
            words=frozenset(said.get("w", ())),
            subjects=frozenset(said.get("s", ())),
            spots=tuple(said.get("p", ())),
            areas=tuple(areas),
            position=position,
            phones=frozenset((*said.get("t", ()), *phones)),
            accounts=frozenset(said.get("a", ())),
            names=tuple(said.get("m", ())),
            ages=tuple(said.get("y", ())),
            figures=frozenset(said.get("f", ())),
            counts={unit: tuple(numbers) for unit, numbers in said.get("k", {}).items()},
            meaning=meaning,
            clear=said.get("e", False),
        )


def describe(
    text: str,
    analysis: Analysis,
    when: datetime,
    *,
    areas: Sequence[str] = (),
    position: Position | None = None,
    phones: Sequence[str] = (),
    meaning: meanings.Meaning = b"",
) -> Situation:
    """Return what ``text`` says for comparison.

    ``analysis`` is that of the same text. ``areas`` are the dotted paths of the areas concerned, from the country down
    ("1.16.1601"); ``position`` is (longitude, latitude); ``phones`` are E.164 numbers known besides those in the text.
    ``meaning`` is what ``meaning.meanings`` made of ``meaning.readable(text)``; without it the other witnesses speak alone.
    """
    text = text[:MOST_CHARACTERS]
    reading = read(text)
    counts: dict[str, set[int]] = {}
    for count in analysis.counts:
        if count.unit in COUNTED and count.number < 100_000:
            counts.setdefault(count.unit, set()).add(count.number)
    folded = [word.folded for word in reading.words]
    return Situation(
        when=when,
        needs={need: likely for need, likely in analysis.needs.items() if likely >= LEAST_NEED},
        denied=frozenset(analysis.denied),
        concepts=frozenset(name for name, _, _ in reading.classes) | things_of(folded),
        words=frozenset(list(dict.fromkeys(filter(None, map(_sound, folded))))[:MOST_WORDS]),
        subjects=subjects_of(folded),
        spots=spots_of(text),
        areas=tuple(areas),
        position=position,
        phones=frozenset((*(mention.number for mention in analysis.phones), *phones)),
        accounts=frozenset(mention.number for mention in analysis.accounts),
        names=tuple(dict.fromkeys(mention.name for mention in analysis.names))[:4],
        ages=tuple(dict.fromkeys(age.years for age in analysis.ages))[:6],
        figures=figures_of(folded, [text[start:end] for start, end in reading.spans]),
        counts={unit: tuple(sorted(numbers)) for unit, numbers in counts.items()},
        meaning=meaning,
        clear=meanings.clear(analysis.languages),
    )


def anonymous(situation: Situation) -> Situation:
    """Return a description without telephones, accounts and names."""
    return replace(situation, phones=frozenset(), accounts=frozenset(), names=())


@lru_cache(maxsize=32_768)
def _sound(word: str) -> str:
    """Return the sound of a word that says something by itself; "" for short ones and numbers."""
    heard = skeleton(stem(word))
    return heard if len(heard) >= 3 else ""


def metres(one: Position, other: Position) -> float:
    """Return the distance of two positions (haversine)."""
    lat1, lat2 = math.radians(one[1]), math.radians(other[1])
    east = math.radians(other[0] - one[0])
    part = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(east / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(min(1.0, part)))
