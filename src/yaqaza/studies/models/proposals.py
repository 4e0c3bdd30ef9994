"""Policy proposals, what they rest on, and what partners suggest."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from yaqaza.core import figures
from yaqaza.core.crypto import EncryptedTextField
from yaqaza.core.ids import uuid7
from yaqaza.studies.states import CitationKind, CitationRole, ProposalStatus, SuggestionStatus


class Proposal(models.Model):
    """What a cell proposes because of what it found, and what became of it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(max_length=20, unique=True)  # P-2026-0001
    title = models.CharField(max_length=200)
    problem = models.TextField()
    text = models.TextField()
    target = models.CharField(max_length=200)  # to whom it is addressed
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    to_partners = models.BooleanField(default=False)  # partners may read title and problem, and suggest
    status = models.CharField(max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.DRAFTED)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="DRAFTED", submitted_at=None, submitted_by=None)
                | ~Q(status="DRAFTED") & Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="proposal_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["DRAFTED", "SUBMITTED"], decided_at=None, decided_by=None, reason="")
                | Q(status__in=["ADOPTED", "REFUSED", "MEASURED"], decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(reason=""),
                name="proposal_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")), name="proposal_decided_by_another"
            ),
        ]
        indexes = [models.Index(F("created_at").desc(), F("id").desc(), name="proposal_newest")]

    class Privacy:
        safe = {
            "id", "uuid", "number", "title", "problem", "text", "target", "organisation", "area", "to_partners", "status", "created_at",
            "created_by", "submitted_at", "submitted_by", "decided_at", "decided_by", "reason",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("studies:proposal", args=[self.uuid])

    @property
    def state(self) -> ProposalStatus:
        return ProposalStatus(self.status)


class Citation(models.Model):
    """What a proposal rests on, as it stood when it was cited, and where it stands."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="citations")
    kind = models.CharField(max_length=10, choices=CitationKind.choices)
    role = models.CharField(max_length=8, choices=CitationRole.choices, default=CitationRole.EVIDENCE)
    label_ar = models.CharField(max_length=300)
    label_fr = models.CharField(max_length=300)
    value = models.CharField(max_length=80, blank=True)
    words = EncryptedTextField(blank=True, default="")  # of a quote
    url = models.CharField(max_length=400)
    cited_at = models.DateTimeField(default=timezone.now)
    cited_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "role"], condition=~Q(role="EVIDENCE"), name="citation_measured_once"
            )
        ]

    class Privacy:
        identifies = {"words": "text"}
        safe = {
            "id",
            "uuid",
            "proposal",
            "kind",
            "role",
            "label_ar",
            "label_fr",
            "value",
            "url",
            "cited_at",
            "cited_by",
        }

    @property
    def label(self) -> str:
        return self.label_fr if (get_language() or "ar").startswith("fr") else self.label_ar

    @property
    def sort(self) -> Any:
        return CitationKind(self.kind)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what is cited: the same on the page and on paper as long as nobody touched it."""
        told = [self.kind, self.role, self.label_ar, self.label_fr, self.value, self.words, self.url, self.cited_at]
        return hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()

    @property
    def short_digest(self) -> str:
        return figures.groups(self.digest)


class Suggestion(models.Model):
    """What a partner suggests about a proposal, and what was answered."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="suggestions")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=SuggestionStatus.choices, default=SuggestionStatus.WAITING)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    themes = models.ManyToManyField("studies.Theme", blank=True, related_name="suggestions")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="WAITING", answer="", answered_at=None, answered_by=None)
                | ~Q(status="WAITING") & ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="suggestion_answered_in_words",
            )
        ]

    class Privacy:
        identifies = {"text": "text", "answer": "text"}
        safe = {
            "id",
            "uuid",
            "proposal",
            "organisation",
            "made_at",
            "made_by",
            "status",
            "answered_at",
            "answered_by",
        }

    @property
    def state(self) -> SuggestionStatus:
        return SuggestionStatus(self.status)
