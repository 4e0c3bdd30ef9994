"""Pages of those who go: their day, and the steps of a mission."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yaqaza.accounts.permissions import Permission
from yaqaza.core.access import requires
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.field import actions, forms, queries, rules
from yaqaza.field.distance import Position, kilometres
from yaqaza.field.models import Mission
from yaqaza.field.rounds import queries as rounds
from yaqaza.field.states import OUT, MissionStatus, Outcome

S = MissionStatus


@dataclass(slots=True)
class Stop:
    """A mission as a stop of the day's road."""

    mission: Mission
    number: int
    now: bool
    distance: float | None  # km from the stop before, about
    act: str  # the next step: departure, arrival, findings, end
    contact: queries.Contact | None = None


def next_step(mission: Mission) -> str:
    """Return the name of what comes next on a mission, "" when it has ended."""
    has_finding = hasattr(mission, "finding")
    if mission.status == S.ORDERED:
        return "departure"
    if mission.status == S.DEPARTED:
        return "end" if has_finding else "arrival"
    if mission.status == S.ON_SITE:
        return "end" if has_finding else "findings"
    return ""


def stops(missions: list[Mission]) -> list[Stop]:
    """Return the missions as stops, with the one that is on now and the way from each to the next."""
    current = next((m for m in missions if m.status in OUT), None) or next((m for m in missions if m.is_open), None)
    found = []
    where: Position | None = queries.home_of(missions[0].team) if missions and missions[0].team else None
    for number, mission in enumerate(missions, start=1):
        there = mission.position or queries.centre_of(mission.area)
        way = kilometres(where, there) if where and there else None
        contact = queries.contact(mission) if mission is current else None
        found.append(Stop(mission, number, mission is current, way, next_step(mission), contact))
        where = there or where
    return found


@requires(Permission.MISSION_CARRY_OUT)
def day(request: HttpRequest) -> HttpResponse:
    """Show today's missions of the user's teams in the order of the road."""
    today = timezone.localdate()
    road = stops(queries.missions_of(request.user, today))
    left = [stop for stop in road if stop.mission.is_open]
    context = {
        "today": today,
        "stops": road,
        "ended": sum(not stop.mission.is_open for stop in road),
        "kilometres": round(sum(stop.distance for stop in left if stop.distance)),
        "teams": [row.team for row in queries.own_teams(request.user).select_related("team").order_by("id")],
        "rounds": rounds.mine(request.user, today),
        "ahead": queries.ahead(request.user, today),
        "receipts": queries.receipts([stop.mission for stop in road]),
    }
    return page(request, "field/day.html", context)


def _step(request: HttpRequest, uuid: uuids.UUID, action: Callable[..., Any], reached: tuple[str, ...]) -> HttpResponse:
    """Take one step of the road, then show the mission. A step sent twice is taken once."""
    mission = queries.get_mission(uuid, seen_by=request.user)
    if mission.status in reached:
        rules.check_carries_out(mission, by=request.user)
        return redirect(mission)
    form = forms.HourForm(request.POST)
    if form.is_valid() and done(request, form, action, mission=mission):
        return redirect(mission)
    from yaqaza.field.views.missions import show  # it shows what this module does

    return show(request, queries.get_mission(uuid, seen_by=request.user), hour=form, status=422)


@requires(Permission.MISSION_CARRY_OUT)
@require_POST
def departure(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The team leaves."""
    return _step(request, uuid, actions.depart, (S.DEPARTED, S.ON_SITE, S.DONE))


@requires(Permission.MISSION_CARRY_OUT)
@require_POST
def arrival(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The team is at the place."""
    return _step(request, uuid, actions.arrive, (S.ON_SITE, S.DONE))


@requires(Permission.MISSION_CARRY_OUT)
@require_POST
def end(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """The visit is over."""
    return _step(request, uuid, actions.finish, (S.DONE,))


@requires(Permission.MISSION_CARRY_OUT)
def findings(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write what was found, or correct it."""
    mission = queries.get_mission(uuid, seen_by=request.user)
    finding = getattr(mission, "finding", None)
    if finding is not None:
        return _correct(request, mission)
    rules.check_write_finding(mission, by=request.user)
    first = request.GET.get("outcome", "")
    form = forms.WriteFindingForm(
        request.POST or None,
        request.FILES or None,
        initial={"outcome": first if first in Outcome.values else ""},
    )
    if mission.status == S.DEPARTED:  # nobody has arrived: only one thing can be said
        form.fields["outcome"].choices = [(Outcome.NO_ACCESS.value, Outcome.NO_ACCESS.label)]  # type: ignore[attr-defined]
        form.initial["outcome"] = Outcome.NO_ACCESS.value
    if form.is_valid() and done(request, form, actions.write_finding, mission=mission):
        return redirect(reverse("field:mission", args=[mission.uuid]) + "?received=findings")
    status = 422 if form.is_bound else 200
    short = form["outcome"].value() not in ("", None, Outcome.MET.value)
    context = {"mission": mission, "form": form, "short": short, "situation_label": _said(short)}
    return page(request, "field/findings.html", context, status=status)


def _said(short: bool) -> str:
    return _("What you tried, and whom you asked") if short else ""


def _correct(request: HttpRequest, mission: Mission) -> HttpResponse:
    finding = mission.finding
    rules.check_correct_finding(finding, by=request.user)
    form = forms.CorrectFindingForm(request.POST or None, initial=forms.CorrectFindingForm.of(finding))
    if form.is_valid() and done(request, form, actions.correct_finding, finding=finding):
        return redirect(mission)
    status = 422 if form.is_bound else 200
    context = {
        "mission": mission,
        "form": form,
        "finding": finding,
        "short": form["outcome"].value() != Outcome.MET.value,
    }
    return page(request, "field/findings.html", context, status=status)


@requires(Permission.MISSION_CARRY_OUT)
def photos(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Add photos to a mission."""
    mission = queries.get_mission(uuid, seen_by=request.user)
    why = why_not(rules.check_add_photo, mission, by=request.user)
    form = forms.PhotosForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and done(request, form, actions.add_photos, mission=mission):
        return redirect(mission)
    rules.check_carries_out(mission, by=request.user)
    status = 422 if form.is_bound else 200
    title = _("Photos of the visit")
    return page(
        request, "field/photos.html", {"mission": mission, "form": form, "why": why, "title": title}, status=status
    )
