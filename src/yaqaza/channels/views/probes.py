"""The tests of the ways in, and the alarm when one does not arrive."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.channels import ways
from yaqaza.core.access import requires
from yaqaza.core.pages import page

P = Permission


@requires(P.CHANNEL_VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the last tests by each way in, with their times."""
    context = {
        "rows": ways.lately(ways.ways_in(request.user)),
        "alarms": ways.alarms(request.user),
        "every": settings.PROBE_EVERY,
        "late": settings.PROBE_LATE,
    }
    return page(request, "channels/probes.html", context)


@requires(P.CHANNEL_VIEW)
@require_safe
@never_cache
def alarm(request: HttpRequest) -> HttpResponse:
    """The strip under the bar: which ways in may be closed. Nothing when none is."""
    return page(request, "channels/alarm.html", {"alarms": ways.alarms(request.user)}, block="strip")
