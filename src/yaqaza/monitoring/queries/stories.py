"""Stories and their posts, each read through the reader's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDay, TruncHour
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import REACH, Permission, Reach, Role
from yaqaza.accounts.scope import NOTHING
from yaqaza.alerts.models import Alert
from yaqaza.core.refusal import NotFound
from yaqaza.language.folding import fold
from yaqaza.monitoring.models import Post, Source, Story, Wording
from yaqaza.monitoring.states import OPEN
from yaqaza.territory.models import Area

BOARD, NEWEST = ("-rank", "-id"), ("-last_at", "-id")
BOARD_OF_FEW, NEWEST_OF_FEW = ("-height", "-id"), ("-latest", "-id")
WITHOUT_OUTLINE = ("area__geometry", "area__search_keys")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the monitor looks for; an empty ``status`` means what waits for a decision."""

    status: str = ""
    need: str = ""
    area: Area | None = None
    source: Source | None = None
    start: date | None = None
    end: date | None = None
    text: str = ""

    @property
    def narrows(self) -> bool:
        return self != Filters()


def visible_to(user: User) -> QuerySet[Story]:
    """Return the stories of a place or of a source that ``user`` reaches; those that were gathered into another are not there."""
    rows = Story.objects.filter(into=None)
    return rows.filter(_reach(user))


def _sees_all(user: User) -> bool:
    """Say whether nothing narrows what ``user`` sees: they are posted for the whole country."""
    return _reach(user) == Q()


def _reach(user: User) -> Q:
    """``accounts.scope.within`` on this table's own columns: a story has the organisations of all its sources."""
    condition, houses = NOTHING, None
    for posting in user.current_postings if user.is_active else ():
        if not posting.gives(Permission.MONITOR_VIEW):
            continue
        if REACH[Role(posting.role)] is Reach.AREA:
            if "." not in posting.area.path.rstrip("."):
                return Q()
            condition |= Q(area_path__startswith=posting.area.path)
        house = Q(path__startswith=posting.organisation.path)
        houses = house if houses is None else houses | house
    if houses is not None:
        condition |= Q(houses__overlap=ArraySubquery(Organisation.objects.filter(houses).values("id")))
    return condition


def get_story(uuid: UUID, *, seen_by: User) -> Story:
    """One answer for "no such story" and "not yours"; one that was gathered leads to where it is."""
    asked = Story.objects.filter(uuid=uuid).values_list("pk", "into_id").first()
    found = asked and (
        visible_to(seen_by)
        .filter(pk=asked[1] or asked[0])
        .select_related("area", "organisation", "alert__area", "alert__organisation", "likely_alert", "decided_by")
        .defer(*WITHOUT_OUTLINE)
        .first()
    )
    if found is None:
        raise NotFound(_("This story does not exist, or it belongs to another place."))
    return found


def listed(user: User, filters: Filters) -> QuerySet[Story]:
    """Return what the filters let through, unordered, ready for a list."""
    rows = visible_to(user)
    if not filters.status and not filters.text:
        rows = rows.filter(status__in=OPEN)
    elif filters.status and filters.status != "ALL":
        rows = rows.filter(status=filters.status)
    if filters.need:
        rows = rows.filter(needs__contains=[filters.need])
    if filters.area:
        rows = rows.filter(area_path__startswith=filters.area.path)
    if filters.source:
        rows = rows.filter(sources__contains=[filters.source.pk])
    if filters.start:
        rows = rows.filter(last_at__gte=_midnight(filters.start))
    if filters.end:
        rows = rows.filter(first_at__lt=_midnight(filters.end + timedelta(days=1)))
    words = fold(filters.text).split()[:6]
    if words:
        rows = rows.filter(reduce(and_, (Q(folded__contains=word) for word in words)))
    if not _sees_all(user):
        rows = rows.annotate(height=F("rank") + 0.0, latest=_LATEST)
    return rows.select_related("area", "alert").defer("folded", *WITHOUT_OUTLINE)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


_LATEST = ExpressionWrapper(F("last_at") + timedelta(0), output_field=DateTimeField())


def order_of(user: User, filters: Filters) -> Sequence[str]:
    """Return the order of a list: what waits by rank, everything else newest first.

    Who sees all walks the index that keeps this order. Who sees a part would read whatever stands before it there (1.7 s of 450,000
    stories for a house that has none): for them it is a sum, which no index keeps, so what they see is found first and sorted then.
    """
    waits = not filters.status and not filters.text
    if _sees_all(user):
        return BOARD if waits else NEWEST
    return BOARD_OF_FEW if waits else NEWEST_OF_FEW


def wordings_of(story: Story, most: int = 12) -> list[Wording]:
    """Return the wordings of a story, those that were shared most first."""
    return list(story.wordings.order_by("-posts", "id").defer("signature", "bands", "said")[:most])


def get_wording(uuid: UUID, *, story: Story) -> Wording:
    found = story.wordings.filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("This wording is not one of this story."))
    return found


def posts_of(story: Story) -> QuerySet[Post]:
    """Return the posts of a story with their sources."""
    return story.all_posts.select_related("source").defer("raw")


def get_post(uuid: UUID, *, seen_by: User) -> Post:
    """Return a post of a story that the reader may see."""
    found = (
        Post.objects.filter(uuid=uuid, story__in=visible_to(seen_by))
        .select_related("source", "story__area", "story__organisation", "story__alert")
        .first()
    )
    if found is None:
        raise NotFound(_("This post does not exist, or it belongs to another place."))
    return found


@dataclass(frozen=True, slots=True)
class Step:
    """One hour or day of the curve: how many posts came, and the reach of all until then."""

    at: datetime
    posts: int
    reach: int


STEPS_MOST = 48


def curve(story: Story) -> tuple[list[Step], bool]:
    """Return the reach over time, by hours when that is at most two days, else by days (at most 48 steps), and whether it is by days."""
    by_days = story.last_at - story.first_at > timedelta(hours=STEPS_MOST - 1)
    unit = (TruncDay if by_days else TruncHour)("published_at", tzinfo=timezone.get_current_timezone())
    rows = story.all_posts.annotate(step=unit).values("step").annotate(n=Count("id"), r=Sum("reach")).order_by("step")
    found = {row["step"]: (row["n"], row["r"]) for row in rows}
    if not found:
        return [], by_days
    wide = timedelta(days=1) if by_days else timedelta(hours=1)
    first, last = min(found), max(found)
    first = max(first, last - wide * (STEPS_MOST - 1))
    total = sum(reach for at, (_n, reach) in found.items() if at < first)
    steps, at = [], first
    while at <= last:
        count, reach = found.get(at, (0, 0))
        total += reach
        steps.append(Step(at, count, total))
        at += wide
    return steps, by_days


def of_alert(alert: Alert, *, seen_by: User) -> list[Story]:
    """Return the stories on which an alert rests, for its page."""
    return list(visible_to(seen_by).filter(alert=alert).order_by("id")[:5])
