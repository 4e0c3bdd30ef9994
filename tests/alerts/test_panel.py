"""What the pages tell of a reading, and how it is put right with one press."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.alerts.conftest import Make
from tests.conftest import Cast, Houses, Places

from yaqaza.alerts import actions, queries
from yaqaza.alerts.models import Alert, Reading
from yaqaza.alerts.models.readings import Found, sealed
from yaqaza.alerts.queries import queue as lists
from yaqaza.alerts.states import Category, PlacePrecision
from yaqaza.cases.forms import NewCaseForm
from yaqaza.core.refusal import Refused
from yaqaza.field.forms import OrderForm
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db
QUEUE = reverse("alerts:queue")
Filters = lists.Filters
TEXT = "والدتي مريضة بلا دواء في بلدية القصبة دوار تفنوت، الأكل كاين، اتصلو 0661234567"


@pytest.fixture(autouse=True)
def _gazetteer(places: Places):
    gazetteer.forget()
    yield
    gazetteer.forget()


def at(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


@pytest.fixture
def read_alert(arrive: Make, cast: Cast, places: Places, houses: Houses) -> Alert:
    """An alert whose reading is fixed: these tests are about telling it, not about the weights."""
    alert = arrive(
        text=TEXT,
        category=Category.OTHER,
        area=places.country,
        place_precision=PlacePrecision.UNKNOWN,
        organisation=houses.cell,
        read_by=cast.duniya,
    )
    Reading.objects.create(
        alert=alert, languages=["ary"], asks=0.9, urgency=0.8, needs={"MEDICAL": 0.93, "FOOD_WATER": 0.2}, model_version="test",
        denied={"FOOD_WATER": "COVERED"}, people_count=2, families_count=12, ages=[[0, 6, 70]],
        places=[dict(zip(("start", "end"), at("القصبة"), strict=True)) | {"score": 1.0, "areas": [places.casbah.pk]}],
        spots=[[*at("تفنوت"), "HAMLET"]],
        phones=sealed([Found(len(TEXT) - 10, len(TEXT), "+213661234567")]), names=sealed([Found(0, 6, "والدتي")]),
        accounts=sealed([Found(0, 3, "1234567 89", "CCP")]),
        why={"MEDICAL": [at("مريضة"), at("دواء")], "urgency": [at("مريضة")], "asks": [at("مريضة")], "denied:FOOD_WATER": [at("الأكل")]},
    )  # fmt: skip
    Alert.objects.filter(pk=alert.pk).update(needs=["MEDICAL"], people_count=2, language="ar")
    return Alert.objects.get(pk=alert.pk)


def body_of(client, alert: Alert) -> str:
    return client.get(f"{QUEUE}?open={alert.uuid}").content.decode()


def put(client, alert: Alert, value: str, **more: str):
    return client.post(reverse("alerts:reading", args=[alert.uuid]), {"put": value} | more, follow=True)


def test_the_panel_tells_everything_with_its_words(read_alert: Alert, cast: Cast, places: Places, signed_in) -> None:
    body = body_of(signed_in(cast.duniya), read_alert)
    panel = body.split('class="read"')[1].split("</section>")[0]
    for words in (
        "رعاية طبية",
        "12 أسرة",
        "مريضة",
        "دواء",
        "قيل إنه متوفر",
        "الأكل",
        "70 سنة",
        "تفنوت",
        "دارجة مغربية",
        "CCP",
        "tel:+213661234567",
    ):
        assert words in panel, words
    assert 'data-shows="MEDICAL"' in panel and 'href="#message"' in panel
    message = body.split('id="message"')[1].split("</div>")[0]
    assert re.search(r'data-why="MEDICAL urgency asks">مريضة<', message)
    assert re.sub(r"<[^>]+>", "", message.split('received__text">')[1].split("</p>")[0]) == TEXT
    assert str(places.casbah.uuid) in panel  # to be taken with one press


def test_one_press_puts_right_and_one_takes_back(read_alert: Alert, cast: Cast, signed_in) -> None:
    client = signed_in(cast.duniya)
    for value, field, wanted, more in (
        ("NEED_REMOVED:MEDICAL", "needs", [], {}),
        ("NEED_ADDED:SHELTER", "needs", ["SHELTER"], {}),
        ("URGENCY:4", "urgency", 4, {}),
        ("PEOPLE", "people_count", 7, {"people": "٧"}),
        ("PEOPLE", "people_count", None, {"people": ""}),
    ):
        page = put(client, read_alert, value, **more).content.decode()
        assert getattr(Alert.objects.get(pk=read_alert.pk), field) == wanted
        assert "undo" in page
    body = body_of(client, read_alert)
    assert str(cast.duniya) in body.split('class="read"')[1].split("<b>مأوى</b>")[1][:200]  # shown as hers
    assert put(client, read_alert, "NOT_NAME:0-6").status_code == 200
    assert "NOT_NAME:0-6" not in body_of(client, read_alert)
    for event in read_alert.events.filter(kind="CORRECTED").order_by("-id"):
        client.post(reverse("alerts:undo") + f"?event={event.uuid}")
    now = Alert.objects.get(pk=read_alert.pk)
    assert (now.needs, now.urgency, now.people_count) == (["MEDICAL"], read_alert.urgency, 2)
    assert "NOT_NAME:0-6" in body_of(client, read_alert)


@pytest.mark.parametrize(
    "value", ["", "x", "NEED_ADDED:", "URGENCY:9", "PEOPLE", "NOT_NAME:1-2", "NEED_ADDED:<b>", "PLACE:1"]
)
def test_a_press_that_says_nothing_changes_nothing(read_alert: Alert, cast: Cast, signed_in, value: str) -> None:
    put(signed_in(cast.duniya), read_alert, value, people="many\x00")
    assert not read_alert.corrections.exists()


def test_a_stranger_neither_sees_nor_corrects_it(read_alert: Alert, cast: Cast, signed_in) -> None:
    client = signed_in(cast.chafia)
    assert client.get(read_alert.get_absolute_url()).status_code == 404
    assert put(client, read_alert, "URGENCY:4").status_code in (403, 404)
    assert not read_alert.corrections.exists()


def test_a_dismissed_alert_is_not_put_right(read_alert: Alert, cast: Cast, signed_in) -> None:
    actions.dismiss(alert=read_alert, by=cast.duniya, reason="TEST")
    assert "NEED_REMOVED" not in body_of(signed_in(cast.duniya), read_alert)


def test_rows_tell_three_needs_and_how_many_more(arrive: Make, cast: Cast, signed_in) -> None:
    alert = arrive(people_count=5, urgency=3)
    Alert.objects.filter(pk=alert.pk).update(needs=["OTHER", "WORK", "MEDICAL", "SHELTER", "RESCUE"])
    row = lists.queue(cast.duniya, Filters()).groups[2].rows + lists.queue(cast.duniya, Filters()).groups[3].rows
    assert ([need.value for need in row[0].needs], row[0].more_needs) == (["RESCUE", "MEDICAL", "SHELTER"], 2)
    line = signed_in(cast.duniya).get(QUEUE).content.decode().split('class="queue__needs"')[1][:300]
    assert "إنقاذ، رعاية طبية، مأوى" in line and "+2" in line


def test_the_queue_by_need_and_by_whether_anything_is_asked(arrive: Make, cast: Cast, signed_in) -> None:
    asks, news, unread = (arrive(text=text) for text in ("محتاجين خيام", "الوزير دشن المعرض", "لم يقرأ بعد"))
    for alert, likely in ((asks, 0.9), (news, 0.1)):
        Reading.objects.create(alert=alert, asks=likely, urgency=0.2, model_version="test")
    Alert.objects.filter(pk=asks.pk).update(needs=["SHELTER"])

    def shown(**filters: str) -> set[int]:
        found = lists.queue(cast.duniya, Filters(**filters))
        assert found.hidden == 3 - found.total if filters else found.hidden == 0
        return {row.alert.pk for group in found.groups for row in group.rows}

    assert shown() == {asks.pk, news.pk, unread.pk}  # nothing is hidden by itself
    assert shown(request="NONE") == {news.pk}
    assert shown(request="ASKS") == {asks.pk, unread.pk}
    assert shown(need="SHELTER") == {asks.pk}
    assert lists.figures(cast.duniya).no_request == 1
    body = signed_in(cast.duniya).get(f"{QUEUE}?request=NONE").content.decode()
    assert "الوزير" in body and "محتاجين" not in body


def test_the_panel_costs_the_same_with_more_in_it(read_alert: Alert, cast: Cast, signed_in, places: Places) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            queries.panel(read_alert)
        return len(found)

    cost()  # names of areas are remembered
    before = cost()
    place = {"start": 23, "end": 36, "score": 0.9, "areas": [places.casbah.pk, places.blida.pk, places.bab_el_oued.pk]}
    Reading.objects.update(places=[place] * 3, needs={"MEDICAL": 0.9, "SHELTER": 0.9, "WORK": 0.8})
    for code in ("WORK", "MONEY", "SHELTER"):
        actions.put_right(alert=read_alert, by=cast.duniya, what="NEED_ADDED", value=code)
    assert before <= 5 and cost() == before


def test_what_was_found_fills_the_forms_where_they_are_empty(
    read_alert: Alert, cast: Cast, places: Places, signed_in
) -> None:
    order = OrderForm(by=cast.brahim, alert=read_alert).initial
    assert (order["area"], order["place_text"]) == (places.casbah, "تفنوت")
    case = NewCaseForm(by=cast.amina, alert=read_alert).initial
    assert (case["area"], case["person"].text) == (places.casbah, "+213661234567")
    body = signed_in(cast.duniya).get(reverse("alerts:correction", args=[read_alert.uuid])).content.decode()
    assert str(places.casbah.uuid) in body and "تفنوت" in body and "0661" in body
    Alert.objects.filter(pk=read_alert.pk).update(
        place_text="عمارة ب", area=places.bab_el_oued, place_precision="COMMUNE"
    )
    known = Alert.objects.get(pk=read_alert.pk)
    order = OrderForm(by=cast.brahim, alert=known).initial
    assert (order["area"], order["place_text"]) == (places.bab_el_oued, "عمارة ب")


def test_a_number_in_the_words_becomes_the_reporters_where_there_is_none(
    read_alert: Alert, cast: Cast, signed_in
) -> None:
    address = reverse("alerts:correction", args=[read_alert.uuid])
    fields = {"category": "OTHER", "urgency": 1, "needs": ["MEDICAL"], "people_count": 2}
    event = actions.correct(alert=read_alert, by=cast.duniya, reporter_phone="+213661234567", **fields)
    assert event.before["changed"] == ["reporter_phone"] and "661234567" not in str(event.before)
    assert Alert.objects.get(pk=read_alert.pk).reporter_phone == "+213661234567"
    assert (
        'name="reporter_phone"' not in signed_in(cast.duniya).get(address).content.decode()
    )  # what is there is not written over
    with pytest.raises(Refused):
        actions.correct(alert=read_alert, by=cast.duniya, reporter_phone="+213550000000", **fields)
