"""What the words of a call say while they are still being typed: proposals for the form, each with the words that led to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from yaqaza.alerts import analysis
from yaqaza.alerts.models import Reading
from yaqaza.alerts.queries.places import FoundPlace, places_in
from yaqaza.alerts.reading import quoted
from yaqaza.alerts.states import FIRST_URGENCY, LEAST_FOR, Category, Danger, Need, Urgency, urgency_of

MOST = 4000
"""What is typed beyond these characters is read when the alert is kept."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing for one field of the form; ``stands`` when the field holds it already."""

    value: str
    quotes: list[str]
    stands: bool = False

    @property
    def count(self) -> int:
        """Return the value as a number, of those that are numbers."""
        return int(self.value)


@dataclass(frozen=True, slots=True)
class NeedProposal(Proposal):
    need: Need = Need.OTHER


@dataclass(frozen=True, slots=True)
class LevelProposal(Proposal):
    level: Urgency = Urgency.ORDINARY


@dataclass(slots=True)
class Heard:
    """Everything that the words typed so far propose."""

    places: list[FoundPlace] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    people: Proposal | None = None
    families: Proposal | None = None
    needs: list[NeedProposal] = field(default_factory=list)
    urgency: LevelProposal | None = None

    @property
    def count(self) -> int:
        """Return how many things were read."""
        several = len(self.places) + len(self.phones) + len(self.needs)
        return several + sum(each is not None for each in (self.people, self.families, self.urgency))


def heard(
    text: str,
    *,
    place_text: str = "",
    danger: str = "",
    category: str = "",
    urgency: str = "",
    people: str = "",
    needs: Sequence[str] = (),
) -> Heard:
    """Return what ``text`` proposes beside what stands in the form; nothing is kept and nothing is decided."""
    text = text[:MOST]
    if not text.strip():
        return Heard()
    understood = next(analysis.understand([(text, "")]))
    reading = analysis.as_reading(0, understood)
    found = Heard(places=places_in(f"{text} {place_text}"), phones=analysis.phones_in(text))
    if reading.people_count:
        value = str(reading.people_count)
        found.people = Proposal(value, quoted(text, reading.spans("people")), people.strip() == value)
    if reading.families_count:
        found.families = Proposal(str(reading.families_count), quoted(text, reading.spans("families")))
    found.needs = [_need(text, reading, Need(code), needs) for code in reading.stated]
    found.urgency = _level(text, reading, urgency, _level_that_stands(danger, category))
    return found


def _need(text: str, reading: Reading, need: Need, chosen: Sequence[str]) -> NeedProposal:
    return NeedProposal(need.value, quoted(text, reading.spans(need.value)), need.value in chosen, need=need)


def _level_that_stands(danger: str, category: str) -> int:
    """Return what the answer about danger and the category make it already, 0 before either is known."""
    if danger == Danger.YES:
        return Urgency.VITAL
    if category not in Category.values:
        return 0
    return urgency_of(category, danger) or FIRST_URGENCY[Category(category)]


def _level(text: str, reading: Reading, chosen: str, stands: int) -> LevelProposal | None:
    """Return the level that the words call for when it is urgent and more than the answers already make it.

    Less is not proposed: taken into the form it would look like an answer that somebody gave.
    """
    level = reading.level
    if level is None or level < Urgency.URGENT or level <= stands:
        return None
    words = next(filter(None, (reading.spans(name) for name in ("urgency", *LEAST_FOR, "asks"))), [])
    return LevelProposal(str(level.value), quoted(text, words), chosen == str(level.value), level=level)
