"""The country packs: everything that is true of Algeria or of Morocco and of nowhere else.

Pure Python: no Django, no settings, no clock of its own. ``countries.get("DZ")`` returns one.
"""

from __future__ import annotations

from yaqaza.countries.base import Country, Holiday, Hotline, MovableHoliday, Names, Programme
from yaqaza.countries.formats import Invalid

__all__ = [
    "CODES",
    "Country",
    "Holiday",
    "Hotline",
    "Invalid",
    "MovableHoliday",
    "Names",
    "Programme",
    "get",
]

CODES = ("DZ", "MA")


def get(code: str) -> Country:
    """Return the pack of a country by its ISO 3166-1 code; an unknown code raises ``KeyError``."""
    match code.upper():
        case "DZ":
            from yaqaza.countries import dz  # a process serves one country: the other pack is not loaded

            return dz.COUNTRY
        case "MA":
            from yaqaza.countries import ma

            return ma.COUNTRY
    raise KeyError(code)
