"""What the database refuses, each tried by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from yaqaza.cases import actions
from yaqaza.cases.models import Case, CaseAccess, Closure, FollowUp, Goal, Investigation, Plan, Referral, Step

pytestmark = pytest.mark.django_db


def refuses(constraint: str, write: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def test_a_file_is_about_someone_and_closed_as_a_whole(file, cast):
    rows = Case.objects.filter(pk=file.pk)
    refuses("case_is_about_someone", lambda: rows.update(person=None))
    refuses("case_closed_is_whole", lambda: rows.update(status="CLOSED"))
    refuses("case_closed_is_whole", lambda: rows.update(closed_at=timezone.now(), closed_by=cast.amina))
    refuses("case_urgency_known", lambda: rows.update(urgency=5))
    refuses("case_status_known", lambda: rows.update(status="LOST"))


def test_a_verdict_has_four_eyes_and_a_recommendation(file, cast):
    now = timezone.now()
    one = Investigation.objects.create(case=file, asked_by=cast.amina, findings="…")
    rows = Investigation.objects.filter(pk=one.pk)
    refuses("recommendation_is_whole", lambda: rows.update(recommendation="VERIFIED"))
    refuses(
        "verdict_after_recommendation", lambda: rows.update(verdict="VERIFIED", decided_at=now, decided_by=cast.brahim)
    )
    rows.update(recommendation="VERIFIED", recommended_at=now, recommended_by=cast.amina)
    refuses("verdict_is_whole", lambda: rows.update(verdict="VERIFIED"))
    refuses("verdict_has_four_eyes", lambda: rows.update(verdict="VERIFIED", decided_at=now, decided_by=cast.amina))
    refuses("one_open_investigation_by_hand", lambda: Investigation.objects.create(case=file, asked_by=cast.amina))
    rows.update(verdict="VERIFIED", decided_at=now, decided_by=cast.brahim)


def test_a_plan_is_approved_by_another_and_there_is_one(file, cast):
    now = timezone.now()
    plan = Plan.objects.create(case=file, written_by=cast.amina)
    rows = Plan.objects.filter(pk=plan.pk)
    refuses("plan_has_four_eyes", lambda: rows.update(approved_at=now, approved_by=cast.amina))
    refuses("plan_approved_is_paired", lambda: rows.update(approved_at=now))
    refuses("one_current_plan", lambda: Plan.objects.create(case=file, written_by=cast.amina))
    goal = Goal.objects.create(plan=plan, approach="SOCIAL", title="…")
    refuses("goal_ended_is_whole", lambda: Goal.objects.filter(pk=goal.pk).update(status="REACHED"))
    step = Step.objects.create(goal=goal, title="…")
    refuses("step_done_is_paired", lambda: Step.objects.filter(pk=step.pk).update(done_at=now))


def test_a_referral_is_answered_and_ended_as_a_whole(file, cast, houses):
    now = timezone.now()
    referral = actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص")
    rows = Referral.objects.filter(pk=referral.pk)
    refuses("identity_is_shared_by_consent_or_override", lambda: rows.update(shares_identity=True))
    refuses("referral_answer_is_paired", lambda: rows.update(answered_at=now))
    refuses("referral_answered_before_it_ends", lambda: rows.update(status="ACCEPTED"))
    answered = {"answered_at": now, "answered_by": cast.djamel}
    refuses("referral_refused_with_a_reason", lambda: rows.update(status="REFUSED", **answered))
    refuses("referral_completed_is_whole", lambda: rows.update(status="COMPLETED", **answered))
    refuses("referral_completed_is_whole", lambda: rows.update(completed_at=now))
    refuses("referral_is_due_after_it_was_sent", lambda: rows.update(due_at=referral.sent_at))


def test_a_follow_up_is_done_as_a_whole(file, cast):
    one = FollowUp.objects.create(case=file, due_on=timezone.localdate(), planned_by=cast.amina)
    rows = FollowUp.objects.filter(pk=one.pk)
    refuses("follow_up_done_is_whole", lambda: rows.update(done_at=timezone.now()))
    refuses("follow_up_done_is_whole", lambda: rows.update(done_at=timezone.now(), done_by=cast.amina, situation=6))


def test_a_file_has_one_standing_closure(file, cast):
    actions.close(case=file, by=cast.amina, outcome="IMPROVED", why_no_verdict="لم يعد لها أثر")
    refuses("one_standing_closure", lambda: Closure.objects.create(case=file, outcome="LOST", closed_by=cast.amina))
    refuses(
        "reopened_with_a_reason", lambda: Closure.objects.update(reopened_at=timezone.now(), reopened_by=cast.amina)
    )


def test_broken_glass_ends_by_itself_and_another_reviews_it(sensitive, samir, cast):
    now = timezone.now()
    base = {
        "case": sensitive,
        "user": samir,
        "reason": "…",
        "break_glass": True,
        "granted_by": samir,
        "granted_at": now,
    }
    refuses("broken_glass_ends_by_itself", lambda: CaseAccess.objects.create(**base))
    refuses(
        "broken_glass_ends_by_itself", lambda: CaseAccess.objects.create(**base, until_at=now + timedelta(minutes=61))
    )
    CaseAccess.objects.create(**base, until_at=now + timedelta(hours=1))
    refuses("access_is_reviewed_by_another", lambda: CaseAccess.objects.update(reviewed_at=now, reviewed_by=samir))
    CaseAccess.objects.update(reviewed_at=now, reviewed_by=cast.brahim)


def test_an_alert_is_in_one_file(file, sensitive, cast, places):
    from yaqaza.alerts import actions as alerts
    from yaqaza.core.refusal import Refused

    alert = alerts.receive(
        by=cast.duniya, channel="HOTLINE", text="نداء", category="OTHER", area=places.casbah, place_precision="COMMUNE"
    ).alert
    actions.join_alert(case=file, alert=alert, by=cast.amina)
    with pytest.raises(Refused):
        actions.join_alert(case=sensitive, alert=alert, by=cast.amina)
    refuses("case_alerts|caseal|alert_id", lambda: sensitive.case_alerts.create(alert=alert, linked_by=cast.amina))
