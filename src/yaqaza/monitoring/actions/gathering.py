"""How posts become stories: in batches, each post once. Processes read side by side; what they read is settled by one at a time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import count, starmap
from time import monotonic

from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.utils import timezone

from yaqaza.alerts import learned
from yaqaza.core import jobs
from yaqaza.language.duplicates import texts
from yaqaza.monitoring import gathering, queries
from yaqaza.monitoring.actions import placing
from yaqaza.monitoring.actions.settling import Settling
from yaqaza.monitoring.gathering import NOTHING, WINDOW, Follow, Group, Leader, Memory, Near, Waiting
from yaqaza.monitoring.models import Post

log = logging.getLogger(__name__)

BATCH = 2000
JOB_SECONDS = 15.0
"""After these the rest is queued again, behind what other people wait for."""

GATHERERS = 4
"""More would wait for each other to settle, and leave nobody for other work."""

FAULTS_MOST = 10
"""Odd texts of a batch; when more cannot be read, it is us and not they."""

TURNS_MOST = 3
"""After these a batch is read as by a process that remembers nothing."""

_LANES = 0x79617161
_MEMORY = Memory()


def gather(*, seconds: float = JOB_SECONDS, size: int = BATCH) -> int:
    """Gather the posts that wait into stories and return how many there were; others may be at it too."""
    stop, gathered = monotonic() + seconds, 0
    while True:
        done = _batch(size)
        gathered += done
        if done < size:
            return gathered
        jobs.enqueue("monitoring.gather", once="monitoring.gather")  # whoever has nothing else to do takes part
        if monotonic() > stop:
            return gathered


@transaction.atomic
def _batch(size: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lane FROM generate_series(1, %s) lane WHERE pg_try_advisory_xact_lock(%s, lane) LIMIT 1",
            [GATHERERS, _LANES],
        )
        if cursor.fetchone() is None:
            return 0
    rows = Post.objects.select_for_update(no_key=True, skip_locked=True).filter(gathered_at=None).order_by("id")[:size]
    posts = list(starmap(Waiting, rows.values_list("pk", "text", "published_at", "reach", "source_id", "watches")))
    for turn in count() if posts else ():
        if turn >= TURNS_MOST:
            _MEMORY.fit(None)
        if _Turn(posts).run():
            break
    return len(posts)


class _Turn:
    """One batch on its way into stories: what it says is read here, before anybody else has to wait for it."""

    def __init__(self, posts: Sequence[Waiting]) -> None:
        self.posts, self.now = posts, timezone.now()
        self.places = gathering.Places()
        self.first_at = min(post.published_at for post in posts)  # a file may hold last year's
        watches = list(queries.watches_in_use())
        self.follow = Follow.of(watches)
        self.version = learned.in_use().version
        _MEMORY.fit((self.version, tuple(watch.pk for watch in watches)))
        self.groups: dict[int, Group] = {}

    def run(self) -> bool:
        """Return whether all is settled; otherwise what was remembered did not hold any more, and the turn begins anew without it."""
        try:
            self._group()
            leaders = self._read(self._new())
            settling = Settling(self.groups, leaders, _MEMORY, self.places, first_at=self.first_at, now=self.now)
            gone = settling.run()
            _MEMORY.forget(gone)
            return not gone
        except BaseException:
            _MEMORY.fit(None)  # what was remembered of this batch is not in the database
            raise

    def _group(self) -> None:
        known: dict[str, Group] = {}  # most posts are shares word for word
        for post in self.posts:
            group = known.get(post.text)
            if group is None:
                key, letters = gathering.letters_of(post.text)
                group = known[post.text] = self.groups.setdefault(key, Group(key, letters))
            group.posts.append(post)

    def _new(self) -> list[Group]:
        """Give the groups whose letters came before their wording; return the others, as they came."""
        asked = []
        for group in self.groups.values():
            found = _MEMORY.known(group.key, now=self.now, since=self.now - WINDOW)
            if found is None or (found == NOTHING and any(post.watches for post in group.posts)):
                asked.append(group)
            else:
                group.wording = found
        known = placing.by_letters([group.key for group in asked], self.now - WINDOW)
        for group in asked:
            group.wording = known.get(group.key, NOTHING)
        return [group for group in asked if group.wording == NOTHING]

    def _read(self, groups: Sequence[Group]) -> list[Leader]:
        """Read what is nearly no text that this process remembers; return those that concern us, the first of each wording.

        A text on which reading fails is set aside and shown, so that it holds up nobody.
        """
        leaders: list[Leader] = []
        faults = 0
        for group in groups:
            try:
                self._read_one(group, leaders)
            except DatabaseError:
                raise
            except Exception as error:
                faults += 1
                if faults > FAULTS_MOST:
                    raise
                log.error("a text cannot be read: %s", type(error).__name__)
                group.fault = type(error).__name__
        return leaders

    def _read_one(self, group: Group, leaders: list[Leader]) -> None:
        first = group.posts[0]
        followed = any(post.watches for post in group.posts)
        signature = texts.signature_of(group.letters)
        bands = texts.bands(signature)
        near = None
        if signature:
            near = _MEMORY.like(signature, bands, first.text, self.places, self.first_at - WINDOW)
        if near is not None and (near.wording != NOTHING or not followed):
            if near.wording < NOTHING:
                leaders[-1 - near.wording].copies.append(group)
            else:
                group.wording = near.wording
                _MEMORY.remember(group.key, near.wording, self.now)
            return
        judged = gathering.judge(
            first.text, self.follow, self.places, followed=followed, when=first.published_at, version=self.version
        )
        own = None
        if signature:
            own = Near(NOTHING, signature, bands, first.text, judged.place.path if judged else "", first.published_at)
            _MEMORY.add(own)
        if judged is None:
            _MEMORY.remember(group.key, NOTHING, self.now)
            return
        if own is not None:
            own.wording = -1 - len(leaders)  # until it is known whether the wording is new
        leaders.append(Leader(group, judged, own, bands, signature))
