"""The path of a file and of a referral: every arrow of the tables, and none besides."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cases.conftest import decide, planned

from yaqaza.cases import actions, ball, queries
from yaqaza.cases.models import Case, Referral
from yaqaza.cases.states import (
    MOVES,
    REFERRAL_MOVES,
    WAITING_ON,
    CaseStatus,
    Party,
    ReferralStatus,
    Task,
)
from yaqaza.cases.waiting import with_task
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import Refused

S, R = CaseStatus, ReferralStatus


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("to", list(S))
def test_a_file_moves_along_the_table_only(status, to):
    if to in MOVES[status]:
        check_move(MOVES, status, to)
    else:
        with pytest.raises(Refused):
            check_move(MOVES, status, to)


@pytest.mark.parametrize("status", list(R))
@pytest.mark.parametrize("to", list(R))
def test_a_referral_moves_along_the_table_only(status, to):
    if to in REFERRAL_MOVES[status]:
        check_move(REFERRAL_MOVES, status, to)
    else:
        with pytest.raises(Refused):
            check_move(REFERRAL_MOVES, status, to)


def test_every_status_has_its_arrows_a_party_a_look_and_every_status_can_be_reached():
    assert set(MOVES) == set(WAITING_ON) == set(S)
    assert set(REFERRAL_MOVES) == set(R)
    assert {to for arrows in MOVES.values() for to in arrows} == set(S)
    assert {to for arrows in REFERRAL_MOVES.values() for to in arrows} == set(R)
    assert all(status.look.icon for status in [*S, *R])
    assert {task.party for task in Task} == set(Party)


# From each status of a referral, what each act does: the status after it, or None when it is refused.
ACTS = {
    R.SENT: {"accept": R.ACCEPTED, "refuse": R.REFUSED, "complete": None, "withdraw": R.WITHDRAWN, "resend": None},
    R.ACCEPTED: {"accept": None, "refuse": R.REFUSED, "complete": R.COMPLETED, "withdraw": R.WITHDRAWN, "resend": None},
    R.REFUSED: dict.fromkeys(("accept", "refuse", "complete", "withdraw", "resend")),
    R.COMPLETED: dict.fromkeys(("accept", "refuse", "complete", "withdraw", "resend")),
    R.EXPIRED: {"accept": None, "refuse": None, "complete": None, "withdraw": None, "resend": R.SENT},
    R.WITHDRAWN: dict.fromkeys(("accept", "refuse", "complete", "withdraw", "resend")),
}


@pytest.mark.django_db
@pytest.mark.parametrize("status", list(R))
@pytest.mark.parametrize("act", ["accept", "refuse", "complete", "withdraw", "resend"])
def test_what_each_act_does_to_a_referral(cast, file, houses, status, act):
    referral = actions.refer(case=file, by=cast.amina, to=houses.hospital, request="فحص")
    answered = {"answered_at": timezone.now(), "answered_by": cast.djamel, "answer": "رد"}
    more = answered if status in (R.ACCEPTED, R.REFUSED, R.COMPLETED) else {}
    if status == R.COMPLETED:
        more["completed_at"] = timezone.now()
    Referral.objects.filter(pk=referral.pk).update(status=status, **more)
    run = {
        "accept": lambda: actions.answer_referral(referral=referral, by=cast.djamel, accept=True),
        "refuse": lambda: actions.answer_referral(referral=referral, by=cast.djamel, accept=False, answer="لا سرير"),
        "complete": lambda: actions.complete_referral(referral=referral, by=cast.djamel),
        "withdraw": lambda: actions.withdraw_referral(referral=referral, by=cast.amina),
        "resend": lambda: actions.resend_referral(referral=referral, by=cast.amina),
    }[act]
    after = ACTS[status][act]
    if after is None:
        with pytest.raises(Refused):
            run()
        after = status
    else:
        run()
    assert Referral.objects.get(pk=referral.pk).status == after


TASKS = {
    "OPEN": Task.BEGIN, "INVESTIGATING": Task.VISIT, "AWAITING_VERDICT": Task.RECOMMEND, "ASSESSING": Task.DIAGNOSE,
    "ACCOMPANIED": Task.STEP, "FOLLOWED": Task.FOLLOW, "CLOSED": Task.NONE,
}  # fmt: skip


def task(case: Case, reader) -> Task:
    return queries.get_case(case.uuid, seen_by=reader).task


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "waits_for"), TASKS.items())
def test_what_a_file_waits_for_in_each_status(in_status, cast, status, waits_for):
    case = in_status(status)
    assert (case.status, task(case, cast.amina)) == (status, waits_for)


@pytest.mark.django_db
def test_what_a_file_waits_for_between_the_statuses(in_status, cast, houses):
    case = in_status("AWAITING_VERDICT")
    actions.recommend(investigation=case.investigations.get(), by=cast.amina, recommendation="VERIFIED")
    assert task(case, cast.amina) == Task.DECIDE
    actions.decide(investigation=case.investigations.get(), by=cast.brahim, verdict="VERIFIED")
    plan = planned(case, cast)
    assert task(case, cast.amina) == Task.APPROVE
    actions.approve_plan(plan=plan, by=cast.brahim)
    actions.refer(case=case, by=cast.amina, to=houses.hospital, request="فحص")
    assert task(case, cast.amina) == Task.ANSWER


@pytest.mark.django_db
def test_a_verdict_without_ground_gives_the_file_back_to_be_closed(in_status, cast):
    case = in_status("AWAITING_VERDICT")
    decide(case, cast, "UNFOUNDED")
    case.refresh_from_db()
    assert (case.status, case.verdict, task(case, cast.amina)) == ("OPEN", "UNFOUNDED", Task.CONCLUDE)


@pytest.mark.django_db
def test_a_file_that_nobody_works_waits_for_a_worker(cast, places, khadija):
    case = actions.open_case(
        by=cast.duniya, programme_code="PROXIMITY_CELLS", summary="نداء", urgency=2, area=places.casbah, person=khadija
    )
    assert (case.worker, task(case, cast.brahim)) == (None, Task.TAKE)


STEPS = [
    "investigate",
    "findings",
    "recommend",
    "decide",
    "assess",
    "plan",
    "approve",
    "end_goals",
    "close",
    "reopen",
    "refer",
    "withdraw",
]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.lists(st.sampled_from(STEPS), max_size=14))
def test_whatever_is_tried_in_whatever_order_the_file_stays_whole(cast, places, khadija, houses, path):
    """Acts either happen along the table or are refused; the file's columns agree with its rows at every moment."""
    case = actions.open_case(
        by=cast.amina, programme_code="PROXIMITY_CELLS", summary="نداء", urgency=2, area=places.casbah, person=khadija
    )
    for act in path:
        before = Case.objects.get(pk=case.pk).status
        try:
            _try(act, case, cast, houses)
        except Refused:
            assert Case.objects.get(pk=case.pk).status == before
        case = Case.objects.get(pk=case.pk)
        assert (
            (case.status == "CLOSED") == (case.closed_at is not None) == case.closures.filter(reopened_at=None).exists()
        )
        decided = case.investigations.exclude(verdict="").order_by("-decided_at").first()
        assert case.verdict == (decided.verdict if decided else "")
        assert all(one.decided_by_id != one.recommended_by_id for one in case.investigations.exclude(verdict=""))
        assert case.next_due_on is None or case.status != "CLOSED"
        assert Task(with_task(Case.objects.filter(pk=case.pk)).get().task_code).party in Party


def _try(act: str, case: Case, cast, houses) -> None:
    undecided = case.investigations.filter(verdict="").first()
    plan = case.plans.filter(replaced_at=None).first()
    if act in ("investigate", "findings"):
        actions.write_findings(case=case, by=cast.amina, findings="زيارة للمكتب")
    elif act == "recommend" and undecided:
        actions.recommend(investigation=undecided, by=cast.amina, recommendation="VERIFIED")
    elif act == "decide" and undecided:
        actions.decide(investigation=undecided, by=cast.brahim, verdict="VERIFIED")
    elif act in ("assess", "plan"):
        planned(case, cast)
    elif act == "approve" and plan:
        actions.approve_plan(plan=plan, by=cast.brahim)
    elif act == "end_goals" and plan:
        for goal in plan.goals.filter(status="OPEN"):
            actions.end_goal(goal=goal, by=cast.amina, status="REACHED")
    elif act == "close":
        actions.close(case=case, by=cast.amina, outcome="IMPROVED", why_no_verdict="x", cancels=case.follow_ups.due())
    elif act == "reopen":
        actions.reopen(case=case, by=cast.amina, reason="عادت الحاجة")
    elif act == "refer":
        actions.refer(case=case, by=cast.amina, to=houses.hospital, request="فحص")
    elif act == "withdraw":
        for referral in case.referrals.filter(status="SENT"):
            actions.withdraw_referral(referral=referral, by=cast.amina)


@pytest.mark.parametrize(
    ("total", "told"), [(1, "0 من خطوة واحدة"), (2, "0 من خطوتين"), (3, "0 من 3 خطوات"), (11, "0 من 11 خطوة")]
)
def test_steps_are_counted_as_arabic_counts(total, told) -> None:
    with translation.override("ar"):
        assert ball._steps_done(0, total) == told
