"""What phones call: one address for everything that happened, one for the pieces of files, and two that need no signing in.

A call names its phone in a header of its own, which no page of another site can send: that takes the place of a form's token, which a
page that was opened without network would not have.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from yaqaza.core.access import public, requires
from yaqaza.core.refusal import Refused
from yaqaza.mobile import actions, rules
from yaqaza.mobile.actions import Call, Sent
from yaqaza.mobile.models import Phone
from yaqaza.mobile.queries import own_phone

HEADER = "X-Yaqaza-Phone"
WORTH_PACKING = 600  # bytes


class NotACall(Refused):
    """The body is not what a phone sends."""


def _answer(values: dict[str, Any], request: HttpRequest, *, status: int = 200) -> HttpResponse:
    """JSON, packed where the phone takes it: what is sent costs whoever works outside."""
    body = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    response = HttpResponse(body, status=status, content_type="application/json")
    if len(body) > WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = gzip.compress(body, 6)
        response["Content-Encoding"] = "gzip"
    return response


def _calls(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view have the uuid of the calling phone, and answer refusals as JSON."""

    @wraps(view)
    def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            phone = UUID(request.headers.get(HEADER, ""))
        except ValueError:
            return JsonResponse({"why": "no phone"}, status=400)
        try:
            return view(request, *args, phone=phone, **kwargs)
        except NotACall as refusal:
            return JsonResponse({"why": str(refusal)}, status=400)
        except Refused as refusal:
            return JsonResponse({"why": str(refusal)}, status=403)

    return called


@csrf_exempt
@requires()
@require_POST
@_calls
def sync(request: HttpRequest, *, phone: UUID) -> HttpResponse:
    """Take what was done on a phone and say what changed."""
    if len(request.body) > rules.MOST_BYTES:
        return JsonResponse({"why": "too long"}, status=413)
    call = _call(request.body, phone)
    answer = actions.sync(call=call, by=request.user)  # type: ignore[arg-type]  # signed in
    if answer.wipe:
        logout(request)  # else whoever has the phone would open the app again and be let in
    return _answer(asdict(answer), request)


def _call(body: bytes, phone: UUID) -> Call:
    """Read the body, or raise NotACall."""
    try:
        told = json.loads(body)
        sent = [_sent(each) for each in told.get("operations", [])]
        call = Call(
            phone=phone, now=_moment(told["now"]), name=str(told.get("name", "")), operations=sent,
            open=[UUID(each) for each in told.get("open", [])][: rules.MOST_OPERATIONS],
            waiting=min(_count(told.get("waiting", 0)), 2**31 - 1),
            **{name: _count(told.get(name, 0)) for name in ("cursor", "stored", "quota")},
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise NotACall("not a call") from None
    if len(sent) > rules.MOST_OPERATIONS:
        raise NotACall("too many at once")
    return call


def _sent(told: dict[str, Any]) -> Sent:
    data = told.get("data", {})
    if not isinstance(data, dict):
        raise ValueError("data")
    return Sent(
        UUID(told["uuid"]), str(told["kind"]), _moment(told["at"]), data, [UUID(each) for each in told.get("after", [])]
    )


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None or timezone.is_naive(moment):
        raise ValueError("moment")
    return moment


def _count(value: Any) -> int:
    number = int(value)
    if not 0 <= number < 2**53:
        raise ValueError("count")
    return number


@csrf_exempt
@requires(*rules.TO_CALL)
@require_http_methods(["HEAD", "PATCH"])
@_calls
def piece(request: HttpRequest, uuid: UUID, *, phone: UUID) -> HttpResponse:
    """Take a piece of a file (``Upload-Offset``, ``Upload-Length``), or say how much of it is here."""
    owner = own_phone(phone, user=request.user)
    upload = owner.uploads.filter(uuid=uuid).first()
    if request.method == "PATCH":
        if len(request.body) > rules.PIECE:
            return JsonResponse({"why": "piece too long"}, status=413)
        try:
            size, offset = int(request.headers["Upload-Length"]), int(request.headers["Upload-Offset"])
        except (KeyError, ValueError):
            raise NotACall("no length or no offset") from None
        upload = actions.add_piece(phone=owner, uuid=uuid, size=size, offset=max(0, offset), piece=request.body)
    response = HttpResponse(status=204)
    response["Upload-Offset"] = str(upload.received if upload else 0)
    return response


@public
def standing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say whether a phone has to delete what it holds: it asks also when nobody is signed in on it."""
    phone = Phone.objects.select_related("user").filter(uuid=uuid).first()
    return JsonResponse({"wipe": phone is not None and rules.is_over(phone)})


@csrf_exempt
@public
@require_POST
def wiped(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take note that a phone which was signed out has deleted everything."""
    actions.wiped(uuid=uuid)
    return HttpResponse(status=204)
