"""What is read of missions and teams, and by whom."""

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
from yaqaza.alerts.states import Urgency
from yaqaza.core.refusal import NotFound
from yaqaza.field.distance import Position, kilometres
from yaqaza.field.models import Membership, Mission, MissionPhoto, Team
from yaqaza.field.rules import serving
from yaqaza.field.states import OPEN, OUT, SILENCE, MissionStatus, Presence
from yaqaza.people import queries as people
from yaqaza.territory.models import Area, Level

S = MissionStatus
REMEMBERED = timedelta(days=7)  # how long a team still reads what it did
FAR_AWAY = 1e6  # km: where a place is not known, it stands last


def visible_to(user: User) -> QuerySet[Mission]:
    """Return the missions a user may read: for officers those of their area and organisation, for a team its own for a week.

    Those of a sensitive file are read by its supervisors, who ordered them and the team.
    """
    if not user.may(Permission.MISSION_VIEW):
        return Mission.objects.none()
    officer = within(user, Permission.MISSION_ORDER, area_path="area_path")
    supervised = within(user, Permission.CASE_GRANT_ACCESS, area_path="")
    recent = Q(status__in=OPEN) | Q(ended_at__gte=timezone.now() - REMEMBERED)
    team = Q(team__in=own_teams(user).values("team")) & recent
    return Mission.objects.filter(officer & (Q(sensitive=False) | Q(ordered_by=user) | supervised) | team)


def own_teams(user: User) -> QuerySet[Membership]:
    """Return the user's memberships of today."""
    return Membership.objects.filter(serving(), user=user)


def get_mission(uuid: UUID | str, *, seen_by: User) -> Mission:
    """Return a mission with what its page needs; one answer for "no such mission" and "not yours"."""
    mission = (
        visible_to(seen_by)
        .filter(uuid=uuid)
        .select_related(
            "team__organisation",
            "team__area",
            "area",
            "organisation",
            "ordered_by",
            "alert",
            "person",
            "finding__written_by",
        )
        .defer("area__geometry", "team__area__geometry")
        .first()
    )
    if mission is None:
        raise NotFound(_("There is no such mission, or it is not one of yours."))
    return mission


def get_photo(uuid: UUID | str, *, seen_by: User) -> MissionPhoto:
    """Return a photo of a mission that the user may read."""
    photo = MissionPhoto.objects.filter(uuid=uuid, mission__in=visible_to(seen_by)).first()
    if photo is None:
        raise NotFound(_("There is no such photo, or it is not one of yours."))
    return photo


def _span(day: date) -> tuple[datetime, datetime]:
    start = timezone.make_aware(datetime.combine(day, time.min))
    return start, timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def missions_of(user: User, day: date) -> list[Mission]:
    """Return the missions of the user's teams for a day in the order of the road: ended, under way, then as planned, by hour and urgency.

    What was left open on an earlier day is still to be done.
    """
    start, end = _span(day)
    rows = (
        Mission.objects.filter(team__in=own_teams(user).values("team"))
        .filter(
            Q(status__in=OPEN, window_start__lt=end)
            | Q(status__in=(S.DONE, S.CANCELLED), ended_at__gte=start, ended_at__lt=end)
        )
        .select_related("team__organisation", "team__area", "area", "person", "alert", "finding")
        .prefetch_related("person__phones")
        .defer("area__geometry", "team__area__geometry")
    )
    return sorted(rows, key=_road)


def _road(mission: Mission) -> tuple[Any, ...]:
    if not mission.is_open:
        return 0, mission.ended_at, 0, mission.pk
    if mission.status in OUT:
        return 1, mission.departed_at, 0, mission.pk
    unplanned_vital = mission.planned_at is None and mission.urgency == Urgency.VITAL
    return 2, not unplanned_vital, mission.planned_at or mission.window_start, -mission.urgency, mission.pk


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
    start, end = _span(day)
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


def missions_for(*, seen_by: User, alert: Any = None, person: Any = None) -> list[Mission]:
    """Return what the user may read of the missions about an alert or a person, the newest first."""
    rows = visible_to(seen_by).select_related("team", "finding")
    rows = rows.filter(alert=alert) if alert is not None else rows.filter(person__in=people.selves(person))
    return list(rows.order_by("-ordered_at", "-id")[:20])


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


def rows(missions: QuerySet[Mission]) -> QuerySet[Mission]:
    """Return missions ready for a list: one query whatever its length."""
    return missions.select_related("team", "area", "organisation").defer("area__geometry", "instructions")


def narrow(
    missions: QuerySet[Mission],
    *,
    status: str = "",
    urgency: int | None = None,
    purpose: str = "",
    team: Team | None = None,
    area: Area | None = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Mission]:
    """Return the missions that a filter leaves."""
    if status == "OPEN":
        missions = missions.filter(status__in=OPEN)
    elif status:
        missions = missions.filter(status=status)
    if urgency:
        missions = missions.filter(urgency=urgency)
    if purpose:
        missions = missions.filter(purpose=purpose)
    if team:
        missions = missions.filter(team=team)
    if area:
        missions = missions.filter(area_path__startswith=area.path)
    if since:
        missions = missions.filter(ordered_at__gte=_span(since)[0])
    if until:
        missions = missions.filter(ordered_at__lt=_span(until)[1])
    return missions


def route_of(team: Team, day: date, *, seen_by: User) -> list[Mission]:
    """Return what a team was given for a day by dispatch and its reader may read, in its order."""
    start, end = _span(day)
    rows = visible_to(seen_by).filter(team=team, planned_at__gte=start, planned_at__lt=end).exclude(status=S.CANCELLED)
    return list(rows.select_related("team", "area").defer("area__geometry").order_by("planned_at", "turn"))


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day to come for which a team has its order already."""

    team: Team
    day: date
    count: int


def ahead(user: User, today: date) -> list[Ahead]:
    """Return the days after ``today`` that are planned for the user's teams."""
    rows = Mission.objects.filter(
        team__in=own_teams(user).values("team"), status=S.ORDERED, planned_at__gte=_span(today)[1]
    )
    found: dict[tuple[date, int], list[Mission]] = defaultdict(list)
    for mission in rows.select_related("team").order_by("planned_at"):
        found[timezone.localtime(mission.planned_at).date(), mission.team_id or 0].append(mission)
    return [Ahead(each[0].team, day, len(each)) for (day, _team), each in found.items() if each[0].team is not None]


def crew(mission: Mission) -> list[Membership]:
    """Return who serves in the team on the day of the mission; nobody while it waits for one."""
    if mission.team is None:
        return []
    day = timezone.localtime(mission.departed_at or mission.window_start).date()
    return list(mission.team.memberships.filter(serving(day)).select_related("user").order_by("id"))


@dataclass(frozen=True, slots=True)
class Contact:
    """A number that the team may call, and whose it is."""

    number: str
    whose: str


def contact(mission: Mission) -> Contact | None:
    """Return the person's telephone, else that of who reported; only while the mission is open."""
    if not mission.is_open:
        return None
    if mission.person is not None:
        first = min(mission.person.phones.all(), key=lambda phone: phone.pk, default=None)
        if first is not None:
            return Contact(first.number, _("Call the person"))
    if mission.alert is not None and mission.alert.reporter_phone:
        return Contact(mission.alert.reporter_phone, _("Call who reported"))
    return None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server has received of a mission, and when."""

    text: str
    number: str
    at: datetime


def receipts(missions: list[Mission]) -> list[Receipt]:
    """Return what has arrived of these missions, the latest first."""
    found = []
    for mission in missions:
        finding = getattr(mission, "finding", None)
        for text, at in (
            (_("Departure"), mission.departed_at),
            (_("Arrival"), mission.arrived_at),
            (_("Findings"), finding.written_at if finding else None),
            (_("End of the mission"), mission.ended_at if mission.status == S.DONE else None),
        ):
            if at is not None:
                found.append(Receipt(text, mission.number, at))
    return sorted(found, key=lambda receipt: receipt.at, reverse=True)
