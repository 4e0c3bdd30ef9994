"""The address that providers call: the proof is checked, the posts are kept as they came, and the call is answered.

While the database is away the answer is 503: who calls here (Meta) tries again for a day and a half.
"""

from __future__ import annotations

from uuid import UUID

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yaqaza.core.access import public
from yaqaza.monitoring import actions
from yaqaza.monitoring.queries.sources import calling
from yaqaza.monitoring.sources import reader
from yaqaza.monitoring.sources.base import Reply, Request, WrongSignature

MOST_BYTES = 1024 * 1024


@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take what a provider sends."""
    length = request.headers.get("Content-Length", "")
    if request.method == "POST" and not length.isdecimal():
        return _answer(Reply(411))
    if length.isdecimal() and int(length) > MOST_BYTES:
        return _answer(Reply(413))
    try:
        return _answer(_take(request, uuid))
    except OperationalError:
        return _answer(Reply(503))


def _take(request: HttpRequest, uuid: UUID) -> Reply:
    source = calling(uuid)
    ours = reader(source.type, source.values)
    if not ours.hooks:
        return Reply(404)
    call = Request(
        method=request.method or "",
        query=request.GET.dict(),
        headers={key.lower(): value for key, value in request.headers.items()},
        body=request.body,
    )
    if call.method == "GET":
        return ours.greet(call)
    try:
        ours.check(call)
    except WrongSignature:
        return Reply(403)
    actions.called(source=source, raw=call.body.decode("utf-8", "replace"))
    return Reply()


def _answer(reply: Reply) -> HttpResponse:
    return HttpResponse(reply.text, status=reply.status, content_type="text/plain; charset=utf-8")
