"""What is not kept: the words and authors of what nobody accepted, and an author who asks for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from yaqaza.accounts.models import User
from yaqaza.core import audit
from yaqaza.language.folding import fold
from yaqaza.monitoring import ranking, rules
from yaqaza.monitoring.models import Post, PostFile, Story, StoryEvent, Watch, Wording
from yaqaza.monitoring.states import EVIDENCE, Happening, WatchKind

SLICE = 5000
CLOCKS = timedelta(days=1)  # a post may be dated a little after it came
FILE_KEPT, MATCHING_KEPT = timedelta(days=7), timedelta(days=2)


def strip_old(*, now: datetime | None = None) -> int:
    """Empty what identifies anybody in posts that nobody accepted in time, and return of how many; counts stay.

    By slices in transactions of their own: stopped at any moment, the next night goes on.
    """
    now = now or timezone.now()
    limit, count = now - timedelta(days=settings.POST_DAYS), 0
    while stripped := _strip(limit, now):
        count += stripped
    while _strip_wordings(limit):
        pass
    _strip_stories(limit, now)
    _strip_watches(limit)
    if count:
        audit.record("post.stripped", on=None, rows=count)
    return count


@transaction.atomic
def _strip(limit: datetime, now: datetime) -> int:
    rows = (
        Post.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(captured_at__lt=limit, stripped_at=None)
        .filter(Q(story=None) | ~Q(story__status__in=EVIDENCE))
        .order_by("captured_at")
        .values_list("pk", flat=True)[:SLICE]
    )
    return Post.objects.filter(pk__in=list(rows)).update(
        text="", author="", url="", raw="", sha256="", letters=None, watches=[], stripped_at=now
    )


@transaction.atomic
def _strip_wordings(limit: datetime) -> int:
    """A wording keeps its words while one of its posts does, a story while one of its wordings does; needs, place and counts stay."""
    kept = Post.objects.filter(wording=OuterRef("pk"), stripped_at=None)
    old = (
        Wording.objects.filter(~Exists(kept), at__lt=limit + CLOCKS)
        .exclude(text="")
        .exclude(story__status__in=EVIDENCE)
    )
    ids = list(old.order_by("at").values_list("story_id", flat=True)[:SLICE])
    stories = Story.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).exclude(status__in=EVIDENCE)
    held = {story.pk: story for story in stories.order_by("id")}  # who gathers, or decides, holds a story too
    count = old.filter(story__in=held).update(text="", said="", signature=b"", bands=[], why={}, people_count=None)
    rest = Wording.objects.filter(story__in=held).exclude(text="").order_by("story_id", "-posts", "id")
    left = {wording.story_id: wording for wording in reversed(rest.only("story_id", "text", "language"))}
    for story in held.values():
        told = left.get(story.pk)
        if told is not None and not rest.filter(story=story, text=story.text).exists():
            Story.objects.filter(pk=story.pk).update(text=told.text, folded=fold(told.text), language=told.language)
    return count


@transaction.atomic
def _strip_stories(limit: datetime, now: datetime) -> None:
    _unname(Q(stripped_at=None, first_at__lt=limit + CLOCKS))
    told = Wording.objects.filter(story=OuterRef("pk")).exclude(text="")
    old = Story.objects.filter(~Exists(told), stripped_at=None, first_at__lt=limit + CLOCKS).exclude(
        status__in=EVIDENCE
    )
    rows = old.select_for_update(of=("self",), no_key=True).order_by("id")
    ids = list(rows.values_list("pk", flat=True))
    StoryEvent.objects.filter(story__in=ids).exclude(text="").update(text="")
    Story.objects.filter(pk__in=ids).update(text="", folded="", stripped_at=now)


def _unname(which: Q) -> None:
    """Take the accounts that are followed off stories of which no post of theirs is left: their name names the author."""
    accounts = set(Watch.objects.filter(kind=WatchKind.ACCOUNT).values_list("pk", flat=True))
    rows = Story.objects.select_for_update(of=("self",), no_key=True).filter(which, watches__overlap=sorted(accounts))
    for story in rows.order_by("id"):
        left = {pk for held in story.all_posts.exclude(watches=[]).values_list("watches", flat=True) for pk in held}
        kept = [pk for pk in story.watches if pk not in accounts or pk in left]
        if kept != story.watches:
            story.watches = kept
            story.rank = ranking.rank(story)
            story.save(update_fields=["watches", "rank"])


@transaction.atomic
def _strip_watches(limit: datetime) -> None:
    """What was followed may be a name: it goes when nothing that it found is kept any more."""
    old = Watch.objects.filter(ended_at__lt=limit, area=None).exclude(folded="")
    old.update(text="", folded="")


@transaction.atomic
def forget_author(*, post: Post, by: User) -> Post:
    """Erase who wrote a post, at their wish; what it says stays as evidence of the situation."""
    assert post.story is not None  # noqa: S101  # only posts of stories have a page
    rules.check_decide(by, post.story)
    _forget([post.pk], [post.story.pk])
    StoryEvent.objects.create(story=post.story, kind=Happening.FORGOTTEN, by=by)
    audit.record("post.author_erased", on=post.story, by=by)
    return post


@transaction.atomic
def forget_authors(*, alert_id: int) -> int:
    """Erase the authors of the posts on which an alert rests, after its reporter had themselves erased."""
    count = 0
    for story in Story.objects.select_for_update(no_key=True).filter(alert_id=alert_id).order_by("id"):
        count += _forget(list(story.all_posts.values_list("pk", flat=True)), [story.pk])
        StoryEvent.objects.create(story=story, kind=Happening.FORGOTTEN)
        audit.record("post.author_erased", on=story)
    return count


def _forget(ids: list[int], stories: list[int]) -> int:
    """The post as it came names its author, and so do its address and an account that is followed; the hash says that there was one."""
    count = Post.objects.filter(pk__in=ids).update(author="", url="", raw="", watches=[])
    _unname(Q(pk__in=stories) | Q(into__in=stories))
    return count


@transaction.atomic
def forget_files(*, now: datetime | None = None) -> int:
    """Delete files a week after they were read, and those that nobody matched within two days."""
    now = now or timezone.now()
    over = Q(status__in=("DONE", "FAILED"), finished_at__lte=now - FILE_KEPT)
    left = Q(status="MAPPING", created_at__lte=now - MATCHING_KEPT)
    rows = PostFile.objects.select_for_update(no_key=True, skip_locked=True).filter(over | left).exclude(file="")
    count = 0
    for row in rows.order_by("id"):
        row.file.delete(save=False)
        audit.record("postfile.forgotten", on=row, status=row.status)
        if row.status == PostFile.Status.MAPPING:
            row.delete()
        else:
            row.problems.exclude(value="").update(value="")
            row.file = ""
            row.save(update_fields=["file"])
        count += 1
    return count
