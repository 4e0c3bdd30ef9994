"""What every report passes before it is taken, and what is known of it afterwards."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from yaqaza.core import limits
from yaqaza.portal import actions, draft
from yaqaza.portal.draft import Draft, SentReport
from yaqaza.portal.refusals import TooSoon

PER_SESSION, PER_ADDRESS = 6, 60
"""Reports an hour. Thousands of telephones share one address here: that limit is only for floods."""

LEAST_SECONDS = 4
"""Nobody answers four questions faster."""


def private(view: Any) -> Any:
    """Kept by no cache: on a shared telephone the answers are gone with the session."""

    @wraps(view)
    def kept_by_nobody(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = never_cache(view)(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return kept_by_nobody


def check_pace(request: HttpRequest, report: Draft) -> None:
    """Raise ``TooSoon`` or ``limits.TooMany`` for what no person sends; count it otherwise."""
    if report.seconds() < LEAST_SECONDS:
        raise TooSoon
    if request.session.session_key:
        limits.check(f"report:{request.session.session_key}", per_hour=PER_SESSION)
    limits.check(f"report:{limits.address(request)}", per_hour=PER_ADDRESS)


def arrived(request: HttpRequest, sent: SentReport, *, repeated: bool = False) -> HttpResponse:
    """The report is out of the session; its code is in."""
    report = draft.current(request)
    if report is not None and (repeated or report.token == sent.token):
        actions.forget_photos(draft=report.index)
        draft.forget(request)
    draft.remember_sent(request, sent)
    return redirect("portal:sent")
