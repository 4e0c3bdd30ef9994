"""One folder a provider; each has a ``Provider`` that is a ``base.Gateway``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from yaqaza.channels.connectors.base import Gateway
from yaqaza.channels.states import Kind


@cache
def provider(kind: Kind) -> type[Gateway]:
    """Return the gateway of a kind. Its folder, and the library it stands on, is read only when it is used."""
    found: type[Gateway] = import_module(f"yaqaza.channels.connectors.{kind.folder}").Provider
    return found


def gateway(kind: Kind, values: Mapping[str, Any]) -> Gateway:
    """Return the gateway of a connector with these settings."""
    return provider(kind)(values)
