"""The map of a proposal: each team's way as a line, its stops by the letter of the team and their turn."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from yaqaza.field.dispatch import situation
from yaqaza.field.dispatch.queries import View
from yaqaza.field.queries import home_of
from yaqaza.territory import svg
from yaqaza.territory.models import Area, Level

ARABIC, LATIN = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STYLES = 6


@dataclass(frozen=True, slots=True)
class Spot:
    x: float
    y: float
    text: str
    urgency: int

    @property
    def text_y(self) -> float:
        return self.y + 3.2


@dataclass(frozen=True, slots=True)
class Way:
    style: int
    line: str
    spots: list[Spot]


@dataclass(frozen=True, slots=True)
class Map:
    width: float
    height: float
    outlines: list[str]
    ways: list[Way]
    left: list[Spot]


def letters(view: View) -> dict[int, str]:
    """Return a letter for each team that drives, in the order of the page."""
    signs = ARABIC if (get_language() or "ar").startswith("ar") else LATIN
    found = {}
    for number, day in enumerate(view.days):
        again, which = divmod(number, len(signs))
        found[day.team.pk] = signs[which] + (str(again + 1) if again else "")
    return found


def draw(view: View) -> Map | None:
    """Return the map of a proposal, or None where the area has no outlines."""
    area = view.proposal.area
    level = Level.PROVINCE if area.level == Level.COUNTRY else Level.COMMUNE
    ids = (
        Area.objects.filter(path__startswith=area.path, level=level, valid_to=None)
        .order_by("id")
        .values_list("pk", flat=True)
    )
    ground = svg.ground(tuple(ids))
    if ground is None:
        return None
    signs = letters(view)
    ways = []
    for number, day in enumerate(view.days):
        base = home_of(day.team)
        points = [ground.projection.point(*base)] if base else []
        spots = []
        for line in day.lines:
            if (there := situation.where(line.mission)) is None or line.closed:
                continue
            x, y = ground.projection.point(*there)
            points.append((x, y))
            spots.append(Spot(x, y, f"{signs[day.team.pk]}{line.number}", line.mission.urgency))
        if base and spots:
            points.append(points[0])
        ways.append(Way(number % STYLES, " ".join(f"{x},{y}" for x, y in points), spots))
    left = [
        Spot(*ground.projection.point(*there), "!", mission.urgency)
        for _row, mission, _why in view.left
        if (there := situation.where(mission)) is not None
    ]
    return Map(
        round(ground.projection.width, 1), round(ground.projection.height, 1), [each.path for each in ground.outlines], ways, left
    )  # fmt: skip
