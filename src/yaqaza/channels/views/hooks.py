"""The address that providers call: the proof is checked, the call is kept as it came, and answered at once.

While the database is away calls are kept on disk (``spool``).
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from yaqaza.channels import actions, calls, lines, spool
from yaqaza.channels.connectors.base import Reply, Request, WrongSignature
from yaqaza.core.access import public


@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take what a provider sends. Nothing of it is read here: that is a job's work, which can be done again."""
    return calls.answered(request, uuid, kept_in=spool.CALLS, take=_take)


def _take(uuid: UUID, call: Request) -> Reply:
    for anew in (False, True):  # what was held may have been changed a moment ago
        line = lines.line(uuid, anew=anew or call.method == "GET")
        ours = line.gateway
        if not ours.hooks:
            return Reply(404)
        if call.method == "GET":
            return ours.greet(call)
        try:
            ours.check(call)
        except WrongSignature:
            continue
        if actions.keep_call(line=line, raw=ours.raw(call)):
            return ours.answer(call)
    return Reply(403)
