"""Who is on duty in the cell of the tour, what a shift left open, and where people can be brought tonight."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Role
from yaqaza.accounts.states import UnitKind as U
from yaqaza.alerts.models import Alert, HandOver, HandOverItem
from yaqaza.alerts.states import WAITING
from yaqaza.demo.houses import home
from yaqaza.demo.world import World
from yaqaza.field.models import ShelterPlaces, Shift
from yaqaza.field.roster import hours
from yaqaza.field.states import Duty, Guests

DAY, NIGHT = time(8), time(20)
EMPTY = (5, 12)
"""Turns from now on that nobody has: the week shows gaps to be filled."""

G = Guests
PLACES: tuple[tuple[U, float, dict[Guests, tuple[int, int]]], ...] = (
    (U.WOMEN_SPACE, 2.5, {G.WOMEN: (20, 3), G.FAMILIES: (4, 1)}),
    (U.CHILD_PROTECTION, 5, {G.MINORS: (12, 2)}),
    (U.SOCIAL_EMERGENCY, 1, {G.MEN: (30, 6)}),
    (U.ELDERLY_SPACE, 19, {G.MEN: (16, 4), G.WOMEN: (14, 2)}),  # of yesterday: not counted on
)


def build(world: World) -> None:
    """Add the roster of three weeks, the items of the last note, and the places of the complex."""
    _roster(world)
    _items(world)
    _places(world)


def _roster(world: World) -> None:
    """Turns of twelve hours; whoever signs in as the duty officer of the tour is at the desk now."""
    province = home(world)
    cell, team = world.cells[province.pk][0], world.teams[province.pk][0]
    officers, heads = world.staff[province.pk, Role.DUTY_OFFICER], world.staff[province.pk, Role.SUPERVISOR]
    today = timezone.localtime(world.now).date()
    turns = _turns(today)
    present = next(index for index, (start, end) in enumerate(turns) if start <= world.now < end)
    for index, (start, end) in enumerate(turns):
        turn = index - present
        if turn not in EMPTY:
            at_desk = [officers[0], officers[-1], heads[-1]][turn % 3]
            _shift(world, cell, at_desk, start, end, heads[0])
    for day in hours.week(today) + hours.week(today + timedelta(days=7)):
        start, end = hours.span(day, NIGHT, DAY)
        _shift(world, cell, heads[0], start, end, heads[0], duty=Duty.LEAD, on_call=True)
        for user in world.members[team.pk][:2]:
            begins, ends = hours.span(day, DAY, NIGHT)
            _shift(world, cell, user, begins, ends, heads[0], duty=Duty.ROAD, team=team)


def _turns(today: date) -> list[tuple[datetime, datetime]]:
    """The turns of last week, this one and the next, and the night before them: now lies in one of them at any hour."""
    days = [hours.first_day(today) + timedelta(days=number) for number in range(-8, 14)]
    return [span for day in days for span in (hours.span(day, DAY, NIGHT), hours.span(day, NIGHT, DAY))]


def _shift(
    world: World, cell: Organisation, user: User, start: datetime, end: datetime, by: User, **more: object
) -> None:
    planned = world.before(9)
    world.add(
        Shift(organisation=cell, user=user, starts_at=start, ends_at=end, planned_by=by, planned_at=planned, **more)
    )


def _items(world: World) -> None:
    """What the last note leaves open."""
    province = home(world)
    waiting = [
        row
        for row in world.pending(Alert)
        if row.status in WAITING and row.area_path.startswith(province.path) and row.received_at < world.before(0.2)
    ]
    for row in sorted(waiting, key=lambda row: (-row.urgency, row.due_at))[:3]:
        world.add(HandOverItem(handover=world.pending(HandOver)[-1], alert=row))


def _places(world: World) -> None:
    head = world.staff[home(world).pk, Role.CENTRE_HEAD][0]
    for kind, back, numbers in PLACES:
        for guests, (capacity, free) in numbers.items():
            said_at = world.now - timedelta(hours=back)
            world.add(
                ShelterPlaces(
                    organisation=world.units[kind],
                    guests=guests,
                    capacity=capacity,
                    free=free,
                    said_at=said_at,
                    said_by=head,
                )
            )
