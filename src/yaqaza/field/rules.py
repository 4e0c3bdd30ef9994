"""Who may order, change, cancel and carry out a mission, and in which order things happen on it."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place_or_house
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field.models import Finding, Membership, Mission, Team
from yaqaza.field.states import FURTHEST_START, LONGEST_WINDOW, MOVES, OPEN, OUT, MissionStatus, Outcome
from yaqaza.people.models import Person
from yaqaza.territory.models import Area, Level, level_names

S = MissionStatus
PAST = timedelta(minutes=10)  # how far back a window may begin: forms take time to fill in
LENIENCE = timedelta(seconds=90)  # phones' clocks run ahead a little
VISITED = {Level.PROVINCE, Level.DISTRICT, Level.COMMUNE}
_NAME_LETTERS = 3


def serving(on: date | None = None) -> Q:
    """Return the condition for memberships that hold on a day (today when none is given)."""
    day = on or timezone.localdate()
    return Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gte=day))


def is_member(team: Team, user: User) -> bool:
    """Say whether ``user`` serves in ``team`` today."""
    return Membership.objects.filter(serving(), team=team, user=user).exists()


def may_order(user: User, *, area: Area, team: Team | None) -> bool:
    """Say whether the user's right to order reaches the place, or the organisation whose team it is."""
    house = team.organisation if team is not None else None
    return reaches_place_or_house(user, Permission.MISSION_ORDER, area=area, organisation=house)


def ordering_house(user: User, area: Area) -> Organisation:
    """Return the organisation for which a user orders a mission that has no team yet: that of the posting that reaches the place."""
    for posting in user.current_postings:
        if posting.gives(Permission.MISSION_ORDER) and area.path.startswith(posting.area.path):
            return posting.organisation
    raise NotPermitted(_("You order missions in your own area, with its teams."))


def check_order(
    *,
    by: User,
    team: Team | None,
    area: Area,
    window_start: datetime,
    window_end: datetime,
    person: Person | None = None,
    alert: Any = None,
    place_text: str = "",
    lon: float | None = None,
    lat: float | None = None,
) -> None:
    """Refuse an order that the officer may not give, or that nobody could carry out; without a team it waits for one."""
    sends = team is None or reaches_place_or_house(
        by, Permission.MISSION_ORDER, area=team.area, organisation=team.organisation
    )
    if not may_order(by, area=area, team=team) or not sends:
        raise NotPermitted(_("You order missions in your own area, with its teams."))
    if area.level not in VISITED:
        province = level_names("PROVINCE").lower()
        raise Refused(
            _("Say at least the %(province)s: a team cannot be sent to a whole country.") % {"province": province}
        )
    if team is not None:
        check_team(team)
    check_window(window_start, window_end)
    check_position(lon, lat)
    if named := name_in(place_text, person):
        raise Refused(
            _(
                "Leave the name “%(name)s” out of the place: the place is printed on the mission order, and a paper can be lost."
            )
            % {"name": named}
        )
    if alert is not None and team is None and Mission.objects.filter(alert=alert, status=S.WAITING).exists():
        raise Refused(_("A mission for this alert already waits for a team."))
    if alert is not None and team is not None:
        check_once(alert, team)


def check_position(lon: float | None, lat: float | None) -> None:
    """Refuse half a position, and one that is nowhere; none at all is fine."""
    if lon is None and lat is None:
        return
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Refused(_("This position is not on the earth."))


def check_once(alert: Any, team: Team) -> None:
    """Refuse to send a team twice for an alert."""
    if Mission.objects.filter(alert=alert, team=team, status__in=OPEN).exists():
        raise Refused(_("This team already has an open mission for this alert."))


def check_team(team: Team) -> None:
    """Refuse a team that cannot be sent."""
    if not team.active:
        raise Refused(_("This team is no longer active. Choose another one."))
    if not Membership.objects.filter(serving(), team=team).exists():
        raise Refused(_("Nobody serves in this team today. Compose it first, or choose another one."))


def check_window(start: datetime, end: datetime) -> None:
    """Refuse a window that is over, turned round, too long or too far away."""
    now = timezone.now()
    if end <= start:
        raise Refused(_("The window ends before it begins."))
    if end <= now:
        raise Refused(_("The window is already over."))
    if start < now - PAST:
        raise Refused(_("The window begins in the past."))
    if end - start > LONGEST_WINDOW:
        raise Refused(_("A window lasts at most 7 days. Order several missions instead."))
    if start - now > FURTHEST_START:
        raise Refused(_("The window begins more than 90 days from now. Plan a follow-up instead."))


def check_change(mission: Mission, *, by: User) -> None:
    """Refuse another team or window once the team has left, or to somebody who may not order here."""
    check_officer(mission, by=by)
    if mission.status not in (S.WAITING, S.ORDERED):
        raise Refused(_("The team has left: cancel this mission and order another one."))


def check_print(mission: Mission) -> None:
    """Refuse the paper of a mission that names no team yet."""
    if mission.team is None:
        raise Refused(_("This mission waits for a team: its order is printed when one has it."))


def check_cancel(mission: Mission, *, by: User) -> None:
    """Refuse a cancellation by somebody who may not order here, or when the team is already at the place."""
    check_officer(mission, by=by)
    if mission.status == S.ON_SITE:
        raise Refused(_("The team is at the place: it ends the mission with what it found."))
    check_move(MOVES, mission.status, S.CANCELLED)


def check_officer(mission: Mission, *, by: User) -> None:
    """Refuse those who may read the mission but not command it."""
    if not reaches_place_or_house(by, Permission.MISSION_ORDER, area=mission.area, organisation=mission.organisation):
        raise NotPermitted(_("Only those who order missions here may do this."))


def check_carries_out(mission: Mission, *, by: User) -> None:
    """Refuse everybody but the members of the mission's team."""
    if not by.may(Permission.MISSION_CARRY_OUT) or mission.team is None or not is_member(mission.team, by):
        raise NotPermitted(_("Only the members of this team carry out its missions."))


def check_depart(mission: Mission, *, by: User, at: datetime | None = None) -> None:
    """Refuse leaving twice, or at an hour that cannot be."""
    check_carries_out(mission, by=by)
    check_move(MOVES, mission.status, S.DEPARTED)
    if at is not None:
        check_hour(at, after=mission.ordered_at, what=_("The mission was ordered after that hour."))


def check_arrive(mission: Mission, *, by: User, at: datetime | None = None) -> None:
    """Refuse arriving before leaving."""
    check_carries_out(mission, by=by)
    check_move(MOVES, mission.status, S.ON_SITE)
    if at is not None:
        check_hour(at, after=mission.departed_at, what=_("The team had not left at that hour."))


def check_hour(at: datetime, *, after: datetime | None, what: str) -> None:
    """Refuse an hour in the future, or before the step that comes first (``what`` says which)."""
    if at > timezone.now() + LENIENCE:
        raise Refused(_("This hour is still to come."))
    if after is not None and at < after:
        raise Refused(what)


def check_write_finding(mission: Mission, *, by: User, outcome: str = "") -> None:
    """Refuse findings of a visit that did not take place; a place that could not be reached needs no arrival."""
    check_carries_out(mission, by=by)
    if Finding.objects.filter(mission=mission).exists():
        raise Refused(_("The findings are written already. Correct them if something is wrong."))
    if mission.status == S.DEPARTED:
        if outcome and outcome != Outcome.NO_ACCESS:
            raise Refused(_("Say first that you have arrived."))
    elif mission.status != S.ON_SITE:
        raise Refused(_("Findings are written at the place, before the mission ends."))


def check_correct_finding(finding: Finding, *, by: User) -> None:
    """Refuse to touch findings on which a verdict rests."""
    check_carries_out(finding.mission, by=by)
    if finding.sealed_at is not None:
        raise Refused(_("A verdict rests on these findings: they stay as they are."))


def check_finish(mission: Mission, *, by: User, at: datetime | None = None) -> None:
    """Refuse to end a mission whose findings are not written."""
    check_carries_out(mission, by=by)
    check_move(MOVES, mission.status, S.DONE)
    finding = Finding.objects.filter(mission=mission).first()
    if finding is None:
        raise Refused(_("Write first what you found: a mission ends with its findings."))
    if mission.status == S.DEPARTED and finding.outcome != Outcome.NO_ACCESS:
        raise Refused(_("Say first that you have arrived."))
    if at is not None:
        check_hour(
            at, after=mission.arrived_at or mission.departed_at, what=_("The team was not at the place at that hour.")
        )


def check_add_photo(mission: Mission, *, by: User) -> None:
    """Refuse photos of a mission that has not begun or is cancelled, and more of them than anybody looks at."""
    check_carries_out(mission, by=by)
    if mission.status not in (*OUT, S.DONE):
        raise Refused(_("Photos are taken on the way or at the place."))
    finding = Finding.objects.filter(mission=mission).first()
    if finding is not None and finding.sealed_at is not None:
        raise Refused(_("A verdict rests on these findings: they stay as they are."))
    if mission.photos.count() >= MOST_PHOTOS:
        raise Refused(_("A mission holds at most %(count)s photos.") % {"count": MOST_PHOTOS})


MOST_PHOTOS = 20


def check_compose(team: Team, *, by: User) -> None:
    """Refuse to change a team outside one's reach."""
    if not reaches_place_or_house(by, Permission.TEAM_MANAGE, area=team.area, organisation=team.organisation):
        raise NotPermitted(_("You compose the teams of your own area and organisation."))


def name_in(text: str, person: Person | None) -> str:
    """Return the part of the person's name that stands in ``text``, "" when none does."""
    if person is None or not text:
        return ""
    words = set(_words(text))
    for part in _words(f"{person.name_ar} {person.name_latin}"):
        if len(part) >= _NAME_LETTERS and part in words:
            return part
    return ""


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter if letter.isalnum() else " " for letter in plain).split()
