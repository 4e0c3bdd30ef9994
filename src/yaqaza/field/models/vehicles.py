"""Vehicles of an organisation, the trips of its teams, and the fuel that was bought."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone

from yaqaza.core.ids import uuid7
from yaqaza.field.models.missions import Team
from yaqaza.field.models.rounds import Round
from yaqaza.field.states import Oddity, VehicleKind


class Vehicle(models.Model):
    """A car of an organisation."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="vehicles")
    registration = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=VehicleKind.choices)
    seats = models.PositiveSmallIntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Upper("registration"), name="vehicle_registered_once"),
            models.CheckConstraint(condition=Q(seats__range=(1, 60)), name="vehicle_has_seats"),
        ]
        indexes = [models.Index(fields=["organisation"], name="vehicle_by_organisation")]

    class Privacy:
        safe = {"id", "uuid", "organisation", "registration", "kind", "seats", "active"}

    def __str__(self) -> str:
        return self.registration

    def get_absolute_url(self) -> str:
        return reverse("field:vehicle", args=[self.uuid])

    @property
    def sort(self) -> VehicleKind:
        return VehicleKind(self.kind)


def _struck(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(struck_at=None, struck_by=None, struck_reason="")
        | Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_reason=""),
        name=name,
    )


class Entry(models.Model):
    """A line of the log. One written by mistake stays, struck through, and no sum counts it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="%(class)ss")
    day = models.DateField()
    oddities = ArrayField(
        models.CharField(max_length=12), default=list, blank=True
    )  # told to who wrote it, who confirmed
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    struck_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def odd_words(self) -> list[Any]:
        return [Oddity(code).label for code in self.oddities if code in Oddity.values]


ENTRY = {"id", "uuid", "vehicle", "day", "oddities", "recorded_by", "recorded_at", "struck_at", "struck_by"}


class Trip(Entry):
    """A vehicle out with a team, for its day or for a round; ``in_km`` is empty until it is back."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="trips")
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="trips")
    driver = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    out_km = models.PositiveIntegerField()
    in_km = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            _struck("trip_struck_with_a_reason"),
            models.UniqueConstraint(
                fields=["vehicle"], condition=Q(in_km=None, struck_at=None), name="vehicle_out_once_at_a_time"
            ),
        ]
        indexes = [models.Index("vehicle", F("day").desc(), name="trip_by_vehicle")]

    class Privacy:
        identifies = {"struck_reason": "text"}
        safe = ENTRY | {"team", "round", "driver", "out_km", "in_km"}

    @property
    def km(self) -> int:
        """Return how far it went; an odometer that went back went nowhere."""
        return max(0, self.in_km - self.out_km) if self.in_km is not None else 0


class Fuelling(Entry):
    """Fuel that was bought for a vehicle."""

    km = models.PositiveIntegerField()
    litres = models.DecimalField(max_digits=6, decimal_places=2)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    station = models.CharField(max_length=100, blank=True)
    receipt = models.FileField(upload_to="receipts/", max_length=120, blank=True)

    class Meta:
        constraints = [
            _struck("fuelling_struck_with_a_reason"),
            models.CheckConstraint(condition=Q(litres__gt=0, amount__gte=0), name="fuelling_of_something"),
        ]
        indexes = [models.Index("vehicle", F("day").desc(), name="fuelling_by_vehicle")]

    class Privacy:
        identifies = {"struck_reason": "text", "receipt": "file"}
        safe = ENTRY | {"km", "litres", "amount", "station"}
