"""Finds every workflow table of the project, for the drawings in ``docs/generated/states`` and for their test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import TextChoices


@dataclass(frozen=True)
class Table:
    name: str  # "cases", "cases-referral"
    kind: type[TextChoices]
    moves: Mapping[TextChoices, Sequence[TextChoices]]


def tables() -> list[Table]:
    """Return the ``MOVES`` and ``…_MOVES`` of every app's ``states.py``."""
    found = []
    for config in apps.get_app_configs():
        if not config.name.startswith("yaqaza.") or find_spec(f"{config.name}.states") is None:
            continue
        module = import_module(f"{config.name}.states")
        for name in sorted(dir(module)):
            if name == "MOVES" or name.endswith("_MOVES"):
                moves = getattr(module, name)
                suffix = "" if name == "MOVES" else "-" + name.removesuffix("_MOVES").lower().replace("_", "-")
                found.append(Table(config.label + suffix, type(next(iter(moves))), moves))
    return found
