"""Which alert the messages of a channel belong to."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from yaqaza.alerts.models.alerts import Alert


class AlertMessage(models.Model):
    """A message that came in about an alert, or that went out to its reporter."""

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="messages")
    message = models.OneToOneField("channels.Message", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index("alert", "id", name="alert_talk_order")]

    class Privacy:
        safe = {"id", "alert", "message", "at"}
