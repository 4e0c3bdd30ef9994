"""A plan of a day in numbers: visits, crews, and what becomes of them when they are driven in an order.

Moments are seconds since 1970. Whatever proposes an order, the computer or a hand, it is driven through here: this is where
arrival times come from, and where a broken rule is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from yaqaza.field.dispatch.travel import Table

Hours = tuple[tuple[int, int], ...]
Orders = dict[int, list[int]]
"""The visits of each crew by their keys, in the order in which they are driven."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A mission as the plan sees it; it begins from ``start`` to ``end`` and lasts so many seconds."""

    key: int
    place: int | None  # a row of the table; None: nobody knows where
    start: int
    end: int
    lasts: int
    urgency: int
    professions: frozenset[str] = frozenset()
    held: int | None = None  # by this crew and no other
    last_day: bool = False


@dataclass(frozen=True, slots=True)
class Crew:
    """A team with its hours of the day (between them it rests), where it stands and where its day ends."""

    key: int
    hours: Hours
    start: int
    end: int
    professions: frozenset[str]


class Fault(StrEnum):
    """What a plan may not do."""

    PROFESSION = "PROFESSION"
    LATE = "LATE"  # the visit would begin after its window
    HOURS = "HOURS"  # the visit, or the way home, lies outside the team's hours
    HELD = "HELD"  # it was given to another team
    TWICE = "TWICE"
    PLACE = "PLACE"


@dataclass(frozen=True, slots=True)
class Stop:
    visit: Visit
    arrive: int
    begin: int
    leave: int
    metres: int
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class Route:
    """What a crew's order comes to."""

    crew: Crew
    stops: list[Stop] = field(default_factory=list)
    depart: int = 0
    back: int = 0
    metres: int = 0
    seconds: int = 0  # at the wheel
    overtime: bool = False

    @property
    def broken(self) -> bool:
        return self.overtime or any(stop.faults for stop in self.stops)


def drive(hours: Hours, at: int, seconds: int) -> int:
    """Return when a way is driven that begins at ``at``: the team rests on the way where its hours have a gap."""
    for start, end in hours:
        if at >= end:
            continue
        at = max(at, start)
        if at + seconds <= end:
            return at + seconds
        seconds -= end - at
        at = end
    return at + seconds


def settle(hours: Hours, at: int, lasts: int) -> int | None:
    """Return when a visit may begin that is not torn by a gap, None when it fits in none of the hours left."""
    return next((max(at, start) for start, end in hours if max(at, start) + lasts <= end), None)


def walk(crew: Crew, visits: Sequence[Visit], table: Table) -> Route:
    """Drive a crew's visits in their order; what cannot be is marked and driven all the same."""
    route = Route(crew)
    free, here = crew.hours[0][0], crew.start
    route.depart = route.back = free
    for visit in visits:
        faults = []
        metres, seconds = table.way(here, visit.place) if visit.place is not None else (0, 0)
        if visit.place is None:
            faults.append(Fault.PLACE)
        arrive = drive(crew.hours, free, seconds)
        wanted = max(arrive, visit.start)
        begin = settle(crew.hours, wanted, visit.lasts)
        if begin is None:
            faults.append(Fault.HOURS)
            begin = wanted
        if begin > visit.end:
            faults.append(Fault.LATE)
        if not visit.professions <= crew.professions:
            faults.append(Fault.PROFESSION)
        if visit.held not in (None, crew.key):
            faults.append(Fault.HELD)
        if not route.stops:
            first_end = next((end for start, end in crew.hours if start <= begin <= end), begin)
            late = begin - seconds
            same = any(start <= late and end == first_end for start, end in crew.hours)
            route.depart = max(free, late) if same else free
            arrive = drive(crew.hours, route.depart, seconds)
        free = begin + visit.lasts
        here = visit.place if visit.place is not None else here
        route.stops.append(Stop(visit, arrive, begin, free, metres, tuple(faults)))
        route.metres, route.seconds = route.metres + metres, route.seconds + seconds
    if visits:
        metres, seconds = table.way(here, crew.end)
        route.back = drive(crew.hours, free, seconds)
        route.overtime = route.back > crew.hours[-1][1]
        route.metres, route.seconds = route.metres + metres, route.seconds + seconds
    return route


def check(
    orders: Mapping[int, Sequence[int]], crews: Iterable[Crew], visits: Iterable[Visit], table: Table
) -> list[tuple[int, Fault]]:
    """Return every rule that a plan breaks, with the visit that breaks it: for the way home, the last."""
    known, found, seen = {visit.key: visit for visit in visits}, [], set()
    for crew in crews:
        keys = orders.get(crew.key, ())
        route = walk(crew, [known[key] for key in keys], table)
        found += [(stop.visit.key, fault) for stop in route.stops for fault in stop.faults]
        if route.overtime and Fault.HOURS not in route.stops[-1].faults:
            found.append((route.stops[-1].visit.key, Fault.HOURS))
        found += [(key, Fault.TWICE) for key in keys if key in seen]
        seen.update(keys)
    return found
