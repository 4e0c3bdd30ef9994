"""Posts as they came, and the stories they are gathered into."""

from __future__ import annotations

import json

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from yaqaza.alerts.states import DismissReason, Need, PlacePrecision, Urgency
from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7
from yaqaza.monitoring.models.sources import Source
from yaqaza.monitoring.states import OPEN, Happening, StoryStatus


class Story(models.Model):
    """One situation as posts tell of it, however often and in whatever words. Counts stay when the posts are stripped."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    text = models.TextField(blank=True)  # the wording that says most
    folded = models.TextField(blank=True)  # what is searched
    language = models.CharField(max_length=12, blank=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")  # of the first source
    houses = ArrayField(models.BigIntegerField(), default=list, blank=True)  # of all its sources
    sources = ArrayField(models.BigIntegerField(), default=list, blank=True)
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")  # the country when nothing is known
    area_path = models.TextField()
    place_precision = models.CharField(max_length=8, choices=PlacePrecision.choices, default=PlacePrecision.UNKNOWN)
    asks = models.FloatField(default=0.0)
    needs = ArrayField(models.CharField(max_length=24), default=list, blank=True)  # those that are stated
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.ORDINARY)
    people_count = models.PositiveIntegerField(null=True, blank=True)
    watches = ArrayField(models.BigIntegerField(), default=list, blank=True)  # that found it
    posts = models.PositiveIntegerField(default=0)
    reach = models.PositiveBigIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    known = models.FloatField(default=0.0)  # how likely an alert tells of it already
    likely_alert = models.ForeignKey("alerts.Alert", models.SET_NULL, null=True, blank=True, related_name="+")
    rank = models.FloatField(default=0.0)  # the order of the board: see ``ranking``
    status = models.CharField(max_length=9, choices=StoryStatus.choices, default=StoryStatus.NEW)
    dismiss_reason = models.CharField(max_length=16, choices=DismissReason.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    alert = models.ForeignKey("alerts.Alert", models.PROTECT, null=True, blank=True, related_name="published_stories")
    into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="swallowed")
    resembles = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )  # decided before it came
    stripped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="DISMISSED") & ~Q(dismiss_reason="") | ~Q(status="DISMISSED") & Q(dismiss_reason=""),
                name="published_story_dismissed_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["ACCEPTED", "JOINED"], alert__isnull=False)
                | ~Q(status__in=["ACCEPTED", "JOINED"]) & Q(alert=None),
                name="published_story_accepted_has_an_alert",
            ),
            models.CheckConstraint(
                condition=Q(status="NEW", decided_at=None, decided_by=None)
                | ~Q(status="NEW") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="published_story_decided_by_somebody",
            ),
            models.CheckConstraint(condition=Q(first_at__lte=F("last_at")), name="published_story_begins_first"),
        ]
        indexes = [
            models.Index(F("rank").desc(), F("id").desc(), condition=Q(status__in=OPEN, into=None), name="story_board"),
            models.Index(
                OpClass("area_path", name="text_pattern_ops"),
                F("last_at").desc(),
                condition=Q(into=None),
                name="story_by_area",
            ),
            models.Index(F("last_at").desc(), F("id").desc(), condition=Q(into=None), name="story_newest"),
            models.Index("last_at", condition=Q(stripped_at=None), name="story_to_strip"),
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="story_words"),
            GinIndex(fields=["houses"], condition=Q(into=None), name="story_by_house", fastupdate=False),
        ]

    class Privacy:
        identifies = {"text": "text", "folded": "text"}
        sensitive = {"needs", "asks"}
        safe = {
            "id", "uuid", "language", "organisation", "houses", "sources", "area", "area_path", "place_precision", "urgency",
            "people_count", "watches", "posts", "reach", "first_at", "last_at", "known", "likely_alert", "rank", "status",
            "dismiss_reason", "decided_at", "decided_by", "alert", "into", "resembles", "stripped_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("monitoring:story", args=[self.uuid])

    @property
    def key(self) -> str:
        return str(self.uuid)

    @property
    def state(self) -> StoryStatus:
        return StoryStatus(self.status)

    @property
    def open(self) -> bool:
        return self.status in OPEN

    @property
    def needed(self) -> list[Need]:
        """Return the needs, those first that press most."""
        return [need for need in Need if need.value in self.needs]


class Wording(models.Model):
    """One wording of a story: near-duplicates of its first text are counted with it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    story = models.ForeignKey(Story, models.PROTECT, related_name="wordings")
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    script = models.CharField(max_length=8, blank=True)
    area_path = models.TextField(blank=True)  # the place it names, "" for none
    signature = models.BinaryField(default=bytes, blank=True)
    bands = ArrayField(models.BigIntegerField(), default=list, blank=True)  # near-duplicates share one
    said = EncryptedTextField(blank=True, default="")  # JSON of ``language.duplicates.situations``
    needs = models.JSONField(default=dict, blank=True)  # need → likelihood
    asks = models.FloatField(default=0.0)
    urgency = models.FloatField(default=0.0)
    people_count = models.PositiveIntegerField(null=True, blank=True)
    why = models.JSONField(default=dict, blank=True)  # conclusion → spans of the text
    model_version = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()  # of the first
    posts = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            GinIndex(fields=["bands"], name="wording_bands", fastupdate=False),
            models.Index("story", "at", name="wording_of_story"),
            models.Index("at", condition=~Q(text=""), name="wording_to_strip"),
        ]

    class Privacy:
        identifies = {"text": "text", "said": "text"}
        sensitive = {"signature", "bands", "needs", "asks", "urgency", "why"}
        safe = {
            "id", "uuid", "story", "language", "script", "area_path", "people_count", "model_version", "at", "posts",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def key(self) -> str:
        """Return the public id as text, for addresses put together in templates."""
        return str(self.uuid)


class Post(models.Model):
    """Something somebody published, as it came. What nobody accepted is stripped after a while; the row is counted for ever."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="posts")
    index = models.CharField(max_length=64)  # blind index of the provider's own number: the same one comes in once
    published_at = models.DateTimeField()
    captured_at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True)
    author = EncryptedTextField(blank=True, default="")  # JSON: handle, name, url
    url = EncryptedTextField(blank=True, default="")
    reach = models.PositiveBigIntegerField(default=1)  # itself, and how often it was passed on or answered
    raw = EncryptedTextField(blank=True, default="")  # as the provider gave it
    sha256 = models.CharField(max_length=64, blank=True)  # of ``raw``
    watches = ArrayField(models.BigIntegerField(), default=list, blank=True)  # of its account
    letters = models.BigIntegerField(null=True, blank=True)  # keyed hash of its letters: the same words again
    gathered_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(
        max_length=60, blank=True, default=""
    )  # the kind of error for which it was set aside unread
    wording = models.ForeignKey(Wording, models.PROTECT, null=True, blank=True, related_name="copies")
    story = models.ForeignKey(Story, models.PROTECT, null=True, blank=True, related_name="all_posts")
    stripped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "index"], name="post_once"),
            models.CheckConstraint(
                condition=Q(wording=None, story=None)
                | Q(wording__isnull=False, story__isnull=False, gathered_at__isnull=False),
                name="post_gathered_by_its_wording",
            ),
            models.CheckConstraint(
                condition=Q(stripped_at=None) | Q(text="", author="", url="", raw="", sha256="", watches=[]),
                name="post_stripped_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(fault="") | Q(story=None, gathered_at__isnull=False), name="post_set_aside_is_in_no_story"
            ),
        ]
        indexes = [
            models.Index("id", condition=Q(gathered_at=None), name="post_waits"),
            models.Index(
                F("letters"),
                F("captured_at").desc(),
                condition=Q(story__isnull=False, letters__isnull=False),
                name="post_again",
            ),
            models.Index("source", "id", condition=~Q(fault=""), name="post_set_aside"),
            models.Index("story", "published_at", condition=Q(story__isnull=False), name="post_of_story"),
            models.Index("captured_at", condition=Q(stripped_at=None), name="post_to_strip"),
        ]

    class Privacy:
        identifies = {
            "text": "text",
            "author": "name_latin",
            "url": "text",
            "raw": "text",
            "sha256": "number",
            "index": "number",
            "watches": "list",  # of its account: they name it
        }
        sensitive = {"letters"}
        safe = {
            "id", "uuid", "source", "published_at", "captured_at", "reach", "gathered_at", "fault", "wording", "story", "stripped_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def by(self) -> dict[str, str]:
        """Return who wrote it: handle, name and url, as far as they are known and kept."""
        return json.loads(self.author) if self.author else {}


class StoryEvent(models.Model):
    """What people decided about a story, in order."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    story = models.ForeignKey(Story, models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=10, choices=Happening.choices)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index("story", "id", name="story_event_order")]

    class Privacy:
        identifies = {"text": "text"}
        safe = {"id", "uuid", "story", "at", "kind", "by"}
