"""The tables that were published, and acts that give them back: dated, synthetic, the same for the same seed.

Only ``count`` of each line is published. How many different people stand behind a line that counts acts, on which days, by whom: that is
made up here, plausibly, so that every report can be tried on known totals. The rows are for demonstrations and tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple
from uuid import UUID

from yaqaza import countries
from yaqaza.services.actions import Row
from yaqaza.services.states import Counts

A, P = Counts.ACTS, Counts.PEOPLE


@dataclass(frozen=True, slots=True)
class Line:
    """A published figure: ``count`` of what it ``counts``, from ``start`` to ``end``, both days included."""

    code: str
    house: str  # who gives it: PROVINCIAL, or the unit of the complex
    programme: str
    start: date
    end: date
    counts: Counts
    count: int
    people: int  # made up where the line counts acts
    group: str  # whose people they are
    types: tuple[tuple[str, int], ...]  # kinds of help and how often each comes
    shared: tuple[str, int] = ("", 0)  # so many of the people are also people of that group


PROGRAMME = (date(2021, 10, 1), date(2023, 11, 30))
CHILDREN = (date(2010, 9, 1), date(2011, 6, 30))
COMPLEX = (date(2010, 5, 1), date(2011, 6, 30))  # the period of the complex's published accounts

PROVINCIAL_LINES = (
    Line(
        "WOMEN_IN_HARDSHIP", "PROVINCIAL", "WOMEN_IN_HARDSHIP", *PROGRAMME, A, 944, 702, "WOMEN",
        (("LISTENING", 4), ("LEGAL_ADVICE", 3), ("MEDICAL_CONSULTATION", 2), ("SOCIAL_GUIDANCE", 3), ("LIFE_PROJECT", 1)),
    ),
    Line(
        "VULNERABLE_ELDERLY", "PROVINCIAL", "VULNERABLE_ELDERLY", *PROGRAMME, A, 1209, 877, "ELDERLY",
        (("HOME_VISIT", 4), ("MEDICAL_CONSULTATION", 3), ("NURSING_CARE", 2), ("MEDICINES", 2), ("WARMTH", 1)),
    ),
    Line(
        "MENTAL_DISORDERS", "PROVINCIAL", "MENTAL_DISORDERS", *PROGRAMME, A, 520, 391, "MENTAL",
        (("HOSPITAL_ACCOMPANIMENT", 3), ("PSYCHOLOGICAL_SUPPORT", 4), ("MEDICAL_CONSULTATION", 2), ("RETURN_TO_FAMILY", 1)),
        shared=("SHELTER", 181),
    ),
    Line(
        "CHILDREN_IN_HARDSHIP", "PROVINCIAL", "CHILDREN_IN_HARDSHIP", *PROGRAMME, A, 317, 264, "CHILDREN",
        (("SOCIO_EDUCATIONAL", 3), ("RETURN_TO_SCHOOL", 2), ("CHILD_PSYCHOLOGICAL_CARE", 2), ("RETURN_TO_FAMILY", 1)),
    ),
    Line(
        "WITHOUT_SHELTER", "PROVINCIAL", "WITHOUT_SHELTER", *PROGRAMME, A, 14510, 3894, "SHELTER",
        (("STREET_OUTREACH", 5), ("MEAL", 6), ("WARMTH", 4), ("EMERGENCY_SHELTER", 3), ("HYGIENE", 3), ("FIRST_AID", 1)),
    ),
)  # fmt: skip

D = "SOCIAL_COMPLEX"
CP, SE, WS, ES = "CHILD_PROTECTION", "SOCIAL_EMERGENCY", "WOMEN_SPACE", "ELDERLY_SPACE"
COMPLEX_LINES = (
    Line(
        "CHILD_SOCIAL", CP, D, *CHILDREN, A, 1698, 415, "COMPLEX_CHILDREN",
        (("CHILD_INQUIRY", 4), ("CHILD_DIAGNOSIS", 3), ("CHILD_FAMILY_INTEGRATION", 1), ("CHILD_FOLLOW_UP", 5),
         ("CHILD_REINTEGRATION", 1), ("CHILD_MEDIATION", 3)),
    ),
    Line("CHILD_PSYCHOLOGICAL", CP, D, *CHILDREN, A, 304, 161, "COMPLEX_CHILDREN", (("CHILD_PSYCHOLOGICAL", 1),)),
    Line(
        "CHILD_ADMINISTRATIVE", CP, D, *CHILDREN, A, 542, 308, "COMPLEX_CHILDREN",
        (("CHILD_LEGAL_SUPPORT", 3), ("CHILD_JUDGMENT", 1)),
    ),
    Line("STREET_CASES", SE, D, *COMPLEX, P, 493, 493, "COMPLEX_STREET", (("STREET_CASE", 1),)),
    Line("STREET_TREATMENTS", SE, D, *COMPLEX, A, 147, 112, "COMPLEX_STREET", (("STREET_TREATMENT", 1),)),
    Line("STREET_CONSULTATIONS", SE, D, *COMPLEX, A, 132, 118, "COMPLEX_STREET", (("STREET_CONSULTATION", 1),)),
    Line("STREET_INTERVENTIONS", SE, D, *COMPLEX, A, 130, 121, "COMPLEX_STREET", (("STREET_INTERVENTION", 1),)),
    Line("STREET_PLACEMENTS", SE, D, *COMPLEX, A, 184, 149, "COMPLEX_STREET", (("STREET_PLACEMENT", 1),)),
    Line(
        "STREET_SOCIAL_CONSULTATIONS", SE, D, *COMPLEX, A, 336, 287, "COMPLEX_STREET", (("STREET_SOCIAL_CONSULTATION", 1),)
    ),
    Line("WOMEN_LISTENING", WS, D, *COMPLEX, P, 653, 653, "COMPLEX_WOMEN", (("WOMEN_LISTENING", 1),)),
    Line("WOMEN_TELEPHONE", WS, D, *COMPLEX, A, 228, 193, "COMPLEX_WOMEN", (("WOMEN_TELEPHONE", 1),)),
    Line("WOMEN_REFERRED", WS, D, *COMPLEX, P, 560, 560, "COMPLEX_WOMEN", (("WOMEN_REFERRAL", 1),)),
    Line("WOMEN_VIOLENCE", WS, D, *COMPLEX, P, 456, 456, "COMPLEX_WOMEN", (("WOMEN_VIOLENCE", 1),)),
    Line("WOMEN_LEGAL", WS, D, *COMPLEX, A, 183, 164, "COMPLEX_WOMEN", (("WOMEN_LEGAL", 1),)),
    Line(
        "ELDERLY_BENEFICIARIES", ES, D, *COMPLEX, P, 236, 236, "COMPLEX_ELDERLY",
        (("ELDERLY_DAY", 3), ("ELDERLY_HEALTH", 1), ("ELDERLY_ACTIVITY", 2)),
    ),
)  # fmt: skip
LINES = PROVINCIAL_LINES + COMPLEX_LINES

NEEDS: dict[str, int] = {
    "WOMEN": 702, "ELDERLY": 877, "MENTAL": 210, "CHILDREN": 264, "SHELTER": 3894,
    "COMPLEX_CHILDREN": 430, "COMPLEX_STREET": 493, "COMPLEX_WOMEN": 812, "COMPLEX_ELDERLY": 236,
}  # fmt: skip
"""How many different persons each group must bring (women over 18, people over 60, children under 18 on the days of the line)."""

PROVINCIAL_PEOPLE = 5947
"""Different people in the five programmes together: 181 are in two of them."""


class Place(NamedTuple):
    """Where acts are done and by whom: ids. ``professionals`` may be empty."""

    organisation: int
    area: int
    recorded_by: int
    professionals: Sequence[int] = ()


def deliveries(seed: int, persons: Mapping[str, Sequence[int]], places: Mapping[str, Sequence[Place]]) -> Iterator[Row]:
    """Yield the acts behind ``LINES`` in the order in which they were written down, ready for ``services.actions.load``.

    ``persons``: ids for each group of ``NEEDS`` (more is fine, the first are taken). ``places``: for ``PROVINCIAL`` and for each unit
    of the complex, where its acts are spread. A seed gives the same acts for ever. A group that is too small raises ``ValueError``.
    """
    for group, needed in NEEDS.items():
        if len(persons[group]) < needed:
            raise ValueError(f"{group} needs {needed} persons, not {len(persons[group])}")
    rows = [row for line in LINES for row in _acts(line, Random(f"{seed}/{line.code}"), persons, places[line.house])]  # noqa: S311
    rows.sort(key=lambda row: (row.recorded_at, row.uuid))
    yield from rows


def _acts(line: Line, random: Random, persons: Mapping[str, Sequence[int]], places: Sequence[Place]) -> Iterator[Row]:
    people = _people(line, random, persons)
    extra = line.count - line.people if line.counts is A else round(line.people * 0.4)
    # Few people come back often, most once: weights fall off like 1/rank.
    recipients = people + random.choices(people, [1 / (rank + 3) for rank in range(len(people))], k=extra)
    random.shuffle(recipients)
    homes = {person: random.choice(places) for person in people}
    days, weights = _calendar(line)
    names, shares = zip(*line.types, strict=True)
    chosen = random.choices(days, cum_weights=weights, k=len(recipients))
    kinds = random.choices(names, shares, k=len(recipients))
    zone = countries.get("MA").zone
    for person, day, kind in zip(recipients, chosen, kinds, strict=True):
        place = homes[person]
        late = random.choices((0, 1, 2), (80, 15, 5))[0]
        minutes = random.randrange(8 * 60, 20 * 60)
        yield Row(
            service_type=kind,
            programme=line.programme,
            delivered_on=day,
            organisation=place.organisation,
            area=place.area,
            recorded_by=place.recorded_by,
            person=person,
            professional=random.choice(place.professionals) if place.professionals else None,
            recorded_at=datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=zone)
            + timedelta(days=late),
            uuid=UUID(int=random.getrandbits(128), version=4),
        )


def _people(line: Line, random: Random, persons: Mapping[str, Sequence[int]]) -> list[int]:
    """Choose exactly ``line.people`` different persons."""
    group, shared = line.shared
    chosen = random.sample(persons[group][: NEEDS[group]], shared) if shared else []
    own = persons[line.group][: NEEDS[line.group]]
    return chosen + random.sample(own, line.people - shared)


def _calendar(line: Line) -> tuple[list[date], list[float]]:
    """Days of the line with cumulated weights: winter is heavy, the weekend and holidays are light, the units close on them."""
    pack = countries.get("MA")
    closed = 0.6 if line.house in ("PROVINCIAL", SE) else 0.03
    days = [line.start + timedelta(days=n) for n in range((line.end - line.start).days + 1)]
    months = line.end.year * 12 + line.end.month - line.start.year * 12 - line.start.month
    weights = []
    for day in days:
        season = {12: 1.5, 1: 1.5, 2: 1.45, 3: 1.2, 11: 1.25, 7: 0.85, 8: 0.9}.get(day.month, 1.0)
        age = (day.year * 12 + day.month - line.start.year * 12 - line.start.month) / max(months, 1)
        weights.append(season * (0.75 + 0.4 * age) * (1.0 if pack.is_working_day(day) else closed))
    return days, list(accumulate(weights))
