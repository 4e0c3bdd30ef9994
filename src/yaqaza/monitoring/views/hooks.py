"""The address that providers call: the proof is checked, the posts are kept as they came, and the call is answered.

While the database is away calls are kept on disk, as those of channels are.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yaqaza.channels import calls
from yaqaza.core.access import public
from yaqaza.monitoring import actions
from yaqaza.monitoring.queries.sources import calling
from yaqaza.monitoring.sources import reader
from yaqaza.monitoring.sources.base import Reply, Request, WrongSignature


@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take what a provider sends."""
    return calls.answered(request, uuid, kept_in=actions.CALLS, take=_take)


def _take(uuid: UUID, call: Request) -> Reply:
    source = calling(uuid)
    ours = reader(source.type, source.values)
    if not ours.hooks:
        return Reply(404)
    if call.method == "GET":
        return ours.greet(call)
    try:
        ours.check(call)
    except WrongSignature:
        return Reply(403)
    actions.called(source=source, raw=call.body.decode("utf-8", "replace"))
    return Reply()
