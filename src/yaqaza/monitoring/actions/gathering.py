"""How posts become stories: in batches, by one process at a time, each post once."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import starmap
from time import monotonic
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from yaqaza.alerts import analysis, learned
from yaqaza.alerts.states import PlacePrecision, Urgency
from yaqaza.core import bulk, jobs
from yaqaza.language.duplicates import texts, where
from yaqaza.language.duplicates.situations import Situation
from yaqaza.language.folding import fold
from yaqaza.monitoring import gathering, queries, ranking
from yaqaza.monitoring.actions import placing
from yaqaza.monitoring.actions.stories import merge
from yaqaza.monitoring.gathering import NOTHING, Follow, Judged, Memory, Near, Told
from yaqaza.monitoring.models import Post, Source, Story, Wording
from yaqaza.monitoring.states import OPEN
from yaqaza.territory.queries import country_area

BATCH = 2000
JOB_SECONDS = 45.0
WINDOW = timedelta(days=14)
"""The same words after a longer time tell of something new."""

TOLD_MOST, STORED_MOST = 200, 4000
_LOCK = 0x79617161_67617468  # one gatherer at a time: two would make two stories of one
_MEMORY = Memory()
_SAID: OrderedDict[int, Situation] = OrderedDict()


def gather(*, seconds: float = JOB_SECONDS, size: int = BATCH) -> int:
    """This function will gather the posts that wait into stories and return how many there were; nothing when another is at it."""
    stop, count = monotonic() + seconds, 0
    while True:
        done = _batch(size)
        count += done
        if done < size:
            return count
        if monotonic() > stop:
            jobs.enqueue("monitoring.gather", once="monitoring.gather")
            return count


@transaction.atomic
def _batch(size: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    rows = Post.objects.filter(gathered_at=None).order_by("id")[:size]
    posts = list(starmap(_Waiting, rows.values_list("pk", "text", "published_at", "reach", "source_id", "watches")))
    if posts:
        _Turn(posts).run()
    return len(posts)


class _Waiting(NamedTuple):
    """What is needed of a post that waits: a row of the table costs several times as much."""

    pk: int
    text: str
    published_at: datetime
    reach: int
    source_id: int
    watches: list[int]


@dataclass(slots=True)
class _Group:
    """Posts of the same letters."""

    key: int
    letters: str
    posts: list[_Waiting] = field(default_factory=list)
    wording: int = NOTHING


@dataclass(slots=True)
class _Leader:
    """The first text of what may be a new wording, with the copies of it that came in the same batch."""

    group: _Group
    judged: Judged
    near: Near | None
    bands: tuple[int, ...]
    signature: bytes
    copies: list[_Group] = field(default_factory=list)


class _Turn:
    """One batch on its way into stories."""

    def __init__(self, posts: Sequence[_Waiting]) -> None:
        self.posts, self.now = posts, timezone.now()
        self.places, self.country = gathering.Places(), country_area()
        self.first_at = min(post.published_at for post in posts)  # a file may hold last year's
        watches = list(queries.watches_in_use())
        self.follow = Follow.of(watches)
        self.version = learned.in_use().version
        _MEMORY.fit((self.version, tuple(watch.pk for watch in watches)))
        self.groups: dict[int, _Group] = {}
        self.wordings: dict[int, Wording] = {}  # new ones
        self.stories: dict[int, Story] = {}
        self.story_of: dict[int, int] = {}  # wording → story
        self.told: dict[str, list[Told]] = {}  # by place: of earlier batches
        self.recent: dict[str, list[Told]] = defaultdict(list)  # by province: of this one
        self.fresh: set[int] = set()  # stories made here
        self.decided: set[int] = set()
        self.bridges: list[tuple[int, int]] = []  # stories that a wording shows to be one

    def run(self) -> None:
        for post in self.posts:
            key, letters = gathering.letters_of(post.text)
            self.groups.setdefault(key, _Group(key, letters)).posts.append(post)
        try:
            self._settle(self._read(self._known()))
            self._write()
        except BaseException:
            _MEMORY.fit(None)  # what was remembered of this batch is not in the database
            raise

    def _known(self) -> list[_Group]:
        """Give the groups whose letters came before their wording; return the others."""
        left: set[int] = set()
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
            if group.wording == NOTHING:
                left.add(group.key)
        gone = self._where({group.wording for group in self.groups.values() if group.wording})
        if gone:
            _MEMORY.forget(gone)
            for group in self.groups.values():
                if group.wording in gone:
                    group.wording = NOTHING
                    left.add(group.key)
        return [group for group in self.groups.values() if group.key in left]  # as they came

    def _where(self, wordings: Iterable[int]) -> set[int]:
        """Learn in which story each wording is; return those that are nowhere any more, or whose words were erased."""
        wanted = {pk for pk in wordings if pk not in self.story_of}
        rows = Wording.objects.filter(pk__in=wanted, story__stripped_at=None)
        self.story_of |= dict(rows.values_list("pk", "story_id"))
        return {pk for pk in wanted if pk not in self.story_of}

    def _read(self, groups: Sequence[_Group]) -> list[_Leader]:
        """Read what is nearly no text that this process remembers; return those that concern us, the first of each wording."""
        leaders: list[_Leader] = []
        for group in groups:
            first = group.posts[0]
            followed = any(post.watches for post in group.posts)
            signature = texts.signature_of(group.letters)
            bands = texts.bands(signature)
            near = self._like(signature, bands, first.text)
            if near is not None and (near.wording != NOTHING or not followed):
                if near.wording < NOTHING:
                    leaders[-1 - near.wording].copies.append(group)
                else:
                    group.wording = near.wording
                    _MEMORY.remember(group.key, near.wording, self.now)
                continue
            judged = gathering.judge(
                first.text, self.follow, self.places, followed=followed, when=first.published_at, version=self.version
            )
            own = None
            if signature:
                words = frozenset(fold(first.text).split())
                path, spots = (judged.place.path, judged.situation.spots) if judged else ("", ())
                own = Near(NOTHING, signature, bands, words, path, spots, first.published_at)
                _MEMORY.add(own)
            if judged is None:
                _MEMORY.remember(group.key, NOTHING, self.now)
                continue
            if own is not None:
                own.wording = -1 - len(leaders)  # until it is known whether the wording is new
            leaders.append(_Leader(group, judged, own, bands, signature))
        return leaders

    def _like(self, signature: bytes, bands: Sequence[int], text: str) -> Near | None:
        since = self.first_at - WINDOW
        near = _MEMORY.like(signature, bands, text, self.places, since) if signature else None
        if near is not None and near.wording > NOTHING and self._where([near.wording]):
            _MEMORY.forget([near.wording])
            return None
        return near

    def _settle(self, leaders: Sequence[_Leader]) -> None:
        """Find or make the wording of each text that concerns us, and of its copies."""
        stored = self._stored([band for leader in leaders for band in leader.bands])
        self.wording_ids = iter(bulk.reserve_ids(Wording, len(leaders)))
        self.story_ids = iter(bulk.reserve_ids(Story, len(leaders)))
        for leader in leaders:
            group = leader.group
            likely = {near.wording: near for band in leader.bands for near in stored.get(band, ())}.values()
            known = None
            if leader.signature:
                known = gathering.best_of(likely, leader.signature, group.posts[0].text, self.places)
            wording = known.wording if known else self._wording(group, leader.judged, leader.signature, leader.bands)
            if leader.near is not None:
                leader.near.wording = wording
            for each in (group, *leader.copies):
                each.wording = wording
                _MEMORY.remember(each.key, wording, self.now)

    def _stored(self, bands: Sequence[int]) -> dict[int, list[Near]]:
        """Return by their bands the wordings of the last days that share one with this batch.

        They are found by the index and no other way: the database takes keys for common and would read the table.
        """
        if not bands:
            return {}
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
            cursor.execute(
                """SELECT id, signature, bands, text, area_path, story_id, at FROM monitoring_wording
                   WHERE bands && %s::bigint[] LIMIT %s""",
                [list(set(bands)), STORED_MOST],
            )
            known = cursor.fetchall()
            cursor.execute("SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL enable_indexscan TO DEFAULT")
        found: dict[int, list[Near]] = defaultdict(list)
        for pk, signature, keys, text, path, story, at in known:
            if at < self.first_at - WINDOW:
                continue
            self.story_of[pk] = story
            spots = where.spots_of(text[: texts.MOST_CHARACTERS])
            near = Near(pk, bytes(signature), tuple(keys), frozenset(fold(text).split()), path, spots, at)
            for key in keys:
                found[key].append(near)
        return found

    def _wording(self, group: _Group, judged: Judged, signature: bytes, bands: tuple[int, ...]) -> int:
        """Make a wording: in the story that tells of the same situation, or in a new one."""
        first, said = group.posts[0], judged.understood.said
        like = gathering.same_situation(judged, self._telling(judged.place.path)) if judged.place.path else []
        story = self._undecided(wording for _score, wording in like)
        if story is not None:
            _take_over(story, judged)
            bridged = {self.story_of[wording] for score, wording in like if score >= gathering.BRIDGE}
            self.bridges += [(other, story.pk) for other in sorted(bridged - {story.pk})]
        else:
            story = self._begin(group, judged)
            story.resembles_id = self.story_of[like[0][1]] if like else None
        pk = next(self.wording_ids)
        self.wordings[pk] = Wording(
            id=pk, story_id=story.pk, text=first.text, language=judged.understood.language, script=said.script,
            area_path=judged.place.path, signature=signature, bands=list(bands), said=gathering.sealed(judged.situation),
            needs={need: round(likely, 3) for need, likely in said.needs.items() if likely >= analysis.POSSIBLE},
            asks=round(said.asks, 3), urgency=round(said.urgency, 3), people_count=_possible(said.people_count), why=judged.why,
            model_version=judged.understood.model_version, at=first.published_at,
        )  # fmt: skip
        self.story_of[pk] = story.pk
        if judged.place.path:
            told = Told(pk, judged.situation, frozenset(judged.stated), judged.place.path)
            self.recent[gathering.province_of(told.path)].append(told)
            _remember(pk, judged.situation)
        return pk

    def _undecided(self, wordings: Iterable[int]) -> Story | None:
        """Return the first story of these about which nobody decided: what was decided is not changed by other words."""
        for pk in dict.fromkeys(self.story_of[wording] for wording in wordings):
            if pk not in self.decided and (story := self._story(pk)).open:
                return story
        return None

    def _begin(self, group: _Group, judged: Judged) -> Story:
        first, said, spot = group.posts[0], judged.understood.said, judged.place.spot
        pk = next(self.story_ids)
        country = self.country
        story = Story(
            id=pk, text=first.text, folded=fold(first.text), language=judged.understood.language,
            area_id=spot.area_id if spot else country.pk, area_path=spot.path if spot else country.path,
            place_precision=spot.precision if spot else PlacePrecision.UNKNOWN, asks=round(said.asks, 3), needs=list(judged.stated),
            urgency=judged.level, people_count=_possible(said.people_count), watches=list(judged.watches),
            first_at=first.published_at, last_at=first.published_at,
        )  # fmt: skip
        self.stories[pk] = story
        self.fresh.add(pk)
        return story

    def _story(self, pk: int) -> Story:
        if pk not in self.stories:
            self.stories[pk] = Story.objects.select_for_update(no_key=True).get(pk=pk)
        return self.stories[pk]

    def _telling(self, path: str) -> list[Told]:
        """Return what was told in the last days of a place, of what lies in it and of what it lies in, up to its province."""
        if path not in self.told:
            since = self.first_at - timedelta(hours=gathering.WITHIN_HOURS)
            steps = path.split(".")[:-1]
            above = [".".join(steps[:size]) + "." for size in range(2, len(steps))]
            here = Q(story__area_path__startswith=path) | Q(story__area_path__in=above)
            rows = (
                Wording.objects.filter(here, story__last_at__gte=since, story__into=None)
                .exclude(said="")
                .order_by("-id")[:TOLD_MOST]
                .values_list(
                    "pk", "said", "at", "area_path", "story_id", "story__area_path", "story__needs", "story__status"
                )
            )
            self.told[path] = []
            for pk, said, at, own, story, area, needs, status in rows:
                situation = _SAID.get(pk) or Situation.from_json(json.loads(said), when=at, areas=[own or area])
                _remember(pk, situation)
                self.story_of[pk] = story
                if status not in OPEN:
                    self.decided.add(story)
                self.told[path].append(Told(pk, situation, frozenset(needs), own or area))
        return [*self.told[path], *self.recent[gathering.province_of(path)]]

    def _write(self) -> None:
        """Write wordings, stories and where each post is."""
        count: Counter[int] = Counter()
        placed: list[tuple[int, int | None, int | None, int | None]] = []
        posts: dict[int, list[_Waiting]] = defaultdict(list)
        for group in self.groups.values():
            story = self.story_of.get(group.wording) if group.wording else None
            for post in group.posts:
                placed.append((post.pk, group.wording or None, story, group.key if story else None))
                if story:
                    posts[story].append(post)
            if story:
                count[group.wording] += len(group.posts)
        for pk, wording in self.wordings.items():
            wording.posts = count.pop(pk, 0)
        self._stories(posts)
        bulk.copy([story for pk, story in self.stories.items() if pk in self.fresh])
        bulk.copy(list(self.wordings.values()))
        placing.update([story for pk, story in self.stories.items() if pk not in self.fresh])
        placing.count_wordings(count)
        placing.place(placed, self.now)
        for story, into in self.bridges:
            merge(story, into)
        if self.fresh:
            jobs.enqueue("monitoring.weigh", story_ids=sorted(self.fresh))

    def _stories(self, posts: dict[int, list[_Waiting]]) -> None:
        missing = [pk for pk in posts if pk not in self.stories]
        rows = Story.objects.select_for_update(no_key=True).filter(pk__in=missing).order_by("id")
        self.stories |= {story.pk: story for story in rows}
        sources = {post.source_id for each in posts.values() for post in each}
        houses = dict(Source.objects.filter(pk__in=sources).values_list("pk", "organisation_id"))
        for pk, own in posts.items():
            story = self.stories[pk]
            story.posts += len(own)
            story.reach += sum(post.reach for post in own)
            story.first_at = min(story.first_at, *(post.published_at for post in own))
            story.last_at = max(story.last_at, *(post.published_at for post in own))
            story.sources = _added(story.sources, (post.source_id for post in own))
            story.houses = _added(story.houses, (houses[post.source_id] for post in own))
            story.watches = _added(story.watches, (watch for post in own for watch in post.watches))
            if pk in self.fresh:
                story.organisation_id = houses[own[0].source_id]
        for story in self.stories.values():
            story.rank = ranking.rank(story)


def _take_over(story: Story, judged: Judged) -> None:
    """What another wording says of the same situation: more needs, a more exact place; what presses more, holds."""
    said, spot = judged.understood.said, judged.place.spot
    story.needs = list(dict.fromkeys([*story.needs, *judged.stated]))
    story.asks = max(story.asks, round(said.asks, 3))
    story.urgency = max(Urgency(story.urgency), judged.level)
    story.people_count = story.people_count or _possible(said.people_count)
    story.watches = _added(story.watches, judged.watches)
    if spot and spot.path.startswith(story.area_path) and spot.path != story.area_path:
        story.area_id, story.area_path, story.place_precision = spot.area_id, spot.path, spot.precision


def _remember(pk: int, situation: Situation) -> None:
    _SAID[pk] = situation
    if len(_SAID) > 5000:
        _SAID.popitem(last=False)


def _added(held: Sequence[int], more: Iterable[int]) -> list[int]:
    return list(dict.fromkeys([*held, *more]))


def _possible(count: int | None) -> int | None:
    return count if count and 1 <= count <= 10_000 else None
