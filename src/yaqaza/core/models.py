"""What every app relies on: the audit trail and the counters of human numbers."""

from __future__ import annotations

from django.db import models
from django.utils.timezone import now

from yaqaza.core.ids import uuid7


class Counter(models.Model):
    """The last number given out in a series; written only by ``core.ids``."""

    series = models.CharField(max_length=60, primary_key=True)
    value = models.BigIntegerField(default=0)

    class Privacy:
        safe = {"series", "value"}


class KeySeal(models.Model):
    """The fingerprint of a key that columns of this database were encrypted or indexed with; see ``config.keys``."""

    name = models.CharField(max_length=40, primary_key=True)
    fingerprint = models.CharField(max_length=64)

    class Privacy:
        safe = {"name", "fingerprint"}


class AuditEntry(models.Model):
    """One act, written in the transaction of the act. No foreign keys: it outlives what it speaks of.

    A trigger refuses UPDATE and DELETE; at commit another writes the entry's ``AuditLink``.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    at = models.DateTimeField(default=now, db_index=True)
    event = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    actor_role = models.CharField(max_length=40, blank=True)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.BigIntegerField(null=True)
    object_uuid = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_by_object"),
            models.Index(fields=["actor_id", "-id"], name="audit_by_actor"),
        ]

    class Privacy:
        safe = {
            "id", "uuid", "at", "event", "actor_id", "actor_role", "object_type", "object_id", "object_uuid", "details",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.event} #{self.pk}"


class AuditLink(models.Model):
    """The chain: ``hash = sha256(previous hash ‖ content of the entry)``, one link an entry, in order of commit."""

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.BigIntegerField(unique=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Privacy:
        safe = {"position", "entry_id", "previous_hash", "hash"}
