"""A day driven in numbers: hours, gaps, windows, and what a plan may not do."""

from __future__ import annotations

from dataclasses import replace

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yaqaza.field.dispatch.plan import Crew, Fault, Visit, check, drive, settle, walk
from yaqaza.field.dispatch.solving import Why, fit, smallest_change, solve, why_not
from yaqaza.field.dispatch.travel import seconds, table
from yaqaza.field.distance import kilometres

HOUR = 3600
ALGIERS, BLIDA, TIPAZA = (3.06, 36.75), (2.83, 36.47), (2.45, 36.59)
WAYS = table([ALGIERS, BLIDA, TIPAZA])
DOCTOR = frozenset({"DOCTOR"})


def crew(key: int = 1, hours=((8 * HOUR, 16 * HOUR),), professions=DOCTOR, start: int = 0) -> Crew:
    return Crew(key, hours, start, 0, professions)


def visit(key: int, place: int | None = 1, start: int = 8, end: int = 16, urgency: int = 2, **more) -> Visit:
    return Visit(key, place, start * HOUR, end * HOUR, 1800, urgency, **more)


def test_ways_are_those_that_missions_tell_and_longer_ones_are_faster() -> None:
    assert WAYS.metres[0, 1] == round(kilometres(ALGIERS, BLIDA) * 1000)
    assert [round(each) for each in seconds(numpy.array([0.0, 5_000, 30_000, 108_000]))] == [0, 818, 2693, 6293]


@given(st.lists(st.integers(0, 300_000), min_size=2, max_size=2))
def test_a_way_over_a_third_place_never_takes_less_time(parts: list[int]) -> None:
    whole, first, second = seconds(numpy.array([float(sum(parts)), *map(float, parts)]))
    assert whole <= first + second + 1e-6


def test_a_way_rests_in_a_gap_and_a_visit_is_not_torn_by_it() -> None:
    hours = ((8 * HOUR, 12 * HOUR), (13 * HOUR, 16 * HOUR))
    assert drive(hours, 11 * HOUR + 1800, HOUR) == 13 * HOUR + 1800
    assert settle(hours, 11 * HOUR + 2700, 1800) == 13 * HOUR
    assert settle(hours, 15 * HOUR + 2700, 1800) is None


def test_a_route_tells_when_it_leaves_arrives_and_is_back() -> None:
    way = int(WAYS.seconds[0, 1])
    route = walk(crew(), [visit(7, start=10)], WAYS)
    assert [(stop.arrive, stop.begin, stop.leave) for stop in route.stops] == [(10 * HOUR, 10 * HOUR, 10 * HOUR + 1800)]
    assert (route.depart, route.back) == (10 * HOUR - way, 10 * HOUR + 1800 + way)
    assert (route.metres, route.seconds, route.broken) == (2 * int(WAYS.metres[0, 1]), 2 * way, False)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (visit(1, professions=frozenset({"NURSE"})), Fault.PROFESSION),
        (visit(1, start=6, end=8), Fault.LATE),
        (visit(1, start=16, end=18), Fault.HOURS),
        (visit(1, held=2), Fault.HELD),
        (visit(1, place=None), Fault.PLACE),
    ],
)
def test_what_cannot_be_is_marked_whoever_put_it_there(wrong: Visit, fault: Fault) -> None:
    assert fault in walk(crew(), [wrong], WAYS).stops[0].faults
    assert (1, fault) in check({1: [1]}, [crew()], [wrong], WAYS)


def test_a_visit_in_two_orders_and_a_late_way_home_are_seen() -> None:
    both = check({1: [5], 2: [5]}, [crew(1), crew(2)], [visit(5)], WAYS)
    assert both == [(5, Fault.TWICE)]
    late = visit(5, start=15, end=16)
    assert check({1: [5]}, [crew()], [late], WAYS) == [(5, Fault.HOURS)]


def test_a_visit_goes_to_the_team_that_has_the_profession_and_the_time() -> None:
    nurse = crew(2, professions=frozenset({"NURSE"}))
    assert solve([crew(1), nurse], [visit(5, professions=DOCTOR), visit(6, 2, professions=frozenset({"NURSE"}))], WAYS, pinned={}) == {
        1: [5], 2: [6],
    }  # fmt: skip


def test_what_is_pinned_stays_with_its_team_in_its_order() -> None:
    visits = [visit(1, 1), visit(2, 2), visit(3, 1), visit(4, 2)]
    orders = solve([crew(1), crew(2)], visits, WAYS, pinned={2: [4, 1]})
    assert [key for key in orders[2] if key in (4, 1)] == [4, 1]
    assert sorted(orders[1] + orders[2]) == [1, 2, 3, 4]
    assert check(orders, [crew(1), crew(2)], visits, WAYS) == []


@pytest.mark.parametrize(
    ("lost", "crews", "why"),
    [
        (visit(1, place=None), [crew()], Why.PLACE),
        (visit(1), [], Why.TEAM),
        (visit(1, start=5, end=6), [crew()], Why.OVER),
        (visit(1, professions=frozenset({"NURSE"})), [crew()], Why.PROFESSION),
        (visit(1, start=15, end=16), [crew()], Why.HOURS),
        (visit(1), [crew()], Why.FULL),
    ],
)
def test_what_is_left_over_says_why(lost: Visit, crews: list[Crew], why: Why) -> None:
    assert why_not(lost, crews, WAYS) is why


def test_what_is_pinned_and_cannot_be_drives_nothing_else_out() -> None:
    over = visit(1, 1, start=6, end=8)
    assert set(solve([crew(1)], [over, visit(2, 2)], WAYS, pinned={1: [1]})[1]) == {1, 2}


def test_a_day_whose_windows_are_all_over_has_no_order() -> None:
    assert solve([crew(1)], [visit(1, start=6, end=7)], WAYS, pinned={}) == {1: []}


def test_something_urgent_is_fitted_in_where_it_begins_soonest_and_the_others_stay() -> None:
    standing = {1: [1, 2], 2: [3]}
    visits = [visit(1, 1), visit(2, 2), visit(3, 2), visit(9, 1, urgency=4, end=10)]
    orders = smallest_change(standing, [crew(1), crew(2)], visits, WAYS, kept=set())
    assert {key: [each for each in order if each != 9] for key, order in orders.items()} == standing
    assert orders[1] == [9, 1, 2] or orders[2] == [9, 3] or orders[1] == [1, 9, 2]
    assert check(orders, [crew(1), crew(2)], visits, WAYS) == []


def test_only_for_something_urgent_one_less_urgent_visit_gives_way() -> None:
    short = crew(hours=((8 * HOUR, 12 * HOUR),))
    visits = [replace(visit(1, 1), lasts=4000), visit(9, 2, urgency=4, end=10)]
    assert smallest_change({1: [1]}, [short], visits, WAYS, kept=set()) == {1: [9]}
    assert smallest_change({1: [1]}, [short], visits, WAYS, kept={1}) == {1: [1]}
    quiet = [visits[0], replace(visits[1], urgency=2)]
    assert smallest_change({1: [1]}, [short], quiet, WAYS, kept=set()) == {1: [1]}


def test_a_sick_order_is_no_worse_for_what_is_fitted_in() -> None:
    orders = {1: [1]}
    late, new = visit(1, 1, start=6, end=7), visit(2, 1)
    assert fit(orders, [crew()], [new], {1: late, 2: new}, WAYS) == []
    assert sorted(orders[1]) == [1, 2]


SPOT = st.tuples(st.floats(2.5, 3.5), st.floats(36.2, 36.9))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_no_proposal_breaks_a_rule_whatever_the_day(data: st.DataObject) -> None:
    count, teams = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 3))
    ways = table(data.draw(st.lists(SPOT, min_size=count + teams, max_size=count + teams)))
    trades = st.frozensets(st.sampled_from(["DOCTOR", "NURSE"]))
    gap = data.draw(st.integers(0, 2))
    hours = ((8 * HOUR, 12 * HOUR), ((12 + gap) * HOUR, 17 * HOUR)) if gap else ((8 * HOUR, 17 * HOUR),)
    crews = [Crew(key, hours, key, key, data.draw(trades)) for key in range(teams)]
    visits = []
    for key in range(count):
        start = data.draw(st.integers(7, 16))
        end = start + data.draw(st.integers(1, 4))
        visits.append(
            Visit(key, teams + key, start * HOUR, end * HOUR, 1800, data.draw(st.integers(1, 4)), data.draw(trades))
        )
    orders = solve(crews, visits, ways, pinned={})
    assert check(orders, crews, visits, ways) == []
    left = {visit.key for visit in visits} - {key for order in orders.values() for key in order}
    assert all(why_not(visits[key], crews, ways) for key in left)
