"""What a page keeps for its reader from one request to the next: in the session, encrypted. The browser holds the key to it only."""

from __future__ import annotations

import json
import time
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest

from yaqaza.core import crypto

KEYS = {"until", "value"}
"""What is written, exactly; anything else is a plain value without an end, as the first releases wrote it."""


def keep(request: HttpRequest, name: str, value: Any, *, seconds: float | None = None) -> None:
    """Keep ``value`` (anything JSON can say) under ``name``: as long as the session, or ``seconds``."""
    until = None if seconds is None else time.time() + seconds
    request.session[name] = crypto.encrypt(json.dumps({"until": until, "value": value}, ensure_ascii=False))


def read(request: HttpRequest, name: str) -> Any:
    """Return what was kept under ``name``, None when nothing was, or its time is over."""
    token = request.session.get(name, "")
    try:
        found = json.loads(crypto.decrypt(token)) if token else None
    except ValueError:  # the key was changed: what was kept cannot be read by anybody
        return None
    if not isinstance(found, dict) or found.keys() != KEYS:
        return found
    if found["until"] is not None and time.time() >= found["until"]:
        drop(request, name)
        return None
    return found["value"]


def drop(request: HttpRequest, name: str) -> None:
    """Keep it no longer."""
    request.session.pop(name, None)


def save(request: HttpRequest) -> None:
    """Write the session now, when something of it changed, before work that takes time: written only at the end of a request, an
    older one that ends last would take the place of what a newer one kept. For readers who have a session already."""
    if request.session.modified:
        try:
            request.session.save()
        except UpdateError as gone:  # signed out meanwhile: the answer that Django gives at the end of a request
            raise SessionInterrupted("The session ended before the request did.") from gone
        request.session.modified = False
