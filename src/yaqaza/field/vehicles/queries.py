"""Vehicles as they are read: by those who keep or send them, and by the teams of their organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.core import dates
from yaqaza.core.refusal import NotFound
from yaqaza.field import queries as field
from yaqaza.field.models import Fuelling, Membership, Round, Team, Trip, Vehicle
from yaqaza.field.rules import serving
from yaqaza.field.states import RoundStatus


def visible_to(user: User) -> QuerySet[Vehicle]:
    """Return the vehicles that a user may read: of the own reach, and of the organisations of the own teams."""
    kept = within(user, Permission.TEAM_MANAGE, Permission.MISSION_ORDER, area_path="organisation__area__path")
    teams = field.own_teams(user).values("team__organisation") if user.may(Permission.MISSION_CARRY_OUT) else []
    return Vehicle.objects.filter(kept | Q(organisation__in=teams))


def in_list(found: QuerySet[Vehicle]) -> QuerySet[Vehicle]:
    """Return vehicles with who has them now."""
    out = Prefetch("trips", Trip.objects.filter(in_km=None, struck_at=None).select_related("team", "driver"), "out")
    return found.select_related("organisation").prefetch_related(out)


def get_vehicle(uuid: UUID | str, *, seen_by: User) -> Vehicle:
    rows = visible_to(seen_by).select_related("organisation__area").defer("organisation__area__geometry")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no such vehicle, or it is not of your organisation."))
    return found


def get_trip(uuid: UUID | str, *, seen_by: User) -> Trip:
    rows = Trip.objects.filter(vehicle__in=visible_to(seen_by)).select_related("vehicle__organisation__area", "team")
    found = rows.defer("vehicle__organisation__area__geometry").filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no such line in the log."))
    return found


def get_fuelling(uuid: UUID | str, *, seen_by: User) -> Fuelling:
    rows = Fuelling.objects.filter(vehicle__in=visible_to(seen_by)).select_related("vehicle__organisation__area")
    found = rows.defer("vehicle__organisation__area__geometry").filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no such line in the log."))
    return found


def odometer(vehicle: Vehicle, *, until: date) -> int | None:
    """Return the most kilometres that were written up to a day."""
    trips = Trip.objects.filter(vehicle=vehicle, struck_at=None, day__lte=until).aggregate(
        a=Max("out_km"), b=Max("in_km")
    )
    known = [trips["a"], trips["b"], fuelled(vehicle, until=until)]
    return max((each for each in known if each is not None), default=None)


def fuelled(vehicle: Vehicle, *, until: date) -> int | None:
    """Return the kilometres at which fuel was last bought up to a day."""
    rows = Fuelling.objects.filter(vehicle=vehicle, struck_at=None, day__lte=until).order_by("-day", "-id")
    return rows.values_list("km", flat=True).first()


@dataclass(frozen=True, slots=True)
class Month:
    """The log of a vehicle in a month, and what it comes to."""

    first: date
    trips: list[Trip]
    fuel: list[Fuelling]

    @property
    def km(self) -> int:
        return sum(each.km for each in self.trips if each.struck_at is None)

    @property
    def litres(self) -> Decimal:
        return sum((each.litres for each in self.fuel if each.struck_at is None), Decimal(0))

    @property
    def amount(self) -> Decimal:
        return sum((each.amount for each in self.fuel if each.struck_at is None), Decimal(0))

    @property
    def consumption(self) -> Decimal | None:
        """Return litres bought for a hundred kilometres driven; None where one of the two is missing."""
        return (self.litres * 100 / self.km).quantize(Decimal("0.1")) if self.km and self.litres else None

    @property
    def odd(self) -> int:
        """Return how many lines somebody should look at."""
        return sum(bool(each.oddities) and each.struck_at is None for each in [*self.trips, *self.fuel])

    @property
    def name(self) -> str:
        return dates.month_of(self.first)

    @property
    def before(self) -> date:
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        return (self.first + timedelta(days=31)).replace(day=1)


def month(vehicle: Vehicle, first: date) -> Month:
    """Return the log of the month that begins on ``first``."""
    period = {"vehicle": vehicle, "day__gte": first, "day__lt": (first + timedelta(days=31)).replace(day=1)}
    trips = Trip.objects.filter(**period).select_related("team", "driver", "recorded_by", "round").order_by("day", "id")
    fuel = Fuelling.objects.filter(**period).select_related("recorded_by").order_by("day", "id")
    return Month(first, list(trips), list(fuel))


def teams(vehicle: Vehicle) -> QuerySet[Team]:
    """Return the teams that may have a vehicle: of its organisation."""
    return Team.objects.filter(organisation=vehicle.organisation_id, active=True).order_by("name_ar", "id")


def drivers(vehicle: Vehicle) -> QuerySet[User]:
    """Return who may be at the wheel: who serves in a team of its organisation."""
    serve = Membership.objects.filter(serving(), team__organisation=vehicle.organisation_id)
    return User.objects.filter(pk__in=serve.values("user"), is_active=True).order_by("name_ar", "pk")


def rounds(vehicle: Vehicle) -> QuerySet[Round]:
    """Return the rounds for which a vehicle may go out: of the last and the next days."""
    now = timezone.now()
    near = Round.objects.filter(
        organisation=vehicle.organisation_id, starts_at__range=(now - timedelta(days=14), now + timedelta(days=2))
    ).exclude(status=RoundStatus.CANCELLED)
    return near.select_related("team").order_by("-starts_at")
