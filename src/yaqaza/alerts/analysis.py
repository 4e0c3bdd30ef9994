"""From the words of an alert to its reading: the language says what they mean, the territory where they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.conf import settings

from yaqaza.alerts import learned
from yaqaza.alerts.models import Reading
from yaqaza.alerts.models.readings import Found, sealed
from yaqaza.alerts.rules import PEOPLE_MOST
from yaqaza.alerts.states import Tongue
from yaqaza.core.text import direction
from yaqaza.language import Analysis, analyse
from yaqaza.language.contacts import find_phones
from yaqaza.language.places import PlaceMention
from yaqaza.language.places.spots import Spot, find_spots
from yaqaza.territory import gazetteer
from yaqaza.territory import queries as territory

PLACES_MOST = 4000
"""Places are looked for in the beginning of a text."""

SPOTS_MOST, NAMES_MOST, WHY_MOST = 6, 12, 6
POSSIBLE = 0.05
"""A need less likely than this is not kept."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text says and names. Places may lie beyond the text, in the words that say where exactly."""

    text: str
    said: Analysis
    places: list[PlaceMention]
    spots: list[Spot]
    model_version: str

    @property
    def language(self) -> str:
        """Return the language as ``lang`` calls it, "" without words; of a mixed text that of most of its letters."""
        if self.said.script == "tifinagh":
            return "zgh"
        if not self.said.languages:
            return ""
        return "ar" if direction(self.text) == "rtl" else Tongue(self.said.languages[0]).tag


def understand(texts: Iterable[tuple[str, str]]) -> Iterator[Understood]:
    """Yield what each (text, where exactly) says, in order."""
    version = learned.in_use().version
    for text, place_text in texts:
        yield Understood(
            text=text,
            said=analyse(text, country=settings.COUNTRY),
            places=territory.find_places(f"{text} {place_text}"[:PLACES_MOST]),
            spots=find_spots(text[:PLACES_MOST])[:SPOTS_MOST],
            model_version=version,
        )


def phones_in(text: str) -> list[str]:
    """Return the telephone numbers in a text that is still being written, as E.164, each once."""
    return list(dict.fromkeys(found.number for found in find_phones(text, settings.COUNTRY)))


def as_reading(alert_id: int, understood: Understood) -> Reading:
    """Return the row that keeps it, not saved."""
    said, most = understood.said, len(understood.text)
    return Reading(
        alert_id=alert_id,
        languages=list(said.languages),
        asks=round(said.asks, 3),
        needs={need: round(likely, 3) for need, likely in said.needs.items() if likely >= POSSIBLE},
        denied={need: how.upper() for need, how in said.denied.items()},
        urgency=round(said.urgency, 3),
        people_count=_possible(said.people_count),
        families_count=_possible(said.families_count),
        ages=[[age.start, age.end, age.years] for age in said.ages],
        places=[
            {
                "start": place.start,
                "end": place.end,
                "score": round(place.score, 3),
                "areas": gazetteer.ids_of(place)[:4],
            }
            for place in understood.places
            if place.end <= most
        ],
        spots=[[spot.start, spot.end, spot.kind] for spot in understood.spots],
        phones=sealed(Found(each.start, each.end, each.number) for each in said.phones),
        accounts=sealed(Found(each.start, each.end, each.number, each.kind) for each in said.accounts),
        names=sealed(Found(each.start, each.end, each.name) for each in said.names[:NAMES_MOST]),
        why=telling(understood),
        model_version=understood.model_version,
    )


def telling(understood: Understood) -> dict[str, list[list[int]]]:
    """Return the first words that led to each conclusion, without those that only name a place: nobody is cold because of El Harrach."""
    named = {sign for place in understood.places for sign in range(place.start, place.end)}
    return {
        name: [list(span) for span in islice((each for each in spans if not named.issuperset(range(*each))), WHY_MOST)]
        for name, spans in understood.said.why.items()
    }


def _possible(count: int | None) -> int | None:
    return count if count and 1 <= count <= PEOPLE_MOST else None
