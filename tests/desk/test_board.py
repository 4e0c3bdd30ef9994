"""The live desk: what each pane tells, to whom, and at which cost."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions
from yaqaza.alerts.models import Alert, HandOver
from yaqaza.alerts.states import Category, Channel, PlacePrecision
from yaqaza.channels.models import Connector
from yaqaza.channels.states import Health, Kind, Reason
from yaqaza.desk import board as boards
from yaqaza.field.models import Shift
from yaqaza.field.places import actions as places_actions
from yaqaza.field.roster import actions as roster
from yaqaza.field.roster.rules import Needed
from yaqaza.field.states import Guests

LIVE = reverse("desk:live")
PANES = reverse("desk:live_panes")


def an_alert(area, category=Category.ELDERLY_IN_DANGER, text="شيخ وحده منذ أيام") -> Alert:
    return actions.receive(
        by=None, channel=Channel.PORTAL, category=category, area=area, place_precision=PlacePrecision.COMMUNE, text=text
    ).alert


def on_shift(user, house, *, hours: float = 2, until: float = 6) -> Shift:
    now = timezone.now()
    return Shift.objects.create(
        organisation=house, user=user, planned_by=user, starts_at=now - timedelta(hours=hours),
        ends_at=now + timedelta(hours=until),
    )  # fmt: skip


def test_the_screen_tells_all_of_it(cast, houses, places, signed_in) -> None:
    alert = an_alert(places.casbah)
    on_shift(cast.duniya, houses.cell)
    places_actions.say(organisation=houses.women_space, by=cast.head, numbers={Guests.WOMEN: (20, 3)})
    page = signed_in(cast.duniya).get(LIVE).content.decode()
    for told in (str(alert.uuid), "دنيا", "فضاء النساء", "منذ بداية مداومتكم", "مداومتكم حتى"):
        assert told in page, told


def test_only_the_panes_that_are_asked_for_come_and_what_is_new_is_told(cast, houses, places, signed_in) -> None:
    client = signed_in(cast.duniya)
    first = an_alert(places.casbah)
    an_alert(places.casbah, Category.VIOLENCE, "صراخ كل ليلة")
    an_alert(places.blida_commune)  # not hers
    page = client.get(f"{PANES}?want=queue,nonsense&since={first.pk}").content.decode()
    assert page.count("data-body=") == 1 and 'data-body="queue"' in page
    assert "وصل تبليغ جديد، واحد منها حرج" in " ".join(page.split())
    again = client.get(f"{PANES}?want=map&since={Alert.objects.latest('pk').pk}").content.decode()
    assert "وصل" not in again.split("data-news")[1]


def test_what_has_just_come_is_there_however_long_the_queue_is(cast, houses, places, signed_in) -> None:
    for _ in range(26):
        an_alert(places.casbah, Category.VIOLENCE, "صراخ كل ليلة")
    last = an_alert(places.casbah, Category.VIOLENCE, "صراخ كل ليلة")  # due last: the 27th of its group
    page = signed_in(cast.duniya).get(f"{PANES}?want=queue").content.decode()
    assert page.count(str(last.uuid)) == 2  # its address and its mark, once
    assert "وصل الآن" in page


def test_looking_at_the_desk_reads_nothing(cast, houses, places, signed_in) -> None:
    alert = an_alert(places.casbah)
    client = signed_in(cast.duniya)
    client.get(LIVE)
    client.get(f"{PANES}?want={','.join(boards.PANES)}")
    alert.refresh_from_db()
    assert alert.status == "NEW"


def test_alerts_of_elsewhere_and_closed_ones_are_not_there(cast, houses, places, signed_in) -> None:
    far, closed = an_alert(places.blida_commune), an_alert(places.casbah)
    actions.set_sensitive(alert=closed, sensitive=True)
    page = signed_in(cast.duniya).get(LIVE).content.decode()
    assert str(far.uuid) not in page and str(closed.uuid) not in page


@pytest.mark.parametrize("pane", boards.PANES)
def test_a_pane_costs_as_many_queries_with_three_rows_as_with_one(
    pane, cast, houses, places, signed_in, django_assert_max_num_queries, django_assert_num_queries
) -> None:
    client = signed_in(cast.duniya)

    def a_row() -> None:
        alert = an_alert(places.casbah)
        actions.hand_over(by=cast.brahim, organisation=houses.cell, text="بقية", alerts=[alert])

    cast.brahim.postings.create(role=Role.DUTY_OFFICER, organisation=houses.cell, area=places.algiers)
    cast.brahim.__dict__.pop("current_postings", None)
    on_shift(cast.duniya, houses.cell)
    a_row()
    client.get(f"{PANES}?want={pane}")
    with django_assert_max_num_queries(22) as few:
        client.get(f"{PANES}?want={pane}")
    a_row()
    a_row()
    with django_assert_num_queries(len(few)):
        client.get(f"{PANES}?want={pane}")


def test_a_dead_connector_and_an_empty_desk_are_shouted_about(cast, houses, signed_in) -> None:
    trouble = {"in_health": Health.TROUBLE, "in_trouble": Reason.NETWORK}
    Connector.objects.create(
        kind=Kind.SMS_HTTP, name="بوابة الرسائل", organisation=houses.cell, enabled=True, **trouble
    )
    client = signed_in(cast.duniya)
    page = client.get(LIVE).content.decode()
    assert "بوابة الرسائل" in page and "لا أحد في المكتب الآن حسب الجدول" in page
    on_shift(cast.duniya, houses.cell)
    assert "لا أحد في المكتب الآن حسب الجدول" not in client.get(LIVE).content.decode()


def test_a_desk_with_fewer_than_it_needs_is_shouted_about(cast, houses, signed_in) -> None:
    roster.set_cover(organisation=houses.cell, by=cast.brahim, lines=[Needed(time(0), time(0), 2)])
    on_shift(cast.duniya, houses.cell)
    client = signed_in(cast.duniya)
    assert "في المكتب الآن حسب الجدول: 1، واللازم: 2" in client.get(LIVE).content.decode()
    on_shift(cast.brahim, houses.cell)
    assert "حسب الجدول" not in client.get(LIVE).content.decode()


def test_since_when_is_told_by_the_shift_else_by_the_note_else_by_the_clock(cast, houses) -> None:
    now = timezone.now()
    assert boards.since(cast.duniya, shift=None, now=now).at == now - boards.BACK
    note = HandOver.objects.create(
        organisation=houses.cell, written_by=cast.brahim, text="بقية", acknowledged_by=cast.duniya,
        acknowledged_at=now - timedelta(hours=3),
    )  # fmt: skip
    assert boards.since(cast.duniya, shift=None, now=now).at == note.acknowledged_at
    shift = on_shift(cast.duniya, houses.cell)
    assert boards.since(cast.duniya, shift=shift, now=now).at == shift.starts_at


def test_what_changed_begins_with_the_shift(cast, houses, places) -> None:
    alert = an_alert(places.casbah)
    actions.read(alert=alert, by=cast.duniya)
    actions.note(alert=alert, by=cast.duniya, text="اتصلت بالجيران")  # said to nobody else: no change
    actions.dismiss(alert=alert, by=cast.duniya, reason="NO_CONTACT", note="x")
    shift = on_shift(cast.duniya, houses.cell)
    made = boards.board(cast.duniya, panes=["changes"])
    assert [(entry.note, entry.who) for entry in made.changes] == [(alert.number, "دنيا")]
    assert made.arrived == 1
    shift.starts_at = timezone.now()
    shift.save()
    assert boards.board(cast.duniya, panes=["changes"]).changes == []


def test_a_note_that_nobody_took_is_the_supervisors_half_an_hour_after_the_change(cast, houses, signed_in) -> None:
    now = timezone.now()
    note = HandOver.objects.create(
        organisation=houses.cell, written_by=cast.duniya, text="بقية", written_at=now - timedelta(hours=2)
    )
    assert boards.late_handovers(cast.brahim) == [note]  # no roster says when the shift changed
    change = Shift.objects.create(
        organisation=houses.cell, user=cast.duniya, planned_by=cast.brahim, starts_at=now - timedelta(minutes=20),
        ends_at=now + timedelta(hours=8),
    )  # fmt: skip
    assert boards.late_handovers(cast.brahim) == []
    change.starts_at = now - timedelta(minutes=31)
    change.save()
    assert boards.late_handovers(cast.brahim) == [note]
    assert "لم يتسلم أحد المذكرة" in signed_in(cast.brahim).get(LIVE).content.decode()
    assert "مذكرات لم يتسلمها أحد" in signed_in(cast.brahim).get(reverse("desk:home")).content.decode()
    assert (boards.late_handovers(cast.duniya), boards.late_handovers(cast.chafia)) == ([], [])
    other = make_user("ilyes", "إلياس", Role.DUTY_OFFICER, houses.cell, houses.cell.area)
    actions.acknowledge(handover=note, by=other)
    assert boards.late_handovers(cast.brahim) == []


def test_items_are_taken_on_the_desk(cast, houses, places, signed_in) -> None:
    other = make_user("ilyes", "إلياس", Role.DUTY_OFFICER, houses.cell, houses.cell.area)
    alert = an_alert(places.casbah)
    note = actions.hand_over(by=cast.duniya, organisation=houses.cell, text="بقية", alerts=[alert])
    client = signed_in(other)
    page = client.get(LIVE).content.decode()
    button = reverse("alerts:handover_item", args=[note.uuid, alert.uuid])
    assert button in page and 'name="back" value="live"' in page
    assert client.post(button, {"back": "live"}).url == LIVE
    note.refresh_from_db()
    assert note.acknowledged_by == other


@pytest.mark.parametrize(
    ("given", "stream", "policy"),
    [
        ("", "", "connect-src 'self';"),
        ("/live/", "/live/", "connect-src 'self';"),
        (":8001/live/", "http://testserver:8001/live/", "connect-src 'self' http://testserver:8001;"),
    ],
)
def test_the_page_may_speak_to_the_stream_and_to_nothing_else(given, stream, policy, cast, settings, signed_in) -> None:
    settings.LIVE_URL = given
    answer = signed_in(cast.duniya).get(LIVE)
    assert f'data-stream="{stream}"' in answer.content.decode()
    assert policy in answer.headers["Content-Security-Policy"]


def test_own_shifts_stand_on_the_home(cast, houses, signed_in) -> None:
    on_shift(cast.farid, houses.cell)
    page = signed_in(cast.farid).get(reverse("desk:home")).content.decode()
    assert "مداوماتي" in page and "خلية اليقظة للجزائر" in page


def test_the_home_is_not_the_live_desk_in_the_bar(cast, signed_in) -> None:
    client = signed_in(cast.duniya)
    current = 'href="/desk/live/" aria-current="page"'
    assert current in client.get(LIVE).content.decode()
    assert current not in client.get(reverse("desk:home")).content.decode()
