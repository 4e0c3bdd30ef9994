"""The component book, the reader's language and theme, and the pages that say what went wrong."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yaqaza.core import gallery, unsent
from yaqaza.core.access import public, requires, without_database
from yaqaza.core.context import THEME_COOKIE, THEMES
from yaqaza.core.pages import error_page, page

YEAR = 365 * 24 * 3600


@public
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component in every state, in the page's direction and in the other."""
    return page(request, "core/components.html", gallery.samples())


@public
@without_database()
@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the reader's language in a cookie and go back. A plain link, so that it works without JavaScript or session."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    response = _back(request, request.GET.get("next", ""))
    _keep(response, settings.LANGUAGE_COOKIE_NAME, code)
    return response


@public
@without_database()
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep light or dark in a cookie; anything else means what the device says."""
    response = _back(request, request.POST.get("next", ""))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        _keep(response, THEME_COOKIE, chosen)
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def written(request: HttpRequest) -> HttpResponse:
    """Offer to send what forms brought when the session had ended, each by itself, or leave it."""
    if request.method == "POST":
        unsent.drop(request, request.POST.get(unsent.FIELD, ""))
        return redirect("core:unsent")
    found = unsent.read(request)
    if not found:
        return redirect("desk:home")
    forms = [(one, unsent.words(one), datetime.fromisoformat(one["at"])) for one in found]
    return page(request, "core/unsent.html", {"forms": forms, "field": unsent.FIELD})


def _back(request: HttpRequest, address: str) -> HttpResponseRedirect:
    safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(address if safe else "/")


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")


def error_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400)


def error_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


def error_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


def error_500(request: HttpRequest) -> HttpResponse:
    return render(request, "core/errors/500.html", status=500)  # asks nothing of a database that may be gone


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was kept open too long, or cookies are off. What was typed is kept for its writer, else still in the browser."""
    if unsent.keep_left_open(request):
        return redirect("core:unsent")
    return error_page(request, 403, expired=True)


def too_many(request: HttpRequest, sentence: str = "") -> HttpResponse:
    """Answer 429 with the sentence of the limit that was reached."""
    return error_page(request, 429, sentence=sentence)
