"""Four eyes on plans, files that only a supervisor opens to all, referrals sent again, and what reading leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from tests.cases.conftest import ANSWERS, planned

from yaqaza.accounts.states import OrganisationStatus
from yaqaza.alerts import actions as alerts
from yaqaza.cases import actions, export, programmes, queries
from yaqaza.cases.models import Case, Referral
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import Refused
from yaqaza.people import actions as people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def violence(cast, places):
    """An alert that is for few eyes."""
    return alerts.receive(
        by=cast.duniya, channel="HOTLINE", text="امرأة تُضرب", category="VIOLENCE", area=places.bab_el_oued,
        place_precision="COMMUNE",
    ).alert  # fmt: skip


class TestPlan:
    def test_who_wrote_a_goal_does_not_approve(self, in_status, cast):
        case = in_status("ASSESSING")
        plan = planned(case, cast)
        actions.add_goal(plan=plan, by=cast.brahim, approach="SOCIAL", title="هدف كتبه المشرف", step="خطوة")
        with pytest.raises(Refused, match="You wrote a goal of this plan"):
            actions.approve_plan(plan=plan, by=cast.brahim)
        assert case.pk not in [row.pk for row in queries.work_of(cast.brahim)]

    def test_a_goal_keeps_its_writer_in_the_revised_plan(self, in_status, cast, karima):
        case = in_status("ASSESSING")
        plan = planned(case, cast)
        actions.add_goal(plan=plan, by=cast.brahim, approach="SOCIAL", title="هدف كتبه المشرف", step="خطوة")
        actions.approve_plan(plan=plan, by=karima)
        revised = actions.write_plan(case=case, by=cast.amina, life_project="مراجعة")
        with pytest.raises(Refused, match="You wrote a goal of this plan"):
            actions.approve_plan(plan=revised, by=cast.brahim)

    def test_the_first_writer_stays_the_writer(self, in_status, cast, karima):
        case = in_status("ASSESSING")
        actions.assess(case=case, by=cast.amina, answers=ANSWERS)
        plan = actions.write_plan(case=case, by=cast.brahim, life_project="كتبها المشرف")
        actions.add_goal(plan=plan, by=cast.amina, approach="SOCIAL", title="هدف", step="خطوة")
        plan = actions.write_plan(case=case, by=cast.amina, life_project="صححتها أمينة")
        assert (plan.written_by, plan.rewritten_by) == (cast.brahim, cast.amina)
        with pytest.raises(Refused, match="You wrote this plan"):
            actions.approve_plan(plan=plan, by=cast.brahim)
        actions.write_plan(case=case, by=karima, life_project="صححتها كريمة")
        with pytest.raises(Refused, match="You wrote this plan"):
            actions.approve_plan(plan=plan, by=karima)


class TestConfidentiality:
    def opened(self, by, places, person, **more):
        given = {"programme_code": "PROXIMITY_CELLS", "summary": "x", "urgency": 3, "area": places.bab_el_oued}
        return actions.open_case(by=by, person=person, **(given | more))

    def test_only_a_supervisor_opens_a_sensitive_matter_to_all(self, cast, places, khadija, violence):
        for more in ({"alert": violence}, {"programme_code": "FAMILY_COUNSELLING"}):
            for by in (cast.amina, cast.duniya):
                with pytest.raises(Refused, match="only a supervisor opens it to all"):
                    self.opened(by, places, khadija, confidentiality="ORDINARY", **more)
        case = self.opened(cast.brahim, places, khadija, confidentiality="ORDINARY", alert=violence)
        assert not Case.objects.get(pk=case.pk).sensitive
        assert not self.opened(cast.amina, places, khadija, confidentiality="ORDINARY").sensitive

    @pytest.mark.parametrize("programme", ["FAMILY_COUNSELLING", "CARE_INSTITUTIONS"])
    def test_the_sensitive_programmes_of_algeria(self, cast, places, khadija, programme):
        assert programme in programmes.codes()
        assert self.opened(cast.amina, places, khadija, programme_code=programme).sensitive

    def test_a_sensitive_alert_makes_the_file_it_joins_sensitive(self, file, cast, violence, samir):
        actions.join_alert(case=file, alert=violence, by=cast.amina)
        assert Case.objects.get(pk=file.pk).sensitive
        assert not queries.visible_to(samir).filter(pk=file.pk).exists()
        assert AuditEntry.objects.filter(event="case.confidentiality_set").count() == 1

    def test_a_first_worker_is_within_reach(self, cast, places, khadija, samir):
        with pytest.raises(Refused, match="does not work files here"):
            self.opened(cast.duniya, places, khadija, confidentiality="SENSITIVE", worker=cast.chafia)
        assert self.opened(cast.duniya, places, khadija, worker=samir).worker == samir


class TestReferral:
    @pytest.fixture
    def expired(self, file, cast, houses) -> Referral:
        referral = actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص")
        return self.expire(referral)

    def expire(self, referral: Referral) -> Referral:
        now = timezone.now()
        Referral.objects.filter(pk=referral.pk).update(sent_at=now - timedelta(days=9), due_at=now - timedelta(days=1))
        assert actions.expire_referral(referral=referral)
        referral.refresh_from_db()
        return referral

    def test_it_is_not_sent_again_beside_an_open_one(self, expired, file, cast, houses):
        actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص آخر")
        with pytest.raises(Refused, match="is open already"):
            actions.resend_referral(referral=expired, by=cast.amina)

    def test_it_is_not_sent_again_to_a_partner_that_left(self, expired, cast, houses):
        houses.hospital.status = OrganisationStatus.SUSPENDED
        houses.hospital.save(update_fields=["status"])
        with pytest.raises(Refused, match="that are active"):
            actions.resend_referral(referral=expired, by=cast.amina)

    def test_it_is_not_sent_again_when_the_consent_is_gone(self, file, cast, houses, khadija):
        consent = people.give_consent(
            person=khadija, by=cast.amina, purpose="REFERRAL", manner="SIGNED",
            given_on=timezone.localdate() - timedelta(days=20),
        )  # fmt: skip
        referral = actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص", shares_identity=True)
        expired = self.expire(referral)
        people.withdraw_consent(consent=consent, by=cast.amina)
        expired = Referral.objects.get(pk=expired.pk)
        with pytest.raises(Refused, match="did not consent"):
            actions.resend_referral(referral=expired, by=cast.amina)

    def test_the_partner_reads_no_name_a_month_after_the_end_and_never_the_reason(self, file, cast, houses, signed_in):
        referral = actions.refer(
            case=file, by=cast.amina, to=houses.hospital, request="فحص", shares_identity=True,
            override_reason="خطر على الحياة",
        )  # fmt: skip
        page = referral.get_absolute_url()
        body = signed_in(cast.djamel).get(page).content.decode()
        assert "خديجة" in body and "خطر على الحياة" not in body
        assert "خطر على الحياة" in signed_in(cast.amina).get(page).content.decode()
        actions.answer_referral(referral=referral, by=cast.djamel, accept=True)
        actions.complete_referral(referral=referral, by=cast.djamel)
        assert "خديجة" in signed_in(cast.djamel).get(page).content.decode()
        Referral.objects.filter(pk=referral.pk).update(completed_at=timezone.now() - timedelta(days=31))
        assert "خديجة" not in signed_in(cast.djamel).get(page).content.decode()
        assert "خديجة" in signed_in(cast.amina).get(page).content.decode()

    def test_the_partner_reads_no_name_of_what_it_refused(self, file, cast, houses, signed_in):
        referral = actions.refer(
            case=file, by=cast.amina, to=houses.hospital, request="فحص", shares_identity=True, override_reason="خطر",
        )  # fmt: skip
        actions.answer_referral(referral=referral, by=cast.djamel, accept=False, answer="لا مكان")
        assert "خديجة" not in signed_in(cast.djamel).get(referral.get_absolute_url()).content.decode()


class TestReading:
    def test_each_form_about_a_sensitive_file_is_a_reading(self, sensitive, cast, signed_in):
        client = signed_in(cast.amina)
        for name in ("findings", "assess", "close", "refer", "investigate"):
            before = AuditEntry.objects.filter(event="case.read").count()
            assert client.get(reverse(f"cases:{name}", args=[sensitive.uuid])).status_code == 200
            assert AuditEntry.objects.filter(event="case.read").count() == before + 1, name
        actions.assess(case=sensitive, by=cast.amina, answers=ANSWERS)
        actions.write_plan(case=sensitive, by=cast.amina)
        before = AuditEntry.objects.filter(event="case.read").count()
        assert client.get(reverse("cases:plan", args=[sensitive.uuid])).status_code == 200
        assert AuditEntry.objects.filter(event="case.read").count() == before + 1

    def test_a_recommendation_is_a_reading(self, sensitive, cast, signed_in):
        one = actions.write_findings(case=sensitive, by=cast.amina, findings="وثائق")
        assert signed_in(cast.amina).get(reverse("cases:recommend", args=[one.uuid])).status_code == 200
        assert AuditEntry.objects.filter(event="case.read").count() == 1

    def test_an_ordinary_file_leaves_no_trace_of_its_readers(self, file, cast, signed_in):
        assert signed_in(cast.amina).get(reverse("cases:assess", args=[file.uuid])).status_code == 200
        assert not AuditEntry.objects.filter(event="case.read").exists()

    def test_the_export_tells_the_whole_number_to_those_who_may_see_it_and_keeps_that(self, file, cast, khadija):
        people.correct_person(
            person=khadija, by=cast.amina, version=khadija.version, identity_number="119480160500123456"
        )
        file = Case.objects.get(pk=file.pk)
        assert export.export(case=file, by=cast.amina)["person"]["identity_number"] == "119480160500123456"
        assert AuditEntry.objects.filter(event="person.identity_revealed").count() == 1
        file.person.area = cast.chafia.current_postings[0].area  # out of Amina's sight
        file.person.organisation = cast.chafia.current_postings[0].organisation
        assert export.export(case=file, by=cast.amina)["person"]["identity_number"] == "•••• 3456"
        assert AuditEntry.objects.filter(event="person.identity_revealed").count() == 1
