"""How long a day of 400 missions and 60 teams takes to plan, how much is driven, and whether any rule is broken.

    python benchmarks/dispatch.py [--seconds 5]

Every day is made by a seed, around the communes of a synthetic province of 90 × 70 km; everything is planned by what the page calls.
What it proposes is checked here by its own few lines, which share nothing with the program but the table of ways. The same days are
planned nearest-first: each visit, as its window opens, goes to the nearest team that can make it; since that leaves visits out, travel
is compared on the visits that both make. Beside it, instances of the form of Solomon's and
of Gehring and Homberger's (customers in clusters, anywhere, or both; 100 and 200 of them; generated, since the originals come with no
package) are solved by VROOM as the program uses it and by PyVRP, for ``--seconds`` each, as the reference.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import numpy
import vroom

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from yaqaza.field.dispatch.plan import Crew, Orders, Visit, check
from yaqaza.field.dispatch.solving import solve
from yaqaza.field.dispatch.travel import Table, table

HOUR = 3600
TRADES = ("DOCTOR", "NURSE", "PSYCHOLOGIST", "SOCIOLOGIST", "SOCIAL_ASSISTANT", "ECONOMIST")


def a_day(seed: int, missions: int = 400, teams: int = 60) -> tuple[list[Crew], list[Visit], Table]:
    """Return the teams and visits of a day: twelve bases, towns with most of the visits, a break at noon for half of the teams."""
    rng = random.Random(seed)
    towns = [(3.0 + rng.random() * 1.0, 36.2 + rng.random() * 0.63) for _ in range(25)]

    def somewhere() -> tuple[float, float]:
        lon, lat = rng.choice(towns)
        return lon + rng.gauss(0, 0.025), lat + rng.gauss(0, 0.02)

    bases = towns[:12]
    places = [bases[number % 12] for number in range(teams)] + [somewhere() for _ in range(missions)]
    crews = []
    for number in range(teams):
        begins = rng.choice((7, 8, 8, 8, 9, 12)) * HOUR
        ends = begins + rng.choice((7, 8, 8, 9)) * HOUR
        noon = rng.choice((12, 13)) * HOUR
        hours = (
            ((begins, noon), (noon + HOUR // 2, ends))
            if begins < noon - HOUR and rng.random() < 0.5
            else ((begins, ends),)
        )
        trades = frozenset({"SOCIAL_ASSISTANT", *rng.sample(TRADES, rng.choice((1, 2, 3)))})
        crews.append(Crew(number, hours, number, number, trades))
    visits = []
    for number in range(missions):
        urgency = rng.choices((4, 3, 2, 1), (3, 12, 45, 40))[0]
        start = rng.randint(8, 15) * HOUR
        end = start + {4: 2, 3: 3, 2: 4, 1: 8}[urgency] * HOUR
        trades = frozenset(rng.sample(TRADES, rng.choices((0, 1, 2), (55, 40, 5))[0]))
        visits.append(Visit(number, teams + number, start, end, rng.choice((20, 30, 45)) * 60, urgency, trades))
    return crews, visits, table(places)


def broken(orders: Orders, crews: Sequence[Crew], visits: Sequence[Visit], ways: Table) -> list[str]:
    """Return the hard rules that a plan breaks, told by lines of their own."""
    found, done = [], []
    for crew in crews:
        now, here = crew.hours[0][0], crew.start
        for key in orders[crew.key]:
            visit = visits[key]
            done.append(key)
            if visit.professions - crew.professions:
                found.append(f"{key}: nobody in team {crew.key} has the profession")
            now = later(crew, now, int(ways.seconds[here, visit.place]))
            now = max(now, visit.start)
            while not any(start <= now and now + visit.lasts <= end for start, end in crew.hours):
                upcoming = [start for start, _end in crew.hours if start > now]
                if not upcoming:
                    found.append(f"{key}: outside the hours of team {crew.key}")
                    break
                now = min(upcoming)
            if now > visit.end:
                found.append(f"{key}: {(now - visit.end) // 60} min after its window")
            now, here = now + visit.lasts, visit.place
        if orders[crew.key] and later(crew, now, int(ways.seconds[here, crew.end])) > crew.hours[-1][1]:
            found.append(f"team {crew.key}: back after its hours")
    return found + [f"{key}: twice" for key in set(done) if done.count(key) > 1]


def later(crew: Crew, now: int, seconds: int) -> int:
    """Drive minute by minute's worth of seconds, resting where the team rests."""
    for (_start, end), (begins, _end) in pairwise(crew.hours):
        if now <= end < now + seconds or end <= now < begins:
            seconds, now = seconds - max(0, end - now), begins
    return now + seconds


def driven(orders: Orders, crews: Sequence[Crew], visits: Sequence[Visit], ways: Table) -> tuple[int, float, float]:
    """Return how many visits are made, and how many km and hours are driven for them."""
    metres = seconds = 0
    for crew in crews:
        road = [crew.start, *(visits[key].place for key in orders[crew.key]), crew.end] if orders[crew.key] else []
        for start, end in pairwise(road):
            metres, seconds = metres + int(ways.metres[start, end]), seconds + int(ways.seconds[start, end])
    return sum(map(len, orders.values())), metres / 1000, seconds / 3600


def nearest_first(crews: Sequence[Crew], visits: Sequence[Visit], ways: Table) -> Orders:
    """Return what an officer does who takes the visits as their windows open, the urgent first, and sends the nearest team that can."""
    orders: Orders = {crew.key: [] for crew in crews}
    for visit in sorted(visits, key=lambda each: (each.start, -each.urgency, each.key)):

        def away(crew: Crew, visit: Visit = visit) -> int:
            here = visits[orders[crew.key][-1]].place if orders[crew.key] else crew.start
            return int(ways.seconds[here, visit.place])

        for crew in sorted(crews, key=away):
            tried = {crew.key: [*orders[crew.key], visit.key]}
            if visit.professions <= crew.professions and not broken(tried, [crew], visits, ways):
                orders[crew.key].append(visit.key)
                break
    return orders


def days(count: int) -> None:
    print(f"400 missions, 60 teams ({os.cpu_count()} processors, VROOM {version('pyvroom')})")
    print(
        "day      s     made      km       h | nearest-first: made     km | the same visits planned: km   ratio | rules broken"
    )
    ratios, times, wrong = [], [], 0
    for seed in range(1, count + 1):
        crews, visits, ways = a_day(seed)
        began = time.perf_counter()
        orders = solve(crews, visits, ways, pinned={})
        times.append(time.perf_counter() - began)
        bad = broken(orders, crews, visits, ways) + [str(each) for each in check(orders, crews, visits, ways)]
        made, km, hours = driven(orders, crews, visits, ways)
        other = nearest_first(crews, visits, ways)
        common = {key for order in other.values() for key in order}
        other_made, other_km, _hours = driven(other, crews, visits, ways)
        same = solve(crews, [visit for visit in visits if visit.key in common], ways, pinned={})
        bad += broken(same, crews, visits, ways)
        same_made, same_km, _hours = driven(same, crews, visits, ways)
        ratios.append(same_km / other_km)
        wrong += len(bad)
        print(
            f"{seed:>3} {times[-1]:>6.2f} {made:>4}/{len(visits)} {km:>7.0f} {hours:>7.1f} | {other_made:>19}{other_km:>7.0f} |"
            f" {same_made:>8} {same_km:>20.0f} {ratios[-1]:>6.2f}× | {len(bad)}"
        )
    print(
        f"slowest plan {max(times):.2f} s (goal 2), travel {sum(ratios) / count:.2f}× of nearest-first on the same visits (goal 0.75),"
        f" rules broken: {wrong}"
    )


def an_instance(form: str, customers: int, seed: int) -> dict[str, numpy.ndarray]:
    """Return an instance as Solomon made them: a depot, demands, windows around the moment a tour would come by, capacity 200."""
    rng = numpy.random.default_rng(seed)
    side = 100 * math.sqrt(customers / 100)
    spread = rng.uniform(0, side, (customers, 2))
    middles = rng.uniform(0.1 * side, 0.9 * side, (max(4, customers // 10), 2))
    near = middles[rng.integers(0, len(middles), customers)] + rng.normal(0, 0.035 * side, (customers, 2))
    clustered = {
        "R": numpy.zeros(customers, bool),
        "C": numpy.ones(customers, bool),
        "RC": rng.random(customers) < 0.5,
    }[form]
    places = numpy.vstack([[side / 2, side / 2], numpy.where(clustered[:, None], near, spread)])
    way = numpy.sqrt(((places[:, None] - places) ** 2).sum(2))
    horizon = int(3 * side + 90 * 4)
    middle = rng.uniform(way[0, 1:] + 5, horizon - way[0, 1:] - 20)
    half = rng.choice([15, 30, 60], customers)
    start = numpy.maximum(0, middle - half).astype(int)
    end = numpy.minimum(horizon - way[0, 1:] - 11, middle + half).astype(int)
    return {
        "way": (way * 10).astype(int), "demand": rng.integers(5, 40, customers), "start": numpy.minimum(start, end) * 10, "end": end * 10,
        "horizon": numpy.array(horizon * 10), "service": numpy.array(100),
    }  # fmt: skip


def by_vroom(instance: dict[str, numpy.ndarray], seconds: float) -> tuple[float, int, float]:
    began, count = time.perf_counter(), len(instance["demand"])
    problem = vroom.Input()
    problem.set_durations_matrix(profile="car", matrix_input=instance["way"].astype(numpy.uint32))
    for number in range(count // 2):
        window = vroom.TimeWindow(0, int(instance["horizon"]))
        problem.add_vehicle(vroom.Vehicle(number, start=0, end=0, capacity=[200], time_window=window))
    for number in range(count):
        problem.add_job(
            vroom.Job(
                number, location=number + 1, default_service=int(instance["service"]),
                delivery=vroom.Amount([int(instance["demand"][number])]),
                time_windows=[vroom.TimeWindow(int(instance["start"][number]), int(instance["end"][number]))],
            )
        )  # fmt: skip
    answer = problem.solve(exploration_level=5, nb_threads=2, timeout=timedelta(seconds=seconds)).to_dict()
    return answer["summary"]["cost"] / 10, len(answer["unassigned"]), time.perf_counter() - began


def by_pyvrp(instance: dict[str, numpy.ndarray], seconds: float) -> tuple[float, bool]:
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    model, count = Model(), len(instance["demand"])
    spots = [model.add_location(0, number) for number in range(count + 1)]
    depot = model.add_depot(spots[0], tw_late=int(instance["horizon"]))
    model.add_vehicle_type(
        count // 2,
        capacity=200,
        start_depot=depot,
        end_depot=depot,
        tw_late=int(instance["horizon"]),
        unit_distance_cost=1,
    )
    for number in range(count):
        model.add_client(
            spots[number + 1], delivery=int(instance["demand"][number]), service_duration=int(instance["service"]),
            tw_early=int(instance["start"][number]), tw_late=int(instance["end"][number]),
        )  # fmt: skip
    way = instance["way"].tolist()
    for start, row in zip(spots, way, strict=True):
        for end, length in zip(spots, row, strict=True):
            if start is not end:
                model.add_edge(start, end, distance=length, duration=length)
    result = model.solve(MaxRuntime(seconds), display=False, collect_stats=False)
    return result.cost() / 10, result.is_feasible()


def references(seconds: float) -> None:
    print(
        f"\nVRPTW, generated in the form of Solomon and of Gehring and Homberger; PyVRP {version('pyvrp')}, {seconds:g} s each"
    )
    print("instance    VROOM      s  left out |  PyVRP   VROOM / PyVRP")
    ratios = []
    for customers in (100, 200):
        for form in ("R", "C", "RC"):
            for seed in (1, 2):
                instance = an_instance(form, customers, seed)
                cost, out, took = by_vroom(instance, seconds)
                other, feasible = by_pyvrp(instance, seconds)
                ratios.append(cost / other)
                told = f"{ratios[-1]:.3f}×" if feasible and not out else "not comparable"
                print(
                    f"{form + str(customers) + '-' + str(seed):<9} {cost:>8.1f} {took:>6.2f} {out:>9} | {other:>6.1f} {told:>15}"
                )
    print(f"VROOM drives {sum(ratios) / len(ratios):.3f}× of PyVRP")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5, help="what PyVRP is given for each instance")
    parser.add_argument("--days", type=int, default=5)
    options = parser.parse_args()
    days(options.days)
    references(options.seconds)


if __name__ == "__main__":
    main()
