"""The address that providers call: the proof is checked, the call is kept as it came, and answered at once.

While the database is away calls are kept on disk (``spool``).
"""

from __future__ import annotations

from uuid import UUID

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yaqaza.channels import actions, queries, spool
from yaqaza.channels.connectors import gateway
from yaqaza.channels.connectors.base import Reply, Request, WrongSignature
from yaqaza.core.access import public

MOST_BYTES = 1024 * 1024


@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take what a provider sends. Nothing of it is read here: that is a job's work, which can be done again."""
    length = request.headers.get("Content-Length", "")
    if request.method == "POST" and not length.isdecimal():
        return _answer(Reply(411))  # a body in chunks does not reach us whole, and must not be answered as if it had
    if length.isdecimal() and int(length) > MOST_BYTES:
        return _answer(Reply(413))
    call = Request(
        method=request.method or "",
        query=request.GET.dict(),
        headers={key.lower(): value for key, value in request.headers.items()},
        body=request.body,
    )
    if spool.is_away():
        return _answer(_without_database(uuid, call))
    try:
        answer = _take(uuid, call)
    except OperationalError:
        spool.went_away()
        return _answer(_without_database(uuid, call))
    return _answer(answer)


def _take(uuid: UUID, call: Request) -> Reply:
    connector = queries.calling(uuid)
    ours = gateway(connector.type, connector.values)
    if not ours.hooks:
        return Reply(404)
    if call.method == "GET":
        return ours.greet(call)
    try:
        ours.check(call)
    except WrongSignature:
        return Reply(403)
    actions.keep(connector=connector, raws=[ours.raw(call)])
    return ours.answer(call)


def _without_database(uuid: UUID, call: Request) -> Reply:
    """Keep a call on disk while the database is away; a question is left to be asked again."""
    return Reply() if call.method == "POST" and spool.put(uuid, call) else Reply(503)


def _answer(reply: Reply) -> HttpResponse:
    return HttpResponse(reply.text, status=reply.status, content_type="text/plain; charset=utf-8")
