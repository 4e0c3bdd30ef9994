"""What is in force: the clocks of decisions that staff set, or ours; those of a crisis where there is one; the rules of houses.

It is held for a few seconds: a file of a hundred thousand alerts asks for it a hundred thousand times.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar, cast

from django.conf import settings
from django.db import OperationalError
from django.db.models import Q

from yaqaza import countries
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.alerts.models.routing import Clock, Crisis, RoutingRule, RoutingTable
from yaqaza.alerts.routing.states import TableStatus
from yaqaza.alerts.states import IN_A_CRISIS, Category, Urgency
from yaqaza.core import presence

HELD_SECONDS = 5.0
T = TypeVar("T")


class Terms(NamedTuple):
    """Minutes until a decision is due, counted while offices are open or always; minutes after that until it rises."""

    minutes: int
    office_hours: bool
    supervisor_after: int | None
    above_after: int | None


OURS = {
    Urgency.VITAL: Terms(30, False, 0, 30),
    Urgency.URGENT: Terms(2 * 60, False, 30, 2 * 60),
    Urgency.IMPORTANT: Terms(24 * 60, True, 4 * 60, 24 * 60),
    Urgency.ORDINARY: Terms(40 * 60, True, 24 * 60, 72 * 60),
}
"""A life does not wait for offices to open: vital and urgent run day and night. The others run while offices of the country are open."""

OURS_IN_A_CRISIS = {
    Urgency.VITAL: Terms(15, False, 0, 15),
    Urgency.URGENT: Terms(60, False, 15, 60),
    Urgency.IMPORTANT: Terms(4 * 60, False, 60, 4 * 60),
    Urgency.ORDINARY: Terms(24 * 60, False, 12 * 60, 24 * 60),
}
"""In a crisis no clock stops: what can wait for the office on another day cannot in the cold or under rubble."""


_held: dict[str, tuple[float, Any]] = {}


def forget() -> None:
    """Ask the database again: something was changed."""
    _held.clear()


def _hold(name: str, ask: Callable[[], T], none: T) -> T:
    until, found = _held.get(name, (0.0, None))
    if time.monotonic() >= until:
        try:
            if presence.is_away():
                raise OperationalError
            found = ask()
        except OperationalError:  # the way in stays open while the database is away
            return cast("T", none if found is None else found)
        _held[name] = (time.monotonic() + HELD_SECONDS, found)
    return cast("T", found)


def _clocks() -> dict[tuple[str, int], Terms]:
    return {
        (row.crisis, row.urgency): Terms(row.minutes, row.office_hours, row.supervisor_after, row.above_after)
        for row in Clock.objects.all()
    }


def _crises() -> list[Crisis]:
    return list(Crisis.objects.filter(ended_at=None).select_related("area").order_by("began_at"))


def _rules() -> list[tuple[str, RoutingRule]]:
    """All rules in force, those of the widest area first: what the ministry decides holds in every province."""
    tables = RoutingTable.objects.filter(status=TableStatus.IN_FORCE).select_related("organisation__area")
    if not tables:
        return []
    rules = (
        RoutingRule.objects.filter(table__in=tables)
        .exclude(Q(to__isnull=False) & ~Q(to__status=OrganisationStatus.ACTIVE))  # nobody would read the alert there
        .select_related("area", "to", "table__organisation__area")
        .order_by("place")
    )
    of_table: dict[int, list[RoutingRule]] = {}
    for rule in rules:
        of_table.setdefault(rule.table_id, []).append(rule)
    return [
        (table.organisation.area.path, rule)
        for table in sorted(tables, key=_place)
        for rule in of_table.get(table.pk, [])
    ]


def _place(table: RoutingTable) -> tuple[int, int, int]:
    """The widest area first, then the highest house."""
    return len(table.organisation.area.path), len(table.organisation.path), table.pk


def rules(area_path: str) -> list[RoutingRule]:
    """Return the rules in force for an area, in the order in which they are looked at."""
    return [rule for path, rule in _hold("rules", _rules, []) if area_path.startswith(path)]


def around(table: RoutingTable) -> tuple[list[tuple[str, RoutingRule]], list[tuple[str, RoutingRule]]]:
    """Return the rules in force of other houses that are looked at before and after those of a table, each with the path of its area."""
    others = [each for each in _hold("rules", _rules, []) if each[1].table.organisation_id != table.organisation_id]
    before = [each for each in others if _place(each[1].table) < _place(table)]
    return before, [each for each in others if each not in before]


def crises(area_path: str | None = None) -> list[Crisis]:
    """Return the crises that are on, those of an area and of what lies above it when one is given."""
    return [each for each in _hold("crises", _crises, []) if area_path is None or area_path.startswith(each.area.path)]


def terms(urgency: Urgency | int, crisis: str = "") -> Terms:
    """Return the terms of an urgency, ordinarily or in a crisis."""
    level = Urgency(urgency)
    set_by_staff = _hold("clocks", _clocks, {}).get((crisis, int(level)))
    return set_by_staff or (OURS_IN_A_CRISIS if crisis else OURS)[level]


def due_at(urgency: Urgency | int, since: datetime, area_path: str = "") -> datetime:
    """Return when a decision is due; of several clocks that run, in several crises, the one that ends first."""
    running = (
        [terms(urgency), *(terms(urgency, each.kind) for each in crises(area_path))] if area_path else [terms(urgency)]
    )
    return min(_ends(each, since) for each in running)


def ladder(urgency: Urgency | int, area_path: str) -> tuple[int | None, int | None]:
    """Return after how many minutes a late alert is told to the supervisors and above: the earliest of the clocks that run."""
    running = [terms(urgency), *(terms(urgency, each.kind) for each in crises(area_path))]
    supervisors = [each.supervisor_after for each in running if each.supervisor_after is not None]
    above = [each.above_after for each in running if each.above_after is not None]
    return min(supervisors, default=None), min(above, default=None)


def _ends(each: Terms, since: datetime) -> datetime:
    if each.office_hours:
        return countries.get(settings.COUNTRY).working_deadline(since, each.minutes / 60)
    return since + timedelta(minutes=each.minutes)


def offices_open(at: datetime) -> bool:
    """Say whether offices of the country are open at a moment."""
    return countries.get(settings.COUNTRY).working_hours_between(at, at + timedelta(minutes=1)) > 0


def topics() -> list[Category]:
    """Return what an alert may be said to be about: three topics only while a crisis is on anywhere."""
    return [each for each in Category if each not in IN_A_CRISIS or crises()]


def choices() -> list[tuple[str, str]]:
    """Return the topics as choices of a form."""
    return [(each.value, str(each.label)) for each in topics()]
