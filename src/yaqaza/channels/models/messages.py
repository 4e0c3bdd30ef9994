"""What came in and went out, every try to send it, and what became of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from yaqaza.channels.models.ways import Connector, Contact
from yaqaza.channels.states import STANDING, TO_DECIDE, Command, Direction, Reason, Status, Writing
from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7


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
