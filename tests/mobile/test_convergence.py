"""Two to five phones work on the same people without network, in any order, over a network that loses a third of what is sent."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yaqaza.field.rounds import actions as rounds
from yaqaza.field.rounds import rules
from yaqaza.mobile.models import Operation
from yaqaza.mobile.operations.people import told
from yaqaza.people import actions as people
from yaqaza.people.models import Person

pytestmark = pytest.mark.django_db
FIELDS = ("address", "description", "name_latin")
LETTERS = "abcdefghij"
LOSSES = st.sampled_from(["", "", "", "", "there", "back", "back"])
KINDS = ["edit", "edit", "meet", "street", "street", "no", "end", "call", "call", "again"]
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 4), st.integers(0, 2), st.integers(0, 2)), min_size=8, max_size=30
)

GIVEN = ([], ["MEAL"], ["BLANKET", "HOT_DRINK"])


def plan(cast, team, places):
    """A round of the team from now on."""
    now = timezone.now()
    stops = [rules.Place(places.casbah, "place", now)]
    return rounds.plan(by=cast.duniya, team=team, starts_at=now, ends_at=now + timedelta(hours=4), stops=stops)


def word(number: int) -> str:
    """A word of letters that stands for a number: names take no digits."""
    return "Mot" + "".join(LETTERS[int(digit)] for digit in str(number))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    phones=st.integers(2, 5),
    steps=STEPS,
    losses=st.lists(LOSSES, min_size=60, max_size=60),
    turns=st.randoms(use_true_random=False),
)
def test_nothing_is_lost_doubled_or_overwritten(
    device, cast, order, team, places, phones, steps, losses, turns
) -> None:
    with transaction.atomic():
        tonight = plan(cast, team, places)
        known = [
            people.create_person(by=cast.duniya, area=places.bab_el_oued, name_latin=word(n), address=word(n))
            for n in range(2)
        ]
        for person in known:
            order(person=person)
        net, new = iter(losses), count(10)
        fleet = [device(cast.farid, lose=lambda: next(net, "")) for _each in range(phones)]
        for phone in fleet:
            phone.sync()
        done, met, street, others = [], [], {}, []
        here = {"round": str(tonight.uuid)}
        left = [phone.do("round.departure", **here) for phone in fleet]
        for what, which, whom, where in steps:
            phone = fleet[which % phones]
            if what == "edit":
                held = phone.records[str(known[whom % 2].uuid)]
                field, value = FIELDS[where], word(next(new))
                uuid = phone.do("person.correction", person=held["uuid"], was={field: held[field]}, now={field: value})
                held[field] = value  # the phone shows what was written on it
                done.append((uuid, held["uuid"], field, value))
            elif what == "meet":
                met.append(phone.do("person.new", name_latin=word(next(new)), area=str(places.bab_el_oued.uuid)))
            elif what in ("street", "no"):
                said = {"refused": True} if what == "no" else {"given": GIVEN[where]}
                if what == "street" and whom == 2:
                    said |= {"person": str(known[where % 2].uuid)}
                else:
                    said |= {"description": word(next(new))}
                street[phone.do("round.encounter", after=[left[which % phones]], **here, **said)] = said
            elif what == "end":
                others.append(phone.do("round.end", after=[left[which % phones]], note=word(next(new)), **here))
            elif what == "call":
                phone.call(operations=turns.sample(phone.queue, len(phone.queue)))
            else:
                phone.call(operations=phone.queue[:1] * 2)
        for phone in fleet:
            phone.lose = lambda: ""
        for phone in fleet * 2:
            phone.sync()

        assert set(Operation.objects.values_list("uuid", flat=True)) == {UUID(row[0]) for row in done} | {
            UUID(uuid) for uuid in [*met, *street, *others, *left]
        }
        unnamed = [said for said in street.values() if "description" in said and not said.get("refused")]
        assert Person.objects.count() == 2 + len(met) + len(unnamed)
        noted = {str(each.uuid): each for each in tonight.encounters.select_related("person")}
        assert {uuid: (each.given, each.refused) for uuid, each in noted.items()} == {
            uuid: (said.get("given", []), said.get("refused", False)) for uuid, said in street.items()
        }
        for uuid, said in street.items():
            person = noted[uuid].person
            if "person" in said:
                assert str(person.uuid) == said["person"]
            else:
                assert (person.description if person else noted[uuid].description) == said["description"]
        tonight.refresh_from_db()
        assert (tonight.status == "CLOSED") == bool(others)
        assert len(tonight.note.split()) == len(others)  # what each phone told at the end stands there
        states = {str(row.uuid): row for row in Operation.objects.all()}
        assert {row.state for row in states.values()} <= {"APPLIED", "DIFFERS"}
        for person in known:
            person.refresh_from_db()
            for field in FIELDS:
                edits = [row for row in done if row[1] == str(person.uuid) and row[2] == field]
                applied = [value for uuid, _person, _field, value in edits if states[uuid].state == "APPLIED"]
                # each edit says another word: what was written last stands, what differs is kept, and nothing else is anywhere
                stands = getattr(person, field)
                assert stands in applied if applied else stands not in [value for *_row, value in edits]
                for uuid, _person, _field, value in edits:
                    if states[uuid].state == "DIFFERS":
                        assert json.loads(states[uuid].data)["data"]["now"][field] == value
            for phone in fleet:
                assert set(street) == {record["uuid"] for record in phone.of("encounter")}
                held = phone.records[str(person.uuid)]
                assert {name: held[name] for name in told(person)} == told(person)
        transaction.set_rollback(True)
