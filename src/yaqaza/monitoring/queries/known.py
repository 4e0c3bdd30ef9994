"""Which alerts may tell of the same situation as a story: candidates by index, weighed by ``language.duplicates``."""

from __future__ import annotations

import json
from datetime import timedelta

from django.conf import settings

from yaqaza.accounts.models import User
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import Alert, Fingerprint
from yaqaza.alerts.models.fingerprints import VERSION
from yaqaza.alerts.states import AlertStatus, DismissReason, PlacePrecision
from yaqaza.language import analyse
from yaqaza.language.duplicates.situations import Situation, describe
from yaqaza.language.duplicates.weighing import SHOW, compare
from yaqaza.monitoring.models import Story, Wording

DAYS, HOURS = 14, 72
BY_WORDS, BY_PLACE = 30, 40
SAME_WORDS = 0.9
"""What nearly the same words are worth, whatever else is said."""


def known_to(story: Story, *, seen_by: User | None = None, most: int = 5) -> list[tuple[int, float]]:
    """Return the alerts that likely tell of it and how likely, the likeliest first; with ``seen_by``, only those they may read."""
    wordings = list(story.wordings.exclude(said="").order_by("-posts", "id").defer("signature", "why")[:3])
    if not wordings:
        return []
    rows = alerts.visible_to(seen_by) if seen_by is not None else Alert.objects.all()
    rows = rows.exclude(status=AlertStatus.GATHERED).exclude(
        dismiss_reason__in=[DismissReason.TEST, DismissReason.ABUSE]
    )
    since = story.first_at - timedelta(days=DAYS)
    bands = [band for wording in wordings for band in wording.bands]
    words: set[int] = set()
    if bands:
        same = Fingerprint.objects.filter(text_bands__overlap=bands, version=VERSION).values("alert_id")
        words = set(
            rows.filter(pk__in=same, received_at__gte=since).order_by("-id").values_list("pk", flat=True)[:BY_WORDS]
        )
    near: set[int] = set()
    if story.place_precision != PlacePrecision.UNKNOWN:
        span = (story.first_at - timedelta(hours=HOURS), story.last_at + timedelta(hours=HOURS))
        here = rows.filter(area_path__startswith=story.area_path, received_at__range=span)
        near = set(here.order_by("-received_at").values_list("pk", flat=True)[:BY_PLACE])
    mine = [_situation(wording, story) for wording in wordings]
    scores: dict[int, float] = {}
    found = Alert.objects.filter(pk__in=words | near).select_related("fingerprint")
    for alert in found:
        other = _of_alert(alert)
        best = max(compare(each, other).score for each in mine)
        score = max(best, SAME_WORDS) if alert.pk in words and best >= SHOW else best
        if score >= SHOW:
            scores[alert.pk] = round(score, 3)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def likely(story: Story, *, seen_by: User) -> list[tuple[Alert, float]]:
    """Return the alerts that likely tell of it, as the reader may see them."""
    scores = dict(known_to(story, seen_by=seen_by))
    rows = (
        Alert.objects.filter(pk__in=scores)
        .select_related("area")
        .defer("folded", "area__geometry", "area__search_keys")
    )
    return sorted(((row, scores[row.pk]) for row in rows), key=lambda pair: -pair[1])


def _situation(wording: Wording, story: Story) -> Situation:
    path = wording.area_path or (story.area_path if story.place_precision != PlacePrecision.UNKNOWN else "")
    return Situation.from_json(json.loads(wording.said), when=wording.at, areas=[path] if path else [])


def _of_alert(alert: Alert) -> Situation:
    made = getattr(alert, "fingerprint", None)
    if made is not None and made.version == VERSION:
        return made.situation(alert)
    placed = alert.place_precision != PlacePrecision.UNKNOWN
    said = analyse(alert.text, country=settings.COUNTRY)
    return describe(alert.text, said, when=alert.received_at, areas=[alert.area_path] if placed else [])
