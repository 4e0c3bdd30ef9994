"""What a form brought when its writer's session had ended: kept, encrypted, until they have signed in again and send it once more."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from yaqaza.core import kept

NAME = "unsent"
SECONDS = 1800
"""Whoever signs in on that browser within these may send it: no longer than they would have found the page itself open."""

MOST = 200_000
"""Signs; no form that people fill in by hand has more."""


def keep(request: HttpRequest) -> bool:
    """Keep the fields of this POST for after the sign-in; False when there are none, too many, or a secret among them."""
    fields = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    secret = any("password" in name or "secret" in name for name, _value in fields)
    if not fields or secret or sum(len(value) for _name, value in fields) > MOST:
        return False
    written = {"to": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    kept.keep(request, NAME, written, seconds=SECONDS)
    return True


def read(request: HttpRequest) -> dict[str, Any] | None:
    """Return where it was to go (``to``), its ``fields``, and whether ``files`` were with it, which are to be chosen again."""
    found = kept.read(request, NAME)
    return found if isinstance(found, dict) else None
