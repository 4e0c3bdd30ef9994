"""Proposals as they are read: the routes with their hours and ways, what is left over and why, and what it costs beside what stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.core.refusal import NotFound
from yaqaza.field.dispatch import situation
from yaqaza.field.dispatch.plan import Orders, Route, Stop, walk
from yaqaza.field.dispatch.rules import fault_words
from yaqaza.field.dispatch.situation import Situation, moment
from yaqaza.field.dispatch.solving import Why, why_not
from yaqaza.field.models import Mission, Proposal, ProposedVisit, Team
from yaqaza.territory.models import Area


def get_proposal(uuid: UUID | str, *, seen_by: User) -> Proposal:
    """Return a proposal that the user made; another's is not there."""
    found = Proposal.objects.filter(uuid=uuid, made_by=seen_by).select_related("area").defer("area__geometry").first()
    if found is None:
        raise NotFound(_("There is no such proposal, or it is not yours."))
    return found


def latest(user: User) -> list[Proposal]:
    """Return the user's proposals of today and later that nobody accepted yet, the newest of each area and day."""
    rows = Proposal.objects.filter(made_by=user, day__gte=timezone.localdate(), accepted_at=None)
    found: dict[tuple[int, date], Proposal] = {}
    for row in rows.select_related("area").defer("area__geometry").order_by("-made_at")[:40]:
        found.setdefault((row.area_id, row.day), row)
    return list(found.values())


def start_area(user: User) -> Area | None:
    """Return the area that a user plans first: that of the posting that orders missions."""
    posting = home_posting(user, Permission.MISSION_ORDER)
    return posting.area if posting is not None else None


@dataclass(slots=True)
class Line:
    """A visit of a route as the page shows it; a mission that the reader may not read keeps its time only."""

    row: ProposedVisit | None
    mission: Mission
    closed: bool
    number: int
    arrive: datetime
    begin: datetime
    metres: int
    faults: list[str]
    moved: bool  # another team has it now

    @property
    def kilometres(self) -> float:
        return self.metres / 1000


@dataclass(slots=True)
class TeamDay:
    """The proposed day of a team."""

    team: Team
    route: Route
    lines: list[Line]
    accepted: bool
    out: Mission | None
    roster: bool

    @property
    def depart(self) -> datetime:
        return moment(self.route.depart)

    @property
    def back(self) -> datetime:
        return moment(self.route.back)

    @property
    def kilometres(self) -> float:
        return self.route.metres / 1000

    @property
    def minutes(self) -> int:
        return round(self.route.seconds / 60)

    @property
    def hours(self) -> list[tuple[datetime, datetime]]:
        return [(moment(start), moment(end)) for start, end in self.route.crew.hours]


@dataclass(frozen=True, slots=True)
class Sum:
    """What a plan comes to."""

    visits: int
    kilometres: int
    minutes: int


@dataclass(slots=True)
class View:
    """A proposal with everything its page tells."""

    proposal: Proposal
    made: Situation
    days: list[TeamDay]
    left: list[tuple[ProposedVisit, Mission, str]]  # only what the reader may read
    idle: list[Team]
    before: Sum
    after: Sum
    changed: int
    stale: str = ""
    orders: Orders = field(default_factory=dict)

    @property
    def broken(self) -> bool:
        return any(day.route.broken for day in self.days)


Road = dict[int, tuple[int | None, datetime | None, int | None]]


def road_of(missions: Iterable[int]) -> Road:
    """Return for each mission its team, its hour and its turn, as they stand now."""
    rows = Mission.objects.filter(pk__in=list(missions)).values_list("pk", "team", "planned_at", "turn")
    return {pk: (team, at, turn) for pk, team, at, turn in rows}


def orders_of(rows: Iterable[ProposedVisit]) -> Orders:
    """Return the order of each team as the rows of a proposal have it."""
    orders: Orders = {}
    for row in sorted((row for row in rows if row.team_id), key=lambda row: row.turn or 0):
        orders.setdefault(row.team_id or 0, []).append(row.mission_id)
    return orders


def view(proposal: Proposal, *, seen_by: User) -> View:
    """Return a proposal as it is driven from the moment at which it was made."""
    made = situation.look(proposal.area, proposal.day, seen_by=seen_by, at=proposal.made_at)
    rows = {row.mission_id: row for row in proposal.visits.all()}
    orders = {team: [key for key in keys if key in made.missions] for team, keys in orders_of(rows.values()).items()}
    known = {visit.key: visit for visit in made.visits}
    days, idle = [], []
    for crew in made.crews:
        keys = orders.get(crew.key, [])
        team = made.teams[crew.key]
        if not keys and crew.key not in made.out:
            idle.append(team)
            continue
        route = walk(crew, [known[key] for key in keys], made.table)
        lines = [
            _line(made, stop, number, rows.get(stop.visit.key), team) for number, stop in enumerate(route.stops, 1)
        ]
        accepted = bool(keys) and all(rows[key].accepted for key in keys if key in rows)
        days.append(TeamDay(team, route, lines, accepted, made.out.get(crew.key), crew.key not in made.unplanned))
    assigned = {key for keys in orders.values() for key in keys}
    left = [
        (rows[key], made.missions[key], why_words(why_not(known[key], made.crews, made.table), made.missions[key]))
        for key in made.missions
        if key in rows and key not in assigned and key not in made.closed
    ]
    left.sort(key=lambda each: (-each[1].urgency, each[1].window_end))
    changed = sum(line.moved for day in days for line in day.lines)
    return View(
        proposal, made, days, left, idle, total(made, made.standing), total(made, orders), changed, orders=orders
    )  # fmt: skip


def _line(made: Situation, stop: Stop, number: int, row: ProposedVisit | None, team: Team) -> Line:
    mission = made.missions[stop.visit.key]
    closed = mission.pk in made.closed
    return Line(
        row, mission, closed, number, moment(stop.arrive), moment(stop.begin), stop.metres,
        [fault_words(fault) for fault in stop.faults], mission.team_id not in (None, team.pk),
    )  # fmt: skip


def total(made: Situation, orders: Orders) -> Sum:
    """Return how many visits a plan makes, and how far and how long it drives."""
    known = {visit.key: visit for visit in made.visits}
    visits = metres = seconds = 0
    for crew in made.crews:
        route = walk(crew, [known[key] for key in orders.get(crew.key, []) if known[key].place is not None], made.table)
        visits += len(route.stops)
        metres, seconds = metres + route.metres, seconds + route.seconds
    return Sum(visits, round(metres / 1000), round(seconds / 60))


def why_words(why: Why, mission: Mission) -> str:
    """Return why a mission is left over, as a sentence."""
    return {
        Why.PLACE: _("Only its province is known: write at least the commune."),
        Why.OVER: _("Its window is over before a team can go: change its hours."),
        Why.PROFESSION: _("No team that goes has all of: %(trades)s.") % {"trades": _(", ").join(mission.trades)},
        Why.HOURS: _("No team with these professions can be there in its window."),
        Why.FULL: _("The teams that could go have no time left."),
        Why.TEAM: _("No team goes out on this day."),
    }[why]
