"""Pages of the ledger: record an act, read the acts, reverse one; panels for files and persons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse as url
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.permissions import Permission as P
from yaqaza.cases import queries as cases
from yaqaza.cases.actions import read
from yaqaza.cases.models import Case
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, why_not
from yaqaza.field.rounds import queries as rounds
from yaqaza.people import actions as people
from yaqaza.people import queries as known
from yaqaza.people.models import Person
from yaqaza.services import actions, forms, queries, rules
from yaqaza.services.models import ServiceDelivery

PANEL = 8


@requires(P.SERVICE_DELIVER)
def deliver(request: HttpRequest) -> HttpResponse:
    """Record an act: for a file, for a person, or for someone who is searched first."""
    user: Any = request.user
    case = cases.get_case(_uuid(request.GET["case"]), seen_by=user) if "case" in request.GET else None
    person = (
        known.get_person(_uuid(request.GET["person"]), seen_by=user)
        if "person" in request.GET and case is None
        else None
    )
    if case is not None:
        rules.check_file(case, by=user)
    form = forms.DeliverForm(request.POST or None, by=user, today=timezone.localdate(), case=case, person=person)
    if form.is_valid() and (delivery := _delivered(request, form, case, person)):
        messages.success(request, _("Service recorded: %(number)s.") % {"number": f"\u2066{delivery.number}\u2069"})
        return redirect(case or delivery)
    if case is not None:
        read(case=case, by=user, what="form")
    context = {"form": form, "case": case, "person": person}
    return page(request, "services/deliver.html", context, status=422 if form.errors else 200)


def _delivered(
    request: HttpRequest, form: forms.DeliverForm, case: Case | None, person: Person | None
) -> ServiceDelivery | None:
    """Record the act; a person who is new is recorded with it, or not at all."""
    user: Any = request.user
    with transaction.atomic():
        given = form.cleaned_data
        if "person" in form.fields:
            picked = given["person"]
            house = given["organisation"]
            given["person"] = people.settle_person(picked=picked, by=user, area=house.area, organisation=house)
        elif person is not None:
            given["person"] = person
        delivery = done(request, form, actions.deliver, case=case)
        if delivery is None:
            transaction.set_rollback(True)
    return delivery


@requires(P.SERVICE_VIEW)
def ledger(request: HttpRequest) -> HttpResponse:
    """The acts of one's scope, the newest first, narrowed and counted on demand."""
    user: Any = request.user
    filters = forms.Filters(request.GET or None, by=user)
    acts = queries.visible_to(user)
    about = None
    if filters.is_bound:
        valid = filters.is_valid()
        acts = queries.filtered(acts, filters.cleaned_data) if valid else acts.none()
        acts, about = _about(acts, filters.cleaned_data, user)
    asked = "totals" in request.GET
    query = request.GET.copy()
    query.pop("cursor", None)
    query["totals"] = "1"
    context = {
        "page": paginate(queries.in_list(acts), order=("-delivered_on", "-id"), cursor=request.GET.get("cursor", "")),
        "filters": filters,
        "about": about,
        "totals": queries.totals(acts) if asked else None,
        "totals_url": f"{request.path}?{query.urlencode()}",
        "may_deliver": user.may(P.SERVICE_DELIVER),
    }
    return page(request, "services/ledger.html", context, block="rows")


def _about(acts: Any, chosen: dict[str, Any], user: Any) -> tuple[Any, Any]:
    """The acts of one file or one person, when the address names one that the reader may see."""
    if chosen.get("case"):
        case = cases.get_case(chosen["case"], seen_by=user)
        read(case=case, by=user, what="services")
        return acts.filter(case=case), case
    if chosen.get("person"):
        person = known.get_person(chosen["person"], seen_by=user)
        return acts.filter(person__in=known.selves(person)), person
    return acts, None


@requires(P.SERVICE_VIEW)
def delivery(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One act: what, for whom, by whom, recorded when and by whom, and what became of it."""
    act = queries.get_delivery(uuid, seen_by=request.user)  # type: ignore[arg-type]  # signed in
    if act.case is not None:
        read(case=act.case, by=request.user, what="service")  # type: ignore[arg-type]  # signed in
    context = {
        "act": act,
        "reversal": getattr(act, "reversal", None),
        "may_reverse": request.user.may(P.SERVICE_REVERSE),  # type: ignore[union-attr]
        "why_not_reverse": why_not(rules.check_may_reverse, act, by=request.user),
        "sees_case": act.case_id is not None and cases.visible_to(request.user).filter(pk=act.case_id).exists(),
        "sees_round": act.encounter_id is not None
        and rounds.visible_to(request.user).filter(pk=act.encounter.round_id).exists(),
        "sees_person": act.person_id is not None
        and known.visible_to(request.user).filter(pk=act.person.standing.pk).exists(),
    }
    return page(request, "services/delivery.html", context)


@requires(P.SERVICE_REVERSE)
def reverse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Reverse an act, with its reason."""
    act = queries.get_delivery(uuid, seen_by=request.user)  # type: ignore[arg-type]  # signed in
    rules.check_may_reverse(act, by=request.user)  # type: ignore[arg-type]  # signed in
    form = forms.ReverseForm(request.POST or None)
    if form.is_valid() and (reversal := done(request, form, actions.reverse, delivery=act)):
        messages.success(request, _("Act reversed by %(number)s.") % {"number": f"\u2066{reversal.number}\u2069"})
        return redirect(act)
    context = {
        "form": form,
        "title": _("Reverse this act?"),
        "submit": _("Reverse the act"),
        "back": act.get_absolute_url(),
        "danger": True,
    }
    return page(request, "core/ask.html", context, block="dialog", status=422 if form.is_bound else 200)


@requires(P.SERVICE_VIEW)
def case_panel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The acts of a file, on its page."""
    case = cases.get_case(uuid, seen_by=request.user)  # type: ignore[arg-type]  # signed in
    read(case=case, by=request.user, what="services")  # type: ignore[arg-type]  # signed in
    acts = queries.of_case(case, seen_by=request.user, limit=PANEL)  # type: ignore[arg-type]  # signed in
    return _panel(request, acts, "case", case, closed=case.closed)


@requires(P.SERVICE_VIEW)
def person_panel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a person received, on their page."""
    person = known.get_person(uuid, seen_by=request.user)  # type: ignore[arg-type]  # signed in
    acts = queries.of_person(person, seen_by=request.user, limit=PANEL)  # type: ignore[arg-type]  # signed in
    return _panel(request, acts, "person", person)


def _panel(
    request: HttpRequest, acts: list[ServiceDelivery], name: str, subject: Any, *, closed: bool = False
) -> HttpResponse:
    may = not closed and request.user.may(P.SERVICE_DELIVER)  # type: ignore[union-attr]  # signed in
    back = subject.get_absolute_url() if name == "case" else url("people:person", args=[subject.uuid])
    context = {
        "acts": acts[:PANEL],
        "more": f"{url('services:ledger')}?{name}={subject.uuid}" if len(acts) > PANEL else "",
        "deliver": f"{url('services:deliver')}?{name}={subject.uuid}" if may else "",
        "back": back,
    }
    return page(request, "services/panel.html", context, block="panel")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("There is nothing at this address.")) from None
