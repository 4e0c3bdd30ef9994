"""Where posts come from: sources, the files that are sent to one, and what monitors follow."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from yaqaza.alerts.states import Refusal
from yaqaza.channels.states import Health, Reason
from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7
from yaqaza.monitoring.states import Condition, Kind, WatchKind


class Source(models.Model):
    """Where posts come from. It belongs to an organisation, whose monitors keep it working."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=80)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    settings = models.JSONField(default=dict, blank=True)
    secrets = EncryptedTextField(blank=True, default="")
    enabled = models.BooleanField(default=False)
    every_minutes = models.PositiveIntegerField(default=5)
    silent_hours = models.PositiveIntegerField(default=48)  # without a post for so long, somebody should look
    cursor = models.JSONField(default=dict, blank=True)  # moves in the transaction that keeps the posts
    next_at = models.DateTimeField(null=True, blank=True)  # not asked before
    asking_until = models.DateTimeField(null=True, blank=True)  # one process at a time asks
    health = models.CharField(max_length=8, choices=Health.choices, default=Health.UNKNOWN)
    trouble = models.CharField(max_length=12, blank=True)  # a code of ``channels.states.Reason``, while it lasts
    trouble_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    worked_at = models.DateTimeField(null=True, blank=True)  # last success
    last_post_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)  # when it was noted that it is dead or silent
    taken = models.PositiveBigIntegerField(default=0)  # posts that came, each once
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(health="TROUBLE", trouble_since__isnull=False) & ~Q(trouble="")
                | ~Q(health="TROUBLE") & Q(trouble="", trouble_since=None),
                name="source_trouble_has_a_reason_and_a_beginning",
            ),
            models.CheckConstraint(condition=Q(every_minutes__range=(1, 1440)), name="source_pace_possible"),
            models.CheckConstraint(condition=Q(silent_hours__range=(1, 2160)), name="source_silence_possible"),
        ]
        indexes = [models.Index("next_at", condition=Q(enabled=True), name="source_due")]

    class Privacy:
        sensitive = {"settings", "secrets", "cursor"}
        safe = {
            "id", "uuid", "kind", "name", "organisation", "enabled", "every_minutes", "silent_hours", "next_at", "asking_until", "health",
            "trouble", "trouble_since", "failures", "worked_at", "last_post_at", "told_at", "taken", "created_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("monitoring:source", args=[self.uuid])

    @property
    def type(self) -> Kind:
        return Kind(self.kind)

    @property
    def values(self) -> dict[str, Any]:
        """Return settings and secrets together, as the reader of the provider wants them."""
        return {**self.settings, **(json.loads(self.secrets) if self.secrets else {})}

    @property
    def why(self) -> str:
        """Return the last failure in words while it lasts, "" when it works."""
        return str(Reason(self.trouble).label) if self.trouble else ""

    @property
    def silent_since(self) -> Any:
        """Return since when nothing came, once that is longer than this source may be silent; None before."""
        last = self.last_post_at or self.created_at
        over = timezone.now() - last > timedelta(hours=self.silent_hours)
        return last if self.enabled and over and self.kind != Kind.FILE else None

    @property
    def condition(self) -> Condition:
        """Return how the source is now."""
        if not self.enabled:
            return Condition.OFF
        if self.health == Health.TROUBLE:
            return Condition.WAITS if self.trouble == Reason.LIMIT else Condition.TROUBLE
        if self.silent_since:
            return Condition.SILENT
        return Condition.WORKS if self.health == Health.WORKS else Condition.UNKNOWN


class Watch(models.Model):
    """Words, a place or an account that a monitor follows: what it finds is shown also when it asks for nothing."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=WatchKind.choices)
    text = models.CharField(max_length=120, blank=True)  # words, or the name of an account
    folded = models.CharField(max_length=240, blank=True)  # as it is compared
    area = models.ForeignKey("territory.Area", models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="PLACE", area__isnull=False, folded="")
                | ~Q(kind="PLACE") & Q(area=None) & (~Q(folded="") | Q(text="", ended_at__isnull=False)),
                name="watch_follows_words_or_a_place",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="watch_ended_is_paired",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "folded"],
                condition=Q(ended_at=None, area=None),
                name="watch_words_once",
            ),
            models.UniqueConstraint(
                fields=["organisation", "area"], condition=Q(ended_at=None, area__isnull=False), name="watch_place_once"
            ),
        ]

    class Privacy:
        identifies = {"text": "text", "folded": "text"}
        safe = {"id", "uuid", "kind", "area", "organisation", "added_at", "added_by", "ended_at", "ended_by"}

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def type(self) -> WatchKind:
        return WatchKind(self.kind)


class PostFile(models.Model):
    """A file of posts: how its columns are read and how far it got."""

    class Status(models.TextChoices):
        MAPPING = "MAPPING", pgettext_lazy("import", "Waiting for its columns to be matched")
        RUNNING = "RUNNING", pgettext_lazy("import", "Running")
        DONE = "DONE", pgettext_lazy("import", "Done")
        FAILED = "FAILED", pgettext_lazy("import", "Stopped")

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="files")
    file = models.FileField(upload_to="posts/", blank=True)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    layout = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)  # field → column
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.MAPPING)
    total = models.PositiveIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        identifies = {"file": "file", "file_name": "text", "layout": "text", "mapping": "text"}
        safe = {
            "id", "uuid", "source", "sha256", "status", "total", "done", "taken", "known", "refused", "created_at", "created_by",
            "finished_at",
        }  # fmt: skip

    @property
    def state(self) -> PostFile.Status:
        return PostFile.Status(self.status)

    @property
    def running(self) -> bool:
        return self.status == self.Status.RUNNING


class FileProblem(models.Model):
    """One fault of a row of a file, by its line."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(PostFile, models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=20)  # a code of ``alerts.states.Refusal``
    value = models.CharField(max_length=120, blank=True)
    taken = models.BooleanField(default=False)  # the row came in without this

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "row", "column", "reason"], name="post_problem_named_once")
        ]

    class Privacy:
        identifies = {"value": "text", "column": "text"}
        safe = {"id", "file", "row", "reason", "taken"}

    @property
    def sentence(self) -> str:
        return str(Refusal(self.reason).label)
