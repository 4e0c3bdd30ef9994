"""What the words of a call say while they are still being typed: proposals for the form, each with the words that led to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place_or_house
from yaqaza.alerts import analysis
from yaqaza.alerts.models import Reading
from yaqaza.alerts.queries.places import places_in
from yaqaza.alerts.queries.rows import responsible_organisation
from yaqaza.alerts.reading import quoted
from yaqaza.alerts.states import FIRST_URGENCY, LEAST_FOR, TOPICS, Category, Danger, Need, Urgency, urgency_of
from yaqaza.territory.models import Area

SPOTS = 3  # landmarks that are proposed together
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


@dataclass(frozen=True, slots=True)
class TopicProposal(Proposal):
    topic: Category = Category.OTHER


@dataclass(frozen=True, slots=True)
class PlaceProposal:
    """A place that the words name; ``house``: who decides there, when it lies outside of the officer's area."""

    area: Area
    score: float
    house: str = ""


@dataclass(slots=True)
class Heard:
    """Everything that the words typed so far propose."""

    places: list[PlaceProposal] = field(default_factory=list)
    spot: Proposal | None = None
    topic: TopicProposal | None = None
    phones: list[str] = field(default_factory=list)
    people: Proposal | None = None
    families: Proposal | None = None
    needs: list[NeedProposal] = field(default_factory=list)
    urgency: LevelProposal | None = None

    @property
    def count(self) -> int:
        """Return how many things were read."""
        several = len(self.places) + len(self.phones) + len(self.needs)
        single = (self.spot, self.topic, self.people, self.families, self.urgency)
        return several + sum(each is not None for each in single)


def heard(
    text: str,
    *,
    seen_by: User,
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
    found = Heard(phones=analysis.phones_in(text))
    found.places = [
        PlaceProposal(place.area, place.score, decides_elsewhere(place.area, seen_by=seen_by))
        for place in places_in(f"{text} {place_text}")
    ]
    found.spot = _spot(text, understood, place_text)
    found.topic = _topic(text, reading, category)
    if reading.people_count:
        value = str(reading.people_count)
        found.people = Proposal(value, quoted(text, reading.spans("people")), people.strip() == value)
    if reading.families_count:
        found.families = Proposal(str(reading.families_count), quoted(text, reading.spans("families")))
    found.needs = [_need(text, reading, Need(code), needs) for code in reading.stated]
    proposed = found.topic.value if found.topic else ""
    # No less is proposed beside a topic than it makes the alert by itself.
    found.urgency = _level(text, reading, urgency, _level_that_stands(danger, category or proposed))
    return found


def decides_elsewhere(area: Area, *, seen_by: User) -> str:
    """Return who decides about alerts of a place, "" when the officer sees what comes of it."""
    house = responsible_organisation(area)
    own = reaches_place_or_house(seen_by, Permission.ALERT_VIEW, area=area, organisation=house)
    return "" if own else str(house.name)


def _spot(text: str, understood: analysis.Understood, stands: str) -> Proposal | None:
    """Return the hamlets, quarters and landmarks that are named, each with the word before it: what a team asks for on arrival."""
    named = []
    for spot in understood.spots[:SPOTS]:
        start = spot.cue[0] if 0 <= spot.start - spot.cue[1] <= 2 else spot.start
        named.append(" ".join(text[start : spot.end].split()))
    value = "، ".join(dict.fromkeys(named)) if understood.language in ("ar", "zgh") else ", ".join(dict.fromkeys(named))
    return Proposal(value[:300], [], stands.strip() == value[:300]) if named else None


def _topic(text: str, reading: Reading, chosen: str) -> TopicProposal | None:
    """Return what the call is about by the needs that are stated, with the words that say so."""
    for need, topic in TOPICS:
        if need in reading.stated:
            return TopicProposal(topic.value, quoted(text, reading.spans(need.value)), chosen == topic, topic=topic)
    return None


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
