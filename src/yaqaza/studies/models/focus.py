"""Focus groups: codebooks with their themes, who took part (without names), the transcript and its passages."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7
from yaqaza.people.models import Sex
from yaqaza.studies.states import AgeBand, Situation


class Codebook(models.Model):
    """The themes of a study, as a tree; its focus groups are coded with them."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    title = models.CharField(max_length=200)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Privacy:
        safe = {"id", "uuid", "title", "organisation", "area", "created_at", "created_by"}

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("studies:codebook", args=[self.uuid])


class Theme(models.Model):
    """What passages may be about."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    codebook = models.ForeignKey(Codebook, models.CASCADE, related_name="themes")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    name_ar = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["codebook", "parent", "name_ar"], name="theme_once", nulls_distinct=False),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="theme_is_not_below_itself"),
        ]

    class Privacy:
        safe = {"id", "uuid", "codebook", "parent", "name_ar", "name_fr"}

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_fr if (get_language() or "ar").startswith("fr") else self.name_ar


class FocusGroup(models.Model):
    """A talk with several people about a theme: where and when, what was asked, what was said."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)  # G-2026-0001
    title = models.CharField(max_length=200)
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="groups")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    held_on = models.DateField()
    guide = models.TextField(blank=True)
    transcript = EncryptedTextField(blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(F("held_on").desc(), F("id").desc(), name="focus_group_newest")]

    class Privacy:
        identifies = {"transcript": "text"}
        safe = {
            "id", "uuid", "number", "title", "codebook", "organisation", "area", "held_on", "guide", "created_at", "created_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("studies:group", args=[self.uuid])


class Participant(models.Model):
    """Somebody who took part, without a name: only what tells for whom they speak."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    group = models.ForeignKey(FocusGroup, models.CASCADE, related_name="participants")
    number = models.PositiveSmallIntegerField()
    age = models.CharField(max_length=8, choices=AgeBand.choices)
    sex = models.CharField(max_length=8, choices=Sex.choices)
    situation = models.CharField(max_length=16, choices=Situation.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="participant_once")]

    class Privacy:
        sensitive = {"situation"}
        safe = {"id", "uuid", "group", "number", "age", "sex"}

    @property
    def described(self) -> str:
        return f"{Sex(self.sex).label} · {AgeBand(self.age).label} · {Situation(self.situation).label}"


class Passage(models.Model):
    """Sentences of a transcript that a coder put under a theme: ``transcript[start:end]``."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    group = models.ForeignKey(FocusGroup, models.PROTECT, related_name="passages")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.BooleanField(default=False)  # may be cited word by word
    coder = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "theme", "coder", "start", "end"], name="passage_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="passage_holds_words"),
        ]

    class Privacy:
        safe = {"id", "uuid", "group", "theme", "start", "end", "quote", "coder", "at"}
