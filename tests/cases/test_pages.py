"""Every page of files: who reads it, and that it stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.cases.conftest import ANSWERS

from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions as alerts
from yaqaza.cases import actions
from yaqaza.cases.models import Case, CaseAccess, Referral
from yaqaza.cases.states import CaseStatus
from yaqaza.core.models import AuditEntry
from yaqaza.people import actions as people
from yaqaza.services import actions as services
from yaqaza.services.actions import load_catalogue
from yaqaza.services.models import Programme, ServiceType

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", CaseStatus.values)
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_file_stands_in_every_status_and_language(in_status, cast, signed_in, status, language):
    case = in_status(status)
    client = signed_in(cast.amina)
    client.cookies["yaqaza_language"] = language
    page = client.get(case.get_absolute_url())
    assert page.status_code == 200
    assert case.number in page.content.decode()
    assert client.get(reverse("cases:print", args=[case.uuid])).status_code == 200
    assert client.get(case.get_absolute_url() + "?all=1").status_code == 200


def test_the_paper_holds_the_services_and_every_follow_up(in_status, cast, signed_in, file):
    case = in_status("FOLLOWED")
    load_catalogue(country="DZ")
    meal, listening = (
        services.deliver(
            by=cast.amina, service_type=ServiceType.objects.get(code=code), delivered_on=timezone.localdate(), case=case,
            programme=Programme.objects.get(code="PROXIMITY_CELLS"),
        )
        for code in ("MEAL", "LISTENING")
    )  # fmt: skip
    services.reverse(delivery=listening, by=cast.amina, reason="خطأ")
    done, due = (actions.plan_follow_up(case=case, by=cast.amina, due_on=timezone.localdate()) for _ in range(2))
    actions.do_follow_up(follow_up=done, by=cast.amina, situation=4, note="بدأت تمشي")
    client = signed_in(cast.amina)
    client.cookies["yaqaza_language"] = "en"
    paper = client.get(reverse("cases:print", args=[case.uuid])).content.decode()
    helped, followed = (
        paper.split(f"<h2>{title}</h2>")[1].split("</section>")[0] for title in ("Services delivered", "Follow-up")
    )
    assert meal.number in helped and listening.number in helped
    assert f"<s>{listening.service_type.name_en}</s>" in helped and f"<s>{meal.service_type.name_en}</s>" not in helped
    assert "بدأت تمشي" in followed and "Situation 4 of 5" in followed and "Look again" in followed
    actions.close(case=case, by=cast.amina, outcome="IMPROVED", cancels=[due])
    paper = client.get(reverse("cases:print", args=[case.uuid])).content.decode()
    assert "cancelled with the closure" in paper.split("<h2>Follow-up</h2>")[1].split("</section>")[0]


def test_the_whole_story_through_its_pages(cast, signed_in, file, team, visit, run_jobs, places):
    amina, brahim = signed_in(cast.amina), signed_in(cast.brahim)

    def post(client, name, row, **data):
        answer = client.post(reverse(f"cases:{name}", args=[row.uuid]), data)
        assert answer.status_code == 302, answer.content.decode()[:4000]
        return Case.objects.get(pk=file.pk)

    assert amina.get(reverse("cases:investigate", args=[file.uuid])).status_code == 200
    case = post(
        amina,
        "investigate",
        file,
        team=str(team.uuid),
        purpose="SOCIAL_INVESTIGATION",
        urgency="3",
        when="NOW",
        area=places.bab_el_oued.full_name,
        area_id=str(places.bab_el_oued.uuid),
        area_name=places.bab_el_oued.full_name,
    )
    assert case.status == "INVESTIGATING"
    visit(case.investigations.get().mission)
    run_jobs()
    investigation = case.investigations.get()
    assert amina.get(reverse("cases:recommend", args=[investigation.uuid])).status_code == 200
    case = post(amina, "recommend", investigation, recommendation="VERIFIED", findings="")
    page = amina.get(case.get_absolute_url()).content.decode()
    assert "aria-disabled" in page
    assert brahim.get(reverse("cases:decide", args=[investigation.uuid])).status_code == 200
    case = post(brahim, "decide", investigation, verdict="VERIFIED", verdict_note="")
    assert (case.status, case.verdict) == ("ASSESSING", "VERIFIED")
    assert amina.get(reverse("cases:assess", args=[file.uuid])).status_code == 200
    post(amina, "assess", file, **ANSWERS, note="")
    post(amina, "plan", file, life_project="بيتها")
    plan = file.plans.get()
    assert amina.get(reverse("cases:goal_new", args=[plan.uuid])).status_code == 200
    post(amina, "goal_new", plan, approach="SOCIAL", title="مرافقة", step="تعيين متطوعة", due_on="", target_on="")
    assert brahim.get(reverse("cases:plan_approve", args=[plan.uuid])).status_code == 200
    case = post(brahim, "plan_approve", plan)
    assert case.status == "ACCOMPANIED"
    goal = plan.goals.get()
    post(amina, "step_new", goal, title="زيارة", due_on="")
    post(amina, "step_do", goal.steps.order_by("id").first())
    assert amina.get(reverse("cases:goal_end", args=[goal.uuid])).status_code == 200
    case = post(amina, "goal_end", goal, status="REACHED")
    assert case.status == "FOLLOWED"
    day = timezone.localdate() + timedelta(days=7)
    case = post(amina, "follow_up_new", file, due_on=day.strftime("%d/%m/%Y"))
    assert case.next_due_on == day
    follow_up = file.follow_ups.get()
    assert amina.get(reverse("cases:follow_up", args=[follow_up.uuid])).status_code == 200
    post(amina, "follow_up", follow_up, situation="4", note="أفضل", next_on="")
    post(amina, "note", file, text="ملاحظة")
    assert amina.get(reverse("cases:close", args=[file.uuid])).status_code == 200
    case = post(amina, "close", file, outcome="REINTEGRATED", note="")
    assert case.status == "CLOSED"
    case = post(amina, "reopen", file, reason="انتكاسة")
    assert case.status == "OPEN"
    assert amina.get(case.get_absolute_url() + "?all=1").status_code == 200


def test_a_referral_through_its_pages(cast, signed_in, file, houses):
    amina, djamel = signed_in(cast.amina), signed_in(cast.djamel)
    assert amina.get(reverse("cases:refer", args=[file.uuid])).status_code == 200
    answer = amina.post(
        reverse("cases:refer", args=[file.uuid]), {"to": houses.hospital.uuid, "request": "فحص القدم", "days": "7"}
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    referral = Referral.objects.get()
    inbox = djamel.get(reverse("cases:referrals"))
    assert "فحص القدم" in inbox.content.decode()
    page = djamel.get(referral.get_absolute_url()).content.decode()
    assert "خديجة" not in page and file.number not in page
    assert djamel.get(reverse("cases:referral_answer", args=[referral.uuid])).status_code == 200
    refused = djamel.post(reverse("cases:referral_answer", args=[referral.uuid]), {"accept": "no", "answer": ""})
    assert refused.status_code == 422
    djamel.post(reverse("cases:referral_answer", args=[referral.uuid]), {"accept": "yes", "answer": "مرحبا"})
    referral.refresh_from_db()
    assert referral.status == "ACCEPTED"
    assert djamel.get(reverse("cases:referrals") + "?tab=accepted").status_code == 200
    djamel.post(reverse("cases:referral_completion", args=[referral.uuid]), {"answer": "تم الفحص"})
    referral.refresh_from_db()
    assert (referral.status, referral.answer) == ("COMPLETED", "مرحبا\nتم الفحص")
    assert djamel.get(reverse("cases:referrals") + "?tab=ended").status_code == 200


def test_the_partner_sees_who_it_is_only_while_the_consent_holds(cast, signed_in, file, houses, khadija):
    consent = people.give_consent(person=khadija, by=cast.amina, purpose="REFERRAL", manner="SIGNED")
    referral = actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص", shares_identity=True)
    assert referral.consent == consent
    djamel = signed_in(cast.djamel)
    assert "خديجة زهرون" in djamel.get(referral.get_absolute_url()).content.decode()
    people.withdraw_consent(consent=consent, by=cast.amina)
    assert "خديجة زهرون" not in djamel.get(referral.get_absolute_url()).content.decode()


def test_a_file_is_opened_from_an_alert_with_a_new_person(cast, signed_in, places):
    alert = alerts.receive(
        by=cast.duniya,
        channel="HOTLINE",
        text="عجوز وحيدة في باب الوادي",
        category="ELDERLY_IN_DANGER",
        area=places.bab_el_oued,
        place_precision="COMMUNE",
    ).alert
    amina = signed_in(cast.amina)
    address = reverse("cases:new") + f"?alert={alert.uuid}"
    page = amina.get(address).content.decode()
    assert "عجوز وحيدة" in page
    data = {
        "person": "new",
        "person_q": "فاطمة",
        "person-name": "فاطمة بن علي",
        "person-description": "",
        "person-sex": "FEMALE",
        "person-birth": "80",
        "person-phone": "0550 11 22 33",
        "person-identity_number": "",
        "programme_code": "ELDERLY_IN_DANGER",
        "summary": "عجوز وحيدة",
        "urgency": "3",
        "area": places.bab_el_oued.full_name,
        "area_id": str(places.bab_el_oued.uuid),
        "area_name": places.bab_el_oued.full_name,
        "confidentiality": "",
    }
    step = amina.post(address, data | {"summary": "", "person_search": "1"})
    assert (step.status_code, step.context["form"].errors, Case.objects.count()) == (200, {}, 0)
    assert "فاطمة بن علي" in step.content.decode() and "0550 11 22 33" in step.content.decode()
    answer = amina.post(address, data)
    assert answer.status_code == 302, answer.content.decode()[:6000]
    case = Case.objects.get()
    assert (case.person.name_ar, case.person.age, case.case_alerts.get().alert) == ("فاطمة بن علي", 80, alert)
    alert.refresh_from_db()
    assert alert.status == "IN_CASE"
    panel = amina.get(reverse("cases:alert_panel", args=[alert.uuid]))
    assert case.number in panel.content.decode()
    assert amina.get(address).status_code == 302


def test_an_alert_joins_a_file(cast, signed_in, file, places):
    alert = alerts.receive(
        by=cast.duniya,
        channel="HOTLINE",
        text="نفس العجوز",
        category="VIOLENCE",
        area=places.bab_el_oued,
        place_precision="COMMUNE",
    ).alert
    amina = signed_in(cast.amina)
    address = reverse("cases:join") + f"?alert={alert.uuid}"
    assert file.number in amina.get(address).content.decode()
    assert amina.post(address, {"number": "99-2020-000001"}).status_code == 422
    assert amina.post(address, {"number": ""}).status_code == 422
    assert amina.post(address, {"case": str(file.uuid), "number": ""}).status_code == 302
    assert file.case_alerts.get().alert == alert


def test_the_person_panel_shows_files_and_that_a_sensitive_one_is_there(
    cast, signed_in, file, sensitive, khadija, samir
):
    url = reverse("cases:person_panel", args=[khadija.uuid])
    own = signed_in(cast.amina).get(url).content.decode()
    assert file.number in own and sensitive.number in own
    other = signed_in(samir).get(url).content.decode()
    assert file.number in other and sensitive.number not in other and "icon" in other


def test_a_sensitive_file_is_locked_to_colleagues_and_not_there_for_strangers(cast, signed_in, sensitive, samir):
    assert signed_in(samir).get(sensitive.get_absolute_url()).status_code == 403
    assert signed_in(cast.chafia).get(sensitive.get_absolute_url()).status_code == 404
    assert signed_in(cast.brahim).get(sensitive.get_absolute_url()).status_code == 200
    assert signed_in(cast.amina).get(sensitive.get_absolute_url()).status_code == 200
    assert AuditEntry.objects.filter(event="case.read", object_id=sensitive.pk).count() == 2


def test_breaking_the_glass_lasts_an_hour_and_is_reviewed(cast, signed_in, sensitive, samir):
    client = signed_in(samir)
    glass = reverse("cases:glass", args=[sensitive.uuid])
    assert client.get(glass).status_code == 200
    assert client.post(glass, {"reason": "قصير"}).status_code == 422
    assert client.post(glass, {"reason": "طفل في خطر الآن في البيت"}).status_code == 302
    assert client.get(sensitive.get_absolute_url()).status_code == 200
    access = CaseAccess.objects.get()
    work = signed_in(cast.brahim).get(reverse("cases:my_work")).content.decode()
    assert "طفل في خطر الآن" in work
    assert signed_in(cast.brahim).post(reverse("cases:glass_review", args=[access.uuid])).status_code == 302
    CaseAccess.objects.update(
        granted_at=timezone.now() - timedelta(hours=2), until_at=timezone.now() - timedelta(minutes=61)
    )
    assert client.get(sensitive.get_absolute_url()).status_code == 403


def test_the_export_holds_the_person_s_data_and_is_kept(cast, signed_in, file, khadija):
    answer = signed_in(cast.amina).get(reverse("cases:export", args=[file.uuid]))
    content = answer.json()
    assert content["person"]["name_ar"] == "خديجة زهرون"
    assert content["person"]["phones"] == ["+213550004567"]
    assert "search_keys" not in content["person"] and "identity_index" not in content["person"]
    assert answer["Content-Disposition"] == f'attachment; filename="{file.number}.json"'
    assert AuditEntry.objects.filter(event="case.exported", object_id=file.pk).count() == 1
    assert signed_in(cast.duniya).get(reverse("cases:export", args=[file.uuid])).status_code == 403


def test_the_list_costs_the_same_for_one_row_and_for_three(
    cast, signed_in, file, khadija, places, django_assert_num_queries
):
    client = signed_in(cast.amina)
    client.get(reverse("cases:list"))
    with django_assert_num_queries(LIST):
        client.get(reverse("cases:list"))
    for _ in range(2):
        actions.open_case(
            by=cast.amina,
            programme_code="PROXIMITY_CELLS",
            summary="أخرى",
            urgency=2,
            area=places.casbah,
            person=khadija,
        )
    with django_assert_num_queries(LIST):
        page = client.get(reverse("cases:list"))
    assert page.content.decode().count('class="row"') == 3


LIST = 5


def test_the_work_list_costs_the_same_for_one_row_and_for_three(
    cast, signed_in, file, khadija, places, django_assert_num_queries
):
    client = signed_in(cast.amina)
    client.get(reverse("cases:my_work"))
    with django_assert_num_queries(WORK):
        client.get(reverse("cases:my_work"))
    for _ in range(2):
        actions.open_case(
            by=cast.amina,
            programme_code="PROXIMITY_CELLS",
            summary="أخرى",
            urgency=2,
            area=places.casbah,
            person=khadija,
        )
    with django_assert_num_queries(WORK):
        client.get(reverse("cases:my_work"))


WORK = 7


def test_filters_narrow_the_list(cast, signed_in, file, in_status):
    client = signed_in(cast.amina)

    def shown(**query):
        return file.number in client.get(reverse("cases:list"), query).content.decode()

    assert shown() and shown(tab="all") and shown(tab="mine") and not shown(tab="closed")
    assert shown(status="OPEN") and not shown(status="FOLLOWED")
    assert shown(worker="me") and not shown(worker="nobody") and shown(worker=str(cast.amina.uuid))
    assert shown(urgency="3") and not shown(urgency="4")
    assert shown(waiting="CASE_WORKER") and not shown(waiting="PARTNER")
    assert shown(programme_code="ELDERLY_IN_DANGER") and not shown(programme_code="PROXIMITY_CELLS")
    assert not shown(overdue="on")
    Case.objects.filter(pk=file.pk).update(next_due_on=timezone.localdate() - timedelta(days=1))
    assert shown(overdue="on")


OBJECT_PAGES = [
    "case",
    "print",
    "export",
    "assign",
    "note",
    "close",
    "reopen",
    "investigate",
    "findings",
    "assess",
    "plan",
    "follow_up_new",
    "refer",
    "glass",
    "grant",
    "confidentiality",
]


@pytest.mark.parametrize("name", OBJECT_PAGES)
def test_a_stranger_finds_no_page_of_a_file(cast, signed_in, file, name):
    client = signed_in(cast.chafia)
    url = reverse(f"cases:{name}", args=[file.uuid])
    got, sent = client.get(url).status_code, client.post(url).status_code
    allowed = {403, 404} if name in ("grant", "confidentiality") else {404}  # Chafia supervises nothing
    assert {got, sent} <= allowed | ({405} if name == "confidentiality" else set())


def test_a_stranger_finds_no_part_of_a_file(cast, signed_in, in_status, houses):
    case = in_status("ACCOMPANIED")
    referral = actions.refer(case=case, by=cast.amina, to=houses.hospital, request="فحص")
    follow_up = actions.plan_follow_up(case=case, by=cast.amina, due_on=timezone.localdate())
    plan = case.plans.get()
    goal = plan.goals.get()
    stranger = signed_in(cast.chafia)
    rows = {
        "recommend": case.investigations.get(),
        "plan": plan,
        "goal_new": plan,
        "goal_end": goal,
        "step_new": goal,
        "follow_up": follow_up,
        "referral": referral,
        "referral_withdrawal": referral,
        "person_panel": case.person,
    }
    for name, row in rows.items():
        assert stranger.get(reverse(f"cases:{name}", args=[row.uuid])).status_code == 404, name
    assert stranger.post(reverse("cases:step_do", args=[goal.steps.get().uuid])).status_code == 404
    assert stranger.post(reverse("cases:referral_resend", args=[referral.uuid])).status_code == 404


def test_another_partner_finds_no_referral(cast, signed_in, file, houses, other_hospital, places):
    from tests.conftest import make_user

    referral = actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص")
    other = signed_in(make_user("kenza", "كنزة", Role.PARTNER_AGENT, other_hospital, places.algiers))
    assert other.get(referral.get_absolute_url()).status_code == 404
    assert other.get(reverse("cases:referral_answer", args=[referral.uuid])).status_code == 404
    assert "فحص" not in other.get(reverse("cases:referrals")).content.decode()
    assert other.get(file.get_absolute_url()).status_code == 403


def test_a_telephone_in_free_text_is_not_turned_round(cast, signed_in, places, khadija):
    case = actions.open_case(
        by=cast.amina, programme_code="PROXIMITY_CELLS", area=places.bab_el_oued, person=khadija, urgency=2,
        summary="اتصلوا على 0661 23 45 67 مساء",
    )  # fmt: skip
    actions.note(case=case, by=cast.amina, text="رقم الجارة +213 550 00 12 34")
    page = signed_in(cast.amina).get(case.get_absolute_url()).content.decode()
    assert 'اتصلوا على <bdi dir="ltr">0661 23 45 67</bdi> مساء' in page
    assert 'رقم الجارة <bdi dir="ltr">+213 550 00 12 34</bdi>' in page
