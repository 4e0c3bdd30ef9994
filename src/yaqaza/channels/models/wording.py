"""Texts that are kept ready: those that a provider approves, and a deployment's own words."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from yaqaza.channels.models.ways import Connector
from yaqaza.channels.states import Fill, TemplateState
from yaqaza.core.ids import uuid7


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
