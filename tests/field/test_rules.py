"""Who may do what to a mission, and when: one table per rule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from yaqaza.core.refusal import NotPermitted, Refused, why_not
from yaqaza.field import actions, rules
from yaqaza.field.states import MOVES, MissionStatus
from yaqaza.people.models import Person

S = MissionStatus
ROLES = [
    "amina", "brahim", "chafia", "djamel", "duniya", "farid", "head", "programme_head", "auditor", "administrator",
]  # fmt: skip
ORDER = {"amina", "brahim", "duniya"}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("who", ROLES)
def test_those_who_order_missions_of_the_cell_are_the_officers_of_its_province(who, order, cast) -> None:
    user = getattr(cast, who)
    if who in ORDER:
        assert order(by=user).ordered_by == user
    else:
        with pytest.raises(NotPermitted, match="in your own area, with its teams"):
            order(by=user)


@pytest.mark.parametrize("who", ROLES)
def test_those_who_cancel_are_those_who_order(who, order, cast) -> None:
    mission = order()
    user = getattr(cast, who)
    assert bool(why_not(rules.check_cancel, mission, by=user)) is (who not in ORDER)


@pytest.mark.parametrize("who", [*ROLES, "nadia"])
@pytest.mark.parametrize(
    ("check", "status"),
    [
        (rules.check_depart, S.ORDERED),
        (rules.check_arrive, S.DEPARTED),
        (rules.check_write_finding, S.ON_SITE),
        (rules.check_add_photo, S.ON_SITE),
    ],
)
def test_a_mission_is_carried_out_by_the_members_of_its_team_and_nobody_else(
    who, check, status, mission_in, cast, teams
) -> None:
    user = teams.nadia if who == "nadia" else getattr(cast, who)
    reason = why_not(check, mission_in(status), by=user)
    assert reason == ("" if who == "farid" else "Only the members of this team carry out its missions.")


def test_a_member_who_left_the_team_carries_nothing_out(order, cast, teams) -> None:
    mission = order()
    membership = teams.algiers.memberships.get(user=cast.farid)
    membership.from_on -= timedelta(days=9)
    membership.until_on = timezone.localdate() - timedelta(days=1)
    membership.save()
    assert why_not(rules.check_depart, mission, by=cast.farid)


ACTS = {
    S.DEPARTED: lambda mission, cast: actions.depart(mission=mission, by=cast.farid),
    S.ON_SITE: lambda mission, cast: actions.arrive(mission=mission, by=cast.farid),
    S.DONE: lambda mission, cast: actions.finish(mission=mission, by=cast.farid),
    S.CANCELLED: lambda mission, cast: actions.cancel(mission=mission, by=cast.duniya, reason="x"),
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("to", list(ACTS))
def test_every_act_moves_a_mission_exactly_as_the_table_says(status, to, mission_in, cast) -> None:
    mission = mission_in(status)
    if to == S.DONE and status in (S.ON_SITE, S.DEPARTED):
        with pytest.raises(Refused, match="Write first what you found"):
            ACTS[to](mission, cast)
        outcome = "NO_ACCESS" if status == S.DEPARTED else "MET"
        actions.write_finding(mission=mission, by=cast.farid, outcome=outcome, situation="x")
    if to in MOVES[status]:
        assert ACTS[to](mission, cast).status == to
    else:
        with pytest.raises(Refused):
            ACTS[to](mission, cast)
        mission.refresh_from_db()
        assert mission.status == status


def hours(start: float, end: float) -> dict:
    now = timezone.now()
    return {"window_start": now + timedelta(hours=start), "window_end": now + timedelta(hours=end)}


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        (hours(2, 1), "The window ends before it begins."),
        (hours(1, 1), "The window ends before it begins."),
        (hours(-3, -1), "The window is already over."),
        (hours(-3, 1), "The window begins in the past."),
        (hours(1, 1 + 24 * 7.1), "A window lasts at most 7 days. Order several missions instead."),
        (hours(24 * 91, 24 * 92), "The window begins more than 90 days from now. Plan a follow-up instead."),
    ],
)
def test_a_window_that_cannot_be_is_refused_with_its_sentence(window, reason, order) -> None:
    with pytest.raises(Refused) as refused:
        order(**window)
    assert str(refused.value) == reason


def test_a_team_is_not_sent_to_a_whole_country(order, places, cast, houses) -> None:
    from tests.conftest import make_user

    from yaqaza.accounts.permissions import Role

    minister = make_user("yamina", "يمينة", Role.SUPERVISOR, houses.ministry, places.country)
    with pytest.raises(Refused, match="Say at least the wilaya"):
        order(by=minister, area=places.country)


def test_a_team_of_another_province_is_not_sent(order, teams, places) -> None:
    with pytest.raises(NotPermitted):
        order(team=teams.blida)
    with pytest.raises(NotPermitted):
        order(team=teams.blida, area=places.blida_commune)


def test_an_empty_or_resting_team_is_not_sent(order, teams) -> None:
    teams.second.memberships.all().delete()
    with pytest.raises(Refused, match="Nobody serves in this team today"):
        order(team=teams.second)
    teams.algiers.active = False
    teams.algiers.save()
    with pytest.raises(Refused, match="no longer active"):
        order()


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("عند خديجة زهرون، الطابق 3", "خديجة"),
        ("chez ZAHROUN, 3e étage", "zahroun"),
        ("عمارة ب، الطابق 3", ""),
        ("شارع عمر", ""),
    ],
)
def test_the_place_printed_on_the_order_holds_no_name_of_the_person(place, found) -> None:
    person = Person(name_ar="خديجة زهرون", name_latin="Khadidja Zahroun")
    assert rules.name_in(place, person) == found


def test_steps_are_neither_in_the_future_nor_before_the_step_that_comes_first(mission_in, cast) -> None:
    now = timezone.now()
    mission = mission_in(S.ORDERED)
    for at, reason in (
        (now + timedelta(minutes=5), "This hour is still to come."),
        (now - timedelta(hours=1), "The mission was ordered after that hour."),
    ):
        assert why_not(rules.check_depart, mission, by=cast.farid, at=at) == reason
    mission = actions.depart(mission=mission, by=cast.farid)
    assert why_not(rules.check_arrive, mission, by=cast.farid, at=now - timedelta(hours=1)) == (
        "The team had not left at that hour."
    )
    mission = actions.arrive(mission=mission, by=cast.farid)
    actions.write_finding(mission=mission, by=cast.farid, outcome="MET", situation="x")
    assert why_not(rules.check_finish, mission, by=cast.farid, at=now - timedelta(hours=1)) == (
        "The team was not at the place at that hour."
    )


def test_a_place_that_cannot_be_reached_is_told_without_arriving_and_only_that(mission_in, cast) -> None:
    mission = mission_in(S.DEPARTED)
    assert (
        why_not(rules.check_write_finding, mission, by=cast.farid, outcome="MET") == "Say first that you have arrived."
    )
    actions.write_finding(mission=mission, by=cast.farid, outcome="NO_ACCESS", situation="الطريق مقطوعة")
    assert actions.finish(mission=mission, by=cast.farid).status == S.DONE


@pytest.mark.parametrize("who", ["amina", "duniya", "farid", "chafia"])
def test_teams_are_composed_by_supervisors_only(who, cast, teams) -> None:
    assert why_not(rules.check_compose, teams.algiers, by=getattr(cast, who))
    assert not why_not(rules.check_compose, teams.algiers, by=cast.brahim)
    assert why_not(rules.check_compose, teams.blida, by=cast.brahim)
