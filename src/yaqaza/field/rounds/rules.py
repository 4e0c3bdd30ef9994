"""Who plans a round, who goes on it, and what happens on it in which order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place_or_house
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field import rules as field_rules
from yaqaza.field.models import Encounter, Round, RoundStop, Team
from yaqaza.field.states import ROUND_MOVES, RoundStatus
from yaqaza.territory.models import Area

MOST_STOPS = 12
LONGEST = timedelta(hours=14)
FURTHEST = timedelta(days=90)
EARLIER = timedelta(minutes=2)  # clocks of phones differ by so much
AFTERWARDS = timedelta(hours=2)
"""So long after one of a team said that the round is over, another may still have met somebody on the way back."""


class Place(NamedTuple):
    """A stop as it is planned."""

    area: Area
    place_text: str
    planned_at: datetime
    purpose: str = ""
    lon: float | None = None
    lat: float | None = None


def check_plan(team: Team, *, by: User) -> None:
    """Refuse a team outside one's reach, or one that cannot be sent."""
    if not reaches_place_or_house(by, Permission.MISSION_ORDER, area=team.area, organisation=team.organisation):
        raise NotPermitted(_("You plan the rounds of the teams of your own area and organisation."))
    field_rules.check_team(team)


def check_hours(team: Team, starts_at: datetime, ends_at: datetime, stops: Sequence[Place]) -> None:
    """Refuse hours that no round has, a round without stops, and a team that is on another round then."""
    now = timezone.now()
    if ends_at <= starts_at:
        raise Refused(_("The round ends before it begins."))
    if ends_at <= now:
        raise Refused(_("These hours are over."))
    if ends_at - starts_at > LONGEST or starts_at - now > FURTHEST:
        raise Refused(_("A round lasts at most 14 hours and is planned at most 90 days ahead."))
    if not stops:
        raise Refused(_("Write at least one stop."))
    if len(stops) > MOST_STOPS:
        raise Refused(_("A round has at most %(most)s stops.") % {"most": MOST_STOPS})
    for stop in stops:
        field_rules.check_position(stop.lon, stop.lat)
    if any(not starts_at <= stop.planned_at <= ends_at for stop in stops):
        raise Refused(_("Each stop lies between the beginning and the end of the round."))
    if list(stops) != sorted(stops, key=lambda stop: stop.planned_at):
        raise Refused(_("The stops stand in the order of their hours."))
    open_then = Round.objects.filter(team=team, status__in=(RoundStatus.PLANNED, RoundStatus.OUT))
    if open_then.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused(_("This team is on another round at these hours."))


def check_officer(found: Round, *, by: User) -> None:
    if not reaches_place_or_house(by, Permission.MISSION_ORDER, area=found.area, organisation=found.organisation):
        raise NotPermitted(_("Only those who plan rounds here may do this."))


def check_cancel(found: Round, *, by: User) -> None:
    """Refuse to call off what has begun."""
    check_officer(found, by=by)
    check_move(ROUND_MOVES, found.status, RoundStatus.CANCELLED)


def check_goes(found: Round, *, by: User) -> None:
    """Refuse everybody but the members of the team."""
    if not by.may(Permission.MISSION_CARRY_OUT) or not field_rules.is_member(found.team, by):
        raise NotPermitted(_("Only the members of this team carry out its rounds."))


def check_start(found: Round, *, by: User, at: datetime | None = None) -> None:
    """Refuse to set out twice, and at an hour that is still to come."""
    check_goes(found, by=by)
    check_move(ROUND_MOVES, found.status, RoundStatus.OUT)
    if at is not None:
        field_rules.check_hour(at, after=None, what="")


def check_out(found: Round, *, by: User, at: datetime | None = None) -> None:
    """Refuse to note anything on a round that is not under way.

    A phone without network brings it later and says ``at`` what hour it was: then also when another of the team has ended the round.
    """
    check_goes(found, by=by)
    if found.status == RoundStatus.OUT or (at is not None and found.status == RoundStatus.CLOSED):
        if at is not None:
            check_then(found, at)
    else:
        raise Refused(_("This is noted while the round is under way."))


def check_then(found: Round, at: datetime) -> None:
    """Refuse an hour that is not of this round."""
    field_rules.check_hour(at, after=found.planned_at - EARLIER, what=_("At this hour the round was not planned yet."))
    if found.closed_at is not None and at > found.closed_at + AFTERWARDS:
        raise Refused(_("At this hour the round had been over for long: note it on the next one."))


def check_strike(met: Encounter, *, by: User) -> None:
    """Refuse to take back what others noted, unless one answers for the round; and to do so twice."""
    if met.noted_by_id != by.pk or not by.may(Permission.MISSION_CARRY_OUT):
        check_officer(met.round, by=by)
    if met.struck_at is not None:
        raise Refused(_("This encounter has been taken back already."))


def check_told(found: Round, *, by: User) -> None:
    """Refuse to add words to a round that is not over."""
    check_goes(found, by=by)
    if found.status != RoundStatus.CLOSED:
        raise Refused(_("This round is not over."))


def check_stop(found: Round, stop: RoundStop | None) -> None:
    if stop is not None and stop.round_id != found.pk:
        raise Refused(_("This stop is of another round."))
