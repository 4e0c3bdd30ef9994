"""Who may call with which phone, who sees phones and what is left to decide, and what the server takes."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_house
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.mobile.models import Operation, Phone
from yaqaza.mobile.states import UNSETTLED, State

MOST_OPERATIONS = 200
MOST_BYTES = 2 * 1024 * 1024
"""Of one call, without files: 200 operations with long findings."""

MOST_FILE = 25 * 1024 * 1024
PIECE = 512 * 1024
TO_CALL = (Permission.MISSION_CARRY_OUT, Permission.CASE_WORK)
TO_SETTLE = (Permission.TEAM_MANAGE, Permission.MISSION_VIEW, Permission.PERSON_VIEW)
"""What somebody needs who settles what others wrote: it is about people."""

LATE = timedelta(hours=24)
"""A phone that has not called for so long is shown to who answers for the team."""


def check_phone(phone: Phone, *, by: User) -> None:
    """Refuse a phone that is another user's."""
    if phone.user_id != by.pk:
        raise NotPermitted(
            _("This phone holds the work of somebody else. That person signs in, sends it, and signs out.")
        )


def is_over(phone: Phone) -> bool:
    """Say whether a phone may hold nothing any more: it was signed out, or whoever it belongs to works here no more."""
    return phone.ended_at is not None or not any(phone.user.may(permission) for permission in TO_CALL)


def check_end(phone: Phone, *, by: User) -> None:
    """Refuse to end the phone of somebody for whom one does not answer."""
    if phone.user_id != by.pk and not answers_for(phone.user, by=by):
        raise NotPermitted(_("You end your own phones, and those of the people for whom you answer."))
    if phone.ended_at is not None:
        raise Refused(_("This phone has been signed out already."))


def answers_for(user: User, *, by: User) -> bool:
    """Say whether ``by`` composes the teams of an organisation where ``user`` works or worked."""
    houses = Organisation.objects.filter(postings__user=user)
    return any(reaches_house(by, Permission.TEAM_MANAGE, house) for house in houses)


def check_settle(operation: Operation, *, by: User) -> None:
    """Refuse to decide what is decided, and what others answer for."""
    reads = all(by.may(permission) for permission in TO_SETTLE)
    if operation.user_id != by.pk and not (reads and reaches_house(by, Permission.TEAM_MANAGE, operation.organisation)):
        raise NotPermitted(_("Whoever wrote it decides about it, or who answers for the team."))
    if State(operation.state) not in UNSETTLED:
        raise Refused(_("This has been decided already."))
