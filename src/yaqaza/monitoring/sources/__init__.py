"""One module a provider; each has a ``Provider`` that is a ``base.Reader``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from yaqaza.monitoring.sources.base import Reader
from yaqaza.monitoring.states import Kind


@cache
def provider(kind: Kind) -> type[Reader]:
    """Return the reader of a kind. Its module, and the library it stands on, is read only when it is used."""
    found: type[Reader] = import_module(f"yaqaza.monitoring.sources.{kind.module}").Provider
    return found


def reader(kind: Kind, values: Mapping[str, Any]) -> Reader:
    """Return the reader of a source with these settings."""
    return provider(kind)(values)
