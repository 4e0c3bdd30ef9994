"""Who may change organisations, users and postings."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import Permission, Role
from yaqaza.accounts.scope import reaches_place
from yaqaza.accounts.states import MOVES, OrganisationStatus
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.territory.models import Area


def may_manage_users_at(organisation: Organisation, *, by: User) -> bool:
    """Say whether ``by`` manages the users of an organisation: it, and the whole of its area, are within reach."""
    return reaches_place(by, Permission.USER_MANAGE, organisation.area)


def check_place(area: Area, parent: Organisation) -> None:
    """Refuse an organisation outside the area of the one it stands under."""
    if not area.path.startswith(parent.area.path):
        raise Refused(_("Its area lies outside that of the organisation it stands under."))


def check_set_active(user: User, *, by: User) -> None:
    """Refuse to open or shut an account that somebody else answers for."""
    if user == by:
        raise Refused(_("Nobody shuts themselves out. Ask another administrator."))
    places = [(posting.organisation, posting.area) for posting in user.current_postings]
    if not places:
        places = [
            (posting.organisation, posting.area) for posting in user.postings.select_related("organisation", "area")
        ]
    for organisation, area in places:
        if not may_manage_users_at(organisation, by=by) or not reaches_place(by, Permission.USER_MANAGE, area):
            raise NotPermitted(_("This user also works elsewhere: ask an administrator who answers for all of it."))


def check_manage_organisation(organisation: Organisation, *, by: User) -> None:
    """Refuse unless ``by`` manages organisations where this one is."""
    if not reaches_place(by, Permission.ORGANISATION_MANAGE, organisation.area):
        raise NotPermitted(_("You do not manage this organisation."))


def check_move_organisation(organisation: Organisation, to: OrganisationStatus, *, by: User) -> None:
    """Refuse a status that does not follow, and the closing of an organisation with an active one under it."""
    check_manage_organisation(organisation, by=by)
    check_move(MOVES, organisation.status, to)
    if to == OrganisationStatus.CLOSED and organisation.children.exclude(status=OrganisationStatus.CLOSED).exists():
        raise Refused(_("Close the organisations under it first."))


def check_post(user: User, organisation: Organisation, area: Area, *, by: User) -> None:
    """Refuse a posting outside the administrator's own reach, at a closed organisation, or to oneself.

    The organisation and the area must each be within reach: a posting opens both.
    """
    if not may_manage_users_at(organisation, by=by) or not reaches_place(by, Permission.USER_MANAGE, area):
        raise NotPermitted(_("You do not manage the users of this organisation."))
    if user == by:
        raise NotPermitted(_("Nobody gives a posting to themselves. Ask another administrator."))
    if organisation.status == OrganisationStatus.CLOSED:
        raise Refused(_("This organisation is closed."))
    if not area.path.startswith(organisation.area.path):
        raise Refused(_("The posting's area lies outside the organisation's."))


def check_first_administrator() -> None:
    """Refuse an administrator from the command line while one could create users on a page."""
    today = timezone.localdate()
    current = Posting.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), role=Role.ADMINISTRATOR)
    if current.filter(user__is_active=True).exists():
        raise Refused(
            "There is an administrator already, who creates users under /organisation/users/."
        )  # said to a shell


def check_end_posting(posting: Posting, on: date, *, by: User) -> None:
    if not reaches_place(by, Permission.USER_MANAGE, posting.area):
        raise NotPermitted(_("You do not manage the users of this organisation."))
    if posting.ends_on is not None:
        raise Refused(_("This posting has already ended."))
    if on < posting.starts_on:
        raise Refused(_("A posting cannot end before it starts."))
