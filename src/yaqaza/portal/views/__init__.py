"""The public pages: the way in, the report, and what became of it."""

from yaqaza.portal.views.away import at_once
from yaqaza.portal.views.drawings import map_of_country, map_of_province
from yaqaza.portal.views.home import accessibility, home, privacy
from yaqaza.portal.views.report import (
    check,
    code_file,
    discard,
    lost,
    photo,
    question,
    sent,
)
from yaqaza.portal.views.tracking import add, erase, leave, notify, track, tracked

__all__ = [
    "accessibility", "add", "at_once", "check", "code_file", "discard", "erase", "home", "leave", "lost", "map_of_country",
    "map_of_province", "notify", "photo", "privacy", "question", "sent", "track", "tracked",
]  # fmt: skip
