"""Reads of teams: who serves in them, how they stand now and how far they are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.core.refusal import NotFound
from yaqaza.field.distance import Position, kilometres
from yaqaza.field.models import Membership, Mission, Team
from yaqaza.field.rules import serving
from yaqaza.field.states import OPEN, OUT, SILENCE, MissionStatus, Presence
from yaqaza.territory.models import Area, Level

S = MissionStatus
FAR_AWAY = 1e6  # km: where a place is not known, it stands last


def span_of(day: date) -> tuple[datetime, datetime]:
    """Return when a day begins and ends."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    return start, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def own_teams(user: User) -> QuerySet[Membership]:
    """Return the user's memberships of today."""
    return Membership.objects.filter(serving(), user=user)


@dataclass(slots=True)
class Standing:
    """How a team stands now: who serves, what it has today, how far it is."""

    team: Team
    presence: Presence
    members: list[Membership] = field(default_factory=list)
    today: list[Mission] = field(default_factory=list)
    distance: float | None = None  # km, about

    @property
    def load(self) -> int:
        """Return how many of today's missions are still to be done."""
        return sum(mission.is_open for mission in self.today)

    @property
    def current(self) -> Mission | None:
        """Return the mission that the team is out on."""
        return next((mission for mission in self.today if mission.status in OUT), None)


def teams_visible_to(user: User) -> QuerySet[Team]:
    """Return the teams that a user may send, compose or serves in."""
    reach = within(user, Permission.MISSION_ORDER, Permission.TEAM_MANAGE)
    return Team.objects.filter(reach | Q(pk__in=own_teams(user).values("team")))


def get_team(uuid: UUID | str, *, seen_by: User) -> Team:
    """Return a team; one answer for "no such team" and "not yours"."""
    team = (
        teams_visible_to(seen_by)
        .filter(uuid=uuid)
        .select_related("organisation", "area")
        .defer("area__geometry")
        .first()
    )
    if team is None:
        raise NotFound(_("There is no such team, or it is not one of yours."))
    return team


def standings(
    teams: QuerySet[Team], *, near: Position | None = None, day: date | None = None, now: datetime | None = None
) -> list[Standing]:
    """Return how each team stands, in three queries: the free first, then the nearest, then the least loaded."""
    now = now or timezone.now()
    day = day or timezone.localdate()
    serving_now = Prefetch(
        "memberships", Membership.objects.filter(serving(day)).select_related("user").order_by("id"), to_attr="serving"
    )
    rows = list(teams.select_related("organisation", "area").defer("area__geometry").prefetch_related(serving_now))
    start, end = span_of(day)
    missions: dict[int, list[Mission]] = defaultdict(list)
    for mission in Mission.objects.filter(
        Q(status__in=OPEN, window_start__lt=end) | Q(status=S.DONE, ended_at__gte=start, ended_at__lt=end),
        team__in=[team.pk for team in rows],
    ).order_by("window_start", "id"):
        missions[mission.team_id or 0].append(mission)
    found = []
    for team in rows:
        standing = Standing(team, Presence.FREE, team.serving, missions[team.pk])
        standing.presence = _presence(standing, now)
        where = base_of(standing)
        standing.distance = kilometres(where, near) if near and where else None
        found.append(standing)
    return sorted(found, key=_nearest)


def _presence(standing: Standing, now: datetime) -> Presence:
    if not standing.team.active or not standing.members:
        return Presence.OFF
    current = standing.current
    if current is None:
        return Presence.FREE
    return Presence.LOST if now > current.window_end + SILENCE else Presence.BUSY


def _nearest(standing: Standing) -> tuple[Any, ...]:
    ranks = {Presence.FREE: 0, Presence.BUSY: 1, Presence.LOST: 2, Presence.OFF: 3}
    distance = standing.distance if standing.distance is not None else FAR_AWAY
    return ranks[standing.presence], round(distance), standing.load, distance, standing.team.pk


def base_of(standing: Standing) -> Position | None:
    """Return where a team is taken to be: at its mission, else at its organisation, else in the middle of its area."""
    current = standing.current
    if current is not None and current.position:
        return current.position
    return home_of(standing.team)


def home_of(team: Team) -> Position | None:
    """Return where a team starts from."""
    house = team.organisation
    if house.lon is not None and house.lat is not None:
        return house.lon, house.lat
    return centre_of(team.area)


def centre_of(area: Area) -> Position | None:
    """Return the middle of an area, when its outline is known."""
    if area.centroid_lon is None or area.centroid_lat is None:
        return None
    return area.centroid_lon, area.centroid_lat


def province_path(area: Area) -> str:
    """Return the path of the province that ``area`` is or lies in; its own above that level."""
    if area.level in (Level.DISTRICT, Level.COMMUNE):
        above = (
            Area.objects.filter(pk__in=area.ancestor_ids, level=Level.PROVINCE).values_list("path", flat=True).first()
        )
        return above or area.path
    return area.path


def teams_for(area: Area, *, seen_by: User, lon: float | None = None, lat: float | None = None) -> list[Standing]:
    """Return the active teams that may be sent to a place, as ``standings`` orders them.

    Without a commune or a district nobody knows how far it is: the middle of a province would be a guess told as a distance.
    """
    small = area.level in (Level.COMMUNE, Level.DISTRICT)
    near = (lon, lat) if lon is not None and lat is not None else centre_of(area) if small else None
    teams = (
        Team.objects.filter(within(seen_by, Permission.MISSION_ORDER), active=True)
        .filter(Q(area__path__startswith=province_path(area)) | Q(area__in=area.ancestor_ids))
        .distinct()
    )
    return standings(teams, near=near)


def free_teams(area: Area, *, seen_by: User, lon: float | None = None, lat: float | None = None) -> list[Standing]:
    """Return the teams that can be sent to a place right now, the nearest first."""
    return [
        standing
        for standing in teams_for(area, seen_by=seen_by, lon=lon, lat=lat)
        if standing.presence is Presence.FREE
    ]


def houses_composed_by(user: User) -> QuerySet[Organisation]:
    """Return the organisations whose teams a user composes."""
    reach = within(user, Permission.TEAM_MANAGE, organisation_path="path")
    return Organisation.objects.filter(reach, status=OrganisationStatus.ACTIVE).order_by("code")


def candidates(team: Team) -> QuerySet[User]:
    """Return those who may be put in a team: posted today in its organisation, above it or below it, and not in it yet."""
    today = timezone.localdate()
    above = [int(part) for part in team.organisation.path.split(".") if part]
    posted = Posting.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today).filter(
        Q(organisation__in=above) | Q(organisation__path__startswith=team.organisation.path)
    )
    return (
        User.objects.filter(is_active=True, pk__in=posted.values("user"))
        .exclude(pk__in=team.memberships.filter(until_on=None).values("user"))
        .order_by("name_ar", "id")
    )


def members(team: Team) -> list[Membership]:
    """Return the memberships of a team, those of today first, then the ended ones, the latest first."""
    rows = team.memberships.select_related("user").order_by("id")
    today = timezone.localdate()
    return sorted(
        rows,
        key=lambda row: (row.until_on is not None and row.until_on < today, -(row.until_on or row.from_on).toordinal()),
    )
