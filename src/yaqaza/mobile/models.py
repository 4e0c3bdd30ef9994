"""Phones that work without network, what they sent, and the files that come in pieces."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7
from yaqaza.mobile.states import UNSETTLED, State


class Phone(models.Model):
    """The field app on one device, of one user; its uuid is made there.

    ``known`` is what the phone has said that it holds at ``cursor``, ``offered`` what it holds once it says the next one: packed
    lists of records and of their fingerprints, by which only what changed is sent.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, editable=False)
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="phones")
    name = models.CharField(max_length=80, blank=True)
    registered_at = models.DateTimeField(default=timezone.now)
    synced_at = models.DateTimeField(default=timezone.now)
    waiting = models.PositiveIntegerField(default=0)  # operations that it still held when it last called
    stored = models.PositiveBigIntegerField(default=0)  # bytes that it keeps
    quota = models.PositiveBigIntegerField(default=0)  # bytes that it may keep; 0: it did not say
    cursor = models.PositiveBigIntegerField(default=0)
    offer = models.PositiveBigIntegerField(
        default=0, db_default=0
    )  # the number of the last answer that carried something
    known = models.BinaryField(default=bytes, blank=True)
    offered = models.BinaryField(default=bytes, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    wiped_at = models.DateTimeField(null=True, blank=True)  # it said that it has deleted everything

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, wiped_at=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="phone_ended_by_somebody",
            ),
        ]
        indexes = [models.Index("user", F("synced_at").desc(), name="phone_by_user")]

    class Privacy:
        sensitive = {"known", "offered"}
        identifies = {"name": "text"}
        safe = {
            "id", "uuid", "user", "registered_at", "synced_at", "waiting", "stored", "quota", "cursor", "offer", "ended_at", "ended_by",
            "wiped_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def full(self) -> bool:
        """Say whether less than a tenth of what the phone may keep is left."""
        return self.quota > 0 and self.stored > self.quota * 0.9


class Operation(models.Model):
    """One act that was done on a phone: applied once, whatever is sent again. What is left of it to decide stays until it is settled."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, editable=False)
    phone = models.ForeignKey(Phone, models.PROTECT, related_name="operations")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()  # by the phone's clock, put right by how much that clock was wrong
    received_at = models.DateTimeField(default=timezone.now)
    fingerprint = models.CharField(max_length=64)  # keyed, of kind and data
    state = models.CharField(max_length=8, choices=State.choices)
    data = EncryptedTextField(blank=True)  # JSON; "" once nothing is left to decide
    why = EncryptedTextField(blank=True)  # the sentence of a refusal
    awaits = models.UUIDField(null=True, blank=True)  # what has not arrived yet
    subject = models.UUIDField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=UNSETTLED) | Q(data=""), name="operation_settled_leaves_nothing_behind"
            ),
            models.CheckConstraint(
                condition=Q(state="WAITING", awaits__isnull=False) | ~Q(state="WAITING") & Q(awaits=None),
                name="operation_waits_for_something",
            ),
            models.CheckConstraint(
                condition=Q(state="SETTLED", settled_by__isnull=False, settled_at__isnull=False)
                | ~Q(state="SETTLED") & Q(settled_by=None, settled_at=None),
                name="operation_settled_by_somebody",
            ),
        ]
        indexes = [
            models.Index("awaits", condition=Q(state="WAITING"), name="operation_awaits"),
            models.Index("user", "received_at", condition=Q(state__in=UNSETTLED), name="operation_unsettled"),
            models.Index("phone", F("received_at").desc(), name="operation_by_phone"),
        ]

    class Privacy:
        identifies = {"data": "text", "why": "text"}
        sensitive = {"fingerprint"}
        safe = {
            "id", "uuid", "phone", "user", "organisation", "kind", "at", "received_at", "state", "awaits", "subject", "settled_at",
            "settled_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"

    @property
    def stands(self) -> State:
        return State(self.state)


class Upload(models.Model):
    """A file on its way from a phone, in pieces one after another; it goes when the operation that names it is done, and its row later."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, editable=False)
    phone = models.ForeignKey(Phone, models.CASCADE, related_name="uploads")
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="uploads/", max_length=120, blank=True)  # "" once it is used
    begun_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(default=uuid7, editable=False)  # the file's name on disk, which nobody outside knows

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(received__lte=F("size")), name="upload_no_longer_than_said")]

    class Privacy:
        identifies = {"file": "file"}
        safe = {"id", "uuid", "phone", "size", "received", "begun_at", "key"}

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def whole(self) -> bool:
        return self.received == self.size
