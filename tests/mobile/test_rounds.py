"""A round on a phone without network: what was done on the way comes in once, whatever the order, and by the same rules."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yaqaza.core.ids import uuid7
from yaqaza.field.models import Encounter, Round
from yaqaza.field.rounds import actions, queries
from yaqaza.field.rounds.rules import Place
from yaqaza.mobile import words
from yaqaza.mobile.models import Operation
from yaqaza.people import actions as people
from yaqaza.people.models import Person

pytestmark = pytest.mark.django_db
MAN = {"description": "رجل في الستين، معطف رمادي", "given": ["MEAL", "BLANKET"]}


@pytest.fixture
def plan(cast, team, places):
    """Plan a round of Farid's team from an hour ago on: the station, then the harbour."""

    def make(*, by=None, on=None, **more) -> Round:
        now = timezone.now()
        stops = [
            Place(places.bab_el_oued, "المحطة", now, "وجبات"),
            Place(places.casbah, "الميناء", now + timedelta(hours=1), "", 3.06, 36.78),
        ]
        values = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=3), "stops": stops} | more
        found = actions.plan(by=by or cast.duniya, team=on or team, from_text="المقر", **values)
        Round.objects.filter(pk=found.pk).update(planned_at=now - timedelta(days=1))
        found.refresh_from_db()
        return found

    return make


@pytest.fixture
def evening(device, cast, plan):
    """Farid's phone with a round, and what every act on it says."""

    def take():
        found = plan()
        phone = device(cast.farid)
        phone.sync()
        return phone, found, {"round": str(found.uuid)}

    return take


def test_the_rounds_of_tonight_are_on_the_phone_with_their_stops(evening, cast, plan, places) -> None:
    phone, found, _round = evening()
    held = phone.of("round")
    assert [(each["number"], each["status"], each["leaves"]) for each in held] == [(found.number, "PLANNED", "المقر")]
    assert [(stop["place"], stop["position"], stop["reached"]) for stop in held[0]["stops"]] == [
        ("المحطة", None, ""), ("الميناء", [3.06, 36.78], ""),
    ]  # fmt: skip
    areas = {record["uuid"] for record in phone.of("area")}
    assert {stop["area"] for stop in held[0]["stops"]} <= areas
    assert {"code": "BLANKET", "ar": "غطاء", "fr": "Couverture"} in phone.of("given")[0]["kinds"]
    actions.cancel(round=found, by=cast.duniya, reason="مطر")
    phone.sync()
    assert phone.of("round") == []


def test_other_teams_hold_nothing_of_it(plan, device, cast) -> None:
    plan()
    for other in (cast.amina, cast.chafia):
        phone = device(other)
        phone.sync()
        assert phone.of("round") == [] == phone.of("encounter")


def test_an_evening_without_network_comes_in_by_one_call_with_its_hours(device, cast, plan, places) -> None:
    known = people.create_person(by=cast.farid, area=places.casbah, description="امرأة مع طفل")
    found = plan()
    phone = device(cast.farid, slow=timedelta(hours=3))
    phone.sync()
    station, _harbour = (stop["uuid"] for stop in phone.of("round")[0]["stops"])
    here, unnamed = {"round": str(found.uuid)}, str(uuid7())
    left = phone.do("round.departure", **here)
    came = phone.do("round.stop", after=[left], stop=station, **here)
    met = phone.do("round.encounter", after=[came], stop=station, new_person=unnamed, note="يعود غدا", **here, **MAN)
    phone.do("round.encounter", after=[met], person=unnamed, given=["HOT_DRINK"], **here)
    phone.do("round.encounter", after=[left], person=str(known.uuid), given=["LISTENING"], **here)
    no = phone.do("round.encounter", after=[left], description="شاب", refused=True, place_text="تحت الجسر", **here)
    phone.do("round.end", after=[no], note="ليلة باردة", **here)
    phone.sync()
    assert {receipt["state"] for receipt in phone.receipts.values()} == {"APPLIED"}
    found.refresh_from_db()
    assert (found.status, found.note) == ("CLOSED", "ليلة باردة")
    assert timezone.now() - found.started_at < timedelta(minutes=1)  # the phone's clock was three hours slow
    sums = queries.sums(queries.encounters(found))
    assert (sums.encounters, sums.people, sums.refused, dict(sums.given)["غطاء"]) == (
        4,
        2,
        1,
        1,
    )
    person = Person.objects.get(uuid=unnamed)
    assert (person.description, person.address, person.lives_outside) == (MAN["description"], "المحطة", True)
    assert set(Operation.objects.values_list("data", flat=True)) == {""}
    held = {record["uuid"]: record for record in phone.of("encounter")}
    assert (held[met]["person"], held[met]["given"], held[no]["refused"]) == (unnamed, ["MEAL", "BLANKET"], True)
    assert unnamed in phone.records


def test_who_was_met_weeks_ago_is_held_with_where_that_was(evening, cast, team, places, plan) -> None:
    phone, found, _round = evening()
    stop = found.stops.get(turn=2)
    man = people.create_person(by=cast.duniya, area=places.casbah, description=MAN["description"])
    then = timezone.now() - timedelta(weeks=3)
    for at, where in ((then - timedelta(days=1), None), (then, stop)):
        Encounter.objects.create(round=found, stop=where, person=man, at=at, noted_by=cast.duniya)
    phone.sync()
    assert phone.records[str(man.uuid)]["met"] == {"at": then.isoformat(), "position": [3.06, 36.78]}
    assert [held["mine"] for held in phone.of("encounter")] == [False, False]


def test_in_any_order_and_each_several_times(evening) -> None:
    phone, found, here = evening()
    unnamed = str(uuid7())
    left = phone.do("round.departure", **here)
    met = phone.do("round.encounter", after=[left], new_person=unnamed, **here, **MAN)
    again = phone.do("round.encounter", after=[met], person=unnamed, given=["MEAL"], **here)
    end = phone.do("round.end", after=[again], note="", **here)
    acts = {act["uuid"]: act for act in phone.queue}
    for uuids in ([end], [again, end], [met, met], [left, again, left]):
        phone.call(operations=[acts[uuid] for uuid in uuids])
    assert set(Operation.objects.values_list("state", flat=True)) == {"APPLIED"}
    assert (Encounter.objects.count(), Person.objects.count()) == (2, 1)
    found.refresh_from_db()
    assert found.status == "CLOSED"


def test_what_a_colleague_met_comes_in_also_after_the_round_was_ended(device, cast, plan) -> None:
    found = plan()
    first, second = device(cast.farid), device(cast.farid)
    for phone in (first, second):
        phone.sync()
    here = {"round": str(found.uuid)}
    for phone in (first, second):
        left = phone.do("round.departure", **here)
        phone.do("round.encounter", after=[left], **here, **MAN)
        phone.do("round.end", after=[left], note="الأول" if phone is first else "الثاني", **here)
    first.sync()
    second.sync()
    assert {receipt["state"] for receipt in second.receipts.values()} == {"APPLIED"}
    found.refresh_from_db()
    assert found.note == "الأول\nالثاني"
    assert Encounter.objects.count() == 2
    first.sync()
    assert len(first.of("encounter")) == 2


def test_what_was_met_long_after_the_end_or_before_the_plan_is_refused_with_its_sentence(evening, cast) -> None:
    phone, found, here = evening()
    actions.start(round=found, by=cast.farid)
    actions.close(round=found, by=cast.farid)
    Round.objects.filter(pk=found.pk).update(
        started_at=timezone.now() - timedelta(hours=9), closed_at=timezone.now() - timedelta(hours=3)
    )
    late = phone.do("round.encounter", **here, **MAN)
    early = phone.do("round.encounter", **here, **MAN)
    phone.queue[1]["at"] = (timezone.now() - timedelta(days=2)).isoformat()
    phone.sync()
    assert [phone.receipts[uuid]["state"] for uuid in (late, early)] == ["REFUSED", "REFUSED"]
    assert "انتهت" in phone.receipts[late]["why"] and phone.receipts[late]["why"] != phone.receipts[early]["why"]
    assert not Encounter.objects.exists()


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, "REFUSED"),  # nobody
        ({"description": "رجل", "refused": True, "given": ["MEAL"]}, "REFUSED"),
        ({"description": "رجل", "given": ["GOLD"]}, "REFUSED"),
        ({"description": "رجل" * 200}, "REFUSED"),
        ({"description": "رجل", "stop": "x"}, "REFUSED"),
        ({"description": "رجل", "stop": "01900000-0000-7000-8000-000000000009"}, "REFUSED"),
        ({"person": "01900000-0000-7000-8000-000000000009"}, "REFUSED"),
        ({"description": "رجل", "given": "MEAL"}, "REFUSED"),
        ({"description": "رجل"}, "APPLIED"),
    ],
)
def test_an_encounter_says_with_whom_and_what_is_wrong_is_kept(evening, cast, said, state) -> None:
    phone, found, here = evening()
    actions.start(round=found, by=cast.farid)
    uuid = phone.do("round.encounter", **here, **said)
    phone.sync()
    assert phone.receipts[uuid]["state"] == state
    assert bool(Operation.objects.get().data) == (state == "REFUSED")


def test_a_uuid_that_somebody_else_has_is_given_to_nobody(evening, cast, places) -> None:
    phone, found, here = evening()
    other = people.create_person(by=cast.duniya, area=places.casbah, description="أخرى")
    actions.start(round=found, by=cast.farid)
    phone.do("round.encounter", new_person=str(other.uuid), **here, **MAN)
    phone.sync()
    assert (Operation.objects.get().state, Person.objects.count()) == ("REFUSED", 1)


def test_only_the_team_goes_and_what_is_refused_is_shown_in_words(device, cast, plan, signed_in) -> None:
    found = plan()
    phone = device(cast.farid)
    uuid = phone.do("round.encounter", round=str(found.uuid), stop=str(queries.stops(found)[0].uuid), **MAN)
    stranger = device(cast.amina)
    odd = stranger.do("round.departure", round=str(found.uuid))
    phone.sync()
    stranger.sync()
    assert [Operation.objects.get(uuid=each).state for each in (uuid, odd)] == ["REFUSED", "REFUSED"]
    lines = words.lines_of(Operation.objects.get(uuid=uuid), reader=cast.farid)
    assert {line.name: line.said for line in lines} == {
        "round": found.number, "stop": "1 · المحطة", "description": MAN["description"], "given": "وجبة، غطاء",
    }  # fmt: skip
    actions.start(round=found, by=cast.farid)
    page = signed_in(cast.farid).get(f"/m/unsettled/{uuid}/").content.decode()
    assert MAN["description"] in page and "BLANKET" not in page
    signed_in(cast.farid).post(f"/m/unsettled/{uuid}/again/")
    assert Encounter.objects.get().uuid == UUID(uuid)


def test_as_many_statements_for_three_encounters_as_for_one(evening, cast) -> None:
    phone, found, _here = evening()
    actions.start(round=found, by=cast.farid)
    counts = []
    for number in (1, 2):
        for _each in range(number):
            actions.meet(round=found, by=cast.farid, stop=queries.stops(found)[0], **MAN)
        phone.sync()
        with CaptureQueriesContext(connection) as seen:
            phone.call()
        counts.append(len(seen))
    assert counts[0] == counts[1]
