"""A refusal is a sentence: rules raise it, pages show it, buttons carry it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Refused(Exception):
    """The action is not possible; ``str(refusal)`` is shown to the user."""


class NotPermitted(Refused):
    """The user may see the thing but may not do this to it (HTTP 403)."""


class NotFound(Refused):
    """It does not exist, or the user may not know that it does (HTTP 404)."""


def why_not(check: Callable[..., object], *args: Any, **kwargs: Any) -> str:
    """Return why ``check`` refuses, or "" when it does not (empty = the button is enabled)."""
    try:
        check(*args, **kwargs)
    except Refused as refusal:
        return str(refusal)
    return ""
