"""Referrals, on the sender's side and on the partner's, who sees the request and nothing of the file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yaqaza.accounts.permissions import Permission as P
from yaqaza.cases import actions, forms, queries, rules
from yaqaza.cases.models import Referral
from yaqaza.cases.states import REFERRAL_OPEN, ReferralStatus
from yaqaza.cases.views.shared import ask, form_page, run
from yaqaza.core.access import requires
from yaqaza.core.components import Tab
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import page
from yaqaza.core.refusal import why_not
from yaqaza.people import queries as people
from yaqaza.people.models import Purpose

AFTER_ITS_END = timedelta(days=30)  # so long a partner still reads whom a completed referral was about


@requires(P.REFERRAL_SEND)
def refer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    case = queries.get_case(uuid, seen_by=request.user)
    rules.check_may_refer(case, by=request.user)
    form = forms.ReferForm(request.POST or None, case=case)
    running = people.running_consents(case.person, timezone.localdate()) if case.person else []
    consent = next((one for one in running if one.purpose == Purpose.REFERRAL), None)
    return run(request, form, actions.refer, case, case=case) or form_page(
        request,
        case,
        form,
        title=_("Refer to a partner"),
        submit=_("Send the referral"),
        template="cases/refer.html",
        consent=consent,
    )


@requires(P.REFERRAL_ANSWER)
def inbox(request: HttpRequest) -> HttpResponse:
    """What was referred to the reader's institution."""
    tab = request.GET.get("tab", "waiting")
    referrals = (
        queries.inbox(request.user)
        .select_related("case__organisation", "case__area", "to")
        .defer("case__area__geometry")
    )
    if tab == "accepted":
        referrals = referrals.filter(status=ReferralStatus.ACCEPTED)
    elif tab == "ended":
        referrals = referrals.exclude(status__in=REFERRAL_OPEN)
    else:
        tab, referrals = "waiting", referrals.filter(status=ReferralStatus.SENT)
    here, counts = reverse("cases:referrals"), queries.referral_counts(request.user)
    names = {
        "waiting": (_("Waiting for your answer"), counts.get(ReferralStatus.SENT, 0)),
        "accepted": (_("Accepted, to be done"), counts.get(ReferralStatus.ACCEPTED, 0)),
        "ended": (_("Ended"), None),
    }
    context = {
        "page": paginate(referrals, order=("-sent_at", "-id"), cursor=request.GET.get("cursor", ""), size=30),
        "tabs": [Tab(str(label), f"{here}?tab={code}", count, code == tab) for code, (label, count) in names.items()],
        "tab": tab,
    }
    return page(request, "cases/referrals.html", context)


@requires(P.REFERRAL_ANSWER, P.CASE_VIEW)
def referral(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A referral: to its partner the request only, and the identity only when it is shared."""
    one = queries.get_referral(uuid, seen_by=request.user)
    return page(request, "cases/referral.html", _told(one, request))


def _told(one: Referral, request: HttpRequest) -> dict[str, Any]:
    user = request.user
    partner = queries.is_partner_of(one, user)
    may_read = queries.visible_to(user).filter(pk=one.case_id).exists()
    open_to_partner = one.shares_identity and one.status not in (
        ReferralStatus.WITHDRAWN,
        ReferralStatus.EXPIRED,
        ReferralStatus.REFUSED,
    )
    if one.completed_at is not None and one.completed_at < timezone.now() - AFTER_ITS_END:
        open_to_partner = False
    if one.consent is not None and not one.consent.holds:
        open_to_partner = False  # taken back, or run out: what was shared by it is no longer shown
    if partner and open_to_partner:
        actions.read(case=one.case, by=user, what="referral")
    return {
        "referral": one,
        "partner": partner,
        "case": one.case if may_read else None,
        "person": one.case.person if may_read or open_to_partner else None,
        "withheld": one.shares_identity and not open_to_partner,
        "why_not_answer": why_not(rules.check_answer_referral, one, by=user),
        "why_not_complete": why_not(rules.check_complete_referral, one, by=user),
        "why_not_withdraw": why_not(rules.check_withdraw_referral, one, by=user),
        "why_not_resend": why_not(rules.check_resend_referral, one, by=user),
    }


@requires(P.REFERRAL_ANSWER)
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    one = queries.get_referral(uuid, seen_by=request.user)
    if one.status not in REFERRAL_OPEN or not queries.is_partner_of(one, request.user):
        return redirect(one)
    form = forms.AnswerForm(request.POST or None)
    if answered := run(request, form, actions.answer_referral, one, referral=one):
        return answered
    context = _told(one, request) | {"form": form}
    return page(request, "cases/referral.html", context, status=422 if form.is_bound else 200)


@requires(P.REFERRAL_ANSWER, P.REFERRAL_SEND)
def completion(request: HttpRequest, uuid: UUID) -> HttpResponse:
    one = queries.get_referral(uuid, seen_by=request.user)
    rules.check_complete_referral(one, by=request.user)
    form = forms.SaidForm(request.POST or None)
    return run(request, form, actions.complete_referral, one, referral=one) or ask(
        request, one, form, title=_("What was asked is done"), submit=_("Complete the referral")
    )


@requires(P.REFERRAL_SEND)
def withdrawal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    one = queries.get_referral(uuid, seen_by=request.user)
    rules.check_withdraw_referral(one, by=request.user)
    form = forms.ReasonForm(request.POST or None)
    form.fields["reason"].required = False
    return run(request, form, actions.withdraw_referral, one, referral=one) or ask(
        request, one, form, title=_("Take the referral back?"), submit=_("Take it back"), danger=True
    )


@requires(P.REFERRAL_SEND)
@require_POST
def resend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    one = queries.get_referral(uuid, seen_by=request.user)
    actions.resend_referral(referral=one, by=request.user)
    return redirect(one)
