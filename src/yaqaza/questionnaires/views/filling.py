"""Filling in the browser: the page, what it fetches, and the door that it sends to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.core import dates
from yaqaza.core.access import requires
from yaqaza.core.middleware import POLICY
from yaqaza.core.pages import page
from yaqaza.core.refusal import NotFound, NotPermitted, Refused
from yaqaza.questionnaires import actions, answers, entities, queries, rules
from yaqaza.questionnaires import filling as package
from yaqaza.questionnaires.actions.receiving import Differs
from yaqaza.questionnaires.models import Media, Version

P = Permission
FOREVER = "private, max-age=31536000, immutable"  # a published version never changes, nor do its files

# The engine reads XPath with a parser compiled to WebAssembly; that is allowed on this page only, and eval on none.
# Recordings are listened to before they are sent, and a form takes sound as well as pictures.
FILLING_POLICY = (
    POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'") + "; media-src 'self' blob:"
)
FILLING_PERMISSIONS = "geolocation=(self), camera=(self), microphone=(self)"


@requires(P.FORM_FILL)
@require_safe
def filling(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Fill in a version of a questionnaire; drafts are in the browser."""
    version = queries.get_version(uuid, seen_by=request.user)
    rules.check_fill(request.user, version)
    return _filler(request, version, package.of(version, request.user))


@requires(P.FORM_FILL)
@require_safe
def correction(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open answers again that one sent, to send them corrected."""
    found = queries.get_submission(uuid, seen_by=request.user)
    rules.check_correct(request.user, found)
    version = queries.get_version(found.version.uuid, seen_by=request.user)
    return _filler(request, version, package.of(version, request.user, corrects=found))


@requires(P.FORM_FILL)
@require_safe
def form(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give the form itself, byte for byte."""
    version = queries.get_version(uuid, seen_by=request.user)
    rules.check_fill(request.user, version)
    response = HttpResponse(bytes(version.xform), content_type="text/xml; charset=utf-8")
    response.headers["Cache-Control"] = FOREVER
    return response


@requires(P.FORM_FILL)
@require_safe
def media(request: HttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """Give a file of a form, which a page shows and never runs."""
    version = queries.get_version(uuid, seen_by=request.user)
    rules.check_fill(request.user, version)
    found = Media.objects.filter(version=version, pk=number).first()
    if found is None:
        raise NotFound(_("This file does not exist."))
    response = FileResponse(found.file.open("rb"), filename=found.name)
    response.headers["Cache-Control"] = FOREVER
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@requires(P.FORM_FILL)
@require_safe
def entity_list(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Give a list of things as who fills in may have it; that it was taken is kept."""
    version = queries.get_version(uuid, seen_by=request.user)
    rules.check_fill(request.user, version)
    content = entities.as_csv(entities.get(version, name), request.user)
    actions.note_list(by=request.user, version=version, name=name)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@requires(P.FORM_FILL)
@require_POST
def door(request: HttpRequest) -> JsonResponse:
    """Take answers from a page: the same as from a phone, in as many requests as it takes. Says what happened as JSON."""
    try:
        files = {name: file for name, file in request.FILES.items() if isinstance(file, File)}
        sent = files.pop("xml_submission_file", None)
        if sent is None:
            return JsonResponse({"sentence": _("The answers are missing.")}, status=400)
        named = {str(file.name)[:200]: file for file in files.values()}
        receipt = actions.receive(by=request.user, xml=sent.read(answers.MOST_BYTES + 1), files=named)
    except (RequestDataTooBig, TooManyFilesSent):
        return JsonResponse({"sentence": _("This is more than can be taken at once.")}, status=413)
    except Refused as refusal:
        told = {"sentence": str(refusal), "differs": isinstance(refusal, Differs)}
        status = 404 if isinstance(refusal, NotFound) else 403 if isinstance(refusal, NotPermitted) else 409
        return JsonResponse(told, status=status)
    row = receipt.submission
    told = {"url": row.get_absolute_url(), "at": dates.moment(row.received_at), "awaited": receipt.awaited}
    return JsonResponse(told, status=201)


def _filler(request: HttpRequest, version: Version, told: dict[str, Any]) -> HttpResponse:
    context = {"version": version, "questionnaire": version.questionnaire, "package": told, "words": package.words()}
    response = page(request, "questionnaires/filling.html", context)
    response.headers["Content-Security-Policy"] = FILLING_POLICY
    response.headers["Permissions-Policy"] = FILLING_PERMISSIONS
    return response
