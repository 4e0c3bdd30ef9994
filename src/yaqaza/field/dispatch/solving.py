"""Finding an order: the whole day anew by VROOM, or the smallest change that fits something in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from yaqaza.field.dispatch.plan import Crew, Orders, Visit, walk
from yaqaza.field.dispatch.travel import Table

SHORT, LONG = 120, 200
"""From how many visits on the search is made shallower, so that an officer never waits for longer than ``PATIENCE``."""

PATIENCE = timedelta(milliseconds=1100)
URGENT = 3


class Why(StrEnum):
    """Why a visit is in no team's order."""

    PLACE = "PLACE"
    OVER = "OVER"
    PROFESSION = "PROFESSION"
    HOURS = "HOURS"
    FULL = "FULL"
    TEAM = "TEAM"


def solve(
    crews: Sequence[Crew], visits: Sequence[Visit], table: Table, *, pinned: Mapping[int, Sequence[int]]
) -> Orders:
    """Return an order for each crew that makes the most, and the most urgent, of the visits with the least driving.

    ``pinned`` visits stay with their crew and in their order. Nothing is trusted: what the solver proposes is driven once more,
    and a visit that would break a rule there is fitted in elsewhere or left out.
    """
    known = {visit.key: visit for visit in visits}
    orders = _ask(crews, [visit for visit in visits if visit.place is not None], table, pinned)
    for crew in crews:
        first = [key for key in pinned.get(crew.key, ()) if key in known]
        if [key for key in orders[crew.key] if key in first] != first:
            rest = [key for key in orders[crew.key] if key not in first]
            orders[crew.key] = first
            fit(orders, [crew], [known[key] for key in rest], known, table)
        _repair(orders, crew, known, set(first), table)
    left = [visit for visit in visits if not any(visit.key in order for order in orders.values())]
    fit(orders, crews, left, known, table)
    return orders


def _ask(crews: Sequence[Crew], visits: Sequence[Visit], table: Table, pinned: Mapping[int, Sequence[int]]) -> Orders:
    """Hand the day to VROOM: a profession, and being held by a crew, is a skill; a gap in the hours is a break."""
    orders: Orders = {crew.key: [] for crew in crews}
    if not crews or not visits:
        return orders
    import vroom  # brings pandas: only who plans a day waits for it

    names = sorted({name for crew in crews for name in crew.professions} | {n for v in visits for n in v.professions})
    skill = {name: number for number, name in enumerate(names, 1)}
    own = {crew.key: len(names) + number for number, crew in enumerate(crews, 1)}
    origin = min(start for crew in crews for start, _end in crew.hours)
    problem = vroom.Input()
    problem.set_durations_matrix(profile="car", matrix_input=table.seconds)
    for number, crew in enumerate(crews):
        hours = [(start - origin, end - origin) for start, end in crew.hours]
        gaps = [(hours[at][1], hours[at + 1][0]) for at in range(len(hours) - 1)]
        problem.add_vehicle(
            vroom.Vehicle(
                number,
                start=crew.start,
                end=crew.end,
                skills={skill[name] for name in crew.professions} | {own[crew.key]},
                time_window=vroom.TimeWindow(hours[0][0], hours[-1][1]),
                breaks=[
                    vroom.Break(1000 * number + at, [vroom.TimeWindow(gap[0], gap[0])], service=gap[1] - gap[0])
                    for at, gap in enumerate(gaps)
                ],
            )
        )
    held = {key: crew for crew, keys in pinned.items() for key in keys}
    jobs = []
    for number, visit in enumerate(visits):
        owner = held.get(visit.key, visit.held)
        if visit.end < origin or visit.end < visit.start or (owner is not None and owner not in own):
            continue
        jobs.append(
            vroom.Job(
                number,
                location=visit.place,
                default_service=visit.lasts,
                skills={skill[name] for name in visit.professions} | ({own[owner]} if owner is not None else set()),
                priority=100 if owner is not None else visit.urgency * 20 + 10 * visit.last_day,
                time_windows=[vroom.TimeWindow(max(0, visit.start - origin), visit.end - origin)],
            )
        )
    if not jobs:
        return orders
    problem.add_job(jobs)
    depth = 5 if len(visits) <= SHORT else 2 if len(visits) <= LONG else 0
    answer = problem.solve(exploration_level=depth, nb_threads=2, timeout=PATIENCE).to_dict()
    for found in answer["routes"]:
        steps = [visits[step["id"]].key for step in found["steps"] if step["type"] == "job"]
        orders[crews[found["vehicle"]].key] = steps
    return orders


def _repair(orders: Orders, crew: Crew, known: Mapping[int, Visit], kept: set[int], table: Table) -> None:
    """Take out of an order what breaks a rule when it is driven here, the last first; what is pinned stays.

    What the pinned break by themselves is not mended by taking out the others.
    """
    alone = walk(crew, [known[key] for key in orders[crew.key] if key in kept], table)
    sick = {stop.visit.key for stop in alone.stops if stop.faults}
    while True:
        route = walk(crew, [known[key] for key in orders[crew.key]], table)
        late = route.overtime and not alone.overtime
        if not late and all(stop.visit.key in sick for stop in route.stops if stop.faults):
            return
        loose = [stop.visit.key for stop in route.stops if stop.faults and stop.visit.key not in kept]
        loose = loose or [key for key in orders[crew.key] if key not in kept]
        if not loose:
            return
        orders[crew.key].remove(loose[-1])


def fit(
    orders: Orders, crews: Sequence[Crew], visits: Iterable[Visit], known: Mapping[int, Visit], table: Table
) -> list[Visit]:
    """Put visits into orders that stay as they are otherwise, the most urgent first; return what found no place.

    An urgent visit goes where it begins soonest, any other where it costs the least driving.
    """
    left = []
    for visit in sorted(visits, key=lambda each: (-each.urgency, each.end, each.key)):
        best = min(
            (found for crew in crews if (found := _place(orders, crew, visit, known, table)) is not None),
            default=None,
        )
        if best is None:
            left.append(visit)
        else:
            orders[best[1]].insert(best[2], visit.key)
    return left


def _place(
    orders: Orders, crew: Crew, visit: Visit, known: Mapping[int, Visit], table: Table
) -> tuple[tuple[int, int], int, int] | None:
    """Where in a crew's order a visit costs least: the cost, the crew, the turn; None when it fits nowhere."""
    if visit.place is None or not visit.professions <= crew.professions or visit.held not in (None, crew.key):
        return None
    order = [known[key] for key in orders[crew.key]]
    before = walk(crew, order, table)
    sick = {stop.visit.key for stop in before.stops if stop.faults}
    best = None
    for turn in range(len(order) + 1):
        tried = walk(crew, [*order[:turn], visit, *order[turn:]], table)
        if (tried.overtime and not before.overtime) or any(
            stop.faults and stop.visit.key not in sick for stop in tried.stops
        ):
            continue
        extra = tried.seconds - before.seconds
        begins = tried.stops[turn].begin if visit.urgency >= URGENT else 0
        if best is None or (begins, extra) < best[0]:
            best = ((begins, extra), crew.key, turn)
    return best


def smallest_change(
    orders: Orders, crews: Sequence[Crew], visits: Sequence[Visit], table: Table, *, kept: set[int]
) -> Orders:
    """Return the orders with what is in none of them fitted in; teams keep what they have.

    Only for an urgent visit that fits nowhere one less urgent visit (not ``kept``) gives way, and is fitted in elsewhere if it can be.
    """
    known = {visit.key: visit for visit in visits}
    orders = {crew.key: list(orders.get(crew.key, [])) for crew in crews}
    new = [visit for visit in visits if not any(visit.key in order for order in orders.values())]
    for visit in fit(orders, crews, new, known, table):
        if visit.urgency >= URGENT:
            orders = _give_way(orders, crews, visit, known, kept, table)
    return orders


def _give_way(
    orders: Orders, crews: Sequence[Crew], visit: Visit, known: Mapping[int, Visit], kept: set[int], table: Table
) -> Orders:
    options = []
    for crew in crews:
        for key in orders[crew.key]:
            other = known[key]
            if key in kept or other.urgency >= visit.urgency:
                continue
            tried = {**orders, crew.key: [each for each in orders[crew.key] if each != key]}
            if (found := _place(tried, crew, visit, known, table)) is not None:
                options.append((other.urgency, found, crew.key, key))
    if not options:
        return orders
    _urgency, (_cost, _crew, turn), owner, gone = min(options)
    changed = {**orders, owner: [each for each in orders[owner] if each != gone]}
    changed[owner].insert(turn, visit.key)
    changed = {crew: list(order) for crew, order in changed.items()}
    fit(changed, crews, [known[gone]], known, table)
    return changed


def why_not(visit: Visit, crews: Sequence[Crew], table: Table) -> Why:
    """Return why a visit that is in no order is in none."""
    if visit.place is None:
        return Why.PLACE
    if not crews:
        return Why.TEAM
    if visit.end < min(crew.hours[0][0] for crew in crews) or visit.end < visit.start:
        return Why.OVER
    able = [crew for crew in crews if visit.professions <= crew.professions and visit.held in (None, crew.key)]
    if not able:
        return Why.PROFESSION if visit.held is None else Why.TEAM
    if all(walk(crew, [visit], table).broken for crew in able):
        return Why.HOURS
    return Why.FULL
