"""Hand-over notes between shifts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import actions, queries, reading
from yaqaza.alerts.forms import HandOverNote
from yaqaza.alerts.models import HandOverItem
from yaqaza.alerts.queries import queue as lists
from yaqaza.alerts.queries.rows import get_handover, handovers
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound

P = Permission
OFFERED = 200
"""Alerts that can go along with one note: more than a desk leaves open in a night."""


@requires(P.HANDOVER_WRITE)
@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest) -> HttpResponse:
    """Write what the next shift must know, and read what earlier ones wrote."""
    user = request.user
    houses = [posting.organisation for posting in user.current_postings if posting.gives(P.HANDOVER_WRITE)]
    waiting = lists.listed(user, lists.Filters()).order_by("-urgency", "due_at", "id")[:OFFERED]
    choices = [
        (str(alert.uuid), f"\u2066{alert.number}\u2069 · {reading.headline(alert.text, 70)}") for alert in waiting
    ]
    form = HandOverNote(
        request.POST or None,
        houses=houses,
        open_alerts=choices,
        initial={"alerts": [value for value, _label in choices]},  # what is open goes along unless it is left out
    )
    if form.is_valid():
        chosen = [UUID(text) for text in form.cleaned_data.pop("alerts")]
        alerts = list(queries.visible_to(user).filter(uuid__in=chosen).order_by("-urgency", "due_at", "id"))
        if done(request, form, actions.hand_over, alerts=alerts):
            messages.success(request, _("The hand-over waits for the next officer."))
            return redirect("alerts:handover")
    rows = handovers(user).prefetch_related(
        Prefetch("items", HandOverItem.objects.select_related("alert", "taken_by").order_by("id"))
    )
    notes = paginate(rows, order=("-written_at", "-id"), cursor=request.GET.get("cursor", ""), size=10)
    told = {item.alert_id for note in notes.items for item in note.items.all()}
    openable = set(queries.visible_to(user).filter(pk__in=told).values_list("pk", flat=True))
    context = {"form": form, "notes": notes, "openable": openable}
    return page(request, "alerts/handover.html", context, status=422 if form.is_bound else 200)


@requires(P.HANDOVER_WRITE)
@require_POST
def acknowledgement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a hand-over note over."""
    actions.acknowledge(handover=get_handover(uuid, seen_by=request.user), by=request.user)
    messages.success(request, _("You took the hand-over."))
    return _back(request, "alerts:queue")


@requires(P.HANDOVER_WRITE)
@require_POST
def item(request: HttpRequest, uuid: UUID, alert: UUID) -> HttpResponse:
    """Take one open item of a note over."""
    note = get_handover(uuid, seen_by=request.user)
    row = note.items.filter(alert__uuid=alert).select_related("alert").first()
    if row is None:
        raise NotFound()
    actions.take_item(handover=note, alert=row.alert, by=request.user)
    return _back(request, "alerts:handover")


def _back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Go back to the live desk when the button stood there."""
    return redirect("desk:live" if request.POST.get("back") == "live" else otherwise)
