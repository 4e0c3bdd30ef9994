"""The sources: which there are, whether they work, what they need."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaqaza.accounts.permissions import Permission
from yaqaza.core.access import requires
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.monitoring import actions, forms, queries, rules
from yaqaza.monitoring.models import Source
from yaqaza.monitoring.sources import provider
from yaqaza.monitoring.states import Condition, Kind

P = Permission
ASIDE_MOST = 20


@requires(P.MONITOR_VIEW, P.SOURCE_MANAGE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the sources, those in trouble first."""
    context = {
        "sources": queries.visible_sources(request.user)[:200],
        "may_manage": request.user.may(P.SOURCE_MANAGE),
        "may_watch": request.user.may(P.MONITOR_VIEW),
    }
    return page(request, "monitoring/sources.html", context)


@requires(P.MONITOR_VIEW, P.SOURCE_MANAGE)
@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """Say which sources stopped, for the pages of those who answer for them."""
    return page(request, "monitoring/notice.html", {"dead": queries.dead(request.user)}, block="notice")


@requires(P.SOURCE_MANAGE)
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """Ask what kind of source it shall be."""
    return page(request, "monitoring/kinds.html", {"kinds": list(Kind)})


@requires(P.SOURCE_MANAGE)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a source of a kind."""
    chosen = next((each for each in Kind if each.value == kind), None)
    if chosen is None:
        raise Http404
    form = forms.SourceForm(request.POST or None, kind=chosen, houses=queries.houses_to_serve(request.user))
    if form.is_valid() and (made := done(request, form, actions.create, kind=chosen)):
        if chosen != Kind.FILE:
            messages.success(request, _("The source is added and paused. Test it, then let it run."))
        return redirect(made)
    context = {"form": form, "title": chosen.label, "back": reverse("monitoring:new_source")}
    return page(request, "monitoring/source_settings.html", context, status=422 if form.is_bound else 200)


@requires(P.MONITOR_VIEW, P.SOURCE_MANAGE)
@require_safe
def source(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a source: whether it works, since when, what came."""
    found = queries.get_source(uuid, seen_by=request.user)
    ours = provider(found.type)
    may = not why_not(rules.check_manage, request.user, found.organisation)
    reads = request.user.may(P.MONITOR_VIEW)
    context = {
        "source": found,
        "aside": list(queries.set_aside(found)[:ASIDE_MOST]) if reads else [],
        "condition": found.condition,
        "troubled": found.condition in (Condition.TROUBLE, Condition.SILENT),
        "may_manage": may,
        "asks": ours.asks,
        "hook": request.build_absolute_uri(reverse("monitoring:hook", args=[found.uuid])) if ours.hooks and may else "",
        "send": forms.SendFile() if found.type == Kind.FILE and may and found.enabled else None,
        "files": found.files.select_related("created_by").defer("layout", "mapping").order_by("-id")[:20],
    }
    return page(request, "monitoring/source.html", context)


@requires(P.SOURCE_MANAGE)
def settings(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a source. Secrets are never shown again."""
    found = _managed(request, uuid)
    form = forms.SourceForm(
        request.POST or None, kind=found.type, houses=queries.houses_to_serve(request.user), source=found
    )
    if form.is_valid() and done(request, form, actions.change, source=found):
        messages.success(request, _("The settings are kept. Test whether they work."))
        return redirect(found)
    context = {"form": form, "title": found.name, "back": found.get_absolute_url()}
    return page(request, "monitoring/source_settings.html", context, status=422 if form.is_bound else 200)


@requires(P.SOURCE_MANAGE)
@require_POST
def switch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Pause a source, or let it go on."""
    actions.switch(source=(found := _managed(request, uuid)), by=request.user, on=request.POST.get("on") == "1")
    return redirect(found)


@requires(P.SOURCE_MANAGE)
@require_POST
def test(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the provider now."""
    found = actions.try_now(source=_managed(request, uuid), by=request.user)
    if not found.trouble:
        messages.success(request, _("The provider answered."))
    return redirect(found)


@requires(P.SOURCE_MANAGE)
@require_POST
def read_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Let what could not be read be read again."""
    found = _managed(request, uuid)
    actions.read_again(source=found, by=request.user)
    messages.success(request, _("They are read again now."))
    return redirect(found)


def _managed(request: HttpRequest, uuid: UUID) -> Source:
    found = queries.get_source(uuid, seen_by=request.user)
    rules.check_manage(request.user, found.organisation)
    return found
