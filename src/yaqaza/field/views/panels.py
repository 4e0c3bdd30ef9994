"""Panels that other pages fetch: what was sent for an alert or a person, and which teams are near."""

from __future__ import annotations

import uuid as uuids

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import queries as alerts
from yaqaza.core.access import requires
from yaqaza.core.pages import page
from yaqaza.field import queries
from yaqaza.field.models import Team
from yaqaza.people import queries as people


@requires(Permission.MISSION_VIEW)
def alert(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show the missions sent for an alert."""
    found = alerts.get_alert(uuid, seen_by=request.user)
    rows = queries.missions_for(seen_by=request.user, alert=found)
    return _missions(request, rows, f"{reverse('field:order')}?alert={found.uuid}", found.get_absolute_url())


@requires(Permission.MISSION_VIEW)
def person(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show the missions sent to a person."""
    found = people.get_person(uuid, seen_by=request.user)
    rows = queries.missions_for(seen_by=request.user, person=found)
    return _missions(
        request, rows, f"{reverse('field:order')}?person={found.uuid}", reverse("people:person", args=[found.uuid])
    )


def _missions(request: HttpRequest, rows: list, order: str, back: str) -> HttpResponse:  # type: ignore[type-arg]
    context = {"missions": rows, "order": order if request.user.may(Permission.MISSION_ORDER) else "", "back": back}
    return page(request, "field/panel_missions.html", context, block="panel")


@requires(Permission.MISSION_ORDER)
def teams(request: HttpRequest) -> HttpResponse:
    """Show the teams nearest to an alert (``?alert=``), or all of one's reach."""
    key = request.GET.get("alert", "")
    found = None
    if key:
        try:
            found = alerts.get_alert(uuids.UUID(key), seen_by=request.user)
        except ValueError:
            found = None
    if found is not None:
        standings = queries.teams_for(found.area, seen_by=request.user, lon=found.lon, lat=found.lat)
    else:
        standings = queries.standings(
            Team.objects.filter(pk__in=queries.teams_visible_to(request.user).filter(active=True).values("pk")[:40])
        )
    return page(request, "field/panel_teams.html", {"standings": standings[:8], "alert": found}, block="panel")
