"""What a form brought when its writer's session had ended: kept, encrypted, until they have signed in again and send it once more.

Several people work at one computer: who wrote is told by a signed cookie that outlives the session, and only they find it again. What
comes from a browser where nobody was signed in is not kept.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from yaqaza.core import kept

NAME = "unsent"
WRITER = "yaqaza_writer"
SECONDS = 1800

MOST = 200_000
"""Signs; no form that people fill in by hand has more."""


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Tell the browser who writes here, until it is closed."""
    if _writer(request) != request.user.pk:
        response.set_cookie(
            WRITER, signing.dumps(request.user.pk, salt=WRITER), secure=settings.HTTPS, httponly=True, samesite="Lax"
        )


def _writer(request: HttpRequest) -> int | None:
    """Return who was signed in here last, None when nobody was or the cookie is not ours."""
    try:
        pk = signing.loads(request.COOKIES.get(WRITER, ""), salt=WRITER)
    except signing.BadSignature:
        return None
    return pk if isinstance(pk, int) else None


def keep(request: HttpRequest) -> bool:
    """Keep the fields of this POST for after the sign-in; False when there are none, too many, a secret among them, or nobody wrote."""
    writer = _writer(request)
    fields = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    secret = any("password" in name or "secret" in name for name, _value in fields)
    if writer is None or not fields or secret or sum(len(value) for _name, value in fields) > MOST:
        return False
    written = {"by": writer, "to": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    kept.keep(request, NAME, written, seconds=SECONDS)
    return True


def read(request: HttpRequest) -> dict[str, Any] | None:
    """Return where it was to go (``to``), its ``fields``, and whether ``files`` were with it, which are to be chosen again.

    To anybody else than who wrote it, nothing, and it is dropped.
    """
    found = kept.read(request, NAME)
    if isinstance(found, dict) and found.get("by") == request.user.pk:
        return found
    drop(request)
    return None


def drop(request: HttpRequest) -> None:
    """Keep it no longer."""
    kept.drop(request, NAME)
