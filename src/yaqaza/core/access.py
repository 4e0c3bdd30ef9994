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
from django.utils.translation import gettext as _

from yaqaza.core.refusal import NotPermitted

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PUBLIC = "public"
SIGNED_IN = "signed in"
ITSELF = "itself"


def public(view: View) -> View:
    """Mark a view as open to everyone, signed in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]  # read by the system check and the route matrix
    return view


def requires(*permissions: Enum, htmx_sign_in: bool = True) -> Callable[[View], View]:
    """Let in only signed-in users who hold at least one of ``permissions`` (none given: any signed-in user)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated:
                return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            if permissions and not any(user.may(permission) for permission in permissions):
                raise NotPermitted(_("Your role does not include this. Ask the administrator of your organisation."))
            return view(request, *args, **kwargs)

        guarded.access = tuple(permissions) or SIGNED_IN  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def without_database(instead: Callable[[HttpRequest], HttpResponseBase] | None = None) -> Callable[[View], View]:
    """Mark a view as one that goes on while the database is away: by itself, or by ``instead``.

    All others answer 503 then (``core.middleware.WithoutDatabase``).
    """

    def mark(view: View) -> View:
        view.without_database = instead or ITSELF  # type: ignore[attr-defined]  # read by the middleware
        return view

    return mark
