"""Reads of missions, each with its reader."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.alerts.states import Urgency
from yaqaza.core.refusal import NotFound
from yaqaza.field.models import Membership, Mission, MissionPhoto, Team
from yaqaza.field.queries.teams import own_teams, span_of
from yaqaza.field.rules import serving
from yaqaza.field.states import OPEN, OUT, MissionStatus
from yaqaza.people import queries as people
from yaqaza.territory.models import Area

S = MissionStatus
REMEMBERED = timedelta(days=7)  # how long a team still reads what it did


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


def missions_of(user: User, day: date) -> list[Mission]:
    """Return the missions of the user's teams for a day in the order of the road: ended, under way, then as planned, by hour and urgency.

    What was left open on an earlier day is still to be done.
    """
    start, end = span_of(day)
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


def missions_for(*, seen_by: User, alert: Any = None, person: Any = None) -> list[Mission]:
    """Return what the user may read of the missions about an alert or a person, the newest first."""
    rows = visible_to(seen_by).select_related("team", "finding")
    rows = rows.filter(alert=alert) if alert is not None else rows.filter(person__in=people.selves(person))
    return list(rows.order_by("-ordered_at", "-id")[:20])


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
        missions = missions.filter(ordered_at__gte=span_of(since)[0])
    if until:
        missions = missions.filter(ordered_at__lt=span_of(until)[1])
    return missions


def route_of(team: Team, day: date, *, seen_by: User) -> list[Mission]:
    """Return what a team was given for a day by dispatch and its reader may read, in its order."""
    start, end = span_of(day)
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
        team__in=own_teams(user).values("team"), status=S.ORDERED, planned_at__gte=span_of(today)[1]
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
