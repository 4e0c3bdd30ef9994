"""Which rule holds for an alert: pure, so that a table can be tried on last month before it is in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from yaqaza.alerts.models import Alert
from yaqaza.alerts.models.routing import RoutingRule
from yaqaza.alerts.routing import standing
from yaqaza.alerts.routing.states import Hours
from yaqaza.alerts.states import PlacePrecision


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at."""

    channel: str
    category: str
    needs: frozenset[str]
    urgency: int
    people: int
    area_path: str
    at: datetime
    crises: frozenset[str] = frozenset()


def facts_of(alert: Alert) -> Facts:
    """Return what rules look at in an alert, saved or not yet."""
    return Facts(
        channel=str(alert.channel),
        category=str(alert.category),
        needs=frozenset(alert.needs),
        urgency=int(alert.urgency),
        people=alert.people_count or 0,
        area_path=alert.area_path if alert.place_precision != PlacePrecision.UNKNOWN else "",
        at=alert.received_at,
        crises=frozenset(each.kind for each in standing.crises(alert.area_path)),
    )


def holds(rule: RoutingRule, facts: Facts) -> bool:
    """Say whether every condition of a rule holds; an area holds for all that lies in it."""
    return (
        (not rule.channels or facts.channel in rule.channels)
        and (not rule.categories or facts.category in rule.categories)
        and (not rule.needs or not facts.needs.isdisjoint(rule.needs))
        and (rule.urgency_least is None or facts.urgency >= rule.urgency_least)
        and (rule.people_least is None or facts.people >= rule.people_least)
        and (rule.area is None or facts.area_path.startswith(rule.area.path))
        and (not rule.crisis or rule.crisis in facts.crises)
        and (rule.hours == Hours.ANY or (rule.hours == Hours.OPEN) == standing.offices_open(facts.at))
    )


def first(rules: Iterable[RoutingRule], facts: Facts) -> RoutingRule | None:
    """Return the first rule that holds."""
    return next((rule for rule in rules if holds(rule, facts)), None)


def asks(rule: RoutingRule) -> Sequence[str]:
    """Return the names of the conditions that a rule has, for its line in the table."""
    names = ("channels", "categories", "needs", "urgency_least", "people_least", "area", "crisis")
    return [name for name in names if getattr(rule, name) not in (None, "", [])]
