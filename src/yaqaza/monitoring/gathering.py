"""Which posts say the same: what a process remembers of the texts it has read, and how two texts are held for one story.

Three steps, the cheap ones first: the same letters; nearly the same letters (MinHash); other words, other script, but the same place,
needs and days (``language.duplicates.weighing``). Whatever contradicts, another place above all, keeps two stories apart.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings

from yaqaza.alerts import analysis
from yaqaza.alerts.queries.places import PRECISION, Spot, certain, sure
from yaqaza.alerts.states import STATED, Urgency, urgency_from
from yaqaza.language import analyse
from yaqaza.language.duplicates import texts, where
from yaqaza.language.duplicates.situations import Situation, describe
from yaqaza.language.duplicates.weighing import compare
from yaqaza.language.folding import fold
from yaqaza.language.places import PlaceMention
from yaqaza.monitoring.models import Watch
from yaqaza.monitoring.states import WatchKind
from yaqaza.territory import queries as territory
from yaqaza.territory.models import Level

SAME_SITUATION = 0.6
"""From here on other words are put into the same story without asking; a monitor can take them out again."""

BRIDGE = 0.8
"""Who is so like two stories that nobody decided about shows that they are one."""

WITHIN_HOURS = 72
WINDOW = timedelta(days=14)
"""The same words after a longer time tell of something new."""

COMPARED_MOST = 25
EXACT_MOST, NEAR_MOST = 200_000, 20_000
"""What one process remembers: some 16 MB of letters, some 60 MB of signatures, however many posts come."""

NEAR_CHARACTERS = 2_000
"""Of a longer text only the beginning is remembered: thousands of them stay small."""

NOTHING = 0
"""Stands where a wording would: nobody is in hardship here."""


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"letters:{secret}".encode()).digest()


def letters_of(text: str) -> tuple[int, str]:
    """Return the keyed hash of the letters that count, and the letters."""
    letters = texts.cleaned(text)
    digest = hashlib.blake2b(letters.encode(), digest_size=8, key=_key(settings.INDEX_KEY)).digest()
    return int.from_bytes(digest, "big", signed=True), letters


class Near:
    """A text that others are compared with; what only some comparisons ask of it is read when one does."""

    __slots__ = ("_spots", "_words", "area_path", "at", "bands", "signature", "text", "wording")

    def __init__(
        self, wording: int, signature: bytes, bands: tuple[int, ...], text: str, area_path: str, at: datetime
    ) -> None:
        self.wording, self.signature, self.bands = wording, signature, bands
        self.text, self.area_path, self.at = text[:NEAR_CHARACTERS], area_path, at  # the first text and its moment
        self._words: frozenset[str] | None = None
        self._spots: tuple[str, ...] | None = None

    @property
    def words(self) -> frozenset[str]:
        if self._words is None:
            self._words = frozenset(fold(self.text).split())
        return self._words

    @property
    def spots(self) -> tuple[str, ...]:
        if self._spots is None:
            self._spots = where.spots_of(self.text[: texts.MOST_CHARACTERS])
        return self._spots


class Memory:
    """What one process knows of the texts it has read. It only saves work: what it forgot is found again in the database.

    The same words after a longer time tell of something new: who asks says how far back it holds.
    """

    def __init__(self) -> None:
        self.state: Any = None
        self.exact: OrderedDict[int, tuple[int, datetime]] = OrderedDict()  # letters → wording, and when they last came
        self._near: OrderedDict[int, Near] = OrderedDict()
        self._of_band: dict[int, int] = {}
        self._next = 0

    def fit(self, state: Any) -> None:
        """Forget everything when what it rests on changed: the watches, or the weights that read."""
        if state != self.state:
            self.__init__()  # type: ignore[misc]  # a new beginning is what is meant
            self.state = state

    def known(self, key: int, *, now: datetime, since: datetime) -> int | None:
        wording, at = self.exact.get(key, (None, now))
        if wording is None or at < since:
            self.exact.pop(key, None)
            return None
        self.exact[key] = wording, now
        self.exact.move_to_end(key)
        return wording

    def remember(self, key: int, wording: int, at: datetime) -> None:
        self.exact[key] = wording, at
        if len(self.exact) > EXACT_MOST:
            self.exact.popitem(last=False)

    def forget(self, wordings: Iterable[int]) -> None:
        """Forget wordings that are not there any more, and those that were to be made when this was seen."""
        gone = set(wordings)
        if not gone:
            return
        self.exact = OrderedDict((key, value) for key, value in self.exact.items() if value[0] not in gone)
        for number in [number for number, near in self._near.items() if near.wording in gone or near.wording < NOTHING]:
            self._drop(number)

    def add(self, near: Near) -> None:
        number = self._next
        self._next += 1
        self._near[number] = near
        for band in near.bands:
            self._of_band.setdefault(band, number)
        if len(self._near) > NEAR_MOST:
            self._drop(next(iter(self._near)))

    def _drop(self, number: int) -> None:
        for band in self._near.pop(number).bands:
            if self._of_band.get(band) == number:
                del self._of_band[band]

    def like(self, signature: bytes, bands: Sequence[int], text: str, places: Places, since: datetime) -> Near | None:
        """Return the text that this one is nearly the same as."""
        numbers = {self._of_band[band] for band in bands if band in self._of_band}
        for number in [each for each in numbers if self._near[each].at < since]:
            self._drop(number)
            numbers.remove(number)
        return best_of((self._near[number] for number in numbers), signature, text, places)


def best_of(known: Iterable[Near], signature: bytes, text: str, places: Places) -> Near | None:
    """Return the likest of ``known`` that ``text`` does not contradict."""
    best, found = texts.SAME, None
    for near in known:
        alike = texts.likeness(signature, near.signature)
        if alike >= best and not contradicts(near, text, places):
            best, found = alike, near
    return found


def contradicts(near: Near, text: str, places: Places) -> bool:
    """Say whether a nearly equal text names another place, or another hamlet or quarter.

    Only words that the first text did not hold can do that: most copies add none, and cost nothing. A copy of what told of no
    hardship is read again with any new word: one is enough to make a plea of it.
    """
    fresh = [word for word in fold(text).split() if word not in near.words and not word.isdecimal()]
    if not fresh:
        return False
    if near.wording == NOTHING:
        return True
    if where.agree(where.spots_of(text[: texts.MOST_CHARACTERS]), near.spots) < 0:
        return True
    path = places.of(text).path if near.area_path else ""
    return bool(path) and not together(path, near.area_path)


def together(one: str, other: str) -> bool:
    """Say whether two places may be one: the same, or one inside the other."""
    return one.startswith(other) or other.startswith(one)


@dataclass(frozen=True, slots=True)
class Placed:
    path: str = ""
    spot: Spot | None = None


class Places:
    """Where texts say that something is; the areas are read once for a batch.

    A place that is named beyond doubt holds, else the surest when all that may be meant lie in one province: a monitor sees it before
    anybody is sent.
    """

    def __init__(self) -> None:
        rows = territory.areas().values_list("uuid", "id", "level", "path")
        self._areas = {str(uuid): (pk, Level(level), path) for uuid, pk, level, path in rows}

    def of(self, text: str, understood: analysis.Understood | None = None) -> Placed:
        """Return where a text says it is."""
        mentions = understood.places if understood else territory.find_places(text[: analysis.PLACES_MOST])
        if not mentions:
            return Placed()
        spot = self._best(each for each in mentions if certain(text, each))
        if spot is None:
            likely = [each for each in mentions if sure(text, each)]
            paths = (self._areas.get(code, (0, None, ""))[2] for each in likely for code in each.area_codes[:1])
            if len({province_of(path) for path in paths}) == 1:
                spot = self._best(likely)
        return Placed(spot.path, spot) if spot else Placed()

    def _best(self, mentions: Iterable[PlaceMention]) -> Spot | None:
        best: tuple[int, float, Spot] | None = None
        for mention in mentions:
            for code in mention.area_codes[:1]:
                pk, level, path = self._areas.get(code, (0, Level.COUNTRY, ""))
                depth = {Level.COMMUNE: 2, Level.DISTRICT: 1, Level.PROVINCE: 1}.get(level, 0)
                if depth and (best is None or (depth, mention.score) > best[:2]):
                    best = (depth, mention.score, Spot(pk, path, PRECISION[level]))
        return best[2] if best else None


def province_of(path: str) -> str:
    """Return the path of the province (in Morocco the region) that a path lies in."""
    return ".".join(path.split(".")[:2]) + "."


@dataclass(slots=True)
class Follow:
    """The watches as texts are tried on them: words also with the particles and endings of Arabic and French."""

    words: list[tuple[tuple[str, ...], re.Pattern[str], int]] = field(default_factory=list)
    places: list[tuple[str, int]] = field(default_factory=list)

    @classmethod
    def of(cls, watches: Iterable[Watch]) -> Follow:
        made = cls()
        for watch in watches:
            if watch.kind == WatchKind.WORDS:
                cores = tuple(word.removeprefix("ال") or word for word in watch.folded.split())
                pattern = r"\s+".join(rf"[وفبكل]{{0,2}}(?:ال|ل)?{re.escape(core)}\w{{0,3}}" for core in cores)
                made.words.append((cores, re.compile(rf"(?<!\w){pattern}(?!\w)"), watch.pk))
            elif watch.kind == WatchKind.PLACE and watch.area:
                made.places.append((watch.area.path, watch.pk))
        return made

    def found(self, text: str, path: str) -> list[int]:
        """Return the watches that a text fits."""
        if not self.words and not self.places:
            return []
        folded = fold(text)
        hits = [
            pk for cores, pattern, pk in self.words if all(core in folded for core in cores) and pattern.search(folded)
        ]
        return hits + [pk for place, pk in self.places if path and path.startswith(place)]


@dataclass(slots=True)
class Judged:
    """What a text says that concerns us."""

    understood: analysis.Understood
    place: Placed
    watches: list[int]
    level: Urgency
    situation: Situation
    stated: tuple[str, ...]

    @property
    def why(self) -> dict[str, Any]:
        """Return the words that led to each conclusion."""
        return analysis.telling(self.understood)


def judge(text: str, follow: Follow, places: Places, *, followed: bool, when: datetime, version: str) -> Judged | None:
    """Return what a text says about hardship; None when it says nothing of it, and nobody follows it."""
    said = analyse(text, country=settings.COUNTRY)
    relevant = followed or said.asks >= STATED or bool(said.stated)
    if not relevant and not follow.words and not follow.places:
        return None
    named = territory.find_places(text[: analysis.PLACES_MOST])
    understood = analysis.Understood(text=text, said=said, places=named, spots=[], model_version=version)
    place = places.of(text, understood)
    watches = follow.found(text, place.path)
    if not relevant and not watches:
        return None
    situation = describe(text, said, when=when, areas=[place.path] if place.path else [], position=None, phones=[])
    return Judged(understood, place, watches, urgency_from(said.urgency, said.needs), situation, said.stated)


def sealed(situation: Situation) -> str:
    """Return what an encrypted column keeps of a description."""
    return json.dumps(situation.as_json(), ensure_ascii=False, separators=(",", ":"))


class Waiting(NamedTuple):
    """What is needed of a post that waits: a row of the table costs several times as much."""

    pk: int
    text: str
    published_at: datetime
    reach: int
    source_id: int
    watches: list[int]


@dataclass(slots=True)
class Group:
    """Posts of the same letters."""

    key: int
    letters: str
    posts: list[Waiting] = field(default_factory=list)
    wording: int = NOTHING
    fault: str = ""  # why the text cannot be read


@dataclass(slots=True)
class Leader:
    """The first text of what may be a new wording, with the copies of it that came in the same batch."""

    group: Group
    judged: Judged
    near: Near | None
    bands: tuple[int, ...]
    signature: bytes
    copies: list[Group] = field(default_factory=list)
    like: list[tuple[float, int]] = field(default_factory=list)  # wordings that tell of it in other words, how surely

    @property
    def groups(self) -> list[Group]:
        return [self.group, *self.copies]


@dataclass(slots=True)
class Told:
    """A wording that others may tell of in other words."""

    wording: int
    situation: Situation
    needs: frozenset[str]
    path: str


def same_situation(mine: Judged, others: Iterable[Told]) -> list[tuple[float, int]]:
    """Return the wordings that surely enough tell of the same situation in other words, the likeliest first."""
    needs = frozenset(mine.stated)
    near: list[tuple[int, Told]] = []
    for other in others:
        if not together(mine.place.path, other.path) or (needs and other.needs and not needs & other.needs):
            continue
        if abs((mine.situation.when - other.situation.when).total_seconds()) <= WITHIN_HOURS * 3600:
            shared = len(mine.situation.concepts & other.situation.concepts) + len(
                mine.situation.words & other.situation.words
            )
            near.append((shared, other))
    near.sort(key=lambda pair: -pair[0])
    scored = (
        (compare(mine.situation, other.situation).score, other.wording) for _shared, other in near[:COMPARED_MOST]
    )
    return sorted((pair for pair in scored if pair[0] >= SAME_SITUATION), reverse=True)
