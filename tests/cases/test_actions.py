"""What the acts leave behind: statuses, days, timeline, audit, jobs; and bad input."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from tests.cases.conftest import ANSWERS

from yaqaza.alerts import actions as alerts
from yaqaza.cases import actions, scales, tasks, timeline
from yaqaza.cases.models import Case, CaseEvent, Referral
from yaqaza.cases.states import CaseStatus
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import Refused
from yaqaza.people.models import Person

pytestmark = pytest.mark.django_db

HOSTILE = ["<script>alert(1)</script>", "=1+1", "x" * 10_000, "\x00\x01ملاحظة\x00", "‮قلب", "' OR 1=1 --", "{{ 7*7 }}"]


def test_numbers_carry_the_province_and_the_year(file):
    assert file.number == f"16-{timezone.localdate().year}-000001"


def test_a_mission_sent_before_the_file_becomes_its_investigation(cast, places, khadija, team, visit, run_jobs):
    from yaqaza.field import actions as field

    now = timezone.now()
    alert = alerts.receive(
        by=cast.duniya, channel="HOTLINE", text="نداء", category="OTHER", area=places.casbah, place_precision="COMMUNE"
    ).alert
    mission = field.order(
        by=cast.brahim, team=team, purpose="EMERGENCY", urgency=4, area=places.casbah, window_start=now,
        window_end=now + timedelta(hours=2), alert=alert,
    )  # fmt: skip
    case = actions.open_case(
        by=cast.amina,
        programme_code="PROXIMITY_CELLS",
        summary="نداء",
        urgency=3,
        area=places.casbah,
        person=khadija,
        alert=alert,
    )
    assert (case.status, case.investigations.get().mission) == ("INVESTIGATING", mission)
    visit(mission)
    run_jobs()
    case.refresh_from_db()
    assert case.status == CaseStatus.AWAITING_VERDICT


def test_a_team_sent_from_the_file_reads_what_was_reported(cast, places, khadija, order):
    alert = alerts.receive(
        by=cast.duniya, channel="HOTLINE", text="نداء", category="OTHER", area=places.casbah, place_precision="COMMUNE"
    ).alert
    case = actions.open_case(
        by=cast.amina, programme_code="PROXIMITY_CELLS", summary="نداء", urgency=3, area=places.casbah, person=khadija,
        alert=alert,
    )  # fmt: skip
    mission = order(case)
    alert.refresh_from_db()
    assert (mission.alert, alert.status) == (alert, "IN_CASE")


def test_findings_arrive_once_however_often_the_job_runs(file, order, visit, run_jobs):
    mission = order(file)
    visit(mission)
    run_jobs()
    tasks.findings_arrived(mission.pk)
    tasks.findings_arrived(0)
    assert file.events.filter(kind="FINDINGS").count() == 1


def test_referrals_expire_and_may_be_sent_again(file, cast, houses):
    referral = actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص", days=1)
    file.refresh_from_db()
    assert file.next_due_on == timezone.localdate() + timedelta(days=1)
    tasks.expire_referrals()
    assert Referral.objects.get().status == "SENT"
    Referral.objects.update(sent_at=timezone.now() - timedelta(days=2), due_at=timezone.now() - timedelta(days=1))
    tasks.expire_referrals()
    tasks.expire_referrals()
    file.refresh_from_db()
    assert (Referral.objects.get().status, file.next_due_on) == ("EXPIRED", None)
    assert AuditEntry.objects.filter(event="case.referral_expired").count() == 1
    actions.resend_referral(referral=referral, by=cast.amina)
    assert Referral.objects.get().status == "SENT"


def test_every_event_is_told_in_each_language(in_status, cast, houses):
    case = in_status("FOLLOWED")
    referral = actions.refer(case=case, by=cast.amina, to=houses.hospital, request="فحص")
    actions.answer_referral(referral=referral, by=cast.djamel, accept=False, answer="لا سرير")
    actions.tell(case=case, kind="SERVICE", by=cast.amina, delivery=case.uuid, number="S-2026-0000001")
    follow_up = actions.plan_follow_up(case=case, by=cast.amina, due_on=timezone.localdate())
    actions.do_follow_up(
        follow_up=follow_up, by=cast.amina, situation=4, next_on=timezone.localdate() + timedelta(days=9)
    )
    actions.close(case=case, by=cast.amina, outcome="REINTEGRATED", cancels=case.follow_ups.due())
    actions.reopen(case=case, by=cast.amina, reason="انتكاسة")
    events = list(case.events.order_by("-at", "-id"))
    for language in ("ar", "fr", "en"):
        with translation.override(language):
            told = timeline.entries(events, seen_by=cast.amina)
        assert len(told) == len(events) and all(entry.text and entry.icon for entry in told)
    with translation.override("en"):
        words = [entry.text for entry in timeline.entries(events, seen_by=cast.amina)]
    assert words[0] == "File reopened"
    assert any("refused the referral" in line for line in words)


@pytest.mark.parametrize("kind", CaseEvent.Kind.values)
def test_an_event_with_nothing_or_nonsense_in_its_details_is_told_all_the_same(file, cast, kind):
    actions.tell(case=file, kind=kind, by=None)
    actions.tell(
        case=file, kind=kind, by=cast.amina, alert="x", mission=3, to="", step=None, level="?", verdict="?", outcome="?"
    )
    assert len(timeline.entries(file.events.all(), seen_by=cast.amina)) == 3


class TestScale:
    def test_the_levels_begin_where_the_page_says(self):
        scale = scales.VULNERABILITY
        for least, code in ((0, "LOW"), (6, "MODERATE"), (12, "HIGH"), (18, "EXTREME")):
            answers = _answers(least)
            assert (scale.score(answers), scale.level(answers).code) == (least, code)

    def test_danger_now_is_never_below_high(self):
        assert scales.VULNERABILITY.level(_answers(0) | {"safety": 3}).code == "HIGH"

    @pytest.mark.parametrize(
        "answers",
        [
            {},
            {"safety": 1},
            ANSWERS | {"other": 1},
            ANSWERS | {"food": 4},
            ANSWERS | {"food": -1},
            ANSWERS | {"food": True},
        ],
    )
    def test_half_and_impossible_answers_are_refused(self, file, cast, answers):
        with pytest.raises(Refused):
            actions.assess(case=file, by=cast.amina, answers=answers)


def _answers(total: int) -> dict[str, int]:
    answers = dict.fromkeys(ANSWERS, 0)
    codes = [code for code in answers if code != "safety"] + ["safety"]
    for _ in range(total):
        code = next(code for code in codes if answers[code] < 3)
        answers[code] += 1
    return answers


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_text_in_every_field(file, cast, signed_in, houses, khadija, text):
    client = signed_in(cast.amina)
    actions.note(case=file, by=cast.amina, text=text)
    actions.write_findings(case=file, by=cast.amina, findings=text)
    investigation = file.investigations.get()
    actions.recommend(investigation=investigation, by=cast.amina, recommendation="VERIFIED", findings=text)
    actions.decide(investigation=investigation, by=cast.brahim, verdict="VERIFIED", verdict_note=text)
    actions.assess(case=file, by=cast.amina, answers=ANSWERS, note=text)
    plan = actions.write_plan(case=file, by=cast.amina, life_project=text)
    actions.add_goal(plan=plan, by=cast.amina, approach="SOCIAL", title=text, step=text)
    referral = actions.refer(case=file, by=cast.amina, to=houses.hospital, request=text)
    actions.answer_referral(referral=referral, by=cast.djamel, accept=False, answer=text)
    Person.objects.filter(pk=khadija.pk).update(name_ar="<b>خديجة</b>")
    page = client.get(file.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page and "<b>خديجة</b>" not in page
    for name in ("print", "export"):
        assert client.get(reverse(f"cases:{name}", args=[file.uuid])).status_code == 200


@pytest.mark.parametrize("day", ["31/02/2030", "21/11/1999", "21/11/2999", "غدا", "<b>", "1" * 500])
def test_impossible_days_come_back_with_a_sentence(file, cast, signed_in, day):
    answer = signed_in(cast.amina).post(reverse("cases:follow_up_new", args=[file.uuid]), {"due_on": day})
    assert (
        answer.status_code == 422 and "field__error" in answer.content.decode()
    ) or "error-summary" in answer.content.decode()
    assert not file.follow_ups.exists()


def test_nothing_that_names_anybody_is_in_the_audit_trail(in_status, cast):
    in_status("FOLLOWED")
    for entry in AuditEntry.objects.all():
        assert "خديجة" not in str(entry.details) and "0550" not in str(entry.details)


def test_a_file_about_nobody_without_programme_or_reason_is_refused(cast, places, houses, khadija):
    base = {
        "by": cast.amina,
        "programme_code": "PROXIMITY_CELLS",
        "summary": "نداء",
        "urgency": 2,
        "area": places.casbah,
    }
    for wrong in ({}, {"person": khadija, "programme_code": "X"}, {"person": khadija, "summary": "  \x00 "}):
        with pytest.raises(Refused):
            actions.open_case(**base | wrong)
    with pytest.raises(Refused):
        actions.open_case(**base | {"person": khadija, "by": cast.chafia, "organisation": houses.directorate})
    assert Case.objects.count() == 0


class TestInCharge:
    """From its opening by a duty officer, whoever does the work of a file that nobody has takes it in hand."""

    @pytest.fixture
    def nobodys(self, cast, places, khadija) -> Case:
        case = actions.open_case(
            by=cast.duniya,
            programme_code="PROXIMITY_CELLS",
            summary="نداء",
            urgency=3,
            area=places.casbah,
            person=khadija,
        )
        assert case.worker is None
        return case

    @pytest.mark.parametrize("act", ["findings", "assess"])
    def test_an_act_takes_the_file(self, nobodys, cast, samir, act):
        match act:
            case "findings":
                actions.write_findings(case=nobodys, by=samir, findings="زرنا البيت")
            case "assess":
                actions.assess(case=nobodys, by=samir, answers=ANSWERS)
        nobodys.refresh_from_db()
        assert nobodys.worker == samir
        assert AuditEntry.objects.get(event="case.assigned").details == {"worker": str(samir.uuid)}
        with translation.override("en"):
            (line,) = timeline.entries(nobodys.events.filter(kind="ASSIGNED"), seen_by=samir)
            assert (line.text, line.who) == ("File taken in hand", samir.name)

    def test_the_verdict_and_the_plan_have_someone_in_charge(self, nobodys, cast, samir, order, visit, run_jobs):
        visit(order(nobodys))
        run_jobs()
        investigation = nobodys.investigations.get()
        actions.recommend(investigation=investigation, by=samir, recommendation="VERIFIED")
        actions.decide(investigation=investigation, by=cast.brahim, verdict="VERIFIED")
        actions.assess(case=nobodys, by=cast.amina, answers=ANSWERS)
        actions.write_plan(case=nobodys, by=cast.amina, life_project="أن تبقى في بيتها")
        nobodys.refresh_from_db()
        assert nobodys.worker == samir  # who took it first; a colleague's help changes nothing
        assert nobodys.events.filter(kind="ASSIGNED").count() == 1

    def test_the_page_says_so_before(self, nobodys, file, cast, signed_in):
        browser = signed_in(cast.amina)
        browser.cookies["yaqaza_language"] = "en"
        said = "With this act it comes into your hands"
        for page in ("findings", "assess"):
            assert said in browser.get(reverse(f"cases:{page}", args=[nobodys.uuid])).content.decode()
            assert said not in browser.get(reverse(f"cases:{page}", args=[file.uuid])).content.decode()
        for page in ("refer", "close"):
            assert said not in browser.get(reverse(f"cases:{page}", args=[nobodys.uuid])).content.decode()

    def test_closing_takes_nothing_and_is_told_with_who_closed(self, nobodys, file, cast, samir, signed_in):
        browser, closing = signed_in(samir), "It is closed in your name"
        browser.cookies["yaqaza_language"] = "en"
        assert closing in browser.get(reverse("cases:close", args=[nobodys.uuid])).content.decode()
        assert closing not in browser.get(reverse("cases:close", args=[file.uuid])).content.decode()
        actions.close(case=nobodys, by=samir, outcome="LOST", note="لا أثر", why_no_verdict="لم نجد أحدا")
        nobodys.refresh_from_db()
        assert (nobodys.worker, nobodys.closed_by) == (None, samir)
        assert not AuditEntry.objects.filter(event="case.assigned").exists()
        head = (
            browser.get(nobodys.get_absolute_url())
            .content.decode()
            .split('class="file__head"')[1]
            .split("</header>")[0]
        )
        assert "nobody worked it" in head and "nobody works it yet" not in head
        assert samir.name_latin in head.split("closed by")[1]
        row = browser.get(reverse("cases:list"), {"tab": "closed"}).content.decode()
        assert "nobody worked it" in row and "nobody works it yet" not in row
        again = actions.reopen(case=nobodys, by=samir, reason="عاد")
        assert again.worker is None and "nobody works it yet" in browser.get(again.get_absolute_url()).content.decode()
