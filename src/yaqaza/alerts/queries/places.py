"""Where a message says the person is: the gazetteer's best reading of it, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from yaqaza.accounts.models import Organisation
from yaqaza.alerts.models import Reading
from yaqaza.alerts.states import PlacePrecision
from yaqaza.language.places import PlaceMention
from yaqaza.territory import queries as territory
from yaqaza.territory.models import Area, Level

SURE = 0.6
"""A mention below this score is not taken without a person's choice."""

NAMED = 0.99
"""A mention that its text calls a place ("commune of …") reaches this score."""

NEAR = 0.9
"""A name of several words is taken from this score on; one word alone too often means something else."""

PRECISION = {
    Level.COMMUNE: PlacePrecision.COMMUNE,
    Level.DISTRICT: PlacePrecision.PROVINCE,
    Level.PROVINCE: PlacePrecision.PROVINCE,
    Level.REGION: PlacePrecision.UNKNOWN,
    Level.COUNTRY: PlacePrecision.UNKNOWN,
}


def sure(text: str, mention: PlaceMention) -> bool:
    """Say whether a mention may be proposed first to a person, or read in a column of places."""
    return mention.score >= SURE


def certain(text: str, mention: PlaceMention) -> bool:
    """Say whether a mention may send a message to another cell with nobody looking: called a place, or named by several words."""
    several = len(text[mention.start : mention.end].split()) > 1
    return mention.score >= NAMED or (several and mention.score >= NEAR)


@dataclass(frozen=True, slots=True)
class FoundPlace:
    area: Area
    precision: PlacePrecision
    score: float
    start: int
    end: int


def places_in(text: str, *, most: int = 4) -> list[FoundPlace]:
    """Return the places that a message may mean, the surest and most exact first."""
    found: dict[int, FoundPlace] = {}
    for mention in territory.find_places(text[:4000]):
        for rank, area in enumerate(territory.areas_of(mention)[:3]):
            if area.level == Level.COUNTRY or area.pk in found:
                continue
            score = mention.score - 0.15 * rank
            found[area.pk] = FoundPlace(area, precision_of(area), score, mention.start, mention.end)
    return _in_order(found.values())[:most]


def _in_order(places: Iterable[FoundPlace]) -> list[FoundPlace]:
    depth = {Level.COMMUNE: 2, Level.DISTRICT: 1}
    return sorted(places, key=lambda place: (place.score < SURE, -depth.get(Level(place.area.level), 0), -place.score))


def place_in(text: str, *, within: Area) -> FoundPlace | None:
    """Return the one place a message means when that is sure enough: not when it may be of two provinces, nor beyond ``within``."""
    sure = [place for place in places_in(text) if place.score >= SURE]
    provinces = {".".join(place.area.path.split(".")[:2]) for place in sure}
    return sure[0] if len(provinces) == 1 and sure[0].area.path.startswith(within.path) else None


def read_in(reading: Reading, *, most: int = 4) -> list[FoundPlace]:
    """Return the places that an alert's text may mean as they were read, the surest and most exact first (two queries at most)."""
    mentions = [(place, rank, key) for place in reading.places for rank, key in enumerate(place["areas"][:3])]
    areas = {area.pk: area for area in territory.in_order_of(dict.fromkeys(key for _place, _rank, key in mentions))}
    found: dict[int, FoundPlace] = {}
    for place, rank, key in mentions:
        area = areas.get(key)
        if area is not None and area.level != Level.COUNTRY and key not in found:
            score = place["score"] - 0.15 * rank
            found[key] = FoundPlace(area, precision_of(area), score, place["start"], place["end"])
    return _in_order(found.values())[:most]


def certainly_in(reading: Reading, text: str) -> FoundPlace | None:
    """Return the place that the text names beyond doubt, to fill in what nobody has filled in."""
    for place in read_in(reading, most=1):
        mention = PlaceMention(place.start, place.end, (), place.score)
        return place if certain(text, mention) else None
    return None


def precision_of(area: Area) -> PlacePrecision:
    return PRECISION[Level(area.level)]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an imported row belongs: enough of an area to file it."""

    area_id: int
    path: str
    precision: PlacePrecision
    named: bool = True  # the row itself named it


class Finder:
    """Places for many rows: areas and their organisations are read once, then no row costs a query."""

    def __init__(self) -> None:
        rows = territory.areas().values_list("uuid", "id", "level", "path")
        self._areas = {str(uuid): (id_, Level(level), path) for uuid, id_, level, path in rows}
        self._places: dict[str, Spot | None] = {}
        self._houses: dict[int, int] = {}

    def given(self, area: Area) -> Spot:
        """Return the place of the file, for a row that names none."""
        return Spot(area.pk, area.path, PlacePrecision.UNKNOWN, named=False)

    def spot(
        self, place: str, text: str, mentions: Sequence[PlaceMention], lon: float | None, lat: float | None
    ) -> Spot | None:
        """Return where the row says it is: its position, else its place column, else what was surely named in its ``text``."""
        if lon is not None and lat is not None and (area := territory.commune_at(lon, lat)):
            return Spot(area.pk, area.path, PlacePrecision.EXACT)
        if place and (found := self.named(place)):
            return found
        return self._best(text, mentions, certain)

    def named(self, place: str) -> Spot | None:
        """Return the place that a cell of a place column names."""
        if place not in self._places:
            if len(self._places) > 20_000:  # a column that never repeats is no column of places
                self._places.clear()
            self._places[place] = self._best(place, territory.find_places(place), sure) or self._called(place)
        return self._places[place]

    def _called(self, place: str) -> Spot | None:
        """Return the place called as a whole cell says, also where its name is a word of every day (القصبة)."""
        levels = {Level.COMMUNE: 2, Level.DISTRICT: 1, Level.PROVINCE: 1}
        called = [area for area in territory.named_exactly(place) if area.level in levels]
        best = max(called, key=lambda area: levels[Level(area.level)], default=None)
        return Spot(best.pk, best.path, PRECISION[Level(best.level)]) if best else None

    def _best(
        self, text: str, mentions: Sequence[PlaceMention], enough: Callable[[str, PlaceMention], bool]
    ) -> Spot | None:
        best: tuple[int, float, Spot] | None = None
        for mention in mentions:
            if not enough(text, mention):
                continue
            for code in mention.area_codes[:1]:
                area_id, level, path = self._areas.get(code, (0, Level.COUNTRY, ""))
                rank = {Level.COMMUNE: 2, Level.DISTRICT: 1, Level.PROVINCE: 1}.get(level, 0)
                if rank and (best is None or (rank, mention.score) > best[:2]):
                    best = (rank, mention.score, Spot(area_id, path, PRECISION[level]))
        return best[2] if best else None

    def organisation(self, spot: Spot, answer: Callable[[Area], Organisation]) -> int:
        """Return the id of the organisation that answers for a place."""
        if spot.area_id not in self._houses:
            self._houses[spot.area_id] = answer(Area(pk=spot.area_id, path=spot.path)).pk
        return self._houses[spot.area_id]
