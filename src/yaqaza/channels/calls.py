"""A call of a provider at one of our addresses: measured, taken or refused at once, kept on disk while the database is away."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from yaqaza.channels import spool
from yaqaza.channels.connectors.base import Reply, Request
from yaqaza.core import presence
from yaqaza.core.spool import Spool

MOST_BYTES = 1024 * 1024


def answered(request: HttpRequest, to: UUID, *, kept_in: Spool, take: Callable[[UUID, Request], Reply]) -> HttpResponse:
    """Let ``take`` have what was called for the connector or source ``to``, and return the answer."""
    reply = _reply(request, to, kept_in, take)
    return HttpResponse(reply.text, status=reply.status, content_type="text/plain; charset=utf-8")


def _reply(request: HttpRequest, to: UUID, kept_in: Spool, take: Callable[[UUID, Request], Reply]) -> Reply:
    length = request.headers.get("Content-Length", "")
    if request.method == "POST" and not length.isdecimal():
        return Reply(411)  # a body in chunks does not reach us whole, and must not be answered as if it had
    if length.isdecimal() and int(length) > MOST_BYTES:
        return Reply(413)
    call = Request(
        method=request.method or "",
        query=request.GET.dict(),
        headers={key.lower(): value for key, value in request.headers.items()},
        body=request.body,
    )
    if presence.is_away():
        return spool.answer(kept_in, to, call)
    try:
        return take(to, call)
    except presence.AWAY as error:
        if presence.is_absence(error):
            presence.went_away()
        return spool.answer(kept_in, to, call)
