"""Who may plan, draw, visit and close a survey, and when; each refusal is the sentence that the page shows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_house, reaches_place, reaches_place_or_house
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.studies.models import Codebook, FocusGroup, Proposal, Suggestion, Survey, Unit
from yaqaza.studies.states import (
    BY_HAND,
    FAILED,
    MOVES,
    PROPOSAL_MOVES,
    Allocation,
    Design,
    FrameKind,
    Outcome,
    ProposalStatus,
    SurveyStatus,
)
from yaqaza.territory.models import Area

S = SurveyStatus
LEAST_ANSWERS = 5
"""From fewer answers nothing is estimated: it would say more about them than about the frame."""

MOST_SIGNS = 400_000
"""Of a transcript: some eight hours of talk."""


def check_manage(survey: Survey, *, by: User) -> None:
    """Refuse who does not run the surveys of this house."""
    if not reaches_house(by, Permission.STUDY_MANAGE, survey.organisation):
        raise NotPermitted(_("This survey is run by another house."))


def check_areas(areas: list[Area], *, by: User) -> None:
    """Refuse places that lie outside of the drawer's reach."""
    for area in areas:
        if not reaches_place(by, Permission.STUDY_MANAGE, area):
            raise Refused(_("%(area)s lies outside the places that you answer for.") % {"area": area.name})


def check_change(survey: Survey, *, by: User) -> None:
    """Refuse to change what was drawn already."""
    check_manage(survey, by=by)
    if survey.state is not S.DRAFT:
        raise Refused(_("The sample is drawn: frame and design stay as they are. Take the draw back first."))


def check_draw(survey: Survey, *, by: User) -> None:
    """Refuse a draw that does not follow, or whose design cannot be."""
    check_manage(survey, by=by)
    check_move(MOVES, survey.state, S.FIELD)
    if survey.plan is Design.CLUSTERS and survey.clusters < 2:
        raise Refused(_("Take two places at least: one alone says nothing about how places differ."))
    if survey.source is FrameKind.LIST and not survey.listed:
        raise Refused(_("Upload the list and say which column holds the code."))


def check_strata(survey: Survey, count: int) -> None:
    """Refuse a sample too small for its strata: those of which nothing is drawn would be told nothing of."""
    if survey.plan is Design.STRATIFIED and survey.allocation != Allocation.GIVEN and survey.size < count:
        raise Refused(_("There are more strata than units to draw. Draw more units or take larger places."))  # fmt: skip


def check_withdraw(survey: Survey, *, by: User) -> None:
    """Refuse to take a draw back once anybody was visited."""
    check_manage(survey, by=by)
    check_move(MOVES, survey.state, S.DRAFT)
    if survey.units.exclude(outcome=Outcome.WAITING).exists():
        raise Refused(_("Units were visited already. A draw is only taken back before the first visit."))


def check_run(survey: Survey, *, by: User) -> None:
    """Refuse to share out or release what is not in the field."""
    check_manage(survey, by=by)
    if survey.state is not S.FIELD:
        raise Refused(_("This survey is not in the field."))


def check_close(survey: Survey, *, by: User) -> None:
    """Refuse to close what is not in the field."""
    check_manage(survey, by=by)
    check_move(MOVES, survey.state, S.CLOSED)


def check_reopen(survey: Survey, *, by: User) -> None:
    """Refuse to open what is not closed."""
    check_manage(survey, by=by)
    if survey.state is not S.CLOSED:
        raise Refused(_("This survey is not closed."))


def check_assign(survey: Survey, *, to: User, by: User) -> None:
    """Refuse enumerators who are not of the house that runs the survey or below it."""
    check_run(survey, by=by)
    if not to.is_active or not any(
        posting.gives(Permission.STUDY_ENUMERATE) and posting.organisation.path.startswith(survey.organisation.path)
        for posting in to.current_postings
    ):
        raise Refused(_("%(name)s visits no units for this house.") % {"name": to.name})


def check_visit(unit: Unit, outcome: Outcome, *, by: User) -> None:
    """Refuse an outcome by who has not that unit, and one that only answers can tell."""
    if unit.survey.state is not S.FIELD:
        raise Refused(_("This survey is not in the field."))
    if unit.assigned_to_id != by.pk and not reaches_house(by, Permission.STUDY_MANAGE, unit.survey.organisation):
        raise NotPermitted(_("This unit is somebody else's."))
    if not unit.released:
        raise Refused(_("This unit is a replacement that waits. It is visited once it is released."))
    if unit.result is Outcome.ANSWERED:
        raise Refused(_("This unit answered: its answers say so."))
    if outcome not in (*BY_HAND, Outcome.WAITING):
        raise Refused(_("That a unit answered is told by the questionnaire: fill it in and choose the unit there."))


def check_replace(unit: Unit, *, by: User) -> None:
    """Refuse a replacement for a unit that has not failed."""
    check_run(unit.survey, by=by)
    if unit.result not in FAILED:
        raise Refused(_("A replacement is released for a unit that refused, was absent or was not found."))


def check_group(row: Codebook | FocusGroup, *, by: User) -> None:
    """Refuse who does not look after the focus groups of this house or place."""
    if not reaches_place_or_house(by, Permission.FOCUS_GROUP, area=row.area, organisation=row.organisation):
        raise NotPermitted(_("These talks are looked after by others."))


def check_code(group: FocusGroup, *, by: User) -> None:
    """Refuse to code what has no words yet."""
    check_group(group, by=by)
    if not group.transcript:
        raise Refused(_("The transcript is still to be written."))


def check_write(proposal: Proposal, *, by: User) -> None:
    """Refuse who does not write the proposals of this house, and to change one that was submitted."""
    check_house(proposal, by=by)
    if proposal.state is not ProposalStatus.DRAFTED:
        raise Refused(_("This proposal was submitted: it stays as it is."))


def check_house(proposal: Proposal, *, by: User) -> None:
    """Refuse who does not write the proposals of this house."""
    if not reaches_house(by, Permission.STUDY_MANAGE, proposal.organisation):
        raise NotPermitted(_("This proposal is written by another house."))


def check_submit(proposal: Proposal, *, by: User) -> None:
    """Refuse to submit what rests on nothing."""
    check_write(proposal, by=by)
    check_move(PROPOSAL_MOVES, proposal.state, ProposalStatus.SUBMITTED)
    if not proposal.citations.exists():
        raise Refused(_("A proposal rests on something: cite a figure, an estimate, a theme, a quote or a map first."))


def check_take_back(proposal: Proposal, *, by: User) -> None:
    """Refuse to draft again what was adopted."""
    check_house(proposal, by=by)
    check_move(PROPOSAL_MOVES, proposal.state, ProposalStatus.DRAFTED)


def check_decide_proposal(proposal: Proposal, *, by: User) -> None:
    """Refuse a decision by who submitted it, or who does not reach its place."""
    if not reaches_place_or_house(
        by, Permission.PROPOSAL_DECIDE, area=proposal.area, organisation=proposal.organisation
    ):
        raise NotPermitted(_("This proposal is decided by others."))
    check_move(PROPOSAL_MOVES, proposal.state, ProposalStatus.ADOPTED)
    if proposal.submitted_by_id == by.pk:
        raise Refused(_("Who submits a proposal does not decide it."))


def check_measure(proposal: Proposal, *, by: User) -> None:
    """Refuse to measure what was not adopted."""
    check_house(proposal, by=by)
    check_move(PROPOSAL_MOVES, proposal.state, ProposalStatus.MEASURED)


def check_suggest(proposal: Proposal, *, by: User) -> None:
    """Refuse a suggestion where partners are not asked."""
    if not by.may(Permission.SUGGESTION_MAKE) or not proposal.to_partners:
        raise NotPermitted(_("Partners are not asked about this proposal."))
    if proposal.state not in (ProposalStatus.DRAFTED, ProposalStatus.SUBMITTED):
        raise Refused(_("This proposal is decided already."))


def check_answer(suggestion: Suggestion, *, by: User) -> None:
    """Refuse an answer by another house."""
    check_house(suggestion.proposal, by=by)
