"""Case files: from the field investigation to reintegration."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from yaqaza.alerts.states import Urgency
from yaqaza.cases import programmes, scales
from yaqaza.cases.states import (
    Approach,
    CaseStatus,
    Confidentiality,
    GoalStatus,
    Outcome,
    Party,
    ReferralStatus,
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
        ]

    class Privacy:
        identifies = {"summary": "text"}
        sensitive = {"programme_code", "verdict"}
        safe = {
            "id", "uuid", "number", "person", "household", "urgency", "area", "area_path", "organisation", "worker", "confidentiality",
            "status", "opened_at", "opened_by", "next_due_on", "closed_at", "closed_by", "version",
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
        """Return what the file waits for; the row comes from ``queries.with_task``."""
        return Task(self.task_code)  # type: ignore[attr-defined]  # annotated

    @property
    def party(self) -> Party:
        """Return who has to act now."""
        return self.task.party

    @property
    def judgement(self) -> Verdict | None:
        return Verdict(self.verdict) if self.verdict else None

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


class Investigation(models.Model):
    """What was found in the field: recommended by one person, decided by another."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="investigations")
    mission = models.OneToOneField("field.Mission", models.PROTECT, null=True, blank=True, related_name="investigation")
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    findings = models.TextField(blank=True)
    recommendation = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    recommended_at = models.DateTimeField(null=True, blank=True)
    recommended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    verdict_note = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recommendation="", recommended_at=None, recommended_by=None)
                | ~Q(recommendation="") & Q(recommended_at__isnull=False, recommended_by__isnull=False),
                name="recommendation_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at=None, decided_by=None)
                | ~Q(verdict="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="verdict_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | ~Q(recommendation=""), name="verdict_after_recommendation"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("recommended_by")), name="verdict_has_four_eyes"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(mission=None, verdict=""), name="one_open_investigation_by_hand"
            ),
        ]

    class Privacy:
        identifies = {"findings": "text", "verdict_note": "text"}
        sensitive = {"recommendation", "verdict"}
        safe = {
            "id", "uuid", "case", "mission", "asked_at", "asked_by", "recommended_at", "recommended_by", "decided_at", "decided_by",
        }  # fmt: skip

    @property
    def judgement(self) -> Verdict | None:
        return Verdict(self.verdict) if self.verdict else None


class Assessment(models.Model):
    """A scored diagnosis on a versioned scale (``cases.scales``)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    scale = models.CharField(max_length=40)
    scale_version = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    score = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10)
    note = models.TextField(blank=True)
    assessed_at = models.DateTimeField(default=timezone.now)
    assessed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    @property
    def grade(self) -> scales.Level:
        """Return the level, in the words of the version it was scored on."""
        return scales.get(self.scale, self.scale_version).called(self.level)

    @property
    def most(self) -> int:
        return scales.get(self.scale, self.scale_version).most

    class Privacy:
        identifies = {"note": "text"}
        sensitive = {"answers", "score", "level"}
        safe = {"id", "uuid", "case", "scale", "scale_version", "assessed_at", "assessed_by"}


class Plan(models.Model):
    """The assistance plan or life project of a file; an approved one is replaced, not rewritten."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="plans")
    life_project = models.TextField(blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(replaced_at=None), name="one_current_plan"),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="plan_approved_is_paired",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")), name="plan_has_four_eyes"
            ),
        ]

    class Privacy:
        identifies = {"life_project": "text"}
        safe = {"id", "uuid", "case", "written_at", "written_by", "approved_at", "approved_by", "replaced_at"}


class Goal(models.Model):
    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="goals")
    approach = models.CharField(max_length=8, choices=Approach.choices)
    title = models.CharField(max_length=200)
    target_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=GoalStatus.choices, default=GoalStatus.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="OPEN", ended_at=None) | ~Q(status="OPEN") & Q(ended_at__isnull=False),
                name="goal_ended_is_whole",
            ),
        ]

    @property
    def state(self) -> GoalStatus:
        return GoalStatus(self.status)

    @property
    def done(self) -> int:
        return sum(step.done_at is not None for step in self.steps.all())

    @property
    def total(self) -> int:
        return len(self.steps.all())

    @property
    def way(self) -> Approach:
        return Approach(self.approach)

    class Privacy:
        identifies = {"title": "text"}
        safe = {"id", "uuid", "plan", "approach", "target_on", "status", "ended_at"}


class Step(models.Model):
    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="steps")
    title = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="step_done_is_paired",
            ),
        ]

    @property
    def late(self) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < timezone.localdate()

    class Privacy:
        identifies = {"title": "text"}
        safe = {"id", "uuid", "goal", "due_on", "done_at", "done_by"}


class Referral(models.Model):
    """A request to a partner institution, with what it may see by consent or by a recorded override."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    to = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="referrals")
    request = models.TextField()
    shares_identity = models.BooleanField(default=False)
    consent = models.ForeignKey("people.Consent", models.PROTECT, null=True, blank=True, related_name="+")
    override_reason = models.CharField(max_length=300, blank=True)  # why it is sent without consent
    status = models.CharField(max_length=10, choices=ReferralStatus.choices, default=ReferralStatus.SENT)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shares_identity=False) | Q(consent__isnull=False) | ~Q(override_reason=""),
                name="identity_is_shared_by_consent_or_override",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="referral_answer_is_paired",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["ACCEPTED", "REFUSED", "COMPLETED"]) | Q(answered_at__isnull=False),
                name="referral_answered_before_it_ends",
            ),
            models.CheckConstraint(
                condition=~Q(status="REFUSED") | ~Q(answer=""), name="referral_refused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(status="COMPLETED", completed_at__isnull=False)
                | ~Q(status="COMPLETED") & Q(completed_at=None),
                name="referral_completed_is_whole",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("sent_at")), name="referral_is_due_after_it_was_sent"),
        ]
        indexes = [
            models.Index("to", "status", F("sent_at").desc(), name="referral_inbox"),
            models.Index("due_at", condition=Q(status="SENT"), name="referral_unanswered"),
        ]

    class Privacy:
        identifies = {"request": "text", "answer": "text", "override_reason": "text"}
        safe = {
            "id", "uuid", "case", "to", "shares_identity", "consent", "status", "sent_at", "sent_by", "due_at", "answered_at",
            "answered_by", "completed_at",
        }  # fmt: skip

    def get_absolute_url(self) -> str:
        return reverse("cases:referral", args=[self.uuid])

    @property
    def state(self) -> ReferralStatus:
        return ReferralStatus(self.status)


class FollowUp(models.Model):
    """A look at how the person is doing, due on a day; ``situation`` is the distance travelled (1 worst … 5 best)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    planned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    situation = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, situation=None)
                | Q(done_at__isnull=False, done_by__isnull=False, situation__range=(1, 5)),
                name="follow_up_done_is_whole",
            ),
        ]

    @property
    def late(self) -> bool:
        return self.done_at is None and self.due_on < timezone.localdate()

    class Privacy:
        identifies = {"note": "text"}
        sensitive = {"situation"}
        safe = {"id", "uuid", "case", "due_on", "planned_by", "done_at", "done_by"}


class Closure(models.Model):
    """How a file ended; a reopened file keeps its closures."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="closures")
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    note = models.TextField(blank=True)
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
        identifies = {"note": "text", "reopen_reason": "text"}
        safe = {"id", "uuid", "case", "outcome", "closed_at", "closed_by", "reopened_at", "reopened_by"}


class CaseEvent(models.Model):
    """One line of the file's timeline, written by the action it tells of. Later apps write theirs through ``cases.actions.tell``."""

    class Kind(models.TextChoices):
        OPENED = "OPENED", pgettext_lazy("case event", "File opened")
        ALERT = "ALERT", pgettext_lazy("case event", "Alert joined")
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
