"""A day proposed, moved by hand, accepted; what is stale is refused; what others read only stays where it is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field import actions as field
from yaqaza.field import queries as field_queries
from yaqaza.field.dispatch import actions, queries, situation
from yaqaza.field.models import Leave, Membership, Mission, Proposal, Shift
from yaqaza.field.states import Duty, MissionStatus, Profession, ProposalKind

BASE, NEAR, FAR = (3.06, 36.75), (3.05, 36.76), (2.90, 36.70)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def day() -> date:
    return timezone.localdate() + timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@pytest.fixture
def ask(order, teams, places, houses, day):
    """A mission of tomorrow between 9 and 15 that waits for a team."""
    houses.cell.lon, houses.cell.lat = BASE
    houses.cell.save()

    def give(where=NEAR, **more) -> Mission:
        wanted = {"team": None, "window_start": at(day, 9), "window_end": at(day, 15), "lon": where[0], "lat": where[1]}
        return order(**wanted | more)

    return give


@pytest.fixture
def propose(cast, places, day):
    def make(**more) -> Proposal:
        return actions.propose(**{"by": cast.duniya, "area": places.algiers, "day": day} | more)

    return make


def standing(proposal: Proposal) -> dict[str, tuple[str, int | None]]:
    rows = proposal.visits.select_related("mission", "team")
    return {row.mission.number[-1]: (row.team.name_fr if row.team else "", row.turn) for row in rows}


def test_a_mission_may_wait_for_a_team_and_nobody_of_the_teams_reads_it(ask, cast) -> None:
    mission = ask(professions=["PSYCHOLOGIST"], minutes=30)
    assert (mission.status, mission.team, mission.organisation.code) == ("WAITING", None, "CEL-16")
    assert list(field_queries.visible_to(cast.farid)) == []
    assert list(field_queries.visible_to(cast.duniya)) == [mission]


def test_a_proposal_sends_the_profession_that_is_needed_and_nothing_before_it_is_accepted(
    ask, propose, cast, teams
) -> None:
    ask(professions=["PSYCHOLOGIST"])
    ask(FAR, professions=["SOCIAL_ASSISTANT"])
    proposal = propose()
    assert standing(proposal) == {"1": ("Équipe 2", 1), "2": ("Équipe 1", 1)}
    assert set(Mission.objects.values_list("status", "team")) == {("WAITING", None)}
    given = actions.accept(proposal=proposal, by=cast.duniya)
    assert {(each.status, each.team.name_fr, each.turn) for each in given} == {
        ("ORDERED", "Équipe 1", 1),
        ("ORDERED", "Équipe 2", 1),
    }
    assert all(each.window_start <= each.planned_at <= each.window_end for each in given)
    assert Proposal.objects.get().accepted_at is not None
    assert list(AuditEntry.objects.order_by("id").values_list("event", flat=True))[2:] == [
        "dispatch.proposed", "mission.dispatched", "mission.dispatched", "dispatch.accepted",
    ]  # fmt: skip


def test_what_is_left_over_says_why(ask, propose, cast, places) -> None:
    ask(professions=["DOCTOR"])
    ask(area=places.algiers, lon=None, lat=None)
    view = queries.view(propose(), seen_by=cast.duniya)
    assert {mission.number[-1]: why for _row, mission, why in view.left} == {
        "1": "No team that goes has all of: Doctor.",
        "2": "Only its province is known: write at least the commune.",
    }


def test_one_team_is_accepted_and_the_other_moved_before_it_is(ask, propose, cast, teams) -> None:
    first, second = ask(professions=["PSYCHOLOGIST"]), ask(professions=["SOCIAL_ASSISTANT"])
    proposal = propose()
    actions.accept(proposal=proposal, by=cast.duniya, team=teams.second)
    first.refresh_from_db()
    assert (first.team, first.status) == (teams.second, "ORDERED")
    row = proposal.visits.get(mission=second)
    actions.move(visit=row, by=cast.duniya, team=None)
    with pytest.raises(Refused, match="There is nothing to accept"):
        actions.accept(proposal=proposal, by=cast.duniya)
    with pytest.raises(Refused, match="has its order already"):
        actions.move(visit=row, by=cast.duniya, team=teams.second)


def test_a_hand_may_propose_what_cannot_be_and_acceptance_refuses_it(ask, propose, cast, teams) -> None:
    mission = ask(professions=["PSYCHOLOGIST"])
    proposal = propose()
    actions.move(visit=proposal.visits.get(), by=cast.duniya, team=teams.algiers)
    line = queries.view(proposal, seen_by=cast.duniya).days[0].lines[0]
    assert line.faults == ["nobody of the team has the profession needed"]
    with pytest.raises(Refused, match=f"{mission.number} – nobody of the team has the profession"):
        actions.accept(proposal=proposal, by=cast.duniya)


def test_what_was_pinned_by_hand_stays_when_the_day_is_planned_again(ask, propose, cast, teams) -> None:
    ask()
    ask(FAR)
    proposal = propose()
    for row in proposal.visits.order_by("mission"):
        actions.move(visit=row, by=cast.duniya, team=teams.second, turn=1)
    again = propose(after=proposal)
    assert standing(again) == {"1": ("Équipe 2", 2), "2": ("Équipe 2", 1)}


@pytest.mark.parametrize("change", ["mission", "leave"])
def test_what_has_changed_since_makes_a_proposal_stale(change, ask, propose, cast, day) -> None:
    mission = ask()
    proposal = propose()
    if change == "mission":
        field.cancel(mission=mission, by=cast.duniya, reason="x")
    else:
        Leave.objects.create(user=cast.farid, from_on=day, until_on=day, noted_by=cast.brahim)
    with pytest.raises(Refused, match="Something has changed"):
        actions.accept(proposal=proposal, by=cast.duniya)
    assert not Mission.objects.filter(planned_at__isnull=False).exists()


def test_something_urgent_later_changes_as_little_as_can_be(ask, propose, cast, teams, day) -> None:
    ask(FAR)
    ask(FAR)
    actions.accept(proposal=propose(), by=cast.duniya)
    before = dict(Mission.objects.values_list("number", "team"))
    ask(urgency=4, window_end=at(day, 11))
    proposal = propose(kind=ProposalKind.CHANGE)
    now = {row.mission.number: row.team_id for row in proposal.visits.select_related("mission")}
    assert {number: team for number, team in now.items() if before.get(number)} == {
        number: team for number, team in before.items() if team
    }
    assert all(now.values())


@pytest.fixture
def noon(day, monkeypatch) -> datetime:
    """The clock stands at noon, whenever the test runs: what is tried lies within one day."""
    monkeypatch.setattr(timezone, "now", lambda: at(day, 12))
    return at(day, 12)


def test_a_team_on_the_road_keeps_what_it_drives_to_and_goes_on_from_there(
    noon, order, propose, cast, teams, houses
) -> None:
    houses.cell.lon, houses.cell.lat = BASE
    houses.cell.save()
    shift = {"organisation": houses.cell, "planned_by": cast.brahim, "duty": Duty.ROAD, "team": teams.algiers}
    Shift.objects.create(
        user=cast.farid, starts_at=noon - timedelta(hours=1), ends_at=noon + timedelta(hours=8), **shift
    )
    out = order(lon=FAR[0], lat=FAR[1])
    field.depart(mission=out, by=cast.farid)
    order(team=None, lon=FAR[0], lat=FAR[1], professions=["SOCIAL_ASSISTANT"], window_end=noon + timedelta(hours=3))
    proposal = propose(day=timezone.localdate())
    assert out not in [row.mission for row in proposal.visits.all()]
    view = queries.view(proposal, seen_by=cast.duniya)
    line = view.days[0].lines[0]
    assert (view.days[0].out, round(line.kilometres)) == (out, 0)
    assert line.begin >= noon + timedelta(minutes=44)


def test_who_is_on_leave_takes_the_profession_away_and_a_gap_of_the_shifts_is_a_gap(
    cast, teams, houses, places, day
) -> None:
    houses.cell.lon, houses.cell.lat = BASE
    houses.cell.save()
    nurse = make_user("nora", "نورة", Role.FIELD_WORKER, houses.cell, places.algiers)
    Membership.objects.create(team=teams.algiers, user=nurse, profession=Profession.NURSE)
    for user, hours in ((cast.farid, (8, 12)), (cast.farid, (13, 16)), (nurse, (8, 12))):
        Shift.objects.create(
            organisation=houses.cell, user=user, duty=Duty.ROAD, team=teams.algiers, planned_by=cast.brahim,
            starts_at=at(day, hours[0]), ends_at=at(day, hours[1]),
        )  # fmt: skip
    Leave.objects.create(user=teams.nadia, from_on=day, until_on=day, noted_by=cast.brahim)
    made = situation.look(places.algiers, day, seen_by=cast.duniya, at=timezone.now())
    hours = tuple(
        (int(at(day, start).timestamp()), int(at(day, end).timestamp())) for start, end in ((8, 12), (13, 16))
    )
    assert [(crew.key, crew.hours, crew.professions) for crew in made.crews] == [
        (teams.algiers.pk, hours, frozenset({"SOCIAL_ASSISTANT"})),
    ]  # the nurse is there in the morning only, Nadia is away


def test_only_ones_own_area_is_planned_and_only_ones_own_proposals_are_there(
    ask, propose, cast, places, day, signed_in
) -> None:
    ask()
    with pytest.raises(NotPermitted):
        propose(area=places.blida)
    with pytest.raises(Refused, match="This day is over"):
        propose(day=timezone.localdate() - timedelta(days=1))
    proposal = propose()
    assert signed_in(cast.brahim).get(proposal.get_absolute_url()).status_code == 404
    assert signed_in(cast.duniya).get(proposal.get_absolute_url()).status_code == 200


def test_a_closed_mission_keeps_its_team_and_tells_nothing_of_itself(ask, propose, cast, teams, signed_in) -> None:
    hidden = ask(team=teams.second, instructions="سر", place_text="سر المكان")
    Mission.objects.filter(pk=hidden.pk).update(sensitive=True, ordered_by=cast.brahim)
    ask(professions=["PSYCHOLOGIST"])
    proposal = propose()
    page = signed_in(cast.duniya).get(proposal.get_absolute_url()).content.decode()
    assert hidden.number not in page and "سر" not in page
    row = proposal.visits.get(mission=hidden)
    assert row.team == teams.second
    assert signed_in(cast.duniya).get(reverse("field:proposal_move", args=[proposal.uuid, row.uuid])).status_code == 404
    with pytest.raises(Refused, match="not yours to give"):
        actions.move(visit=row, by=cast.duniya, team=teams.algiers)


def test_a_closed_mission_of_a_team_that_stays_at_home_is_nowhere_on_the_page(
    ask, propose, cast, teams, places, day, signed_in
) -> None:
    hidden = ask(team=teams.second)
    Mission.objects.filter(pk=hidden.pk).update(sensitive=True, ordered_by=cast.brahim)
    Leave.objects.create(user=teams.nadia, from_on=day, until_on=day, noted_by=cast.brahim)
    ask(professions=["DOCTOR"], area=places.casbah)
    proposal = propose()
    view = queries.view(proposal, seen_by=cast.duniya)
    assert hidden in view.made.missions.values()
    assert [mission.number[-1] for _row, mission, _why in view.left] == ["2"]
    page = signed_in(cast.duniya).get(proposal.get_absolute_url()).content.decode()
    assert str(hidden.uuid) not in page and hidden.area.name not in page


def test_closed_missions_keep_their_planned_order_and_hold_no_acceptance_back(ask, propose, cast, teams, day) -> None:
    later, sooner = ask(team=teams.second), ask(team=teams.second, professions=["DOCTOR"])
    for turn, mission in enumerate((sooner, later), 1):
        Mission.objects.filter(pk=mission.pk).update(
            sensitive=True, ordered_by=cast.brahim, turn=turn, planned_at=at(day, 9 + turn)
        )
    mine = ask(professions=["PSYCHOLOGIST"])
    proposal = propose()
    rows = proposal.visits.filter(team=teams.second).order_by("turn")
    assert [row.mission for row in rows if row.mission != mine] == [sooner, later]
    actions.accept(proposal=proposal, by=cast.duniya)
    mine.refresh_from_db()
    assert (mine.team, mine.status) == (teams.second, "ORDERED")


def test_an_order_that_another_officer_accepted_meanwhile_is_not_overwritten(ask, propose, cast, teams, day) -> None:
    mission = ask()
    actions.accept(proposal=propose(), by=cast.duniya)
    proposal = propose(kind=ProposalKind.CHANGE)
    Mission.objects.filter(pk=mission.pk).update(planned_at=at(day, 14))
    with pytest.raises(Refused, match="Something has changed"):
        actions.accept(proposal=proposal, by=cast.duniya)


def test_a_mission_left_over_loses_the_hour_of_the_order_before(ask, propose, cast, teams, day) -> None:
    first, second = ask(professions=["PSYCHOLOGIST"]), ask(professions=["PSYCHOLOGIST"])
    actions.accept(proposal=propose(), by=cast.duniya)
    proposal = propose()
    actions.move(visit=proposal.visits.get(mission=first), by=cast.duniya, team=None)
    actions.accept(proposal=proposal, by=cast.duniya, team=teams.second)
    for mission in (first, second):
        mission.refresh_from_db()
    assert (first.team, first.status, first.planned_at, first.turn) == (teams.second, "ORDERED", None, None)
    assert (second.turn, second.planned_at is None) == (1, False)


def test_a_team_on_its_way_is_free_only_after_it_has_arrived(noon, day, order, cast, teams, houses, places) -> None:
    houses.cell.lon, houses.cell.lat = BASE
    houses.cell.save()
    Shift.objects.create(
        organisation=houses.cell, planned_by=cast.brahim, duty=Duty.ROAD, team=teams.algiers, user=cast.farid,
        starts_at=noon - timedelta(hours=1), ends_at=noon + timedelta(hours=8),
    )  # fmt: skip
    out = field.depart(mission=order(lon=FAR[0], lat=FAR[1]), by=cast.farid)
    when = out.departed_at + timedelta(minutes=5)
    made = situation.look(places.algiers, day, seen_by=cast.duniya, at=when)
    way = situation.table([BASE, FAR]).way(0, 1)[1]
    free = next(crew for crew in made.crews if crew.key == teams.algiers.pk).hours[0][0]
    assert way > 600 and free == int(out.departed_at.timestamp()) + way + out.minutes * 60


def test_the_pages_by_a_hand_without_scripts(ask, cast, places, teams, day, signed_in) -> None:
    first, second = ask(), ask()
    duniya = signed_in(cast.duniya)
    waiting = duniya.get(reverse("field:dispatch"))
    assert [each.number for each in waiting.context["waiting"]] == [first.number, second.number]
    assert waiting.context["form"].initial["day"] == day  # the first on which anything waits
    answer = duniya.post(
        reverse("field:dispatch"),
        {"area": places.algiers.full_name, "area_id": str(places.algiers.uuid), "area_name": places.algiers.full_name,
         "day": day.strftime("%d/%m/%Y"), "kind": "WHOLE"},
    )  # fmt: skip
    proposal = Proposal.objects.get()
    assert answer.headers["Location"] == proposal.get_absolute_url()
    row = proposal.visits.order_by("turn").first()
    move = reverse("field:proposal_move", args=[proposal.uuid, row.uuid])
    assert duniya.post(move, {"team": str(row.team.uuid), "turn": "2", "pinned": "on"}).status_code == 302
    row.refresh_from_db()
    assert (row.turn, row.pinned) == (2, True)
    accept = reverse("field:proposal_acceptance", args=[proposal.uuid])
    assert duniya.post(accept).status_code == 302
    assert set(Mission.objects.values_list("status", flat=True)) == {MissionStatus.ORDERED}
    farid_page = signed_in(cast.farid if row.team == teams.algiers else teams.nadia)
    sheet = farid_page.get(reverse("field:route_sheet", args=[row.team.uuid]) + f"?day={day.isoformat()}")
    assert sheet.headers["Content-Type"] == "application/pdf"


def test_a_stale_proposal_is_refused_on_the_page_and_made_anew(ask, propose, cast, signed_in) -> None:
    ask()
    proposal = propose()
    ask(FAR)
    answer = signed_in(cast.duniya).post(reverse("field:proposal_acceptance", args=[proposal.uuid]))
    again = Proposal.objects.latest("made_at")
    assert again != proposal and again.visits.count() == 2
    assert answer.headers["Location"] == f"{again.get_absolute_url()}?again=stale"
    assert not Mission.objects.filter(planned_at__isnull=False).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_proposal_asks_the_database_as_often_for_three_missions_as_for_one(
    count, ask, propose, cast, signed_in, django_assert_num_queries
) -> None:
    for _ in range(count):
        ask()
    proposal = propose()
    client = signed_in(cast.duniya)
    client.get(proposal.get_absolute_url())
    with django_assert_num_queries(12):
        client.get(proposal.get_absolute_url())


def test_a_mission_changed_by_hand_leaves_the_order_of_the_day(ask, propose, cast, teams, day) -> None:
    mission = ask()
    actions.accept(proposal=propose(), by=cast.duniya)
    mission.refresh_from_db()
    changed = field.change(
        mission=mission, by=cast.duniya, team=mission.team, window_start=at(day, 10), window_end=at(day, 12)
    )
    assert (changed.planned_at, changed.turn) == (None, None)
