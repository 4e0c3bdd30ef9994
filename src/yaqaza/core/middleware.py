"""Language, refusals as pages, the strict content security policy, and what goes on without the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from yaqaza.core import presence, unsent
from yaqaza.core.pages import error_page
from yaqaza.core.refusal import NotFound, NotPermitted, Refused

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def calls(get_response: Answer) -> Answer:
    """What machines call (``settings.CALLED``) needs no session, language or page: its view is asked at once, and a refusal is its
    bare status."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(settings.CALLED):
            return get_response(request)
        request.get_host()  # raises for a name that is not ours, as it does for pages
        try:
            found = resolve(request.path_info)
            answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        except (Resolver404, NotFound):
            return HttpResponse(status=404)
        return answer

    return middleware


class WithoutDatabase:
    """While the database is away the public ways in go on, without the reader's session; all other pages say so (503).

    A request under which it went away is begun again in this way: the reader does not press twice. That is safe, for what goes on
    without the database is kept once, however often it comes.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not presence.is_away():
            response = self.get_response(request)
            if response.status_code != 500 or not presence.is_away():
                return response
        request.without_database = True  # type: ignore[attr-defined]  # read below
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        if not hasattr(request, "without_database"):
            return None
        instead = getattr(view, "without_database", None)
        if instead is None:
            return error_page(request, 503)
        return instead(request) if callable(instead) else None


def language(get_response: Answer) -> Answer:
    """Speak the language chosen by cookie, else the user's own, else Arabic (never the browser's: most are left in French)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        known = {code for code, _ in settings.LANGUAGES}
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        user = getattr(request, "user", None)
        if chosen not in known and user is not None and user.is_authenticated:
            chosen = user.language
        code = chosen if chosen in known else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


class RefusalPages:
    """A ``Refused`` that no form caught becomes a page with its sentence: 404, 403 or 409; so does an address that only buttons call."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            allowed = response.headers.get("Allow", "")
            response = error_page(request, 405)  # opened again from the history, or typed
            response.headers["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotFound):
            return error_page(request, 404, sentence=str(exception))
        if isinstance(exception, NotPermitted):
            return error_page(request, 403, sentence=str(exception))
        if isinstance(exception, Refused):
            return error_page(request, 409, sentence=str(exception))
        if isinstance(exception, (RequestDataTooBig, TooManyFilesSent)):
            return error_page(request, 413)
        return None


def headers(get_response: Answer) -> Answer:
    """Add the content security policy; pages about people are kept by no cache and leak no address; the browser knows who writes."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
        user = None if presence.is_away() else getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
            unsent.remember(request, response)
        return response

    return middleware
