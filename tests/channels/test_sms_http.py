"""SMS by an HTTP gateway: proofs, redelivery, receipts in any order, and what the gateway's answers mean."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.channels.conftest import SECRET

from yaqaza.accounts.models import Organisation
from yaqaza.channels import actions
from yaqaza.channels.connectors import gateway
from yaqaza.channels.forms import ConnectorForm
from yaqaza.channels.models import Arrival, Attempt, Connector, Contact, Message, OptOut
from yaqaza.channels.states import Health, Kind, Reason, Status
from yaqaza.core.crypto import blind_index

pytestmark = pytest.mark.django_db
TEXT = "رجل مسن بلا مأوى قرب المحطة، الجو بارد"


def sign(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.fixture
def deliver(outside, sms):
    """What the gateway does: call our address with a signed body."""

    def call(fields: dict, *, signature: str | None = None, connector: Connector = sms):
        body = json.dumps(fields).encode()
        return outside.post(
            reverse("channels:hook", args=[connector.uuid]), body, content_type="application/json",
            headers={"X-Signature": sign(body) if signature is None else signature},
        )  # fmt: skip

    return call


def came(**more: str) -> dict[str, str]:
    return {"from": "0550001234", "text": TEXT, "id": "g-1"} | more


def emptied(connector: Connector) -> Connector:
    connector.settings["token_prefix"] = ""
    return connector


@pytest.fixture
def contact(sms) -> Contact:
    return Contact.objects.create(connector=sms, address="+213550001234", index="i" * 64)


def order(contact: Contact, key: str = "k", **more) -> Message:
    return actions.order(contact=contact, body="أين يوجد الشخص؟", key=key, urgent=True, **more)


# In


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (came(parts=[]), [TEXT]),
        (came(media=[{"url": "x"}]), [TEXT]),
        ({"id": "batch-1", "messages": [came(), came(id="g-2", text="ثانية")]}, [TEXT, "ثانية"]),
        ({"errors": ["none"], "messages": [came()]}, [TEXT]),
    ],
)
def test_a_list_inside_a_message_is_a_part_of_it_and_messages_in_an_envelope_are_taken_out(sms, body, texts) -> None:
    rows = gateway(sms.type, sms.values).read(json.dumps(body))
    assert [row.text for row in rows] == texts


def test_a_setting_that_was_emptied_stays_empty_and_one_never_given_has_its_usual_value(sms, provider) -> None:
    one = gateway(
        sms.type, sms.values | {"token_prefix": "", "token_header": "X-Api-Key", "time_field": "", "to_field": ""}
    )
    assert (one.get("token_prefix"), one.get("time_field")) == ("", "")
    assert one.get("to_field") == "to"  # without it nothing goes
    assert gateway(sms.type, sms.values).get("token_prefix") == "Bearer"
    one.try_out()
    assert provider.calls[0].headers["x-api-key"] == "key-of-the-gateway"
    assert (
        ConnectorForm(kind=sms.type, houses=Organisation.objects.all(), connector=emptied(sms))
        .fields["token_prefix"]
        .initial
        == ""
    )


def test_what_comes_signed_is_kept_answered_and_read_by_a_job(deliver, run_jobs, sms) -> None:
    assert deliver(came()).status_code == 200
    arrival = Arrival.objects.get()
    assert json.loads(arrival.raw)["text"] == TEXT and arrival.read_at is None
    assert arrival.sha256 == blind_index("arrival", arrival.raw)  # keyed: nobody finds the text by trying
    assert "channels.take_in" in run_jobs()
    message = Message.objects.get(direction="IN")
    assert (message.body, message.contact.address, message.external_id) == (TEXT, "+213550001234", "g-1")


@pytest.mark.parametrize("signature", ["", "sha256=00", sign(b"something else"), sign(b"{}", "another secret")])
def test_what_comes_unsigned_or_wrongly_signed_is_refused_and_not_kept(deliver, signature) -> None:
    assert deliver(came(), signature=signature).status_code == 403
    assert not Arrival.objects.exists()


def test_a_connector_without_a_secret_lets_nobody_in(deliver, connect) -> None:
    bare = connect(Kind.SMS_HTTP, {"send_url": "https://gateway.example/send"}, {})
    body = json.dumps(came()).encode()
    assert deliver(came(), signature=sign(body, ""), connector=bare).status_code == 403


def test_a_key_in_a_header_proves_as_well(outside, connect) -> None:
    other = connect(
        Kind.SMS_HTTP,
        {"send_url": "https://g.example/", "check": "token", "check_header": "X-Key"},
        {"check_secret": SECRET},
    )
    address = reverse("channels:hook", args=[other.uuid])
    form = "application/x-www-form-urlencoded"
    assert (
        outside.post(address, "from=0550001234&text=x", content_type=form, headers={"X-Key": "no"}).status_code == 403
    )
    assert (
        outside.post(address, "from=0550001234&text=x", content_type=form, headers={"X-Key": SECRET}).status_code == 200
    )


def test_a_connector_that_is_off_does_not_exist_for_callers(deliver, sms) -> None:
    sms.enabled = False
    sms.save()
    assert deliver(came()).status_code == 404


def test_what_is_longer_than_a_megabyte_is_refused(deliver) -> None:
    assert deliver(came(text="x" * 1_100_000)).status_code == 413
    assert not Arrival.objects.exists()


def test_a_message_delivered_again_comes_in_once(deliver, run_jobs) -> None:
    for _time in range(3):
        assert deliver(came()).status_code == 200
    run_jobs()
    assert Message.objects.filter(direction="IN").count() == 1
    assert Arrival.objects.filter(read_at=None).count() == 0


def test_without_numbers_the_very_same_within_ten_minutes_is_a_redelivery_and_later_it_is_not(
    deliver, run_jobs
) -> None:
    fields = {"from": "0550001234", "text": "مازالت المشكلة"}
    deliver(fields)
    deliver(fields)
    run_jobs()
    assert Message.objects.filter(direction="IN").count() == 1
    Arrival.objects.update(at=timezone.now() - timedelta(minutes=11))
    deliver(fields)
    run_jobs()
    assert Message.objects.filter(direction="IN").count() == 2


def test_reading_the_same_arrival_twice_makes_one_message(deliver) -> None:
    deliver(came())
    pk = Arrival.objects.get().pk
    assert actions.take_in(arrival_ids=[pk]) == 1
    assert actions.take_in(arrival_ids=[pk]) == 0
    assert Message.objects.filter(direction="IN").count() == 1


@pytest.mark.parametrize("body", [b"[1, 2]", b"\xff\xfe", b"{", b'{"hello": "world"}', b"null"])
def test_a_call_that_says_nothing_is_kept_and_counted(outside, sms, run_jobs, body) -> None:
    address = reverse("channels:hook", args=[sms.uuid])
    headers = {"X-Signature": sign(body)}
    assert outside.post(address, body, content_type="text/plain", headers=headers).status_code == 200
    run_jobs()
    assert Arrival.objects.get().readable is False
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("word", "language"), [("STOP", "fr"), ("قف", "ar"), ("الغاء!", "ar"), ("Arrêt", "fr"), ("ARRET", "fr")]
)
def test_a_word_stops_all_messages_once_said_so_and_another_resumes_them(
    deliver, run_jobs, sms, provider, word, language
) -> None:
    deliver(came(text=word))
    run_jobs()
    assert OptOut.objects.get().language == language
    told = Message.objects.get(direction="OUT")
    assert (told.template, told.status, told.language) == ("STOPPED", "SENT", language)
    contact = told.contact
    later = order(contact, "later")
    assert (later.status, later.reason) == (Status.STOPPED, Reason.OPTED_OUT)
    deliver(came(text=word, id="g-2"))  # said again: nothing is answered twice
    deliver(came(text="Start", id="g-3"))
    run_jobs()
    assert not OptOut.objects.exists()
    assert order(contact, "after").status == Status.WAITING
    assert len(provider.calls) == 2


def test_a_sentence_that_holds_the_word_is_a_message(deliver, run_jobs) -> None:
    deliver(came(text="stop العنف، الجار يضرب زوجته"))
    run_jobs()
    assert not OptOut.objects.exists()
    assert Message.objects.get(direction="IN").command == ""


# Out


def test_a_message_goes_out_as_the_gateway_wants_it(sms, contact, provider) -> None:
    provider.usual = {"id": "p-7"}
    message = order(contact)
    assert actions.send(message_id=message.pk) == Status.SENT
    call = provider.calls[0]
    assert call.form == {"to": "+213550001234", "text": "أين يوجد الشخص؟"}
    assert call.headers["authorization"] == "Bearer key-of-the-gateway"
    message.refresh_from_db()
    assert (message.external_id, message.tries, message.reason) == ("p-7", 1, "")
    assert list(Attempt.objects.values_list("status", "reason")) == [("SENT", "")]
    assert actions.send(message_id=message.pk) is None  # the job is safe to run twice
    assert len(provider.calls) == 1


def test_the_same_key_is_ordered_once(contact) -> None:
    assert order(contact, "one") == order(contact, "one")
    assert Message.objects.count() == 1


def test_a_gateway_that_gives_every_message_the_same_number_sends_all_the_same(
    contact, provider, deliver, run_jobs
) -> None:
    provider.usual = {"id": "queued"}
    first, second = order(contact), order(contact, "other")
    assert actions.send(message_id=first.pk) == Status.SENT
    deliver({"id": "queued", "status": "delivered"})
    run_jobs()  # the second is sent, too, and is not taken for the first
    second.refresh_from_db()
    assert second.status == Status.SENT
    assert second.external_id == ""


def test_a_receipt_makes_it_delivered_also_when_it_comes_before_the_gateways_answer(
    sms, contact, provider, deliver, run_jobs
) -> None:
    provider.usual = {"id": "p-8"}
    deliver({"id": "p-8", "status": "DELIVRD"})
    run_jobs()
    message = order(contact)
    run_jobs()
    message.refresh_from_db()
    assert message.status == Status.DELIVERED and message.delivered_at


def test_receipts_out_of_order_never_take_a_message_back(contact, provider, deliver, run_jobs) -> None:
    provider.usual = {"id": "p-9"}
    message = order(contact)
    run_jobs()
    for status in ("delivered", "failed", "sent"):
        deliver({"id": "p-9", "status": status})
    run_jobs()
    message.refresh_from_db()
    assert (message.status, message.reason) == (Status.DELIVERED, "")


def test_a_receipt_of_failure_leaves_the_message_to_a_person(contact, provider, deliver, run_jobs) -> None:
    provider.usual = {"id": "p-10"}
    message = order(contact)
    run_jobs()
    deliver({"id": "p-10", "status": "UNDELIV"})
    run_jobs()
    message.refresh_from_db()
    assert (message.status, message.reason) == (Status.FAILED, Reason.UNDELIVERED)


def test_too_many_requests_waits_as_long_as_the_gateway_says_and_rests_the_connector(sms, contact, provider) -> None:
    provider.will(429, Retry_After="90")
    message, other = order(contact), order(contact, "other")
    before = timezone.now()
    assert actions.send(message_id=message.pk) == Status.WAITING
    message.refresh_from_db()
    assert message.reason == Reason.LIMIT and message.due_at >= before + timedelta(seconds=90)
    assert actions.send(message_id=other.pk) is None  # nothing else is tried meanwhile
    assert len(provider.calls) == 1
    sms.refresh_from_db()
    assert sms.out_health == Health.UNKNOWN  # a limit is no fault


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        (503, Status.WAITING, Reason.PROVIDER),
        (500, Status.UNCLEAR, Reason.PROVIDER),
        (504, Status.UNCLEAR, Reason.PROVIDER),
        (400, Status.FAILED, Reason.CONTENT),
        (302, Status.WAITING, Reason.SETTINGS),
        (401, Status.WAITING, Reason.ACCESS),
    ],
)
def test_what_an_answer_means_for_the_message(contact, provider, status, outcome, reason) -> None:
    provider.will(status, Location="http://127.0.0.1:1/elsewhere")
    message = order(contact)
    assert actions.send(message_id=message.pk) == outcome
    message.refresh_from_db()
    assert message.reason == reason
    assert len(provider.calls) == 1  # no redirect was followed


def test_a_key_that_ran_out_is_the_connectors_trouble_and_the_message_goes_when_it_works_again(
    sms, contact, provider
) -> None:
    provider.will(401)
    message = order(contact)
    actions.send(message_id=message.pk)
    sms.refresh_from_db()
    message.refresh_from_db()
    assert (sms.out_health, sms.out_trouble, message.tries) == (Health.TROUBLE, Reason.ACCESS, 0)
    actions.check_health(connector=sms)
    Message.objects.update(due_at=timezone.now())
    assert actions.send(message_id=message.pk) == Status.SENT


def test_a_connection_cut_while_sending_may_have_been_sent_and_never_goes_again_by_itself(
    contact, provider, run_jobs
) -> None:
    provider.will_hang_up()
    message = order(contact)
    assert actions.send(message_id=message.pk) == Status.UNCLEAR
    actions.settle()
    actions.drain()
    run_jobs()
    assert len(provider.calls) == 1


def test_with_a_key_of_ours_a_cut_sending_goes_again_under_the_same_key(sms, contact, provider) -> None:
    sms.settings["key_field"] = "client_ref"
    sms.save()
    contact.refresh_from_db()
    provider.will_hang_up()
    message = order(contact)
    assert actions.send(message_id=message.pk) == Status.WAITING
    Message.objects.update(due_at=timezone.now())
    assert actions.send(message_id=message.pk) == Status.SENT
    assert [call.form["client_ref"] for call in provider.calls] == [str(message.uuid)] * 2


def test_nobody_at_the_address_is_tried_later(sms, contact, provider) -> None:
    sms.settings["send_url"] = "http://127.0.0.1:9/send"
    sms.save()
    message = order(contact)
    assert actions.send(message_id=message.pk) == Status.WAITING
    message.refresh_from_db()
    assert message.reason == Reason.NETWORK


def test_no_number_nor_word_of_a_message_reaches_a_log(contact, provider, deliver, run_jobs, caplog) -> None:
    caplog.set_level("DEBUG")
    provider.will(500)
    order(contact)
    deliver(came())
    run_jobs()
    assert "550001234" not in caplog.text.replace(" ", "")
    assert "محطة" not in caplog.text and "key-of-the-gateway" not in caplog.text


@pytest.mark.parametrize(
    ("given", "body", "outcome", "reason"),
    [
        ({"taken": "ok, queued"}, b"OK 4711", Status.SENT, ""),
        ({"taken": "ok, queued"}, b"ERROR: wrong number", Status.FAILED, Reason.REFUSED),
        ({"taken": "ok, queued"}, b"okapi", Status.FAILED, Reason.REFUSED),
        ({"taken": "ok, queued"}, b"", Status.UNCLEAR, Reason.ANSWER),
        ({"taken": "0", "taken_field": "result.code"}, {"result": {"code": 0}, "id": "g-7"}, Status.SENT, ""),
        ({"taken": "0", "taken_field": "result.code"}, {"result": {"code": 12}}, Status.FAILED, Reason.REFUSED),
        ({"taken": "0", "taken_field": "messages.status"}, {"messages": [{"status": "0"}]}, Status.SENT, ""),
        ({"taken": "0", "taken_field": "messages.status"}, {"error": "?"}, Status.UNCLEAR, Reason.ANSWER),
        ({}, {"error": "no credit"}, Status.SENT, ""),
    ],
)
def test_a_gateway_that_answers_200_also_when_it_refuses_is_believed_by_its_words(
    sms, contact, provider, given, body, outcome, reason
) -> None:
    sms.settings |= given
    sms.save()
    contact.refresh_from_db()
    provider.will(200, body)
    message = order(contact)
    assert actions.send(message_id=message.pk) == outcome
    message.refresh_from_db()
    assert message.reason == reason


@pytest.mark.parametrize("written", ["SHA256=", "Sha256=", "sha256="])
def test_the_proof_is_read_in_whatever_case(deliver, written) -> None:
    proof = sign(json.dumps(came()).encode()).removeprefix("sha256=")
    assert deliver(came(), signature=written + proof.upper()).status_code == 200


def test_numbers_longer_than_a_column_do_not_become_one(deliver, run_jobs) -> None:
    deliver(came(id="n" * 300 + "1", text="one"))
    deliver(came(id="n" * 300 + "2", text="two"))
    deliver(came(id="n" * 300 + "2", text="two"))
    run_jobs()
    assert Message.objects.filter(direction="IN").count() == 2


def test_receiving_and_sending_are_told_apart(deliver, sms, contact, provider, run_jobs) -> None:
    provider.will(401)
    actions.send(message_id=order(contact).pk)
    deliver(came())
    run_jobs()
    sms.refresh_from_db()
    assert (sms.out_health, sms.out_trouble) == (Health.TROUBLE, Reason.ACCESS)
    assert (sms.in_health, sms.in_trouble, sms.state) == (Health.WORKS, "", Health.TROUBLE)
