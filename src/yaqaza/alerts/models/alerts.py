"""Alerts about people in hardship, the stories that gather them, and the notes that pass between shifts."""

from __future__ import annotations

import json

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from yaqaza.alerts import reading
from yaqaza.alerts.models.imports import ImportBatch
from yaqaza.alerts.states import (
    WAITING,
    AlertStatus,
    Category,
    Channel,
    DismissReason,
    Need,
    PlacePrecision,
    Urgency,
)
from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7


class Story(models.Model):
    """One situation that several alerts tell of; ``lead`` is the one that is worked on."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    lead = models.OneToOneField("alerts.Alert", models.PROTECT, related_name="leads")
    created_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        safe = {"id", "uuid", "lead", "created_at"}


class Alert(models.Model):
    """A message that someone is in hardship, whichever way it came."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)  # A-2026-000123
    channel = models.CharField(max_length=10, choices=Channel.choices)
    source_ref = models.CharField(max_length=120, blank=True)  # the sender's own id: the same one comes in once
    received_at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)  # as received; a trigger refuses to change it
    folded = models.TextField(blank=True)  # text and place, folded: what is searched and compared, never shown
    language = models.CharField(max_length=12, blank=True)
    category = models.CharField(max_length=24, choices=Category.choices, default=Category.OTHER)
    needs = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    people_count = models.PositiveIntegerField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    due_at = models.DateTimeField()  # when a decision is due
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")  # the country when nothing is known
    area_path = models.TextField()  # area.path, copied so that the queue needs no join
    place_precision = models.CharField(max_length=8, choices=PlacePrecision.choices, default=PlacePrecision.UNKNOWN)
    place_text = models.CharField(max_length=300, blank=True)  # "behind the pharmacy"
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    anonymous = models.BooleanField(default=False)
    reporter_name = EncryptedTextField(blank=True, default="")
    reporter_phone = EncryptedTextField(blank=True, default="")  # E.164
    reporter_index = models.CharField(max_length=64, blank=True, db_index=True)  # blind index of the phone
    tracking_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")  # who decides
    status = models.CharField(max_length=10, choices=AlertStatus.choices, default=AlertStatus.NEW)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    dismiss_reason = models.CharField(max_length=16, choices=DismissReason.choices, blank=True)
    story = models.ForeignKey(Story, models.PROTECT, null=True, blank=True, related_name="alerts")
    has_addition = models.BooleanField(default=False)  # the reporter added something nobody has read
    sensitive = models.BooleanField(default=False, db_default=False)  # in a file that only named people read
    reach = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, blank=True, related_name="alerts")
    routed_by = models.ForeignKey("alerts.RoutingRule", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "source_ref"], condition=~Q(source_ref=""), name="alert_source_once"
            ),
            models.CheckConstraint(condition=Q(urgency__range=(1, 4)), name="alert_urgency_known"),
            models.CheckConstraint(
                condition=Q(read_at=None, read_by=None) | Q(read_at__isnull=False, read_by__isnull=False),
                name="alert_read_is_paired",
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="alert_position_possible",
            ),
            models.CheckConstraint(
                condition=Q(status="DISMISSED") & ~Q(dismiss_reason="") | ~Q(status="DISMISSED") & Q(dismiss_reason=""),
                name="alert_dismissed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="GATHERED") | Q(story__isnull=False), name="alert_gathered_has_a_story"
            ),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(reporter_name="", reporter_phone=""),
                name="alert_anonymous_is_anonymous",
            ),
        ]
        indexes = [
            models.Index(F("urgency").desc(), "due_at", "id", condition=Q(status__in=WAITING), name="alert_queue"),
            models.Index("due_at", "id", condition=Q(status__in=WAITING), name="alert_queue_due"),
            models.Index(F("received_at").desc(), F("id").desc(), name="alert_newest"),
            models.Index(OpClass("area_path", name="text_pattern_ops"), F("received_at").desc(), name="alert_by_area"),
            models.Index("organisation", F("received_at").desc(), name="alert_by_organisation"),
            models.Index(
                OpClass("area_path", name="text_pattern_ops"),
                "due_at",
                condition=Q(status__in=WAITING),
                name="alert_queue_area",
            ),
            models.Index(
                F("received_at").desc(), F("id").desc(), condition=Q(has_addition=True), name="alert_additions"
            ),
            models.Index("due_at", condition=Q(status__in=WAITING, place_precision="UNKNOWN"), name="alert_unlocated"),
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="alert_words"),
        ]

    class Privacy:
        identifies = {
            "text": "text", "folded": "text", "place_text": "text", "lon": "position", "lat": "position", "reporter_name": "name_ar",
            "reporter_phone": "phone", "reporter_index": "phone", "tracking_hash": "number",
        }  # fmt: skip
        sensitive = {"category", "needs"}
        safe = {
            "id", "uuid", "number", "channel", "source_ref", "received_at", "language", "people_count", "urgency", "due_at", "area",
            "area_path", "place_precision", "anonymous", "organisation", "status", "read_at", "read_by", "decided_at", "dismiss_reason",
            "story", "has_addition", "sensitive", "reach", "recorded_by", "batch", "routed_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("alerts:alert", args=[self.uuid])

    @property
    def state(self) -> AlertStatus:
        return AlertStatus(self.status)

    @property
    def key(self) -> str:
        """Return the public id as text, for addresses put together in templates."""
        return str(self.uuid)

    @property
    def way(self) -> Channel:
        return Channel(self.channel)

    @property
    def waits(self) -> bool:
        return self.status in WAITING

    @property
    def needed(self) -> list[Need]:
        """Return the needs, in the order in which they are told."""
        return [need for need in Need if need.value in self.needs]


class AlertEvent(models.Model):
    """What happened to an alert, in order.

    ``before`` holds ``fields``, what an undo puts back, and what the line says besides its text (``to``, ``into``, ``number``,
    ``changed``, ``words``), or of an arrival the ``needs`` it came with and those ``cleared`` from what was proposed;
    ``sealed``, encrypted, the cells of an imported row that could not be read.
    """

    class Kind(models.TextChoices):
        RECEIVED = "RECEIVED", pgettext_lazy("alert event", "Received")
        READ = "READ", pgettext_lazy("alert event", "Read")
        CORRECTED = "CORRECTED", pgettext_lazy("alert event", "Corrected")
        ADDITION = "ADDITION", pgettext_lazy("alert event", "The reporter added information")
        PUBLISHED = "PUBLISHED", pgettext_lazy("alert event", "It was published too")
        NOTE = "NOTE", pgettext_lazy("alert event", "Note")
        QUESTION = "QUESTION", pgettext_lazy("alert event", "Question to the reporter")
        PASSED = "PASSED", pgettext_lazy("alert event", "Passed on")
        GATHERED = "GATHERED", pgettext_lazy("alert event", "Gathered")
        DISMISSED = "DISMISSED", pgettext_lazy("alert event", "Dismissed")
        MISSION = "MISSION", pgettext_lazy("alert event", "A team was sent")
        VISITED = "VISITED", pgettext_lazy("alert event", "The team was there")
        CASE = "CASE", pgettext_lazy("alert event", "Put in a case file")
        ENDED = "ENDED", pgettext_lazy("alert event", "The file was closed")
        RAISED = "RAISED", pgettext_lazy("alert event", "Urgency raised by what was read")
        UNDONE = "UNDONE", pgettext_lazy("alert event", "Undone")
        WRITTEN = "WRITTEN", pgettext_lazy("alert event", "Answered the reporter")
        ROUTED = "ROUTED", pgettext_lazy("alert event", "Sent by a rule")
        ESCALATED = "ESCALATED", pgettext_lazy("alert event", "Late: told to somebody higher")
        ERASED = "ERASED", pgettext_lazy("alert event", "The reporter had their number and name erased")

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    before = models.JSONField(default=dict, blank=True)
    sealed = EncryptedTextField(blank=True, default="", db_default="")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index("alert", "id", name="alert_event_order"),
            models.Index("at", name="alert_event_at"),  # what happened since somebody came on duty
        ]

    class Privacy:
        identifies = {"text": "text", "before": "text", "sealed": "text"}
        safe = {"id", "uuid", "alert", "at", "kind", "by", "undone_at"}

    @property
    def unread(self) -> list[dict[str, str]]:
        """Return the cells of an imported row that could not be read: field, column, reason and value."""
        return json.loads(self.sealed) if self.sealed else []

    @staticmethod
    def seal(cells: list[dict[str, str]]) -> str:
        """Return what ``sealed`` keeps of cells that could not be read."""
        return json.dumps(cells, ensure_ascii=False) if cells else ""


class AlertPhoto(models.Model):
    """A photo sent with an alert or added later: re-encoded, without position data."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="photos")
    event = models.ForeignKey(AlertEvent, models.PROTECT, null=True, blank=True, related_name="photos")
    file = models.FileField(upload_to="alerts/")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        identifies = {"file": "file", "sha256": "number"}
        safe = {"id", "uuid", "alert", "event", "width", "height", "size", "added_at"}


class HandOver(models.Model):
    """What a shift leaves to the next one."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    text = models.TextField()
    alerts = models.ManyToManyField(Alert, through="HandOverItem", blank=True, related_name="handovers")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="handover_acknowledged_is_paired",
            ),
        ]
        indexes = [models.Index("organisation", F("written_at").desc(), name="handover_newest")]

    class Privacy:
        identifies = {"text": "text"}
        safe = {"id", "uuid", "organisation", "written_at", "written_by", "acknowledged_at", "acknowledged_by"}


class HandOverItem(models.Model):
    """An alert that a shift leaves open: the next officer says that they have it."""

    id = models.BigAutoField(primary_key=True)
    handover = models.ForeignKey(HandOver, models.PROTECT, related_name="items")
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        db_table = "alerts_handover_alerts"  # its first columns are those of a plain relation, and so is its name
        unique_together = [("handover", "alert")]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_by=None) | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="handover_item_taken_is_paired",
            ),
        ]

    class Privacy:
        safe = {"id", "handover", "alert", "taken_at", "taken_by"}

    @property
    def headline(self) -> str:
        """The beginning of the alert, for who may read it: a number alone tells a tired officer nothing."""
        return reading.headline(self.alert.text, 70) or str(self.alert.get_category_display())
