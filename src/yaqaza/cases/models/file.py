"""The file itself: what it joins, who reads it, how it ends, what happened."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from yaqaza.alerts.states import Need, Urgency
from yaqaza.cases import programmes
from yaqaza.cases.states import (
    CaseStatus,
    Confidentiality,
    Outcome,
    Party,
    Task,
    Verdict,
)
from yaqaza.core.ids import uuid7


class Case(models.Model):
    """The file of a person or a household. Its status changes only in ``cases.actions``."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)  # 16-2026-000123: province, year, order
    programme_code = models.CharField(max_length=30)  # a code of services.Programme (a later app: no foreign key)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="cases")
    household = models.ForeignKey("people.Household", models.PROTECT, null=True, blank=True, related_name="cases")
    summary = models.TextField()
    needs = ArrayField(models.CharField(max_length=24), default=list, blank=True)  # codes of alerts.states.Need
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices)
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    area_path = models.TextField()
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="cases")
    worker = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="cases")
    confidentiality = models.CharField(max_length=10, choices=Confidentiality.choices, default=Confidentiality.ORDINARY)
    status = models.CharField(max_length=18, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)  # of the last decided investigation
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    next_due_on = models.DateField(null=True, blank=True)  # the nearest of follow-ups, steps and referrals
    has_addition = models.BooleanField(default=False)  # of a reporter, not read yet by whoever holds the file
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(household__isnull=False), name="case_is_about_someone"
            ),
            models.CheckConstraint(
                condition=Q(status="CLOSED", closed_at__isnull=False, closed_by__isnull=False)
                | ~Q(status="CLOSED") & Q(closed_at=None, closed_by=None),
                name="case_closed_is_whole",
            ),
            models.CheckConstraint(condition=Q(urgency__range=(1, 4)), name="case_urgency_known"),
            models.CheckConstraint(condition=Q(status__in=CaseStatus.values), name="case_status_known"),
        ]
        indexes = [
            models.Index(F("opened_at").desc(), F("id").desc(), name="case_newest"),
            models.Index(OpClass("area_path", name="text_pattern_ops"), F("opened_at").desc(), name="case_by_area"),
            models.Index("worker", "next_due_on", condition=~Q(status="CLOSED"), name="case_open_by_worker"),
            models.Index("organisation", F("opened_at").desc(), name="case_by_organisation"),
            models.Index("worker", condition=Q(has_addition=True), name="case_additions"),
        ]

    class Privacy:
        identifies = {"summary": "text"}
        sensitive = {"programme_code", "verdict", "needs"}
        safe = {
            "id", "uuid", "number", "person", "household", "urgency", "area", "area_path", "organisation", "worker", "confidentiality",
            "status", "opened_at", "opened_by", "next_due_on", "has_addition", "closed_at", "closed_by", "version",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("cases:case", args=[self.uuid])

    @property
    def state(self) -> CaseStatus:
        return CaseStatus(self.status)

    @property
    def task(self) -> Task:
        """Return what the file waits for; the row comes from ``waiting.with_task``."""
        return Task(self.task_code)  # type: ignore[attr-defined]  # annotated

    @property
    def party(self) -> Party:
        """Return who has to act now."""
        return self.task.party

    @property
    def judgement(self) -> Verdict | None:
        return Verdict(self.verdict) if self.verdict else None

    @property
    def needed(self) -> list[Need]:
        """Return what is missing, in the order in which it is told."""
        return [need for need in Need if need.value in self.needs]

    @property
    def sensitive(self) -> bool:
        return self.confidentiality == Confidentiality.SENSITIVE

    @property
    def closed(self) -> bool:
        return self.status == CaseStatus.CLOSED

    @property
    def due_at(self) -> datetime | None:
        """Return the end of the day on which something is due."""
        day = self.next_due_on
        return timezone.make_aware(datetime.combine(day, time(23, 59))) if day else None

    @property
    def programme(self) -> str:
        """Return the programme's name in the reader's language."""
        return programmes.name(self.programme_code)

    @property
    def subject(self) -> str:
        """Return whom the file is about."""
        return str(self.person or self.household)


class CaseAlert(models.Model):
    """An alert that belongs to a file; an alert is in one file at most."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="case_alerts")
    alert = models.OneToOneField("alerts.Alert", models.PROTECT, related_name="case_alert")
    linked_at = models.DateTimeField(default=timezone.now)
    linked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Privacy:
        safe = {"id", "case", "alert", "linked_at", "linked_by"}


class CaseAccess(models.Model):
    """Someone named as a reader of a sensitive file, for a time and a reason (also by breaking the glass)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="accesses")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    break_glass = models.BooleanField(default=False)
    granted_at = models.DateTimeField(default=timezone.now)
    granted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    until_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(break_glass=False)
                | Q(until_at__isnull=False, until_at__lte=F("granted_at") + timedelta(hours=1)),
                name="broken_glass_ends_by_itself",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(reviewed_by=F("user")),
                name="access_is_reviewed_by_another",
            ),
        ]

    class Privacy:
        sensitive = {"reason"}
        safe = {
            "id", "uuid", "case", "user", "break_glass", "granted_at", "granted_by", "until_at", "reviewed_at", "reviewed_by",
        }  # fmt: skip


class Closure(models.Model):
    """How a file ended; a reopened file keeps its closures."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="closures")
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    note = models.TextField(blank=True)
    why_no_verdict = models.CharField(max_length=300, blank=True)  # where nobody decided on what is known
    closed_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reopen_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(reopened_at=None), name="one_standing_closure"),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None, reopen_reason="")
                | Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopen_reason=""),
                name="reopened_with_a_reason",
            ),
        ]

    class Privacy:
        identifies = {"note": "text", "why_no_verdict": "text", "reopen_reason": "text"}
        safe = {"id", "uuid", "case", "outcome", "closed_at", "closed_by", "reopened_at", "reopened_by"}


class CaseEvent(models.Model):
    """One line of the file's timeline, written by the action it tells of. Later apps write theirs through ``cases.actions.tell``."""

    class Kind(models.TextChoices):
        OPENED = "OPENED", pgettext_lazy("case event", "File opened")
        ALERT = "ALERT", pgettext_lazy("case event", "Alert joined")
        ADDITION = "ADDITION", pgettext_lazy("case event", "The reporter added information")
        PUBLISHED = "PUBLISHED", pgettext_lazy("case event", "It was published too")
        ASSIGNED = "ASSIGNED", pgettext_lazy("case event", "Given to a case worker")
        MISSION = "MISSION", pgettext_lazy("case event", "Mission")
        FINDINGS = "FINDINGS", pgettext_lazy("case event", "Findings")
        RECOMMENDED = "RECOMMENDED", pgettext_lazy("case event", "Verdict recommended")
        DECIDED = "DECIDED", pgettext_lazy("case event", "Verdict decided")
        ASSESSED = "ASSESSED", pgettext_lazy("case event", "Diagnosis")
        PLAN = "PLAN", pgettext_lazy("case event", "Assistance plan")
        STEP = "STEP", pgettext_lazy("case event", "Step")
        REFERRAL = "REFERRAL", pgettext_lazy("case event", "Referral")
        SERVICE = "SERVICE", pgettext_lazy("case event", "Service")
        REVERSAL = "REVERSAL", pgettext_lazy("case event", "Service reversed")
        FOLLOW_UP = "FOLLOW_UP", pgettext_lazy("case event", "Follow-up")
        NOTE = "NOTE", pgettext_lazy("case event", "Note")
        ANSWERS = "ANSWERS", pgettext_lazy("case event", "Answers of a questionnaire")
        ACCESS = "ACCESS", pgettext_lazy("case event", "Access to the file")
        CLOSED = "CLOSED", pgettext_lazy("case event", "File closed")
        REOPENED = "REOPENED", pgettext_lazy("case event", "File reopened")

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)  # codes and uuids that let the page word and link the line

    class Meta:
        indexes = [models.Index("case", F("at").desc(), F("id").desc(), name="case_timeline")]

    class Privacy:
        identifies = {"text": "text"}
        sensitive = {"details"}
        safe = {"id", "uuid", "case", "at", "kind", "by"}
