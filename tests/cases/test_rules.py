"""Who may do what to a file, where and when: one table a rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from tests.cases.conftest import ANSWERS, planned

from yaqaza.accounts.permissions import Role
from yaqaza.cases import actions, rules
from yaqaza.cases.models import Case
from yaqaza.cases.states import CaseStatus, Verdict
from yaqaza.core.refusal import NotPermitted, Refused, why_not
from yaqaza.people import actions as people

pytestmark = pytest.mark.django_db
S = CaseStatus

WORKERS = {Role.CASE_WORKER, Role.SUPERVISOR}  # of the province; Hala's unit is not the file's organisation
DECIDERS = {Role.SUPERVISOR}

# rule → (who may at all, in which statuses)
TABLE = {
    "work": (WORKERS, set(S) - {S.CLOSED}),
    "assess": (WORKERS, set(S) - {S.CLOSED}),
    "note": (WORKERS, set(S)),
    "investigate": (WORKERS | {Role.DUTY_OFFICER}, set(S) - {S.CLOSED}),
    "join": (WORKERS | {Role.DUTY_OFFICER}, set(S) - {S.CLOSED}),
    "may_refer": (WORKERS, set(S) - {S.CLOSED}),
    "close": (
        WORKERS,
        set(S) - {S.CLOSED, S.INVESTIGATING, S.ACCOMPANIED},
    ),  # a team is out; a step of the plan is open
    "reopen": (WORKERS, {S.CLOSED}),
    "export": (WORKERS, set(S)),
    "confidentiality": (DECIDERS, set(S)),
    "write_plan": (WORKERS, {S.ACCOMPANIED, S.FOLLOWED}),  # elsewhere there is no diagnosis yet
    "write_findings": (WORKERS, set(S) - {S.CLOSED, S.INVESTIGATING}),
}


@pytest.mark.parametrize("status", list(S))
def test_the_table_of_every_rule(in_status, cast, status):
    case = Case.objects.select_related("area", "organisation").get(pk=in_status(status).pk)
    found, expected = {}, {}
    people_of = cast.by_role() | {"stranger": cast.chafia}
    for name, (roles, statuses) in TABLE.items():
        check = getattr(rules, f"check_{name}")
        for role, user in people_of.items():
            found[name, role] = why_not(check, case, by=user) == ""
            expected[name, role] = role in roles and status in statuses
    wrong = {key: found[key] for key in found if found[key] != expected[key]}
    assert wrong == {}


def test_a_refusal_to_the_wrong_person_is_not_permitted_and_to_the_wrong_moment_is_refused(in_status, cast):
    case = in_status("CLOSED")
    with pytest.raises(NotPermitted):
        rules.check_work(case, by=cast.chafia)
    with pytest.raises(Refused) as refusal:
        rules.check_work(case, by=cast.amina)
    assert not isinstance(refusal.value, NotPermitted)


def test_the_worker_works_the_file_also_from_elsewhere(file, cast):
    Case.objects.filter(pk=file.pk).update(worker=cast.chafia)
    file.refresh_from_db()
    assert why_not(rules.check_work, file, by=cast.chafia) == ""


class TestFourEyes:
    def test_whoever_recommends_does_not_decide(self, in_status, cast):
        case = in_status("AWAITING_VERDICT")
        investigation = case.investigations.get()
        actions.recommend(investigation=investigation, by=cast.brahim, recommendation="VERIFIED")
        with (
            translation.override("en"),
            pytest.raises(Refused, match="You recommended this verdict: another person decides it"),
        ):
            actions.decide(investigation=investigation, by=cast.brahim, verdict="VERIFIED")

    def test_a_case_worker_does_not_decide(self, in_status, cast, samir):
        investigation = in_status("AWAITING_VERDICT").investigations.get()
        actions.recommend(investigation=investigation, by=cast.amina, recommendation="VERIFIED")
        with pytest.raises(NotPermitted):
            actions.decide(investigation=investigation, by=samir, verdict="VERIFIED")

    def test_nothing_is_decided_without_a_recommendation(self, in_status, cast):
        with pytest.raises(Refused):
            actions.decide(
                investigation=in_status("AWAITING_VERDICT").investigations.get(), by=cast.brahim, verdict="VERIFIED"
            )

    def test_a_verdict_is_decided_once(self, in_status, cast, karima):
        investigation = in_status("ASSESSING").investigations.get()
        with pytest.raises(Refused):
            actions.decide(investigation=investigation, by=karima, verdict="UNFOUNDED", verdict_note="سبب")
        with pytest.raises(Refused):
            actions.recommend(investigation=investigation, by=cast.amina, recommendation="UNFOUNDED")

    def test_another_verdict_than_the_recommended_needs_a_reason(self, in_status, cast):
        investigation = in_status("AWAITING_VERDICT").investigations.get()
        actions.recommend(investigation=investigation, by=cast.amina, recommendation="VERIFIED")
        with pytest.raises(Refused):
            actions.decide(investigation=investigation, by=cast.brahim, verdict="PARTLY")
        assert (
            actions.decide(investigation=investigation, by=cast.brahim, verdict="PARTLY", verdict_note="بعضه").verdict
            == "PARTLY"
        )

    def test_a_plan_is_approved_by_another_than_its_writer(self, in_status, cast):
        case = in_status("ASSESSING")
        plan = planned(case, cast)
        actions.write_plan(case=case, by=cast.brahim, life_project="كتبها المشرف")
        with translation.override("en"), pytest.raises(Refused, match="You wrote this plan"):
            actions.approve_plan(plan=plan, by=cast.brahim)

    def test_nothing_is_recommended_without_findings(self, file, order, cast):
        order(file)
        with pytest.raises(Refused):
            actions.recommend(investigation=file.investigations.get(), by=cast.amina, recommendation="VERIFIED")


DURABLE = {
    "OPEN": "none was ordered yet",
    "INVESTIGATING": "still under way",
    "AWAITING_VERDICT": "nobody has recommended",
    "ASSESSING": "",
    "ACCOMPANIED": "",
    "FOLLOWED": "",
    "CLOSED": "The file is closed",
}


@pytest.mark.parametrize(("status", "sentence"), DURABLE.items())
def test_durable_aid_waits_for_the_verdict_and_says_what_is_missing(in_status, status, sentence):
    with translation.override("en"):
        why = why_not(rules.check_durable_aid, in_status(status))
    assert (why == "") if not sentence else sentence in why


@pytest.mark.parametrize("verdict", list(Verdict))
def test_only_a_verified_need_is_ground_for_durable_aid(file, verdict):
    file.verdict = verdict
    assert (why_not(rules.check_durable_aid, file) == "") == (verdict in ("VERIFIED", "PARTLY"))


def test_a_recommended_verdict_is_no_verdict(in_status, cast):
    case = in_status("AWAITING_VERDICT")
    actions.recommend(investigation=case.investigations.get(), by=cast.amina, recommendation="VERIFIED")
    with translation.override("en"):
        assert "a supervisor has to decide" in why_not(rules.check_durable_aid, case)


def test_close_is_refused_while_a_referral_is_open(file, cast, houses):
    referral = actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص")
    with translation.override("ar"):
        refusal = why_not(rules.check_close, file, by=cast.amina)
        assert refusal == "لا يُغلق الملف ما دامت إحالة مفتوحة: المستشفى الجامعي."
    actions.withdraw_referral(referral=referral, by=cast.amina)
    assert why_not(rules.check_close, file, by=cast.amina) == ""


def test_close_is_refused_while_a_verdict_waits(in_status, cast):
    case = in_status("AWAITING_VERDICT")
    actions.recommend(investigation=case.investigations.get(), by=cast.amina, recommendation="VERIFIED")
    with translation.override("en"):
        assert "recommended verdict" in why_not(rules.check_close, case, by=cast.amina)


class TestReferrals:
    def test_the_identity_goes_out_by_consent_or_for_a_kept_reason_only(self, file, cast, houses, khadija):
        with pytest.raises(Refused):
            actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص", shares_identity=True)
        people.give_consent(person=khadija, by=cast.amina, purpose="ASSISTANCE", manner="SIGNED")
        with pytest.raises(Refused):
            actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص", shares_identity=True)
        forced = actions.refer(
            case=file,
            by=cast.amina,
            to=houses.hospital,
            request="فحص",
            shares_identity=True,
            override_reason="خطر على حياتها",
        )
        assert (forced.consent, forced.override_reason) == (None, "خطر على حياتها")

    def test_an_expired_consent_is_none(self, file, cast, houses, khadija):
        today = timezone.localdate()
        people.give_consent(
            person=khadija,
            by=cast.amina,
            purpose="REFERRAL",
            manner="SIGNED",
            given_on=today - timedelta(days=30),
            expires_on=today,
        )
        with pytest.raises(Refused):
            actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص", shares_identity=True)

    def test_only_the_partner_answers(self, file, cast, houses):
        referral = actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص")
        for user in (cast.amina, cast.brahim, cast.chafia, cast.farid):
            with pytest.raises(NotPermitted):
                actions.answer_referral(referral=referral, by=user, accept=True)

    def test_one_open_referral_a_partner(self, file, cast, houses):
        actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص")
        with pytest.raises(Refused):
            actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص")

    def test_files_are_not_referred_to_our_own_cells(self, file, cast, houses):
        with pytest.raises(Refused):
            actions.refer(case=file, by=cast.amina, to=houses.cell, request="فحص")


class TestPlans:
    def test_no_plan_before_the_diagnosis(self, in_status, cast):
        with pytest.raises(Refused):
            actions.write_plan(case=in_status("ASSESSING"), by=cast.amina)

    def test_an_approved_plan_is_replaced_and_takes_its_open_goals_along(self, in_status, cast):
        case = in_status("ACCOMPANIED")
        old = case.plans.get()
        with pytest.raises(Refused):
            actions.add_goal(plan=old, by=cast.amina, approach="SOCIAL", title="آخر", step="خطوة")
        new = actions.write_plan(case=case, by=cast.amina, life_project="مراجعة")
        old.refresh_from_db()
        assert old.replaced_at is not None and new.approved_at is None
        assert [(goal.title, goal.steps.count()) for goal in new.goals.all()] == [("استقرار السكري", 1)]

    def test_a_step_is_due_before_its_goal_is_to_be_reached(self, in_status, cast):
        case = in_status("ASSESSING")
        actions.assess(case=case, by=cast.amina, answers=ANSWERS)
        plan = actions.write_plan(case=case, by=cast.amina)
        by_then, later = (timezone.localdate() + timedelta(days=days) for days in (30, 31))
        goal = {"plan": plan, "by": cast.amina, "approach": "SOCIAL", "title": "سكن", "target_on": by_then}
        with translation.override("en"), pytest.raises(Refused, match="a step towards it is due by then"):
            actions.add_goal(**goal, step="طلب", due_on=later)
        written = actions.add_goal(**goal, step="طلب", due_on=by_then)
        with pytest.raises(Refused):
            actions.add_step(goal=written, by=cast.amina, title="زيارة", due_on=later)
        assert actions.add_step(goal=written, by=cast.amina, title="زيارة", due_on=by_then).due_on == by_then

    def test_a_plan_without_steps_is_not_approved(self, in_status, cast):
        case = in_status("ASSESSING")
        actions.assess(case=case, by=cast.amina, answers=ANSWERS)
        plan = actions.write_plan(case=case, by=cast.amina)
        with pytest.raises(Refused):
            actions.approve_plan(plan=plan, by=cast.brahim)
        actions.add_goal(plan=plan, by=cast.amina, approach="SOCIAL", title="بلا خطوة")
        with pytest.raises(Refused):
            actions.approve_plan(plan=plan, by=cast.brahim)


class TestAccess:
    def test_named_readers_read_for_their_time(self, sensitive, cast, samir):
        from yaqaza.cases import queries

        assert not queries.visible_to(samir).filter(pk=sensitive.pk).exists()
        access = actions.grant_access(case=sensitive, by=cast.brahim, user=samir, reason="ينوب عن أمينة", days=7)
        assert queries.visible_to(samir).filter(pk=sensitive.pk).exists()
        actions.end_access(access=access, by=cast.brahim)
        assert not queries.visible_to(samir).filter(pk=sensitive.pk).exists()

    def test_a_case_worker_names_nobody(self, sensitive, cast, samir):
        with pytest.raises(NotPermitted):
            actions.grant_access(case=sensitive, by=cast.amina, user=samir, reason="سبب")

    def test_nobody_reviews_their_own_emergency(self, sensitive, cast, karima, samir):
        access = actions.break_glass(case=sensitive, by=karima, reason="طفل في خطر الآن")
        with pytest.raises(Refused):
            actions.review_access(access=access, by=karima)
        assert actions.review_access(access=access, by=cast.brahim).reviewed_by == cast.brahim
        with pytest.raises(NotPermitted):
            actions.review_access(
                access=actions.break_glass(case=sensitive, by=samir, reason="طفل في خطر الآن"), by=samir
            )

    def test_the_glass_of_another_province_is_not_broken(self, sensitive, cast):
        with pytest.raises(NotPermitted):
            actions.break_glass(case=sensitive, by=cast.chafia, reason="طفل في خطر الآن")

    @pytest.mark.parametrize(
        ("category", "confidentiality"),
        [("VIOLENCE", "SENSITIVE"), ("CHILD_IN_DANGER", "SENSITIVE"), ("OTHER", "ORDINARY")],
    )
    def test_violence_and_children_make_a_file_sensitive(self, cast, places, khadija, category, confidentiality):
        from yaqaza.alerts import actions as alerts

        alert = alerts.receive(
            by=cast.duniya,
            channel="HOTLINE",
            text="نداء",
            category=category,
            area=places.casbah,
            place_precision="COMMUNE",
        ).alert
        case = actions.open_case(
            by=cast.amina,
            programme_code="PROXIMITY_CELLS",
            summary="نداء",
            urgency=3,
            area=places.casbah,
            person=khadija,
            alert=alert,
        )
        assert case.confidentiality == confidentiality
