"""Pages about missions: the list, the order, the mission itself, its paper and its photos."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import Alert
from yaqaza.core import images, paper
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.field import actions, drawing, forms, papers, queries, rules, story
from yaqaza.field.models import Mission
from yaqaza.field.views.day import next_step
from yaqaza.people import queries as people
from yaqaza.people.models import Person


@requires(Permission.MISSION_VIEW)
def missions(request: HttpRequest) -> HttpResponse:
    """List the missions that the reader may see, the newest first."""
    form = forms.MissionFilter(
        request.GET or None, teams=queries.teams_visible_to(request.user).order_by("name_ar", "id")
    )
    rows = queries.rows(queries.visible_to(request.user))
    if form.is_valid():
        rows = queries.narrow(rows, **form.cleaned_data)
    context = {
        "form": form,
        "page": paginate(rows, order=["-ordered_at", "-id"], cursor=request.GET.get("cursor", ""), size=40),
        "may_order": request.user.may(Permission.MISSION_ORDER),
        "filtered": any(request.GET.get(name) for name in form.fields),
    }
    return page(request, "field/missions.html", context, block="rows")


def _asked(request: HttpRequest) -> tuple[Alert | None, Person | None]:
    """The alert or the person in the address, as far as the reader may see them."""
    alert = person = None
    if key := request.GET.get("alert", ""):
        alert = alerts.get_alert(_uuid(key), seen_by=request.user)
    if key := request.GET.get("person", ""):
        person = people.get_person(_uuid(key), seen_by=request.user)
    return alert, person


def _uuid(text: str) -> uuids.UUID:
    """What is no uuid is the uuid of nothing: the answer is the same as for somebody else's."""
    try:
        return uuids.UUID(text)
    except ValueError:
        return uuids.UUID(int=0)


@requires(Permission.MISSION_ORDER)
def order(request: HttpRequest) -> HttpResponse:
    """Order a mission, from an alert, about a person, or from nothing."""
    alert, person = _asked(request)
    initial = {"team": request.GET["team"]} if "team" in request.GET else None
    form = forms.OrderForm(request.POST or None, by=request.user, alert=alert, person=person, initial=initial)
    if not form.only_near and form.is_valid():
        mission = done(request, form, actions.order, alert=alert, person=person)
        if mission:
            return redirect(mission)
    earlier = queries.missions_for(seen_by=request.user, alert=alert, person=person) if alert or person else []
    context = {"form": form, "alert": alert, "person": person, "earlier": [row for row in earlier if row.is_open]}
    return page(request, "field/order.html", context, status=422 if form.is_bound and form.errors else 200)


@requires(Permission.MISSION_VIEW)
def mission(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show a mission: to its team on a phone, to officers as a file."""
    return show(request, queries.get_mission(uuid, seen_by=request.user))


def show(request: HttpRequest, mission: Mission, *, hour: Any = None, status: int = 200) -> HttpResponse:
    """Show a mission to whoever asks: the one who carries it out gets the phone's page."""
    carries_out = not why_not(rules.check_carries_out, mission, by=request.user)
    finding = getattr(mission, "finding", None)
    context = {
        "mission": mission,
        "finding": finding,
        "step": next_step(mission),
        "steps": story.steps(mission),
        "timeline": story.timeline(mission),
        "receipts": queries.receipts([mission]),
        "received": request.GET.get("received", ""),
        "members": queries.crew(mission),
        "photos": list(mission.photos.select_related("taken_by").order_by("id")),
        "contact": queries.contact(mission),
        "hour": hour or forms.HourForm(),
        "why_not_change": why_not(rules.check_change, mission, by=request.user),
        "why_not_cancel": why_not(rules.check_cancel, mission, by=request.user),
        "why_not_correct": why_not(rules.check_correct_finding, finding, by=request.user) if finding else "",
        "commands": not why_not(rules.check_officer, mission, by=request.user),
        "late": mission.is_open and timezone.now() > mission.window_end,
    }
    if carries_out and not context["commands"]:
        others = [member for member in context["members"] if member.user_id != request.user.pk]
        return page(request, "field/mission_phone.html", context | {"others": others}, status=status)
    context |= {"carries_out": carries_out, "map": drawing.place(mission), "opens": _opens(mission, request.user)}
    return page(request, "field/mission.html", context, status=status)


def _opens(mission: Mission, user: Any) -> dict[str, str]:
    """The addresses of what the mission speaks of, "" where the reader may not open it."""
    alert, person, team = mission.alert, mission.person, mission.team
    reads_alert = alert is not None and alerts.visible_to(user).filter(pk=alert.pk).exists()
    reads_person = person is not None and people.visible_to(user).filter(pk=person.pk).exists()
    sees_team = user.may(Permission.MISSION_ORDER) or user.may(Permission.TEAM_MANAGE)
    return {
        "alert": alert.get_absolute_url() if alert is not None and reads_alert else "",
        "person": reverse("people:person", args=[person.uuid]) if person is not None and reads_person else "",
        "team": reverse("field:team", args=[team.uuid])
        if team is not None and sees_team and queries.teams_visible_to(user).filter(pk=team.pk).exists()
        else "",
    }


@requires(Permission.MISSION_VIEW)
def order_pdf(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Print the mission order."""
    found = queries.get_mission(uuid, seen_by=request.user)
    rules.check_print(found)
    url = request.build_absolute_uri(found.get_absolute_url())
    return paper.answer(papers.order(found, url=url), name=found.number)


@requires(Permission.MISSION_ORDER)
def change(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Give a mission to another team, or another window."""
    found = queries.get_mission(uuid, seen_by=request.user)
    why = why_not(rules.check_change, found, by=request.user)
    form = forms.ChangeForm(request.POST or None, mission=found, by=request.user)
    if form.is_valid() and done(request, form, actions.change, mission=found):
        return redirect(found)
    return page(
        request, "field/change.html", {"mission": found, "form": form, "why": why}, status=422 if form.is_bound else 200
    )


@requires(Permission.MISSION_ORDER)
def cancellation(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Call a mission off, with the reason."""
    found = queries.get_mission(uuid, seen_by=request.user)
    why = why_not(rules.check_cancel, found, by=request.user)
    form = forms.CancelForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.cancel, mission=found):
        return redirect(found)
    return page(
        request, "field/cancellation.html", {"mission": found, "form": form, "why": why},
        block="dialog", status=422 if form.is_bound else 200,
    )  # fmt: skip


@requires(Permission.MISSION_VIEW)
def photo(request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
    """Answer a photo of a mission that the reader may see."""
    return images.answer(queries.get_photo(uuid, seen_by=request.user).file)
