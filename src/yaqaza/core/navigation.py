"""What stands in the bar: each app lists its entries in ``navigation.py``, the reader's permissions choose among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse

IN_DOCK = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the bar. ``permission`` is one, several (any of them is enough) or ``None`` for every signed-in user."""

    url_name: str
    label: Any  # a lazy translation
    icon: str
    permission: Enum | tuple[Enum, ...] | None = None
    order: int = 50
    dock: bool = True  # may stand in the dock of a phone
    spare: bool = False  # stands there all the same where fewer than four others do
    alone: bool = False  # is the current one on its own page only, not on the others of its app

    def allows(self, user: Any) -> bool:
        if self.permission is None:
            return True
        wanted = self.permission if isinstance(self.permission, tuple) else (self.permission,)
        return any(user.may(permission) for permission in wanted)


@dataclass(frozen=True, slots=True)
class Strip:
    """What an app says under the bar of every page: the answer of ``url_name``, asked for again every minute. Empty: nothing."""

    url_name: str
    permission: Enum


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as this reader sees it on this page."""

    url: str
    label: Any
    icon: str
    current: bool
    dock: bool
    spare: bool = False


@lru_cache(maxsize=1)
def _strips() -> Sequence[Strip]:
    found: list[Strip] = []
    for config in apps.get_app_configs():
        if config.name.startswith("yaqaza.") and find_spec(f"{config.name}.navigation") and config.label != "core":
            found += getattr(import_module(f"{config.name}.navigation"), "STRIPS", [])
    return found


def strips(request: HttpRequest) -> list[str]:
    """Return the addresses of what apps say under the bar to this reader."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [reverse(each.url_name) for each in _strips() if user.may(each.permission)]


@lru_cache(maxsize=1)
def entries() -> Sequence[Entry]:
    """Return the entries of all installed apps in order."""
    found: list[Entry] = []
    for config in apps.get_app_configs():
        if config.name.startswith("yaqaza.") and find_spec(f"{config.name}.navigation") and config.label != "core":
            found += import_module(f"{config.name}.navigation").ENTRIES
    return sorted(found, key=lambda entry: entry.order)


def links(request: HttpRequest) -> list[Link]:
    """Return what the signed-in reader may open; the current one is the page's own entry, else the nearest of its app above it in the
    address, else its app's first."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    match = request.resolver_match
    here = match.view_name if match else ""
    space = match.namespace if match else ""
    allowed = [entry for entry in entries() if entry.allows(user)]
    near = [entry for entry in allowed if space and not entry.alone and entry.url_name.split(":")[0] == space]
    current = next((entry for entry in allowed if entry.url_name == here), None) or max(
        near, key=lambda entry: _above(reverse(entry.url_name), request.path), default=None
    )
    return [
        Link(
            url=reverse(entry.url_name),
            label=entry.label,
            icon=entry.icon,
            current=entry is current,
            dock=entry.dock,
            spare=entry.spare,
        )
        for entry in allowed
    ]


def dock(items: Sequence[Link]) -> tuple[list[Link], list[Link]]:
    """Return the four links that stand in the dock of a phone, and the rest."""
    first = ([link for link in items if link.dock] + [link for link in items if link.spare])[:IN_DOCK]
    return [link for link in items if link in first], [link for link in items if link not in first]


def _above(address: str, path: str) -> int:
    """How much of ``path`` an entry's address is, 0 when the page does not lie under it."""
    return len(address) if path.startswith(address) else 0
