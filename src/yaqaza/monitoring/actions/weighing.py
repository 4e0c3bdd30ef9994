"""Whether an alert tells already of what a story tells: counted into its rank, and offered to who decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yaqaza.monitoring import ranking
from yaqaza.monitoring.models import Story
from yaqaza.monitoring.queries.known import known_to
from yaqaza.monitoring.states import OPEN

AGAIN_MOST = 200
LATELY = timedelta(days=3)


def weigh(*, story_ids: Sequence[int]) -> int:
    """Look for alerts about the same situation as these stories, and return for how many there is one."""
    found = {story.pk: known_to(story) for story in Story.objects.filter(pk__in=story_ids, alert=None)}
    return _keep(found)


def weigh_again() -> int:
    """Look again for the foremost stories of the last days: alerts come later too."""
    since = timezone.now() - LATELY
    rows = Story.objects.filter(Q(status__in=OPEN), into=None, last_at__gte=since).order_by("-rank")[:AGAIN_MOST]
    return weigh(story_ids=list(rows.values_list("pk", flat=True)))


@transaction.atomic
def _keep(found: dict[int, list[tuple[int, float]]]) -> int:
    rows = list(Story.objects.select_for_update(no_key=True).filter(pk__in=found).order_by("id"))
    for story in rows:
        story.likely_alert_id, story.known = found[story.pk][0] if found[story.pk] else (None, 0.0)
        story.rank = ranking.rank(story)
    Story.objects.bulk_update(rows, ["likely_alert", "known", "rank"])
    return sum(bool(each) for each in found.values())
