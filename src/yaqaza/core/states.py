"""Finds every workflow table of the project, for the drawings in ``docs/generated/states`` and for their test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

from django.apps import AppConfig, apps
from django.db.models import TextChoices


@dataclass(frozen=True)
class Table:
    name: str  # "cases", "cases-referral", "alerts-routing"
    kind: type[TextChoices]
    moves: Mapping[TextChoices, Sequence[TextChoices]]


def tables() -> list[Table]:
    """Return the ``MOVES`` and ``…_MOVES`` of every app's ``states.py``, and of the packages in an app that have one."""
    found = []
    for config in apps.get_app_configs():
        if not config.name.startswith("yaqaza."):
            continue
        for package, label in ((config.name, config.label), *_packages(config)):
            if find_spec(f"{package}.states") is None:
                continue
            module = import_module(f"{package}.states")
            for name in sorted(dir(module)):
                if name == "MOVES" or name.endswith("_MOVES"):
                    moves = getattr(module, name)
                    suffix = "" if name == "MOVES" else "-" + name.removesuffix("_MOVES").lower().replace("_", "-")
                    found.append(Table(label + suffix, type(next(iter(moves))), moves))
    return found


def _packages(config: AppConfig) -> list[tuple[str, str]]:
    names = [each.name for each in iter_modules([config.path]) if each.ispkg]
    return [(f"{config.name}.{name}", f"{config.label}-{name}") for name in names]
