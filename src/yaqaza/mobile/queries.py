"""Phones and what is left to decide, each with its reader."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Posting, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.core.refusal import NotFound
from yaqaza.mobile import rules
from yaqaza.mobile.models import Operation, Phone
from yaqaza.mobile.states import UNSETTLED


def own_phone(uuid: UUID, *, user: User) -> Phone:
    """Return a phone of the user that is not signed out."""
    phone = Phone.objects.filter(uuid=uuid, user=user, ended_at=None).first()
    if phone is None:
        raise NotFound(_("This phone is not known here."))
    return phone


def phones_visible_to(user: User) -> QuerySet[Phone]:
    """Return the user's own phones, and those of the people whose teams the user composes, also when they have left."""
    answered = Posting.objects.filter(within(user, Permission.TEAM_MANAGE, area_path="")).values("user")
    reached = Q(user__in=answered) if user.may(Permission.TEAM_MANAGE) else Q(pk__in=[])
    return Phone.objects.filter(Q(user=user) | reached).select_related("user")


def phones_in_list(user: User) -> QuerySet[Phone]:
    """Return the phones that a page shows: those in use, and those signed out that have not said that they are empty."""
    unsettled = Count("operations", filter=Q(operations__state__in=UNSETTLED))
    shown = phones_visible_to(user).filter(Q(ended_at=None) | Q(wiped_at=None))
    return shown.annotate(unsettled=unsettled).order_by("synced_at", "id")


def get_phone(uuid: UUID, *, seen_by: User) -> Phone:
    """Return a phone; "not there" and "not yours" get the same answer."""
    phone = phones_visible_to(seen_by).filter(uuid=uuid).first()
    if phone is None:
        raise NotFound(_("This phone is not known here."))
    return phone


def operations_visible_to(user: User) -> QuerySet[Operation]:
    """Return what the user sent, and what the people sent for whom the user answers, if the user reads missions and persons."""
    reads = all(user.may(permission) for permission in rules.TO_SETTLE)
    answered = within(user, Permission.TEAM_MANAGE, area_path="") if reads else Q(pk__in=[])
    return Operation.objects.filter(Q(user=user) | answered).select_related("user", "phone", "organisation")


def unsettled(user: User) -> QuerySet[Operation]:
    """Return what waits for somebody to decide, the oldest first."""
    return operations_visible_to(user).filter(state__in=UNSETTLED).order_by("received_at", "id")


def get_operation(uuid: UUID, *, seen_by: User) -> Operation:
    """Return an operation; "not there" and "not yours" get the same answer."""
    row = operations_visible_to(seen_by).filter(uuid=uuid).first()
    if row is None:
        raise NotFound(_("There is nothing of this number to decide."))
    return row
