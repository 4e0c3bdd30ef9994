"""Places by name: searched while one types, and found inside what people write.

Both are tolerant of spelling in Arabic and Latin letters. The gazetteer knows no country: it is given its entries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from yaqaza.language.places import mentions, search
from yaqaza.language.places.entries import Entry, Lexicon
from yaqaza.language.places.mentions import PlaceMention

__all__ = ["Entry", "Gazetteer", "PlaceMention"]


class Gazetteer:
    """The areas of a country, indexed by how their names are written and how they sound."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.lexicon = Lexicon(entries)

    def search(self, query: str, limit: int = 10, under: str = "", levels: Collection[str] = frozenset()) -> list[str]:
        """Return the codes of the areas whose names resemble ``query``, the likeliest first.

        The beginning of a name is enough. ``under`` keeps to the areas whose path begins with it, ``levels`` to these
        levels. "سيدي عيسى المسيلة" and "sidi aissa, m'sila" look inside the second place.
        """
        return search.search(self.lexicon, query, limit, under, frozenset(levels))

    def named_exactly(self, query: str, under: str = "", levels: Collection[str] = frozenset()) -> list[str]:
        """Return the codes of the areas called ``query`` but for spelling habits, alone or with a place around them."""
        return search.named_exactly(self.lexicon, query, under, frozenset(levels))

    def find(self, text: str) -> list[PlaceMention]:
        """Return the places named in ``text``, in its order; see ``mentions`` for what counts."""
        return mentions.find(self.lexicon, text)
