"""Questionnaires and their versions, the phones that fill them in, and what was filled in."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7
from yaqaza.questionnaires.states import FileKind, Stage


def opaque(folder: str, name: str) -> str:
    """A name on disk that says nothing: what it was called stands in its row."""
    suffix = PurePosixPath(name).suffix.lower()
    return f"questionnaires/{folder}/{uuid7().hex}{suffix if suffix[1:].isalnum() and len(suffix) < 9 else ''}"


def source_path(_row: Any, name: str) -> str:
    return opaque("sources", name)


def media_path(_row: Any, name: str) -> str:
    return opaque("media", name)


def attachment_path(_row: Any, name: str) -> str:
    return opaque("attachments", name)


class Questionnaire(models.Model):
    """A form that people of an organisation and of those below it fill in. Phones know it by ``form_id``."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    form_id = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=200)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Privacy:
        safe = {"id", "uuid", "form_id", "title", "organisation", "status", "created_at", "created_by"}

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("questionnaires:questionnaire", args=[self.uuid])

    @property
    def stage(self) -> Stage:
        return Stage(self.status)


class Version(models.Model):
    """One wording of a questionnaire. A published one never changes again (a trigger refuses it); the draft is the one without a date."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="versions")
    version = models.CharField(max_length=120, blank=True)  # as the form says it; it may say nothing
    title = models.CharField(max_length=200)
    source = models.FileField(upload_to=source_path, max_length=120)
    suffix = models.CharField(max_length=8)
    xform = models.BinaryField()  # served byte for byte
    md5 = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    outline = models.JSONField(default=dict)  # xform.Form.outline
    repeats = ArrayField(models.TextField(), default=list)
    files = ArrayField(models.TextField(), default=list)
    bindings = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire"], condition=Q(published_at=None), name="questionnaire_has_one_draft"
            ),
            models.UniqueConstraint(
                fields=["questionnaire", "version"], condition=~Q(published_at=None), name="questionnaire_version_once"
            ),
        ]

    class Privacy:
        safe = {
            "id", "uuid", "questionnaire", "version", "title", "source", "suffix", "xform", "md5", "sha256", "outline", "repeats", "files",
            "bindings", "warnings", "created_at", "created_by", "published_at", "published_by",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {self.version}".strip()

    @property
    def wanted(self) -> list[str]:
        """Return the names of the media that the form speaks of."""
        return list(self.outline.get("media", []))


class Media(models.Model):
    """A file that phones fetch with a version: a picture of a question, a list of choices."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(Version, models.CASCADE, related_name="media")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=media_path, max_length=120)
    size = models.PositiveIntegerField()
    md5 = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="media_once")]

    class Privacy:
        safe = {"id", "version", "name", "file", "size", "md5"}


class Device(models.Model):
    """A phone or another program that fills in for a user. Its key is kept as a hash; whoever holds it is that user, for forms only."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="devices")
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=16, unique=True)  # the user name for Digest
    key_hash = models.CharField(max_length=64, unique=True)
    digest = EncryptedTextField()  # MD5(code:realm:key), which HTTP Digest is checked with
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="device_revoked_by_somebody",
            ),
        ]

    class Privacy:
        identifies = {"name": "text"}
        sensitive = {"key_hash", "digest"}
        safe = {"id", "uuid", "user", "code", "created_at", "created_by", "used_at", "revoked_at", "revoked_by"}

    def __str__(self) -> str:
        return self.code

    @staticmethod
    def hash_of(key: str) -> str:
        """Return how a key is kept: keys are 256 random bits, for which a plain hash is enough."""
        return hashlib.sha256(key.encode()).hexdigest()


class Submission(models.Model):
    """A form as it was filled in: the XML whole, encrypted, with its hash; its answers beside it, read once.

    A later one that ``corrects`` it takes its place without changing it. ``set_aside_at``: of two corrections of the same, the one
    that does not count. ``sensitive``: it belongs to a file for named readers.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(Version, models.PROTECT, related_name="submissions")
    instance_id = models.CharField(max_length=120, unique=True)
    corrects = models.CharField(max_length=120, blank=True)  # the instance id that it takes the place of
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    area_path = models.TextField()
    received_at = models.DateTimeField(default=timezone.now)
    xml = EncryptedTextField()
    sha256 = models.CharField(max_length=64)
    answers = EncryptedTextField()  # JSON
    title = EncryptedTextField(blank=True)  # the form's own name for it, often a person's
    title_words = ArrayField(models.IntegerField(), default=list, blank=True)  # keyed hashes of its words
    sensitive = models.BooleanField(default=False, db_default=False)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(corrects=F("instance_id")), name="submission_corrects_another"),
            models.CheckConstraint(
                condition=Q(set_aside_at=None, set_aside_by=None)
                | Q(set_aside_at__isnull=False, set_aside_by__isnull=False),
                name="submission_set_aside_by_somebody",
            ),
        ]
        indexes = [
            models.Index(F("received_at").desc(), F("id").desc(), name="submission_newest"),
            models.Index("version", F("received_at").desc(), F("id").desc(), name="submission_by_version"),
            models.Index("user", F("received_at").desc(), F("id").desc(), name="submission_by_user"),
            models.Index(
                OpClass("area_path", name="text_pattern_ops"), F("received_at").desc(), name="submission_by_area"
            ),
            models.Index("corrects", condition=~Q(corrects=""), name="submission_corrections"),
            GinIndex(fields=["title_words"], condition=~Q(title_words=[]), name="submission_title_words"),
        ]

    class Privacy:
        identifies = {"xml": "text", "answers": "text", "title": "text", "title_words": "list"}
        safe = {
            "id", "uuid", "version", "instance_id", "corrects", "user", "device", "organisation", "area", "area_path", "received_at",
            "sha256", "sensitive", "set_aside_at", "set_aside_by",
        }  # fmt: skip

    def get_absolute_url(self) -> str:
        return reverse("questionnaires:submission", args=[self.uuid])


class Attachment(models.Model):
    """A file that the answers speak of, or that came with them; without ``file`` it has not arrived yet."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=attachment_path, max_length=120, blank=True)
    kind = models.CharField(max_length=8, choices=FileKind.choices, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)  # of the bytes as they came: a picture is kept made anew
    arrived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "name"], name="attachment_once"),
            models.CheckConstraint(
                condition=Q(file="", kind="", sha256="", arrived_at=None)
                | ~Q(file="") & ~Q(kind="") & ~Q(sha256="") & Q(arrived_at__isnull=False),
                name="attachment_whole_or_awaited",
            ),
        ]

    class Privacy:
        identifies = {"name": "text", "file": "file"}
        sensitive = {"sha256"}
        safe = {"id", "uuid", "submission", "kind", "size", "arrived_at"}

    @property
    def sort(self) -> FileKind:
        return FileKind(self.kind)
