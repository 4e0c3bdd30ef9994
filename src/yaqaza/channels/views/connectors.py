"""The connectors: which there are, whether they work, what they need, and a test."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.channels import actions, forms, queries, rules
from yaqaza.channels.connectors import gateway
from yaqaza.channels.models import Connector
from yaqaza.channels.states import Kind, Medium, Status
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, why_not

P = Permission
OFFERED = [kind for kind in Kind if kind != Kind.DEMO]


@requires(P.CHANNEL_VIEW)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the connectors, those in trouble first."""
    context = {"connectors": queries.listed(request.user)[:200], "may_manage": request.user.may(P.CHANNEL_MANAGE)}
    return page(request, "channels/connectors.html", context)


@requires(P.CHANNEL_MANAGE)
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Ask what kind of connector it shall be."""
    return page(request, "channels/kinds.html", {"kinds": OFFERED})


@requires(P.CHANNEL_MANAGE)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Set up a connector of a kind."""
    chosen = next((each for each in OFFERED if each.value == kind), None)
    if chosen is None:
        raise Http404
    form = forms.ConnectorForm(request.POST or None, kind=chosen, houses=queries.houses_to_serve(request.user))
    if form.is_valid() and (made := done(request, form, actions.create, kind=chosen)):
        messages.success(request, _("The connector is set up and switched off. Try it, then switch it on."))
        return redirect(made)
    context = {"form": form, "title": chosen.label, "back": reverse("channels:new")}
    return page(request, "channels/settings.html", context, status=422 if form.is_bound else 200)


@requires(P.CHANNEL_VIEW)
@require_safe
def connector(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a connector: whether it works, what waits, what went out."""
    found = queries.get_connector(uuid, seen_by=request.user)
    ours = gateway(found.type, found.values)
    counts = queries.waiting_of(found)
    context = {
        "connector": found,
        "may_manage": not why_not(rules.check_manage, request.user, found.organisation),
        "hook": request.build_absolute_uri(reverse("channels:hook", args=[found.uuid]))
        if ours.hooks and not ours.asks
        else "",
        "asks": ours.asks,
        "windowed": ours.window is not None,
        "counts": counts,
        "decides": bool({Status.UNCLEAR, Status.FAILED} & counts.keys()) and request.user.may(P.MESSAGE_SEND),
        "to_decide": queries.own_to_decide(found)[:20],
        "unreadable": queries.unreadable_of(found),
        "untaken": queries.untaken_of(found),
        "page": paginate(queries.sent_by(found), order=["-at", "-id"], cursor=request.GET.get("cursor", ""), size=20),
        "test": forms.TestForm(medium=found.medium) if found.medium != Medium.PUSH else None,
        "demo": forms.DemoMessage() if found.type == Kind.DEMO else None,
    }
    return page(request, "channels/connector.html", context)


@requires(P.CHANNEL_MANAGE)
def settings(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a connector. Secrets are never shown again."""
    found = _managed(request, uuid)
    form = forms.ConnectorForm(
        request.POST or None, kind=found.type, houses=queries.houses_to_serve(request.user), connector=found
    )
    if form.is_valid() and done(request, form, actions.change, connector=found):
        messages.success(request, _("The settings are kept. Ask the provider whether they work."))
        return redirect(found)
    context = {"form": form, "title": found.name, "back": found.get_absolute_url()}
    return page(request, "channels/settings.html", context, status=422 if form.is_bound else 200)


@requires(P.CHANNEL_MANAGE)
@require_POST
def switch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Switch a connector on or off."""
    found = _managed(request, uuid)
    actions.switch(connector=found, by=request.user, on=request.POST.get("on") == "1")
    return redirect(found)


@requires(P.CHANNEL_MANAGE)
@require_POST
def health(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the provider whether it lets us in."""
    found = _managed(request, uuid)
    actions.check_health(connector=found, by=request.user)
    return redirect(found)


@requires(P.CHANNEL_MANAGE)
@require_POST
def test(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send a test message."""
    found = _managed(request, uuid)
    form = forms.TestForm(request.POST, medium=found.medium)
    if form.is_valid() and done(request, form, actions.test, connector=found, language=get_language() or "ar"):
        messages.success(request, _("The test is in the outbox. What became of it stands below in a moment."))
        return redirect(found)
    context = {"form": form, "title": _("Send a test"), "submit": _("Send"), "back": found.get_absolute_url()}
    return page(request, "core/ask.html", context, status=422)


@requires(P.CHANNEL_MANAGE)
@require_POST
def decision(request: HttpRequest, uuid: UUID, message: UUID) -> HttpResponse:
    """Say what becomes of a test, or of an answer to STOP, that did not surely arrive."""
    found = queries.get_own(message, seen_by=request.user)
    actions.decide(message=found, by=request.user, what=request.POST.get("do", ""))
    messages.success(request, _("Noted."))
    return redirect("channels:connector", uuid)


@requires(P.CHANNEL_VIEW)
@require_POST
def demonstration(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let a message of the demonstration come in as the provider's call would."""
    found = queries.get_connector(uuid, seen_by=request.user)
    if found.type != Kind.DEMO or not found.enabled:
        raise NotFound(_("This connector does not exist."))
    form = forms.DemoMessage(request.POST)
    if form.is_valid():
        fields = {"from": form.cleaned_data["sender"], "text": form.cleaned_data["text"]}
        actions.keep(connector=found, raws=[urlencode(fields)])
        messages.success(
            request, _("The message came in. It stands on the duty desk in a moment, and its answer below.")
        )
        return redirect(found)
    context = {"form": form, "title": _("Write as a citizen"), "submit": _("Send"), "back": found.get_absolute_url()}
    return page(request, "core/ask.html", context, status=422)


def _managed(request: HttpRequest, uuid: UUID) -> Connector:
    found = queries.get_connector(uuid, seen_by=request.user)
    rules.check_manage(request.user, found.organisation)
    return found
