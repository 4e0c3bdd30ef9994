"""Why an answer was refused, kept as codes: each page says it in the language in which it is read, and how long to wait from then."""

from __future__ import annotations

from pathlib import PurePath

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yaqaza.core import limits
from yaqaza.core.images import Fault
from yaqaza.core.refusal import Refused
from yaqaza.core.text import clean

PHOTOS_PER_ADDRESS = 200  # an hour: thousands of telephones share one address here, the limit is only for floods
NAME_SHOWN = 40  # signs of a file's name that a sentence shows

Why = tuple[str, str]
"""A code of ``Refusal`` or ``images.Fault``, and the file that is meant, "" when none is."""


class TooSoon(Refused):
    """A report was sent faster than people answer."""


class Refusal(TextChoices):
    FULL = "FULL", gettext_lazy("Five photos are kept already. Remove one to add another.")
    MANY = "MANY", gettext_lazy("Choose five photos at most.")
    NO_ROOM = (
        "NO_ROOM",
        gettext_lazy("This photo cannot be kept here just now: choose it again as the last thing before you send."),
    )
    SOON = "SOON", gettext_lazy("Read your answers once more, then send.")
    FLOOD = "FLOOD", ""  # said by ``limits``, which knows until when


def sentences(request: HttpRequest, refused: list[Why]) -> list[str]:
    """Return what is to be said of what was refused, each once; nothing of a limit that is over."""
    said = []
    for code, name in refused:
        if code != Refusal.FLOOD:
            said.append(named(name, Fault(code).sentence if code in Fault.values else str(Refusal(code).label)))
        elif not limits.would_allow(key := _photos(request), per_hour=PHOTOS_PER_ADDRESS):
            said.append(limits.sentence(key))
    return list(dict.fromkeys(said))


def few_photos(request: HttpRequest) -> bool:
    """Count photos that came in once more for their address, and say whether it may send them."""
    return limits.allow(_photos(request), per_hour=PHOTOS_PER_ADDRESS)


def _photos(request: HttpRequest) -> str:
    return f"photos:{limits.address(request)}"


def named(name: str | None, sentence: str) -> str:
    """Return the sentence with the file's name before it: of five photos people must know which one to change."""
    name = clean(PurePath(name or "").name)
    short = name if len(name) <= NAME_SHOWN else f"{name[: NAME_SHOWN - 12]}…{name[-11:]}"
    return _("“%(name)s”: %(why)s") % {"name": f"\u2068{short}\u2069", "why": sentence} if short else sentence
