"""Referrals, for the partner they are addressed to and for those who read the file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_house, within
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.cases.models import Case, Referral
from yaqaza.cases.queries.files import visible_to
from yaqaza.cases.rules import PARTNERS
from yaqaza.cases.states import REFERRAL_OPEN, ReferralStatus
from yaqaza.core.refusal import NotFound


def inbox(user: User) -> QuerySet[Referral]:
    """Return the referrals addressed to the organisations for which the user answers."""
    return Referral.objects.filter(within(user, Permission.REFERRAL_ANSWER, area_path="", organisation_path="to__path"))


def get_referral(uuid: UUID | str, *, seen_by: User) -> Referral:
    """Return a referral to its partner, or to those who may read its file."""
    sent = Q(case__in=visible_to(seen_by).values("pk"))
    received = Q(pk__in=inbox(seen_by).values("pk"))
    referral = (
        Referral.objects.filter(sent | received, uuid=uuid)
        .select_related(
            "case__person__area", "case__household", "case__area", "case__organisation", "to", "sent_by", "consent"
        )
        .first()
    )
    if referral is None:
        raise NotFound(_("There is no such referral, or it is not addressed to you."))
    return referral


def is_partner_of(referral: Referral, user: User) -> bool:
    """Say whether the user reads the referral as its addressee, who sees the request and nothing of the file."""
    return reaches_house(user, Permission.REFERRAL_ANSWER, referral.to)


def partners_for(case: Case) -> QuerySet[Organisation]:
    """Return the active partner institutions and associations of the file's area and of what lies around it."""
    areas = [int(part) for part in case.area_path.split(".") if part]
    province = ".".join(case.area_path.split(".")[:2]) + "."
    return (
        Organisation.objects.filter(kind__in=PARTNERS, status=OrganisationStatus.ACTIVE)
        .filter(Q(area__in=areas) | Q(area__path__startswith=province))
        .order_by("name_ar", "id")
    )


def open_referrals(user: User) -> QuerySet[Referral]:
    """Return the partner's referrals that wait: for an answer first, then for completion."""
    return inbox(user).filter(status__in=REFERRAL_OPEN)


def referral_counts(user: User) -> dict[str, int]:
    """Return how many referrals of the inbox stand where (small numbers: one organisation's)."""
    rows = inbox(user).order_by().values("status").annotate(count=Count("pk"))
    return {row["status"]: row["count"] for row in rows}


def expiring_referrals(now: Any = None) -> QuerySet[Referral]:
    """Return the referrals whose time to answer is over."""
    return Referral.objects.filter(status=ReferralStatus.SENT, due_at__lte=now or timezone.now()).order_by(
        "due_at", "id"
    )
