"""Vehicles: the list, a month of one, and the lines of its log."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from yaqaza import countries
from yaqaza.accounts.permissions import Permission as P
from yaqaza.core import images
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import NotFound, why_not
from yaqaza.field import forms
from yaqaza.field import queries as field
from yaqaza.field.models import Fuelling, Trip, Vehicle
from yaqaza.field.vehicles import actions, queries, rules, sheet

READS = (P.MISSION_ORDER, P.MISSION_CARRY_OUT, P.TEAM_MANAGE)
WRITES = (P.MISSION_CARRY_OUT, P.TEAM_MANAGE)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(*READS)
@require_safe
def vehicles(request: HttpRequest) -> HttpResponse:
    """List the vehicles, and who has each of them now."""
    found = queries.in_list(queries.visible_to(request.user))
    context = {
        "page": paginate(found, order=["-active", "registration", "id"], cursor=request.GET.get("cursor", ""), size=40),
        "keeps": request.user.may(P.TEAM_MANAGE),
    }
    return page(request, "field/vehicles.html", context)


@requires(P.TEAM_MANAGE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Put a vehicle on the list."""
    form = forms.NewVehicleForm(request.POST or None, by=request.user)
    if form.is_valid() and (made := done(request, form, actions.add)):
        return redirect(made)
    words = {"title": _("Add a vehicle"), "submit": _("Add the vehicle")}
    return page(request, "field/vehicle_form.html", {"form": form, **words}, status=422 if form.is_bound else 200)


def _month(request: HttpRequest, found: Vehicle) -> dict[str, Any]:
    first = forms.MonthForm(request.GET).chosen()
    currency = countries.get(settings.COUNTRY).currency
    return {
        "vehicle": found, "month": queries.month(found, first), "currency": currency.symbols.in_(get_language() or "ar"),
        "why_not_write": why_not(rules.check_write, found, by=request.user),
        "keeps": not why_not(rules.check_keep, found.organisation, by=request.user), "today": timezone.localdate(),
    }  # fmt: skip


@requires(*READS)
@require_safe
def vehicle(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show a month of a vehicle: trips, fuel, and what they come to."""
    return page(request, "field/vehicle.html", _month(request, queries.get_vehicle(uuid, seen_by=request.user)))


@requires(*READS)
@require_safe
def paper(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Show a month of a vehicle as it is printed."""
    context = _month(request, queries.get_vehicle(uuid, seen_by=request.user))
    return page(request, "field/vehicle_paper.html", context | {"now": timezone.now()})


@requires(*READS)
@require_safe
def file(request: HttpRequest, uuid: uuids.UUID, kind: str) -> HttpResponse:
    """Answer a month of a vehicle as a file."""
    found = queries.get_vehicle(uuid, seen_by=request.user)
    month = queries.month(found, forms.MonthForm(request.GET).chosen())
    if kind == "csv":
        response = HttpResponse(sheet.as_csv(month), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        response = HttpResponse(sheet.as_xlsx(found, month), content_type=SHEET)
    else:
        raise NotFound(_("There is no file of this kind."))
    response.headers["Content-Disposition"] = f'attachment; filename="vehicle-{month.first:%Y-%m}.{kind}"'
    return response


@requires(P.TEAM_MANAGE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Change what is said of a vehicle, or take it out of service."""
    found = queries.get_vehicle(uuid, seen_by=request.user)
    rules.check_keep(found.organisation, by=request.user)
    said = {name: getattr(found, name) for name in ("registration", "kind", "seats", "active")}
    form = forms.ChangeVehicleForm(request.POST or None, initial=said)
    if form.is_valid() and done(request, form, actions.change, vehicle=found):
        return redirect(found)
    return _form(request, form, found, _("Change the vehicle"), _("Save"))


def _form(request: HttpRequest, form: Any, found: Vehicle, title: str, submit: str) -> HttpResponse:
    context = {"form": form, "vehicle": found, "title": title, "submit": submit}
    return page(request, "field/vehicle_form.html", context, status=422 if form.is_bound else 200)


@requires(*WRITES)
@require_http_methods(["GET", "POST"])
def trip(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write a trip."""
    found = queries.get_vehicle(uuid, seen_by=request.user)
    rules.check_write(found, by=request.user)
    today = timezone.localdate()
    own = field.own_teams(request.user).filter(team__organisation=found.organisation_id).select_related("team").first()
    said = {
        "day": today, "out_km": queries.odometer(found, until=today), "driver": request.user.uuid,
        "team": own.team.uuid if own else None, "round": request.GET.get("round", ""),
    }  # fmt: skip
    form = forms.TripForm(request.POST or None, vehicle=found, initial=said)
    if form.is_valid() and done(request, form, actions.drive, vehicle=found):
        return redirect(found)
    return _form(request, form, found, _("Write a trip"), _("Write the trip"))


@requires(*WRITES)
@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write that a vehicle is back."""
    found = queries.get_trip(uuid, seen_by=request.user)
    rules.check_back(found, by=request.user)
    form = forms.BackForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.come_back, trip=found):
        return redirect(found.vehicle)
    return _form(request, form, found.vehicle, _("The vehicle is back"), _("Write the return"))


@requires(*WRITES)
@require_http_methods(["GET", "POST"])
def fuel(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Write fuel that was bought."""
    found = queries.get_vehicle(uuid, seen_by=request.user)
    rules.check_write(found, by=request.user)
    form = forms.FuelForm(request.POST or None, request.FILES or None, initial={"day": timezone.localdate()})
    if form.is_valid() and done(request, form, actions.fuel, vehicle=found):
        return redirect(found)
    if request.FILES and not form.has_error("receipt"):
        form.add_error("receipt", _("Choose the photo again."))  # browsers do not keep files
    return _form(request, form, found, _("Write fuel"), _("Write the fuel"))


@requires(*WRITES)
@require_http_methods(["GET", "POST"])
def strike_trip(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Take a trip back."""
    return _strike(request, queries.get_trip(uuid, seen_by=request.user))


@requires(*WRITES)
@require_http_methods(["GET", "POST"])
def strike_fuel(request: HttpRequest, uuid: uuids.UUID) -> HttpResponse:
    """Take fuel back."""
    return _strike(request, queries.get_fuelling(uuid, seen_by=request.user))


def _strike(request: HttpRequest, entry: Trip | Fuelling) -> HttpResponse:
    rules.check_strike(entry, by=request.user)
    form = forms.StrikeLineForm(request.POST or None)
    address = f"{reverse('field:vehicle', args=[entry.vehicle.uuid])}?month={entry.day:%Y-%m}"
    if form.is_valid() and done(request, form, actions.strike, entry=entry):
        return redirect(address)
    words = {"title": _("Take this line back?"), "submit": _("Take the line back"), "back": address, "danger": True}
    return page(request, "core/ask.html", {"form": form, **words}, block="dialog", status=422 if form.is_bound else 200)


@requires(*READS)
@require_safe
def receipt(request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
    """Answer the photo of a receipt."""
    entry = queries.get_fuelling(uuid, seen_by=request.user)
    if not entry.receipt:
        raise NotFound(_("There is no photo of this receipt."))
    return images.answer(entry.receipt)
