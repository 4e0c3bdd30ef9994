"""Lists of things that a form chooses from and tells of (ODK Entities): made for whoever holds the phone, of what they may see.

Specifications: getodk.github.io/xforms-spec/entities; docs.getodk.org/openrosa-form-list, openrosa-integrity. A form that wants
``my_cases.csv`` gets the list ``my_cases``. What answers say of an entity stands for the same targets as a binding.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.core.refusal import NotFound
from yaqaza.questionnaires.models import Version

SUFFIX = ".csv"
OWN = ("name", "label", "__version")


@dataclass(frozen=True)
class Thing:
    """One row of a list: its uuid, what it is called, how often it was changed; ``more`` by name of column."""

    uuid: str
    label: str
    version: int
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class EntityList:
    """A list by its name. ``targets``: where in the file a property of its things stands; ``things`` is None for things that forms
    only tell of and never choose from."""

    name: str
    targets: Mapping[str, str]
    things: Callable[[User], Iterable[Thing]] | None = None
    columns: tuple[str, ...] = ()


LISTS: dict[str, EntityList] = {}


def register(*lists: EntityList) -> None:
    """Make lists known to forms; each app calls it for its own when it starts."""
    for each in lists:
        LISTS[each.name] = each


def wanted(names: Iterable[str]) -> list[str]:
    """Return which of the files that a form speaks of are lists made here."""
    return [name for name in names if _list(name) is not None]


def get(version: Version, name: str) -> EntityList:
    """Return a list that a version wants, or say that there is none."""
    found = _list(name)
    if found is None or name not in version.wanted:
        raise NotFound(_("This file does not exist."))
    return found


def as_csv(entity_list: EntityList, user: User) -> bytes:
    """Return a list as a user may have it: ``name`` (the uuid), ``label``, ``__version``, and the columns that it has beside."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow([*OWN, *entity_list.columns])
    for each in entity_list.things(user) if entity_list.things else ():
        lines.writerow(
            [each.uuid, each.label, each.version, *(each.more.get(name, "") for name in entity_list.columns)]
        )
    return out.getvalue().encode()


def md5(content: bytes) -> str:
    """Return the hash by which a phone knows what it has."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def bindings(outline: dict[str, Any], bound: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the bindings that a form makes by telling of entities (``save_to``), beside those of its sheet."""
    taken = {row["target"] for row in bound}
    found: list[dict[str, Any]] = []
    for dataset in outline.get("entities", []):
        targets = LISTS[dataset].targets if dataset in LISTS else {}
        for each in outline["fields"]:
            target = targets.get(each.get("save_to", ""), "")
            if target and target not in taken:
                taken.add(target)
                question = each["path"].rsplit("/", 1)[-1]
                found.append({"row": 0, "question": question, "target": target, "at_once": False, "entity": dataset})
    return found


def _list(name: str) -> EntityList | None:
    found = LISTS.get(name.removesuffix(SUFFIX)) if name.endswith(SUFFIX) else None
    return found if found is not None and found.things is not None else None
