"""Dispatch: proposing a day, changing it by hand, accepting it, and the route of a team on paper."""

from __future__ import annotations

import uuid as uuids
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core import paper
from yaqaza.core.access import requires
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, Refused
from yaqaza.field import forms, papers
from yaqaza.field import queries as field_queries
from yaqaza.field.dispatch import actions, drawing, queries, rules
from yaqaza.field.models import Mission, Proposal, ProposedVisit, Team
from yaqaza.field.states import MissionStatus, ProposalKind


@requires(P.MISSION_ORDER)
@require_http_methods(["GET", "POST"])
def dispatch(request: HttpRequest) -> HttpResponse:
    """Choose an area and a day, and have it planned."""
    rows = field_queries.rows(field_queries.visible_to(request.user).filter(status=MissionStatus.WAITING))
    waiting = list(rows.order_by("-urgency", "window_end", "id")[:50])
    first = _first_day(waiting)
    initial = {"area": queries.start_area(request.user), "day": first, "kind": ProposalKind.WHOLE}
    form = forms.PlanForm(request.POST or None, initial=initial)
    if form.is_valid() and (made := done(request, form, actions.propose)):
        return redirect(made)
    context = {
        "form": form,
        "latest": queries.latest(request.user),
        "waiting": waiting,
        "today": timezone.localdate(),
    }
    return page(request, "field/dispatch.html", context, status=422 if form.is_bound else 200)


def _first_day(waiting: list[Mission]) -> date:
    """The first day from today on which a mission waits for a team: the one to be planned next."""
    now, today = timezone.now(), timezone.localdate()
    days = [max(today, timezone.localdate(each.window_start)) for each in waiting if each.window_end >= now]
    return min(days, default=today)


@requires(P.MISSION_ORDER)
@require_safe
def proposal(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show a proposal: each team's way with its hours, what is left over and why, what it costs beside what stands."""
    return _show(request, queries.get_proposal(uuid, seen_by=request.user))


def _show(request: HttpRequest, found: Proposal, *, refused: str = "", status: int = 200) -> HttpResponse:
    view = queries.view(found, seen_by=request.user)
    if found.accepted_at is None:
        try:
            rules.check_fresh(found, view.made)
        except Refused as refusal:
            view.stale = str(refusal)
    context = {
        "proposal": found, "view": view, "map": drawing.draw(view), "letters": drawing.letters(view), "refused": refused,
        "again": request.GET.get("again") == "stale", "today": timezone.localdate(),
    }  # fmt: skip
    return page(request, "field/proposal.html", context, status=status)


def _visit(uuid: uuids.UUID, visit: uuids.UUID, request: HttpRequest) -> tuple[Proposal, ProposedVisit]:
    found = queries.get_proposal(uuid, seen_by=request.user)
    row = (
        found.visits.filter(uuid=visit).select_related("mission__area", "team").defer("mission__area__geometry").first()
    )
    if row is None:
        raise NotFound()
    row.proposal = found
    return found, row


@requires(P.MISSION_ORDER)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, uuid: uuids.UUID, visit: uuids.UUID) -> HttpResponse:
    """Give a visit to another team, or another turn."""
    found, row = _visit(uuid, visit, request)
    view = queries.view(found, seen_by=request.user)
    if row.mission_id in view.made.closed:
        raise NotFound()
    initial = {"team": row.team.uuid if row.team else "", "turn": row.turn or 1, "pinned": True}
    form = forms.MoveForm(request.POST or None, view=view, initial=initial)
    if form.is_valid() and done(request, form, actions.move, visit=row):
        return redirect(f"{found.get_absolute_url()}#visit-{row.uuid}")
    context = {"form": form, "proposal": found, "row": row, "back": found.get_absolute_url()}
    return page(request, "field/proposal_move.html", context, block="dialog", status=422 if form.is_bound else 200)


@requires(P.MISSION_ORDER)
@require_POST
def again(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Plan the same day once more around what is pinned."""
    found = queries.get_proposal(uuid, seen_by=request.user)
    try:
        made = actions.propose(by=request.user, area=found.area, day=found.day, kind=found.kind, after=found)
    except Refused as refusal:
        return _show(request, found, refused=str(refusal), status=409)
    return redirect(made)


@requires(P.MISSION_ORDER)
@require_POST
def acceptance(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Accept a proposal, or one team of it; a stale one is refused and made anew."""
    found = queries.get_proposal(uuid, seen_by=request.user)
    team = _team(request.POST.get("team", ""), request) if request.POST.get("team") else None
    view = queries.view(found, seen_by=request.user)
    try:
        rules.check_open(found, by=request.user)
        rules.check_fresh(found, view.made)
    except Refused:
        if found.accepted_at is not None:
            raise
        made = actions.propose(by=request.user, area=found.area, day=found.day, kind=found.kind, after=found)
        return redirect(f"{made.get_absolute_url()}?again=stale")
    try:
        given = actions.accept(proposal=found, by=request.user, team=team)
    except Refused as refusal:
        return _show(request, found, refused=str(refusal), status=409)
    words = ngettext(
        "%(count)s mission has its team and hour.", "%(count)s missions have their team and hour.", len(given)
    )
    messages.success(request, words % {"count": len(given)})
    return redirect(found)


def _team(text: str, request: HttpRequest) -> Team:
    try:
        return field_queries.get_team(uuids.UUID(text), seen_by=request.user)
    except ValueError:
        raise NotFound() from None


def _day(request: HttpRequest) -> date:
    try:
        return parse_date(request.GET.get("day", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


@requires(P.MISSION_ORDER, P.MISSION_CARRY_OUT)
@require_safe
def sheet(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Print the route of a team on a day."""
    team = field_queries.get_team(uuid, seen_by=request.user)
    day = _day(request)
    missions = field_queries.route_of(team, day, seen_by=request.user)
    if not missions:
        raise Refused(_("Nothing is planned for this team on that day."))
    url: Any = request.build_absolute_uri("/field/day/")
    return paper.answer(papers.route(team, day, missions, url=url), name=f"route-{day.isoformat()}")
