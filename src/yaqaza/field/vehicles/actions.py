"""What is written about vehicles. Each: lock → check → change → record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.core import audit
from yaqaza.core.ids import uuid7
from yaqaza.core.images import Photo
from yaqaza.core.refusal import Refused
from yaqaza.core.text import clean
from yaqaza.field.models import Fuelling, Round, Team, Trip, Vehicle
from yaqaza.field.states import VehicleKind
from yaqaza.field.vehicles import queries, rules

E = TypeVar("E", Trip, Fuelling)


@transaction.atomic
def add(*, by: User, organisation: Organisation, registration: str, kind: str, seats: int) -> Vehicle:
    """Put a vehicle on the list of an organisation."""
    rules.check_keep(organisation, by=by)
    vehicle = Vehicle(organisation=organisation, kind=VehicleKind(kind).value, seats=seats)
    _register(vehicle, registration)
    vehicle.save()
    audit.record("vehicle.added", on=vehicle, by=by, organisation=organisation)
    return vehicle


@transaction.atomic
def change(*, vehicle: Vehicle, by: User, registration: str, kind: str, seats: int, active: bool) -> Vehicle:
    """Change what is said of a vehicle, or take it out of service."""
    vehicle = _locked(vehicle)
    rules.check_keep(vehicle.organisation, by=by)
    _register(vehicle, registration)
    vehicle.kind, vehicle.seats, vehicle.active = VehicleKind(kind).value, seats, active
    vehicle.save(update_fields=["registration", "kind", "seats", "active"])
    audit.record("vehicle.changed", on=vehicle, by=by)
    return vehicle


def _register(vehicle: Vehicle, registration: str) -> None:
    vehicle.registration = " ".join(clean(registration).split())[:20]
    if not vehicle.registration:
        raise Refused(_("Write the registration number."))
    if Vehicle.objects.filter(registration__iexact=vehicle.registration).exclude(pk=vehicle.pk).exists():
        raise Refused(_("A vehicle with this registration number is on a list already."))


def _locked(vehicle: Vehicle) -> Vehicle:
    rows = Vehicle.objects.select_for_update(of=("self",), no_key=True).select_related("organisation__area")
    return rows.defer("organisation__area__geometry").get(pk=vehicle.pk)


@transaction.atomic
def drive(
    *, vehicle: Vehicle, by: User, day: date, team: Team, driver: User, out_km: int, in_km: int | None = None,
    round: Round | None = None, sure: bool = False,
) -> Trip:  # fmt: skip
    """Write a trip of a team; without ``in_km`` the vehicle is out."""
    vehicle = _locked(vehicle)
    rules.check_write(vehicle, by=by)
    rules.check_day(day)
    rules.check_trip(vehicle, team=team, round=round)
    odd = rules.odd_trip(out_km, in_km, last=queries.odometer(vehicle, until=day))
    rules.check_likely(odd, sure=sure)
    trip = Trip.objects.create(
        vehicle=vehicle, day=day, team=team, round=round, driver=driver, out_km=out_km, in_km=in_km,
        oddities=[each.value for each in odd], recorded_by=by,
    )  # fmt: skip
    audit.record("vehicle.trip", on=vehicle, by=by, team=team, on_day=day, oddities=trip.oddities)
    return trip


@transaction.atomic
def come_back(*, trip: Trip, by: User, in_km: int, sure: bool = False) -> Trip:
    """The vehicle is back."""
    vehicle = _locked(trip.vehicle)
    trip = Trip.objects.select_for_update(no_key=True).get(pk=trip.pk)
    trip.vehicle = vehicle
    rules.check_back(trip, by=by)
    odd = rules.odd_trip(trip.out_km, in_km, last=None)
    rules.check_likely(odd, sure=sure)
    trip.in_km, trip.oddities = in_km, sorted({*trip.oddities, *(each.value for each in odd)})
    trip.save(update_fields=["in_km", "oddities"])
    audit.record("vehicle.back", on=vehicle, by=by, oddities=trip.oddities)
    return trip


@transaction.atomic
def fuel(
    *, vehicle: Vehicle, by: User, day: date, km: int, litres: Decimal, amount: Decimal, station: str = "",
    receipt: Photo | None = None, sure: bool = False,
) -> Fuelling:  # fmt: skip
    """Write fuel that was bought."""
    vehicle = _locked(vehicle)
    rules.check_write(vehicle, by=by)
    rules.check_day(day)
    odd = rules.odd_fuel(
        vehicle.sort, km, litres, last=queries.odometer(vehicle, until=day), fuelled=queries.fuelled(vehicle, until=day)
    )
    rules.check_likely(odd, sure=sure)
    made = Fuelling(
        vehicle=vehicle, day=day, km=km, litres=litres, amount=amount, station=clean(station).strip()[:100],
        oddities=[each.value for each in odd], recorded_by=by,
    )  # fmt: skip
    if receipt is not None:
        made.receipt.save(f"{uuid7().hex}.jpg", ContentFile(receipt.content), save=False)
    made.save()
    audit.record("vehicle.fuelled", on=vehicle, by=by, on_day=day, oddities=made.oddities)
    return made


@transaction.atomic
def strike(*, entry: E, by: User, reason: str) -> E:
    """Take back a line written by mistake: it stays, struck through, and no sum counts it."""
    vehicle = _locked(entry.vehicle)
    entry = type(entry)._default_manager.select_for_update(no_key=True).get(pk=entry.pk)
    entry.vehicle = vehicle
    rules.check_strike(entry, by=by)
    if not reason.strip():
        raise Refused(_("Say why it is taken back."))
    entry.struck_at, entry.struck_by, entry.struck_reason = timezone.now(), by, reason.strip()[:300]
    entry.save(update_fields=["struck_at", "struck_by", "struck_reason"])
    audit.record("vehicle.line_struck", on=vehicle, by=by, on_day=entry.day)
    return entry
