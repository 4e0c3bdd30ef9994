"""Who keeps the vehicles, who writes their log, and what is unlikely in it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_place_or_house
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field import queries as field
from yaqaza.field.models import Fuelling, Round, Team, Trip, Vehicle
from yaqaza.field.states import Oddity, VehicleKind

FURTHEST = 600
"""Kilometres of one trip: more is asked about."""

GAP = 60
"""Kilometres between two entries that nobody wrote down: more is asked about."""

USUAL = {
    VehicleKind.CAR: (3, 18), VehicleKind.VAN: (4, 22), VehicleKind.MINIBUS: (6, 30), VehicleKind.AMBULANCE: (5, 25),
    VehicleKind.MOTORCYCLE: (1, 10), VehicleKind.TRUCK: (8, 50),
}  # fmt: skip
"""Litres for a hundred kilometres between which nobody is asked."""

TANK = 150
LEAST_WAY = 30
"""Fewer kilometres since the last fuel say nothing about consumption."""


class Unlikely(Refused):
    """Figures that are asked about before they are written."""


def check_keep(house: Organisation, *, by: User) -> None:
    """Refuse to keep vehicles of an organisation outside one's reach."""
    if not reaches_place_or_house(by, Permission.TEAM_MANAGE, area=house.area, organisation=house):
        raise NotPermitted(_("Supervisors keep the vehicles of their own organisation."))


def check_write(vehicle: Vehicle, *, by: User) -> None:
    """Refuse the log to all but the teams of its organisation and those who keep its vehicles."""
    serves = by.may(Permission.MISSION_CARRY_OUT) and field.own_teams(by).filter(
        team__organisation=vehicle.organisation_id, team__active=True
    ).exists()  # fmt: skip
    if not serves:
        check_keep(vehicle.organisation, by=by)
    if not vehicle.active:
        raise Refused(_("This vehicle is out of service."))


def check_day(day: date) -> None:
    if day > timezone.localdate():
        raise Refused(_("This day is still to come."))


def check_trip(vehicle: Vehicle, *, team: Team, round: Round | None) -> None:
    """Refuse a team of another organisation, a round of another team, and a vehicle that is out."""
    if team.organisation_id != vehicle.organisation_id:
        raise Refused(_("This team is of another organisation."))
    if round is not None and round.team_id != team.pk:
        raise Refused(_("This round is of another team."))
    if Trip.objects.filter(vehicle=vehicle, in_km=None, struck_at=None).exists():
        raise Refused(_("This vehicle is still out: write first with how many kilometres it came back."))


def check_back(trip: Trip, *, by: User) -> None:
    check_write(trip.vehicle, by=by)
    if trip.in_km is not None or trip.struck_at is not None:
        raise Refused(_("This trip is over."))


def check_strike(entry: Trip | Fuelling, *, by: User) -> None:
    """Refuse to take back what others wrote, unless one keeps the vehicles; and to do so twice."""
    if entry.recorded_by_id != by.pk:
        check_keep(entry.vehicle.organisation, by=by)
    if entry.struck_at is not None:
        raise Refused(_("This line has been taken back already."))


def odd_trip(out_km: int, in_km: int | None, *, last: int | None) -> list[Oddity]:
    """Return what is unlikely in a trip; ``last`` is the odometer as it was known."""
    odd = []
    if (last is not None and out_km < last) or (in_km is not None and in_km < out_km):
        odd.append(Oddity.BACK)
    if last is not None and out_km > last + GAP:
        odd.append(Oddity.GAP)
    if in_km is not None and in_km - out_km > FURTHEST:
        odd.append(Oddity.FAR)
    return odd


def odd_fuel(kind: VehicleKind, km: int, litres: Decimal, *, last: int | None, fuelled: int | None) -> list[Oddity]:
    """Return what is unlikely in fuel; ``fuelled`` is the odometer when fuel was last bought."""
    odd = []
    if last is not None and km < last:
        odd.append(Oddity.BACK)
    least, most = USUAL[kind]
    way = km - fuelled if fuelled is not None else 0
    if litres > TANK or (way >= LEAST_WAY and not least <= litres * 100 / way <= most):
        odd.append(Oddity.CONSUMPTION)
    return odd


def check_likely(odd: list[Oddity], *, sure: bool) -> None:
    """Ask about what is unlikely, once: who says that it is right is believed, and it is marked."""
    if odd and not sure:
        said = _(", ").join(str(each.label) for each in odd)
        raise Unlikely(
            _("Look again: %(oddities)s. If the figures are right, say so below and save.") % {"oddities": said}
        )
