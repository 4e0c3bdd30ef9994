"""Which other alerts may tell of the same situation, and why: same telephone, near in place and time, similar words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from yaqaza.accounts.models import User
from yaqaza.alerts.models import Alert
from yaqaza.alerts.queries.rows import visible_to
from yaqaza.alerts.states import AlertStatus, DismissReason, PlacePrecision

PHONE_DAYS = 60
PLACE_HOURS = 72
CANDIDATES = 200
LEAST = 0.35
"""Below this it is no suggestion."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An alert that may be about the same situation; ``reasons`` are short phrases in the reader's language."""

    alert: Alert
    score: float
    reasons: tuple[str, ...]


def suggestions(alert: Alert, seen_by: User, *, most: int = 5) -> list[Suggestion]:
    """Return the most likely ones first; at most 200 candidates are compared, whatever the size of the table."""
    found = [match for other in _candidates(alert, seen_by) if (match := compare(alert, other)).score >= LEAST]
    found.sort(key=lambda match: (-match.score, match.alert.pk))
    return found[:most]


def _candidates(alert: Alert, seen_by: User) -> list[Alert]:
    others = (
        visible_to(seen_by)
        .exclude(pk=alert.pk)
        .exclude(dismiss_reason__in=[DismissReason.TEST, DismissReason.ABUSE])
        .exclude(status=AlertStatus.GATHERED)  # their lead stands for them
        .select_related("area")
        .defer("area__geometry", "area__search_keys")
    )
    if alert.story_id:
        others = others.exclude(Q(leads=alert.story_id) | Q(story=alert.story_id, story__isnull=False))
    known: dict[int, Alert] = {}
    if alert.reporter_index:
        span = timedelta(days=PHONE_DAYS)
        rows = others.filter(
            reporter_index=alert.reporter_index, received_at__range=(alert.received_at - span, alert.received_at + span)
        )
        known |= {row.pk: row for row in rows.order_by("-received_at")[:50]}
    if alert.place_precision in (PlacePrecision.EXACT, PlacePrecision.COMMUNE):
        span = timedelta(hours=PLACE_HOURS)
        rows = others.filter(
            area_path__startswith=alert.area_path,
            received_at__range=(alert.received_at - span, alert.received_at + span),
        )
        known |= {row.pk: row for row in rows.order_by("-received_at")[: CANDIDATES - len(known)]}
    return list(known.values())


def compare(alert: Alert, other: Alert) -> Suggestion:
    """Return how likely two alerts tell of one situation, 0 to 1, with what speaks for it."""
    score, reasons = 0.0, []
    if alert.reporter_index and alert.reporter_index == other.reporter_index:
        score += 0.45
        reasons.append(_("same telephone"))
    metres = distance(alert, other)
    hours = abs((alert.received_at - other.received_at).total_seconds()) / 3600
    if metres is not None and metres <= 500:
        score += 0.3
        reasons.append(_("%(metres)s m away") % {"metres": max(10, round(metres / 10) * 10)})
    elif alert.area_id == other.area_id and alert.place_precision in (PlacePrecision.EXACT, PlacePrecision.COMMUNE):
        score += 0.15
        reasons.append(_("same commune"))
    if reasons and hours <= 6:
        score += 0.1
        reasons.append(_("within hours"))
    likeness = (
        fuzz.token_set_ratio(alert.folded, other.folded) / 100
        if min(len(alert.folded), len(other.folded)) >= 12
        else 0.0
    )
    if likeness >= 0.6:
        score += 0.25 + (likeness - 0.6)
        reasons.append(_("similar words"))
    elif alert.category == other.category and alert.category != "OTHER":
        score += 0.05
    return Suggestion(other, round(min(score, 1.0), 3), tuple(reasons))


def distance(one: Alert, other: Alert) -> float | None:
    """Return the metres between two positions (haversine), None when one is not known."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    lat1, lat2 = radians(one.lat), radians(other.lat)
    part = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin(radians(other.lon - one.lon) / 2) ** 2
    return 2 * 6_371_000 * asin(sqrt(part))
