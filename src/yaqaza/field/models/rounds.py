"""Outreach rounds: an evening of a team from stop to stop, and whom it met."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from yaqaza.core.ids import uuid7
from yaqaza.field.models.missions import Team
from yaqaza.field.states import Given, RoundStatus


class Round(models.Model):
    """A round (maraude) of a team, from one base to another."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)  # MR-16-2026-000012
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="rounds")
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    area_path = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    from_text = models.CharField(max_length=120, blank=True)
    to_text = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=10, choices=RoundStatus.choices, default=RoundStatus.PLANNED)
    planned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)  # what the team says at the end, or why it was called off

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="round_has_length"),
            models.CheckConstraint(
                condition=Q(status="PLANNED", started_at=None, closed_at=None)
                | Q(status="OUT", started_at__isnull=False, closed_at=None)
                | Q(status="CLOSED", started_at__isnull=False, closed_at__isnull=False, closed_at__gte=F("started_at"))
                | Q(status="CANCELLED", started_at=None, closed_at__isnull=False),
                name="round_status_has_its_times",
            ),
            models.CheckConstraint(
                condition=~Q(status="CANCELLED") | ~Q(note=""), name="round_cancelled_with_a_reason"
            ),
        ]
        indexes = [models.Index("team", F("starts_at").desc(), name="round_by_team")]

    class Privacy:
        identifies = {"note": "text"}
        safe = {
            "id", "uuid", "number", "organisation", "team", "area", "area_path", "starts_at", "ends_at", "from_text", "to_text",
            "status", "planned_by", "planned_at", "started_at", "closed_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("field:round", args=[self.uuid])

    @property
    def state(self) -> RoundStatus:
        return RoundStatus(self.status)

    @property
    def is_open(self) -> bool:
        return self.state in (RoundStatus.PLANNED, RoundStatus.OUT)


class RoundStop(models.Model):
    """A place where a round stops, in its order."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="stops")
    turn = models.PositiveSmallIntegerField()
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    place_text = models.CharField(max_length=200)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    planned_at = models.DateTimeField()
    purpose = models.CharField(max_length=200, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "turn"], name="stop_has_its_own_turn"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None)
                | Q(lon__isnull=False, lat__isnull=False, lon__range=(-180, 180), lat__range=(-90, 90)),
                name="stop_position_possible",
            ),
        ]

    class Privacy:
        safe = {
            "id",
            "uuid",
            "round",
            "turn",
            "area",
            "place_text",
            "lon",
            "lat",
            "planned_at",
            "purpose",
            "reached_at",
        }


class Encounter(models.Model):
    """Somebody met on a round: a person who is recorded, or, when help was refused, a description and no record."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="encounters")
    stop = models.ForeignKey(RoundStop, models.PROTECT, null=True, blank=True, related_name="encounters")
    at = models.DateTimeField(default=timezone.now)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="encounters")
    description = models.CharField(max_length=300, blank=True)
    place_text = models.CharField(max_length=200, blank=True)  # between stops
    given = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    refused = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    noted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True, blank=True)  # noted by mistake: it stays, and no figure counts it
    struck_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    struck_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_by=None, struck_reason="")
                | Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_reason=""),
                name="encounter_struck_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(description=""), name="encounter_is_with_somebody"
            ),
            models.CheckConstraint(condition=Q(refused=False) | Q(given=[]), name="encounter_refused_gives_nothing"),
        ]
        indexes = [
            models.Index("person", F("at").desc(), condition=Q(person__isnull=False), name="encounter_by_person")
        ]

    class Privacy:
        identifies = {"description": "text", "place_text": "text", "note": "text", "struck_reason": "text"}
        sensitive = {"given", "refused"}
        safe = {"id", "uuid", "round", "stop", "at", "person", "noted_by", "struck_at", "struck_by"}

    @property
    def given_words(self) -> list[str]:
        return [str(Given(code).label) for code in self.given if code in Given.values]
