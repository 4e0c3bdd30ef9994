"""Watches: what monitors follow, and who added it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.monitoring import actions, forms, queries

P = Permission


@requires(P.MONITOR_VIEW)
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """List what is followed, and follow something more."""
    may = request.user.may(P.MONITOR_DECIDE)
    form = None
    if may:
        houses = queries.houses_to_serve(request.user, P.MONITOR_DECIDE)
        posting = home_posting(request.user, P.MONITOR_DECIDE)
        initial = {"organisation": posting.organisation if posting else None}
        form = forms.WatchForm(request.POST or None, houses=houses, initial=initial)
        if form.is_valid() and done(request, form, actions.add_watch):
            messages.success(request, _("It is followed from now on, in whatever comes."))
            return redirect("monitoring:watches")
    rows = queries.visible_watches(request.user).filter(ended_at=None)
    context = {
        "form": form,
        "page": paginate(rows, order=("-added_at", "-id"), cursor=request.GET.get("cursor", ""), size=50),
    }
    return page(request, "monitoring/watches.html", context, status=422 if form is not None and form.is_bound else 200)


@requires(P.MONITOR_DECIDE)
@require_POST
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Follow something no longer."""
    actions.end_watch(watch=queries.get_watch(uuid, seen_by=request.user), by=request.user)
    messages.success(request, _("It is no longer followed; what it found stays."))
    return redirect("monitoring:watches")
