"""Where teams are on the live desk: on the map by a letter, in words in the list, and nowhere for those who may not know."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import shapely
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.alerts import maps
from yaqaza.desk import board as boards
from yaqaza.desk import roads
from yaqaza.field import actions
from yaqaza.field.models import Membership, Mission, Shift, Team
from yaqaza.field.states import Duty, Profession, Purpose

PANES = reverse("desk:live_panes")


@pytest.fixture
def outlines(places):
    """A square for each place of Algiers: 0.1 degrees wide, one beside the other."""
    maps._ground.cache_clear()
    for number, area in enumerate((places.bab_el_oued, places.casbah)):
        west = 3.0 + number * 0.1
        area.geometry = shapely.to_wkb(shapely.box(west, 36.7, west + 0.1, 36.8))
        area.min_lon, area.min_lat, area.max_lon, area.max_lat = west, 36.7, west + 0.1, 36.8
        area.centroid_lon, area.centroid_lat = west + 0.05, 36.75
        area.save()
    yield places
    maps._ground.cache_clear()


@pytest.fixture
def team(cast, houses, places, outlines) -> Team:
    houses.cell.lon, houses.cell.lat = 3.15, 36.75
    houses.cell.save()
    made = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 1", name_fr="Équipe 1")
    Membership.objects.create(team=made, user=cast.farid, profession=Profession.DOCTOR)
    return made


def sent(cast, team, area, **more) -> Mission:
    now = timezone.now()
    return actions.order(
        **{"by": cast.duniya, "team": team, "purpose": Purpose.EMERGENCY, "urgency": 4, "area": area, "window_start": now,
        "window_end": now + timedelta(hours=2)} | more
    )  # fmt: skip


def one(user) -> roads.Road:
    return roads.roads(user, timezone.now())[0]


def test_a_team_stands_at_its_base_then_where_its_mission_is(cast, team, places) -> None:
    assert (one(cast.duniya).position, one(cast.duniya).letter) == ((3.15, 36.75), "أ")
    mission = sent(cast, team, places.bab_el_oued)
    assert one(cast.duniya).position == (3.15, 36.75)  # ordered, not gone
    mission = actions.depart(mission=mission, by=cast.farid)
    assert (one(cast.duniya).position, one(cast.duniya).place) == (
        (3.05, 36.75),
        "باب الوادي",
    )  # the middle of the commune
    Mission.objects.filter(pk=mission.pk).update(lon=3.01, lat=36.71)
    assert one(cast.duniya).position == (3.01, 36.71)
    with override("fr"):
        assert one(cast.duniya).letter == "A"


def test_no_place_is_guessed(cast, team, houses) -> None:
    houses.cell.lon = houses.cell.lat = None
    houses.cell.save()
    assert one(cast.duniya).position is None  # the middle of a province is no base
    assert roads.marks(roads.roads(cast.duniya, timezone.now())) == []


def test_a_team_that_nobody_serves_in_and_one_whose_shift_is_not_now_are_not_drawn(cast, team, houses) -> None:
    now = timezone.now()
    shift = Shift.objects.create(
        organisation=houses.cell, user=cast.farid, duty=Duty.ROAD, team=team, planned_by=cast.brahim,
        starts_at=now + timedelta(hours=3), ends_at=now + timedelta(hours=9),
    )  # fmt: skip
    assert (one(cast.duniya).resting, one(cast.duniya).position) == (True, None)
    shift.starts_at = now - timedelta(hours=1)
    shift.save()
    assert (one(cast.duniya).resting, one(cast.duniya).position) == (False, (3.15, 36.75))
    shift.delete()
    team.memberships.update(from_on=timezone.localdate() + timedelta(days=1))
    assert one(cast.duniya).position is None


def test_where_a_team_is_on_a_closed_file_is_told_to_those_who_read_it(cast, team, places, signed_in) -> None:
    mission = sent(cast, team, places.bab_el_oued, by=cast.brahim)
    actions.depart(mission=mission, by=cast.farid)
    Mission.objects.filter(pk=mission.pk).update(sensitive=True)
    road = one(cast.duniya)
    assert (road.mission, road.position, road.closed) == (None, None, True)
    page = signed_in(cast.duniya).get(f"{PANES}?want=teams,map").content.decode()
    assert "باب الوادي" not in page and "نجدة" not in page and "الفرقة 1" in page
    assert one(cast.brahim).position == (3.05, 36.75)


def test_the_map_draws_the_letter_that_the_list_tells(cast, team, signed_in) -> None:
    page = signed_in(cast.duniya).get(f"{PANES}?want=teams,map").content.decode()
    assert re.search(r'<rect class="team team--free"[^>]*/><text class="team-text[^>]*>أ</text>', page)
    assert re.search(r'على الخريطة: </span>أ</b><span class="board__text">الفرقة 1<small>في مقرها', page)
    assert "تبليغات في الانتظار، وفرق" in page


def test_teams_in_one_place_stand_beside_each_other(cast, team, houses, places) -> None:
    for number in range(2, 5):
        more = Team.objects.create(
            organisation=houses.cell, area=places.algiers, name_ar=f"الفرقة {number}", name_fr="x"
        )
        Membership.objects.create(team=more, user=cast.farid, profession=Profession.DRIVER)
    squares = boards.board(cast.duniya, panes=["map"]).map.squares
    assert [square.letter for square in squares] == ["أ", "ب", "ج", "د"]
    assert len({(square.x, square.y) for square in squares}) == 4
    assert all(square.corner_x >= 0 and square.x <= maps.WIDTH for square in squares)


def test_a_letter_stays_when_another_team_leaves(cast, team, houses, places) -> None:
    other = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 2", name_fr="Équipe 2")
    nadia = make_user("nadia", "نادية", Role.FIELD_WORKER, houses.cell, places.algiers)
    Membership.objects.create(team=other, user=nadia, profession=Profession.DRIVER)
    before = {road.standing.team.pk: road.letter for road in roads.roads(cast.duniya, timezone.now())}
    actions.depart(mission=sent(cast, other, places.casbah), by=nadia)
    assert {road.standing.team.pk: road.letter for road in roads.roads(cast.duniya, timezone.now())} == before


def test_three_teams_cost_as_many_queries_as_one(cast, team, houses, places, django_assert_num_queries) -> None:
    actions.depart(mission=sent(cast, team, places.bab_el_oued), by=cast.farid)
    now = timezone.now()
    _ = cast.duniya.current_postings
    with django_assert_num_queries(7):
        roads.roads(cast.duniya, now)
    for number in range(2):
        Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar=f"فرقة {number}", name_fr="x")
    with django_assert_num_queries(7):
        roads.roads(cast.duniya, now)
