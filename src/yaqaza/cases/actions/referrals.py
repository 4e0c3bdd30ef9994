"""Requests to partner institutions: what they may see, their answers, and their end."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.cases import rules
from yaqaza.cases.actions.files import tell
from yaqaza.cases.actions.lock import clean, locked, settle
from yaqaza.cases.models import Case, CaseEvent, Referral
from yaqaza.cases.states import REFERRAL_MOVES, ReferralStatus
from yaqaza.core import audit
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import Refused
from yaqaza.people import queries as people
from yaqaza.people.models import Purpose

Kind = CaseEvent.Kind
R = ReferralStatus
TIME_TO_ANSWER = timedelta(days=7)


def _locked(referral: Referral) -> tuple[Case, Referral]:
    case = locked(referral.case)
    row = Referral.objects.select_for_update(of=("self",), no_key=True).select_related("to").get(pk=referral.pk)
    row.case = case
    return case, row


def _told(case: Case, referral: Referral, by: User | None, text: str = "") -> None:
    audit.record(f"case.referral_{referral.status.lower()}", on=referral, by=by, case=case, to=referral.to)
    tell(case=case, kind=Kind.REFERRAL, by=by, text=text, referral=referral, to=referral.to, status=referral.status)
    settle(case)


@transaction.atomic
def refer(
    *,
    case: Case,
    by: User,
    to: Organisation,
    request: str,
    shares_identity: bool = False,
    override_reason: str = "",
    days: int = 7,
) -> Referral:
    """Ask a partner for help; it sees the request, and who it is about only by consent or for a recorded reason."""
    case = locked(case)
    consent = None
    if shares_identity and case.person is not None:
        today = timezone.localdate()
        consent = next((c for c in people.running_consents(case.person, today) if c.purpose == Purpose.REFERRAL), None)
    override_reason = "" if consent or not shares_identity else clean(override_reason, 300)
    rules.check_refer(
        case, by=by, to=to, shares_identity=shares_identity, consent=consent, override_reason=override_reason
    )
    request = clean(request)
    if not request:
        raise Refused(_("Write what is asked of the partner."))
    if not 1 <= days <= 60:
        raise Refused(_("A partner has between 1 and 60 days to answer."))
    now = timezone.now()
    referral = Referral.objects.create(
        case=case, to=to, request=request, shares_identity=shares_identity, consent=consent, override_reason=override_reason,
        sent_at=now, sent_by=by, due_at=now + timedelta(days=days),
    )  # fmt: skip
    if override_reason:
        audit.record("case.identity_shared_without_consent", on=referral, by=by, case=case, to=to)
    _told(case, referral, by)
    return referral


@transaction.atomic
def answer_referral(*, referral: Referral, by: User, accept: bool, answer: str = "") -> Referral:
    """Accept a referral, or refuse it with the reason (also one accepted before)."""
    case, referral = _locked(referral)
    answer = clean(answer)
    rules.check_answer_referral(referral, by=by, accept=accept, answer=answer)
    referral.status = R.ACCEPTED if accept else R.REFUSED
    referral.answered_at, referral.answered_by, referral.answer = timezone.now(), by, answer
    referral.save(update_fields=["status", "answered_at", "answered_by", "answer"])
    _told(case, referral, by, answer)
    return referral


@transaction.atomic
def complete_referral(*, referral: Referral, by: User, answer: str = "") -> Referral:
    """Note that what was asked is done."""
    case, referral = _locked(referral)
    rules.check_complete_referral(referral, by=by)
    referral.status, referral.completed_at = R.COMPLETED, timezone.now()
    said = clean(answer)
    referral.answer = "\n".join(part for part in (referral.answer, said) if part)
    referral.save(update_fields=["status", "completed_at", "answer"])
    _told(case, referral, by, said)
    return referral


@transaction.atomic
def withdraw_referral(*, referral: Referral, by: User, reason: str = "") -> Referral:
    """Take a referral back."""
    case, referral = _locked(referral)
    rules.check_withdraw_referral(referral, by=by)
    referral.status = R.WITHDRAWN
    referral.save(update_fields=["status"])
    _told(case, referral, by, clean(reason, 300))
    return referral


@transaction.atomic
def resend_referral(*, referral: Referral, by: User) -> Referral:
    """Send again a referral that expired without an answer."""
    case, referral = _locked(referral)
    rules.check_resend_referral(referral, by=by)
    now = timezone.now()
    referral.status, referral.sent_at, referral.sent_by, referral.due_at = R.SENT, now, by, now + TIME_TO_ANSWER
    referral.save(update_fields=["status", "sent_at", "sent_by", "due_at"])
    _told(case, referral, by)
    return referral


@transaction.atomic
def expire_referral(*, referral: Referral) -> bool:
    """Note that the time to answer is over; say whether it was. Safe to run twice."""
    case, referral = _locked(referral)
    if referral.status != R.SENT or referral.due_at > timezone.now():
        return False
    check_move(REFERRAL_MOVES, referral.status, R.EXPIRED)
    referral.status = R.EXPIRED
    referral.save(update_fields=["status"])
    _told(case, referral, None)
    return True
