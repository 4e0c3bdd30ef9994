"""What pages are made of, for the Python side: the looks of states and the rows that components take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Kind = Literal["", "success", "warning", "danger", "info", "plain"]
Presence = Literal["free", "busy", "off", "lost"]


class Look(NamedTuple):
    """How a state is told besides its word: a kind (colour and weight) and an icon. Neither is ever alone."""

    kind: Kind
    icon: str = ""
    presence: Presence = "off"  # for ``{% status member dot=True %}``


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, for ``{% timeline %}``; ``quote`` is shown as it was said."""

    at: date
    icon: str
    text: str
    who: str = ""
    quote: str = ""
    note: str = ""
    url: str = ""
    important: bool = False
    struck: bool = False
    lang: str = ""  # of the quote, when it is not the page's


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path, for ``{% steps %}``."""

    label: str
    note: str = ""
    state: Literal["done", "now", "next"] = "next"


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of a list, for ``{% tabs %}``; ``count`` is a number already known, never counted for the tab."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: what it says, and the address without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Rung:
    offset: int
    lit: bool


URGENCY = {
    4: pgettext_lazy("urgency", "Critical"),
    3: pgettext_lazy("urgency", "Urgent"),
    2: pgettext_lazy("urgency", "Important"),
    1: pgettext_lazy("urgency", "Routine"),
}

PRESENCE_ICONS: dict[str, str] = {"free": "circle", "busy": "circle-half-2", "off": "circle", "lost": "circle-x"}

ALERT_ICONS: dict[str, str] = {
    "info": "info-circle",
    "success": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-octagon",
}

RECEIPTS: dict[str, tuple[str, Any]] = {
    "sent": ("circle-check", _("Received by the server")),
    "waiting": ("device-mobile-message", _("On this phone, waiting for the network")),
    "ask": ("arrows-split-2", _("Waiting for your choice")),
}

TURNING: frozenset[str] = frozenset({
    "ambulance", "arrow-back-up", "arrow-forward-up", "arrow-left", "arrow-right", "arrows-join-2", "arrows-split-2",
    "bus", "car", "chevron-left", "chevron-right", "door-enter", "door-exit", "external-link", "file-export",
    "file-import", "git-branch", "git-merge", "help", "help-circle", "list", "list-check", "list-details", "login",
    "logout", "message-forward", "question-mark", "send", "truck", "truck-delivery", "user-question", "user-share",
    "wheelchair",
})  # fmt: skip
"""Icons that point along the line of reading: they turn round in Arabic. A clock, a check, a phone or a map pin never does."""


def urgency_level(value: object) -> int:
    """Return 1 to 4 from a number, or from a member or row that has a ``level``."""
    level = getattr(value, "level", value)
    number = int(str(level))
    if number not in URGENCY:
        raise ValueError(f"Urgency goes from 1 to 4, not {number}.")
    return number


def rungs(level: int) -> list[Rung]:
    """Return the ladder from the top: level 4 lights all four rungs, level 1 only the lowest."""
    return [Rung(offset=index * 5, lit=4 - index <= level) for index in range(4)]


@dataclass(frozen=True, slots=True)
class Legend:
    """What a sign on a map means."""

    sign: str  # pin, team, none or area-0 … area-4
    text: str


@dataclass(slots=True)
class Keys:
    """Hints at the foot of a page: keys and what they do."""

    pairs: Sequence[tuple[Sequence[str], str]] = field(default_factory=list)

    @classmethod
    def of(cls, *words: str) -> Keys:
        """Read ``"J K", "next, previous", "O", "open"``."""
        return cls([(keys.split(), does) for keys, does in zip(words[::2], words[1::2], strict=True)])
