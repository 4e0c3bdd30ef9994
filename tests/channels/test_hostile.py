"""Anybody can write to us: what cannot be read is kept once, shown, and holds nobody else up."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connections
from django.urls import reverse
from django.utils import timezone

from yaqaza.channels import actions, network
from yaqaza.channels.actions import arriving, sending
from yaqaza.channels.connectors.base import Incoming
from yaqaza.channels.connectors.sms_http import Provider
from yaqaza.channels.models import Arrival, Attempt, Connector, Contact, Message, OptOut, Receipt
from yaqaza.channels.states import Health, Kind, Reason, Status
from yaqaza.channels.tasks import check_health, take_up
from yaqaza.core.crypto import blind_index

pytestmark = pytest.mark.django_db


def came(**more: object) -> Incoming:
    return Incoming(**({"sender": "0550001234", "text": "رجل بلا مأوى"} | more))


@pytest.fixture
def reads(sms, monkeypatch):
    """A call that reads as these."""

    def take(*found: Incoming) -> int:
        monkeypatch.setattr(Provider, "read", lambda self, raw: list(found))
        (arrival,) = actions.keep(connector=sms, raws=["x"])
        return actions.take_in(arrival_ids=[arrival.pk])

    return take


@pytest.mark.parametrize("fault", [OverflowError, IndexError, RecursionError, UnicodeError, LookupError])
def test_a_call_that_breaks_its_reading_is_marked_and_not_read_again(sms, monkeypatch, fault, run_jobs) -> None:
    def read(self, raw):
        raise fault

    monkeypatch.setattr(Provider, "read", read)
    (arrival,) = actions.keep(connector=sms, raws=["x"])
    run_jobs()
    arrival.refresh_from_db()
    assert arrival.readable is False and arrival.read_at is not None and arrival.raw == "x"
    take_up()
    assert run_jobs() == []


def test_what_waits_is_taken_in_by_one_job_and_a_broken_call_holds_nothing_up(sms, run_jobs) -> None:
    calls = [f'{{"from": "055000000{each}", "text": "x y z", "id": "{each}"}}' for each in range(4)]
    actions.keep(connector=sms, raws=[*calls[:2], "{", calls[0], *calls[2:]])
    assert [name for name in run_jobs() if name.endswith(("take_in", "intake_message"))] == [
        "channels.take_in", "alerts.intake_message",
    ]  # fmt: skip
    assert sorted(Message.objects.filter(direction="IN").values_list("external_id", flat=True)) == ["0", "1", "2", "3"]
    assert list(Arrival.objects.order_by("id").values_list("readable", flat=True)) == [
        True,
        True,
        False,
        True,
        True,
        True,
    ]
    assert not Arrival.objects.filter(read_at=None).exists()


def test_many_calls_are_taken_in_with_the_statements_of_one(sms, django_assert_num_queries) -> None:
    calls = [f'{{"from": "055000000{each}", "text": "x y z", "id": "{each}"}}' for each in range(4)]
    for some in (calls[:1], calls[1:]):
        kept = actions.keep(connector=sms, raws=some)
        with django_assert_num_queries(15):
            assert actions.take_in(arrival_ids=[arrival.pk for arrival in kept]) == len(some)


def test_stop_and_start_in_one_go_are_obeyed_in_the_order_in_which_they_were_written(reads) -> None:
    at = timezone.now()
    words = [
        came(text=text, external_id=text, at=at + timedelta(seconds=n)) for n, text in enumerate(("STOP", "resume"))
    ]
    assert reads(*words) == 2
    assert not OptOut.objects.exists()
    assert sorted(Message.objects.filter(direction="OUT").values_list("template", flat=True)) == ["RESUMED", "STOPPED"]


def test_one_that_cannot_be_kept_leaves_the_others_of_its_call(reads) -> None:
    broken = came(sender="0661234567", attachments=None)
    assert reads(came(external_id="1"), broken, came(sender="0770000000", external_id="3")) == 2
    assert Arrival.objects.get().readable is False


def test_signs_that_no_database_holds_do_not_stop_a_message(reads) -> None:
    assert reads(came(external_id="1\x00\ud800", name="a\x00\udfff", text="ساعدونا\x00")) == 1
    assert Message.objects.get().external_id == "1"


def test_while_the_database_is_away_nothing_is_called_unreadable(sms, monkeypatch) -> None:
    def read(self, raw):
        raise OperationalError

    monkeypatch.setattr(Provider, "read", read)
    (arrival,) = actions.keep(connector=sms, raws=["x"])
    with pytest.raises(OperationalError):
        actions.take_in(arrival_ids=[arrival.pk])
    arrival.refresh_from_db()
    assert arrival.read_at is None


@pytest.mark.parametrize(("lon", "lat"), [(3.0, 95.0), (181.0, 36.0), (float("nan"), 36.0), (3.0, float("inf"))])
def test_an_impossible_position_leaves_the_message(reads, lon, lat) -> None:
    assert reads(came(external_id="1", lon=lon, lat=lat)) == 1
    assert (Message.objects.get().lon, Message.objects.get().lat) == (None, None)


def test_an_impossible_clock_is_not_believed(reads) -> None:
    assert reads(came(external_id="1", at=timezone.now().replace(tzinfo=None))) == 1
    assert Message.objects.get().at == Arrival.objects.get().at


def test_a_poll_that_fails_in_an_unknown_way_shows_it_and_rests(connect, provider, monkeypatch) -> None:
    from yaqaza.channels.connectors.telegram import Provider as Telegram

    bot = connect(Kind.TELEGRAM, {"api": provider.url, "way": "ask"}, {"token": "t", "secret": "s"})

    def poll(self, cursor, keep):
        raise IndexError

    monkeypatch.setattr(Telegram, "poll", poll)
    assert actions.poll(connector_id=bot.pk) == 0
    bot.refresh_from_db()
    assert (bot.in_health, bot.in_trouble) == (Health.TROUBLE, Reason.ANSWER)
    assert bot.polling_until > timezone.now() + timedelta(minutes=5)


def test_a_connector_that_breaks_its_trial_does_not_keep_the_others_from_theirs(
    sms, connect, provider, monkeypatch
) -> None:
    second = connect(Kind.SMS_HTTP, {"send_url": f"{provider.url}/two"}, {"check_secret": "s"})

    def try_out(self):
        if self.get("send_url").endswith("/send"):
            raise IndexError

    monkeypatch.setattr(Provider, "try_out", try_out)
    check_health()
    sms.refresh_from_db()
    second.refresh_from_db()
    assert (sms.out_health, sms.out_trouble, second.out_health) == (Health.TROUBLE, Reason.ANSWER, Health.WORKS)


def test_a_call_without_a_length_is_refused_and_not_answered_as_kept(outside, sms) -> None:
    sms.settings |= {"check": "token", "check_header": "X-Key"}
    sms.save()
    address = reverse("channels:hook", args=[sms.uuid])
    secret = json.loads(sms.secrets)["check_secret"]
    answer = outside.generic("POST", address, headers={"X-Key": secret, "Transfer-Encoding": "chunked"})
    assert answer.status_code == 411 and not Arrival.objects.exists()


# Erasing


def test_who_is_erased_is_erased_from_every_call_also_those_delivered_again(sms, run_jobs) -> None:
    raw = urlencode({"from": "0550001234", "text": "ساعدونا", "id": "7"})
    other = urlencode({"from": "0661234567", "text": "ساعدونا", "id": "8"})
    actions.keep(connector=sms, raws=[raw, raw, raw, other])
    run_jobs()
    actions.forget(contact=Contact.objects.get(index=blind_index("contact:SMS", "+213550001234")))
    assert list(Arrival.objects.order_by("id").values_list("raw", "sha256", "senders"))[:3] == [("", "", [])] * 3
    assert Arrival.objects.latest("id").raw == other


def test_what_could_not_be_read_goes_when_the_address_stands_in_it(sms, run_jobs) -> None:
    mine = json.dumps({"part": 1, "msisdn": "213550001234"})
    actions.keep(connector=sms, raws=[mine, json.dumps({"part": 1, "msisdn": "213661234567"})])
    actions.keep(connector=sms, raws=["from=0550001234&text=x&id=1"])
    run_jobs()
    actions.forget(contact=Contact.objects.get())
    assert [bool(each.raw) for each in Arrival.objects.order_by("id")] == [False, True, False]


def test_receipts_keep_no_number_and_their_calls_nothing(sms, provider, run_jobs) -> None:
    contact = Contact.objects.create(connector=sms, address="+213550001234", index="i" * 64)
    provider.usual = {"id": "wamid.MjEzNTUwMDAxMjM0"}
    actions.order(contact=contact, body="x", key="k", urgent=True)
    run_jobs()
    actions.keep(connector=sms, raws=[json.dumps({"id": "wamid.MjEzNTUwMDAxMjM0", "status": "delivered"})])
    run_jobs()
    assert Message.objects.get().status == Status.DELIVERED
    assert Receipt.objects.get().external_id == blind_index("receipt", "wamid.MjEzNTUwMDAxMjM0")
    assert Arrival.objects.get().raw == ""
    actions.forget(contact=contact)
    assert not Receipt.objects.exists() and Message.objects.get().external_id == ""


def test_receipts_go_after_ninety_days(sms) -> None:
    for days in (91, 1):
        at = timezone.now() - timedelta(days=days)
        Receipt.objects.create(connector=sms, external_id=str(days), status=Status.DELIVERED, at=at)
    actions.forget_raw()
    assert Receipt.objects.get().external_id == "1"


# Two at once


def test_an_answer_that_comes_after_a_newer_try_began_changes_nothing(sms, cast) -> None:
    contact = Contact.objects.create(connector=sms, address="+213550001234", index="i" * 64)
    message = actions.order(contact=contact, body="x", key="fence", urgent=True)
    first = sending._claim(message.pk)
    Message.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
    actions.settle()
    actions.send_again(message=message, by=cast.duniya)
    second = sending._claim(message.pk)
    assert sending._finish(first, network.Temporary(Reason.LIMIT)) == Status.SENDING
    assert sending._finish(second, sending.Sent("id-2")) == Status.SENT
    message.refresh_from_db()
    assert (message.status, message.external_id) == (Status.SENT, "id-2")
    assert [each.status for each in Attempt.objects.order_by("id")] == [Status.UNCLEAR, Status.SENT]


@pytest.mark.django_db(transaction=True)
def test_a_receipt_that_comes_while_the_sending_ends_is_not_lost(sms, provider, monkeypatch) -> None:
    provider.usual = {"id": "r-1"}
    contact = Contact.objects.create(connector=sms, address="+213550001234", index="i" * 64)
    message = actions.order(contact=contact, body="x", key="race", urgent=True)
    arrival = Arrival.objects.create(connector=sms, raw=json.dumps({"id": "r-1", "status": "failed"}))  # no job stays
    looked, real_told, real_send = threading.Event(), arriving._told, Provider.send

    def told(row, each):
        real_told(row, each)
        looked.set()
        threading.Event().wait(1)  # the receipt is looked for and not yet committed while the sending ends

    def other() -> None:
        try:
            actions.take_in(arrival_ids=[arrival.pk])
        finally:
            connections.close_all()

    thread = threading.Thread(target=other)

    def send(self, outgoing):
        sent = real_send(self, outgoing)
        thread.start()
        looked.wait(10)
        return sent

    monkeypatch.setattr(arriving, "_told", told)
    monkeypatch.setattr(Provider, "send", send)
    assert actions.send(message_id=message.pk) == Status.FAILED
    thread.join(10)
    assert Connector.objects.get().out_health == Health.WORKS


def test_a_gateway_that_answers_nobody_is_left_alone_for_a_while(sms, provider) -> None:
    contact = Contact.objects.create(connector=sms, address="+213550001234", index="i" * 64)
    pks = [actions.order(contact=contact, body="x", key=f"k{row}", urgent=True).pk for row in range(4)]
    for row in range(3):
        sms.refresh_from_db()
        assert (sms.out_health, sms.paused_until) == (Health.UNKNOWN, None), row
        provider.will_hang_up()
        assert actions.send(message_id=pks[row]) == Status.UNCLEAR
    sms.refresh_from_db()
    assert (sms.out_health, sms.out_trouble) == (Health.TROUBLE, Reason.CUT) and sms.paused_until > timezone.now()
    calls = len(provider.calls)
    assert actions.send(message_id=pks[3]) is None and len(provider.calls) == calls
