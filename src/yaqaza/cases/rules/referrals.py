"""Referrals: to whom, with what, and who answers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import reaches_house
from yaqaza.accounts.states import OrganisationKind, OrganisationStatus
from yaqaza.cases.models import Case, Referral
from yaqaza.cases.rules.reach import in_reach, named, not_closed
from yaqaza.cases.states import REFERRAL_MOVES, REFERRAL_OPEN, ReferralStatus
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.people.models import Consent

PARTNERS = (OrganisationKind.INSTITUTION, OrganisationKind.ASSOCIATION)


def check_may_refer(case: Case, *, by: User) -> None:
    in_reach(case, by, Permission.REFERRAL_SEND, _("Case workers of %(organisation)s refer.") % named(case))
    not_closed(case)


def check_refer(
    case: Case, *, by: User, to: Organisation, shares_identity: bool, consent: Consent | None, override_reason: str
) -> None:
    """Refuse a referral to nobody's partner, twice to the same, or that names the person without consent or a reason."""
    check_may_refer(case, by=by)
    _check_request(case, to=to, shares_identity=shares_identity, grounds=consent is not None or bool(override_reason))


def _check_request(case: Case, *, to: Organisation, shares_identity: bool, grounds: bool) -> None:
    """What holds for a referral whenever it is sent, the first time or again."""
    if to.kind not in PARTNERS or to.status != OrganisationStatus.ACTIVE:
        raise Refused(_("Files are referred to partner institutions and associations that are active."))
    if case.referrals.filter(to=to, status__in=REFERRAL_OPEN).exists():
        raise Refused(_("A referral to %(organisation)s is open already.") % {"organisation": to.name})
    if shares_identity and not grounds:
        raise Refused(
            _(
                "The person did not consent to be named to partners. Record the consent, or say why the name must be shared without it."
            )
        )


def check_answer_referral(referral: Referral, *, by: User, accept: bool | None = None, answer: str = "") -> None:
    """Refuse an answer by anyone but the partner, an answer twice, and a refusal without its reason."""
    if not reaches_house(by, Permission.REFERRAL_ANSWER, referral.to):
        raise NotPermitted(_("%(organisation)s answers this referral.") % {"organisation": referral.to.name})
    to = ReferralStatus.REFUSED if accept is False else ReferralStatus.ACCEPTED
    if referral.status != ReferralStatus.SENT and not (accept is False and referral.status == ReferralStatus.ACCEPTED):
        raise Refused(_("This referral was answered already, or no longer waits for an answer."))
    check_move(REFERRAL_MOVES, referral.status, to)
    if accept is False and not answer.strip():
        raise Refused(_("Say why you cannot take this referral: the sender looks for another way."))


def check_complete_referral(referral: Referral, *, by: User) -> None:
    """Refuse completion of a referral that nobody accepted."""
    partner = reaches_house(by, Permission.REFERRAL_ANSWER, referral.to)
    if not partner:
        in_reach(
            referral.case, by, Permission.REFERRAL_SEND, _("The partner, or the case worker, says when it is done.")
        )
    check_move(REFERRAL_MOVES, referral.status, ReferralStatus.COMPLETED)


def check_withdraw_referral(referral: Referral, *, by: User) -> None:
    in_reach(referral.case, by, Permission.REFERRAL_SEND, _("Those who refer take a referral back."))
    check_move(REFERRAL_MOVES, referral.status, ReferralStatus.WITHDRAWN)


def check_resend_referral(referral: Referral, *, by: User) -> None:
    """Refuse to send again what could not be sent now: another is open, the partner left, the consent no longer holds."""
    in_reach(referral.case, by, Permission.REFERRAL_SEND, _("Those who refer send a referral again."))
    not_closed(referral.case)
    check_move(REFERRAL_MOVES, referral.status, ReferralStatus.SENT)
    grounds = bool(referral.override_reason) or (referral.consent is not None and referral.consent.holds)
    _check_request(referral.case, to=referral.to, shares_identity=referral.shares_identity, grounds=grounds)
