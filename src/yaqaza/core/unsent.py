"""What forms brought when their writer's session had ended: kept, encrypted, until they have signed in again and send them once more.

Several people work at one computer: who wrote is told by a signed cookie that outlives the session, and only they find it again. What
comes from a browser where nobody was signed in is not kept. Several pages can be open at once: each form is kept beside the others.
"""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from yaqaza.core import kept

NAME = "unsent"
FIELD = "kept_form"
"""Comes along when a kept form is sent again, and says which one."""

WRITER = "yaqaza_writer"
SECONDS = 1800
"""Since the last of them came."""

MOST = 200_000
"""Signs; no form that people fill in by hand has more."""

FORMS = 5
"""At once; nobody writes more with one pair of hands."""


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
    """Keep the fields of this POST for after the sign-in; False when there are none, too many, a secret among them, or nobody wrote.

    The same form pressed twice is kept once; of more than ``FORMS`` the oldest goes.
    """
    writer = _writer(request)
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", FIELD)
        for value in values
    ]
    secret = any("password" in name or "secret" in name for name, _value in fields)
    if writer is None or not fields or secret or sum(len(value) for _name, value in fields) > MOST:
        return False
    written = {"by": writer, "to": request.get_full_path(), "fields": fields, "files": bool(request.FILES)}
    others = [one for one in _all(request) if {key: one.get(key) for key in written} != written]
    _keep(request, [*others, written | {"key": secrets.token_urlsafe(6), "at": timezone.now().isoformat()}][-FORMS:])
    return True


def keep_left_open(request: HttpRequest) -> bool:
    """Keep a form of a page that was open when its reader signed in again elsewhere: its proof is the one of the session before.

    Only of a page of ours, as the browser itself says: nobody is made to send what another site wrote.
    """
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.boosted:
        return False  # a piece of a page, of which the page asks again
    if getattr(getattr(request.resolver_match, "func", None), "access", "public") == "public":
        return False  # nothing tells when it was sent after all
    ours = urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
    return ours and request.user.is_authenticated and _writer(request) == request.user.pk and keep(request)


def read(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the kept forms, oldest first: ``key``, when it came (``at``), where it was to go (``to``), its ``fields``, and whether
    ``files`` were with it, which are to be chosen again.

    To anybody else than who wrote them, nothing, and they are dropped.
    """
    found = _all(request)
    own = [one for one in found if one["by"] == request.user.pk]
    if len(own) < len(found):
        _keep(request, own)
    return own


def words(form: dict[str, Any]) -> str:
    """Return what tells its writer which form this is: the longest of what was written, "" when only something was pressed."""
    said = [value for _name, value in form["fields"] if " " in value.strip()]
    return max(said, key=len, default="")


def drop(request: HttpRequest, key: str) -> None:
    """Keep the form of this key no longer."""
    found = _all(request)
    left = [one for one in found if one["key"] != key]
    if len(left) < len(found):
        _keep(request, left)


def sent(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Keep a form no longer that was sent again and was not asked again."""
    if request.method == "POST" and FIELD in request.POST and answer.status_code < 400:
        drop(request, request.POST[FIELD])


def _all(request: HttpRequest) -> list[dict[str, Any]]:
    found = kept.read(request, NAME)
    return found if isinstance(found, list) else []


def _keep(request: HttpRequest, forms: list[dict[str, Any]]) -> None:
    if forms:
        kept.keep(request, NAME, forms, seconds=SECONDS)
    else:
        kept.drop(request, NAME)
