"""Answers of questionnaires that belong to a file, and what was taken from them into it."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7


class FiledAnswers(models.Model):
    """A submission that belongs to a file. ``settled_at``: nothing of it waits for a decision any more."""

    class Way(models.TextChoices):
        FORM = "FORM", pgettext_lazy("answers", "as the form says")
        CORRECTION = "CORRECTION", pgettext_lazy("answers", "as what it corrects")
        PERSON = "PERSON", pgettext_lazy("answers", "chosen by a person")
        OPENED = "OPENED", pgettext_lazy("answers", "the file was opened from it")

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="filed_answers")
    submission = models.OneToOneField("questionnaires.Submission", models.PROTECT, related_name="filed")
    way = models.CharField(max_length=10, choices=Way.choices)
    filed_at = models.DateTimeField(default=timezone.now)
    filed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_by=None) | Q(settled_at__isnull=False), name="answers_settled_is_whole"
            ),
        ]
        indexes = [models.Index("case", condition=Q(settled_at=None), name="answers_to_look_through")]

    class Privacy:
        safe = {"id", "uuid", "case", "submission", "way", "filed_at", "filed_by", "settled_at", "settled_by"}


class TakenAnswer(models.Model):
    """One value that the file has from answers: what stood there before, what stands since, and what it made.

    ``round``: which of several things that the form tells of. ``undone_at``: it was put back, or taken anew.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    filed = models.ForeignKey(FiledAnswers, models.PROTECT, related_name="taken")
    target = models.CharField(max_length=60)  # a code of questionnaires.bindings.TARGETS
    round = models.PositiveSmallIntegerField(null=True, blank=True)
    before = EncryptedTextField()  # JSON
    after = EncryptedTextField()  # JSON
    made = models.UUIDField(null=True, blank=True)  # of the diagnosis, the follow-up or the person that it became
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filed", "target", "round"],
                condition=Q(undone_at=None),
                nulls_distinct=False,
                name="answer_taken_once",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="answer_undone_by_somebody",
            ),
        ]

    class Privacy:
        identifies = {"before": "text", "after": "text"}
        sensitive = {"target"}
        safe = {"id", "uuid", "filed", "round", "made", "taken_at", "taken_by", "undone_at", "undone_by"}

    @property
    def was(self) -> Any:
        return json.loads(self.before)

    @property
    def value(self) -> Any:
        return json.loads(self.after)
