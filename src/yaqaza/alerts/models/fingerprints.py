"""What of an alert is compared with other alerts, to propose which of them tell of the same situation."""

from __future__ import annotations

import json

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from yaqaza.alerts.models.alerts import Alert, AlertPhoto
from yaqaza.alerts.states import PlacePrecision
from yaqaza.core.crypto import EncryptedTextField
from yaqaza.language.duplicates import pictures, situations, texts

VERSION = 100 * texts.VERSION + situations.VERSION
"""A fingerprint of another version is made anew before it is compared."""


class Fingerprint(models.Model):
    """The text of an alert as the index and the comparison read it; nothing can be read back from the keys."""

    id = models.BigAutoField(primary_key=True)
    alert = models.OneToOneField(Alert, models.CASCADE, related_name="fingerprint")
    version = models.PositiveSmallIntegerField()
    text_bands = ArrayField(models.BigIntegerField(), default=list)  # near-duplicate texts share one
    contact_keys = ArrayField(models.BigIntegerField(), default=list)  # blind keys of telephones and accounts
    said = EncryptedTextField(default="")  # JSON of ``language.duplicates.situations``
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            GinIndex(fields=["text_bands", "contact_keys"], name="fingerprint_keys"),
            models.Index("version", name="fingerprint_version"),
        ]

    class Privacy:
        identifies = {"said": "text"}
        sensitive = {"text_bands", "contact_keys"}
        safe = {"id", "alert", "version", "made_at"}

    def situation(self, alert: Alert) -> situations.Situation:
        """Return what ``alert`` (the one of this fingerprint) says for comparison, with what its row knows of place and reporter."""
        return situations.Situation.from_json(json.loads(self.said) if self.said else {}, **known_of(alert))


def known_of(alert: Alert) -> situations.Known:
    """Return what the row of an alert tells beside its text."""
    placed = alert.place_precision != PlacePrecision.UNKNOWN
    return {
        "when": alert.received_at,
        "areas": [alert.area_path] if placed else [],
        "position": (alert.lon, alert.lat) if alert.lon is not None and alert.lat is not None else None,
        "phones": [alert.reporter_phone] if alert.reporter_phone else [],
    }


class PictureFingerprint(models.Model):
    """The perceptual hash of a photo; none for a photo that shows one colour only."""

    id = models.BigAutoField(primary_key=True)
    photo = models.OneToOneField(AlertPhoto, models.CASCADE, related_name="fingerprint")
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="picture_fingerprints")
    version = models.PositiveSmallIntegerField(default=pictures.VERSION)
    bits = models.BigIntegerField(null=True)
    bands = ArrayField(models.IntegerField(), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(bits__isnull=False) | Q(bands=[]), name="picture_without_bits_has_no_bands"
            )
        ]
        indexes = [GinIndex(fields=["bands"], name="picture_fingerprint_bands")]

    class Privacy:
        sensitive = {"bits", "bands"}
        safe = {"id", "photo", "alert", "version"}
