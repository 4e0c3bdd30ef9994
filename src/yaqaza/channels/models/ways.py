"""Connectors to the outside, who is reached by them, who wants no messages, and our own tests of them."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from yaqaza.channels.states import Health, Kind, Medium, ProbeState, Reason, Writing
from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7


class Connector(models.Model):
    """One way in and out: a gateway, a mailbox, a bot. It belongs to an organisation, whose people see what it brings."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=80)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    settings = models.JSONField(default=dict, blank=True)
    secrets = EncryptedTextField(blank=True, default="")
    enabled = models.BooleanField(default=False)
    per_minute = models.PositiveIntegerField(default=60)  # the most messages we send in a minute
    paused_until = models.DateTimeField(null=True, blank=True)  # the provider asked to wait
    out_health = models.CharField(max_length=8, choices=Health.choices, default=Health.UNKNOWN)
    out_trouble = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    in_health = models.CharField(max_length=8, choices=Health.choices, default=Health.UNKNOWN)
    in_trouble = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    unclear = models.PositiveSmallIntegerField(default=0, db_default=0)  # tries in a row of which nobody knows the end
    checked_at = models.DateTimeField(null=True, blank=True)
    polling_until = models.DateTimeField(null=True, blank=True)  # one process at a time asks for what is new
    cursor = models.JSONField(default=dict, blank=True)
    last_in_at = models.DateTimeField(null=True, blank=True)
    last_out_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(out_health="TROUBLE") & ~Q(out_trouble="") | ~Q(out_health="TROUBLE") & Q(out_trouble=""),
                name="connector_out_trouble_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(in_health="TROUBLE") & ~Q(in_trouble="") | ~Q(in_health="TROUBLE") & Q(in_trouble=""),
                name="connector_in_trouble_has_a_reason",
            ),
            models.CheckConstraint(condition=Q(per_minute__range=(1, 6000)), name="connector_pace_possible"),
        ]

    class Privacy:
        sensitive = {"settings", "secrets", "cursor"}
        safe = {
            "id", "uuid", "kind", "name", "organisation", "enabled", "per_minute", "paused_until", "out_health", "out_trouble", "in_health",
            "in_trouble", "unclear", "checked_at", "polling_until", "last_in_at", "last_out_at", "created_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("channels:connector", args=[self.uuid])

    @property
    def type(self) -> Kind:
        return Kind(self.kind)

    @property
    def medium(self) -> Medium:
        return self.type.medium

    sends = property(lambda self: Health(self.out_health))
    receives = property(lambda self: Health(self.in_health))

    @property
    def state(self) -> Health:
        """The worse of sending and receiving; unknown only while both are."""
        both = {self.sends, self.receives}
        return next(each for each in (Health.TROUBLE, Health.WORKS, Health.UNKNOWN) if each in both)

    @property
    def values(self) -> dict[str, Any]:
        """Return settings and secrets together, as the gateway wants them."""
        return {**self.settings, **(json.loads(self.secrets) if self.secrets else {})}


class Contact(models.Model):
    """Somebody outside, as one connector knows them."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    connector = models.ForeignKey(Connector, models.PROTECT, related_name="contacts")
    address = EncryptedTextField(blank=True, default="")  # E.164, an e-mail address, a chat number; "" when erased
    index = models.CharField(max_length=64, blank=True)  # blind index of the address
    name = EncryptedTextField(blank=True, default="")  # as they call themselves
    language = models.CharField(max_length=3, choices=Writing.choices, default=Writing.AR)
    last_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connector", "index"], condition=~Q(index=""), name="contact_once"),
        ]

    class Privacy:
        identifies = {"address": "phone", "index": "phone", "name": "name_latin"}
        safe = {"id", "uuid", "connector", "language", "last_in_at"}


class Subscription(models.Model):
    """A browser that wants notifications, or the e-mail of an officer: of theirs, or of whoever follows a report (``about``, its uuid)."""

    id = models.BigAutoField(primary_key=True)
    contact = models.OneToOneField(Contact, models.CASCADE, related_name="subscription")
    user = models.ForeignKey("accounts.User", models.CASCADE, null=True, blank=True, related_name="+")
    about = models.UUIDField(null=True, blank=True)
    since = models.DateTimeField(default=timezone.now)
    browser = models.UUIDField(null=True, blank=True, unique=True)  # what a cookie there holds (``browsers``)
    session = EncryptedTextField(
        blank=True, default="", db_default=""
    )  # the officer's in that browser: it ends with it
    base_url = models.CharField(max_length=200, blank=True)  # where links in letters begin

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, about__isnull=False) | Q(user__isnull=False, about=None),
                name="subscription_of_one",
            ),
        ]
        indexes = [models.Index("about", condition=Q(about__isnull=False), name="subscription_about")]

    class Privacy:
        sensitive = {"about", "browser", "session"}
        safe = {"id", "contact", "user", "since", "base_url"}


class OptOut(models.Model):
    """Somebody who wants no messages by a medium: kept by the blind index alone."""

    id = models.BigAutoField(primary_key=True)
    medium = models.CharField(max_length=10, choices=Medium.choices)
    index = models.CharField(max_length=64)
    language = models.CharField(max_length=3, choices=Writing.choices)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["medium", "index"], name="opted_out_once")]

    class Privacy:
        identifies = {"index": "phone"}
        safe = {"id", "medium", "language", "since"}


class Probe(models.Model):
    """A test that we sent to ourselves by a way in; without a connector by the public form."""

    id = models.BigAutoField(primary_key=True)
    connector = models.ForeignKey(Connector, models.PROTECT, null=True, blank=True, related_name="probes")
    index = models.CharField(max_length=64, unique=True)  # keyed, of its words
    sent_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()  # when it should have arrived
    arrived_at = models.DateTimeField(null=True, blank=True)  # taken as an alert, and undone
    alarmed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)  # why it could not even be sent

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(due_at__gt=F("sent_at")), name="probe_due_after_sent")]
        indexes = [
            models.Index("connector", F("sent_at").desc(), name="probe_newest"),
            models.Index("due_at", condition=Q(arrived_at=None, alarmed_at=None), name="probe_awaited"),
        ]

    class Privacy:
        safe = {"id", "connector", "index", "sent_at", "due_at", "arrived_at", "alarmed_at", "reason"}

    @property
    def state(self) -> ProbeState:
        if self.arrived_at:
            return ProbeState.LATE if self.arrived_at > self.due_at else ProbeState.ARRIVED
        return ProbeState.MISSING if self.reason or timezone.now() > self.due_at else ProbeState.UNDERWAY

    @property
    def why(self) -> str:
        return str(Reason(self.reason).label) if self.reason else ""

    @property
    def took(self) -> float | None:
        """Return the seconds from its sending to its arrival."""
        return (self.arrived_at - self.sent_at).total_seconds() if self.arrived_at else None
