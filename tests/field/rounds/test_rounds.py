"""A round planned by the desk, carried out by its team, counted afterwards; who refuses is not recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field.models import Encounter, Round
from yaqaza.field.rounds import actions, queries
from yaqaza.field.rounds.rules import Place
from yaqaza.people.models import Person


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def plan(cast, teams, places):
    """A round of Farid's team from now on: the station, then the harbour."""

    def make(**more) -> Round:
        now = timezone.now()
        stops = [
            Place(places.bab_el_oued, "المحطة", now + timedelta(minutes=20), "وجبات"),
            Place(places.casbah, "الميناء", now + timedelta(hours=2), "", 3.06, 36.78),
        ]
        return actions.plan(
            **{
                "by": cast.duniya, "team": teams.algiers, "starts_at": now, "ends_at": now + timedelta(hours=4), "stops": stops,
                "from_text": "المقر",
            } | more
        )  # fmt: skip

    return make


@pytest.fixture
def out(plan, cast) -> Round:
    return actions.start(round=plan(), by=cast.farid)


def test_a_round_from_its_plan_to_its_end_with_every_act_in_the_trail(plan, cast) -> None:
    made = plan()
    assert made.number.startswith("MR-16-") and made.state.label == "Planned"
    actions.start(round=made, by=cast.farid)
    station, harbour = queries.stops(made)
    actions.reach(stop=station, by=cast.farid)
    first = actions.meet(
        round=made, by=cast.farid, stop=station, description="man, about 60, grey coat", given=["MEAL", "BLANKET"]
    )
    actions.meet(round=made, by=cast.farid, stop=harbour, person=first.person, given=["MEAL"])
    actions.meet(
        round=made, by=cast.farid, description="woman with a child", place_text="under the bridge", refused=True
    )
    closed = actions.close(round=made, by=cast.farid, note="cold")
    assert (closed.status, closed.note) == ("CLOSED", "cold")
    found = queries.sums(queries.encounters(made))
    assert (found.encounters, found.people, found.refused, found.given) == (3, 1, 1, [("Meal", 2), ("Blanket", 1)])
    assert list(AuditEntry.objects.order_by("id").values_list("event", flat=True)) == [
        "round.planned", "round.started", "round.stop_reached", "person.created", "round.encounter", "round.encounter",
        "round.encounter", "round.closed",
    ]  # fmt: skip
    assert "coat" not in "".join(str(each.details) for each in AuditEntry.objects.all())


def test_somebody_unnamed_is_recorded_by_what_is_said_of_them_and_who_refuses_is_not(out, cast) -> None:
    stop = queries.stops(out)[0]
    met = actions.meet(round=out, by=cast.farid, stop=stop, description="man, about 60")
    assert (met.person.description, met.person.address, met.person.lives_outside, met.person.area) == (
        "man, about 60", "المحطة", True, stop.area,
    )  # fmt: skip
    actions.meet(round=out, by=cast.farid, description="woman", refused=True)
    assert Person.objects.count() == 1
    assert list(queries.known_to(out, seen_by=cast.farid)) == [met.person]
    assert list(queries.known_to(out, seen_by=cast.chafia)) == []
    assert queries.told([met], seen_by=cast.farid) == {met.pk}
    assert queries.told([met], seen_by=cast.chafia) == set()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({}, "Say whom you met"),
        ({"description": "man", "refused": True, "given": ["MEAL"]}, "Who refuses help is given nothing"),
    ],
)
def test_an_encounter_is_with_somebody_and_a_refusal_gives_nothing(wrong, why, out, cast) -> None:
    with pytest.raises(Refused, match=why):
        actions.meet(round=out, by=cast.farid, **wrong)
    row = {"description": "", "given": [], "refused": False} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Encounter.objects.create(round=out, noted_by=cast.farid, **row)


def test_only_the_team_carries_a_round_out_and_only_officers_of_the_place_plan_it(plan, cast, teams) -> None:
    made = plan()
    for other in (cast.duniya, teams.nadia, cast.brahim):
        with pytest.raises(NotPermitted):
            actions.start(round=made, by=other)
    for other in (cast.chafia, cast.farid):
        with pytest.raises(NotPermitted):
            plan(by=other)
    assert list(queries.visible_to(cast.farid)) == [made] == list(queries.visible_to(cast.duniya))
    assert not queries.visible_to(teams.nadia).exists() and not queries.visible_to(cast.chafia).exists()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"ends_at": timezone.now() - timedelta(days=1)}, "ends before it begins"),
        ({"stops": []}, "at least one stop"),
        ({"ends_at": timezone.now() + timedelta(minutes=30)}, "between the beginning and the end"),
    ],
)
def test_a_round_has_hours_and_stops_within_them(more, why, plan) -> None:
    with pytest.raises(Refused, match=why):
        plan(**more)


def test_a_team_is_on_one_round_at_a_time_and_what_has_begun_is_not_called_off(plan, cast) -> None:
    made = plan()
    with pytest.raises(Refused, match="on another round"):
        plan()
    actions.cancel(round=made, by=cast.duniya, reason="rain")
    again = actions.start(round=plan(), by=cast.farid)
    with pytest.raises(Refused, match="not the next step"):
        actions.cancel(round=again, by=cast.duniya, reason="rain")
    actions.close(round=again, by=cast.farid)
    with pytest.raises(Refused, match="while the round is under way"):
        actions.meet(round=again, by=cast.farid, description="man")


def test_the_phone_of_the_team_without_scripts(plan, cast, signed_in) -> None:
    made, farid = plan(), signed_in(cast.farid)
    assert made.get_absolute_url() in farid.get(reverse("field:day")).content.decode()
    for _twice in range(2):
        assert farid.post(reverse("field:round_start", args=[made.uuid])).status_code == 302
    stop = queries.stops(made)[0]
    assert farid.post(reverse("field:round_reach", args=[made.uuid, stop.uuid])).status_code == 302
    note = reverse("field:encounter", args=[made.uuid])
    assert farid.post(note, {"stop": "", "description": ""}).status_code == 422
    answer = farid.post(note, {"stop": str(stop.uuid), "description": "رجل في الستين", "given": ["MEAL"]})
    assert answer.status_code == 302
    page = farid.get(made.get_absolute_url()).content.decode()
    assert "رجل في الستين" in page
    paper = signed_in(cast.duniya).get(reverse("field:round_paper", args=[made.uuid])).content.decode()
    assert "المحطة" in paper and "رجل في الستين" not in paper
    assert farid.post(reverse("field:round_end", args=[made.uuid]), {"note": ""}).status_code == 302
    made.refresh_from_db()
    assert made.status == "CLOSED"


def test_an_officer_plans_a_round_on_a_page_and_takes_the_counts_out(cast, teams, places, signed_in) -> None:
    duniya = signed_in(cast.duniya)
    tomorrow = timezone.localdate() + timedelta(days=1)
    values = {
        "team": str(teams.algiers.uuid), "day": tomorrow.strftime("%d/%m/%Y"), "start": "21:00", "end": "02:00",
        "clock_1": "21:30", "area_1": str(places.casbah.pk), "place_1": "الميناء", "position_1": "36.7800, 3.0600",
        "clock_2": "00:30", "area_2": str(places.bab_el_oued.pk), "place_2": "المحطة",
    }  # fmt: skip
    assert duniya.post(reverse("field:round_new"), values | {"position_1": "near"}).status_code == 422
    assert duniya.post(reverse("field:round_new"), values).status_code == 302
    made = Round.objects.get()
    assert [
        (each.place_text, each.lat, timezone.localtime(each.planned_at).strftime("%d %H:%M"))
        for each in queries.stops(made)
    ] == [
        ("الميناء", 36.78, tomorrow.strftime("%d") + " 21:30"),
        ("المحطة", None, (tomorrow + timedelta(days=1)).strftime("%d") + " 00:30"),
    ]
    assert duniya.get(reverse("field:rounds_xlsx")).content[:2] == b"PK"


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"position_1": "99.5, 200.1"}, "position_1", "position"),
        ({"position_2": "36.7, 3.0"}, "place_2", "line"),
        ({"area_2": "casbah"}, "place_2", "line"),
    ],
)
def test_a_line_of_the_plan_is_read_or_refused_and_never_dropped(
    wrong, field, code, cast, teams, places, signed_in
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    wrong = {key: str(places.casbah.pk) if text == "casbah" else text for key, text in wrong.items()}
    values = {
        "team": str(teams.algiers.uuid), "day": tomorrow.strftime("%d/%m/%Y"), "start": "21:00", "end": "23:00",
        "clock_1": "21:30", "area_1": str(places.casbah.pk), "place_1": "الميناء",
    }  # fmt: skip
    answer = signed_in(cast.duniya).post(reverse("field:round_new"), values | wrong)
    assert answer.status_code == 422 and not Round.objects.exists()
    told = answer.context["form"].errors.as_data()
    assert [(name, each.code) for name, errors in told.items() for each in errors] == [(field, code)]


def test_a_stop_is_on_the_earth(plan, places) -> None:
    stop = Place(places.casbah, "الميناء", timezone.now() + timedelta(minutes=20), "", 200.1, 99.5)
    with pytest.raises(Refused, match="not on the earth"):
        plan(stops=[stop])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_rounds_as_for_one(
    count, plan, cast, signed_in, django_assert_num_queries
) -> None:
    for _ in range(count):
        actions.close(round=actions.start(round=plan(), by=cast.farid), by=cast.farid)
    client = signed_in(cast.duniya)
    client.get(reverse("field:rounds"))
    with django_assert_num_queries(4):
        assert len(client.get(reverse("field:rounds")).context["page"].items) == count
