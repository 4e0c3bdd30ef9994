"""The queue: what it shows, what it hides, who sees it, and that its size costs nothing."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.alerts.conftest import Make
from tests.conftest import Cast, Houses, Places, make_user

from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions, reading
from yaqaza.alerts.forms import Record
from yaqaza.alerts.models import Alert
from yaqaza.alerts.queries import queue as lists
from yaqaza.alerts.states import Category, Channel, DismissReason, PlacePrecision
from yaqaza.core.images import Photo

pytestmark = pytest.mark.django_db
Filters = lists.Filters


def numbers(found: lists.Queue) -> list[str]:
    rows = found.rows or [row for group in found.groups for row in group.rows]
    return [row.alert.number[-2:] for row in rows]


def test_groups_by_deadline_with_lives_on_top(arrive: Make, cast: Cast) -> None:
    now = timezone.now()
    late_ordinary = arrive(urgency=1, received_at=now - timedelta(days=30))
    late_vital = arrive(urgency=4, received_at=now - timedelta(hours=1))
    soon = arrive(urgency=4)
    today = arrive(urgency=3)
    later = arrive(urgency=1)
    found = lists.queue(cast.duniya, Filters())
    assert {group.name: [row.alert for row in group.rows] for group in found.groups} == {
        "vital": [late_vital, soon], "over": [late_ordinary], "hour": [], "day": [today], "later": [later],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["01", "02", "03"]),
        (Filters(urgency="4"), ["02"]),
        (Filters(category="VIOLENCE"), ["02"]),
        (Filters(channel="HOTLINE"), ["03"]),
        (Filters(unlocated=True), ["03"]),
        (Filters(status="DISMISSED"), ["04"]),
        (Filters(status="ALL"), ["04", "03", "02", "01"]),
        (Filters(text="خبز"), ["01"]),
        (Filters(text="الخُبز"), ["01"]),
        (Filters(text="0550 00 12 34"), ["02"]),
        (Filters(text=f"A-{timezone.localdate().year}-000004"), ["04"]),
        (Filters(text="4"), ["04"]),
        (Filters(text="%"), []),
        (Filters(text="'; drop table"), []),
    ],
)
def test_filters(arrive: Make, cast: Cast, filters: Filters, expected: list[str]) -> None:
    arrive(text="يحتاجون الخبز والماء", urgency=3)
    arrive(category=Category.VIOLENCE, urgency=4, reporter_phone="0550001234", text="صراخ كل ليلة")
    arrive(channel=Channel.HOTLINE, place_precision=PlacePrecision.UNKNOWN, urgency=1, text="شخص لا يعرف أين هو")
    gone = arrive(read_by=cast.duniya, text="تجربة")
    actions.dismiss(alert=gone, by=cast.duniya, reason=DismissReason.TEST)
    found = lists.queue(cast.duniya, filters)
    assert sorted(numbers(found)) == sorted(expected)
    if filters.status == "ALL":
        assert numbers(found) == expected


def test_by_place_and_period(arrive: Make, cast: Cast, places: Places) -> None:
    arrive(area=places.casbah)
    old = arrive(received_at=timezone.now() - timedelta(days=40))
    assert numbers(lists.queue(cast.duniya, Filters(area=places.casbah))) == ["01"]
    assert numbers(lists.queue(cast.duniya, Filters(area=places.algiers))) == ["02", "01"]
    day = timezone.localtime(old.received_at).date()
    found = lists.queue(cast.duniya, Filters(start=day, end=day))
    assert (numbers(found), found.hidden) == (["02"], 1)


def test_a_group_by_pages_shows_each_alert_once(arrive: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [arrive(urgency=1) for _ in range(7)]
    seen, cursor = [], ""
    while True:
        found = lists.queue(cast.duniya, Filters(), group="later", cursor=cursor, size=3)
        seen += [row.alert for row in found.rows]
        cursor = found.page.next_cursor
        if not cursor:
            break
    assert seen == sorted(made, key=lambda alert: (alert.due_at, alert.pk))
    monkeypatch.setattr(lists, "GROUP_ROWS", 2)
    group = next(group for group in lists.queue(cast.duniya, Filters()).groups if group.name == "later")
    assert (len(group.rows), group.total, group.more) == (2, 7, True)


def count_queries(client, address: str) -> int:
    client.get(address)  # sessions and what the process remembers
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_page_of_the_queue_costs_the_same_with_one_and_with_three_rows(arrive: Make, cast: Cast, signed_in) -> None:
    client, address = signed_in(cast.duniya), reverse("alerts:queue")
    arrive(place_text="x")
    one = count_queries(client, address)
    arrive()
    arrive()
    assert count_queries(client, address) == one
    listed = f"{address}?status=ALL"
    three = count_queries(client, listed)
    arrive()
    assert count_queries(client, listed) == three


def test_the_page_of_an_alert_costs_the_same_whatever_happened_to_it(arrive: Make, cast: Cast, signed_in) -> None:
    client = signed_in(cast.duniya)
    alert = arrive(read_by=cast.duniya)
    one = count_queries(client, alert.get_absolute_url())
    for _ in range(3):
        actions.note(alert=alert, by=cast.duniya, text="اتصلت")
    assert count_queries(client, alert.get_absolute_url()) == one


def plan(rows) -> str:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE alerts_alert")
    return rows.explain()


def test_the_queue_reads_its_partial_indexes(arrive: Make, cast: Cast, houses: Houses) -> None:
    """With a country's worth of decided alerts beside it, what waits is read from the indexes of what waits."""
    model = arrive(read_by=cast.duniya)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO alerts_alert (uuid, number, channel, source_ref, received_at, text, folded, language, category, needs, urgency,
                 due_at, area_id, area_path, place_precision, place_text, anonymous, reporter_name, reporter_phone, reporter_index,
                 organisation_id, status, read_at, read_by_id, dismiss_reason, has_addition, reach)
               SELECT gen_random_uuid(), 'X-' || n, channel, '', received_at - n * interval '1 minute', '', '', '', category, needs,
                 1 + n %% 4, due_at - n * interval '1 minute', area_id, area_path, place_precision, '', false, '', '', '', organisation_id,
                 CASE WHEN n %% 50 = 0 THEN 'READ' ELSE 'DISMISSED' END, read_at, read_by_id,
                 CASE WHEN n %% 50 = 0 THEN '' ELSE 'TEST' END, false, 1
               FROM alerts_alert, generate_series(1, 20000) n WHERE id = %s""",
            [model.pk],
        )
    now = timezone.now()
    rows = lists.listed(cast.duniya, Filters())
    for name in lists.GROUPS:
        chosen = lists.group_rows(rows, name, now).order_by(*lists.ORDERS[name])[:26]
        assert "alert_queue" in plan(chosen), (name, plan(chosen))
    assert "alert_queue" in plan(rows.filter(urgency=4).values("pk")[:1000])
    assert "alert_unlocated" in plan(lists.listed(cast.duniya, Filters(unlocated=True)).values("pk")[:1000])
    assert "alert_words" in plan(lists.listed(cast.duniya, Filters(status="ALL", text="عجوز")).values("pk"))


def test_opening_an_alert_reads_it_for_those_on_duty_only(arrive: Make, cast: Cast, signed_in) -> None:
    alert = arrive()
    assert signed_in(cast.amina).get(alert.get_absolute_url()).status_code == 200
    assert Alert.objects.get().status == "NEW"
    signed_in(cast.duniya).get(reverse("alerts:queue"), {"open": str(alert.uuid)})
    assert (Alert.objects.get().status, Alert.objects.get().read_by) == ("READ", cast.duniya)


@pytest.mark.parametrize("who", ["chafia", "djamel", "auditor", "farid", "administrator"])
def test_a_stranger_finds_none_of_it(arrive: Make, cast: Cast, signed_in, who: str) -> None:
    alert = arrive(photos=[Photo(b"\xff\xd8x", 2, 2, 3, "0" * 64)])
    client = signed_in(getattr(cast, who))
    names = ["alert", "correction", "transfer", "dismissal", "question", "note"]
    addresses = [reverse(f"alerts:{name}", args=[alert.uuid]) for name in names]
    addresses.append(reverse("alerts:photo", args=[alert.photos.get().uuid]))
    assert {client.get(address).status_code for address in addresses} <= {403, 404}
    if who == "chafia":
        assert client.get(alert.get_absolute_url()).status_code == 404
        assert alert.number not in client.get(reverse("alerts:queue") + "?status=ALL").content.decode()


def test_a_photo_is_answered_to_those_who_may_read_the_alert(arrive: Make, cast: Cast, signed_in) -> None:
    alert = arrive(photos=[Photo(b"\xff\xd8x", 2, 2, 3, "0" * 64)])
    answer = signed_in(cast.duniya).get(reverse("alerts:photo", args=[alert.photos.get().uuid]))
    assert (answer.status_code, b"".join(answer.streaming_content), answer["Content-Type"]) == (
        200,
        b"\xff\xd8x",
        "image/jpeg",
    )


def test_new_arrivals_wait_in_a_line(arrive: Make, cast: Cast, signed_in) -> None:
    client = signed_in(cast.duniya)
    seen = arrive()
    address = reverse("alerts:fresh")
    assert "queue__new" not in client.get(address, {"since": seen.pk}, HTTP_HX_REQUEST="true").content.decode()
    arrive(urgency=4)
    arrive(urgency=1)
    assert lists.arrived_since(cast.duniya, seen.pk) == (2, 1, 0)
    line = client.get(address, {"since": seen.pk}, HTTP_HX_REQUEST="true").content.decode()
    assert "queue__new" in line and "واحد منها حرج" in line and "عاجل" not in line
    arrive(urgency=3)
    arrive(urgency=3)
    line = client.get(address, {"since": seen.pk}, HTTP_HX_REQUEST="true").content.decode()
    assert "واحد منها حرج" in line and "اثنان منها عاجلان" in line
    assert lists.arrived_since(cast.chafia, seen.pk) == (0, 0, 0)
    for since in ("", "x", "-1", "9" * 40):
        assert client.get(address, {"since": since}).status_code == 200


def test_what_a_reporter_wrote_is_shown_and_not_run(arrive: Make, cast: Cast, signed_in) -> None:
    bad = "<script>alert(1)</script> {{ 7|add:7 }} =1+1"
    alert = arrive(text=bad, place_text=bad)
    page = signed_in(cast.duniya).get(alert.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "query",
    [
        "area=x&area_id=1",
        "start=99/99/9999",
        "urgency=9",
        "status=X",
        "q=%00",
        "cursor=x",
        "group=x",
        "open=1",
        "q=" + "x" * 5000,
    ],
)
def test_nonsense_in_the_address_is_no_error(arrive: Make, cast: Cast, signed_in, query: str) -> None:
    arrive()
    assert signed_in(cast.duniya).get(f"{reverse('alerts:queue')}?{query}").status_code == 200


def test_deciding_by_the_page_and_taking_it_back_by_the_toast(arrive: Make, cast: Cast, signed_in) -> None:
    client = signed_in(cast.duniya)
    alert = arrive(read_by=cast.duniya)
    refused = client.post(reverse("alerts:dismissal", args=[alert.uuid]), {"reason": ""})
    assert refused.status_code == 422
    answer = client.post(reverse("alerts:dismissal", args=[alert.uuid]), {"reason": "TEST"}, follow=True)
    undo = [message.extra_tags for message in answer.context["messages"]] or [answer.content.decode()]
    assert "undo" in str(undo)
    event = alert.events.get(kind="DISMISSED")
    client.post(f"{reverse('alerts:undo')}?event={event.uuid}")
    assert Alert.objects.get().status == "READ"
    assert client.post(f"{reverse('alerts:undo')}?event={event.uuid}").status_code == 409
    assert client.post(f"{reverse('alerts:undo')}?event={uuid.uuid4()}").status_code == 404
    assert client.post(f"{reverse('alerts:undo')}?event=x").status_code == 302


def test_every_decision_has_its_page(arrive: Make, cast: Cast, places: Places, houses: Houses, signed_in) -> None:
    client = signed_in(cast.duniya)
    alert, other = arrive(read_by=cast.duniya), arrive(read_by=cast.duniya)

    def post(name: str, data: dict, *more: object) -> int:
        return client.post(reverse(f"alerts:{name}", args=[alert.uuid, *more]), data).status_code

    assert post("note", {"text": "اتصلت"}) == 302
    assert post("note", {"text": ""}) == 422
    assert post("note", {"text": "x" * 2001}) == 422
    assert post("question", {"text": "أي طابق؟"}) == 302
    correct = {
        "category": "VIOLENCE",
        "urgency": "4",
        "area": places.casbah.name_ar,
        "place_text": "=1+1",
        "needs": ["FOOD_WATER"],
    }
    assert post("correction", correct | {"area": "لا مكان كهذا"}) == 422
    assert post("correction", correct | {"people_count": "-3"}) == 422
    assert post("correction", correct | {"area_id": str(places.casbah.uuid), "area_name": places.casbah.name_ar}) == 302
    alert.refresh_from_db()
    assert (alert.category, alert.area, alert.place_text, alert.needs) == (
        "VIOLENCE",
        places.casbah,
        "=1+1",
        ["FOOD_WATER"],
    )
    assert post("place", {}, places.bab_el_oued.uuid) == 302
    assert post("gathering", {}, other.uuid) == 302
    assert Alert.objects.get(pk=other.pk).status == "GATHERED"
    assert post("transfer", {"note": "x"}) == 422
    assert post("transfer", {"note": "x", "organisation": str(houses.hospital.uuid)}) == 422
    assert post("transfer", {"note": "لكم", "organisation": str(houses.directorate.uuid)}) == 302
    assert Alert.objects.get(pk=alert.pk).organisation == houses.directorate


def test_several_at_once_refuses_what_nobody_read_with_a_sentence(arrive: Make, cast: Cast, signed_in) -> None:
    client, address = signed_in(cast.duniya), reverse("alerts:several")
    read, new = arrive(read_by=cast.duniya), arrive()
    answer = client.post(
        address, {"act": "dismiss", "alert": [read.uuid, new.uuid], "confirmed": "1", "reason": "TEST"}
    )
    assert answer.status_code == 422
    assert "why-not" in answer.content.decode()
    assert set(Alert.objects.values_list("status", flat=True)) == {"READ", "NEW"}
    second = arrive(read_by=cast.duniya)
    assert client.post(address, {"act": "dismiss", "alert": [read.uuid, second.uuid]}).status_code == 200
    assert client.post(address, {"act": "gather", "alert": [read.uuid]}).status_code == 422
    assert client.post(address, {"act": "dismiss", "alert": ["x"]}).status_code == 422
    assert client.post(address, {"act": "delete", "alert": [read.uuid]}).status_code == 302
    done = client.post(
        address, {"act": "dismiss", "alert": [read.uuid, second.uuid], "confirmed": "1", "reason": "TEST"}
    )
    assert done.status_code == 302
    assert Alert.objects.filter(status="DISMISSED").count() == 2
    events = "&".join(
        f"event={event.uuid}" for alert in (read, second) for event in alert.events.filter(kind="DISMISSED")
    )
    client.post(f"{reverse('alerts:undo')}?{events}")
    assert Alert.objects.filter(status="READ").count() == 2


def test_a_call_is_recorded_once_with_a_code_to_say(cast: Cast, places: Places, signed_in) -> None:
    client, address = signed_in(cast.duniya), reverse("alerts:record")
    token = client.get(address).context["form"].initial["token"]
    call = {
        "text": "سيدة في القصبة تحتاج مساعدة", "category": "WITHOUT_SHELTER", "area": "القصبة", "area_id": str(places.casbah.uuid),
        "area_name": "القصبة", "channel": "HOTLINE", "reporter_phone": "0550001234", "token": str(token), "danger": "NO",
    }  # fmt: skip
    first, again = client.post(address, call), client.post(address, call)
    assert (first.status_code, first.context["code"], again.context["repeated"]) == (200, again.context["code"], True)
    alert = Alert.objects.get()
    assert (alert.channel, alert.area, alert.recorded_by, alert.urgency) == ("HOTLINE", places.casbah, cast.duniya, 3)
    assert client.post(address, call | {"token": "2", "anonymous": "on", "reporter_phone": "zz"}).status_code == 200
    assert Alert.objects.latest("id").reporter_phone == ""
    for wrong in (
        {"text": ""},
        {"category": "X"},
        {"reporter_phone": "12"},
        {"people_count": "0"},
        {"area": "لا مكان", "area_id": ""},
        {"text": "x" * 10001},
        {"danger": ""},
    ):
        assert client.post(address, call | wrong | {"token": "3"}).status_code == 422
    assert client.get(reverse("alerts:record")).status_code == 200


def test_hints_name_the_place_the_phone_and_earlier_alerts(arrive: Make, cast: Cast, places: Places, signed_in) -> None:
    from yaqaza.territory import gazetteer

    gazetteer.forget()
    earlier = arrive(reporter_phone="0550001234")
    page = signed_in(cast.duniya).post(
        reverse("alerts:record_hints"),
        {"text": "عجوز في القصبة رقمها 0661 23 45 67", "reporter_phone": "0550001234"},
        HTTP_HX_REQUEST="true",
    )
    gazetteer.forget()
    body = page.content.decode()
    assert earlier.number in body
    assert "0661" in body
    assert str(places.casbah.uuid) in body
    other = signed_in(cast.chafia).post(
        reverse("alerts:record_hints"), {"reporter_phone": "0550001234"}, HTTP_HX_REQUEST="true"
    )
    assert earlier.number not in other.content.decode()


def hints(client, **typed):
    return client.post(reverse("alerts:record_hints"), typed, HTTP_HX_REQUEST="true").content.decode()


def test_hints_propose_people_needs_and_urgency_with_their_words(cast: Cast, places: Places, signed_in) -> None:
    client = signed_in(cast.duniya)
    text = "باقين 5 أطفال مع أمهم تحت الردم وعندنا 12 عايلة بلا ما"
    body = hints(client, text=text)
    for field, value in (("people_count", "6"), ("urgency", "4"), ("needs", "RESCUE"), ("needs", "FOOD_WATER")):
        assert f'data-fill="{field}" data-value="{value}"' in body
    assert "<q><bdi>5 أطفال</bdi></q>" in body and "<q><bdi>12 عايلة</bdi></q>" in body and "الردم</bdi></q>" in body
    again = hints(client, text=text, people_count="٦", urgency="4", needs=["RESCUE"])
    assert (
        again.count("في الاستمارة") == 3 and 'data-value="RESCUE"' not in again and 'data-value="FOOD_WATER"' in again
    )
    assert 'data-fill="urgency"' not in hints(client, text=text, danger="YES")  # it is vital already
    assert 'data-fill="urgency"' not in hints(client, text=text, danger="NO", category="VIOLENCE")
    calm = "الماء دخل للدار والناس محصورين في السطح"
    assert 'data-fill="urgency" data-value="3"' in hints(client, text=calm, category="OTHER", danger="UNSURE")
    assert 'data-fill="urgency"' not in hints(client, text="عائلة محتاجة بطانيات")  # what can wait is nobody's answer
    nothing = hints(client, text="0661 12")
    assert "data-take-all" not in nothing and "data-fill" not in nothing


def test_an_urgency_taken_from_the_words_never_lowers_what_the_category_says() -> None:
    answers = {"text": "x", "category": "VIOLENCE", "channel": "HOTLINE", "danger": "NO"}

    def urgency(**more: str) -> int:
        form = Record(answers | more)
        assert form.is_valid() and "urgency_read" not in form.cleaned_data
        return form.cleaned_data["urgency"]

    assert (urgency(urgency="3", urgency_read="3"), urgency(urgency="3")) == (
        4,
        3,
    )  # the second was chosen by the officer
    assert urgency(urgency="2", urgency_read="3") == 2
    assert urgency(urgency="3", urgency_read="3", category="OTHER") == 3


def test_needs_that_were_taken_arrive_with_the_call(cast: Cast, places: Places, signed_in) -> None:
    call = {
        "text": "خاصهم الضو",
        "category": "OTHER",
        "channel": "HOTLINE",
        "danger": "NO",
        "needs": ["MEDICAL", "OTHER"],
    }
    assert signed_in(cast.duniya).post(reverse("alerts:record"), call).status_code == 200
    assert Alert.objects.get().needs == ["MEDICAL", "OTHER"]


def test_a_need_that_was_unticked_on_the_form_does_not_come_back_when_the_words_are_read(
    cast: Cast, places: Places, signed_in, run_jobs
) -> None:
    call = {"text": "باقين 5 أطفال مع أمهم تحت الردم بلا ما", "category": "OTHER", "channel": "HOTLINE", "danger": "NO"}
    client = signed_in(cast.duniya)
    client.post(reverse("alerts:record"), call | {"token": "1", "needs_cleared": "RESCUE NOTHING"})
    client.post(reverse("alerts:record"), call | {"token": "2", "needs_cleared": "RESCUE", "needs": ["RESCUE"]})
    run_jobs()
    cleared, chosen = Alert.objects.order_by("id")
    assert "FOOD_WATER" in cleared.needs and "RESCUE" not in cleared.needs
    assert "RESCUE" in chosen.needs
    assert cleared.events.get(kind="RECEIVED").before == {"needs": [], "cleared": ["RESCUE"]}


def test_hints_say_shortly_what_was_read_and_each_press_what_it_takes(cast: Cast, places: Places, signed_in) -> None:
    client = signed_in(cast.duniya)
    body = hints(client, text="باقين 5 أطفال مع أمهم تحت الردم، 0661 23 45 67")
    presses = body.count("data-fill=")
    assert re.search(rf'data-heard="[^"\d]*{presses} [^"]+"', body)
    assert body.count('aria-label="اعتماد: ') == presses > 2
    assert 'aria-label="اعتماد: +213661234567"' in body and "data-perhaps" not in body
    assert 'data-heard=""' in hints(client, text="لا شيء")
    two = hints(client, text="رقمي 0661 23 45 67 ورقم الجيران 0550 00 45 67 خاصنا الماكلة")
    assert two.count('data-fill="reporter_phone"') == two.count("data-perhaps") == 2
    assert "aria-live" not in client.get(reverse("alerts:record")).content.decode().split("<main")[1]


def test_hand_over_by_the_page(arrive: Make, cast: Cast, houses: Houses, signed_in) -> None:
    client = signed_in(cast.duniya)
    alert = arrive()
    data = {"text": "انتبهوا", "organisation": str(houses.cell.uuid), "alerts": [str(alert.uuid)]}
    assert client.post(reverse("alerts:handover"), data | {"text": ""}).status_code == 422
    assert client.post(reverse("alerts:handover"), data).status_code == 302
    assert "انتبهوا" in client.get(reverse("alerts:queue")).content.decode()


def test_reading_a_message() -> None:
    text = "السلام عليكم، جارتنا عندها 78 سنة بلا دوا، رقمي 0550 00 12 34"
    marks = [(27, 33, "age"), (48, 61, "phone"), (53, 55, "place")]
    why = {"MEDICAL": [(34, 41)], "urgency": [(38, 41), (48, 52)]}
    pieces = [(part.text, part.kind, part.why) for part in reading.parts(text, marks, why) if part.kind or part.why]
    assert pieces == [
        ("78 سنة", "age", ""),
        ("بلا ", "", "MEDICAL"),
        ("دوا", "", "MEDICAL urgency"),
        ("0550 00 12 34", "phone", "urgency"),  # never cut in two
    ]
    assert "".join(part.text for part in reading.parts(text, marks, why)) == text
    assert reading.quoted(text, [(38, 41), (27, 33), (27, 33), (500, 501)], 4) == ["78 سنة", "دوا"]
    assert reading.headline(text) == "جارتنا عندها 78 سنة بلا دوا"
    assert reading.headline("نص قصير") == "نص قصير"
    assert (
        reading.headline("نداء عاجل! امرأة مسنة تنام في الشارع. الرجاء المساعدة")
        == "نداء عاجل! امرأة مسنة تنام في الشارع"
    )
    assert reading.headline("عاجل. عاجل، طفل ضائع") == "عاجل. عاجل، طفل ضائع"
    assert (
        reading.headline("see www.example.org/a.b and help this family, thanks")
        == "see www.example.org/a.b and help this family"
    )
    assert reading.headline("كلمة " * 60).endswith(" …")


def test_what_is_searched_stands_in_no_address(arrive: Make, cast: Cast, signed_in) -> None:
    arrive(text="خديجة زهرون تحتاج دواء", urgency=3)
    arrive(text="شخص آخر في البرد", urgency=1)
    client = signed_in(cast.duniya)
    answer = client.post(reverse("alerts:search") + "?status=ALL&cursor=x", {"q": " زهرون "})
    assert answer.status_code == 302 and "cursor" not in answer.url
    key = answer.url.partition("search=")[2]
    assert answer.url == f"{reverse('alerts:queue')}?status=ALL&search={key}" and len(key) == 8
    body = client.get(answer.url).content.decode()
    assert "خديجة" in body and "في البرد" not in body
    assert f'name="search" value="{key}"' in body  # the other filters keep the words
    assert 'value="زهرون"' in body and "%D8" not in body
    assert "في البرد" in client.get(f"{reverse('alerts:queue')}?status=ALL&q=زهرون").content.decode()
    assert "في البرد" in signed_in(cast.brahim).get(answer.url).content.decode()  # a key of somebody else opens nothing
    assert client.post(reverse("alerts:search"), {"q": ""}).url == reverse("alerts:queue")
    for number in range(30):
        client.post(reverse("alerts:search"), {"q": f"كلمة {number}"})
    assert len(client.session["alerts.searched"]) == 20


def test_an_address_that_only_a_button_calls_answers_with_a_page_or_the_queue(
    arrive: Make, cast: Cast, signed_in
) -> None:
    client = signed_in(cast.duniya)
    key = client.post(reverse("alerts:search"), {"q": "زهرون"}).url.partition("search=")[2]
    assert client.get(reverse("alerts:search")).url == reverse("alerts:queue")
    again = client.get(f"{reverse('alerts:search')}?status=ALL&search={key}&cursor=x")
    assert again.url == f"{reverse('alerts:queue')}?status=ALL&search={key}"
    for address in (
        reverse("alerts:undo"),
        reverse("alerts:record_hints"),
        reverse("alerts:reading", args=[arrive().uuid]),
    ):
        answer = client.get(address, headers={"accept": "text/html"})
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
        assert "لزرّ في صفحة أخرى" in answer.content.decode() and reverse("desk:home") in answer.content.decode()


def test_the_pages_of_what_was_searched_keep_the_words(
    arrive: Make, cast: Cast, signed_in, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists.queue, "__kwdefaults__", lists.queue.__kwdefaults__ | {"size": 2})
    for _number in range(3):
        arrive(text="زهرون")
    client = signed_in(cast.duniya)
    first = client.post(reverse("alerts:search"), {"q": "زهرون"}, follow=True)
    key = first.request["QUERY_STRING"].partition("search=")[2]
    assert f"search={key}" in first.content.decode().partition('class="queue__all"')[2]


# What lies around a sensitive file


def close_(alert: Alert) -> Alert:
    actions.set_sensitive(alert=alert, sensitive=True)
    return alert


def test_an_alert_of_a_sensitive_file_is_read_by_its_reader_and_supervisors_only(
    arrive: Make, cast: Cast, places: Places, houses: Houses, signed_in
) -> None:
    alert = arrive(read_by=cast.duniya, photos=[Photo(b"\xff\xd8x", 2, 2, 3, "0" * 64)], text="زهرون يضربها ابنها")
    other = make_user("rachid", "رشيد", Role.DUTY_OFFICER, houses.cell, places.algiers)
    picture = reverse("alerts:photo", args=[alert.photos.get().uuid])
    assert signed_in(other).get(alert.get_absolute_url()).status_code == 200
    close_(alert)
    for who in (other, cast.amina):
        client = signed_in(who)
        assert client.get(alert.get_absolute_url()).status_code == 404
        assert client.get(picture).status_code == 404
        assert numbers(lists.queue(who, Filters(status="ALL", text="يضربها"))) == []
        assert "يضربها" not in client.get(reverse("alerts:queue") + "?status=ALL").content.decode()
        assert alert.number not in client.post(reverse("desk:search"), {"q": "زهرون"}, follow=True).content.decode()
    for who in (cast.duniya, cast.brahim):
        assert signed_in(who).get(alert.get_absolute_url()).status_code == 200
    actions.set_sensitive(alert=alert, sensitive=False)
    assert signed_in(other).get(alert.get_absolute_url()).status_code == 200


def test_a_new_alert_of_violence_is_read_by_those_on_duty(arrive: Make, cast: Cast, signed_in) -> None:
    alert = arrive(category=Category.VIOLENCE)
    assert signed_in(cast.duniya).get(alert.get_absolute_url()).status_code == 200


def test_what_was_gathered_is_closed_with_the_one_worked_on(arrive: Make, cast: Cast) -> None:
    lead, before, after = (arrive(read_by=cast.duniya) for _number in range(3))
    actions.gather(alert=before, into=lead, by=cast.duniya)
    close_(lead)
    event = actions.gather(alert=after, into=lead, by=cast.duniya)
    assert set(Alert.objects.filter(sensitive=True)) == {lead, before, after}
    actions.undo(event=event, by=cast.duniya)
    assert set(Alert.objects.filter(sensitive=True)) == {lead, before}
    actions.set_sensitive(alert=lead, sensitive=False)
    assert not Alert.objects.filter(sensitive=True).exists()
