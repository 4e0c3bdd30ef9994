"""Who is the same as whom: merges that can be taken back, pairs told apart for ever, and pairs that someone must compare."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from yaqaza.core.ids import uuid7
from yaqaza.people.models.persons import Person
from yaqaza.people.states import WAITING, LikenessSource, LikenessStatus


class Merge(models.Model):
    """Two records said to be one person: ``gone`` is the same as ``kept`` until the merge is undone."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Person, models.PROTECT, related_name="mergers")
    reason = models.CharField(max_length=300)
    filled = ArrayField(models.CharField(max_length=30), default=list)  # fields of the kept one that the gone one knew
    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    undo_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merged_into_one_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_a_reason"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None, undo_reason="")
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason=""),
                name="merge_undone_is_whole",
            ),
        ]

    class Privacy:
        identifies = {"reason": "text", "undo_reason": "text"}
        safe = {
            "id", "uuid", "kept", "gone", "filled", "merged_at", "merged_by", "undone_at", "undone_by",
        }  # fmt: skip


class MergeMove(models.Model):
    """A row that a merge made point at the kept person: what ``unmerge`` gives back."""

    id = models.BigAutoField(primary_key=True)
    merge = models.ForeignKey(Merge, models.PROTECT, related_name="moves", db_index=False)
    model = models.CharField(max_length=60)  # "field.Mission"
    field = models.CharField(max_length=60)
    row = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merge", "model", "field", "row"], name="merge_moves_a_row_once")
        ]

    class Privacy:
        safe = {"id", "merge", "model", "field", "row"}


class NotSame(models.Model):
    """Two records that someone looked at and told apart: they are never proposed as one again."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    a = models.ForeignKey(Person, models.PROTECT, related_name="+")
    b = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(default=timezone.now)
    told_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="told_apart_in_order"),
            models.UniqueConstraint(fields=["a", "b"], name="told_apart_once"),
        ]

    class Privacy:
        identifies = {"reason": "text"}
        safe = {"id", "uuid", "a", "b", "told_at", "told_by"}


class Likeness(models.Model):
    """Two records that may be one person, with why; someone says whether they are.

    ``evidence`` holds codes and weights only (``{"code": "NAME_ALIKE", "weight": 7.3}``, in bits); the words behind a code are read from
    the two records when the page is shown, so that a correction or an erasure reaches them.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    a = models.ForeignKey(Person, models.PROTECT, related_name="+")
    b = models.ForeignKey(Person, models.PROTECT, related_name="+")
    source = models.CharField(max_length=6, choices=LikenessSource.choices)
    score = models.FloatField()  # how probable it is that they are one, 0 to 1
    evidence = models.JSONField(default=list)
    status = models.CharField(max_length=8, choices=LikenessStatus.choices, default=LikenessStatus.OPEN)
    noticed_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    keep = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # which one, if the same
    note = models.CharField(max_length=300, blank=True)
    merge = models.ForeignKey(Merge, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(a__lt=F("b")), name="likeness_in_order"),
            models.UniqueConstraint(fields=["a", "b"], name="likeness_once_a_pair"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="likeness_score_is_a_share"),
            models.CheckConstraint(condition=Q(status__in=LikenessStatus.values), name="likeness_status_known"),
            models.CheckConstraint(
                condition=Q(status="OPEN", answered_at=None, answered_by=None)
                | ~Q(status="OPEN") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="likeness_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["PROPOSED", "SAME"], keep__isnull=False)
                | ~Q(status__in=["PROPOSED", "SAME"]) & Q(keep=None),
                name="likeness_same_says_which_is_kept",
            ),
            models.CheckConstraint(
                condition=Q(keep=None) | Q(keep=F("a")) | Q(keep=F("b")), name="likeness_keeps_one_of_the_two"
            ),
            models.CheckConstraint(
                condition=Q(status="SAME", merge__isnull=False) | ~Q(status="SAME") & Q(merge=None),
                name="likeness_same_has_its_merge",
            ),
        ]
        indexes = [
            models.Index(
                F("score").desc(), F("id").desc(), condition=Q(status__in=list(WAITING)), name="likeness_waiting"
            ),
        ]

    class Privacy:
        identifies = {"note": "text"}
        safe = {
            "id", "uuid", "a", "b", "source", "score", "evidence", "status", "noticed_at", "answered_at", "answered_by", "keep", "merge",
        }  # fmt: skip

    def get_absolute_url(self) -> str:
        return reverse("people:likeness", args=[self.uuid])

    @property
    def state(self) -> LikenessStatus:
        return LikenessStatus(self.status)
