"""The address that providers call: the proof is checked, the call is kept as it came, and answered at once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yaqaza.channels import actions, queries
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
    if length.isdecimal() and int(length) > MOST_BYTES:
        return _answer(Reply(413))
    connector = queries.calling(uuid)
    ours = gateway(connector.type, connector.values)
    if not ours.hooks:
        return _answer(Reply(404))
    call = Request(
        method=request.method or "",
        query=request.GET.dict(),
        headers={key.lower(): value for key, value in request.headers.items()},
        body=request.body,
    )
    if call.method == "GET":
        return _answer(ours.greet(call))
    try:
        ours.check(call)
    except WrongSignature:
        return _answer(Reply(403))
    actions.keep(connector=connector, raws=[ours.raw(call)])
    return _answer(ours.answer(call))


def _answer(reply: Reply) -> HttpResponse:
    return HttpResponse(reply.text, status=reply.status, content_type="text/plain; charset=utf-8")
