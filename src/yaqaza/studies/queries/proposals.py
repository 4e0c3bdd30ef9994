"""What may be read of proposals: their house and those who decide read them, partners what they are asked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.core.refusal import NotFound
from yaqaza.studies.models import Citation, Proposal, Suggestion
from yaqaza.studies.states import ProposalStatus

PROPOSALS_ORDER = ("-created_at", "-id")


def proposals(user: User) -> QuerySet[Proposal]:
    """Return the proposals of the reader's places and houses; drafts only of their own house."""
    drafts = within(user, Permission.STUDY_VIEW, Permission.STUDY_MANAGE, area_path="")
    others = within(user, Permission.STUDY_VIEW, Permission.STUDY_MANAGE, Permission.PROPOSAL_DECIDE)
    rows = Proposal.objects.filter(drafts | others & ~Q(status=ProposalStatus.DRAFTED))
    return rows.select_related("organisation", "area").defer("area__geometry")


def get_proposal(uuid: UUID, *, seen_by: User) -> Proposal:
    """Return a proposal; "not there" and "not yours" get the same answer."""
    found = proposals(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no such proposal, or it is not yours to read."))
    return found


def filtered_proposals(rows: QuerySet[Proposal], chosen: Mapping[str, Any]) -> QuerySet[Proposal]:
    """Narrow a list by words of the title and by state."""
    if words := chosen.get("q"):
        rows = rows.filter(Q(title__icontains=words) | Q(number__iexact=words))
    if status := chosen.get("status"):
        rows = rows.filter(status=status)
    return rows


def citations(proposal: Proposal) -> list[Citation]:
    """Return what a proposal cites, in the order in which it was cited."""
    return list(proposal.citations.order_by("cited_at", "pk"))


def suggestions(proposal: Proposal) -> list[Suggestion]:
    """Return what partners suggest about a proposal, the first to come first, with its themes."""
    rows = proposal.suggestions.select_related("organisation", "answered_by").prefetch_related("themes")
    return list(rows.order_by("made_at", "pk"))


def get_citation(uuid: UUID, *, seen_by: User) -> Citation:
    """Return a citation of a proposal that the reader reads."""
    found = Citation.objects.filter(uuid=uuid, proposal__in=proposals(seen_by)).select_related("proposal").first()
    if found is None:
        raise NotFound(_("There is no such citation."))
    return found


def asked_of(user: User) -> QuerySet[Proposal]:
    """Return the proposals about which partners of the user's place are asked: title and problem are theirs to read."""
    reach = Q(pk__in=[])
    for posting in user.current_postings:
        if posting.gives(Permission.SUGGESTION_MAKE):
            here = posting.organisation.area.path
            reach |= Q(area__path__startswith=here) | Q(area__in=[int(step) for step in here.split(".") if step])
    open_ones = [ProposalStatus.DRAFTED, ProposalStatus.SUBMITTED]
    rows = Proposal.objects.filter(reach, to_partners=True, status__in=open_ones)
    return rows.select_related("organisation", "area").defer("area__geometry")


def get_asked(uuid: UUID, *, seen_by: User) -> Proposal:
    """Return a proposal about which the partner is asked."""
    found = asked_of(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("Partners are not asked about this proposal."))
    return found


def own_suggestions(user: User) -> QuerySet[Suggestion]:
    """Return what the partner's house suggested."""
    rows = Suggestion.objects.filter(within(user, Permission.SUGGESTION_MAKE, area_path=""))
    return rows.select_related("proposal", "organisation", "made_by").order_by("-made_at", "-id")


def get_suggestion(uuid: UUID, *, seen_by: User) -> Suggestion:
    """Return a suggestion about a proposal that the reader reads."""
    rows = Suggestion.objects.filter(uuid=uuid, proposal__in=proposals(seen_by))
    found = rows.select_related("proposal__organisation", "organisation").first()
    if found is None:
        raise NotFound(_("There is no such suggestion."))
    return found
