"""Who plans the roster, and what cannot stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import holding, reaches_place_or_house
from yaqaza.accounts.states import UnitKind
from yaqaza.core import dates
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field.models import Leave, Shift, Team
from yaqaza.field.states import FURTHEST_SHIFT, LONGEST_SHIFT, Duty

MOST_LINES, MOST_PEOPLE = 4, 20
LATE = timedelta(days=7)  # how far back a shift that was worked may be written down


class Needed(NamedTuple):
    """How many are needed from an hour to an hour of every day."""

    from_at: time
    until_at: time
    people: int


def check_plan(house: Organisation, *, by: User) -> None:
    """Refuse the roster of an organisation outside one's reach."""
    if not reaches_place_or_house(by, Permission.TEAM_MANAGE, area=house.area, organisation=house):
        raise NotPermitted(_("You plan the roster of your own area and organisation."))


def check_hours(starts_at: datetime, ends_at: datetime) -> None:
    """Refuse hours that no shift has."""
    now = timezone.now()
    if ends_at <= starts_at:
        raise Refused(_("The shift ends before it begins."))
    if ends_at - starts_at > LONGEST_SHIFT + timedelta(hours=1):  # a night in which the clock is moved
        raise Refused(_("A shift lasts at most 24 hours. Plan two of them."))
    if starts_at < now - LATE:
        raise Refused(_("This shift lies more than a week back: the roster of that time stays as it is."))
    if starts_at - now > FURTHEST_SHIFT:
        raise Refused(_("This shift begins more than six months from now."))


def right_of(house: Organisation, duty: Duty) -> Permission:
    """Return what somebody must be allowed there to do a duty: who answers alerts at a duty cell decides about them."""
    if duty == Duty.ROAD:
        return Permission.MISSION_VIEW
    return Permission.ALERT_TRIAGE if house.unit_kind == UnitKind.DUTY_CELL else Permission.ORGANISATION_VIEW


def check_person(user: User, house: Organisation, starts_at: datetime, ends_at: datetime, duty: Duty) -> None:
    """Refuse somebody who does not work there from beginning to end, may not do this there, is away, or is on another shift then."""
    ends = ends_at - timedelta(minutes=1)
    for day in sorted({timezone.localtime(at).date() for at in (starts_at, ends)}):
        own = posted(house, day).filter(user=user)
        if not own.exists():
            words = {"name": user.name, "day": dates.day(day)}
            raise Refused(_("%(name)s has no posting in this organisation on %(day)s.") % words)
        right = holding(right_of(house, duty), area_path=house.area.path, organisation_path=house.path, on=day)
        if not own.filter(right).exists():
            raise Refused(_("No posting of %(name)s gives the right to this duty in that place.") % {"name": user.name})
    away = Leave.objects.filter(user=user, **away_in(starts_at, ends_at)).order_by("from_on").first()
    if away is not None:
        raise Refused(
            _("%(name)s is on leave %(period)s.")
            % {"name": user.name, "period": dates.period(away.from_on, away.until_on)}
        )
    other = Shift.objects.filter(user=user, starts_at__lt=ends_at, ends_at__gt=starts_at).order_by("starts_at").first()
    if other is not None:
        raise Refused(overlaps(user, other.starts_at, other.ends_at))


def overlaps(user: User, starts_at: datetime, ends_at: datetime) -> str:
    return _("%(name)s is already on a shift from %(start)s to %(end)s.") % {
        "name": user.name,
        "start": dates.moment(starts_at),
        "end": dates.moment(ends_at),
    }


def check_team(duty: str, team: Team | None, house: Organisation) -> None:
    """Refuse a team for somebody who stays inside, and a team of elsewhere."""
    if team is None:
        return
    if duty != Duty.ROAD:
        raise Refused(_("Only who is on the road goes with a team."))
    if not team.active or not team.organisation.path.startswith(house.path):
        raise Refused(_("This team is not one of this organisation."))


def check_take_out(shift: Shift) -> None:
    """Refuse to take out what has begun: it was worked, or somebody replaced it."""
    if shift.starts_at <= timezone.now():
        raise Refused(_("This shift has begun: put a replacement in its place instead."))


def check_replace(shift: Shift, user: User) -> None:
    if shift.ends_at <= timezone.now():
        raise Refused(_("This shift is over: the roster of that time stays as it is."))
    if shift.user_id == user.pk:
        raise Refused(_("This person has the shift already."))


def check_cover(lines: Sequence[Needed]) -> None:
    """Refuse more lines than a day is read with, more people than a room holds, and the same hours twice."""
    if len(lines) > MOST_LINES:
        raise Refused(_("Write at most %(most)s lines.") % {"most": MOST_LINES})
    if any(not 1 <= each.people <= MOST_PEOPLE for each in lines):
        raise Refused(_("Between 1 and %(most)s people are needed at a desk.") % {"most": MOST_PEOPLE})
    if len({(each.from_at, each.until_at) for each in lines}) < len(lines):
        raise Refused(_("The same hours stand in two lines."))


def check_leave(user: User, from_on: date, until_on: date) -> None:
    if until_on < from_on:
        raise Refused(_("The leave ends before it begins."))
    if until_on - from_on > timedelta(days=370):
        raise Refused(_("A leave lasts at most a year here. Write two of them."))
    if Leave.objects.filter(user=user, from_on__lte=until_on, until_on__gte=from_on).exists():
        raise Refused(_("%(name)s is already on leave on some of these days.") % {"name": user.name})


def posted(house: Organisation, day: date) -> QuerySet[Posting]:
    """Return the postings that hold on a day in an organisation, above it or below it."""
    above = [int(part) for part in house.path.split(".") if part]
    return Posting.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        Q(organisation__in=above) | Q(organisation__path__startswith=house.path),
        starts_on__lte=day,
        user__is_active=True,
    )


def away_in(starts_at: datetime, ends_at: datetime) -> dict[str, date]:
    """Return the lookup of leaves that touch these hours."""
    last = timezone.localtime(ends_at - timedelta(minutes=1)).date()
    return {"from_on__lte": last, "until_on__gte": timezone.localtime(starts_at).date()}
