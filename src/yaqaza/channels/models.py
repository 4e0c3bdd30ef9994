"""Connectors to the outside, what came in and went out by them, and who wants no messages."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from yaqaza.channels.states import (
    STANDING,
    TO_DECIDE,
    Command,
    Direction,
    Fill,
    Health,
    Kind,
    Medium,
    ProbeState,
    Reason,
    Status,
    TemplateState,
    Writing,
)
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
    """A browser that wants notifications: of an officer, or of whoever follows a report (``about``, its uuid)."""

    id = models.BigAutoField(primary_key=True)
    contact = models.OneToOneField(Contact, models.CASCADE, related_name="subscription")
    user = models.ForeignKey("accounts.User", models.CASCADE, null=True, blank=True, related_name="+")
    about = models.UUIDField(null=True, blank=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None, about__isnull=False) | Q(user__isnull=False, about=None),
                name="subscription_of_one",
            ),
        ]
        indexes = [models.Index("about", condition=Q(about__isnull=False), name="subscription_about")]

    class Privacy:
        sensitive = {"about"}
        safe = {"id", "contact", "user", "since"}


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


class Arrival(models.Model):
    """What a provider sent, as it came: kept before anything is made of it. The text goes after ninety days, the keyed hash stays."""

    id = models.BigAutoField(primary_key=True)
    connector = models.ForeignKey(Connector, models.PROTECT, related_name="arrivals")
    at = models.DateTimeField(default=timezone.now)
    raw = EncryptedTextField(blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True)  # keyed, so that nobody finds the text by trying
    senders = ArrayField(models.CharField(max_length=64), default=list, blank=True)  # blind indexes of who is spoken of
    read_at = models.DateTimeField(null=True, blank=True)
    readable = models.BooleanField(null=True, blank=True)  # False: nothing could be made of it

    class Meta:
        indexes = [
            models.Index("connector", "sha256", name="arrival_again"),
            models.Index("at", condition=Q(read_at=None), name="arrival_waits"),
            models.Index("at", condition=~Q(raw=""), name="arrival_kept"),
            GinIndex("senders", name="arrival_senders"),
            models.Index("connector", condition=Q(readable=False) & ~Q(raw=""), name="arrival_unreadable"),
            models.Index("connector", condition=Q(senders=[]) & ~Q(raw=""), name="arrival_of_nobody"),
        ]

    class Privacy:
        identifies = {"raw": "text", "sha256": "number"}
        sensitive = {"senders"}
        safe = {"id", "connector", "at", "read_at", "readable"}


class Message(models.Model):
    """One message of a talk, in or out. An outgoing one is the row of the outbox."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    connector = models.ForeignKey(Connector, models.PROTECT, related_name="messages")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    at = models.DateTimeField(default=timezone.now)  # in: when it was written; out: when it was ordered
    body = EncryptedTextField(blank=True, default="")
    language = models.CharField(max_length=3, choices=Writing.choices, blank=True)
    external_id = models.CharField(max_length=255, blank=True)  # the provider's own
    # what came in
    arrival = models.ForeignKey(Arrival, models.PROTECT, null=True, blank=True, related_name="messages")
    command = models.CharField(max_length=5, choices=Command.choices, blank=True)
    attachments = models.PositiveSmallIntegerField(default=0)  # that came with it
    fetched = models.PositiveSmallIntegerField(default=0, db_default=0)  # pictures of those, kept elsewhere
    taken_at = models.DateTimeField(null=True, blank=True)  # when something was made of it
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    # what goes out
    status = models.CharField(max_length=9, choices=Status.choices, blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    key = models.CharField(max_length=80, blank=True)  # the same one is ordered once
    template = models.CharField(max_length=24, blank=True)
    sent_as = models.CharField(max_length=96, blank=True, default="", db_default="")  # the provider's template
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    urgent = models.BooleanField(default=False)  # goes at night too
    ahead = models.BooleanField(default=False, db_default=False)  # a person wrote it: before all that goes by itself
    notice = models.BooleanField(default=False)  # the one answer to STOP, which goes all the same
    due_at = models.DateTimeField(null=True, blank=True)  # not before
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    rounds = models.PositiveSmallIntegerField(default=0)  # how often a person sent it again: a new key for the provider
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connector", "direction", "external_id"], condition=~Q(external_id=""), name="message_once"
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="message_ordered_once"),
            models.CheckConstraint(
                condition=Q(direction="IN", status="", due_at=None)
                | Q(direction="OUT", due_at__isnull=False) & ~Q(status="") & ~Q(key=""),
                name="message_in_or_out",
            ),
            models.CheckConstraint(
                condition=~Q(status="SENDING") | Q(claimed_at__isnull=False), name="message_sending_is_claimed"
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="message_position_possible",
            ),
        ]
        indexes = [
            models.Index(
                F("ahead").desc(),
                F("urgent").desc(),
                "due_at",
                "id",
                condition=Q(status="WAITING"),
                name="message_outbox",
            ),
            models.Index("connector", "due_at", condition=Q(status="WAITING", ahead=True), name="message_ahead"),
            models.Index("connector", "status", condition=Q(status__in=STANDING), name="message_standing"),
            models.Index("claimed_at", condition=Q(status="SENDING"), name="message_sending"),
            models.Index(F("at").desc(), F("id").desc(), condition=Q(status__in=TO_DECIDE), name="message_to_decide"),
            models.Index("contact", F("at").desc(), name="message_of_contact"),
            models.Index("at", condition=Q(direction="IN", command="", taken_at=None), name="message_untaken"),
            models.Index("connector", F("at").desc(), F("id").desc(), name="message_newest"),
            models.Index("connector", "claimed_at", condition=Q(claimed_at__isnull=False), name="message_pace"),
        ]

    class Privacy:
        identifies = {"body": "text", "external_id": "number", "lon": "position", "lat": "position"}
        safe = {
            "id", "uuid", "connector", "contact", "direction", "at", "language", "arrival", "command", "attachments", "fetched",
            "taken_at", "status", "reason", "key", "template", "sent_as", "by", "urgent", "ahead", "notice", "due_at", "claimed_at",
            "tries", "rounds", "sent_at", "delivered_at",
        }  # fmt: skip

    @property
    def state(self) -> Status:
        return Status(self.status)

    @property
    def comes_in(self) -> bool:
        return self.direction == Direction.IN

    @property
    def why(self) -> str:
        """Return the reason in words, "" when there is none."""
        return str(Reason(self.reason).label) if self.reason else ""

    @property
    def left_behind(self) -> int:
        """Return how many attachments nobody fetched."""
        return max(0, self.attachments - self.fetched)

    @property
    def to_decide(self) -> bool:
        return self.status in TO_DECIDE


class Attempt(models.Model):
    """One try to send a message; without an end it was cut off."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, models.PROTECT, related_name="attempts")
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, blank=True)  # what the message became by it
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)

    class Meta:
        indexes = [models.Index("message", "id", name="attempt_order")]

    class Privacy:
        safe = {"id", "message", "began_at", "ended_at", "status", "reason"}


class Receipt(models.Model):
    """What a provider says became of a message; it may come before we know that the message was sent."""

    id = models.BigAutoField(primary_key=True)
    connector = models.ForeignKey(Connector, models.PROTECT, related_name="receipts")
    external_id = models.CharField(max_length=64)  # keyed: the provider's own may hold a telephone number
    status = models.CharField(max_length=9, choices=Status.choices)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connector", "external_id", "status"], name="receipt_once"),
        ]
        indexes = [models.Index("at", name="receipt_age")]

    class Privacy:
        identifies = {"external_id": "number"}
        safe = {"id", "connector", "status", "reason", "at"}


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


class ProviderTemplate(models.Model):
    """A text that a provider lets us send to whoever was silent for a day: it approves each name and language by itself."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    connector = models.ForeignKey(Connector, models.CASCADE, related_name="templates")
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=12)  # as the provider writes it: ar, fr, en_US
    body = models.TextField()  # with {{1}}, {{2}}…
    state = models.CharField(max_length=8, choices=TemplateState.choices, default=TemplateState.DRAFT)
    purpose = models.CharField(max_length=24, blank=True)  # a code of ``wording``, ANY for own words, "" for none
    fills = ArrayField(models.CharField(max_length=12, choices=Fill.choices), default=list, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connector", "name", "language"], name="provider_template_once")]

    class Privacy:
        safe = {"id", "uuid", "connector", "name", "language", "body", "state", "purpose", "fills", "checked_at"}

    def __str__(self) -> str:
        return self.name

    @property
    def stands(self) -> TemplateState:
        return TemplateState(self.state)


class Template(models.Model):
    """A deployment's own words in place of those that come with Yaqaza (``wording``)."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=24, unique=True)
    texts = models.JSONField(default=dict)  # language → text
    changed_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        safe = {"id", "code", "texts", "changed_at"}
