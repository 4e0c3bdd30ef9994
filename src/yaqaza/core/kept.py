"""What a page keeps for its reader from one request to the next: in the session, encrypted. The browser holds the key to it only."""

from __future__ import annotations

import json
import time
from typing import Any

from cryptography.fernet import InvalidToken
from django.http import HttpRequest

from yaqaza.core import crypto


def keep(request: HttpRequest, name: str, value: Any, *, seconds: float | None = None) -> None:
    """Keep ``value`` (anything JSON can say) under ``name``: as long as the session, or ``seconds``."""
    until = None if seconds is None else time.time() + seconds
    request.session[name] = crypto.encrypt(json.dumps([until, value], ensure_ascii=False))


def read(request: HttpRequest, name: str) -> Any:
    """Return what was kept under ``name``, None when nothing was, or its time is over."""
    token = request.session.get(name, "")
    try:
        until, value = json.loads(crypto.decrypt(token)) if token else (None, None)
    except (InvalidToken, ValueError):  # the key was changed: what was kept cannot be read by anybody
        return None
    if until is not None and time.time() >= until:
        drop(request, name)
        return None
    return value


def drop(request: HttpRequest, name: str) -> None:
    """Keep it no longer."""
    request.session.pop(name, None)
