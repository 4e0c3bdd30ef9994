"""The areas above an area, kept in memory: provinces and regions are few, change by law, and are named on every page."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from yaqaza import countries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yaqaza.territory.models import Area


@dataclass(frozen=True, slots=True)
class Ancestor:
    """What pages need of an area above: enough to name it, without its outline."""

    id: int
    level: str
    name_ar: str
    name_fr: str
    name_en: str
    name_zgh: str

    @property
    def name(self) -> str:
        from yaqaza.territory.models import named  # models import this module's caller, not the reverse

        return named(self.name_ar, self.name_fr, self.name_en, self.name_zgh)


_known: dict[int, Ancestor] = {}
_lock = Lock()


def above(area: Area) -> list[Ancestor]:
    """Return the areas above ``area``, the country first; one query when some of them are not known yet."""
    ids = area.ancestor_ids
    remember(ids)
    return [_known[each] for each in ids if each in _known]


def remember(ids: Iterable[int]) -> None:
    """Read the areas of these ids that are not known yet, all in one query: call it before naming a list."""
    from yaqaza.territory.models import Area

    wanted = set(ids) - _known.keys()
    if not wanted:
        return
    rows = Area.objects.filter(id__in=wanted).values_list(
        "id", "level", "name_ar", "name_fr", "name_en", "name_zgh", named=False
    )
    with _lock:
        _known.update({row[0]: Ancestor(*row) for row in rows})


def forget() -> None:
    """Empty the memory: the areas were loaded anew."""
    with _lock:
        _known.clear()


def full_name(area: Area) -> str:
    """Return "باب الوادي، الجزائر": the name, then the province when it lies in one.

    A district is told from the commune it is named after by its word: "دائرة باب الوادي، الجزائر".
    """
    from yaqaza.territory.models import Level, language

    name = area.name
    if area.level == Level.DISTRICT:
        name = f"{countries.get(area.country).level_name(area.level, area.kind, language())} {name}"
    for ancestor in reversed(above(area)):
        if ancestor.level == Level.PROVINCE:
            comma = "،" if language() == "ar" else ","
            return f"{name}{comma} {ancestor.name}"
    return name
