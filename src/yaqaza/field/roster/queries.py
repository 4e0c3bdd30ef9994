"""The roster as it is read: a week with its gaps, who is on duty now, one's own shifts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.accounts.states import OrganisationStatus, UnitKind
from yaqaza.core.refusal import NotFound
from yaqaza.field.models import Cover, Leave, Shift, Team
from yaqaza.field.roster import hours, rules
from yaqaza.field.states import ANSWERS

P = Permission
ON_DUTY = (P.HANDOVER_WRITE, P.MISSION_CARRY_OUT)  # who reads the roster of the own organisation
AHEAD = timedelta(days=7)


def houses(user: User) -> QuerySet[Organisation]:
    """Return the organisations whose roster a user reads: their own, and those they plan that keep one or must."""
    own = [posting.organisation_id for posting in user.current_postings if any(posting.gives(each) for each in ON_DUTY)]
    planned = within(user, P.TEAM_MANAGE, area_path="area__path", organisation_path="path")
    here = {"organisation": OuterRef("pk")}
    keeps = (
        Q(unit_kind=UnitKind.DUTY_CELL)
        | Q(Exists(Shift.objects.filter(**here)))
        | Q(Exists(Cover.objects.filter(**here)))
    )
    return (
        Organisation.objects.filter(Q(pk__in=own) | (planned & keeps), status=OrganisationStatus.ACTIVE)
        .select_related("area")
        .defer("area__geometry")
        .order_by("path")
    )


def get_house(uuid: UUID | str, *, seen_by: User) -> Organisation:
    """One answer for "no such organisation" and "its roster is not yours"."""
    found = houses(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("This organisation keeps no roster, or it is not one of yours."))
    return found


def home(user: User) -> Organisation | None:
    """Return the organisation whose roster opens first: one that has somebody there day and night, one's own before others."""
    own = [posting.organisation_id for posting in user.current_postings]
    return min(
        houses(user)[:200],
        key=lambda house: (house.unit_kind != UnitKind.DUTY_CELL, house.pk not in own, house.path),
        default=None,
    )


def covers(house: Organisation) -> list[Cover]:
    """Return what an organisation said of how many it needs at which hours."""
    return list(Cover.objects.filter(organisation=house).order_by("from_at", "id"))


def needs(house: Organisation, said: Iterable[Cover], start: datetime, end: datetime) -> list[tuple[hours.Span, int]]:
    """Return how many must be at the desk from when to when: what was said, and in a duty cell always one."""
    wanted: list[tuple[hours.Span, int]] = [((start, end), 1)] if house.unit_kind == UnitKind.DUTY_CELL else []
    first, last = timezone.localtime(start).date() - hours.DAY, timezone.localtime(end).date()
    days = [first + hours.DAY * number for number in range((last - first).days + 1)]
    return wanted + [(hours.span(day, each.from_at, each.until_at), each.people) for each in said for day in days]


def shifts(house: Organisation, start: datetime, end: datetime) -> list[Shift]:
    """Return the shifts of an organisation that touch a time, in order."""
    rows = Shift.objects.filter(organisation=house, starts_at__lt=end, ends_at__gt=start)
    return list(rows.select_related("user", "team").order_by("starts_at", "duty", "id"))


def get_shift(uuid: UUID | str, *, seen_by: User) -> Shift:
    shift = (
        Shift.objects.filter(uuid=uuid, organisation__in=houses(seen_by).values("pk"))
        .select_related("user", "team", "organisation__area")
        .defer("organisation__area__geometry")
        .first()
    )
    if shift is None:
        raise NotFound(_("There is no such shift, or it is not one of yours."))
    return shift


def away(users: Iterable[int], start: datetime, end: datetime) -> list[Leave]:
    """Return the leaves of these people that touch a time."""
    rows = Leave.objects.filter(user__in=set(users), **rules.away_in(start, end))
    return list(rows.select_related("user").order_by("from_on", "id"))


def gaps(house: Organisation, start: datetime, end: datetime) -> list[hours.Gap]:
    """Return when fewer are at the desk of an organisation than it needs."""
    wanted = needs(house, covers(house), start, end)
    if not wanted:
        return []
    rows = shifts(house, start, end)
    return _gaps(rows, away([row.user_id for row in rows], start, end), wanted, start, end)


def _gaps(
    rows: list[Shift], leaves: list[Leave], wanted: list[tuple[hours.Span, int]], start: datetime, end: datetime
) -> list[hours.Gap]:
    """On call is not at the desk, and neither is who is on leave."""
    there = [
        (row.starts_at, row.ends_at)
        for row in rows
        if row.duty in ANSWERS and not row.on_call and row.user.is_active and not _is_away(row, leaves)
    ]
    return hours.short(start, end, there, wanted)


def gap_words(gap: hours.Gap) -> str:
    """Return who is missing at the desk in a gap."""
    if gap.needed == 1:
        return _("nobody at the desk")
    words = {"there": gap.there, "needed": gap.needed}
    if not gap.there:
        return _("nobody at the desk, needed: %(needed)s") % words
    return _("at the desk: %(there)s, needed: %(needed)s") % words


def _is_away(shift: Shift, leaves: Iterable[Leave]) -> bool:
    first, last = (timezone.localtime(at).date() for at in (shift.starts_at, shift.ends_at - timedelta(minutes=1)))
    return any(leave.user_id == shift.user_id and leave.from_on <= last and leave.until_on >= first for leave in leaves)


@dataclass(frozen=True, slots=True)
class Line:
    """A shift on a day of the week; ``over`` is a night that began the day before, ``away`` needs somebody else."""

    shift: Shift
    over: bool
    away: bool


@dataclass(slots=True)
class Day:
    on: date
    today: bool
    lines: list[Line] = field(default_factory=list)
    gaps: list[hours.Gap] = field(default_factory=list)


@dataclass(slots=True)
class Week:
    """Seven days of an organisation's roster."""

    house: Organisation
    days: list[Day]
    gaps: list[hours.Gap]
    leaves: list[Leave]
    most: int
    """How many must be at the desk at the hour that needs most; 0 where nobody must."""

    @property
    def before(self) -> date:
        return self.days[0].on - timedelta(days=7)

    @property
    def after(self) -> date:
        return self.days[0].on + timedelta(days=7)

    @property
    def first(self) -> date:
        return self.days[0].on

    @property
    def last(self) -> date:
        return self.days[-1].on


def week(house: Organisation, day: date) -> Week:
    """Return the week of ``day``, in three queries."""
    days = hours.week(day)
    start, end = hours.midnight(days[0]), hours.midnight(days[-1] + hours.DAY)
    rows = shifts(house, start, end)
    leaves = away([row.user_id for row in rows], start, end)
    wanted = needs(house, covers(house), start, end)
    open_hours = _gaps(rows, leaves, wanted, start, end) if wanted else []
    today = timezone.localdate()
    told = [Day(on, on == today, gaps=hours.within_day(on, open_hours)) for on in days]
    for each in told:
        begins, ends = hours.midnight(each.on), hours.midnight(each.on + hours.DAY)
        each.lines = [
            Line(row, row.starts_at < begins, _is_away(row, leaves))
            for row in rows
            if row.starts_at < ends and row.ends_at > begins
        ]
    return Week(house, told, open_hours, leaves, max((people for _span, people in wanted), default=0))


def on_duty(users_houses: QuerySet[Organisation], now: datetime) -> list[Shift]:
    """Return who is on duty now in these organisations: at the desk, on the road, then on call."""
    rows = Shift.objects.filter(organisation__in=users_houses.values("pk"), starts_at__lte=now, ends_at__gt=now)
    found = list(rows.select_related("user", "team", "organisation").order_by("on_call", "ends_at", "id")[:60])
    leaves = away([row.user_id for row in found], now, now + timedelta(minutes=1))
    return [row for row in found if not _is_away(row, leaves)]


def resting(teams: Iterable[int], now: datetime) -> set[int]:
    """Return those of these teams that the roster plans, and not at this moment; a team that no roster knows is not among them."""
    here = Count("pk", filter=Q(on_call=False, starts_at__lte=now, ends_at__gt=now))
    rows = Shift.objects.filter(team__in=list(teams), starts_at__lt=now + AHEAD, ends_at__gt=now - AHEAD)
    return set(rows.values("team").annotate(here=here).filter(here=0).values_list("team", flat=True))


def current(user: User, now: datetime) -> Shift | None:
    """Return the shift that a user is on."""
    return Shift.objects.filter(user=user, on_call=False, starts_at__lte=now, ends_at__gt=now).first()


def mine(user: User, now: datetime, *, most: int = 4) -> list[Shift]:
    """Return a user's own shifts of the coming week, the one under way first."""
    rows = Shift.objects.filter(user=user, ends_at__gt=now, starts_at__lt=now + AHEAD)
    return list(rows.select_related("organisation", "team").order_by("starts_at")[:most])


def staff(house: Organisation, day: date) -> QuerySet[User]:
    """Return those who may be put on the roster of an organisation."""
    return User.objects.filter(pk__in=rules.posted(house, day).values("user")).order_by("name_ar", "id")


def teams(house: Organisation) -> QuerySet[Team]:
    return Team.objects.filter(organisation__path__startswith=house.path, active=True).order_by("id")


def next_change(house: int, after: datetime) -> datetime | None:
    """Return when the first shift at the desk of an organisation begins from a moment on, within a day; None when no roster says so."""
    rows = Shift.objects.filter(
        organisation=house, on_call=False, duty__in=ANSWERS, starts_at__gte=after, starts_at__lte=after + hours.DAY
    )
    return rows.order_by("starts_at").values_list("starts_at", flat=True).first()
