"""A proposal: which team goes where in which order on a day. Nothing of it holds until somebody accepts it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from yaqaza.core.ids import uuid7
from yaqaza.field.models.missions import Mission, Team
from yaqaza.field.states import ProposalKind


class Proposal(models.Model):
    """The order of a day for the missions of an area, made at a moment from what stood then (``fingerprint``)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    area = models.ForeignKey("territory.Area", models.PROTECT, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=ProposalKind.choices)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    accepted_at = models.DateTimeField(null=True, blank=True)  # its last team, too

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(accepted_at__gte=F("made_at")),
                name="proposal_accepted_after_it_was_made",
            ),
        ]
        indexes = [models.Index("made_by", F("made_at").desc(), name="proposal_newest_of_user")]

    class Privacy:
        safe = {"id", "uuid", "area", "day", "kind", "made_at", "made_by", "fingerprint", "accepted_at"}

    def get_absolute_url(self) -> str:
        return reverse("field:proposal", args=[self.uuid])

    @property
    def sort(self) -> ProposalKind:
        return ProposalKind(self.kind)


class ProposedVisit(models.Model):
    """A mission in a proposal: the team and its turn there, or neither."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="visits")
    mission = models.ForeignKey(Mission, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    turn = models.PositiveSmallIntegerField(null=True, blank=True)
    pinned = models.BooleanField(default=False)  # by hand: it stays with its team
    accepted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "mission"], name="visit_proposed_once"),
            models.CheckConstraint(
                condition=Q(team=None, turn=None) | Q(team__isnull=False, turn__isnull=False),
                name="visit_has_a_team_with_a_turn",
            ),
            models.CheckConstraint(condition=Q(pinned=False) | Q(team__isnull=False), name="visit_pinned_to_a_team"),
        ]

    class Privacy:
        safe = {"id", "uuid", "proposal", "mission", "team", "turn", "pinned", "accepted"}
