"""What is done in a file: investigations, diagnoses, plans, referrals, follow-ups."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from yaqaza.cases import scales
from yaqaza.cases.states import (
    Approach,
    GoalStatus,
    ReferralStatus,
    Verdict,
)
from yaqaza.core.ids import uuid7


class Investigation(models.Model):
    """What was found in the field: recommended by one person, decided by another."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="investigations")
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
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="assessments")
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
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="plans")
    life_project = models.TextField(blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    rewritten_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )  # who else
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
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(rewritten_by=None) | ~Q(approved_by=F("rewritten_by")),
                name="plan_is_not_approved_by_its_rewriter",
            ),
        ]

    class Privacy:
        identifies = {"life_project": "text"}
        safe = {
            "id", "uuid", "case", "written_at", "written_by", "approved_at", "approved_by", "rewritten_by", "replaced_at",
        }  # fmt: skip


class Goal(models.Model):
    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="goals")
    written_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+"
    )  # not known of old goals
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
        safe = {"id", "uuid", "plan", "written_by", "approach", "target_on", "status", "ended_at"}


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
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="referrals")
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


class FollowUps(models.QuerySet["FollowUp"]):
    def due(self) -> FollowUps:
        """Narrow to those still to be done."""
        return self.filter(done_at=None, cancelled_at=None)


class FollowUp(models.Model):
    """A look at how the person is doing, due on a day; ``situation`` is the distance travelled (1 worst … 5 best)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    planned_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    situation = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)  # with the closure of the file
    cancelled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")

    objects = FollowUps.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False, done_at=None),
                name="follow_up_cancelled_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, situation=None)
                | Q(done_at__isnull=False, done_by__isnull=False, situation__range=(1, 5)),
                name="follow_up_done_is_whole",
            ),
        ]

    @property
    def is_due(self) -> bool:
        """Say whether it is still to be done."""
        return self.done_at is None and self.cancelled_at is None

    @property
    def late(self) -> bool:
        return self.is_due and self.due_on < timezone.localdate()

    class Privacy:
        identifies = {"note": "text"}
        sensitive = {"situation"}
        safe = {"id", "uuid", "case", "due_on", "planned_by", "done_at", "done_by", "cancelled_at", "cancelled_by"}
