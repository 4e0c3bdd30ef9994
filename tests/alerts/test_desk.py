"""Working through the queue: what opens next, what is said, and how messages are laid out."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from tests.alerts.conftest import Make
from tests.conftest import Cast, Houses, Places

from yaqaza.alerts import actions
from yaqaza.alerts.models import Alert
from yaqaza.alerts.queries import queue as lists
from yaqaza.alerts.states import Category, Danger, PlacePrecision, Urgency
from yaqaza.core import figures
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db
QUEUE = reverse("alerts:queue")


def dismiss(client, alert: Alert, listed: str | None, **more: str):
    query = "" if listed is None else "?" + urlencode({"list": listed})
    address = reverse("alerts:dismissal", args=[alert.uuid]) + query
    return client.post(address, {"reason": "NEWS"} | more)


def test_after_a_decision_the_filter_stays_and_the_next_of_it_opens(arrive: Make, cast: Cast, signed_in) -> None:
    client = signed_in(cast.duniya)
    rows = [arrive(category=Category.VIOLENCE, read_by=cast.duniya) for _ in range(3)]
    arrive(category=Category.OTHER)
    listed = "category=VIOLENCE"
    assert dismiss(client, rows[1], listed).url == f"{QUEUE}?{listed}&open={rows[2].uuid}"
    assert (
        dismiss(client, rows[2], listed).url == f"{QUEUE}?{listed}&open={rows[0].uuid}"
    )  # the last is below: from the top
    assert dismiss(client, rows[0], listed).url == f"{QUEUE}?{listed}"


def test_the_next_one_is_what_stands_below_in_the_groups(arrive: Make, cast: Cast, signed_in) -> None:
    now = timezone.now()
    vital = arrive(urgency=Urgency.VITAL, read_by=cast.duniya)
    late = arrive(urgency=Urgency.URGENT, received_at=now - timedelta(hours=9), read_by=cast.duniya)
    soon = arrive(urgency=Urgency.URGENT, received_at=now - timedelta(minutes=90), read_by=cast.duniya)
    later = arrive(urgency=Urgency.ORDINARY, read_by=cast.duniya)
    order = [row.alert for group in lists.queue(cast.duniya, lists.Filters()).groups for row in group.rows]
    assert order == [vital, late, soon, later]
    for here, below in zip(order, [*order[1:], order[0]], strict=True):
        assert lists.next_waiting(cast.duniya, lists.Filters(), here) == below
    assert lists.next_waiting(cast.duniya, lists.Filters(), vital, group="hour") == soon
    assert lists.next_waiting(cast.duniya, lists.Filters(), soon, group="hour") is None
    assert lists.next_waiting(cast.duniya, lists.Filters(status="ALL"), soon) == late  # newest first
    assert lists.next_waiting(cast.chafia, lists.Filters(), soon) is None


def test_an_alert_that_stands_alone_stays(arrive: Make, cast: Cast, signed_in) -> None:
    client, alert = signed_in(cast.duniya), arrive(read_by=cast.duniya)
    arrive()
    assert dismiss(client, alert, None).url == f"{QUEUE}?open={alert.uuid}"


def test_a_decision_that_leaves_it_waiting_keeps_it_open_beside_the_same_list(
    arrive: Make, cast: Cast, signed_in
) -> None:
    client, alert, listed = signed_in(cast.duniya), arrive(read_by=cast.duniya), "urgency=3&search=x"
    address = reverse("alerts:note", args=[alert.uuid]) + "?" + urlencode({"list": listed + "&open=x&cursor=y"})
    assert client.post(address, {"text": "اتصلت"}).url == f"{QUEUE}?{listed}&open={alert.uuid}"
    evil = reverse("alerts:note", args=[alert.uuid]) + "?" + urlencode({"list": "https://example.org/\r\nX: y"})
    assert client.post(evil, {"text": "اتصلت"}).url.startswith(f"{QUEUE}?")


def test_what_was_decided_is_named_and_the_way_back_leads_to_it(arrive: Make, cast: Cast, signed_in) -> None:
    client, alert, listed = signed_in(cast.duniya), arrive(read_by=cast.duniya), "urgency=3"
    other = arrive(read_by=cast.duniya)
    answer = client.get(dismiss(client, alert, listed).url)
    toast = answer.content.decode().partition('class="toast"')[2].partition("</form>")[0]
    assert f"\u2066{alert.number}\u2069" in toast
    assert "خبر أو إشاعة" in toast
    assert answer.context["alert"] == other
    back = toast.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    undone = client.post(back)
    assert undone.url == f"{QUEUE}?{listed}&open={alert.uuid}"
    alert.refresh_from_db()
    assert alert.status == "READ"


def test_the_links_of_an_open_alert_take_the_list_along(arrive: Make, cast: Cast, signed_in) -> None:
    client, alert = signed_in(cast.duniya), arrive(read_by=cast.duniya)
    along = urlencode({"list": "urgency=3"})
    beside = client.get(f"{QUEUE}?urgency=3&open={alert.uuid}").content.decode()
    loaded = client.get(f"{alert.get_absolute_url()}?{along}", HTTP_HX_REQUEST="true").content.decode()
    for page in (beside, loaded):
        for name in ("dismissal", "question", "transfer", "correction", "note"):
            assert f"{reverse(f'alerts:{name}', args=[alert.uuid])}?{along}" in page


def test_counts_that_stopped_say_so(arrive: Make, cast: Cast, signed_in, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        arrive()
    monkeypatch.setattr(lists, "MOST", 3)
    monkeypatch.setattr(lists, "GROUP_ROWS", 2)
    client = signed_in(cast.duniya)
    page = client.get(QUEUE).content.decode()
    assert page.count("\u2066+2\u2069") >= 4  # shift strip, tabs, group
    assert "\u2066+2\u2069" in client.get(reverse("desk:home")).content.decode()
    hidden = lists.queue(cast.duniya, lists.Filters(category="VIOLENCE")).hidden
    assert (hidden, isinstance(hidden, figures.AtLeast)) == (2, True)
    told = {}
    for language in ("ar", "fr"):
        with translation.override(language):
            told[language] = figures.number(figures.AtLeast(999))
    assert told == {"ar": "\u2066+999\u2069", "fr": "\u2066999+\u2069"}


def test_asking_says_why_it_is_not_possible(arrive: Make, cast: Cast, signed_in) -> None:
    client = signed_in(cast.duniya)
    silent, called = (
        arrive(read_by=cast.duniya, anonymous=True),
        arrive(read_by=cast.duniya, reporter_phone="0550001234"),
    )
    Alert.objects.update(tracking_hash=None)
    for alert, sentence in ((silent, "لا سبيل إلى سؤاله"), (called, "اتصلوا")):
        address = reverse("alerts:question", args=[alert.uuid])
        assert address in client.get(alert.get_absolute_url()).content.decode()
        answer = client.get(address).content.decode()
        assert sentence in answer
        assert "<textarea" not in answer


def test_a_place_that_is_not_known_is_said_once(arrive: Make, cast: Cast, places: Places, signed_in) -> None:
    alert = arrive(read_by=cast.duniya, area=places.algiers, place_precision=PlacePrecision.UNKNOWN)
    body = signed_in(cast.duniya).get(alert.get_absolute_url()).content.decode()
    assert body.count("المكان غير معروف") == 1


def test_who_passes_an_alert_on_reads_it(arrive: Make, cast: Cast, signed_in) -> None:
    alert = arrive(read_by=cast.duniya, text="RT @someone عجوز وحيدة <b>بلا</b> دواء")
    body = signed_in(cast.duniya).get(reverse("alerts:transfer", args=[alert.uuid])).content.decode()
    assert "عجوز وحيدة &lt;b&gt;بلا&lt;/b&gt; دواء" in body
    assert 'class="received"' in body


def test_a_message_is_laid_out_by_most_of_its_letters(arrive: Make, cast: Cast, signed_in) -> None:
    client = signed_in(cast.duniya)
    alert = arrive(read_by=cast.duniya, text="RT @A_long_latin_name https://example.org/xyz عجوز وحيدة بلا دواء")
    actions.analyse(alert_ids=[alert.pk])
    for address in (alert.get_absolute_url(), f"{QUEUE}?open={alert.uuid}"):
        body = client.get(address).content.decode()
        assert '<p dir="rtl" lang="ar" class="received__text">' in body
    actions.add_information(alert=alert, text="Elle est sortie, شكرا")
    assert '<p dir="ltr" class="received__text">' in client.get(alert.get_absolute_url()).content.decode()
    actions.add_information(alert=alert, text="رقم ابنها 0661 23 45 67")
    assert 'رقم ابنها <bdi dir="ltr">0661 23 45 67</bdi>' in client.get(alert.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("danger", "urgency", "category", "expected"),
    [
        (Danger.YES, "", "OTHER", 4), (Danger.YES, "1", "OTHER", 4), (Danger.NO, "", "VIOLENCE", 4), (Danger.NO, "2", "VIOLENCE", 2),
        (Danger.UNSURE, "", "OTHER", 2), (Danger.UNSURE, "", "WITHOUT_SHELTER", 3), (Danger.UNSURE, "1", "OTHER", 1),
    ],
)  # fmt: skip
def test_a_life_in_danger_makes_a_call_vital(
    cast: Cast, houses: Houses, signed_in, danger: str, urgency: str, category: str, expected: int
) -> None:
    call = {"text": "نداء", "category": category, "channel": "HOTLINE", "danger": danger, "urgency": urgency}
    assert signed_in(cast.duniya).post(reverse("alerts:record"), call).status_code == 200
    assert Alert.objects.get().urgency == expected


@pytest.mark.parametrize(
    ("text", "commune", "precision"),
    [
        ("عجوز وحدها في باب الوادي", "bab_el_oued", "COMMUNE"),
        ("عجوز وحدها في بلدية البليدة", "algiers", "UNKNOWN"),  # of another cell: proposed to the officer, sent nowhere
        ("كانت في ولاية البليدة وهي الآن في باب الوادي", "algiers", "UNKNOWN"),
        ("عجوز وحدها", "algiers", "UNKNOWN"),
    ],
)
def test_a_call_without_a_place_stays_with_the_cell_that_heard_it(
    cast: Cast, places: Places, houses: Houses, signed_in, text: str, commune: str, precision: str
) -> None:
    gazetteer.forget()
    call = {"text": text, "category": "OTHER", "channel": "HOTLINE", "danger": "NO"}
    assert signed_in(cast.duniya).post(reverse("alerts:record"), call).status_code == 200
    alert = Alert.objects.get()
    assert (alert.area, alert.place_precision, alert.organisation) == (getattr(places, commune), precision, houses.cell)


def test_the_first_thing_asked_is_whether_a_life_is_in_danger(cast: Cast, signed_in) -> None:
    form = signed_in(cast.duniya).get(reverse("alerts:record")).content.decode().partition('id="record"')[2]
    assert form.index('name="danger"') < form.index('name="text"')


def call(**more: str) -> dict[str, str]:
    return {"text": "عجوز وحدها بلا أكل", "category": "OTHER", "channel": "HOTLINE", "danger": "NO"} | more


def test_a_call_that_was_not_recorded_is_there_again_and_its_readers_alone_see_it(
    cast: Cast, places: Places, houses: Houses, signed_in
) -> None:
    client, form, hints = signed_in(cast.duniya), reverse("alerts:record"), reverse("alerts:record_hints")
    token = client.get(form).context["form"]["token"].value()
    where = {"area": places.casbah.full_name, "area_id": str(places.casbah.uuid), "area_name": places.casbah.full_name}
    typed = call(token=str(token), people_count="-5", reporter_name="يمينة", needs="SHELTER", category="", **where)
    client.post(hints, typed, HTTP_HX_REQUEST="true")
    page = client.get(form)
    body = page.content.decode()
    assert "لم تُسجل هذه المكالمة بعد" in body and "errors" not in body.split('id="record"')[1][:400]
    for said in ("عجوز وحدها بلا أكل", "يمينة", places.casbah.full_name, str(places.casbah.uuid), 'value="-5"'):
        assert said in body, said
    assert str(page.context["form"]["token"].value()) == str(token)
    assert "SHELTER" in page.context["form"]["needs"].value()
    assert "عجوز" not in str(dict(client.session.items()))  # encrypted where it is kept
    assert "عجوز" not in signed_in(cast.chafia).get(form).content.decode()

    client = signed_in(cast.duniya)
    client.post(hints, typed, HTTP_HX_REQUEST="true")
    assert client.post(form, typed | {"people_count": "2", "category": "OTHER"}).status_code == 200
    client.post(hints, typed, HTTP_HX_REQUEST="true")  # on its way while the form was sent
    assert "عجوز" not in client.get(form).content.decode()
    client.post(hints, call(token="other"), HTTP_HX_REQUEST="true")
    assert "عجوز" in client.get(form).content.decode()
    client.get(form, {"new": "1"})
    assert "عجوز" not in client.get(form).content.decode()
    client.post(form, call(category=""))  # not sent: the form asks again, and stays also after a reload
    assert "عجوز" in client.get(form).content.decode()


@pytest.mark.parametrize("count", ["0", "-5", "many"])
def test_an_impossible_number_of_people_is_said_at_its_field_and_nothing_typed_is_lost(
    cast: Cast, houses: Houses, arrive: Make, signed_in, count: str
) -> None:
    client = signed_in(cast.duniya)
    answer = client.post(reverse("alerts:record"), call(people_count=count, reporter_name="يمينة"))
    body = answer.content.decode()
    assert answer.status_code == 422 and 'id="id_people_count_error"' in body
    assert f'value="{count}"' in body and "يمينة" in body and "عجوز وحدها بلا أكل" in body
    alert = arrive(read_by=cast.duniya)
    wrong = client.post(reverse("alerts:reading", args=[alert.uuid]), {"put": "PEOPLE", "people": count})
    body = wrong.content.decode()
    assert wrong.status_code == 422 and 'id="people-wrong"' in body and "من 1 إلى 10" in body
    assert f'value="{count}" aria-invalid="true"' in body and alert.number in body


@pytest.mark.parametrize("name", ["😀", "12345", "؟؟"])
def test_the_name_of_a_caller_has_letters(cast: Cast, houses: Houses, signed_in, name: str) -> None:
    answer = signed_in(cast.duniya).post(reverse("alerts:record"), call(reporter_name=name))
    assert answer.status_code == 422 and "الاسم فيه حروف" in answer.content.decode()
    assert not Alert.objects.exists()


def test_landmarks_and_what_it_is_about_are_proposed(cast: Cast, places: Places, houses: Houses, signed_in) -> None:
    client = signed_in(cast.duniya)

    def hints(**typed: str) -> str:
        return client.post(reverse("alerts:record_hints"), typed, HTTP_HX_REQUEST="true").content.decode()

    text = "مرا راجلها يضربها كل ليلة، ساكنة في حي السلام قرب مسجد النور"
    body = hints(text=text)
    assert 'data-fill="place_text" data-value="حي السلام، قرب مسجد النور"' in body
    assert 'data-fill="category" data-value="VIOLENCE"' in body
    stands = hints(text=text, place_text="حي السلام، قرب مسجد النور", category="VIOLENCE")
    assert 'data-fill="place_text"' not in stands and 'data-fill="category"' not in stands
    assert 'data-fill="category"' not in hints(text="السلام عليكم")


def test_a_place_outside_the_officers_area_says_who_decides_there(
    cast: Cast, places: Places, houses: Houses, signed_in
) -> None:
    gazetteer.forget()
    client = signed_in(cast.duniya)

    def hints(**typed: str) -> str:
        return client.post(reverse("alerts:record_hints"), typed, HTTP_HX_REQUEST="true").content.decode()

    body = hints(text="عجوز وحدها في بلدية البليدة")
    assert f"خارج نطاقكم؛ يذهب إلى: {houses.blida_directorate.name}" in body
    assert "خارج نطاقكم" not in hints(text="عجوز وحدها في بلدية باب الوادي")
    blida = places.blida_commune
    where = {"area": blida.full_name, "area_id": str(blida.uuid), "area_name": blida.full_name}
    chosen = hints(text="عجوز وحدها", **where)
    assert "المكان المكتوب في الاستمارة خارج نطاقكم" in chosen and houses.blida_directorate.name in chosen
    assert "المكان المكتوب" not in hints(text="عجوز", **where | {"area": "باب"})  # typed over: not chosen any more
    recorded = client.post(reverse("alerts:record"), call(**where)).content.decode()
    assert Alert.objects.get().organisation == houses.blida_directorate
    assert f"أُحيل التبليغ إلى {houses.blida_directorate.name}" in recorded


@pytest.mark.parametrize("status", ["NEW", "READ", "ON_MISSION", "IN_CASE", "GATHERED", "DISMISSED"])
def test_only_what_the_state_of_an_alert_allows_is_offered(
    arrive: Make, cast: Cast, houses: Houses, signed_in, status: str
) -> None:
    alert, lead, other = (arrive(read_by=cast.brahim, source_ref=str(n)) for n in range(3))
    match status:
        case "ON_MISSION":
            actions.mark_on_mission(alert=alert, by=cast.brahim, mission_number="OM-1")
        case "IN_CASE":
            actions.mark_in_case(alert=alert, by=cast.brahim, case_number="16-1")
        case "GATHERED":
            actions.gather(alert=alert, into=lead, by=cast.brahim)
        case "DISMISSED":
            actions.dismiss(alert=alert, by=cast.brahim, reason="TEST")
    client = signed_in(cast.brahim)
    page = client.get(alert.get_absolute_url()).content.decode()
    panel = client.get(reverse("cases:alert_panel", args=[alert.uuid])).content.decode()
    begins = status in ("NEW", "READ", "ON_MISSION")
    for address in (reverse("cases:new"), reverse("cases:join")):
        assert (f"{address}?alert={alert.uuid}" in page) == begins
        assert (f"{address}?alert={alert.uuid}" in panel) == begins
    gathering = reverse("alerts:gathering", args=[alert.uuid, other.uuid])
    assert (gathering in page) == (status not in ("GATHERED", "DISMISSED"))
    assert (reverse("alerts:correction", args=[alert.uuid]) in page) == (status not in ("GATHERED", "DISMISSED"))
    assert (reverse("alerts:question", args=[alert.uuid]) in page) == (status != "DISMISSED")


def test_what_cannot_be_gathered_any_more_is_not_offered_for_it(arrive: Make, cast: Cast, signed_in) -> None:
    alert, filed = (arrive(read_by=cast.brahim, source_ref=str(n)) for n in range(2))
    actions.mark_in_case(alert=filed, by=cast.brahim, case_number="16-1")
    page = signed_in(cast.brahim).get(alert.get_absolute_url()).content.decode()
    assert reverse("alerts:gathering", args=[alert.uuid, filed.uuid]) not in page
