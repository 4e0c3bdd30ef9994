"""What the portal itself keeps: photos of reports that are not sent yet. Everything else becomes an alert."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from yaqaza.core.ids import uuid7


class DraftPhoto(models.Model):
    """A photo waiting for its report to be sent; removed with the report, or after a day.

    ``draft`` is the blind index of the report's secret token: only the session that holds the token finds its photos.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    draft = models.CharField(max_length=64)
    file = models.FileField(upload_to="drafts/")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "sha256"], name="draft_photo_once"),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="draft_photo_position_possible",
            ),
        ]

    class Privacy:
        identifies = {"file": "file", "sha256": "number", "lon": "position", "lat": "position"}
        safe = {"id", "uuid", "draft", "width", "height", "size", "taken_at", "created_at"}

    @property
    def mark(self) -> str:
        """What its button says to have it removed."""
        return str(self.uuid)
