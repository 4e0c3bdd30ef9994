"""What a monitor decides about a story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, Sum
from django.utils import timezone

from yaqaza.accounts.models import User
from yaqaza.alerts import actions as alerts
from yaqaza.alerts.actions import published
from yaqaza.alerts.models import Alert
from yaqaza.alerts.queries.places import precision_of
from yaqaza.alerts.states import Category, Channel, DismissReason, Need, Urgency
from yaqaza.core import audit
from yaqaza.core.text import clean
from yaqaza.language.folding import fold
from yaqaza.monitoring import ranking, rules
from yaqaza.monitoring.models import Post, Source, Story, StoryEvent, Wording
from yaqaza.monitoring.states import Happening, StoryStatus
from yaqaza.territory.models import Area

S = StoryStatus
TOLD_MOST = 9000

CATEGORY_OF = (
    (Need.VIOLENCE, Category.VIOLENCE),
    (Need.CHILD_PROTECTION, Category.CHILD_IN_DANGER),
    (Need.ELDERLY, Category.ELDERLY_IN_DANGER),
    (Need.SHELTER, Category.WITHOUT_SHELTER),
    (Need.MEDICAL, Category.ILLNESS_WITHOUT_CARE),
)
"""The first of these needs says what an alert is about."""


def category_of(needs: Sequence[str]) -> Category:
    """Return the category that the stated needs propose."""
    proposed = next((category for need, category in CATEGORY_OF if need.value in needs), None)
    return proposed or (Category.FAMILY_IN_NEED if needs else Category.OTHER)


def reference_of(story: Story) -> str:
    """Return the reference by which an alert knows its story."""
    return f"story:{story.uuid}"


@transaction.atomic
def accept(
    *,
    story: Story,
    by: User,
    category: Category | str,
    urgency: Urgency | int,
    area: Area,
    people_count: int | None = None,
    needs: Sequence[str] = (),
) -> Alert:
    """Make an alert of a story; its posts are kept as they came, as evidence."""
    story = _locked(story)
    rules.check_decide(by, story)
    rules.check_story_move(story, S.ACCEPTED)
    rules.check_has_words(story)
    received = alerts.receive(
        by=by, channel=Channel.MEDIA, text=story.text, category=category, area=area, place_precision=precision_of(area),
        people_count=people_count, urgency=urgency, language=story.language, needs=needs, source_ref=reference_of(story),
    )  # fmt: skip
    published.spread(alert=received.alert, reach=story.reach - 1)
    _decide(story, by, S.ACCEPTED, alert=received.alert)
    _event(story, Happening.ACCEPTED, by)
    audit.record(
        "story.accepted", on=story, by=by, alert=received.alert, number=received.alert.number, posts=story.posts
    )
    return received.alert


@transaction.atomic
def join(*, story: Story, by: User, alert: Alert) -> Alert:
    """Add a story to an alert that tells of the same situation; whoever works on it reads that it was published."""
    story = _locked(story)
    rules.check_decide(by, story)
    rules.check_story_move(story, S.JOINED)
    rules.check_has_words(story)
    published.add(alert=alert, by=by, text=story.text[:TOLD_MOST])
    published.spread(alert=alert, reach=story.reach)
    _decide(story, by, S.JOINED, alert=alert)
    _event(story, Happening.JOINED, by)
    audit.record("story.joined", on=story, by=by, alert=alert, number=alert.number, posts=story.posts)
    return alert


@transaction.atomic
def watch(*, story: Story, by: User, on: bool = True) -> Story:
    """Keep a story on the board as watched, or watch it no longer."""
    story = _locked(story)
    rules.check_decide(by, story)
    to = S.WATCHED if on else S.NEW
    rules.check_story_move(story, to)
    _decide(story, by, to)
    _event(story, Happening.WATCHED if on else Happening.UNWATCHED, by)
    audit.record("story.watched", on=story, by=by, active=on)
    return story


@transaction.atomic
def dismiss(*, story: Story, by: User, reason: DismissReason | str, note: str = "") -> Story:
    """Take a story off the board for a reason; the reason teaches the reading."""
    story = _locked(story)
    rules.check_decide(by, story)
    rules.check_story_move(story, S.DISMISSED)
    _decide(story, by, S.DISMISSED, reason=DismissReason(reason))
    _event(story, Happening.DISMISSED, by, clean(note)[:2000])
    audit.record("story.dismissed", on=story, by=by, reason=str(reason))
    return story


@transaction.atomic
def reopen(*, story: Story, by: User) -> Story:
    """Put a dismissed story back on the board."""
    story = _locked(story)
    rules.check_decide(by, story)
    rules.check_story_move(story, S.NEW)
    _decide(story, by, S.NEW)
    _event(story, Happening.REOPENED, by)
    audit.record("story.reopened", on=story, by=by)
    return story


@transaction.atomic
def gather_into(*, story: Story, into: Story, by: User) -> Story:
    """Put one story into another that tells of the same situation, with all its posts."""
    rows = {pk: _locked(Story(pk=pk)) for pk in sorted({story.pk, into.pk})}  # always in one order
    story, into = rows[story.pk], rows[into.pk]
    rules.check_decide(by, story)
    rules.check_decide(by, into)
    rules.check_gather(story, into)
    _absorb(story, into)
    _event(into, Happening.GATHERED, by)
    audit.record("story.gathered", on=into, by=by, other=story)
    return into


def merge(story_id: int, into_id: int) -> None:
    """Make one of two stories that nobody decided about, after a wording came that is surely like both.

    What a person took apart or put together stays as that person left it.
    """
    rows = {pk: _locked(Story(pk=pk)) for pk in sorted({story_id, into_id})}
    story, into = rows[story_id], rows[into_id]
    undecided = all(row.status == S.NEW and row.into_id is None for row in rows.values())
    by_hand = StoryEvent.objects.filter(
        story__in=rows, kind__in=(Happening.PARTED, Happening.GATHERED), by__isnull=False
    )
    if story.pk == into.pk or not undecided or by_hand.exists():
        return
    _absorb(story, into)
    _event(into, Happening.GATHERED, None)
    audit.record("story.gathered", on=into, other=story)


def _absorb(story: Story, into: Story) -> None:
    """Whoever led to the story that goes leads to the other one from now on: a story is always found in one step."""
    story.wordings.update(story=into)
    Post.objects.filter(story=story).update(story=into)
    Story.objects.filter(into=story).update(into=into)
    Story.objects.filter(resembles=story).exclude(pk=into.pk).update(resembles=into)
    into.needs = list(dict.fromkeys([*into.needs, *story.needs]))
    into.urgency, into.asks = max(into.urgency, story.urgency), max(into.asks, story.asks)
    into.people_count = into.people_count or story.people_count
    into.resembles_id = next(
        (pk for pk in (into.resembles_id, story.resembles_id) if pk not in (None, story.pk, into.pk)), None
    )
    into.watches = list(dict.fromkeys([*into.watches, *story.watches]))
    if story.area_path.startswith(into.area_path):
        into.area_id, into.area_path, into.place_precision = story.area_id, story.area_path, story.place_precision
    _recount(into)
    story.into, story.text, story.folded = into, "", ""  # its words are those of its wordings, which went along
    story.save(update_fields=["into", "text", "folded"])


@transaction.atomic
def part(*, story: Story, wording: Wording, by: User) -> Story:
    """Take a wording out of a story: it tells of another situation. Return the story it becomes."""
    story = _locked(story)
    rules.check_decide(by, story)
    wordings = {each.pk: each for each in story.wordings.all()}
    rules.check_part(story, wordings, wording)
    wording = wordings[wording.pk]  # as it is now
    area = Area.objects.filter(path=wording.area_path).first() if wording.area_path else None
    other = Story(
        text=wording.text, folded=fold(wording.text), language=wording.language, organisation=story.organisation, houses=story.houses,
        area=area or story.area, area_path=(area or story.area).path,
        place_precision=precision_of(area) if area else story.place_precision, asks=wording.asks,
        needs=[need for need, likely in wording.needs.items() if likely >= 0.5], urgency=story.urgency,
        people_count=wording.people_count, first_at=wording.at, last_at=wording.at,
    )  # fmt: skip
    other.save(force_insert=True)
    Wording.objects.filter(pk=wording.pk).update(story=other)
    Post.objects.filter(wording=wording).update(story=other)
    rest = story.wordings.order_by("-posts", "id").first()
    if rest is not None and story.text == wording.text and not story.alert_id:
        story.text, story.folded, story.language = rest.text, fold(rest.text), rest.language
        story.save(update_fields=["text", "folded", "language"])
    _recount(other)
    _recount(story)
    for each in (story, other):
        _event(each, Happening.PARTED, by)
    audit.record("story.parted", on=story, by=by, other=other)
    return other


@transaction.atomic
def contacted(*, story: Story, by: User) -> Story:
    """Note that the author of a post was written to by the platform."""
    story = _locked(story)
    rules.check_decide(by, story)
    _event(story, Happening.CONTACTED, by)
    audit.record("story.contacted", on=story, by=by)
    return story


def _recount(story: Story) -> None:
    """Count a story's posts anew after some came or went."""
    found = story.all_posts.aggregate(
        n=Count("id"), r=Sum("reach"), first=Min("published_at"), last=Max("published_at")
    )
    story.posts, story.reach = found["n"], found["r"] or 0
    story.first_at, story.last_at = found["first"] or story.first_at, found["last"] or story.last_at
    story.sources = list(story.all_posts.order_by("source_id").values_list("source_id", flat=True).distinct())
    houses = Source.objects.filter(pk__in=story.sources).values_list("organisation_id", flat=True)
    story.houses = sorted(set(houses)) or story.houses
    story.rank = ranking.rank(story)
    story.save()


def _decide(story: Story, by: User, to: StoryStatus, *, alert: Alert | None = None, reason: str = "") -> None:
    undecided = to == S.NEW
    story.status, story.dismiss_reason, story.alert = to, reason, alert
    story.decided_at, story.decided_by = (None, None) if undecided else (timezone.now(), by)
    story.save(update_fields=["status", "dismiss_reason", "alert", "decided_at", "decided_by"])


def _event(story: Story, kind: Happening, by: User | None, text: str = "", **more: Any) -> StoryEvent:
    return StoryEvent.objects.create(story=story, kind=kind, by=by, text=text, **more)


def _locked(story: Story) -> Story:
    return (
        Story.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "organisation", "alert")
        .get(pk=story.pk)
    )
