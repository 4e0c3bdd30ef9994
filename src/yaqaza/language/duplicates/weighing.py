"""How much each witness counts for or against "the same situation", and what may be said about it afterwards."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from yaqaza.language import names
from yaqaza.language.duplicates import figures, meaning, subjects, where
from yaqaza.language.duplicates.situations import Situation, metres

SHOW = 0.2
"""From here on a person should see the other message among those that may be the same: nine tenths of those that are."""

LIKELY = 0.5
"""From here on "the same situation" is the better bet."""

NEAR_METRES, FAR_METRES = 500, 20_000
WITHIN_HOURS = 6


class Reason(StrEnum):
    """What speaks for (the first ones) or against one situation."""

    SAME_PHONE = "SAME_PHONE"
    SAME_ACCOUNT = "SAME_ACCOUNT"
    SAME_NAME = "SAME_NAME"
    SAME_SPOT = "SAME_SPOT"
    SAME_PLACE = "SAME_PLACE"
    NEAR = "NEAR"
    SAME_AGE = "SAME_AGE"
    SAME_NUMBER = "SAME_NUMBER"
    SAME_SUBJECT = "SAME_SUBJECT"
    SAME_NEEDS = "SAME_NEEDS"
    SAME_WORDS = "SAME_WORDS"
    SAME_MEANING = "SAME_MEANING"
    WITHIN_HOURS = "WITHIN_HOURS"
    OTHER_NAME = "OTHER_NAME"
    OTHER_SPOT = "OTHER_SPOT"
    OTHER_PLACE = "OTHER_PLACE"
    FAR = "FAR"
    OTHER_AGE = "OTHER_AGE"
    OTHER_NUMBER = "OTHER_NUMBER"
    OTHER_SUBJECT = "OTHER_SUBJECT"
    OTHER_NEEDS = "OTHER_NEEDS"

    @property
    def against(self) -> bool:
        return self.value.startswith("OTHER") or self is Reason.FAR


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two messages tell of one situation, and why, the weightiest reason first."""

    score: float
    reasons: tuple[Reason, ...]
    metres: float | None = None


EXPECTED: dict[str, float] = {
    "bias": -2.5,
    "meaning": 2.0, "clear_meaning": 3.0, "words": 4.0, "concepts": 2.0, "needs": 1.0, "other_needs": -0.5, "denied": -0.7,
    "same_spot": 2.0, "other_spot": -4.0, "same_place": 0.5, "place_fits": 0.5, "other_place": -6.0, "near": 1.5, "far": -2.0,
    "same_phone": 2.5, "other_phone": -0.5, "same_account": 2.5, "same_name": 2.0, "other_name": -2.0,
    "same_age": 1.5, "other_age": -1.5, "same_number": 1.0, "other_number": -0.5, "same_figure": 1.0, "other_figure": -0.7,
    "same_subject": 0.8, "other_subject": -1.5,
    "days": -0.3,
}  # fmt: skip
"""What we expect of each witness (log-odds a unit): training moves away from it as far as the pairs ask for."""

FEATURES = tuple(name for name in EXPECTED if name != "bias")

_REASON_OF = {
    "same_phone": Reason.SAME_PHONE, "same_account": Reason.SAME_ACCOUNT, "same_name": Reason.SAME_NAME,
    "same_spot": Reason.SAME_SPOT, "same_place": Reason.SAME_PLACE, "near": Reason.NEAR, "same_age": Reason.SAME_AGE,
    "same_number": Reason.SAME_NUMBER, "same_figure": Reason.SAME_NUMBER, "other_figure": Reason.OTHER_NUMBER,
    "same_subject": Reason.SAME_SUBJECT, "other_name": Reason.OTHER_NAME,
    "other_spot": Reason.OTHER_SPOT, "other_place": Reason.OTHER_PLACE, "far": Reason.FAR, "other_age": Reason.OTHER_AGE,
    "other_number": Reason.OTHER_NUMBER, "other_subject": Reason.OTHER_SUBJECT, "other_needs": Reason.OTHER_NEEDS,
}  # fmt: skip
_FROM = {"words": (0.3, Reason.SAME_WORDS), "meaning": (0.2, Reason.SAME_MEANING), "needs": (0.5, Reason.SAME_NEEDS)}
"""Degrees are said from here on."""

USUAL_MEANING = 0.35
"""The cosine of two messages about hardship that have nothing else in common: it counts from here."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What training leaves: log-odds a feature, and how rare each word and concept is."""

    of: Mapping[str, float]
    rarity: Mapping[str, float]
    rarest: float
    about: Mapping[str, Any]

    def rare(self, items: Collection[str]) -> float:
        """Return how much a set of words says, the rare ones more."""
        return sum(self.rarity.get(item, self.rarest) for item in items)


@cache
def weights() -> Weights:
    """Return the weights that come with the package, read once."""
    text = resources.files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    stored = json.loads(text)
    return Weights(stored["weights"], stored["rarity"], stored["rarest"], stored["about"])


def compare(a: Situation, b: Situation, *, by: Weights | None = None) -> Likeness:
    """Return how likely two messages tell of one situation, 0 to 1, with what speaks for it and against it."""
    by = by or weights()
    found = features(a, b, by)
    parts = {name: by.of[name] * value for name, value in found.items()}
    odds = by.of["bias"] + sum(parts.values())
    told = [(abs(part), reason) for name, part in parts.items() if (reason := _told(name, found[name]))]
    told.sort(key=lambda each: -each[0])
    reasons = list(dict.fromkeys(reason for _, reason in told))
    if Reason.SAME_NUMBER in reasons and Reason.OTHER_NUMBER in reasons:
        reasons.remove(Reason.OTHER_NUMBER)  # some agree, some do not: only the first is worth saying
    if abs((a.when - b.when).total_seconds()) <= WITHIN_HOURS * 3600:
        reasons.append(Reason.WITHIN_HOURS)
    far = metres(a.position, b.position) if a.position and b.position else None
    return Likeness(round(1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))), 4), tuple(reasons), far)


def _told(name: str, value: float) -> Reason | None:
    if name in _FROM:
        least, reason = _FROM[name]
        return reason if value >= least else None
    return _REASON_OF.get(name) if value > 0 else None


def features(a: Situation, b: Situation, by: Weights) -> dict[str, float]:
    """Return the witnesses, each 0 when it has nothing to say, about 1 when it says so fully."""
    found = dict.fromkeys(FEATURES, 0.0)
    cosine = meaning.alike(a.meaning, b.meaning)
    if cosine is not None:
        found["meaning"] = cosine - USUAL_MEANING
        found["clear_meaning"] = found["meaning"] if a.clear and b.clear else 0.0
    found["words"] = _shared(a.words, b.words, by)
    found["concepts"] = _together(a.concepts, b.concepts, by)
    _weigh_needs(found, a, b)
    _weigh_places(found, a, b)
    _weigh_people(found, a, b)
    days = abs((a.when - b.when).total_seconds()) / 86_400
    found["days"] = math.log1p(days)
    return found


def _shared(one: frozenset[str], other: frozenset[str], by: Weights) -> float:
    """How much of the shorter message stands in the longer one, rare words counting more; little text says little."""
    least = min(by.rare(one), by.rare(other))
    return by.rare(one & other) / max(least, 4 * by.rarest) if least else 0.0


def _together(one: frozenset[str], other: frozenset[str], by: Weights) -> float:
    every = by.rare(one | other)
    return by.rare(one & other) / every if every else 0.0


def _weigh_needs(found: dict[str, float], a: Situation, b: Situation) -> None:
    codes = set(a.needs) | set(b.needs)
    most = sum(max(a.needs.get(code, 0.0), b.needs.get(code, 0.0)) for code in codes)
    least = sum(min(a.needs.get(code, 0.0), b.needs.get(code, 0.0)) for code in codes)
    if a.needs and b.needs:
        found["needs"] = least / most
        found["other_needs"] = float(least == 0.0)
    found["denied"] = float(bool(a.denied & set(b.needs) or b.denied & set(a.needs)))


def _weigh_places(found: dict[str, float], a: Situation, b: Situation) -> None:
    spots = where.agree(a.spots, b.spots)
    if spots < 0 and (where.named(a.spots, b.words) or where.named(b.spots, a.words)):
        spots = 0  # the other message names it too, only not as a hamlet
    found["same_spot"], found["other_spot"] = float(spots > 0), float(spots < 0)
    relation = _areas(a.areas, b.areas)
    if relation:
        found["place_fits" if relation == "inside" else relation] = 1.0
    if relation == "same_place":
        found["place_fits"] = 1.0  # and more
    if a.position and b.position:
        far = metres(a.position, b.position)
        found["near"], found["far"] = float(far <= NEAR_METRES), float(far >= FAR_METRES)


def _areas(one: Sequence[str], other: Sequence[str]) -> str:
    """Return how the areas of two messages lie to each other: the best that any two of them allow."""
    best = ""
    for first in (_steps(path) for path in one):
        for second in (_steps(path) for path in other):
            size = min(len(first), len(second))
            if size < 2:
                continue  # the whole country
            if first == second and size >= 3:
                return "same_place"
            best = "inside" if first[:size] == second[:size] else best or "other_place"
    return best


def _steps(path: str) -> list[str]:
    return [step for step in path.split(".") if step]


def _weigh_people(found: dict[str, float], a: Situation, b: Situation) -> None:
    if a.phones and b.phones:
        found["same_phone"] = float(bool(a.phones & b.phones))
        found["other_phone"] = 1.0 - found["same_phone"]
    found["same_account"] = float(bool(a.accounts & b.accounts))
    if a.names and b.names:
        alike = max(max(names.compare(name, b.names)) for name in a.names)
        found["same_name"] = float(alike >= names.THRESHOLD_PROPOSE)
        found["other_name"] = float(alike < names.THRESHOLD_SHOW)
    if a.ages and b.ages:
        same = any(_same_age(one, other) for one in a.ages for other in b.ages)
        found["same_age"], found["other_age"] = float(same), float(not same)
    units = [unit for unit in a.counts if unit in b.counts]
    if units:
        same = any(_same_number(one, other) for unit in units for one in a.counts[unit] for other in b.counts[unit])
        found["same_number"], found["other_number"] = float(same), float(not same)
    numbers = figures.agree(a.figures, b.figures)
    found["same_figure"], found["other_figure"] = float(numbers > 0), float(numbers < 0)
    about = subjects.agree(a.subjects, b.subjects)
    found["same_subject"], found["other_subject"] = float(about > 0), float(about < 0)


def _same_age(one: int, other: int) -> bool:
    return abs(one - other) <= (1 if max(one, other) < 20 else 5 if max(one, other) >= 60 else 3)


def _same_number(one: int, other: int) -> bool:
    return abs(one - other) <= 0.12 * max(one, other)
