"""How alerts come in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from tests.alerts.conftest import Make
from tests.conftest import Cast, Houses, Places, make_organisation

from yaqaza.accounts.states import OrganisationKind, OrganisationStatus
from yaqaza.alerts import actions, queries
from yaqaza.alerts.actions import intake
from yaqaza.alerts.columns import FIELDS
from yaqaza.alerts.forms import Correct, Record
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.states import FIRST_URGENCY, AlertStatus, Category, Channel, PlacePrecision, Urgency
from yaqaza.core.images import Photo
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotFound, NotPermitted, Refused

pytestmark = pytest.mark.django_db


def given(places: Places, **more):
    return {
        "by": None, "channel": Channel.PORTAL, "text": "شخص ينام في الشارع منذ أسبوع", "category": Category.WITHOUT_SHELTER,
        "area": places.bab_el_oued, "place_precision": PlacePrecision.COMMUNE, **more,
    }  # fmt: skip


def test_a_citizen_gets_a_number_a_deadline_and_a_code_of_which_only_an_index_is_stored(
    places: Places, cast: Cast
) -> None:
    received = actions.receive(**given(places))
    alert = Alert.objects.get()
    assert alert.number == f"A-{timezone.localdate().year}-000001"
    assert (alert.status, alert.urgency, alert.recorded_by) == (AlertStatus.NEW, Urgency.URGENT, None)
    assert alert.due_at - alert.received_at == timedelta(hours=2)
    assert alert.area_path == places.bab_el_oued.path
    assert alert.organisation.code == "CEL-16"
    assert len(received.tracking_code) == 9
    assert received.tracking_code.replace("-", "") not in str(Alert.objects.values().get())
    assert queries.by_tracking_code(received.tracking_code).pk == alert.pk
    assert queries.by_tracking_code(received.tracking_code.lower().replace("-", " ")).pk == alert.pk
    assert [event.kind for event in queries.events_of(alert)] == [AlertEvent.Kind.RECEIVED]
    assert AuditEntry.objects.filter(event="alert.received", object_id=alert.pk).count() == 1


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "nothing", "A" * 5000, "\x00", "💥", "K7QM294"])
def test_a_code_that_nobody_has_is_not_found(db, code: str) -> None:
    with pytest.raises(NotFound):
        queries.by_tracking_code(code)


def test_the_same_message_comes_in_once_and_its_sender_reads_the_same_code(places: Places, cast: Cast) -> None:
    first = actions.receive(**given(places, source_ref="form-1"))
    second = actions.receive(**given(places, source_ref="form-1", text="something else"))
    assert (second.alert.pk, second.tracking_code, second.repeated) == (first.alert.pk, first.tracking_code, True)
    assert Alert.objects.count() == 1
    assert not actions.receive(**given(places, source_ref="form-1", channel=Channel.SMS)).repeated


def test_the_category_gives_the_first_urgency(places: Places, cast: Cast) -> None:
    found = {category: actions.receive(**given(places, category=category)).alert.urgency for category in Category}
    assert found == dict(FIRST_URGENCY)


def test_an_anonymous_reporter_leaves_no_name_and_no_phone(places: Places, cast: Cast) -> None:
    alert = actions.receive(**given(places, anonymous=True, reporter_name="Karim", reporter_phone="0550001234")).alert
    assert (alert.reporter_name, alert.reporter_phone, alert.reporter_index) == ("", "", "")


def test_a_phone_is_stored_whole_and_encrypted(places: Places, cast: Cast) -> None:
    alert = actions.receive(**given(places, reporter_phone="0550 00 12 34")).alert
    assert Alert.objects.get().reporter_phone == "+213550001234"
    assert len(alert.reporter_index) == 64
    assert queries.of_phone("+213550001234", seen_by=cast.duniya) == [alert]
    assert queries.of_phone("+213550001234", seen_by=cast.chafia) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"reporter_phone": "12"},
        {"text": "x" * 10_001},
        {"received_at": timezone.now() + timedelta(days=1)},
        {"people_count": 0},
        {"people_count": 10_001},
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(places: Places, cast: Cast, wrong: dict) -> None:
    with pytest.raises(Refused) as refusal:
        actions.receive(**given(places, **wrong))
    assert len(str(refusal.value)) > 10
    assert Alert.objects.count() == 0


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=1+1", "a\x00b", "\u202e" * 20 + "x", "x" * 10_000])
def test_any_text_is_kept_as_received_but_for_nul(places: Places, cast: Cast, text: str) -> None:
    alert = actions.receive(**given(places, text=text, place_text=text)).alert
    assert Alert.objects.get(pk=alert.pk).text == text.replace("\x00", "")


def test_the_text_cannot_be_changed_later(arrive: Make) -> None:
    alert = arrive()
    with pytest.raises(DatabaseError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(text="other words")


def test_who_may_not_record_is_refused(places: Places, cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        actions.receive(**given(places, by=cast.auditor))
    assert actions.receive(**given(places, by=cast.djamel, channel=Channel.PARTNER)).alert.recorded_by == cast.djamel


def test_the_nearest_cell_on_duty_answers_else_the_directorate_up_to_the_ministry(
    places: Places, houses: Houses
) -> None:
    answer = queries.responsible_organisation
    assert answer(places.bab_el_oued) == houses.cell
    assert answer(places.algiers) == houses.cell
    assert answer(places.blida_commune) == houses.blida_directorate
    assert answer(places.country) == houses.ministry
    houses.cell.status = OrganisationStatus.SUSPENDED
    houses.cell.save()
    assert answer(places.bab_el_oued) == houses.directorate
    district = make_organisation(
        houses.directorate, OrganisationKind.DIRECTORATE, "DAS-1602", places.bab_el_oued_district, "فرع"
    )
    assert answer(places.casbah) == district


def test_without_any_organisation_it_is_said(places: Places) -> None:
    with pytest.raises(Refused):
        queries.responsible_organisation(places.blida)


def test_what_is_added_later_is_flagged_until_someone_opens_it(arrive: Make, cast: Cast) -> None:
    alert = arrive(read_by=cast.duniya)
    actions.add_information(alert=alert, text="هي الآن عند الجيران")
    assert Alert.objects.get().has_addition
    actions.read(alert=alert, by=cast.duniya)
    assert not Alert.objects.get().has_addition
    with pytest.raises(Refused):
        actions.add_information(alert=alert, text="  ")


def test_what_is_added_to_a_gathered_alert_shows_on_the_one_worked_on(arrive: Make, cast: Cast) -> None:
    lead, other = arrive(read_by=cast.duniya), arrive(read_by=cast.duniya)
    actions.gather(alert=other, into=lead, by=cast.duniya)
    actions.add_information(alert=other, text="x y z")
    assert set(Alert.objects.filter(has_addition=True)) == {lead, other}


def test_the_number_is_taken_last(places: Places, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """All who record wait for the counter: photos are written before it is asked."""
    steps: list[str] = []
    numbers, stored = intake.next_numbers, intake._stored
    monkeypatch.setattr(intake, "_stored", lambda photos: (steps.append("photos"), stored(photos))[1])
    monkeypatch.setattr(intake, "next_numbers", lambda *wanted: (steps.append("number"), numbers(*wanted))[1])
    values = {
        "by": None, "channel": "PORTAL", "text": "نص", "category": "OTHER", "area": places.bab_el_oued,
        "place_precision": "COMMUNE", "photos": [Photo(b"\xff\xd8x", 2, 2, 3, "0" * 64)],
    }  # fmt: skip
    alert = actions.receive(**values).alert
    assert steps == ["photos", "number"] and alert.photos.get().file.storage.exists(alert.photos.get().file.name)


@pytest.mark.parametrize(("country", "units"), [("DZ", "بلدية أو ولاية"), ("MA", "جماعة أو")])
def test_a_place_is_asked_for_by_the_units_of_the_country(settings, country: str, units: str) -> None:
    settings.COUNTRY = country
    with translation.override("ar"):
        said = [str(Record.base_fields["area"].label), str(Correct.base_fields["area"].label), str(FIELDS["place"][0])]
    assert [label for label in said if not label.startswith(units)] == []
