"""Where the teams are that one may send, as far as their missions tell, and by which letter the map shows each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from yaqaza.accounts.models import User
from yaqaza.alerts.maps import Mark
from yaqaza.field import queries
from yaqaza.field.distance import Position
from yaqaza.field.models import Mission, Team
from yaqaza.field.queries import Standing
from yaqaza.field.roster import queries as roster
from yaqaza.field.states import OUT, Presence
from yaqaza.territory.models import Area, Level

MOST = 40
ARABIC, LATIN = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SMALL = (Level.COMMUNE, Level.DISTRICT)
"""Whose middle tells where something is; that of a province would be a guess drawn as a place."""


@dataclass(slots=True)
class Road:
    """A team with where it is and what it does there; a mission that the reader may not read tells only that the team is out."""

    standing: Standing
    mission: Mission | None = None
    place: str = ""
    resting: bool = False
    position: Position | None = None
    letter: str = ""

    @property
    def closed(self) -> bool:
        """Return whether the team is out on what is not told to this reader."""
        return self.standing.current is not None and self.mission is None


def roads(user: User, now: datetime) -> list[Road]:
    """Return the teams that ``user`` may send or compose: those out first, then the free."""
    out = Mission.objects.filter(team=OuterRef("pk"), status__in=OUT)
    teams = queries.teams_visible_to(user).filter(active=True).annotate(out=Exists(out)).order_by("-out", "id")
    found = queries.standings(Team.objects.filter(pk__in=list(teams.values_list("pk", flat=True)[:MOST])), now=now)
    current = [each.current.pk for each in found if each.current]
    told = set(queries.visible_to(user).filter(pk__in=current).values_list("pk", flat=True))
    areas = Area.objects.defer("geometry", "search_keys").in_bulk(
        {each.current.area_id for each in found if each.current and each.current.pk in told}
    )
    resting = roster.resting([each.team.pk for each in found], now)
    made = [_road(each, told, areas, resting) for each in found]
    _letter(made)
    return sorted(made, key=lambda road: (road.standing.current is None, road.standing.presence is not Presence.FREE))


def _road(standing: Standing, told: set[int], areas: dict[int, Area], resting: set[int]) -> Road:
    current = standing.current
    if current is None:
        rests = standing.team.pk in resting
        there = not rests and standing.presence is not Presence.OFF
        return Road(standing, resting=rests, position=_base(standing.team) if there else None)
    if current.pk not in told:
        return Road(standing)
    area = areas[current.area_id]
    return Road(standing, current, area.name, position=current.position or _middle(area))


def _base(team: Team) -> Position | None:
    house = team.organisation
    return (house.lon, house.lat) if house.lon is not None and house.lat is not None else _middle(team.area)


def _middle(area: Area) -> Position | None:
    return queries.centre_of(area) if area.level in SMALL else None


def _letter(made: list[Road]) -> None:
    """Give each team its letter, in an order that does not change when one of them leaves."""
    letters = ARABIC if (get_language() or "ar").startswith("ar") else LATIN
    for number, road in enumerate(sorted(made, key=lambda each: each.standing.team.pk)):
        again, which = divmod(number, len(letters))
        road.letter = letters[which] + (str(again + 1) if again else "")


def marks(made: list[Road]) -> list[Mark]:
    """Return what the map draws of them."""
    return [
        Mark(*road.position, road.letter, road.standing.presence.look.presence)
        for road in sorted(made, key=lambda each: each.standing.team.pk)
        if road.position is not None
    ]
