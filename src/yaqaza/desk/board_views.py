"""The live desk: one screen that keeps itself up to date."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.views.decorators.http import require_safe

from yaqaza.accounts.permissions import Permission as P
from yaqaza.alerts.queries import queue
from yaqaza.core.access import requires
from yaqaza.core.middleware import POLICY
from yaqaza.core.pages import page
from yaqaza.desk import board as boards

POLL_SECONDS = 10
"""How often the page asks by itself while the stream is away."""


@requires(P.ALERT_TRIAGE)
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Show the whole desk."""
    context = _context(request, boards.PANES)
    url = stream_address(request)
    response = page(request, "desk/live.html", context | {"stream": url, "poll": POLL_SECONDS})
    if "//" in url:  # another port of this host: the page may speak to that one, too, and to no other
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        response.headers["Content-Security-Policy"] = POLICY.replace(
            "connect-src 'self'", f"connect-src 'self' {origin}"
        )
    return response


@requires(P.ALERT_TRIAGE)
@require_safe
def panes(request: HttpRequest) -> HttpResponse:
    """Answer the panes that the page asks for (``?want=queue,teams``), and what came in since ``?since=``."""
    wanted = [name for name in boards.PANES if name in request.GET.get("want", "").split(",")]
    return page(request, "desk/panes.html", _context(request, wanted))


def _context(request: HttpRequest, wanted: Any) -> dict[str, Any]:
    user = request.user
    text = request.GET.get("since", "")
    since = int(text) if text.isdecimal() and len(text) < 19 else None
    made = boards.board(user, panes=wanted)
    arrived, vital, urgent = queue.arrived_since(user, since) if since is not None else (0, 0, 0)
    return {
        "board": made,
        "now": made.now,
        "openable": made.openable,
        "newest": queue.newest_id(user),
        "arrived": arrived,
        "vital": vital,
        "urgent": urgent,
        "back_fields": "back=live",
        "may_record": user.may(P.ALERT_RECORD),
        "may_hand_over": user.may(P.HANDOVER_WRITE),
        "may_order": user.may(P.MISSION_ORDER),
    }


def stream_address(request: HttpRequest) -> str:
    """Return where the stream is for this page: a path of the same origin, another port of the same host, or "" when there is none."""
    given = settings.LIVE_URL
    if given.startswith(":"):
        name, _port = split_domain_port(request.get_host())
        return f"{request.scheme}://{name}{given}"
    return given
