import re
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

import yaqaza
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.states import Category, Channel, Urgency
from yaqaza.core import bulk
from yaqaza.core.models import AuditEntry, Counter
from yaqaza.people.models import Person
from yaqaza.territory.models import Area


def test_what_is_copied_reads_as_if_it_had_been_saved(houses, places):
    given = {"area": places.algiers, "organisation": houses.cell, "further_names": ["a", 'b"c', "d,\\e"]}
    bulk.copy(
        [
            Person(name_ar="زهرة\tبن\\علي\n", identity_number="123456789", identity_index="1" * 64, **given),
            Person(name_latin="\\N", **given),
        ]
    )
    first, second = Person.objects.order_by("id")
    assert (first.name_ar, first.identity_number, first.further_names) == (
        "زهرة\tبن\\علي\n",
        "123456789",
        given["further_names"],
    )
    assert (second.name_latin, second.identity_number, second.birth_date) == ("\\N", "", None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number FROM people_person ORDER BY id")
        kept = [row[0] for row in cursor.fetchall()]
    assert "123456789" not in kept[0] and kept[1] == ""


def test_choices_and_json_keep_their_values(houses, places, cast):
    alert = Alert(
        channel=Channel.IMPORT, number="A-2026-1", text="…", category=Category.OTHER, urgency=Urgency.URGENT, due_at="2026-11-22T10:00Z",
        area=places.algiers, area_path=places.algiers.path, organisation=houses.cell, recorded_by=cast.duniya,
    )  # fmt: skip
    assert bulk.copy([alert]) == 1
    assert bulk.copy([AlertEvent(alert_id=alert.pk, kind=AlertEvent.Kind.RECEIVED, before={"ق": ["\\", None]})]) == 1
    kept = Alert.objects.get(pk=alert.pk)
    assert (kept.channel, kept.category, kept.urgency) == ("IMPORT", "OTHER", Urgency.URGENT.value)
    assert AlertEvent.objects.get().before == {"ق": ["\\", None]}


def test_keys_that_are_there_are_kept_and_the_others_are_given(db):
    (own,) = bulk.reserve_ids(AuditEntry, 1)
    rows = [AuditEntry(event="test.a", pk=own), AuditEntry(event="test.b"), AuditEntry(event="test.c")]
    assert bulk.copy(rows) == 3
    assert len({row.pk for row in rows}) == 3 and rows[0].pk == own
    assert list(AuditEntry.objects.order_by("id").values_list("pk", flat=True)) == sorted(row.pk for row in rows)
    assert AuditEntry.objects.create(event="test.d").pk > max(row.pk for row in rows)


def test_what_is_written_to_many_rows_at_once_is_each_ones_own(houses, places):
    given = {"area": places.algiers, "organisation": houses.cell}
    rows = [Person(name_ar=name, identity_number="1", identity_index=name, **given) for name in ("أ", "ب", "ج")]
    bulk.copy(rows)
    for row, names in zip(rows[:2], ([], ["a", 'b"c', "d,\\e"]), strict=True):
        row.further_names, row.identity_number, row.birth_date, row.area = names, f"77{row.pk}", None, places.blida
        row.name_ar = "not asked to be written"
    assert bulk.update(rows[:2], ("further_names", "identity_number", "birth_date", "area")) == 2
    first, second, third = Person.objects.order_by("id")
    assert [(row.further_names, row.identity_number, row.area) for row in (first, second)] == [
        ([], f"77{first.pk}", places.blida), (["a", 'b"c', "d,\\e"], f"77{second.pk}", places.blida),
    ]  # fmt: skip
    assert (first.name_ar, third.identity_number, third.area) == ("أ", "1", places.algiers)
    assert bulk.update([], ("area",)) == 0


def test_nothing_to_copy_is_nothing(db):
    assert (bulk.copy([]), bulk.reserve_ids(Area, 0), bulk.copy_values("core_counter", ["series", "value"], [])) == (
        0,
        [],
        0,
    )


def test_constraints_hold_and_nothing_of_a_refused_load_stays(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.copy([Counter(series="a", value=1), Counter(series="a", value=2)])
    assert Counter.objects.count() == 0


def test_only_one_place_speaks_copy_and_only_one_reserves_keys():
    source = Path(yaqaza.__file__).parent
    found = [
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if re.search(r"FROM STDIN|nextval\(", path.read_text()) and "migrations" not in path.parts
    ]
    assert found == ["core/bulk.py"]
