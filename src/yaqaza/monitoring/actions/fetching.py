"""How posts come in: asked for or called with, kept once each, with where to go on from in the same transaction."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from yaqaza.accounts.models import User
from yaqaza.channels.network import Broken, Trouble
from yaqaza.channels.states import Health, Reason
from yaqaza.core import audit, bulk, jobs
from yaqaza.core.crypto import blind_index, encrypt
from yaqaza.core.ids import uuid7
from yaqaza.core.presence import AWAY
from yaqaza.core.text import clean
from yaqaza.language.folding import fold
from yaqaza.monitoring import queries, rules
from yaqaza.monitoring.models import Post, Source
from yaqaza.monitoring.sources import reader
from yaqaza.monitoring.sources.base import Fetched, Found, Unreadable
from yaqaza.monitoring.states import Kind

log = logging.getLogger(__name__)

PAGES_MOST, JOB_SECONDS = 30, 40.0
"""What one turn takes from a source that has a lot to tell; the next turn follows at once."""

TEXT_MOST = 10_000
REACH_MOST = 1_000_000_000
OLDEST = datetime(1990, 1, 1, tzinfo=timezone.get_default_timezone())


def handle_of(text: str) -> str:
    """Return the name of an account as it is compared."""
    return fold(text.strip().lstrip("@")).replace(" ", "")[:240]


@transaction.atomic
def keep(*, source: Source, posts: Sequence[Found]) -> int:
    """Keep posts as they came and return how many were new; one that came before changes nothing."""
    now = timezone.now()
    fresh: dict[str, Found] = {}
    for post in posts:
        if clean(post.text) and (index := blind_index(f"post:{source.pk}", post.external_id)):
            fresh.setdefault(index, post)
    Source.objects.select_for_update(no_key=True).get(
        pk=source.pk
    )  # two that keep for one source would both find it new
    known = set(Post.objects.filter(source=source, index__in=fresh).values_list("index", flat=True))
    followed = queries.followed_accounts()
    rows = [_row(source.pk, index, post, now, followed) for index, post in fresh.items() if index not in known]
    bulk.copy_values(Post._meta.db_table, _COLUMNS, rows)
    if rows:
        Source.objects.filter(pk=source.pk).update(taken=F("taken") + len(rows), last_post_at=now)
        jobs.enqueue("monitoring.gather", once="monitoring.gather")
    return len(rows)


_COLUMNS = (
    "uuid", "source_id", "index", "published_at", "captured_at", "text", "author", "url", "reach", "raw", "sha256", "watches", "fault",
)  # fmt: skip


def _row(source_id: int, index: str, post: Found, now: datetime, followed: dict[str, list[int]]) -> tuple[Any, ...]:
    """Return a post as it is written: many come at once, and a model instance costs more than all the rest."""
    at = post.published_at if post.published_at and OLDEST < post.published_at <= now + timedelta(minutes=5) else now
    author = {
        name: clean(value)[:300]
        for name, value in (("handle", post.handle), ("name", post.name), ("url", post.author_url))
        if value
    }
    text = clean(post.text)
    raw = clean(post.raw) or text
    return (
        uuid7(), source_id, index, at, now, text[:TEXT_MOST],
        encrypt(json.dumps(author, ensure_ascii=False)) if author else "", encrypt(clean(post.url)[:2000]),
        max(1, min(REACH_MOST, post.reach)), encrypt(raw), hashlib.sha256(raw.encode()).hexdigest(),
        followed.get(handle_of(post.handle), []) if followed else [], "",
    )  # fmt: skip


@transaction.atomic
def called(*, source: Source, raw: str) -> int:
    """Keep the posts of a call whose proof was right; a call that says nothing to us is answered all the same.

    It says nothing of our own asking: when that is due, its trouble and who is at it stay as they are.
    """
    try:
        posts = reader(source.type, source.values).read(raw)
    except Unreadable:
        log.info("a call for source %s cannot be read", source.pk)
        return 0
    if Source.objects.select_for_update(no_key=True).filter(pk=source.pk, enabled=True).first() is None:
        return 0
    count = keep(source=source, posts=posts)
    if posts:
        Source.objects.filter(pk=source.pk).update(last_post_at=timezone.now())
    return count


def fetch(*, source_id: int, seconds: float = JOB_SECONDS) -> int:
    """Ask a source for what is new, page by page, and return how many posts were.

    Each page is kept in one transaction with where to go on from: killed at any moment, nothing is lost and nothing comes twice. A
    source that is paused, changed or asked by somebody else meanwhile is left as it is then.
    """
    source = _lease(source_id)
    if source is None:
        return 0
    stop, count, trouble = monotonic() + seconds, 0, None
    for _page in range(PAGES_MOST):
        try:
            found = reader(source.type, source.values).fetch(source.cursor)
            kept = _keep_page(source, found)
        except Trouble as caught:
            trouble = caught
            break
        except AWAY:
            raise
        except Exception as error:  # a fault of ours or of a library: it is shown, and nobody else waits for it
            log.error("asking source %s failed: %s", source.pk, type(error).__name__)
            trouble = Broken(Reason.ANSWER)
            break
        if kept is None:
            return count
        count += kept
        if not found.more or found.wait or monotonic() > stop:
            break
    if trouble is not None:
        _failed(source, trouble)
    else:
        rest = timedelta(seconds=found.wait) if found.wait else timedelta(0) if found.more else None
        _worked(source, timezone.now(), rest)
    return count


@transaction.atomic
def _keep_page(source: Source, found: Fetched) -> int | None:
    """Keep a page with where to go on from; None when the source is not ours any more."""
    if _ours(source).select_for_update(no_key=True).first() is None:
        return None
    count = keep(source=source, posts=found.posts)
    source.cursor = found.cursor
    fields: dict[str, object] = {"cursor": found.cursor}
    if found.secrets:
        source.secrets = json.dumps({**(json.loads(source.secrets) if source.secrets else {}), **found.secrets})
        fields["secrets"] = source.secrets
    _ours(source).update(**fields)
    return count


def _ours(source: Source) -> QuerySet[Source]:
    """The source as long as nobody paused or changed it, and nobody else asks it: what is written goes through here."""
    return Source.objects.filter(pk=source.pk, enabled=True, asking_until=source.asking_until)


@transaction.atomic
def _lease(source_id: int) -> Source | None:
    """One process at a time asks; one that was killed is waited for a few minutes."""
    now = timezone.now()
    source = (
        Source.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(Q(asking_until=None) | Q(asking_until__lt=now), pk=source_id, enabled=True)
        .exclude(next_at__gt=now)
        .first()
    )
    if source is not None:
        source.asking_until = now + rules.LEASE
        source.save(update_fields=["asking_until"])
    return source


def _worked(source: Source, now: datetime, rest: timedelta | None = None) -> None:
    """The source answered. ``rest``: when it may be asked again, where the provider says so."""
    following = now + (timedelta(minutes=source.every_minutes) if rest is None else rest)
    _ours(source).update(
        asking_until=None,
        next_at=following,
        health=Health.WORKS,
        trouble="",
        trouble_since=None,
        failures=0,
        worked_at=now,
    )


def _failed(source: Source, trouble: Trouble) -> None:
    now = timezone.now()
    failures = source.failures + 1
    rest = timedelta(seconds=trouble.retry_after) or rules.pause_after(failures)
    if isinstance(trouble, Broken):
        rest = max(rest, timedelta(minutes=10))  # it does not mend itself in a minute
    told = _ours(source).update(
        asking_until=None, next_at=now + rest, health=Health.TROUBLE, trouble=trouble.reason, failures=failures,
        trouble_since=source.trouble_since or now,
    )  # fmt: skip
    if told and trouble.reason == Reason.ACCESS:
        tell_of_dead(sources=[source.pk])


def try_now(*, source: Source, by: User) -> Source:
    """Ask a source at once, whatever it was to wait for, and return how it is now."""
    rules.check_manage(by, source.organisation)
    rules.check_asks(source)
    Source.objects.filter(pk=source.pk).update(next_at=None)
    source.refresh_from_db()
    if not source.enabled:  # paused: it is asked whether it lets us in, and nothing is kept
        return _only_look(source)
    fetch(source_id=source.pk, seconds=15.0)
    source.refresh_from_db()
    return source


def _only_look(source: Source) -> Source:
    reason = ""
    try:
        reader(source.type, source.values).fetch(source.cursor)
    except Trouble as trouble:
        reason = trouble.reason.value
    except Exception as error:
        log.error("trying source %s failed: %s", source.pk, type(error).__name__)
        reason = Reason.ANSWER.value
    now = timezone.now()
    fields: dict[str, object] = {"health": Health.WORKS, "trouble": "", "trouble_since": None}
    if reason:
        fields = {"health": Health.TROUBLE, "trouble": reason, "trouble_since": source.trouble_since or now}
    Source.objects.filter(pk=source.pk, enabled=False).update(**fields)
    source.refresh_from_db()
    return source


@transaction.atomic
def tell_of_dead(*, sources: Iterable[int] | None = None) -> int:
    """Note of each source that died or fell silent that it did, once a time, and return how many there were.

    The page of the source, the board and the desk of all who answer for it show it until it works again.
    """
    now = timezone.now()
    rows = Source.objects.select_for_update(of=("self",), no_key=True).filter(enabled=True).order_by("id")
    if sources is not None:
        rows = rows.filter(pk__in=sources)
    count = 0
    for source in rows:
        reason = why_dead(source, now)
        if reason and source.told_at is None:
            Source.objects.filter(pk=source.pk).update(told_at=now)
            audit.record("source.died", on=source, kind=source.kind, reason=reason)
            count += 1
        elif not reason and source.told_at is not None:
            Source.objects.filter(pk=source.pk).update(told_at=None)
            audit.record("source.revived", on=source, kind=source.kind)
    return count


def why_dead(source: Source, now: datetime) -> str:
    """Return the reason for which somebody has to look at a source, "" when nobody has to."""
    if source.health == Health.TROUBLE and source.trouble_since:
        lasting = now - source.trouble_since >= rules.DEAD_AFTER
        if source.trouble == Reason.ACCESS or (lasting and source.trouble != Reason.LIMIT):
            return source.trouble
    if source.type != Kind.FILE and source.silent_since:
        return "SILENT"
    return ""
