"""The field app: its shell, which is the same for everyone, and what it asks for once somebody is signed in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.core.access import public, requires
from yaqaza.core.refusal import NotFound
from yaqaza.mobile import rules, shell
from yaqaza.questionnaires import filling, queries
from yaqaza.questionnaires.models import Version
from yaqaza.questionnaires.views.filling import FILLING_PERMISSIONS, FILLING_POLICY

ASKED_EACH_TIME = "no-cache"  # the phone's own store is the worker's; a server in between must not keep an old shell


@public
@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """The page of the app: nobody's name is in it, so that a phone may keep it."""
    response = render(request, "mobile/app.html", {"languages": shell.LANGUAGES, "country": settings.COUNTRY})
    response.headers["Content-Security-Policy"] = FILLING_POLICY  # questionnaires are filled in inside it
    response.headers["Permissions-Policy"] = FILLING_PERMISSIONS
    response.headers["Cache-Control"] = ASKED_EACH_TIME
    return response


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the app; its first line says what it keeps."""
    response = HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = ASKED_EACH_TIME
    return response


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone must know to install the app."""
    response = JsonResponse(shell.manifest(), json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Type"] = "application/manifest+json"
    response.headers["Cache-Control"] = ASKED_EACH_TIME
    return response


@public
@require_safe
def words(request: HttpRequest, code: str) -> HttpResponse:
    """The words of the screens in one language."""
    if code not in shell.LANGUAGES:
        raise NotFound
    response = JsonResponse(shell.words(code), json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = ASKED_EACH_TIME
    return response


@requires(*rules.TO_CALL)
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in: the key of what their phone keeps, which the phone holds only as long as they are."""
    user = request.user
    told = {
        "name": user.name, "username": user.get_username(), "vault": filling.vault(user),  # type: ignore[union-attr, arg-type]  # signed in
        "token": get_token(request), "language": get_language(), "fills": user.may(Permission.FORM_FILL),  # type: ignore[union-attr]
    }  # fmt: skip
    return JsonResponse(told)


@requires(Permission.FORM_FILL)
@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """The questionnaires that one may fill in, with all that is needed to do it without network."""
    offered = [version.pk for version in queries.offered(request.user)]  # type: ignore[arg-type]  # signed in
    rows = Version.objects.filter(pk__in=offered).select_related("questionnaire").prefetch_related("media")
    packages = [filling.of(version, request.user) for version in rows.defer("xform").order_by("title", "pk")]  # type: ignore[arg-type]
    for each in packages:
        del each["vault"]  # the phone has it, and keeps the rest
    return JsonResponse({"forms": packages, "words": filling.words()})
