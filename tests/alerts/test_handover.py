"""A hand-over is taken over item by item, or all at once, by somebody else of the same house."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.conftest import make_user

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions, queries, reading
from yaqaza.alerts.models import Alert, HandOver
from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused


@pytest.fixture
def ilyes(houses) -> User:
    return make_user("ilyes", "إلياس", Role.DUTY_OFFICER, houses.cell, houses.cell.area)


@pytest.fixture
def note(arrive, cast, houses) -> HandOver:
    alerts = [arrive(), arrive()]
    return actions.hand_over(by=cast.duniya, organisation=houses.cell, text="ننتظر رد المستشفى", alerts=alerts)


def taken(note: HandOver) -> list[User | None]:
    return [item.taken_by for item in note.items.select_related("taken_by").order_by("id")]


def test_each_item_is_taken_by_whoever_takes_it_and_the_last_one_takes_the_note(note, cast, ilyes) -> None:
    first, second = note.alerts.order_by("id")
    actions.take_item(handover=note, alert=first, by=ilyes)
    note.refresh_from_db()
    assert (taken(note), note.acknowledged_at) == ([ilyes, None], None)
    with pytest.raises(Refused):
        actions.take_item(handover=note, alert=first, by=ilyes)
    actions.take_item(handover=note, alert=second, by=ilyes)
    note.refresh_from_db()
    assert (taken(note), note.acknowledged_by) == ([ilyes, ilyes], ilyes)
    assert queries.handovers_for(ilyes) == []
    events = AuditEntry.objects.filter(event__startswith="handover.").order_by("id").values_list("event", flat=True)
    assert list(events) == ["handover.written", "handover.item_taken", "handover.item_taken", "handover.acknowledged"]


def test_all_of_it_takes_what_is_still_open(note, houses, ilyes) -> None:
    other = make_user("rym", "ريم", Role.DUTY_OFFICER, houses.cell, houses.cell.area)
    actions.take_item(handover=note, alert=note.alerts.order_by("id").first(), by=other)
    actions.acknowledge(handover=note, by=ilyes)
    assert taken(note) == [other, ilyes]


def test_who_wrote_it_and_who_is_of_another_house_take_nothing(note, cast) -> None:
    alert = note.alerts.first()
    with pytest.raises(Refused):
        actions.take_item(handover=note, alert=alert, by=cast.duniya)
    with pytest.raises(NotPermitted):
        actions.take_item(handover=note, alert=alert, by=cast.chafia)


def test_whose_posting_ended_takes_nothing_over(note, ilyes) -> None:
    alert = note.alerts.first()
    ilyes.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    late = User.objects.get(pk=ilyes.pk)
    for act in (
        lambda: actions.take_item(handover=note, alert=alert, by=late),
        lambda: actions.acknowledge(handover=note, by=late),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert queries.handovers_for(late) == []


def test_an_alert_that_others_read_now_is_not_taken_but_the_note_is(note, ilyes, houses, places) -> None:
    moved, closed = note.alerts.order_by("id")
    Alert.objects.filter(pk=moved.pk).update(
        area=places.blida_commune, area_path=places.blida_commune.path, organisation=houses.blida_directorate
    )
    Alert.objects.filter(pk=closed.pk).update(sensitive=True)
    for alert in Alert.objects.filter(pk__in=[moved.pk, closed.pk]):
        with pytest.raises(Refused):
            actions.take_item(handover=note, alert=alert, by=ilyes)
    assert actions.acknowledge(handover=note, by=ilyes).acknowledged_by == ilyes


def test_the_page_shows_what_is_open_and_takes_one(note, ilyes, signed_in) -> None:
    client = signed_in(ilyes)
    alert = note.alerts.order_by("id").first()
    button = reverse("alerts:handover_item", args=[note.uuid, alert.uuid])
    assert button in client.get(reverse("alerts:handover")).content.decode()
    assert client.post(button).url == reverse("alerts:handover")
    assert client.post(button, {"back": "live"}).status_code == 409
    page = client.get(reverse("alerts:handover")).content.decode()
    assert button not in page and "إلياس" in page


def test_an_item_is_told_by_its_words_to_who_may_read_it_only(note, ilyes, signed_in) -> None:
    client, alert = signed_in(ilyes), note.alerts.order_by("id").first()
    words = reading.headline(alert.text, 70)
    told = f'<span class="handover__words" dir="rtl">{words}</span>'
    assert told in client.get(reverse("alerts:handover")).content.decode()
    Alert.objects.filter(pk=alert.pk).update(sensitive=True)
    hidden = client.get(reverse("alerts:handover")).content.decode()
    items = hidden.partition('class="handover__items"')[2].partition("</ul>")[0]
    assert alert.number in items and words not in items.partition(alert.number)[2].partition("</li>")[0]


def test_what_waits_goes_along_unless_it_is_left_out(arrive, cast, signed_in) -> None:
    alert = arrive()
    page = signed_in(cast.duniya).get(reverse("alerts:handover")).content.decode()
    assert (
        f'value="{alert.uuid}"' in page and page.count("checked") == page.count('name="alerts"') + 1
    )  # and the keys' own box


def test_an_alert_that_was_decided_while_the_note_was_written_goes_along(arrive, cast, houses, signed_in) -> None:
    alert = arrive(read_by=cast.duniya)
    actions.dismiss(alert=alert, by=cast.duniya, reason="TEST")
    sent = {"text": "ننتظر رد المستشفى", "organisation": houses.cell.uuid, "alerts": [str(alert.uuid)]}
    assert signed_in(cast.duniya).post(reverse("alerts:handover"), sent).status_code == 302
    assert list(HandOver.objects.get().alerts.all()) == [alert]
