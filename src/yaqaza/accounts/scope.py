"""Which rows a user's postings reach: territory subtree × organisation subtree, in one place.

``within(user, permission, area_path=…, organisation_path=…)`` is the condition that every ``visible_to`` starts from. A posting
reaches rows of its area and below, and rows of its organisation and below; a centre head's or a partner's reaches only the latter.
For one row there are three words, and every rule picks one on purpose: ``reaches_place``, ``reaches_house``, ``reaches_place_or_house``.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from yaqaza.accounts.models import Organisation, Posting, User
from yaqaza.accounts.permissions import GRANTS, REACH, Permission, Reach, Role
from yaqaza.accounts.states import OrganisationStatus
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


def holding(*permissions: Permission, area_path: str = "", organisation_path: str = "", on: date | None = None) -> Q:
    """Return the condition for the postings of today (or of a day) that give any of ``permissions`` over a row of these two paths.

    It is ``within`` read from the row's end: who reaches it, in one query. Without paths: wherever it is given.
    """
    day = on or timezone.localdate()
    roles = [role for role in Role if any(permission in GRANTS[role] for permission in permissions)]
    held = Q(role__in=roles, starts_on__lte=day, user__is_active=True) & (Q(ends_on=None) | Q(ends_on__gte=day))
    held &= ~Q(organisation__status=OrganisationStatus.CLOSED)
    if not area_path and not organisation_path:
        return held
    by_area = Q(area__in=_ids(area_path), role__in=[role for role in roles if REACH[role] is Reach.AREA])
    return held & (by_area | Q(organisation__in=_ids(organisation_path)))


def _ids(path: str) -> list[int]:
    """What lies on a path, from the root down: "1.16." is 1 and 16."""
    return [int(part) for part in path.split(".") if part]


def prefixes(user: User, *permissions: Permission) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return how the paths of areas and of organisations begin that any of ``permissions`` reaches: ``within``, for one row in memory."""
    areas: set[str] = set()
    houses: set[str] = set()
    for permission in permissions:
        for posting in _giving(user, permission):
            houses.add(posting.organisation.path)
            if REACH[Role(posting.role)] is Reach.AREA:
                areas.add(posting.area.path)
    return tuple(sorted(areas)), tuple(sorted(houses))


def reaches_place(user: User, permission: Permission, area: Area) -> bool:
    """Say whether ``permission`` reaches ``area`` by the area of a posting (a centre head's or a partner's reaches none)."""
    return any(
        REACH[Role(posting.role)] is Reach.AREA and area.path.startswith(posting.area.path)
        for posting in _giving(user, permission)
    )


def reaches_house(user: User, permission: Permission, organisation: Organisation) -> bool:
    """Say whether ``permission`` reaches ``organisation`` from a posting at it or above it, wherever it lies."""
    return any(organisation.path.startswith(posting.organisation.path) for posting in _giving(user, permission))


def reaches_place_or_house(
    user: User, permission: Permission, *, area: Area | None, organisation: Organisation | None
) -> bool:
    """Say whether ``permission`` reaches a row by its area or by its organisation: either is enough (``within``, for one row)."""
    return (area is not None and reaches_place(user, permission, area)) or (
        organisation is not None and reaches_house(user, permission, organisation)
    )


def _giving(user: User, permission: Permission) -> list[Posting]:
    return [posting for posting in user.current_postings if posting.gives(permission)] if user.is_active else []


def home_posting(user: User, *permissions: Permission) -> Posting | None:
    """Return the user's first posting that gives one of ``permissions`` (where their new rows belong)."""
    for posting in user.current_postings:
        if any(posting.gives(permission) for permission in permissions):
            return posting
    return None
