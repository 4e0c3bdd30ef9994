"""How a file ends: nothing open is left behind, the outcome fits what is known, and a closed file offers nothing but its reopening."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from tests.cases.conftest import decide

from yaqaza.cases import actions, rules, timeline
from yaqaza.cases.models import Case
from yaqaza.cases.states import Outcome
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import Refused, why_not
from yaqaza.field import actions as field
from yaqaza.field.models import Mission

pytestmark = pytest.mark.django_db
WHY = "انتقلت قبل التحقيق"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def close(case: Case, cast, outcome: str = "IMPROVED", **more: object) -> Case:
    return actions.close(case=case, by=cast.amina, outcome=outcome, **more)


def test_a_file_without_a_verdict_ends_with_its_reason_only(file, cast):
    with pytest.raises(Refused, match="say why the file ends without one"):
        close(file, cast, why_no_verdict=" ")
    assert close(file, cast, why_no_verdict=WHY).closures.get().why_no_verdict == WHY


def test_findings_that_nobody_judged_need_the_reason_too(in_status, cast):
    case = in_status("AWAITING_VERDICT")
    with pytest.raises(Refused, match="No verdict"):
        close(case, cast)
    assert close(case, cast, why_no_verdict=WHY).status == "CLOSED"


def test_a_verdict_needs_no_reason_and_keeps_none(in_status, cast):
    case = close(in_status("ASSESSING"), cast, why_no_verdict="x")
    assert case.closures.get().why_no_verdict == ""


@pytest.mark.parametrize(
    ("verdict", "outcome", "refused"),
    [
        ("UNFOUNDED", "UNFOUNDED", False), ("FRAUDULENT", "UNFOUNDED", False), ("NOT_FOUND", "UNFOUNDED", False),
        ("VERIFIED", "UNFOUNDED", True), ("PARTLY", "UNFOUNDED", True), ("UNFOUNDED", "IMPROVED", True), ("FRAUDULENT", "IN_CARE", True),
        ("UNFOUNDED", "DIED", False), ("REFUSED", "DECLINED", False), ("NOT_FOUND", "FAMILY", False),
    ],
)  # fmt: skip
def test_the_outcome_fits_the_verdict(in_status, cast, verdict, outcome, refused):
    case = in_status("AWAITING_VERDICT")
    decide(case, cast, verdict)
    case.refresh_from_db()
    if refused:
        with pytest.raises(Refused):
            close(case, cast, outcome, note="x")
    else:
        assert close(case, cast, outcome, note="x").status == "CLOSED"


def test_no_ground_for_help_is_never_said_without_a_verdict(file, cast):
    with pytest.raises(Refused, match="rests on a verdict"):
        close(file, cast, "UNFOUNDED", why_no_verdict=WHY)


@pytest.mark.parametrize("outcome", [Outcome.IN_CARE, Outcome.MOVED, Outcome.LOST])
def test_outcomes_that_leave_a_question_open_answer_it(in_status, cast, outcome):
    case = in_status("ASSESSING")
    with pytest.raises(Refused, match="Say in a few words"):
        close(case, cast, outcome, note=" ")
    assert close(case, cast, outcome, note="دار المسنين بالقصبة").status == "CLOSED"


def test_reintegration_is_seen_in_the_last_follow_up(in_status, cast):
    case = in_status("FOLLOWED")
    for situation, refused in ((5, False), (3, True)):
        follow_up = actions.plan_follow_up(case=case, by=cast.amina, due_on=timezone.localdate())
        actions.do_follow_up(follow_up=follow_up, by=cast.amina, situation=situation)
        why = why_not(rules.check_outcome, case, "REINTEGRATED", note="", why_no_verdict="", cancelled=[])
        assert bool(why) is refused and ("situation 3 of 5" in why) is refused


def test_the_refusal_names_what_is_open(in_status, cast, houses, order, file):
    case = in_status("ACCOMPANIED")
    assert "“فحص القدم”" in why_not(rules.check_close, case, by=cast.amina)
    goal = case.plans.get().goals.get()
    for number in range(1, 5):
        actions.add_step(goal=goal, by=cast.amina, title=f"زيارة {number}")
    assert "“زيارة 2” and 2 more" in why_not(rules.check_close, case, by=cast.amina)
    mission = order(case)
    assert mission.number in why_not(rules.check_close, case, by=cast.amina)
    referral = actions.refer(case=case, by=cast.amina, to=houses.hospital, request="فحص")
    assert houses.hospital.name in why_not(rules.check_close, case, by=cast.amina)
    actions.withdraw_referral(referral=referral, by=cast.amina)
    field.cancel(mission=mission, by=cast.brahim, reason="تغير الموعد")
    actions.end_goal(goal=goal, by=cast.amina, status="DROPPED")
    assert why_not(rules.check_close, Case.objects.get(pk=case.pk), by=cast.amina) == ""


def test_a_follow_up_still_due_is_cancelled_by_name_or_the_file_stays_open(in_status, cast):
    case = in_status("FOLLOWED")
    day = timezone.localdate() + timedelta(days=9)
    first = actions.plan_follow_up(case=case, by=cast.amina, due_on=day)
    with pytest.raises(Refused, match="A follow-up is still due"):
        close(case, cast)
    second = actions.plan_follow_up(case=case, by=cast.amina, due_on=day + timedelta(days=1))
    with pytest.raises(Refused, match="A follow-up is still due"):
        close(case, cast, cancels=[first])
    case = close(case, cast, cancels=[first, second])
    first.refresh_from_db()
    assert (first.cancelled_at, first.cancelled_by, first.is_due) == (case.closed_at, cast.amina, False)
    assert AuditEntry.objects.filter(event="case.follow_up_cancelled").count() == 2
    told = timeline.entries(case.events.filter(kind="CLOSED"), seen_by=cast.amina)[0].text
    assert str(day.day) in told and "cancelled" in told
    case = actions.reopen(case=case, by=cast.amina, reason="انتكاسة")
    assert case.next_due_on is None
    assert "was cancelled" in why_not(rules.check_do_follow_up, first, by=cast.amina)


def test_the_form_asks_for_what_is_missing(in_status, cast, signed_in, file):
    client, address = signed_in(cast.amina), reverse("cases:close", args=[file.uuid])
    assert "why_no_verdict" in client.get(address).content.decode()
    case = in_status("FOLLOWED")
    follow_up = actions.plan_follow_up(case=case, by=cast.amina, due_on=timezone.localdate())
    page = client.get(address).content.decode()
    assert "why_no_verdict" not in page and str(follow_up.uuid) in page
    assert client.post(address, {"outcome": "IMPROVED"}).status_code == 422
    assert client.post(address, {"outcome": "IMPROVED", "cancels": str(follow_up.uuid)}).status_code == 302
    assert client.get(case.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("status", ["OPEN", "INVESTIGATING", "AWAITING_VERDICT", "ASSESSING", "FOLLOWED"])
def test_a_closed_file_offers_its_reopening_its_paper_and_a_note_and_nothing_else(
    in_status, cast, signed_in, status, visit, run_jobs
):
    case = in_status(status)
    for mission in Mission.objects.filter(investigation__case=case, status="ORDERED"):
        visit(mission)
    run_jobs()
    close(Case.objects.get(pk=case.pk), cast, why_no_verdict=WHY)
    browser = signed_in(cast.amina)
    page = browser.get(case.get_absolute_url()).content.decode()
    services = browser.get(reverse("services:case_panel", args=[case.uuid])).content.decode()
    assert reverse("services:deliver") not in page + services.split("</header>")[-1].split("<footer")[0]
    acts = ("investigate", "findings", "assess", "plan", "refer", "follow_up_new", "assign", "close")
    assert [name for name in acts if reverse(f"cases:{name}", args=[case.uuid]) in page] == []
    assert "aria-disabled" not in page
    for name in ("reopen", "print", "note"):
        assert reverse(f"cases:{name}", args=[case.uuid]) in page
    assert browser.get(reverse("services:deliver") + f"?case={case.uuid}").status_code == 409


def test_the_follow_ups_to_cancel_are_not_called_optional(in_status, cast, signed_in, file):
    case = in_status("FOLLOWED")
    actions.plan_follow_up(case=case, by=cast.amina, due_on=timezone.localdate())
    client, address = signed_in(cast.amina), reverse("cases:close", args=[file.uuid])
    client.cookies["yaqaza_language"] = "en"
    page = client.get(address).content.decode()
    legend = page.split("Follow-ups that are cancelled with the file")[1].split("</legend>")[0]
    assert "optional" not in legend and "(optional)" in page  # the note is
    answer = client.post(address, {"outcome": "IMPROVED"})
    assert answer.status_code == 422 and "A follow-up is still due: tick it" in answer.content.decode()
