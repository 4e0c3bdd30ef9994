"""Rules that send alerts to houses, the clocks of decisions, who is told of the late, and crises."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from yaqaza.alerts.routing.states import CrisisKind, Hours, Rung, TableStatus
from yaqaza.alerts.states import Category, Channel, Need, Urgency
from yaqaza.core.ids import uuid7

MOST_MINUTES = 60 * 24 * 60
"""Sixty days: no decision about a person waits longer."""


class RoutingTable(models.Model):
    """One version of the rules by which a house sends on what comes in for its area; once in force it is never changed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=TableStatus.choices, default=TableStatus.DRAFT)
    reason = models.CharField(max_length=300, blank=True)  # why it came into force
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    in_force_at = models.DateTimeField(null=True, blank=True)
    in_force_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True, default="", db_default="")  # when nothing followed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "version"], name="routing_version_once"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(status="IN_FORCE"), name="routing_one_in_force"
            ),
            models.UniqueConstraint(fields=["organisation"], condition=Q(status="DRAFT"), name="routing_one_draft"),
            models.CheckConstraint(
                condition=Q(in_force_at=None, in_force_by=None, status="DRAFT")
                | Q(in_force_at__isnull=False, in_force_by__isnull=False) & ~Q(status="DRAFT"),
                name="routing_in_force_is_paired",
            ),
            models.CheckConstraint(
                condition=Q(status="RETIRED", retired_at__isnull=False) | ~Q(status="RETIRED") & Q(retired_at=None),
                name="routing_retired_has_its_hour",
            ),
        ]

    class Privacy:
        safe = {
            "id", "uuid", "organisation", "version", "status", "reason", "made_at", "made_by", "in_force_at", "in_force_by", "retired_at",
            "end_reason",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("alerts:routing_table", args=[self.uuid])

    @property
    def state(self) -> TableStatus:
        return TableStatus(self.status)


class RoutingRule(models.Model):
    """A line of a table: what an alert must be like, and where it goes, how urgent it is at least, by when it is decided.

    An empty condition holds for every alert; all that are filled in must hold. The first line that holds is the one.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    table = models.ForeignKey(RoutingTable, models.CASCADE, related_name="rules")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    channels = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    categories = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    needs = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    urgency_least = models.PositiveSmallIntegerField(choices=Urgency.choices, null=True, blank=True)
    people_least = models.PositiveIntegerField(null=True, blank=True)
    area = models.ForeignKey("territory.Area", models.PROTECT, null=True, blank=True, related_name="+")
    hours = models.CharField(max_length=6, choices=Hours.choices, default=Hours.ANY)
    crisis = models.CharField(max_length=10, choices=CrisisKind.choices, blank=True)
    to = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    raise_to = models.PositiveSmallIntegerField(choices=Urgency.choices, null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)  # on a clock that never stops

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "place"], name="routing_place_once", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(to__isnull=False) | Q(raise_to__isnull=False) | Q(minutes__isnull=False),
                name="routing_rule_does_something",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__range=(1, MOST_MINUTES)), name="routing_minutes_possible"
            ),
        ]

    class Privacy:
        safe = {
            "id", "uuid", "table", "place", "name", "channels", "categories", "needs", "urgency_least", "people_least", "area", "hours",
            "crisis", "to", "raise_to", "minutes",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def time_said(self) -> str:
        """Return the time until a decision as hours and minutes."""
        return f"{self.minutes // 60}:{self.minutes % 60:02}" if self.minutes else ""

    @property
    def said(self) -> dict[str, list[str]]:
        """Return the conditions that are lists, in words."""
        return {
            "channels": [str(Channel(code).label) for code in self.channels],
            "categories": [str(Category(code).label) for code in self.categories],
            "needs": [str(Need(code).label) for code in self.needs],
        }


class Clock(models.Model):
    """By when an alert of an urgency is decided, ordinarily or in a crisis, and when whom it is told to if it is not."""

    id = models.BigAutoField(primary_key=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    crisis = models.CharField(max_length=10, choices=CrisisKind.choices, blank=True)  # "": when there is none
    minutes = models.PositiveIntegerField()
    office_hours = models.BooleanField(default=False)
    supervisor_after = models.PositiveIntegerField(null=True, blank=True)  # minutes after it was due, on any clock
    above_after = models.PositiveIntegerField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["urgency", "crisis"], name="clock_once"),
            models.CheckConstraint(condition=Q(minutes__range=(1, MOST_MINUTES)), name="clock_minutes_possible"),
            models.CheckConstraint(
                condition=Q(supervisor_after=None) | Q(above_after=None) | Q(above_after__gte=F("supervisor_after")),
                name="clock_ladder_goes_up",
            ),
        ]

    class Privacy:
        safe = {
            "id", "urgency", "crisis", "minutes", "office_hours", "supervisor_after", "above_after", "changed_at", "changed_by",
        }  # fmt: skip

    @property
    def level(self) -> Urgency:
        return Urgency(self.urgency)


class Escalation(models.Model):
    """An alert that nobody decided in its time was told to somebody higher; ``due_at`` is the deadline that was missed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, related_name="escalations")
    rung = models.PositiveSmallIntegerField(choices=Rung.choices)
    due_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "rung", "due_at", "user", "organisation"],
                nulls_distinct=False,
                name="escalation_once",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, organisation=None) | Q(user=None, organisation__isnull=False),
                name="escalation_to_one",
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="escalation_seen_is_paired",
            ),
        ]
        indexes = [models.Index("organisation", condition=Q(seen_at=None), name="escalation_open")]

    class Privacy:
        safe = {"id", "uuid", "alert", "rung", "due_at", "at", "user", "organisation", "seen_at", "seen_by"}


class Crisis(models.Model):
    """A cold wave, a flood, an earthquake in an area: other clocks, more topics and a message to the public until it is ended."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=CrisisKind.choices)
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    message_ar = models.CharField(max_length=500)
    message_fr = models.CharField(max_length=500)
    began_at = models.DateTimeField(default=timezone.now)
    began_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "area"], condition=Q(ended_at=None), name="crisis_once_in_an_area"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""),
                name="crisis_ended_with_a_reason",
            ),
        ]

    class Privacy:
        safe = {
            "id", "uuid", "kind", "area", "reason", "message_ar", "message_fr", "began_at", "began_by", "ended_at", "ended_by",
            "end_reason",
        }  # fmt: skip

    @property
    def what(self) -> CrisisKind:
        return CrisisKind(self.kind)

    @property
    def message(self) -> str:
        """Return the message in the language of the page: Arabic, and French for those who read Latin letters."""
        return self.message_ar if (get_language() or "ar")[:2] in ("ar", "zg") else self.message_fr
