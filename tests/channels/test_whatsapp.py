"""WhatsApp's Cloud API, with payloads as its pages show them."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from yaqaza.channels import actions
from yaqaza.channels.models import Arrival, Connector, Contact, Message
from yaqaza.channels.states import Health, Kind, Reason, Status

pytestmark = pytest.mark.django_db
APP = "secret-of-the-application"
PHONE = "106540352242922"


def envelope(value: dict, phone: str = PHONE) -> dict:
    metadata = {"display_phone_number": "15550783881", "phone_number_id": phone}
    change = {"value": {"messaging_product": "whatsapp", "metadata": metadata} | value, "field": "messages"}
    return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}


def text(number: str = "wamid.A", body: str = "امرأة مسنة وحدها", **more: object) -> dict:
    message = {
        "from": "213550001234",
        "id": number,
        "timestamp": "1749416383",
        "type": "text",
        "text": {"body": body},
    } | more
    contacts = [{"profile": {"name": "Sheena"}, "wa_id": "213550001234"}]
    return envelope({"contacts": contacts, "messages": [message]})


def status(number: str, said: str, **more: object) -> dict:
    return envelope(
        {"statuses": [{"id": number, "status": said, "timestamp": "1749416390", "recipient_id": "213550001234"} | more]}
    )


@pytest.fixture
def line(provider, connect) -> Connector:
    return connect(
        Kind.WHATSAPP,
        {"phone_id": PHONE, "api": f"{provider.url}/v23.0"},
        {"token": "EAAG", "app_secret": APP, "verify_token": "our-word"},
    )


@pytest.fixture
def call(outside, line):
    def post(body: dict, secret: str = APP):
        raw = json.dumps(body).encode()
        signature = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
        return outside.post(
            reverse("channels:hook", args=[line.uuid]), raw, content_type="application/json",
            headers={"X-Hub-Signature-256": signature},
        )  # fmt: skip

    return post


@pytest.fixture
def contact(line) -> Contact:
    return Contact.objects.create(connector=line, address="+213550001234", index="i" * 64, last_in_at=timezone.now())


def order(contact: Contact, key: str = "k") -> Message:
    return actions.order(contact=contact, body="أين يوجد الشخص؟", key=key, urgent=True)


def test_meta_is_answered_with_its_challenge_only_when_it_knows_our_word(outside, line) -> None:
    address = reverse("channels:hook", args=[line.uuid])
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "our-word"}
    answer = outside.get(address, asked)
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (
        200, b"1158201444", "text/plain; charset=utf-8",
    )  # fmt: skip
    assert outside.get(address, asked | {"hub.verify_token": "another"}).status_code == 403
    assert outside.get(address).status_code == 403


def test_a_wrong_signature_is_refused(call) -> None:
    assert call(text(), "another").status_code == 403
    assert not Arrival.objects.exists()


def test_a_message_comes_in_once_with_who_and_when(call, run_jobs) -> None:
    assert call(text()).status_code == 200
    assert call(text()).status_code == 200
    run_jobs()
    message = Message.objects.get(direction="IN")
    assert (message.body, message.external_id, message.contact.address, message.contact.name) == (
        "امرأة مسنة وحدها", "wamid.A", "+213550001234", "Sheena",
    )  # fmt: skip


def test_what_is_for_another_number_of_the_application_is_left(call, run_jobs) -> None:
    call(envelope({"messages": [{"from": "1", "id": "x", "type": "text", "text": {"body": "x"}}]}, phone="999"))
    run_jobs()
    assert not Message.objects.exists() and Arrival.objects.get().readable


def test_an_image_a_button_and_a_position_are_read(call, run_jobs) -> None:
    call(text("wamid.1", type="image", image={"id": "media", "caption": "هنا في الشارع"}))
    call(text("wamid.2", type="button", button={"text": "نعم", "payload": "Y"}))
    call(text("wamid.3", type="location", location={"latitude": 36.78, "longitude": 3.05, "name": "المسجد"}))
    run_jobs()
    rows = {row.external_id: row for row in Message.objects.filter(direction="IN")}
    assert (rows["wamid.1"].body, rows["wamid.1"].attachments) == ("هنا في الشارع", 1)
    assert rows["wamid.2"].body == "نعم"
    assert (rows["wamid.3"].lat, rows["wamid.3"].body) == (36.78, "المسجد")


def test_a_card_a_pressed_button_and_what_is_not_handed_over_are_not_lost(call, run_jobs) -> None:
    card = {"name": {"formatted_name": "جارة"}, "phones": [{"phone": "+213 661 23 45 67"}, {"wa_id": "x"}]}
    call(text("wamid.1", type="contacts", contacts=[card]))
    pressed = {"type": "list_reply", "list_reply": {"id": "y", "title": "برد وجوع"}}
    call(text("wamid.2", type="interactive", interactive=pressed))
    call(text("wamid.3", type="unsupported", errors=[{"code": 131051}]))
    call(text("wamid.4", type="interactive", interactive={"type": "nfm_reply", "nfm_reply": {"response_json": "{}"}}))
    call(text("wamid.5", type="reaction", reaction={"message_id": "wamid.1", "emoji": "👍"}))
    run_jobs()
    rows = Message.objects.filter(direction="IN")
    assert {row.external_id: (row.body, row.attachments) for row in rows} == {
        "wamid.1": ("جارة +213 661 23 45 67", 0),
        "wamid.2": ("برد وجوع", 0),
        "wamid.3": ("", 1),
        "wamid.4": ("", 1),
    }


def test_a_message_goes_out_as_the_graph_api_wants_it(line, contact, provider) -> None:
    provider.usual = {"messaging_product": "whatsapp", "messages": [{"id": "wamid.OUT"}]}
    message = order(contact)
    assert actions.send(message_id=message.pk) == Status.SENT
    sent = provider.calls[0]
    assert sent.path == f"/v23.0/{PHONE}/messages" and sent.headers["authorization"] == "Bearer EAAG"
    assert sent.json == {
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "213550001234", "type": "text",
        "text": {"body": "أين يوجد الشخص؟", "preview_url": False},
    }  # fmt: skip


def test_statuses_in_any_order_end_at_the_furthest(call, contact, provider, run_jobs) -> None:
    provider.usual = {"messages": [{"id": "wamid.OUT"}]}
    message = order(contact)
    run_jobs()
    for said in ("read", "delivered", "sent"):
        call(status("wamid.OUT", said))
    run_jobs()
    message.refresh_from_db()
    assert message.status == Status.DELIVERED


def test_a_failed_status_says_why_in_our_words(call, contact, provider, run_jobs) -> None:
    provider.usual = {"messages": [{"id": "wamid.OUT"}]}
    message = order(contact)
    run_jobs()
    call(status("wamid.OUT", "failed", errors=[{"code": 131047, "title": "Re-engagement message"}]))
    run_jobs()
    message.refresh_from_db()
    assert (message.status, message.reason) == (Status.FAILED, Reason.WINDOW)


@pytest.mark.parametrize(
    ("http", "code", "outcome", "reason"),
    [
        (401, 190, Status.WAITING, Reason.ACCESS),
        (429, 130429, Status.WAITING, Reason.LIMIT),
        (400, 131056, Status.WAITING, Reason.LIMIT),
        (500, 131016, Status.WAITING, Reason.PROVIDER),
        (500, 131000, Status.UNCLEAR, Reason.PROVIDER),
        (400, 131026, Status.FAILED, Reason.ADDRESS),
        (400, 131047, Status.FAILED, Reason.WINDOW),
        (400, 100, Status.FAILED, Reason.CONTENT),
    ],
)
def test_what_the_error_codes_mean(contact, provider, http, code, outcome, reason) -> None:
    provider.will(http, {"error": {"message": "told in English", "type": "OAuthException", "code": code}})
    message = order(contact)
    assert actions.send(message_id=message.pk) == outcome
    message.refresh_from_db()
    assert message.reason == reason


def test_an_access_token_that_ran_out_is_told_by_the_connector_and_a_new_one_sends_what_waited(
    line, contact, provider, cast
) -> None:
    provider.will(401, {"error": {"code": 190, "error_subcode": 463}})
    message = order(contact)
    actions.send(message_id=message.pk)
    line.refresh_from_db()
    assert (line.out_health, line.out_trouble) == (Health.TROUBLE, Reason.ACCESS) and line.paused_until
    values = {"phone_id": PHONE, "api": f"{provider.url}/v23.0", "token": "NEW"}
    actions.change(
        connector=line,
        by=cast.administrator,
        name=line.name,
        organisation=line.organisation,
        per_minute=60,
        values=values,
    )
    Message.objects.update(due_at=message.at)
    provider.usual = {"messages": [{"id": "wamid.OUT"}]}
    assert actions.drain() == 1
    assert actions.send(message_id=message.pk) == Status.SENT
    assert provider.calls[-1].headers["authorization"] == "Bearer NEW"


def test_a_wrong_identifier_of_our_number_is_the_connectors_trouble(line, contact, provider) -> None:
    provider.will(400, {"error": {"message": "Unsupported post request.", "code": 100, "error_subcode": 33}})
    message = actions.order(contact=contact, body="x", key="k", urgent=True)
    assert actions.send(message_id=message.pk) == Status.WAITING
    line.refresh_from_db()
    assert (line.out_health, line.out_trouble) == (Health.TROUBLE, Reason.SETTINGS)
    provider.will(400, {"error": {"message": "Invalid parameter", "code": 100}})
    Connector.objects.update(paused_until=None)
    Message.objects.update(due_at=message.at)
    assert actions.send(message_id=message.pk) == Status.FAILED
