"""Signs that come, grow, lapse and are decided; what a decision teaches; that nothing else follows from one."""

from __future__ import annotations

import ast
import inspect
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.conftest import make_user
from tests.signals.conftest import CCP, MORNING

from yaqaza.alerts import actions as alerts
from yaqaza.cases.models import CaseAlert
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.people import actions as people
from yaqaza.services import actions as ledger
from yaqaza.services import rules as services
from yaqaza.signals import actions, kinds, queries, rules
from yaqaza.signals.actions.sharing import normal
from yaqaza.signals.kinds.values import index_of
from yaqaza.signals.models import Decision, Evidence, SharedValue, Signal
from yaqaza.signals.states import MOVES, SignalStatus, What

pytestmark = pytest.mark.django_db
S = SignalStatus
PHONE = "0550 00 45 67"
TODAY = timezone.localdate


def fresh(signal: Signal) -> Signal:
    return Signal.objects.get(pk=signal.pk)


def asked(signal: Signal, by, *, answered: str = "ANSWERED") -> Signal:
    row = signal.evidence.order_by("id").first()
    reply = actions.ask(signal=signal, by=by, evidence=row.uuid, way="PHONE", asked_on=TODAY())
    if answered:
        actions.answer(reply=reply, by=by, answered=answered, answered_on=TODAY(), answer="هو هاتف جارنا")
    return fresh(signal)


# Coming, growing, lapsing


def test_the_same_rows_are_one_sign_however_often_they_are_looked_at(phone_signal):
    for _ in range(2):
        actions.look("people", [row.person_id for row in phone_signal.evidence.all()])
    assert Signal.objects.count() == 1
    assert AuditEntry.objects.filter(event="signal.found").count() == 1


def test_a_waiting_sign_grows(phone_signal, someone):
    actions.look("people", [someone(PHONE).pk])
    signal = Signal.objects.get()
    assert (signal.told, signal.evidence.count(), signal.grew_at is None) == ({"n": 4}, 4, False)


def test_a_dismissed_sign_does_not_come_back_for_the_same_rows_but_for_more(phone_signal, someone, cast):
    actions.decide(signal=phone_signal, by=cast.brahim, decision="DISMISSED", reason="هاتف مقهى الحي")
    actions.look("people", [row.person_id for row in phone_signal.evidence.all()])
    assert Signal.objects.count() == 1
    actions.look("people", [someone(PHONE).pk])
    assert sorted(Signal.objects.values_list("status", flat=True)) == ["DISMISSED", "OPEN"]


def test_a_dismissed_sign_does_not_come_back_for_fewer_rows(phone_signal, someone, cast):
    actions.look("people", [someone(PHONE).pk])
    actions.decide(signal=phone_signal, by=cast.brahim, decision="DISMISSED", reason="هاتف مقهى الحي")
    row = phone_signal.evidence.order_by("id").last()
    people.remove_phone(person=row.person, by=cast.amina, number="+213550004567")
    actions.look("people", [each.person_id for each in phone_signal.evidence.all()])
    assert Signal.objects.count() == 1


def test_a_sign_lapses_when_a_number_is_corrected_and_is_back_when_it_is_back(phone_signal, cast):
    person = phone_signal.evidence.order_by("id").last().person
    people.remove_phone(person=person, by=cast.amina, number="+213550004567")
    assert actions.recheck([fresh(phone_signal)]) == 1
    assert fresh(phone_signal).lapsed_at is not None
    assert not queries.filtered(Signal.objects.all(), {}).exists()
    people.add_phone(person=person, by=cast.amina, number="0550004567")
    actions.look("people", [person.pk])
    assert fresh(phone_signal).lapsed_at is None


def test_a_merge_lets_a_sign_lapse_and_its_evidence_follows(phone_signal, cast):
    first, second, _third = [row.person for row in phone_signal.evidence.order_by("id")]
    people.merge(kept=first, gone=second, by=cast.brahim, reason="هي نفسها")
    assert actions.recheck([fresh(phone_signal)]) == 1
    assert Evidence.objects.filter(person=first).count() == 2


def test_what_somebody_was_asked_about_and_no_longer_holds_is_not_growth(phone_signal, someone, cast):
    actions.look("people", [someone(PHONE).pk])
    grown = AuditEntry.objects.filter(event="signal.grew").count()
    first, second, *_more = phone_signal.evidence.order_by("id")
    asked(phone_signal, cast.brahim)
    people.remove_phone(person=first.person, by=cast.amina, number="+213550004567")
    for _ in range(3):
        assert actions.recheck([fresh(phone_signal)]) == 0
    assert (fresh(phone_signal).told, phone_signal.evidence.count()) == ({"n": 3}, 4)
    assert AuditEntry.objects.filter(event="signal.grew").count() == grown
    actions.look("people", [someone(PHONE).pk])
    people.remove_phone(person=second.person, by=cast.amina, number="+213550004567")
    for _ in range(2):
        actions.recheck([fresh(phone_signal)])
    assert (fresh(phone_signal).told, phone_signal.evidence.count()) == ({"n": 3}, 4)
    assert AuditEntry.objects.filter(event="signal.grew").count() == grown + 2


def test_a_text_of_more_alerts_than_are_compared_is_one_sign_whichever_is_looked_at(
    someone, file, alert, cast, monkeypatch
):
    from tests.signals.test_kinds import PLEA

    from yaqaza.alerts.actions import fingerprints

    monkeypatch.setattr(kinds.likenesses, "NEAREST", 3)
    monkeypatch.setattr(kinds.likenesses, "MOST_PIECES", 3)
    rows = [alert(f"{PLEA} {n * 'و'}", case=file(someone())) for n in range(8)]
    fingerprints.make(alert_ids=[row.pk for row in rows])
    for row in rows[::-1] + rows:
        actions.look("alerts", [row.pk])
    signal = Signal.objects.get()
    assert list(signal.evidence.order_by("alert").values_list("alert", flat=True)) == [row.pk for row in rows[:3]]
    assert (signal.told, signal.grew_at) == ({"n": 4, "cut": 1}, None)
    actions.decide(signal=signal, by=cast.brahim, decision="DISMISSED", reason="كتبها إمام الحي")
    rows[1].case_alert.delete()  # the first ones are others then
    for row in rows:
        actions.look("alerts", [row.pk])
    assert Signal.objects.get().status == S.DISMISSED


def test_the_nightly_job_and_the_command_find_what_came_by_other_ways(someone, run_jobs, capsys):
    from yaqaza.signals import tasks

    for _ in range(3):
        someone(PHONE)
    tasks.nightly()
    assert Signal.objects.get().kind == "SAME_PHONE"
    call_command("find_signals")
    told = capsys.readouterr().out
    assert "people: 100 %" in told
    assert "1 signs in all." in told


def test_what_was_decided_about_an_old_alert_is_looked_at_in_the_night(alert, cast):
    from yaqaza.signals import tasks

    rows = [alert(f"{n}", reporter_phone="+213661234567") for n in range(3)]
    tasks.nightly()
    assert not Signal.objects.exists()
    for row in rows:
        alerts.dismiss(alert=alerts.read(alert=row, by=cast.duniya), by=cast.duniya, reason="ABUSE", note="سب وشتم")
    tasks.nightly()
    assert Signal.objects.get().kind == "REPORTER"


def test_a_walk_goes_on_where_it_was(someone):
    for _ in range(3):
        someone(PHONE)
    assert actions.walk("people") == 1
    someone("0550 11 11 11")
    seen = []
    assert actions.walk("people", tell=lambda at, last: seen.append((at, last))) == 0
    assert len(seen) == 1


def test_looking_takes_as_many_queries_for_one_row_as_for_many(someone, cast):
    one = [someone(f"0550 00 00 {n:02d}") for n in range(30)]
    with CaptureQueriesContext(connection) as few:
        actions.look("people", [one[0].pk])
    with CaptureQueriesContext(connection) as many:
        actions.look("people", [person.pk for person in one])
    assert (len(few), len(many)) == (10, 10)


# What stands for somebody changes, what was decided does not


def twice(give, person, houses, *days: int) -> list:
    """Food baskets of the directorate and of the cell in turn."""
    return [
        give(person=person, days_ago=ago, organisation=(houses.directorate, houses.cell)[n % 2])
        for n, ago in enumerate(days)
    ]


def test_aid_that_was_set_aside_does_not_come_back_when_the_record_was_merged(give, someone, houses, cast, run_jobs):
    first, second = someone(), someone()
    acts = twice(give, second, houses, 10, 0)
    actions.look("deliveries", [act.pk for act in acts])
    actions.decide(signal=Signal.objects.get(), by=cast.brahim, decision="DISMISSED", reason="قفتان صغيرتان")
    merge = people.merge(kept=first, gone=second, by=cast.brahim, reason="هي نفسها")
    run_jobs()
    actions.look("deliveries", [act.pk for act in acts])
    assert Signal.objects.get().status == S.DISMISSED
    people.unmerge(merge=merge, by=cast.brahim, reason="أختان")
    run_jobs()
    assert Signal.objects.count() == 1


def test_aid_that_was_set_aside_does_not_come_back_when_its_first_act_is_reversed(
    give, someone, houses, cast, run_jobs
):
    acts = twice(give, someone(), houses, 20, 10, 0)
    actions.look("deliveries", [acts[0].pk])
    signal = Signal.objects.get()
    assert signal.told["n"] == 3
    actions.decide(signal=signal, by=cast.brahim, decision="EXPLAINED", reason="كانت ناقصة")
    ledger.reverse(delivery=acts[0], by=cast.brahim, reason="سُجلت مرتين")
    run_jobs()
    actions.look("deliveries", [act.pk for act in acts])
    assert Signal.objects.get() == signal
    actions.look("deliveries", [give(person=acts[0].person, days_ago=1).pk])
    assert sorted(Signal.objects.values_list("status", flat=True)) == ["EXPLAINED", "OPEN"]


def test_a_reversal_lets_a_waiting_sign_lapse_without_waiting_for_the_night(give, someone, houses, cast, run_jobs):
    acts = twice(give, someone(), houses, 10, 0)
    actions.look("deliveries", [acts[0].pk])
    ledger.reverse(delivery=acts[0], by=cast.brahim, reason="سُجلت مرتين")
    run_jobs()
    assert Signal.objects.get().lapsed_at is not None


def test_two_waiting_signs_that_a_merge_makes_one_are_one(give, someone, houses, cast, run_jobs):
    one, other = someone(), someone()
    for each, days in ((one, (9, 6)), (other, (3, 0))):
        actions.look("deliveries", [act.pk for act in twice(give, each, houses, *days)])
    assert Signal.objects.count() == 2
    merge = people.merge(kept=one, gone=other, by=cast.brahim, reason="هي نفسها")
    run_jobs()
    left = queries.filtered(Signal.objects.all(), {}).get()
    assert (left.told["n"], Signal.objects.count()) == (4, 2)
    people.unmerge(merge=merge, by=cast.brahim, reason="أختان")
    run_jobs()
    assert sorted(row.told["n"] for row in queries.filtered(Signal.objects.all(), {})) == [2, 2]


def test_a_waiting_sign_lapses_when_a_decided_one_tells_the_same(give, someone, houses, cast):
    acts = twice(give, someone(), houses, 10, 0)
    actions.look("deliveries", [acts[0].pk])
    decided = Signal.objects.get()
    actions.decide(signal=decided, by=cast.brahim, decision="EXPLAINED", reason="كانت ناقصة")
    waiting = Signal.objects.create(number="W-2026-999999", kind="AID_TWICE", told={"n": 1})
    row = decided.evidence.first()
    Evidence.objects.create(
        signal=waiting, delivery=row.delivery, organisation=row.organisation, area_path=row.area_path, person=row.person
    )
    assert actions.recheck([waiting]) == 1
    assert fresh(waiting).lapsed_at is not None


def test_who_leaves_and_who_joins_a_household_is_looked_at_again(give, someone, houses, places, cast, run_jobs):
    wife, husband = someone(), someone()
    home = people.create_household(by=cast.amina, name="أسرة", area=places.bab_el_oued, head=wife)
    give(person=wife, days_ago=5)
    give(person=husband, organisation=houses.cell)
    run_jobs()
    assert not Signal.objects.exists()
    member = people.join_household(household=home, person=husband, by=cast.amina, relation="SPOUSE")
    run_jobs()
    assert Signal.objects.get().kind == "AID_TWICE"
    people.leave_household(member=member, by=cast.amina)
    run_jobs()
    assert Signal.objects.get().lapsed_at is not None


def test_one_text_that_was_set_aside_does_not_come_back_for_fewer(someone, file, alert, cast):
    from tests.signals.test_kinds import PLEA

    from yaqaza.alerts.actions import fingerprints

    who = [someone() for _ in range(3)]
    rows = [alert(f"{PLEA} {n * 'و'}", case=file(person)) for n, person in enumerate(who)]
    fingerprints.make(alert_ids=[row.pk for row in rows])
    actions.look("alerts", [rows[0].pk])
    actions.decide(signal=Signal.objects.get(), by=cast.brahim, decision="DISMISSED", reason="كتبها إمام الحي")
    rows[0].case_alert.delete()
    actions.look("alerts", [row.pk for row in rows])
    assert Signal.objects.get().status == S.DISMISSED


def test_evidence_says_whom_and_which_file_it_concerns_now(someone, file, alert, cast):
    rows = [alert(f"{text} {CCP}") for text in ("طفل مريض", "عجوز بلا مأوى")]
    actions.look("alerts", [row.pk for row in rows])
    signal = Signal.objects.get()
    assert set(signal.evidence.values_list("person", "case")) == {(None, None)}
    case = file(someone())
    CaseAlert.objects.create(case=case, alert=rows[0], linked_by=cast.duniya)
    actions.look("alerts", [rows[0].pk])
    row = signal.evidence.get(alert=rows[0])
    assert (row.case, row.person) == (case, case.person)
    actions.decide(signal=signal, by=cast.brahim, decision="DISMISSED", reason="حساب جمعية")
    other = file(someone())
    CaseAlert.objects.create(case=other, alert=rows[1], linked_by=cast.duniya)
    actions.look("alerts", [rows[1].pk])
    assert signal.evidence.get(alert=rows[1]).case == other
    assert Signal.objects.count() == 1


# Erasure


def test_an_erased_number_leaves_the_sign_that_was_about_it(file, someone, alert, cast, run_jobs):
    rows = [alert(f"{n}", case=file(someone(), verdict="UNFOUNDED"), reporter_phone="+213661234567") for n in range(3)]
    actions.look("alerts", [rows[0].pk])
    signal = Signal.objects.get()
    assert signal.kind == "REPORTER"
    actions.decide(
        signal=signal, by=cast.brahim, decision="DISMISSED", reason="هاتف الجيران", sharing="FAMILY", note="الجيران"
    )
    for row in rows[:2]:
        alerts.erase_contact(alert=row)
    run_jobs()
    assert fresh(signal).key, "one report still has the number"
    alerts.erase_contact(alert=rows[2])
    run_jobs()
    left = fresh(signal)
    assert (left.key, left.status, left.reason) == ("", S.DISMISSED, "هاتف الجيران")
    assert not SharedValue.objects.exists()
    with pytest.raises(Refused):
        rules.check_teach(left)


def test_a_waiting_sign_about_an_erased_number_lapses_and_forgets_it(file, someone, alert, run_jobs):
    rows = [alert(f"{n}", case=file(someone(), verdict="UNFOUNDED"), reporter_phone="+213661234567") for n in range(3)]
    actions.look("alerts", [rows[0].pk])
    for row in rows:
        alerts.erase_contact(alert=row)
    run_jobs()
    signal = Signal.objects.get()
    assert (signal.key, signal.lapsed_at is None) == ("", False)


def test_a_number_with_persons_is_not_forgotten_with_an_alert(phone_signal):
    assert actions.forget(Signal.objects.all()) == 0
    assert fresh(phone_signal).key


# Right of reply, decision


def test_who_may_ask_and_decide(phone_signal, cast, karima):
    for who in (cast.chafia, cast.duniya, cast.farid, cast.djamel, cast.auditor):
        assert not queries.visible_to(who).exists()
        with pytest.raises(NotPermitted):
            actions.ask(
                signal=phone_signal, by=who, evidence=phone_signal.evidence.first().uuid, way="PHONE", asked_on=TODAY()
            )
        with pytest.raises(NotPermitted):
            actions.decide(signal=phone_signal, by=who, decision="DISMISSED", reason="هاتف مشترك")
    assert queries.visible_to(cast.amina).get() == queries.visible_to(cast.brahim).get() == phone_signal
    with pytest.raises(NotPermitted):
        actions.decide(signal=phone_signal, by=cast.amina, decision="DISMISSED", reason="هاتف مشترك")


def test_a_case_worker_of_other_files_sees_nothing(phone_signal, houses, places):
    samir = make_user("samir", "سمير", "CASE_WORKER", houses.directorate, places.algiers)
    assert not queries.visible_to(samir).exists()


def test_nothing_is_confirmed_before_the_person_was_asked_and_by_who_asked(phone_signal, cast, karima):
    with pytest.raises(Refused, match="قبل"):
        actions.decide(signal=phone_signal, by=cast.brahim, decision="CONFIRMED", reason="كما قيل")
    signal = asked(phone_signal, cast.brahim, answered="")
    with pytest.raises(Refused):
        actions.decide(signal=signal, by=karima, decision="CONFIRMED", reason="كما قيل")
    reply = signal.replies.get()
    actions.answer(reply=reply, by=cast.brahim, answered="UNREACHED", answered_on=TODAY())
    with pytest.raises(Refused):
        actions.decide(signal=signal, by=cast.brahim, decision="CONFIRMED", reason="كما قيل")
    assert (
        actions.decide(signal=signal, by=karima, decision="CONFIRMED", reason="رقم واحد لثلاثة").status == S.CONFIRMED
    )
    assert (
        actions.decide(signal=signal, by=cast.brahim, decision="EXPLAINED", reason="جاء التفسير متأخرا").status
        == S.EXPLAINED
    )
    assert list(signal.decisions.order_by("id").values_list("status", "by", "reason")) == [
        ("CONFIRMED", karima.pk, "رقم واحد لثلاثة"),
        ("EXPLAINED", cast.brahim.pk, "جاء التفسير متأخرا"),
    ]


def test_a_decision_is_never_changed(phone_signal, cast):
    actions.decide(signal=phone_signal, by=cast.brahim, decision="EXPLAINED", reason="عائلة واحدة")
    for change in (
        lambda: Decision.objects.update(reason="…"),
        lambda: Decision.objects.all().delete(),
        lambda: Decision.objects.create(
            signal=phone_signal, status="SEEN", at=timezone.now(), by=cast.brahim, reason="…"
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_decision_gives_its_reason_and_is_taken_once(phone_signal, cast):
    with pytest.raises(Refused):
        actions.decide(signal=phone_signal, by=cast.brahim, decision="DISMISSED", reason=" ")
    actions.decide(signal=phone_signal, by=cast.brahim, decision="EXPLAINED", reason="عائلة واحدة")
    with pytest.raises(Refused):
        actions.decide(signal=phone_signal, by=cast.brahim, decision="DISMISSED", reason="هاتف مشترك")
    with pytest.raises(Refused):
        asked(fresh(phone_signal), cast.amina)


@pytest.mark.parametrize("reason", ["😀", "أ", "ok", "لا", "12345 678", "؟؟ !!", "a b c d"])
def test_a_reason_is_words(phone_signal, cast, reason):
    with pytest.raises(Refused, match="بكلمات"):
        actions.decide(signal=phone_signal, by=cast.brahim, decision="DISMISSED", reason=reason)
    actions.decide(signal=phone_signal, by=cast.brahim, decision="DISMISSED", reason="هاتف المقهى")
    with pytest.raises(Refused, match="بكلمات"):
        actions.reopen(signal=fresh(phone_signal), by=cast.brahim, reason=reason)


def test_what_was_set_aside_is_opened_again_with_a_reason(phone_signal, someone, cast, karima):
    with pytest.raises(Refused):
        actions.reopen(signal=phone_signal, by=cast.brahim, reason="لم يُنظر فيه")
    actions.decide(signal=phone_signal, by=cast.brahim, decision="DISMISSED", reason="هاتف المقهى")
    with pytest.raises(NotPermitted):
        actions.reopen(signal=fresh(phone_signal), by=cast.amina, reason="ليس هناك مقهى")
    actions.reopen(signal=fresh(phone_signal), by=karima, reason="ليس هناك مقهى")
    again = fresh(phone_signal)
    assert (again.status, again.decided_at, again.decided_by, again.reason) == ("OPEN", None, None, "")
    rows = list(Decision.objects.order_by("id").values_list("status", "by", "reason"))
    assert rows == [("DISMISSED", cast.brahim.pk, "هاتف المقهى"), ("OPEN", karima.pk, "ليس هناك مقهى")]
    asked(again, cast.amina)
    actions.decide(signal=fresh(phone_signal), by=cast.brahim, decision="EXPLAINED", reason="هاتف الجارة هو")
    assert actions.reopen(signal=fresh(phone_signal), by=karima, reason="نفت الجارة ذلك").status == "ASKED"


def test_what_another_sign_tells_that_waits_is_not_opened_again(phone_signal, someone, cast):
    actions.decide(signal=phone_signal, by=cast.brahim, decision="DISMISSED", reason="هاتف المقهى")
    actions.look("people", [someone("0550 00 45 67").pk])
    newer = Signal.objects.get(status="OPEN")
    with pytest.raises(Refused, match=newer.number):
        actions.reopen(signal=fresh(phone_signal), by=cast.brahim, reason="ليس هناك مقهى")


def test_whose_own_work_the_sign_is_about_does_not_decide(give, someone, cast, houses, karima):
    one = someone()
    give(person=one, days_ago=10, recorded_by=cast.brahim)
    actions.look("deliveries", [give(person=one, organisation=houses.cell).pk])
    signal = Signal.objects.get()
    with pytest.raises(Refused):
        actions.decide(signal=signal, by=cast.brahim, decision="DISMISSED", reason="هاتف مشترك")
    actions.decide(signal=signal, by=karima, decision="EXPLAINED", reason="كانت القفة الأولى ناقصة")


def test_the_worker_of_the_file_does_not_decide_about_its_person(someone, file, cast, karima):
    """A sign about a telephone rests on persons: the files about them are no row of its evidence."""
    first = someone(PHONE)
    file(first, worker=cast.brahim)
    actions.look("people", [someone(PHONE).pk, someone(PHONE).pk])
    signal = Signal.objects.get()
    assert not signal.evidence.exclude(case=None).exists()
    with pytest.raises(Refused):
        actions.decide(signal=signal, by=cast.brahim, decision="DISMISSED", reason="هاتف مشترك")
    actions.decide(signal=signal, by=karima, decision="DISMISSED", reason="هاتف العائلة")


def test_the_worker_of_the_file_of_a_household_does_not_decide_about_its_members(
    someone, file, cast, karima, houses, places
):
    home = people.create_household(by=cast.amina, name="أسرة", area=places.bab_el_oued, head=someone(PHONE))
    file(household=home, worker=cast.brahim)
    actions.look("people", [someone(PHONE).pk, someone(PHONE).pk])
    signal = Signal.objects.get()
    assert rules.involved(signal) == {cast.brahim.pk}
    actions.decide(signal=signal, by=karima, decision="DISMISSED", reason="هاتف العائلة")


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [(-400, None, True), (-400, 0, True), (0, None, True), (-400, -1, False), (1, None, False)],
)
def test_who_served_in_the_team_on_the_day_of_the_visit_does_not_decide(
    visit, team, cast, karima, file, someone, since, until, held
):
    day = timezone.localdate(MORNING)
    team.memberships.create(
        user=cast.brahim,
        profession="DRIVER",
        from_on=day + timedelta(days=since),
        until_on=None if until is None else day + timedelta(days=until),
    )
    mission = visit(written=timedelta(minutes=-20))
    actions.look("missions", [mission.pk])
    assert (cast.brahim.pk in rules.involved(Signal.objects.get())) == held


def test_an_answer_is_written_once_not_before_the_question_and_in_words(phone_signal, cast):
    signal = asked(phone_signal, cast.amina, answered="")
    reply = signal.replies.get()
    for wrong in (
        {"answered": "ANSWERED", "answered_on": TODAY(), "answer": " "},
        {"answered": "DECLINED", "answered_on": TODAY() - timedelta(days=1)},
        {"answered": "DECLINED", "answered_on": TODAY() + timedelta(days=1)},
    ):
        with pytest.raises(Refused):
            actions.answer(reply=reply, by=cast.amina, **wrong)
    actions.answer(reply=reply, by=cast.amina, answered="DECLINED", answered_on=TODAY())
    with pytest.raises(Refused):
        actions.answer(reply=reply, by=cast.amina, answered="ANSWERED", answered_on=TODAY(), answer="…")


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "CONFIRMED"}, {"status": "DISMISSED"}, {"reason": "…"}, {"status": "GUILTY"}, {"kind": "RUMOUR"},
        {"decided_at": timezone.now()},
    ],
)  # fmt: skip
def test_the_database_refuses_a_decision_that_is_not_whole(phone_signal, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.update(**wrong)


def test_every_status_is_in_the_table():
    assert set(MOVES) == set(S)


# What a decision teaches


def test_setting_one_aside_as_shared_lowers_the_next_until_the_number_is_off_the_list(phone_signal, someone, cast):
    actions.decide(
        signal=phone_signal,
        by=cast.brahim,
        decision="DISMISSED",
        reason="هاتف الجمعية",
        sharing="ASSOCIATION",
        note="جمعية الحي",
    )
    value = SharedValue.objects.get()
    assert (value.index, value.signal, value.sharing) == (phone_signal.key, phone_signal, "ASSOCIATION")
    actions.look("people", [someone(PHONE).pk])
    new = Signal.objects.get(status="OPEN")
    assert new.lowered
    actions.unshare(value=value, by=cast.brahim)
    assert not fresh(new).lowered
    with pytest.raises(Refused):
        actions.unshare(value=value, by=cast.brahim)


def test_a_number_is_listed_as_typed_and_kept_by_its_blind_index_alone(phone_signal, cast):
    value = actions.share(by=cast.brahim, what="PHONE", value="0550-00-45-67", sharing="CAFE")
    assert value.index == phone_signal.key
    assert fresh(phone_signal).lowered
    assert actions.share(by=cast.brahim, what="PHONE", value="+213550004567", sharing="FAMILY") == value
    account = actions.share(by=cast.brahim, what="ACCOUNT", value=CCP.removeprefix("CCP "), sharing="OTHER")
    assert account.index == index_of(What.ACCOUNT, normal(What.ACCOUNT, CCP))
    for what, wrong in (("PHONE", "12"), ("ACCOUNT", "1234567 99"), ("ACCOUNT", "")):
        with pytest.raises(Refused):
            actions.share(by=cast.brahim, what=what, value=wrong, sharing="CAFE")
    with pytest.raises(NotPermitted):
        actions.share(by=cast.amina, what="PHONE", value=PHONE, sharing="CAFE")


def test_another_province_does_not_change_the_list(phone_signal, cast, houses, places):
    value = actions.share(by=cast.brahim, what="PHONE", value=PHONE, sharing="CAFE")
    other = make_user("salim", "سليم", "SUPERVISOR", houses.blida_directorate, places.blida)
    assert list(queries.shared_values(other)) == []
    with pytest.raises(NotPermitted):
        actions.correct_shared(value=value, by=other, sharing="FAMILY")


# Never automatic


def test_no_rule_of_aid_reads_signs():
    """Aid, files and verdicts know nothing of this app: neither by import, nor by table, nor by what hangs on their rows."""
    source = Path(inspect.getfile(services)).parents[1]
    for app in ("services", "cases", "people", "alerts", "field"):
        for path in (source / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                named = ast.unparse(node) if isinstance(node, (ast.Import, ast.ImportFrom)) else ""
                assert "yaqaza.signals" not in named, path
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    assert "signals_" not in node.value, path
    for field in Evidence._meta.fields:
        if field.remote_field is not None and field.name not in ("signal",):
            assert field.remote_field.hidden, "no way back from a row to its signs"


def test_a_confirmed_sign_changes_nothing_about_aid(phone_signal, file, cast, karima, give):
    person = phone_signal.evidence.order_by("id").first().person
    case = file(person, verdict="VERIFIED")
    signal = asked(phone_signal, cast.brahim)
    before = case.__class__.objects.values().get(pk=case.pk)
    with CaptureQueriesContext(connection) as queries_made:
        actions.decide(signal=signal, by=karima, decision="CONFIRMED", reason="كما قيل")
        services.check_durable(case)
    assert case.__class__.objects.values().get(pk=case.pk) == before
    written = [q["sql"] for q in queries_made if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert {sql.split('"')[1] for sql in written} <= {
        "signals_signal",
        "signals_decision",
        "core_auditentry",
        "core_auditlink",
    }


def test_the_trail_holds_codes_only(phone_signal, cast):
    asked(phone_signal, cast.brahim)
    actions.decide(
        signal=phone_signal, by=cast.brahim, decision="DISMISSED", reason="هاتف الجمعية", sharing="CAFE", note="مقهى"
    )
    told = " ".join(str(entry.details) for entry in AuditEntry.objects.filter(event__startswith="signal."))
    assert AuditEntry.objects.filter(event__startswith="signal.").count() == 5
    for hidden in ("0550", "550004567", "هاتف", "مقهى", phone_signal.key):
        assert hidden not in told
