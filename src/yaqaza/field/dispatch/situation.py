"""What a day is planned from: the missions of an area, the teams that may go, their hours and who is there."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.field import queries
from yaqaza.field.dispatch.plan import Crew, Hours, Orders, Visit
from yaqaza.field.dispatch.travel import Table, table
from yaqaza.field.distance import Position
from yaqaza.field.models import Membership, Mission, Shift, Team
from yaqaza.field.roster import hours as wall
from yaqaza.field.roster import queries as roster
from yaqaza.field.rules import serving
from yaqaza.field.states import OUT, Duty, MissionStatus
from yaqaza.territory.models import Area, Level

OFFICE = (time(8), time(16, 30))
"""The hours of a team that no roster plans."""

SMALL = (Level.COMMUNE, Level.DISTRICT)
TO_COME = (MissionStatus.WAITING, MissionStatus.ORDERED)


@dataclass(slots=True)
class Situation:
    """A day as numbers for the plan, and as rows for the page; teams and missions by their ids."""

    day: date
    at: datetime
    teams: dict[int, Team] = field(default_factory=dict)
    missions: dict[int, Mission] = field(default_factory=dict)
    crews: list[Crew] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)  # missions of these teams that the reader may not read
    out: dict[int, Mission] = field(default_factory=dict)  # by team: what it drives to, or where it is
    unplanned: set[int] = field(default_factory=set)  # teams that no roster knows: office hours
    table: Table = field(default_factory=lambda: table([]))
    fingerprint: str = ""

    @property
    def standing(self) -> Orders:
        """Return what stands now: the missions of each team, as planned, then by hour."""
        orders: Orders = {crew.key: [] for crew in self.crews}
        for visit in self.visits:
            team = self.missions[visit.key].team_id
            if team in orders:
                orders[team].append(visit.key)
        for keys in orders.values():
            keys.sort(key=lambda key: _turn(self.missions[key]))
        return orders


def _turn(mission: Mission) -> tuple[datetime, int, int]:
    return mission.planned_at or mission.window_start, mission.turn or 0, mission.pk


def look(area: Area, day: date, *, seen_by: User, at: datetime) -> Situation:
    """Return the situation of a day in an area at a moment, in seven queries."""
    made = Situation(day, at)
    first, last = wall.midnight(day), wall.midnight(day + wall.DAY)
    teams = Team.objects.filter(within(seen_by, Permission.MISSION_ORDER), active=True).filter(
        Q(area__path__startswith=area.path)
        | Q(area__in=area.ancestor_ids)
        | Q(missions__area_path__startswith=area.path)
    )
    rows = Team.objects.filter(pk__in=teams.values("pk")).select_related("organisation", "area").defer("area__geometry")
    made.teams = {team.pk: team for team in rows.order_by("id")}
    begun = at >= first
    open_then = Mission.objects.filter(status__in=TO_COME, window_start__lt=last, window_end__gt=first)
    if not begun:  # what a team has for an earlier day is that day's matter
        open_then = open_then.filter(Q(team=None) | Q(window_start__gte=first))
    readable = queries.visible_to(seen_by).filter(
        within(seen_by, Permission.MISSION_ORDER, area_path="area_path"), status__in=TO_COME
    )
    here = Q(area_path__startswith=area.path) & (Q(team=None) | Q(team__in=made.teams))
    wanted = open_then.filter(here | Q(team__in=made.teams)).select_related("area", "team", "person", "alert")
    told = set(readable.filter(here | Q(team__in=made.teams)).values_list("pk", flat=True))
    made.missions = {
        each.pk: each for each in wanted.defer("area__geometry").order_by("id") if each.team_id or each.pk in told
    }
    made.closed = set(made.missions) - told
    out = Mission.objects.filter(team__in=made.teams, status__in=OUT).select_related("area").defer("area__geometry")
    made.out = {each.team_id or 0: each for each in out.order_by("departed_at")} if begun else {}
    _count(made, _crews(made, first, last))
    return made


def _crews(made: Situation, first: datetime, last: datetime) -> dict[int, tuple[Hours, frozenset[str]]]:
    """The hours of each team that goes on the day, and the professions that are there during all of them."""
    members: dict[int, list[Membership]] = defaultdict(list)
    for row in Membership.objects.filter(serving(made.day), team__in=made.teams):
        members[row.team_id].append(row)
    shifts: dict[int, list[Shift]] = defaultdict(list)
    known = Shift.objects.filter(
        team__in=made.teams,
        on_call=False,
        duty=Duty.ROAD,
        starts_at__lt=last + roster.AHEAD,
        ends_at__gt=first - roster.AHEAD,
    )
    for shift in known.order_by("starts_at"):
        shifts[shift.team_id or 0].append(shift)
    people = {row.user_id for rows in members.values() for row in rows}
    away = {leave.user_id for leave in roster.away(people, first, last)}
    found: dict[int, tuple[Hours, frozenset[str]]] = {}
    for key in made.teams:
        there = [row for row in members[key] if row.user_id not in away]
        if not shifts[key]:
            made.unplanned.add(key)
            span = wall.span(made.day, *OFFICE)
            spans = {row.user_id: [span] for row in there}
        else:
            spans = defaultdict(list)
            for shift in shifts[key]:
                begins_today = first <= shift.starts_at < last
                goes_on = shift.starts_at < first < shift.ends_at and made.at > first
                if shift.user_id not in away and (begins_today or goes_on):
                    spans[shift.user_id].append((shift.starts_at, shift.ends_at))
        hours = _joined(span for each in spans.values() for span in each)
        trades = defaultdict(list)
        for row in there:
            trades[row.profession] += spans.get(row.user_id, [])
        if hours and there:
            found[key] = hours, frozenset(trade for trade, each in trades.items() if _joined(each) == hours)
    return found


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> Hours:
    """Hours one after the other, in seconds; what touches is one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((int(start.timestamp()), int(end.timestamp())) for start, end in spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _count(made: Situation, going: dict[int, tuple[Hours, frozenset[str]]]) -> None:
    """Turn rows into numbers: places, windows within the day, and a fingerprint of everything but the hour."""
    places: list[Position] = []

    def put(position: Position | None) -> int | None:
        if position is None:
            return None
        places.append(position)
        return len(places) - 1

    day_end = int(wall.midnight(made.day + wall.DAY).timestamp())
    at = int(made.at.timestamp())
    for key, (hours, trades) in going.items():
        base, free = put(queries.home_of(made.teams[key])), at
        if base is None:
            continue
        start = base
        if (mission := made.out.get(key)) is not None:
            there = put(where(mission))
            start = base if there is None else there
            free = max(at, _there(mission, at, places[base], places[start]) + mission.minutes * 60)
        left = tuple((max(begins, free), ends) for begins, ends in hours if ends > free)
        if left:
            made.crews.append(Crew(key, left, start, base, trades))
    for key, mission in made.missions.items():
        end = int(mission.window_end.timestamp())
        made.visits.append(
            Visit(
                key, put(where(mission)), max(int(mission.window_start.timestamp()), at), min(end, day_end), mission.minutes * 60,
                mission.urgency, frozenset(mission.professions), mission.team_id if key in made.closed else None, end <= day_end,
            )
        )  # fmt: skip
    made.table = table(places)
    made.fingerprint = _fingerprint(made, going)


def _there(mission: Mission, at: int, base: Position, place: Position) -> int:
    """When a team that is out arrived, or arrives: it left its base for there, and is not there yet."""
    if mission.arrived_at is not None or mission.departed_at is None:
        return int(mission.arrived_at.timestamp()) if mission.arrived_at else at
    return max(at, int(mission.departed_at.timestamp()) + table([base, place]).way(0, 1)[1])


def where(mission: Mission) -> Position | None:
    """Return where a mission is driven to: its position, else the middle of its commune or district."""
    return mission.position or (queries.centre_of(mission.area) if mission.area.level in SMALL else None)


def _fingerprint(made: Situation, going: dict[int, tuple[Hours, frozenset[str]]]) -> str:
    told = {
        "teams": [[key, hours, sorted(trades)] for key, (hours, trades) in going.items()],
        "out": sorted([key, each.pk, each.status] for key, each in made.out.items()),
        "missions": [
            [
                each.pk, each.status, each.team_id, each.urgency, each.minutes, sorted(each.professions), where(each),
                each.window_start.isoformat(), each.window_end.isoformat(), each.planned_at and each.planned_at.isoformat(), each.turn,
            ]
            for each in made.missions.values()
        ],
    }  # fmt: skip
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def moment(seconds: int) -> datetime:
    """Return a moment of the plan as the country tells it."""
    return timezone.localtime(datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone()))


FRESH = timedelta(minutes=30)
"""How long a proposal for today is as good as it was: later, teams would leave at hours that are past."""
