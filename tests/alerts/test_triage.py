"""What officers decide, what they are refused, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.alerts.conftest import Make
from tests.conftest import Cast, Houses, Places

from yaqaza.alerts import actions, queries, rules
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.states import MOVES, WAITING, AlertStatus, Category, DismissReason, PlacePrecision, Urgency
from yaqaza.core.refusal import NotFound, NotPermitted, Refused

pytestmark = pytest.mark.django_db
S = AlertStatus


@pytest.fixture
def at(arrive: Make, cast: Cast):
    """Return an alert in the given status."""

    def put(status: AlertStatus) -> Alert:
        by = cast.duniya
        alert = arrive(read_by=None if status == S.NEW else by)
        if status == S.ON_MISSION:
            actions.mark_on_mission(alert=alert, by=by, mission_number="OM-16-2026-000001")
        if status == S.IN_CASE:
            actions.mark_in_case(alert=alert, by=by, case_number="16-2026-000001")
        if status == S.GATHERED:
            actions.gather(alert=alert, into=arrive(read_by=by), by=by)
        if status == S.DISMISSED:
            actions.dismiss(alert=alert, by=by, reason=DismissReason.TEST)
        found = Alert.objects.get(pk=alert.pk)
        assert found.status == status
        return found

    return put


def test_every_status_is_a_key_of_the_table_and_the_queue_holds_those_that_wait() -> None:
    assert set(MOVES) == set(S)
    assert WAITING == (S.NEW, S.READ)


ALLOWED = {
    "dismiss": {S.READ, S.ON_MISSION},
    "gather": {S.NEW, S.READ, S.ON_MISSION},
    "pass_on": {S.READ},
    "correct": {S.READ, S.ON_MISSION, S.IN_CASE},
    "ask": {S.READ, S.ON_MISSION, S.IN_CASE, S.GATHERED},
    "note": set(S),
    "mark_on_mission": {S.NEW, S.READ, S.ON_MISSION, S.IN_CASE, S.GATHERED},
    "mark_in_case": {S.NEW, S.READ, S.ON_MISSION, S.IN_CASE, S.GATHERED},
    "read": set(S),
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("act", list(ALLOWED))
def test_what_may_be_done_from_each_status(
    at, arrive: Make, cast: Cast, places: Places, act: str, status: AlertStatus
) -> None:
    alert, by = at(status), cast.duniya
    arguments = {
        "dismiss": {"reason": DismissReason.TEST},
        "gather": {"into": arrive(read_by=by)},
        "pass_on": {"note": "لكم", "area": places.blida},
        "correct": {"category": Category.VIOLENCE, "urgency": Urgency.VITAL},
        "ask": {"text": "أي طابق؟"},
        "note": {"text": "اتصلت"},
        "mark_on_mission": {"mission_number": "OM-1"},
        "mark_in_case": {"case_number": "16-1"},
        "read": {},
    }[act]

    def run() -> None:
        getattr(actions, act)(alert=alert, by=by, **arguments)

    if status in ALLOWED[act]:
        run()
    else:
        before = Alert.objects.filter(pk=alert.pk).values().get()
        with pytest.raises(Refused) as refusal:
            run()
        assert str(refusal.value)
        assert Alert.objects.filter(pk=alert.pk).values().get() == before


TRIAGE = ["read", "dismiss", "gather", "pass_on", "correct", "ask", "note"]


@pytest.mark.parametrize("who", ["chafia", "auditor", "djamel", "farid", "administrator", "amina"])
def test_only_those_on_duty_for_the_place_decide(arrive: Make, cast: Cast, places: Places, who: str) -> None:
    alert, into, by = arrive(read_by=cast.duniya), arrive(read_by=cast.duniya), getattr(cast, who)
    for run in (
        lambda: actions.read(alert=arrive(), by=by),
        lambda: actions.dismiss(alert=alert, by=by, reason=DismissReason.TEST),
        lambda: actions.gather(alert=alert, into=into, by=by),
        lambda: actions.pass_on(alert=alert, by=by, note="x", area=places.blida),
        lambda: actions.correct(alert=alert, by=by, category=Category.OTHER, urgency=1),
        lambda: actions.ask(alert=alert, by=by, text="x"),
        lambda: actions.note(alert=alert, by=by, text="x"),
    ):
        with pytest.raises(NotPermitted):
            run()


def snapshot(alert: Alert) -> dict:
    return Alert.objects.filter(pk=alert.pk).values().get()


def test_a_dismissal_is_undone_whole(arrive: Make, cast: Cast) -> None:
    alert = arrive(read_by=cast.duniya)
    before = snapshot(alert)
    event = actions.dismiss(alert=alert, by=cast.duniya, reason=DismissReason.NO_CONTACT, note="الرقم مغلق")
    assert snapshot(alert)["dismiss_reason"] == "NO_CONTACT"
    actions.undo(event=event, by=cast.duniya)
    assert snapshot(alert) == before
    with pytest.raises(Refused):
        actions.undo(event=event, by=cast.duniya)


def test_a_correction_moves_the_deadline_and_is_undone_whole(arrive: Make, cast: Cast, places: Places) -> None:
    alert = arrive(read_by=cast.duniya)
    before = snapshot(alert)
    event = actions.correct(
        alert=alert, by=cast.duniya, category=Category.VIOLENCE, urgency=Urgency.VITAL, area=places.casbah,
        place_precision=PlacePrecision.EXACT, place_text="عمارة ب", lon=3.06, lat=36.78, people_count=2, needs=["MEDICAL", "x"],
    )  # fmt: skip
    after = Alert.objects.get(pk=alert.pk)
    assert after.due_at - after.received_at == timedelta(minutes=30)
    assert (after.area_path, after.needs) == (places.casbah.path, ["MEDICAL"])
    assert "عماره ب" in after.folded
    actions.undo(event=event, by=cast.duniya)
    assert snapshot(alert) == before


def test_a_correction_that_changes_nothing_is_refused(arrive: Make, cast: Cast) -> None:
    alert = arrive(read_by=cast.duniya)
    with pytest.raises(Refused):
        actions.correct(alert=alert, by=cast.duniya, category=alert.category, urgency=alert.urgency, needs=alert.needs)


def test_an_alert_passed_on_waits_unread_elsewhere_and_can_be_taken_back_until_it_is_opened(
    arrive: Make, cast: Cast, places: Places, houses: Houses
) -> None:
    alert = arrive(read_by=cast.duniya)
    before = snapshot(alert)
    event = actions.pass_on(alert=alert, by=cast.duniya, note="يسكن في البليدة", area=places.blida_commune)
    moved = Alert.objects.get(pk=alert.pk)
    assert (moved.status, moved.organisation, moved.area, moved.read_at) == (
        S.NEW,
        houses.blida_directorate,
        places.blida_commune,
        None,
    )
    assert moved.due_at == before["due_at"]
    with pytest.raises(NotFound):
        queries.get_alert(alert.uuid, seen_by=cast.duniya)
    assert queries.event_to_undo(event.uuid, seen_by=cast.duniya) == event
    with pytest.raises(NotFound):
        queries.event_to_undo(event.uuid, seen_by=cast.head)
    actions.undo(event=event, by=cast.duniya)
    assert snapshot(alert) == before


def test_undo_is_refused_when_something_happened_since(arrive: Make, cast: Cast) -> None:
    alert = arrive(read_by=cast.duniya)
    event = actions.correct(alert=alert, by=cast.duniya, category=Category.VIOLENCE, urgency=Urgency.VITAL)
    actions.note(alert=alert, by=cast.duniya, text="a note does not stand in the way")
    later = actions.dismiss(alert=alert, by=cast.duniya, reason=DismissReason.ABUSE)
    with pytest.raises(Refused):
        actions.undo(event=event, by=cast.duniya)
    actions.undo(event=later, by=cast.duniya)
    actions.undo(event=event, by=cast.duniya)
    assert Alert.objects.get().category == Category.ELDERLY_IN_DANGER


def test_a_question_is_undone_until_it_was_answered(arrive: Make, cast: Cast) -> None:
    alert = arrive(read_by=cast.duniya)
    question = actions.ask(alert=alert, by=cast.duniya, text="أي طابق؟")
    actions.add_information(alert=alert, text="الثالث")
    with pytest.raises(Refused):
        actions.undo(event=question, by=cast.duniya)
    other = actions.ask(alert=alert, by=cast.duniya, text="متى؟")
    actions.undo(event=other, by=cast.duniya)
    assert AlertEvent.objects.get(pk=other.pk).undone_at


def test_others_events_are_undone_only_by_those_who_triage_there(arrive: Make, cast: Cast) -> None:
    alert = arrive(read_by=cast.duniya)
    event = actions.dismiss(alert=alert, by=cast.duniya, reason=DismissReason.TEST)
    with pytest.raises(NotPermitted):
        actions.undo(event=event, by=cast.amina)
    actions.undo(event=event, by=cast.brahim)


def test_a_mission_is_not_undone_here(arrive: Make, cast: Cast) -> None:
    alert = arrive(read_by=cast.duniya)
    actions.mark_on_mission(alert=alert, by=cast.duniya, mission_number="OM-1")
    with pytest.raises(Refused):
        actions.undo(event=alert.events.get(kind="MISSION"), by=cast.duniya)


def test_gathering_brings_along_what_was_gathered_before_and_comes_apart_again(arrive: Make, cast: Cast) -> None:
    by = cast.duniya
    a, b, c = (arrive(read_by=by) for _ in range(3))
    actions.gather(alert=b, into=a, by=by)
    story = Alert.objects.get(pk=a.pk).story_id
    event = actions.gather(alert=a, into=c, by=by)
    assert {row.pk for row in queries.gathered_with(Alert.objects.get(pk=c.pk), seen_by=by)} == {a.pk, b.pk}
    assert {queries.followed(row) for row in Alert.objects.select_related("story__lead")} == {c}
    actions.undo(event=event, by=by)
    assert Alert.objects.get(pk=a.pk).status == S.READ
    assert Alert.objects.get(pk=b.pk).story_id == story
    assert queries.gathered_with(Alert.objects.get(pk=c.pk), seen_by=by) == []
    assert [row.pk for row in queries.gathered_with(Alert.objects.get(pk=a.pk), seen_by=by)] == [b.pk]


def test_gathering_into_a_gathered_one_goes_to_the_one_worked_on(arrive: Make, cast: Cast) -> None:
    by = cast.duniya
    a, b, c = (arrive(read_by=by) for _ in range(3))
    actions.gather(alert=b, into=a, by=by)
    actions.gather(alert=c, into=b, by=by)
    assert Alert.objects.get(pk=c.pk).story.lead_id == a.pk


def test_an_alert_is_not_gathered_with_itself_nor_under_a_dismissed_one(arrive: Make, cast: Cast) -> None:
    by = cast.duniya
    a, b = arrive(read_by=by), arrive(read_by=by)
    actions.dismiss(alert=b, by=by, reason=DismissReason.TEST)
    for into in (a, b):
        with pytest.raises(Refused):
            actions.gather(alert=a, into=into, by=by)


def test_bulk_refuses_all_when_one_was_not_read(arrive: Make, cast: Cast, places: Places) -> None:
    by = cast.duniya
    rows = [arrive(read_by=by), arrive(read_by=by), arrive()]
    for run in (
        lambda: actions.dismiss_many(alerts=rows, by=by, reason=DismissReason.TEST),
        lambda: actions.pass_on_many(alerts=rows, by=by, note="x", area=places.blida),
        lambda: actions.gather_many(alerts=rows, by=by),
    ):
        with pytest.raises(Refused):
            run()
    assert set(Alert.objects.values_list("status", flat=True)) == {S.READ, S.NEW}
    assert len(actions.gather_many(alerts=rows[:2], by=by)) == 1
    assert Alert.objects.get(pk=rows[1].pk).story.lead_id == rows[0].pk
    for few in ([], rows[:1]):
        with pytest.raises(Refused):
            actions.gather_many(alerts=few, by=by)


def test_deadlines_run_on_the_right_clock() -> None:
    from zoneinfo import ZoneInfo

    thursday = timezone.datetime(
        2026, 11, 19, 16, 0, tzinfo=ZoneInfo("Africa/Algiers")
    )  # offices close at 16:30 for two days
    assert rules.due_at(4, thursday) - thursday == timedelta(minutes=30)
    assert rules.due_at(3, thursday) - thursday == timedelta(hours=2)
    assert (
        rules.due_at(2, thursday).isoformat() == "2026-11-24T14:30:00+01:00"
    )  # 24 office hours: 0.5 + 8.5 + 8.5 + 6.5
    assert rules.due_at(1, thursday).isoformat() == "2026-11-26T13:30:00+01:00"


def test_a_hand_over_is_acknowledged_by_the_next_officer(arrive: Make, cast: Cast, houses: Houses) -> None:
    alert = arrive(read_by=cast.duniya)
    note = actions.hand_over(by=cast.duniya, organisation=houses.cell, text="ننتظر رد المستشفى", alerts=[alert])
    with pytest.raises(Refused):
        actions.acknowledge(handover=note, by=cast.duniya)
    with pytest.raises(NotPermitted):
        actions.acknowledge(handover=note, by=cast.chafia)
    from tests.conftest import make_user

    from yaqaza.accounts.permissions import Role

    next_one = make_user("ilyes", "إلياس", Role.DUTY_OFFICER, houses.cell, houses.cell.area)
    assert queries.handovers_for(next_one) == [note]
    actions.acknowledge(handover=note, by=next_one)
    assert queries.handovers_for(next_one) == []
    with pytest.raises(Refused):
        actions.acknowledge(handover=note, by=next_one)


def test_suggestions_say_why(arrive: Make, cast: Cast, places: Places) -> None:
    alert = arrive(reporter_phone="0550001234", text="عجوز وحيدة سقطت في باب الوادي عمارة ب")
    phone = arrive(reporter_phone="0550001234", area=places.casbah, text="اتصلت أمس")
    words = arrive(text="عجوز سقطت عمارة ب باب الوادي وحيدة")
    arrive(area=places.blida_commune, text="عجوز سقطت عمارة ب باب الوادي وحيدة")
    old = arrive(text="عجوز سقطت عمارة ب باب الوادي", received_at=timezone.now() - timedelta(days=30))
    found = queries.suggestions(alert, cast.duniya)
    assert [match.alert for match in found] == [words, phone]
    assert old not in [match.alert for match in found]
    assert all(match.reasons for match in found)
    assert queries.suggestions(alert, cast.chafia) == []
    actions.gather(alert=words, into=alert, by=cast.duniya)
    assert [match.alert for match in queries.suggestions(Alert.objects.get(pk=alert.pk), cast.duniya)] == [phone]


def test_a_stranger_sees_nothing_and_every_scope_its_own(arrive: Make, cast: Cast, places: Places) -> None:
    here, there = arrive(), arrive(area=places.blida_commune)
    seen = {
        name: set(queries.visible_to(getattr(cast, name)))
        for name in ("duniya", "brahim", "chafia", "djamel", "auditor", "farid")
    }
    assert seen == {
        "duniya": {here},
        "brahim": {here},
        "chafia": {there},
        "djamel": set(),
        "auditor": set(),
        "farid": set(),
    }
    with pytest.raises(NotFound):
        queries.get_alert(here.uuid, seen_by=cast.chafia)


def test_a_dismissed_alert_to_which_its_reporter_answers_waits_again(arrive: Make, cast: Cast) -> None:
    alert = arrive(read_by=cast.duniya, received_at=timezone.now() - timedelta(days=3))
    event = actions.dismiss(alert=alert, by=cast.duniya, reason=DismissReason.ABUSE)
    actions.add_information(alert=alert, text="ليست مزحة، إنها تموت")
    alert.refresh_from_db()
    assert (alert.status, alert.dismiss_reason, alert.decided_at, alert.has_addition) == ("READ", "", None, True)
    assert alert.due_at > timezone.now()
    event.refresh_from_db()
    assert event.undone_at
    assert list(alert.events.order_by("-id").values_list("kind", flat=True)[:2]) == ["UNDONE", "ADDITION"]
    actions.read(alert=alert, by=cast.duniya)
    actions.mark_in_case(alert=alert, by=cast.duniya, case_number="16-2026-000001")


def test_an_addition_wakes_the_dismissed_one_it_was_gathered_into(arrive: Make, cast: Cast) -> None:
    lead, other = arrive(read_by=cast.duniya), arrive(read_by=cast.duniya)
    actions.gather(alert=other, into=lead, by=cast.duniya)
    actions.dismiss(alert=lead, by=cast.duniya, reason=DismissReason.TEST)
    actions.add_information(alert=other, text="ما زالت في البرد")
    assert set(Alert.objects.values_list("pk", "status")) == {(lead.pk, "READ"), (other.pk, "GATHERED")}


def test_what_the_reporter_adds_and_its_reading_do_not_stand_in_the_way_of_undoing(arrive: Make, cast: Cast) -> None:
    alert = arrive(read_by=cast.duniya)
    event = actions.correct(alert=alert, by=cast.duniya, category=Category.VIOLENCE, urgency=Urgency.VITAL)
    actions.add_information(alert=alert, text="الطابق الثالث")
    actions.read(alert=alert, by=cast.duniya)
    actions.undo(event=event, by=cast.duniya)
    assert Alert.objects.get().category == Category.ELDERLY_IN_DANGER
