"""Which rows a user's postings reach: territory subtree × organisation subtree, in one place.

``within(user, permission, area_path=…, organisation_path=…)`` is the condition that every ``visible_to`` starts from. A posting
reaches rows of its area and below, and rows of its organisation and below; a centre head's or a partner's reaches only the latter.
"""

from __future__ import annotations

from django.db.models import Q

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import REACH, Permission, Reach, Role
from yaqaza.territory.models import Area

NOTHING = Q(pk__in=[])


def within(
    user: User, *permissions: Permission, area_path: str = "area__path", organisation_path: str = "organisation__path"
) -> Q:
    """Return the condition for rows within reach of any of ``permissions``.

    ``area_path`` and ``organisation_path`` are the lookups of the two paths ("" when the model has no such column).
    """
    if not user.is_active:
        return NOTHING
    condition = NOTHING
    for posting in user.current_postings:
        if not any(posting.gives(permission) for permission in permissions):
            continue
        if REACH[Role(posting.role)] is Reach.AREA and area_path:
            condition |= Q(**{f"{area_path}__startswith": posting.area.path})
        if organisation_path:
            condition |= Q(**{f"{organisation_path}__startswith": posting.organisation.path})
    return condition


def reaches(
    user: User, permission: Permission, *, area: Area | None = None, organisation: Organisation | None = None
) -> bool:
    """Say whether ``permission`` reaches a row with this area and organisation (the same rule, for one row)."""
    if not user.is_active:
        return False
    for posting in user.current_postings:
        if not posting.gives(permission):
            continue
        if area and REACH[Role(posting.role)] is Reach.AREA and area.path.startswith(posting.area.path):
            return True
        if organisation and organisation.path.startswith(posting.organisation.path):
            return True
    return False


def home_posting(user: User, *permissions: Permission) -> Posting | None:
    """Return the user's first posting that gives one of ``permissions`` (where their new rows belong)."""
    for posting in user.current_postings:
        if any(posting.gives(permission) for permission in permissions):
            return posting
    return None
