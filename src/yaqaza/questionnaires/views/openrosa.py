"""The doors of phones: OpenRosa 1.0 (form list, manifest, submission) as ODK Collect uses it.

Specifications: docs.getodk.org/openrosa (Form List, Form Manifest, Form Submission, HTTP Request and Authentication API).
Who calls is told by a key in the address, as in ODK Central, or by HTTP Digest.
"""

from __future__ import annotations

import hashlib
import io
import logging
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from yaqaza.core.access import public
from yaqaza.core.refusal import NotFound, NotPermitted, Refused
from yaqaza.questionnaires import actions, answers, digest, entities, queries
from yaqaza.questionnaires.actions.receiving import Differs
from yaqaza.questionnaires.models import Device, Media, Version

ACCEPTS_BYTES = 100 * 1024 * 1024
MOST_ASKED = 1000
XML = "text/xml; charset=utf-8"
ANSWER = "http://openrosa.org/http/response"
LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"

log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]


def for_phones(view: View) -> View:
    """Let in phones that are known, give the view its ``device``, and answer refusals as OpenRosa does."""

    @csrf_exempt
    @public
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, key: str = "", **kwargs: Any) -> HttpResponseBase:
        device, stale = (queries.calling(key), False) if key else _by_digest(request)
        if device is None:
            response: HttpResponseBase = _said(401, _("This phone is not known here, or was revoked."))
            response.headers["WWW-Authenticate"] = digest.challenge(stale=stale)
            return _marked(response)
        with translation.override(device.user.language):
            try:
                _whole(request)
                response = view(request, *args, device=device, key=key, **kwargs)
            except Refused as refusal:
                response = _said(_status(refusal), str(refusal))
            except (RequestDataTooBig, TooManyFilesSent):
                response = _said(413, _("This is more than can be taken at once."))
            except MultiPartParserError:
                response = _said(400, _("What came was cut off. It is sent again by itself."))
            except Exception as error:  # Django would log the address, and with it the key
                response = _broken(error)
        actions.used(device)
        return _marked(response)

    return guarded


@for_phones
@require_safe
def form_list(request: HttpRequest, *, device: Device, key: str) -> HttpResponseBase:
    """List what the phone's user may fill in, with hashes by which a phone knows what it has."""
    every = request.GET.get("listAllVersions", "") == "true"
    versions = queries.offered(device.user, all_versions=every, form_id=request.GET.get("formID", ""))
    rows = "".join(_listed(request, version, key) for version in versions)
    return _tagged(request, f'<?xml version="1.0" encoding="UTF-8"?>\n<xforms xmlns="{LIST}">{rows}</xforms>\n')


@for_phones
@require_safe
def form(request: HttpRequest, uuid: UUID, *, device: Device, key: str) -> HttpResponseBase:
    """Give the form itself, byte for byte."""
    version = queries.get_offered(uuid, device.user)
    response = HttpResponse(bytes(version.xform), content_type=XML)
    response.headers["ETag"] = f'"{version.md5}"'
    return response


@for_phones
@require_safe
def manifest(request: HttpRequest, uuid: UUID, *, device: Device, key: str) -> HttpResponseBase:
    """List the media of a form, and the lists that are made for who holds the phone."""
    version = queries.get_offered(uuid, device.user)
    rows = "".join(_entity_list(request, version, name, device, key) for name in entities.wanted(version.wanted))
    rows += "".join(
        f"<mediaFile><filename>{escape(media.name)}</filename><hash>md5:{media.md5}</hash>"
        f"<downloadUrl>{escape(_address(request, 'media', key, version.uuid, media.pk))}</downloadUrl></mediaFile>"
        for media in version.media.order_by("name")
        if media.name not in entities.wanted(version.wanted)
    )
    return _tagged(request, f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{MANIFEST}">{rows}</manifest>\n')


@for_phones
@require_safe
def media(request: HttpRequest, uuid: UUID, number: int, *, device: Device, key: str) -> HttpResponseBase:
    """Give a file of a form."""
    version = queries.get_offered(uuid, device.user)
    found = Media.objects.filter(version=version, pk=number).first()
    if found is None:
        raise NotFound(_("This file does not exist."))
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
    response.headers["ETag"] = f'"{found.md5}"'
    return response


@for_phones
@require_safe
def entity_list(request: HttpRequest, uuid: UUID, name: str, *, device: Device, key: str) -> HttpResponseBase:
    """Give a list of things as the phone's user may have it; that it was taken along is kept."""
    version = queries.get_offered(uuid, device.user)
    content = entities.as_csv(entities.get(version, name), device.user)
    actions.note_list(by=device.user, version=version, name=name, device=device)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response.headers["ETag"] = f'"{entities.md5(content)}"'
    return response


@for_phones
@require_safe
def integrity(request: HttpRequest, uuid: UUID, name: str, *, device: Device, key: str) -> HttpResponseBase:
    """Say which things of a list a phone is to forget: those that are in it no longer."""
    found = entities.get(queries.get_offered(uuid, device.user), name)
    there = {each.uuid for each in found.things(device.user)} if found.things else set()
    asked = [each for each in request.GET.get("id", "").split(",") if each][:MOST_ASKED]
    rows = "".join(
        f"<entity id={quoteattr(each)}><deleted>{'false' if each in there else 'true'}</deleted></entity>"
        for each in asked
    )
    return HttpResponse(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<data><entities>{rows}</entities></data>\n', content_type=XML
    )


@for_phones
@require_http_methods(["HEAD", "POST", "GET"])
def submission(request: HttpRequest, *, device: Device, key: str) -> HttpResponseBase:
    """Take answers. HEAD asks beforehand where to send them and how much at once."""
    if request.method != "POST":
        response = HttpResponse(status=204)
        response.headers["Location"] = request.build_absolute_uri(request.path)
        return response
    files = {name: file for name, file in request.FILES.items() if isinstance(file, File)}
    sent = files.pop("xml_submission_file", None)
    xml = sent.read(answers.MOST_BYTES + 1) if sent else request.POST.get("xml_submission_file", "").encode()
    if not xml:
        return _said(400, _("The answers are missing: there is no part “xml_submission_file”."))
    named = {str(file.name or name).rsplit("/", 1)[-1][:200]: file for name, file in files.items()}
    receipt = actions.receive(by=device.user, device=device, xml=xml, files=named)
    whole = "false" if receipt.awaited or request.POST.get("*isIncomplete*") == "yes" else "true"
    told = (
        f'<submissionMetadata xmlns="http://www.opendatakit.org/xforms" id={quoteattr(receipt.form_id)} '
        f"instanceID={quoteattr(receipt.submission.instance_id)} version={quoteattr(receipt.version.version)} "
        f'submissionDate="{receipt.submission.received_at.isoformat()}" isComplete="{whole}"/>'
    )
    return _said(201, _("Received before.") if receipt.again else _("Received."), told)


def _by_digest(request: HttpRequest) -> tuple[Device | None, bool]:
    told = digest.parts(request.headers.get("Authorization", ""))
    fresh = digest.is_fresh(told.get("nonce", "")) if told else None
    if fresh is None:
        return None, False
    found = Device.objects.select_related("user").filter(code=told.get("username", ""), revoked_at=None).first()
    path = request.get_full_path()
    if found is None or not found.user.is_active:
        return None, False
    if not digest.is_right(told, kept=found.digest, method=request.method or "", path=path):
        return None, False
    return (found, False) if fresh else (None, True)


def _whole(request: HttpRequest) -> None:
    """A body in chunks has no length, and Django would read none of it: read it here, to our limit."""
    if request.method == "POST" and not request.META.get("CONTENT_LENGTH"):
        body = request.environ["wsgi.input"].read(ACCEPTS_BYTES + 1) if hasattr(request, "environ") else b""
        request.META["CONTENT_LENGTH"] = str(len(body))
        request._stream = io.BytesIO(body)  # type: ignore[attr-defined]  # where Django reads the body from
    if int(request.META.get("CONTENT_LENGTH") or 0) > ACCEPTS_BYTES:
        raise RequestDataTooBig


def _listed(request: HttpRequest, version: Version, key: str) -> str:
    row = (
        f"<xform><formID>{escape(version.questionnaire.form_id)}</formID><name>{escape(version.title)}</name>"
        f"<version>{escape(version.version)}</version><hash>md5:{version.md5}</hash>"
        f"<downloadUrl>{escape(_address(request, 'form', key, version.uuid))}</downloadUrl>"
    )
    if version.media.all() or entities.wanted(version.wants):  # type: ignore[attr-defined]  # queries.offered
        row += f"<manifestUrl>{escape(_address(request, 'manifest', key, version.uuid))}</manifestUrl>"
    return row + "</xform>"


def _entity_list(request: HttpRequest, version: Version, name: str, device: Device, key: str) -> str:
    content = entities.as_csv(entities.get(version, name), device.user)
    where = {"uuid": version.uuid, "name": name} | ({"key": key} if key else {})
    url, sound = (
        escape(request.build_absolute_uri(reverse(f"questionnaires:openrosa_{door}", kwargs=where)))
        for door in ("entities", "integrity")
    )
    return (
        f'<mediaFile type="entityList"><filename>{escape(name)}</filename><hash>md5:{entities.md5(content)}</hash>'
        f"<downloadUrl>{url}</downloadUrl><integrityUrl>{sound}</integrityUrl></mediaFile>"
    )


def _address(request: HttpRequest, name: str, key: str, *args: Any) -> str:
    kwargs = {"uuid": args[0]} | ({"number": args[1]} if len(args) > 1 else {}) | ({"key": key} if key else {})
    return request.build_absolute_uri(reverse(f"questionnaires:openrosa_{name}", kwargs=kwargs))


def _tagged(request: HttpRequest, text: str) -> HttpResponse:
    """The list, or 304 when the phone has it as it is."""
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    known = tag in request.headers.get("If-None-Match", "")
    response = HttpResponse(status=304) if known else HttpResponse(text, content_type=XML)
    response.headers["ETag"] = tag
    return response


def _broken(error: Exception) -> HttpResponse:
    """Say that the fault is ours, and log where it is: neither the address, which holds a key, nor words of the error, which may
    hold answers."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error("a phone's request failed: %s in %s, line %s", type(error).__name__, place.filename, place.lineno)
    response = _said(500, _("Something broke here. What you sent stays in the phone: send it again later."))
    response._has_been_logged = True  # type: ignore[attr-defined]  # by which Django knows not to log it again
    return response


def _said(status: int, sentence: str, told: str = "") -> HttpResponse:
    nature = "submit_success" if status < 300 else "submit_error"
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<OpenRosaResponse xmlns="{ANSWER}">'
        f'<message nature="{nature}">{escape(sentence)}</message>{told}</OpenRosaResponse>\n'
    )
    return HttpResponse(text, status=status, content_type=XML)


def _status(refusal: Refused) -> int:
    if isinstance(refusal, NotFound):
        return 404
    if isinstance(refusal, NotPermitted):
        return 403
    return 409 if isinstance(refusal, Differs) else 400


def _marked(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["X-OpenRosa-Version"] = "1.0"
    response.headers["X-OpenRosa-Accept-Content-Length"] = str(ACCEPTS_BYTES)
    response.headers["Date"] = http_date(timezone.now().timestamp())
    response.headers["Cache-Control"] = "private, no-cache"
    return response
