"""Every field of every model says whether it identifies someone.

A model carries ``class Privacy`` with ``identifies`` (field → how to fake it), ``sensitive`` and ``safe``; every concrete field is in
exactly one of them (``tests/architecture/test_privacy.py``). The one declaration drives masking, export, erasure, demo data, logs and
disclosure control.
"""

from __future__ import annotations

from typing import Any, Literal

from django.apps import apps
from django.db.models import Model

PrivacyClass = Literal["identifies", "sensitive", "safe"]

# How each kind of identifying value is replaced when a row is anonymised; None = emptied.
FAKES: dict[str, Any] = {
    "name_ar": "—",
    "name_latin": "—",
    "text": "",
    "phone": "",
    "email": "",
    "number": "",
    "date": None,
    "position": None,
    "file": "",
    "list": [],
}


def fields_of(model: type[Model]) -> dict[str, PrivacyClass]:
    """Return the privacy class of every declared field of ``model``."""
    declared = getattr(model, "Privacy", None)
    result: dict[str, PrivacyClass] = {}
    for name in getattr(declared, "identifies", {}):
        result[name] = "identifies"
    for name in getattr(declared, "sensitive", set()):
        result[name] = "sensitive"
    for name in getattr(declared, "safe", set()):
        result[name] = "safe"
    return result


def problems(model: type[Model]) -> list[str]:
    """Return sentences about fields of ``model`` that are not declared exactly once, or not as known."""
    declared = getattr(model, "Privacy", None)
    if declared is None:
        return [f"{model._meta.label} has no class Privacy"]
    groups = [
        set(getattr(declared, "identifies", {})),
        set(getattr(declared, "sensitive", set())),
        set(getattr(declared, "safe", set())),
    ]
    concrete = {field.name for field in model._meta.concrete_fields}
    found = []
    for name in sorted(concrete):
        times = sum(name in group for group in groups)
        if times != 1:
            found.append(f"{model._meta.label}.{name} is declared {times} times")
    found += [f"{model._meta.label}.{name} is no field" for name in sorted(set().union(*groups) - concrete)]
    found += [
        f"{model._meta.label}.{name}: no way to fake {kind!r}"
        for name, kind in getattr(declared, "identifies", {}).items()
        if kind not in FAKES
    ]
    return found


def our_models() -> list[type[Model]]:
    """Return the models of this project (not those of libraries)."""
    return [model for model in apps.get_models() if model.__module__.startswith("yaqaza.")]
