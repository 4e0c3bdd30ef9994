"""Deny by default: every view says who may call it, or that everyone may.

``@requires(Permission.X)`` lets in signed-in users one of whose postings gives the permission; ``@public`` lets in
everyone. A view with neither does not start (``core.E001``).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from yaqaza.core import unsent
from yaqaza.core.pages import way_back
from yaqaza.core.refusal import NotPermitted

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PUBLIC = "public"
SIGNED_IN = "signed in"
ITSELF = "itself"


def public(view: View) -> View:
    """Mark a view as open to everyone, signed in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]  # read by the system check and the route matrix
    return view


def requires(*permissions: Enum) -> Callable[[View], View]:
    """Let in only signed-in users who hold at least one of ``permissions`` (none given: any signed-in user)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated:
                return _sign_in(request)
            if permissions and not any(user.may(permission) for permission in permissions):
                raise NotPermitted(_("Your role does not include this. Ask the administrator of your organisation."))
            answer = view(request, *args, **kwargs)
            unsent.sent(request, answer)
            return answer

        guarded.access = tuple(permissions) or SIGNED_IN  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _sign_in(request: HttpRequest) -> HttpResponseBase:
    """Lead to the sign-in and back. What a form brought is kept meanwhile; a page that only asked for a piece of itself stays as it
    is, with what is being written on it, and says that the session has ended."""
    htmx = getattr(request, "htmx", None)
    if htmx and not htmx.boosted:  # pieces ask, also by POST; none of them saves
        context = {"sign_in": redirect_to_login(htmx.current_url_abs_path or "/", settings.LOGIN_URL).url}
        answer = render(request, "core/signed_out.html", context)
        answer.headers["HX-Reswap"] = "none"
        return answer
    back = request.get_full_path()
    if request.method == "POST":
        back = reverse("core:unsent") if unsent.keep(request) else way_back(request) or back
    return redirect_to_login(back, settings.LOGIN_URL)


def without_database(instead: Callable[[HttpRequest], HttpResponseBase] | None = None) -> Callable[[View], View]:
    """Mark a view as one that goes on while the database is away: by itself, or by ``instead``.

    All others answer 503 then (``core.middleware.WithoutDatabase``).
    """

    def mark(view: View) -> View:
        view.without_database = instead or ITSELF  # type: ignore[attr-defined]  # read by the middleware
        return view

    return mark
