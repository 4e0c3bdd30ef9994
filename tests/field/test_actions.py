"""What the acts write, and what the database refuses on its own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from tests.field.conftest import MET, picture

from yaqaza.alerts import actions as alerts
from yaqaza.alerts.states import AlertStatus, Category, Channel, PlacePrecision
from yaqaza.core import images
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import Refused
from yaqaza.field import actions
from yaqaza.field.models import Finding, FindingCorrection, Membership, Mission
from yaqaza.field.states import MissionStatus, Profession

S = MissionStatus


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def events() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("event", flat=True))


def test_a_mission_from_order_to_end_with_every_act_in_the_trail(order, cast, file_is_told, run_jobs) -> None:
    mission = order()
    assert re.fullmatch(r"OM-16-\d{4}-000001", mission.number)
    assert mission.organisation == mission.team.organisation
    actions.depart(mission=mission, by=cast.farid)
    actions.arrive(mission=mission, by=cast.farid)
    finding = actions.write_finding(mission=mission, by=cast.farid, **MET)
    mission = actions.finish(mission=mission, by=cast.farid)
    assert mission.departed_at <= mission.arrived_at <= finding.written_at <= mission.ended_at
    assert events() == [
        "mission.ordered", "mission.departed", "mission.arrived", "mission.findings_written", "mission.done",
    ]  # fmt: skip
    assert run_jobs() == ["cases.findings_arrived"]
    assert file_is_told == [mission.pk]


def test_numbers_follow_each_other_within_a_province_and_a_year(order, places) -> None:
    numbers = [order(area=area).number for area in (places.bab_el_oued, places.casbah, places.algiers)]
    assert [number[-6:] for number in numbers] == ["000001", "000002", "000003"]


def test_nothing_that_a_person_typed_enters_the_trail(order, cast) -> None:
    mission = order(instructions="سر", place_text="سر")
    actions.cancel(mission=mission, by=cast.duniya, reason="سر")
    assert "سر" not in "".join(str(entry.details) for entry in AuditEntry.objects.all())


@pytest.fixture
def alert(places, houses):
    return alerts.receive(
        by=None, channel=Channel.PORTAL, text="امرأة مسنة وحدها", category=Category.ELDERLY_IN_DANGER,
        area=places.bab_el_oued, place_precision=PlacePrecision.COMMUNE, place_text="قرب السوق", anonymous=True,
    ).alert  # fmt: skip


def test_an_alert_leaves_the_queue_when_a_team_is_sent(order, alert) -> None:
    order(alert=alert)
    alert.refresh_from_db()
    assert alert.status == AlertStatus.ON_MISSION


def test_the_same_team_is_not_sent_twice_for_an_alert_but_another_may_be(order, alert, teams) -> None:
    order(alert=alert)
    with pytest.raises(Refused, match="already has an open mission for this alert"):
        order(alert=alert)
    assert order(alert=alert, team=teams.second).alert == alert


def test_an_alert_that_nobody_goes_to_any_more_is_back_in_the_queue(order, alert, teams, cast) -> None:
    first, second = order(alert=alert), order(alert=alert, team=teams.second)
    actions.cancel(mission=first, by=cast.duniya, reason="x")
    alert.refresh_from_db()
    assert alert.status == AlertStatus.ON_MISSION
    actions.cancel(mission=second, by=cast.duniya, reason="x")
    alert.refresh_from_db()
    assert (alert.status, alert.decided_at) == (AlertStatus.READ, None)


def test_the_alert_says_that_the_team_was_there_and_nothing_when_it_did_not_come_through(
    order, mission_in, alert, cast, teams
) -> None:
    mission = mission_in(S.DONE, alert=alert)
    blocked = order(alert=alert)
    actions.depart(mission=blocked, by=cast.farid)
    actions.write_finding(mission=blocked, by=cast.farid, outcome="NO_ACCESS", situation="الطريق مقطوعة")
    actions.finish(mission=blocked, by=cast.farid)
    (told,) = alert.events.filter(kind="VISITED")
    assert (told.by, told.before) == (cast.farid, {"number": mission.number})


def test_a_cancelled_mission_says_why(order, cast) -> None:
    mission = order()
    with pytest.raises(Refused, match="Say why"):
        actions.cancel(mission=mission, by=cast.duniya, reason="  \x00 ")
    assert (
        actions.cancel(mission=mission, by=cast.duniya, reason="الشخص في المستشفى").cancel_reason == "الشخص في المستشفى"
    )


def test_a_mission_goes_to_another_team_until_it_has_left(order, cast, teams) -> None:
    mission = order()
    window = {"window_start": timezone.now() + timedelta(hours=3), "window_end": timezone.now() + timedelta(hours=5)}
    mission = actions.change(mission=mission, by=cast.duniya, team=teams.second, **window)
    assert (mission.team, mission.window_start) == (teams.second, window["window_start"])
    actions.depart(mission=mission, by=teams.nadia)
    with pytest.raises(Refused, match="The team has left"):
        actions.change(mission=mission, by=cast.duniya, team=teams.algiers, **window)


def test_a_mission_does_not_go_to_a_team_of_another_province(order, cast, teams) -> None:
    mission = order()
    with pytest.raises(Refused):
        actions.change(
            mission=mission, by=cast.duniya, team=teams.blida,
            window_start=mission.window_start, window_end=mission.window_end,
        )  # fmt: skip


def test_an_earlier_hour_is_kept_as_it_was_said(order, cast) -> None:
    mission = order()
    Mission.objects.update(ordered_at=timezone.now() - timedelta(hours=2))
    at = timezone.now() - timedelta(hours=1)
    assert actions.depart(mission=mission, by=cast.farid, at=at).departed_at == at


def test_findings_are_written_once_then_corrected_with_what_stood_there_kept(mission_in, cast) -> None:
    mission = mission_in(S.ON_SITE)
    finding = actions.write_finding(mission=mission, by=cast.farid, **MET)
    with pytest.raises(Refused, match="written already"):
        actions.write_finding(mission=mission, by=cast.farid, **MET)
    with pytest.raises(Refused, match="Nothing was changed"):
        actions.correct_finding(finding=finding, by=cast.farid, reason="x", **MET)
    with pytest.raises(Refused, match="Say what was wrong"):
        actions.correct_finding(finding=finding, by=cast.farid, reason=" ", situation="y")
    finding = actions.correct_finding(finding=finding, by=cast.farid, reason="نسيت", situation="تعيش مع ابنها.")
    kept = FindingCorrection.objects.get()
    assert (kept.before, kept.reason, kept.by) == ({"situation": "تعيش وحدها."}, "نسيت", cast.farid)
    assert AuditEntry.objects.get(event="mission.findings_corrected").details == {"fields": ["situation"]}


def test_findings_stay_as_they_are_once_a_verdict_rests_on_them(mission_in, cast) -> None:
    mission = mission_in(S.DONE)
    actions.seal_finding(mission=mission, by=cast.brahim)
    actions.seal_finding(mission=mission, by=cast.brahim)
    assert events().count("mission.findings_sealed") == 1
    with pytest.raises(Refused, match="A verdict rests on these findings"):
        actions.correct_finding(finding=mission.finding, by=cast.farid, reason="x", situation="y")
    with pytest.raises(Refused, match="A verdict rests on these findings"):
        actions.add_photo(mission=mission, by=cast.farid, photo=images.clean(picture()))


@pytest.mark.parametrize("outcome", ["NOT_FOUND", "REFUSED"])
def test_a_visit_that_met_nobody_keeps_only_what_was_tried(outcome, mission_in, cast) -> None:
    finding = actions.write_finding(
        mission=mission_in(S.ON_SITE), by=cast.farid, **MET | {"outcome": outcome, "household_size": 4, "health": "x"}
    )
    finding.refresh_from_db()
    assert (finding.danger, finding.needs, finding.household_size, finding.health) == ("NONE", [], None, "")


def test_findings_say_something_and_count_no_more_children_than_people(mission_in, cast) -> None:
    mission = mission_in(S.ON_SITE)
    with pytest.raises(Refused, match="in a few words"):
        actions.write_finding(mission=mission, by=cast.farid, outcome="MET", situation=" \x00 ")
    with pytest.raises(Refused, match="more children than people"):
        actions.write_finding(
            mission=mission, by=cast.farid, outcome="MET", situation="x", household_size=2, children=3
        )
    with pytest.raises(TypeError):
        actions.write_finding(mission=mission, by=cast.farid, outcome="MET", situation="x", verdict="VERIFIED")


def test_the_same_photo_twice_is_one_and_there_are_at_most_twenty(mission_in, cast) -> None:
    mission = mission_in(S.ON_SITE)
    first = actions.add_photo(mission=mission, by=cast.farid, photo=images.clean(picture()), caption="المطبخ")
    assert actions.add_photo(mission=mission, by=cast.farid, photo=images.clean(picture())) == first
    for number in range(19):
        colour = f"#{number * 12:02x}40{255 - number * 12:02x}"
        actions.add_photo(mission=mission, by=cast.farid, photo=images.clean(picture(colour=colour)))
    with pytest.raises(Refused, match="at most 20 photos"):
        actions.add_photo(mission=mission, by=cast.farid, photo=images.clean(picture(colour="red")))


def test_members_come_and_go_with_their_days(teams, cast) -> None:
    membership = actions.add_member(team=teams.second, by=cast.brahim, user=cast.farid, profession=Profession.DRIVER)
    with pytest.raises(Refused, match="already in this team"):
        actions.add_member(team=teams.second, by=cast.brahim, user=cast.farid, profession=Profession.DOCTOR)
    ended = actions.end_membership(membership=membership, by=cast.brahim)
    assert ended.until_on == timezone.localdate()
    with pytest.raises(Refused, match="already ended"):
        actions.end_membership(membership=membership, by=cast.brahim)


def test_a_team_with_open_missions_does_not_rest(order, teams, cast) -> None:
    order()
    with pytest.raises(Refused, match="open missions"):
        actions.change_team(team=teams.algiers, by=cast.brahim, name_ar="x", name_fr="x", active=False)


IMPOSSIBLE = [
    {"window_end": timezone.now() - timedelta(days=9)},
    {"urgency": 5},
    {"urgency": 0},
    {"lon": 3.0, "lat": None},
    {"lon": 181.0, "lat": 0.0},
    {"status": "DEPARTED"},
    {"status": "ON_SITE"},
    {"status": "DONE"},
    {"status": "CANCELLED", "ended_at": timezone.now()},
    {"status": "CANCELLED", "cancel_reason": "x"},
    {"departed_at": timezone.now() - timedelta(days=9), "status": "DEPARTED"},
    {"departed_at": timezone.now() + timedelta(days=2), "arrived_at": timezone.now() + timedelta(days=1), "status": "ON_SITE"},
    {
        "departed_at": timezone.now() + timedelta(days=1), "arrived_at": timezone.now() + timedelta(days=2),
        "ended_at": timezone.now() + timedelta(days=1), "status": "DONE",
    },
    {"arrived_at": timezone.now()},
    {
        "departed_at": timezone.now() + timedelta(days=2),
        "ended_at": timezone.now() + timedelta(days=1),
        "status": "DONE",
    },
]  # fmt: skip


@pytest.mark.parametrize("values", IMPOSSIBLE, ids=lambda values: "-".join(values))
def test_the_database_refuses_impossible_missions(values, order) -> None:
    mission = order()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mission.objects.filter(pk=mission.pk).update(**values)


@pytest.mark.parametrize("values", [{"situation": ""}, {"children": 3, "household_size": 2}])
def test_the_database_refuses_impossible_findings(values, mission_in) -> None:
    mission = mission_in(S.DONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(mission=mission).update(**values)


def test_the_database_refuses_two_open_memberships_and_one_that_ends_before_it_begins(teams, cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(team=teams.algiers, user=cast.farid, profession=Profession.DRIVER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.update(until_on=timezone.localdate() - timedelta(days=1))


def test_the_database_refuses_two_findings_and_a_correction_without_a_reason(mission_in, cast) -> None:
    mission = mission_in(S.DONE)
    kept = Finding.objects.get(mission=mission)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.create(mission_id=mission.pk, outcome="MET", situation="x", written_by=cast.farid)
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingCorrection.objects.create(finding=kept, by=cast.farid, reason="", before={})
