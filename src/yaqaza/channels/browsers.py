"""Which browser it is: on a shared computer, what one officer asked to be told there ends when they sign out or another signs in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.signals import password_changed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest, HttpResponse

from yaqaza.accounts.models import User
from yaqaza.channels import actions
from yaqaza.channels.models import Subscription

COOKIE = "yaqaza_browser"
SECONDS = 400 * 24 * 3600  # the longest that browsers keep one


def of(request: HttpRequest) -> UUID | None:
    """Return what the browser was given when somebody switched notifications on there."""
    try:
        return UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def mark(response: HttpResponse, row: Subscription) -> None:
    """Let the browser remember which subscription is its own. No script reads it, and it opens nothing."""
    response.set_cookie(
        COOKIE, str(row.browser), max_age=SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def watch() -> None:
    """Hear of who signs in and out, or goes on in a new session: a changed password gives it another key."""
    user_logged_in.connect(_signed_in, dispatch_uid="channels.signed_in")
    password_changed.connect(_signed_in, dispatch_uid="channels.password_changed")
    user_logged_out.connect(_signed_out, dispatch_uid="channels.signed_out")


def _signed_in(request: HttpRequest | None = None, user: User | None = None, **_more: Any) -> None:
    _leave(request, stays=user)
    browser = of(request) if request is not None else None
    if request is not None and browser is not None and user is not None:
        actions.stay_in_browser(browser=browser, user=user, session=request.session.session_key or "")


def _signed_out(request: HttpRequest | None = None, **_more: Any) -> None:
    _leave(request, stays=None)


def _leave(request: HttpRequest | None, *, stays: User | None) -> None:
    browser = of(request) if request is not None else None
    if browser is not None:
        actions.leave_browser(browser=browser, stays=stays)
