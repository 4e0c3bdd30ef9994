"""Who may change organisations, users and postings."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches
from yaqaza.accounts.states import MOVES, OrganisationStatus
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.territory.models import Area


def check_manage_organisation(organisation: Organisation, *, by: User) -> None:
    """Refuse unless ``by`` manages organisations where this one is."""
    if not reaches(by, Permission.ORGANISATION_MANAGE, area=organisation.area, organisation=organisation):
        raise NotPermitted(_("You do not manage this organisation."))


def check_move_organisation(organisation: Organisation, to: OrganisationStatus, *, by: User) -> None:
    """Refuse a status that does not follow, and the closing of an organisation with an active one under it."""
    check_manage_organisation(organisation, by=by)
    check_move(MOVES, organisation.status, to)
    if to == OrganisationStatus.CLOSED and organisation.children.exclude(status=OrganisationStatus.CLOSED).exists():
        raise Refused(_("Close the organisations under it first."))


def check_post(user: User, organisation: Organisation, area: Area, *, by: User) -> None:
    """Refuse a posting outside the administrator's own reach, at a closed organisation, or to oneself."""
    if not reaches(by, Permission.USER_MANAGE, area=area, organisation=organisation):
        raise NotPermitted(_("You do not manage the users of this organisation."))
    if user == by:
        raise NotPermitted(_("Nobody gives a posting to themselves. Ask another administrator."))
    if organisation.status == OrganisationStatus.CLOSED:
        raise Refused(_("This organisation is closed."))
    if not area.path.startswith(organisation.area.path):
        raise Refused(_("The posting's area lies outside the organisation's."))


def check_end_posting(posting: Posting, on: date, *, by: User) -> None:
    if not reaches(by, Permission.USER_MANAGE, area=posting.area, organisation=posting.organisation):
        raise NotPermitted(_("You do not manage the users of this organisation."))
    if posting.ends_on is not None:
        raise Refused(_("This posting has already ended."))
    if on < posting.starts_on:
        raise Refused(_("A posting cannot end before it starts."))
