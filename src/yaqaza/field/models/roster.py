"""Who is on duty when, and where people can be brought tonight."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from yaqaza.core.ids import uuid7
from yaqaza.field.models.missions import Team
from yaqaza.field.states import Duty, Guests


class Hours(Func):
    """The hours from one moment up to another."""

    function = "tstzrange"
    output_field = DateTimeRangeField()

    def __init__(self, start: str, end: str) -> None:
        super().__init__(F(start), F(end), Value("[)"))


class Shift(models.Model):
    """Somebody on duty at an organisation, from a moment to a moment; a person is in one place at a time."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="shifts")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="shifts")
    duty = models.CharField(max_length=8, choices=Duty.choices, default=Duty.DESK)
    on_call = models.BooleanField(default=False)  # at home, reached by telephone
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    planned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_has_length"),
            models.CheckConstraint(condition=Q(team=None) | Q(duty="ROAD"), name="shift_with_a_team_is_on_the_road"),
            ExclusionConstraint(
                name="one_shift_at_a_time", expressions=[("user", "="), (Hours("starts_at", "ends_at"), "&&")]
            ),
        ]
        indexes = [models.Index("organisation", "starts_at", name="shift_by_organisation")]

    class Privacy:
        safe = {
            "id", "uuid", "organisation", "user", "duty", "on_call", "team", "starts_at", "ends_at", "planned_by", "planned_at",
        }  # fmt: skip

    @property
    def task(self) -> Duty:
        return Duty(self.duty)


class Cover(models.Model):
    """How many people an organisation needs at its desk from an hour to an hour of every day; an end that is not later is on the next."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey("accounts.Organisation", models.CASCADE, related_name="covers")
    from_at = models.TimeField()
    until_at = models.TimeField()
    people = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "from_at", "until_at"], name="cover_said_once"),
            models.CheckConstraint(condition=Q(people__gte=1), name="cover_needs_somebody"),
        ]

    class Privacy:
        safe = {"id", "organisation", "from_at", "until_at", "people"}


class Leave(models.Model):
    """Days on which somebody of the staff is away. Why is nobody's matter here."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="leaves")
    from_on = models.DateField()
    until_on = models.DateField()
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="leave_ends_after_start"),
        ]
        indexes = [models.Index("user", "until_on", name="leave_by_user")]

    class Privacy:
        safe = {"id", "uuid", "user", "from_on", "until_on", "noted_by", "noted_at"}


class ShelterPlaces(models.Model):
    """How many places a house says it has for whom, and how many are free: its own word, with who gave it and when."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="shelter_places")
    guests = models.CharField(max_length=8, choices=Guests.choices)
    capacity = models.PositiveSmallIntegerField()
    free = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField(default=timezone.now)
    said_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "guests"], name="places_said_once_for_whom"),
            models.CheckConstraint(condition=Q(free__lte=F("capacity")), name="places_free_are_there"),
        ]

    class Privacy:
        safe = {"id", "organisation", "guests", "capacity", "free", "said_at", "said_by"}
