"""What the program reads in alerts: kept, taken over where nobody has decided, never lowering, safe to repeat."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from tests.alerts.conftest import Make
from tests.conftest import Cast, Places

from yaqaza.alerts import actions, analysis, learned, queries, rules
from yaqaza.alerts.models import Alert, AlertEvent, Correction, Reading
from yaqaza.alerts.states import Category, PlacePrecision, Urgency, urgency_from
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.language import analyse
from yaqaza.territory import gazetteer
from yaqaza.territory import queries as territory

pytestmark = pytest.mark.django_db

NEED_ALL = "نحتاج الخيام والاغطية ضروري، الأكل كاين الحمد لله، 12 عائلة بلا مأوى، اتصلو 0550001234"
BURIED = "عاجل جدا ناس تحت الأنقاض أنقذونا راهم يموتون"
NEWS = "الوزير دشن اليوم معرض الكتاب في العاصمة"


@pytest.fixture(autouse=True)
def _gazetteer(places: Places):
    gazetteer.forget()
    yield
    gazetteer.forget()


def again(alert: Alert) -> Alert:
    return Alert.objects.get(pk=alert.pk)


def test_nothing_is_read_in_the_request_and_all_of_it_by_the_job(arrive: Make, run_jobs) -> None:
    alert = arrive(text=NEED_ALL, category=Category.FAMILY_IN_NEED)
    assert (alert.needs, alert.language, Reading.objects.count()) == ([], "", 0)
    assert run_jobs() == ["alerts.analyse", "signals.look"]
    alert, read = again(alert), queries.reading_of(alert)
    assert {"SHELTER", "BLANKETS_CLOTHES"} <= set(alert.needs)
    assert "FOOD_WATER" not in alert.needs  # there is enough, it says
    assert alert.language == "ar"
    assert [found.value for found in read.found_phones] == ["+213550001234"]
    assert read.model_version == learned.in_use().version


def test_needs_of_before_arrivals_told_them_are_kept(arrive: Make) -> None:
    alert = arrive(text="السلام عليكم")
    Alert.objects.filter(pk=alert.pk).update(needs=["MEDICAL", "FOOD_WATER"])
    AlertEvent.objects.filter(alert=alert, kind="RECEIVED").update(before={})
    actions.analyse(alert_ids=[alert.pk])
    assert {"MEDICAL", "FOOD_WATER"} <= set(again(alert).needs)


def test_a_category_is_a_need_before_anything_is_read(arrive: Make) -> None:
    assert arrive(category=Category.WITHOUT_SHELTER).needs == ["SHELTER"]
    assert arrive(category=Category.OTHER, needs=["WORK", "nonsense"]).needs == ["WORK"]


def test_telephones_accounts_and_names_are_not_in_clear(arrive: Make, run_jobs) -> None:
    arrive(text="اسمي خديجة بنعيسى رقمي 0550001234 والدي مريض")
    run_jobs()
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM alerts_reading r")
        row = cursor.fetchone()[0]
    assert "550001234" not in row and "خديجة" not in row
    read = Reading.objects.get()
    assert [found.value for found in read.found_phones] == ["+213550001234"]
    assert any("خديجة" in found.value for found in read.found_names)


def test_reading_twice_changes_nothing_more(arrive: Make) -> None:
    alert = arrive(text=BURIED, category=Category.OTHER)
    first = [actions.analyse(alert_ids=[alert.pk]), AlertEvent.objects.count(), again(alert).__dict__ | {"_state": 0}]
    second = [actions.analyse(alert_ids=[alert.pk]), AlertEvent.objects.count(), again(alert).__dict__ | {"_state": 0}]
    assert first == second
    assert Reading.objects.count() == 1
    assert actions.analyse(alert_ids=[10**9]) == 0


def test_urgency_rises_with_an_event_that_says_why_and_can_be_undone(arrive: Make, cast: Cast, signed_in) -> None:
    alert = arrive(text=BURIED, category=Category.OTHER)
    due = alert.due_at
    actions.analyse(alert_ids=[alert.pk])
    raised = again(alert)
    assert raised.urgency > Urgency.ORDINARY
    assert raised.due_at == rules.due_at(raised.urgency, alert.received_at) < due
    event = alert.events.get(kind="RAISED")
    assert event.by is None and event.before["fields"]["urgency"] == 1
    actions.read(alert=alert, by=cast.duniya)
    page = signed_in(cast.duniya).get(alert.get_absolute_url()).content.decode()
    assert "الأنقاض" in page.split("detail__history")[1]  # the words that led to it
    actions.undo(event=event, by=cast.duniya)
    assert (again(alert).urgency, again(alert).due_at) == (1, due)
    Alert.objects.filter(pk=alert.pk).update(status="NEW", read_at=None, read_by=None)
    actions.analyse(alert_ids=[alert.pk])
    assert again(alert).urgency == 1  # it was taken back once: it does not rise again


def test_urgency_is_never_lowered_nor_raised_once_somebody_read_it(arrive: Make, cast: Cast) -> None:
    vital = arrive(text=NEWS, urgency=Urgency.VITAL)
    read = arrive(text=BURIED, category=Category.OTHER, read_by=cast.duniya)
    actions.analyse(alert_ids=[vital.pk, read.pk])
    assert (again(vital).urgency, again(read).urgency) == (4, 1)
    assert not AlertEvent.objects.filter(kind="RAISED").exists()
    assert "RESCUE" in again(read).needs  # but its needs are told


def test_what_people_said_and_what_was_decided_stays(arrive: Make, cast: Cast) -> None:
    corrected = arrive(text=NEED_ALL, read_by=cast.duniya)
    actions.put_right(alert=corrected, by=cast.duniya, what="NEED_ADDED", value="WORK")
    actions.put_right(alert=corrected, by=cast.duniya, what="PEOPLE", value="3")
    gone = arrive(text=NEED_ALL, category=Category.OTHER, read_by=cast.duniya)
    actions.dismiss(alert=gone, by=cast.duniya, reason="TEST")
    actions.analyse(alert_ids=[corrected.pk, gone.pk])
    assert (again(corrected).needs, again(corrected).people_count) == (["ELDERLY", "WORK"], 3)
    assert (again(gone).needs, Reading.objects.filter(alert=gone).exists()) == ([], True)


@pytest.mark.parametrize(
    ("likely", "level"), [(0.0, 1), (0.41, 1), (0.42, 2), (0.67, 2), (0.68, 3), (0.91, 3), (0.92, 4), (1.0, 4)]
)
def test_how_much_it_takes_to_call_for_an_urgency(likely: float, level: int) -> None:
    assert urgency_from(likely, {}) == level


def test_who_must_be_got_out_or_protected_is_urgent_however_calmly_it_is_told() -> None:
    assert urgency_from(0.3, {"RESCUE": 0.81}) == urgency_from(0.5, {"VIOLENCE": 0.9}) == Urgency.URGENT
    assert urgency_from(0.3, {"RESCUE": 0.79, "FOOD_WATER": 1.0}) == Urgency.ORDINARY
    assert urgency_from(0.95, {"RESCUE": 0.9}) == Urgency.VITAL


def test_what_is_said_to_be_there_is_told_with_its_words(arrive: Make) -> None:
    alert = arrive(text="عندي جارة مسنة وحدها بلا دواء، الأكل كاين.", category=Category.OTHER)
    actions.analyse(alert_ids=[alert.pk])
    told = queries.panel(again(alert)).denied
    assert [(each.need.value, each.how.value, each.quotes) for each in told] == [("FOOD_WATER", "COVERED", ["الأكل"])]


def test_words_that_ask_for_nothing_call_for_no_urgency() -> None:
    assert Reading(asks=0.49, urgency=1.0).level is None
    assert Reading(asks=0.5, urgency=1.0).level == Urgency.VITAL


def test_the_place_is_proposed_and_not_taken(arrive: Make, places: Places) -> None:
    alert = arrive(text="عجوز في بلدية القصبة بلا دواء", area=places.country, place_precision=PlacePrecision.UNKNOWN)
    actions.analyse(alert_ids=[alert.pk])
    assert again(alert).place_precision == "UNKNOWN"
    told = queries.panel(again(alert)).places[0]
    assert (told.place.area, told.sure, "القصبة" in told.quotes[0]) == (places.casbah, True, True)


def test_a_number_erased_at_the_reporters_wish_is_not_found_again(arrive: Make) -> None:
    text = "جارتنا محتاجة دواء، رقمي 0550001234 ورقمها 0661234567"
    alert = arrive(text=text, reporter_phone="0550001234", reporter_name="سعيد")
    actions.analyse(alert_ids=[alert.pk])
    actions.erase_contact(alert=alert)
    assert [found.value for found in queries.reading_of(alert).found_phones] == ["+213661234567"]
    actions.analyse(alert_ids=[alert.pk])
    assert [found.value for found in queries.reading_of(alert).found_phones] == ["+213661234567"]
    before = arrive(text=text, reporter_phone="0550001234")
    actions.erase_contact(alert=before)  # before anything was read
    actions.analyse(alert_ids=[before.pk])
    assert queries.reading_of(before).found_phones == []


def test_corrections_are_kept_for_ever_and_void_when_undone(arrive: Make, cast: Cast) -> None:
    alert = arrive(text=NEED_ALL, category=Category.OTHER, read_by=cast.duniya)
    actions.analyse(alert_ids=[alert.pk])
    event = actions.put_right(alert=alert, by=cast.duniya, what="NEED_REMOVED", value="SHELTER")
    row = Correction.objects.get()
    assert (row.what, row.value, row.was, row.by, row.event) == (
        "NEED_REMOVED",
        "SHELTER",
        "SHELTER",
        cast.duniya,
        event,
    )
    assert row.model_version == learned.in_use().version
    for change in (lambda: Correction.objects.update(value="MEDICAL"), row.delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    assert [row.value for row in queries.corrections_of(alert)] == ["SHELTER"]
    actions.undo(event=event, by=cast.duniya)
    assert "SHELTER" in again(alert).needs and queries.corrections_of(alert) == []


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("NEED_ADDED", "FOOD"), ("NEED_ADDED", "ELDERLY"), ("NEED_REMOVED", "WORK"), ("URGENCY", "5"), ("URGENCY", "3"),
        ("PEOPLE", "0"), ("PEOPLE", "-3"), ("PEOPLE", "10001"), ("PEOPLE", "many"), ("PEOPLE", ""), ("NOT_NAME", "0-3"),
        ("PLACE", "1"), ("", ""), ("x" * 40, "\x00"),
    ],
)  # fmt: skip
def test_a_correction_that_says_nothing_new_is_refused(arrive: Make, cast: Cast, what: str, value: str) -> None:
    alert = arrive(read_by=cast.duniya)
    with pytest.raises(Refused):
        actions.put_right(alert=alert, by=cast.duniya, what=what, value=value)
    assert Correction.objects.count() == 0


def test_only_who_decides_corrects_and_only_what_was_opened(arrive: Make, cast: Cast) -> None:
    alert = arrive()
    with pytest.raises(NotPermitted):
        actions.put_right(alert=alert, by=cast.chafia, what="URGENCY", value="4")
    with pytest.raises(Refused):
        actions.put_right(alert=alert, by=cast.duniya, what="URGENCY", value="4")


def test_old_alerts_are_read_by_the_command_and_again_only_those_that_wait(arrive: Make, cast: Cast) -> None:
    waits = arrive(text=NEED_ALL, category=Category.OTHER, received_at=timezone.now() - timedelta(days=3))
    gone = arrive(text=NEED_ALL, read_by=cast.duniya)
    actions.dismiss(alert=gone, by=cast.duniya, reason="TEST")
    out = StringIO()
    call_command("analyse_alerts", stdout=out)
    assert "2 of 2 read" in out.getvalue() and Reading.objects.count() == 2
    Reading.objects.update(model_version="yaqaza-old", asks=0)
    call_command("analyse_alerts", stdout=StringIO())
    assert Reading.objects.filter(model_version="yaqaza-old").count() == 2
    call_command("analyse_alerts", "--all", stdout=StringIO())
    assert list(Reading.objects.filter(model_version="yaqaza-old").values_list("alert", flat=True)) == [gone.pk]
    assert "SHELTER" in again(waits).needs


def test_any_text_can_be_read(arrive: Make) -> None:
    texts = [
        "",
        "   ",
        "<b>x</b>",
        "=1+1",
        "🙏🙏",
        "ⵜⴰⵎⴰⵣⵉⵖⵜ ⵜⴰⵎⴰⵣⵉⵖⵜ",
        "a" * 10_000,
        "\u202e\u200f",
        "9" * 5000,
        "السلام " * 1400,
    ]
    alerts = [arrive(text=text, category=Category.OTHER) for text in texts]
    assert actions.analyse(alert_ids=[alert.pk for alert in alerts]) == len(texts)
    for alert in alerts:
        text = again(alert).text
        assert "".join(part.text for part in queries.panel(again(alert)).parts) == text
    assert again(alerts[5]).language == "zgh"
    assert again(alerts[0]).language == ""


def test_what_is_kept_of_a_reading_fits_its_row(arrive: Make) -> None:
    found = next(iter(analysis.understand([("محتاجين 99999 شخص خيام", "")])))
    assert analysis.as_reading(1, found).people_count is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(alert=arrive(), asks=1.2, urgency=0.1, model_version="x")


def test_the_name_of_a_place_is_no_reason(places: Places) -> None:
    gazetteer.forget()
    said = analyse("ماتت من البرد في باب الوادي", country="DZ")
    (place,) = territory.find_places("ماتت من البرد في باب الوادي")[:1]
    said.why["urgency"] = ((place.start, place.end), (0, 4))
    understood = analysis.Understood("ماتت من البرد في باب الوادي", said, [place], [], "test")
    assert analysis.as_reading(1, understood).why["urgency"] == [[0, 4]]
