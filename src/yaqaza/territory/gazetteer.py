"""The gazetteer of the country, built from the areas of the database once in each process."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from threading import Lock

from django.conf import settings

from yaqaza.language.places import Entry, Gazetteer, PlaceMention
from yaqaza.territory import ancestry
from yaqaza.territory.models import Area


@dataclass(frozen=True)
class _Built:
    gazetteer: Gazetteer
    ids: dict[str, int]  # uuid → id


_built: _Built | None = None
_lock = Lock()


def _get() -> _Built:
    global _built
    built = _built
    if built is None:
        with _lock:
            built = _built = _built or _build()
    return built


def _build() -> _Built:
    rows = Area.objects.filter(country=settings.COUNTRY, valid_to=None).values_list(
        "id", "uuid", "level", "path", "population", "name_ar", "name_fr", "name_en", "name_zgh", "search_keys"
    )
    entries, ids = [], {}
    for id_, uuid, level, path, population, *names, more in rows:
        code = str(uuid)
        ids[code] = id_
        spellings = tuple(dict.fromkeys(name for name in (*names, *more) if name))
        entries.append(Entry(code, level, spellings, path, population or 0))
    built = _Built(Gazetteer(entries), ids)
    if (
        not gc.get_freeze_count()
    ):  # this and the words of the language stay: the collector need not look through them again and again
        gc.freeze()
    return built


def forget() -> None:
    """Empty what this process remembers of the areas: they were loaded anew."""
    global _built
    with _lock:
        _built = None
    ancestry.forget()


def search(text: str, limit: int, under: str, levels: frozenset[str]) -> list[int]:
    """Return the ids of the areas whose name resembles ``text``, the likeliest first."""
    built = _get()
    return [built.ids[code] for code in built.gazetteer.search(text, limit, under, levels)]


def named_exactly(text: str, under: str, levels: frozenset[str]) -> list[int]:
    """Return the ids of the areas called ``text``."""
    built = _get()
    return [built.ids[code] for code in built.gazetteer.named_exactly(text, under, levels)]


def find(text: str) -> list[PlaceMention]:
    """Return the places named in ``text``; their codes are the uuids of areas."""
    return _get().gazetteer.find(text)


def ids_of(mention: PlaceMention) -> list[int]:
    """Return the ids of the areas that a mention may be."""
    ids = _get().ids
    return [ids[code] for code in mention.area_codes if code in ids]
