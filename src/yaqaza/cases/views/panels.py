"""What other apps' pages show of files: fragments fetched by address, each with its own scope."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from yaqaza.accounts.permissions import Permission as P
from yaqaza.alerts import queries as alerts
from yaqaza.alerts import rules as alert_rules
from yaqaza.cases import queries
from yaqaza.core.access import requires
from yaqaza.core.pages import page
from yaqaza.core.refusal import why_not
from yaqaza.people import queries as people


@requires(P.CASE_VIEW)
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The files about a person, for the person's page."""
    someone = people.get_person(uuid, seen_by=request.user)
    context = {
        "person": someone,
        "cases": queries.of_person(someone, seen_by=request.user),
        "locked": queries.locked_of_person(someone, seen_by=request.user),
    }
    return page(request, "cases/person_panel.html", context, block="panel")


@requires(P.CASE_VIEW)
def alert(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file an alert is in, for the alert's page; or the ways to put it into one."""
    one = alerts.get_alert(uuid, seen_by=request.user)
    case = queries.of_alert(one)
    shown = case is not None and queries.visible_to(request.user).filter(pk=case.pk).exists()
    context = {
        "alert": one,
        "case": queries.get_case(case.uuid, seen_by=request.user) if case is not None and shown else None,
        "hidden": case if case is not None and not shown else None,
        "may_open": request.user.may(P.CASE_OPEN),
        "why_not": why_not(alert_rules.check_take_up, one) if case is None else "",
        "similar": queries.candidates_for(one, seen_by=request.user)[:3] if case is None else [],
    }
    return page(request, "cases/alert_panel.html", context, block="panel")
