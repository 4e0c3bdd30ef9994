"""Recording and reversing acts: the rules as tables, what is written beside, and what the database refuses."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone, translation

from yaqaza.accounts.states import OrganisationStatus
from yaqaza.cases.models import CaseEvent
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.people.models import Person
from yaqaza.services import actions, queries
from yaqaza.services.models import ServiceDelivery


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_an_act_is_numbered_audited_and_told_on_the_file(world, cast, deliver):
    act = deliver("MEAL", case=world.case, note="  hot\x00 soup ", agreement_code="C-12")
    assert act.number == f"S-{timezone.localdate().year}-0000001"
    assert (act.person, act.household, act.area, act.area_path) == (
        world.person,
        None,
        world.case.area,
        world.case.area.path,
    )
    assert (act.organisation, act.professional, act.recorded_by) == (world.case.organisation, cast.amina, cast.amina)
    assert (act.note, act.agreement_code) == ("hot soup", "C-12")
    entry = AuditEntry.objects.get(event="service.delivered")
    assert entry.details == {
        "number": act.number, "service": "MEAL", "programme": "WITHOUT_SHELTER", "case": str(world.case.uuid),
    }  # fmt: skip
    event = CaseEvent.objects.get(case=world.case, kind="SERVICE")
    assert event.details == {"delivery": str(act.uuid), "number": act.number, "service": "MEAL"}


def test_a_form_sent_twice_records_one_act(world, deliver, cast):
    token = uuid4()
    assert deliver(token=token) == deliver(token=token)
    assert ServiceDelivery.objects.count() == 1
    with pytest.raises(Refused, match="used already"):
        deliver(token=token, by=cast.brahim)


def test_a_file_about_a_household_counts_the_household_unless_a_member_is_named(world, deliver):
    whole = deliver("MEAL", case=world.home_case)
    assert (whole.person, whole.household) == (None, world.household)
    one = deliver("MEAL", case=world.home_case, person=world.member, household=world.household)
    assert (one.person, one.household) == (world.member, world.household)


@pytest.mark.parametrize(
    ("code", "verdict", "sentence"),
    [
        ("MEAL", "", ""),
        ("EMERGENCY_SHELTER", "", ""),
        ("FIRST_AID", "UNFOUNDED", ""),
        ("CASH_AID", "VERIFIED", ""),
        ("CASH_AID", "PARTLY", ""),
        ("CASH_AID", "", "Durable aid waits for a field investigation"),
        ("CASH_AID", "FRAUDULENT", "gives no ground for durable aid"),
        ("FOOD_BASKET", "NOT_FOUND", "gives no ground for durable aid"),
    ],
)
def test_urgent_help_never_waits_and_durable_aid_waits_for_a_verdict(world, deliver, code, verdict, sentence):
    world.case.verdict = verdict
    world.case.save(update_fields=["verdict"])
    if not sentence:
        assert deliver(code, case=world.case).service_type.code == code
        return
    with pytest.raises(Refused, match=sentence):
        deliver(code, case=world.case)
    assert not ServiceDelivery.objects.exists()


def test_durable_aid_without_a_file_is_refused(deliver):
    with pytest.raises(Refused, match="Durable aid rests on a file"):
        deliver("CASH_AID")


def test_a_service_of_a_unit_is_given_by_such_a_unit(world, cast, houses, deliver):
    with pytest.raises(Refused, match="Choose that unit"):
        deliver("WOMEN_LISTENING", organisation=houses.directorate)
    assert deliver("WOMEN_LISTENING", organisation=houses.women_space).organisation == houses.women_space


@pytest.mark.parametrize(
    ("days", "sentence"),
    [(1, "has not come yet"), (0, ""), (-29, ""), (-31, "the file was not open yet")],
)
def test_the_day_lies_between_the_file_and_today(world, deliver, days, sentence):
    day = timezone.localdate() + timedelta(days=days)
    if not sentence:
        deliver(case=world.case, delivered_on=day)
        return
    with pytest.raises(Refused, match=sentence):
        deliver(case=world.case, delivered_on=day)


def test_the_day_lies_in_the_persons_life(world, deliver):
    with pytest.raises(Refused, match="not born yet"):
        deliver(delivered_on=date(1949, 12, 31))
    Person.objects.filter(pk=world.person.pk).update(died_on=date(2026, 1, 1))
    world.person.refresh_from_db()
    with pytest.raises(Refused, match="died before"):
        deliver(delivered_on=date(2026, 1, 2))


@pytest.mark.parametrize(
    ("actor", "refused"),
    [
        ("amina", ""), ("brahim", ""), ("duniya", ""), ("farid", ""),
        ("chafia", "own area"), ("djamel", "own area"), ("auditor", "own area"), ("programme_head", "own area"),
        ("administrator", "own area"),
    ],
)  # fmt: skip
def test_who_records_in_algiers(world, cast, houses, deliver, actor, refused):
    if not refused:
        assert deliver(by=getattr(cast, actor), organisation=houses.cell).recorded_by == getattr(cast, actor)
        return
    with pytest.raises(NotPermitted, match=refused):
        deliver(by=getattr(cast, actor), organisation=houses.cell)


def test_a_head_of_a_unit_records_in_the_unit_only(cast, houses, deliver):
    assert deliver(by=cast.head, organisation=houses.women_space).organisation == houses.women_space
    with pytest.raises(NotPermitted):
        deliver(by=cast.head, organisation=houses.cell)


def test_what_else_is_refused(world, cast, houses, deliver):
    with pytest.raises(Refused, match="someone else"):
        deliver(case=world.case, person=world.member)
    with pytest.raises(Refused, match="Say who received it"):
        deliver(person=None)
    houses.cell.status = OrganisationStatus.SUSPENDED
    houses.cell.save(update_fields=["status"])
    with pytest.raises(Refused, match="does not record services now"):
        deliver(organisation=houses.cell)
    with pytest.raises(Refused, match="does not record services now"):
        deliver(organisation=houses.hospital)
    world.case.status, world.case.closed_at, world.case.closed_by = "CLOSED", timezone.now(), cast.amina
    world.case.save(update_fields=["status", "closed_at", "closed_by"])
    with pytest.raises(Refused, match="The file is closed"):
        deliver(case=world.case)


def test_a_reversal_mirrors_the_act_and_tells_it(world, cast, deliver):
    act = deliver(case=world.case)
    reversal = actions.reverse(delivery=act, by=cast.brahim, reason="wrong person")
    assert reversal.reverses == act
    assert (reversal.person, reversal.delivered_on, reversal.recorded_by) == (act.person, act.delivered_on, cast.brahim)
    assert queries.totals(ServiceDelivery.objects.all()) == queries.Totals(0, 0)
    assert CaseEvent.objects.get(kind="REVERSAL").text == "wrong person"
    assert AuditEntry.objects.get(event="service.reversed").details == {
        "number": act.number,
        "reversal": reversal.number,
    }


def test_what_is_not_reversed(world, cast, deliver):
    act = deliver()
    with pytest.raises(Refused, match="Say why"):
        actions.reverse(delivery=act, by=cast.amina, reason="  ")
    for stranger in (cast.chafia, cast.duniya, cast.farid, cast.djamel, cast.auditor):
        with pytest.raises(NotPermitted):
            actions.reverse(delivery=act, by=stranger, reason="x")
    reversal = actions.reverse(delivery=act, by=cast.amina, reason="x")
    with pytest.raises(Refused, match=f"reversed already, by .{reversal.number}"):
        actions.reverse(delivery=act, by=cast.amina, reason="again")
    with pytest.raises(Refused, match="is not reversed"):
        actions.reverse(delivery=reversal, by=cast.amina, reason="x")


# What the database refuses, whatever the program does.


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE services_servicedelivery SET note = 'x'",
        "UPDATE services_servicedelivery SET delivered_on = delivered_on - 1",
        "DELETE FROM services_servicedelivery",
    ],
)
def test_the_ledger_takes_no_update_and_no_delete(deliver, statement):
    deliver()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_ledger_is_not_emptied(deliver):
    deliver()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE services_servicedelivery ENABLE TRIGGER delivery_truncate"
        )  # off for live-server tests
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE services_servicedelivery CASCADE")
        cursor.execute("ALTER TABLE services_servicedelivery DISABLE TRIGGER delivery_truncate")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda w: {"delivered_on": date(2020, 1, 1)},
        lambda w: {"person": w.member},
        lambda w: {"service_type": w.type("LISTENING")},
        lambda w: {"area_path": "1.", "agreement_code": "OTHER"},
        lambda w: {"case": w.case},
    ],
)
def test_a_reversal_that_does_not_mirror_is_refused(world, deliver, wrong):
    act = deliver()
    with pytest.raises(DatabaseError, match="mirrors"), transaction.atomic():
        _copy(act, reverses=act, reverse_reason="x", **wrong(world))


def test_a_reversal_needs_its_reason_and_comes_once(deliver):
    act = deliver()
    with pytest.raises(IntegrityError, match="reversal_has_a_reason"), transaction.atomic():
        _copy(act, reverses=act)
    reversal = _copy(act, reverses=act, reverse_reason="x")
    with pytest.raises(IntegrityError, match="reverses"), transaction.atomic():
        _copy(act, reverses=act, reverse_reason="again")
    with pytest.raises(DatabaseError, match="not reversed"), transaction.atomic():
        _copy(act, reverses=reversal, reverse_reason="x")


def test_an_act_has_a_recipient(deliver):
    with pytest.raises(IntegrityError, match="delivery_has_a_recipient"), transaction.atomic():
        _copy(deliver(), person=None)


def test_an_act_is_not_recorded_before_it_was_done(deliver):
    with pytest.raises(IntegrityError, match="delivery_not_before_its_day"), transaction.atomic():
        _copy(deliver(), delivered_on=timezone.localdate() + timedelta(days=3))


def _copy(act: ServiceDelivery, **changes: object) -> ServiceDelivery:
    names = [
        field.name for field in ServiceDelivery._meta.concrete_fields if field.name not in ("id", "uuid", "number")
    ]
    values = {name: getattr(act, name) for name in names} | changes
    return ServiceDelivery.objects.create(number=f"X-{uuid4().hex[:12]}", **values)


# Many at once.


def test_loading_numbers_and_audits_by_batch(world, cast, houses, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    this_year = timezone.localdate().year
    rows = [
        actions.Row(
            "MEAL",
            "WITHOUT_SHELTER",
            date(2026, 1, 1 + n),
            houses.cell.pk,
            world.person.area_id,
            cast.duniya.pk,
            world.person.pk,
        )
        for n in range(5)
    ]
    assert actions.load(iter(rows), by=cast.administrator, source="test") == 5
    numbers = list(ServiceDelivery.objects.order_by("id").values_list("number", flat=True))
    assert numbers == [f"S-{this_year}-{n:07d}" for n in range(1, 6)]
    entries = list(AuditEntry.objects.filter(event="service.loaded").order_by("id").values_list("details", flat=True))
    assert [entry["rows"] for entry in entries] == [2, 2, 1]
    assert entries[0] == {"source": "test", "rows": 2, "first": numbers[0], "last": numbers[1]}
    assert ServiceDelivery.objects.first().area_path == world.person.area.path


def test_loading_is_all_or_nothing(world, cast, houses):
    row = actions.Row(
        "MEAL",
        "WITHOUT_SHELTER",
        date(2026, 1, 1),
        houses.cell.pk,
        world.person.area_id,
        cast.duniya.pk,
        world.person.pk,
    )
    with pytest.raises(KeyError), transaction.atomic():
        actions.load([row, row._replace(service_type="NO_SUCH")])
    twice = row._replace(uuid=uuid4())
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.load([twice, twice])
    assert not ServiceDelivery.objects.exists()
