"""The order of the board: need × urgency × reach × freshness × not yet known, and each factor in words.

Freshness halves every ``HALF_LIFE`` hours. Taken as logarithms the passing of time moves all stories alike, so the order needs no
clock: ``rank`` is log2 of the rest plus the hour of the last post in half-lives, and an index keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import log2, log10

from yaqaza.alerts.states import Need, Urgency
from yaqaza.monitoring.models import Story

HALF_LIFE = 12.0
"""Hours after which a story that nobody shares any more counts half."""

WEIGHT = {
    Need.RESCUE: 1.0, Need.VIOLENCE: 1.0, Need.CHILD_PROTECTION: 1.0, Need.MISSING_PERSON: 0.9, Need.MEDICAL: 0.9, Need.SHELTER: 0.9,
    Need.FOOD_WATER: 0.8, Need.ELDERLY: 0.8, Need.BLANKETS_CLOTHES: 0.7, Need.MENTAL_HEALTH: 0.7, Need.DISABILITY: 0.7,
    Need.ADDICTION: 0.6, Need.DEATH: 0.6, Need.HOUSING: 0.5, Need.MONEY: 0.4, Need.WORK: 0.4, Need.EDUCATION: 0.4, Need.OTHER: 0.4,
}  # fmt: skip
NO_NEED = 0.2
"""What asks for help without saying for what, or was found by a watch alone."""

MORE_NEEDS = 0.05
URGENT = {Urgency.ORDINARY: 0.25, Urgency.IMPORTANT: 0.5, Urgency.URGENT: 0.8, Urgency.VITAL: 1.0}
KNOWN_LEAST = 0.25
"""An alert that surely tells of the same leaves a story a quarter of its weight: somebody should still see it grow."""

WATCHED = 1.5


@dataclass(frozen=True, slots=True)
class Factors:
    """What the rank is made of; all but ``reach`` lie between 0 and 1.5."""

    need: float
    urgency: float
    reach: float
    fresh: float
    unknown: float
    watched: float

    @property
    def product(self) -> float:
        return self.need * self.urgency * self.reach * self.unknown * self.watched


def need_of(needs: Iterable[str], asks: float) -> float:
    """Return how much the stated needs press: the strongest, and a little for each more."""
    weights = sorted((WEIGHT[Need(need)] for need in needs), reverse=True)
    return min(1.0, weights[0] + MORE_NEEDS * (len(weights) - 1)) if weights else max(0.05, NO_NEED * asks)


def factors(story: Story, now: datetime) -> Factors:
    """Return the factors of a story as they are at ``now``."""
    hours = max(0.0, (now - story.last_at).total_seconds() / 3600)
    return Factors(
        need=need_of(story.needs, story.asks),
        urgency=URGENT[Urgency(story.urgency)],
        reach=log10(10 + max(story.reach, story.posts)),
        fresh=0.5 ** (hours / HALF_LIFE),
        unknown=max(KNOWN_LEAST, 1.0 - story.known),
        watched=WATCHED if story.watches else 1.0,
    )


def rank(story: Story) -> float:
    """Return what the board is ordered by; larger is nearer to the top."""
    found = factors(story, story.last_at)
    return round(log2(found.product) + story.last_at.timestamp() / 3600 / HALF_LIFE, 6)
