"""Where what was read belongs: one process at a time, so that two never make two stories of one, under locks that people respect too."""

from __future__ import annotations

import logging
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection

from yaqaza.alerts import analysis
from yaqaza.alerts.states import PlacePrecision, Urgency
from yaqaza.core import bulk, jobs
from yaqaza.language.duplicates.situations import Situation
from yaqaza.language.folding import fold
from yaqaza.monitoring import gathering, ranking
from yaqaza.monitoring.actions import placing
from yaqaza.monitoring.actions.stories import merge
from yaqaza.monitoring.gathering import NOTHING, WINDOW, Group, Judged, Leader, Memory, Near, Places, Told, Waiting
from yaqaza.monitoring.models import Source, Story, Wording
from yaqaza.monitoring.states import OPEN
from yaqaza.territory.queries import country_area

log = logging.getLogger(__name__)

_LOCK = 0x79617161_67617468
_SAID: OrderedDict[int, Situation] = OrderedDict()
SAID_MOST = 10_000


class Settling:
    """The wordings and stories of one batch."""

    def __init__(
        self, groups: Mapping[int, Group], leaders: Sequence[Leader], memory: Memory, places: Places, *, first_at: datetime, now: datetime
    ) -> None:  # fmt: skip
        self.groups, self.leaders, self.memory, self.places = groups, leaders, memory, places
        self.first_at, self.now, self.country = first_at, now, country_area()
        self.wordings: dict[int, Wording] = {}  # new ones
        self.stories: dict[int, Story] = {}  # held until the end, or new
        self.story_of: dict[int, int] = {}  # wording → story
        self.recent: dict[str, list[Told]] = defaultdict(list)  # by province: of this batch
        self.fresh: set[int] = set()  # stories made here
        self.changed: set[int] = set()  # stories that take something in
        self.bridges: list[tuple[int, int]] = []  # stories that a wording shows to be one

    def run(self) -> set[int]:
        """Find or make the wording and the story of each text; when wordings that were remembered are gone, return these and do nothing."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        known = self._known()
        self._compare([leader for leader in self.leaders if leader.group.key not in known])
        remembered = {group.wording for group in self.groups.values() if group.wording > NOTHING}
        told = {wording for leader in self.leaders for _score, wording in leader.like}
        if gone := remembered & self._hold(remembered | set(known.values()) | told):
            return gone
        self.wording_ids = iter(bulk.reserve_ids(Wording, len(self.leaders)))
        self.story_ids = iter(bulk.reserve_ids(Story, len(self.leaders)))
        for leader in self.leaders:
            self._settle(leader, known.get(leader.group.key, NOTHING))
        self._write()
        return set()

    def _known(self) -> dict[int, int]:
        """Return by their letters the wordings of texts that others kept while this batch was read, or that this process forgot."""
        since = self.first_at - WINDOW
        known = placing.by_letters([leader.group.key for leader in self.leaders], self.now - WINDOW)
        near: dict[int, list[Near]] = defaultdict(list)
        for pk, signature, keys, text, path, at in placing.by_bands(
            [band for leader in self.leaders for band in leader.bands]
        ):
            if at >= since:
                stored = Near(pk, bytes(signature), tuple(keys), text, path, at)
                for key in keys:
                    near[key].append(stored)
        for leader in self.leaders:
            likely = {each.wording: each for band in leader.bands for each in near.get(band, ())}.values()
            if likely and leader.group.key not in known:
                found = gathering.best_of(likely, leader.signature, leader.group.posts[0].text, self.places)
                if found is not None:
                    known[leader.group.key] = found.wording
        return known

    def _compare(self, leaders: Sequence[Leader]) -> None:
        """Find for each text what earlier batches told of the same situation in other words."""
        paths = sorted({leader.judged.place.path for leader in leaders} - {""})
        since = self.first_at - timedelta(hours=gathering.WITHIN_HOURS)
        rows = placing.telling(paths, since)
        ids = {row.wording for row in rows}
        said = placing.said([pk for pk in ids if pk not in _SAID])
        told: dict[str, list[Told]] = defaultdict(list)
        for row in rows:
            if (situation := _SAID.get(row.wording)) is None:
                if row.wording not in said:
                    continue
                situation = Situation.from_json(said[row.wording], when=row.at, areas=[row.own or row.area])
            _remember(row.wording, situation)
            told[row.path].append(Told(row.wording, situation, frozenset(row.needs), row.own or row.area))
        for leader in leaders:
            if leader.judged.place.path:
                leader.like = self._like(leader, told[leader.judged.place.path])

    @staticmethod
    def _like(leader: Leader, others: Sequence[Told]) -> list[tuple[float, int]]:
        """What cannot be compared is like nothing: it begins a story, which somebody sees."""
        try:
            return gathering.same_situation(leader.judged, others)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            log.error("a text cannot be compared: %s", type(error).__name__)
            return []

    def _hold(self, wanted: set[int]) -> set[int]:
        """Lock the stories of these wordings, always in one order; return the wordings that are nowhere or whose words were erased.

        Who moves a wording locks both stories first. So once all that were found are held, nothing moves any more, and what
        somebody decided meanwhile is seen.
        """
        while True:
            rows = Wording.objects.filter(pk__in=wanted, story__stripped_at=None)
            self.story_of = dict(rows.values_list("pk", "story_id"))
            missing = {pk for pk in self.story_of.values() if pk not in self.stories}
            if not missing:
                return wanted - self.story_of.keys()
            held = Story.objects.select_for_update(no_key=True).filter(pk__in=missing).order_by("id")
            self.stories |= {story.pk: story for story in held}

    def _settle(self, leader: Leader, known: int) -> None:
        wording = known if known in self.story_of else self._wording(leader)
        if leader.near is not None:
            leader.near.wording = wording
        for group in leader.groups:
            group.wording = wording
            self.memory.remember(group.key, wording, self.now)

    def _wording(self, leader: Leader) -> int:
        """Make a wording: in the story that tells of the same situation, or in a new one."""
        first, judged, path = leader.group.posts[0], leader.judged, leader.judged.place.path
        said = judged.understood.said
        like = [(score, wording) for score, wording in leader.like if wording in self.story_of]
        if path:
            like = sorted(like + self._like(leader, self.recent[gathering.province_of(path)]), reverse=True)
        story = self._undecided(wording for _score, wording in like)
        if story is not None:
            _take_over(story, judged)
            self.changed.add(story.pk)
            bridged = {self.story_of[wording] for score, wording in like if score >= gathering.BRIDGE}
            self.bridges += [(other, story.pk) for other in sorted(bridged - {story.pk})]
        else:
            story = self._begin(leader)
            story.resembles_id = self.story_of[like[0][1]] if like else None
        pk = next(self.wording_ids)
        self.wordings[pk] = Wording(
            id=pk, story_id=story.pk, text=first.text, language=judged.understood.language, script=said.script, area_path=path,
            signature=leader.signature, bands=list(leader.bands), said=gathering.sealed(judged.situation),
            needs={need: round(likely, 3) for need, likely in said.needs.items() if likely >= analysis.POSSIBLE},
            asks=round(said.asks, 3), urgency=round(said.urgency, 3), people_count=_possible(said.people_count), why=judged.why,
            model_version=judged.understood.model_version, at=first.published_at,
        )  # fmt: skip
        self.story_of[pk] = story.pk
        if path:
            self.recent[gathering.province_of(path)].append(Told(pk, judged.situation, frozenset(judged.stated), path))
            _remember(pk, judged.situation)
        return pk

    def _undecided(self, wordings: Iterable[int]) -> Story | None:
        """Return the first story of these about which nobody decided: what was decided is not changed by other words."""
        stories = (self.stories[self.story_of[wording]] for wording in wordings)
        return next((story for story in stories if story.status in OPEN), None)

    def _begin(self, leader: Leader) -> Story:
        first, judged, country = leader.group.posts[0], leader.judged, self.country
        said, spot = judged.understood.said, judged.place.spot
        pk = next(self.story_ids)
        self.stories[pk] = Story(
            id=pk, text=first.text, folded=fold(first.text), language=judged.understood.language,
            area_id=spot.area_id if spot else country.pk, area_path=spot.path if spot else country.path,
            place_precision=spot.precision if spot else PlacePrecision.UNKNOWN, asks=round(said.asks, 3), needs=list(judged.stated),
            urgency=judged.level, people_count=_possible(said.people_count), watches=list(judged.watches),
            first_at=first.published_at, last_at=first.published_at,
        )  # fmt: skip
        self.fresh.add(pk)
        return self.stories[pk]

    def _write(self) -> None:
        """Write wordings, stories and where each post is."""
        count: Counter[int] = Counter()
        placed: list[placing.Placed] = []
        posts: dict[int, list[Waiting]] = defaultdict(list)
        for group in self.groups.values():
            story = self.story_of.get(group.wording) if group.wording else None
            key = group.key if story else None
            placed += [(post.pk, group.wording or None, story, key, group.fault) for post in group.posts]
            if story:
                posts[story] += group.posts
                count[group.wording] += len(group.posts)
        for pk, wording in self.wordings.items():
            wording.posts = count.pop(pk, 0)
        self._grow(posts)
        bulk.copy([self.stories[pk] for pk in sorted(self.fresh)])
        bulk.copy(list(self.wordings.values()))
        placing.update([self.stories[pk] for pk in sorted(self.changed - self.fresh)])
        placing.count_wordings(count)
        placing.place(placed, self.now)
        for story, into in self.bridges:
            merge(story, into)
        if self.fresh:
            jobs.enqueue("monitoring.weigh", story_ids=sorted(self.fresh))

    def _grow(self, posts: Mapping[int, list[Waiting]]) -> None:
        sources = {post.source_id for each in posts.values() for post in each}
        houses = dict(Source.objects.filter(pk__in=sources).values_list("pk", "organisation_id"))
        for pk, own in posts.items():
            story = self.stories[pk]
            story.posts += len(own)
            story.reach += sum(post.reach for post in own)
            story.first_at = min(story.first_at, *(post.published_at for post in own))
            story.last_at = max(story.last_at, *(post.published_at for post in own))
            came = dict.fromkeys(post.source_id for post in own)
            story.sources = _added(story.sources, came)
            story.houses = _added(story.houses, (houses[source] for source in came))
            story.watches = _added(story.watches, (watch for post in own for watch in post.watches))
            if pk in self.fresh:
                story.organisation_id = houses[own[0].source_id]
            self.changed.add(pk)
        for pk in self.changed:
            self.stories[pk].rank = ranking.rank(self.stories[pk])


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
    _SAID.move_to_end(pk)
    if len(_SAID) > SAID_MOST:
        _SAID.popitem(last=False)


def _added(held: Sequence[int], more: Iterable[int]) -> list[int]:
    return list(dict.fromkeys([*held, *more]))


def _possible(count: int | None) -> int | None:
    return count if count and 1 <= count <= 10_000 else None
