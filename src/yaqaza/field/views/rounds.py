"""Rounds: the list, planning one, the round itself for officers and on the team's phone, print and export."""

from __future__ import annotations

import uuid as uuids
from datetime import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, why_not
from yaqaza.field import forms
from yaqaza.field.models import Round
from yaqaza.field.rounds import actions, queries, rules, sheet

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LINES = 2000


@requires(P.MISSION_VIEW)
@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds, the latest first."""
    period = forms.RoundPeriod(request.GET)
    chosen = period.cleaned_data if period.is_valid() else {}
    visible = queries.begun(request.user, **chosen) if chosen else queries.visible_to(request.user)
    found = queries.rows(visible)
    context = {
        "period": chosen,
        "page": paginate(found, order=["-starts_at", "-id"], cursor=request.GET.get("cursor", ""), size=40),
        "plans": request.user.may(P.MISSION_ORDER),
    }
    return page(request, "field/rounds.html", context)


@requires(P.MISSION_ORDER)
@require_safe
def xlsx(request: HttpRequest) -> HttpResponse:
    """Answer the rounds as a file."""
    found = queries.rows(queries.visible_to(request.user)).order_by("-starts_at", "-id")[:MOST_LINES]
    response = HttpResponse(sheet.as_xlsx(found), content_type=SHEET)
    response.headers["Content-Disposition"] = f'attachment; filename="{sheet.name()}"'
    return response


@requires(P.MISSION_ORDER)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a round."""
    initial = {"day": timezone.localdate(), "start": time(19), "end": time(23)}
    form = forms.RoundForm(request.POST or None, by=request.user, initial=initial)
    if form.is_valid() and (made := done(request, form, actions.plan)):
        return redirect(made)
    return page(request, "field/round_new.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(P.MISSION_VIEW)
@require_safe
def round_page(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show a round: to its team on a phone, to officers as a page."""
    return page(request, *_shown(request, queries.get_round(uuid, seen_by=request.user)))


def _shown(request: HttpRequest, found: Round) -> tuple[str, dict[str, object]]:
    met = queries.encounters(found)
    goes = not why_not(rules.check_goes, found, by=request.user)
    commands = not why_not(rules.check_officer, found, by=request.user)
    takes_back = {each.pk for each in met if not why_not(rules.check_strike, each, by=request.user)}
    context = {
        "round": found, "stops": queries.stops(found), "met": met,
        "told": queries.told(met, seen_by=request.user),
        "takes_back": takes_back, "sums": queries.sums(met), "goes": goes, "commands": commands,
        "why_not_cancel": why_not(rules.check_cancel, found, by=request.user), "end": forms.RoundEndForm(),
    }  # fmt: skip
    return ("field/round_phone.html" if goes and not commands else "field/round.html"), context


@requires(P.MISSION_VIEW)
@require_safe
def paper(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show a round as it is printed: stops and counts, nobody's name."""
    _template, context = _shown(request, queries.get_round(uuid, seen_by=request.user))
    return page(request, "field/round_paper.html", context | {"now": timezone.now()})


@requires(P.MISSION_ORDER)
@require_http_methods(["GET", "POST"])
def cancellation(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Call a round off."""
    found = queries.get_round(uuid, seen_by=request.user)
    form = forms.RoundCancelForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.cancel, round=found):
        return redirect(found)
    why = why_not(rules.check_cancel, found, by=request.user)
    context = {"round": found, "form": form, "why": why}
    return page(request, "field/round_cancel.html", context, block="dialog", status=422 if form.is_bound else 200)


@requires(P.MISSION_CARRY_OUT)
@require_POST
def start(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The team sets out; said twice it is heard once."""
    found = queries.get_round(uuid, seen_by=request.user)
    if found.started_at is None:
        actions.start(round=found, by=request.user)
    return redirect(found)


@requires(P.MISSION_CARRY_OUT)
@require_POST
def reach(request: HttpRequest, uuid: uuids.UUID, stop: uuids.UUID) -> HttpResponse:
    """The team is at a stop."""
    found = queries.get_round(uuid, seen_by=request.user)
    row = found.stops.filter(uuid=stop).select_related("round").first()
    if row is None:
        raise NotFound()
    actions.reach(stop=row, by=request.user)
    return redirect(f"{found.get_absolute_url()}#stop-{row.turn}")


@requires(P.MISSION_CARRY_OUT)
@require_http_methods(["GET", "POST"])
def encounter(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Note whom the team met."""
    found = queries.get_round(uuid, seen_by=request.user)
    rules.check_out(found, by=request.user)
    form = forms.EncounterForm(
        request.POST or None, found=found, by=request.user, initial={"stop": request.GET.get("stop", "")}
    )
    if form.is_valid() and done(request, form, actions.meet, round=found):
        return redirect(found)
    return page(request, "field/encounter.html", {"round": found, "form": form}, status=422 if form.is_bound else 200)


@requires(P.MISSION_VIEW)
@require_http_methods(["GET", "POST"])
def strike(request: HttpRequest, uuid: uuids.UUID, encounter: uuids.UUID) -> HttpResponse:
    """Take back an encounter that was noted by mistake."""
    found = queries.get_round(uuid, seen_by=request.user)
    met = queries.get_encounter(encounter, of=found)
    rules.check_strike(met, by=request.user)
    form = forms.StrikeForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.strike, encounter=met):
        return redirect(found)
    context = {
        "form": form, "title": _("Take this encounter back?"), "submit": _("Take it back"), "back": found.get_absolute_url(),
        "danger": True,
    }  # fmt: skip
    return page(request, "core/ask.html", context, block="dialog", status=422 if form.is_bound else 200)


@requires(P.MISSION_CARRY_OUT)
@require_POST
def end(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The round is over; said twice it is heard once."""
    found = queries.get_round(uuid, seen_by=request.user)
    form = forms.RoundEndForm(request.POST)
    if found.closed_at is None and form.is_valid():
        actions.close(round=found, by=request.user, **form.cleaned_data)
    return redirect(reverse("field:round", args=[found.uuid]))
