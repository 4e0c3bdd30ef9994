"""A Telegram bot, with payloads as the Bot API's pages show them."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from yaqaza.channels import actions
from yaqaza.channels.connectors.base import Unreadable
from yaqaza.channels.connectors.telegram import Provider
from yaqaza.channels.models import Connector, Contact, Message
from yaqaza.channels.states import Health, Kind, Reason, Status

pytestmark = pytest.mark.django_db
SECRET = "hook_secret-1"


def update(number: int = 1, **message: object) -> dict:
    sender = {"id": 4711, "is_bot": False, "first_name": "Samir", "language_code": "ar"}
    chat = {"id": 4711, "first_name": "Samir", "type": "private"}
    return {
        "update_id": number,
        "message": {"message_id": number + 50, "from": sender, "chat": chat, "date": 1795343400, "text": "رجل ينام في الشارع"} | message,
    }  # fmt: skip


@pytest.fixture
def bot(provider, connect) -> Connector:
    return connect(Kind.TELEGRAM, {"api": provider.url, "way": "ask"}, {"token": "123:abc", "secret": SECRET})


@pytest.fixture
def hooked(bot) -> Connector:
    bot.settings["way"] = "hook"
    bot.save()
    return bot


def call(outside, bot: Connector, body: dict, secret: str = SECRET):
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    address = reverse("channels:hook", args=[bot.uuid])
    return outside.post(address, json.dumps(body), content_type="application/json", headers=headers)


@pytest.mark.parametrize("secret", ["", "another"])
def test_who_does_not_know_the_secret_token_is_refused(outside, hooked, secret) -> None:
    assert call(outside, hooked, update(), secret).status_code == 403


def test_a_bot_without_a_secret_token_takes_no_calls(outside, hooked) -> None:
    hooked.secrets = '{"token": "123:abc"}'
    hooked.save()
    assert call(outside, hooked, update(), "").status_code == 403


def test_an_update_comes_in_once_however_often_it_is_delivered(outside, hooked, run_jobs) -> None:
    for number in (2, 1, 2):
        assert call(outside, hooked, update(number, text=f"رسالة {number}")).status_code == 200
    run_jobs()
    rows = Message.objects.filter(direction="IN").order_by("external_id")
    assert [(row.external_id, row.body) for row in rows] == [("u1@123", "رسالة 1"), ("u2@123", "رسالة 2")]
    assert rows[0].contact.address == "4711" and rows[0].contact.name == "Samir"


@pytest.mark.parametrize(
    "body",
    [
        {"update_id": 5, "edited_message": {"text": "x"}},
        update(chat={"id": -100, "type": "group"}),
        update(**{"from": {"id": 1, "is_bot": True}}),
    ],
)
def test_what_was_not_said_to_us_makes_nothing(body) -> None:
    assert Provider({}).read(json.dumps(body)) == []


@pytest.mark.parametrize("raw", ["", "[]", "{}", '{"update_id": null}', "nonsense"])
def test_what_is_no_update_is_told_so(raw) -> None:
    with pytest.raises(Unreadable):
        Provider({}).read(raw)


def test_a_photo_with_a_caption_and_a_position_are_read() -> None:
    photo = update(text=None, caption="هنا", photo=[{"file_id": "a"}])
    place = update(text=None, location={"latitude": 36.78, "longitude": 3.05})
    (first,), (second,) = Provider({}).read(json.dumps(photo)), Provider({}).read(json.dumps(place))
    assert (first.text, first.attachments) == ("هنا", 1)
    assert (second.lat, second.lon, second.text) == (36.78, 3.05, "")


@pytest.mark.parametrize(
    ("sent", "words", "attachments"),
    [
        ({"contact": {"phone_number": "+213661234567", "first_name": "جارة"}}, "جارة +213661234567", 0),
        ({"venue": {"title": "المسجد", "address": "باب الواد"}}, "المسجد باب الواد", 0),
        ({"story": {"id": 1}}, "", 1),
        ({"poll": {"question": "x"}}, "", 1),
        ({"pinned_message": {"message_id": 4}}, "", 0),
    ],
)
def test_a_card_a_place_and_what_has_no_words_are_not_lost(sent, words, attachments) -> None:
    body = update(**sent)
    del body["message"]["text"]
    (came,) = Provider({}).read(json.dumps(body))
    assert (came.text, came.attachments) == (words, attachments)


def test_start_is_a_greeting_and_no_alert(outside, hooked, provider, run_jobs) -> None:
    provider.usual = {"ok": True, "result": {"message_id": 9}}
    call(outside, hooked, update(text="/start"))
    assert "alerts.intake_message" not in run_jobs()
    assert provider.calls[0].json["text"].startswith("اكتبوا ما ترونه")


def test_asking_goes_on_where_it_stopped_and_tells_telegram_what_is_kept(bot, provider, run_jobs) -> None:
    provider.will(200, {"ok": True, "result": [update(7), update(8, text="ثانية")]})
    provider.will(200, {"ok": True, "result": []})
    assert actions.poll(connector_id=bot.pk) == 2
    assert actions.poll(connector_id=bot.pk) == 0
    assert [call.json["offset"] for call in provider.calls] == [0, 9]
    assert provider.calls[0].path == "/bot123:abc/getUpdates"
    run_jobs()
    assert Message.objects.filter(direction="IN").count() == 2


def test_two_do_not_ask_at_once(bot, provider) -> None:
    from yaqaza.channels.actions import polling

    assert polling._lease(bot.pk) is not None
    assert actions.poll(connector_id=bot.pk) == 0
    assert provider.calls == []


@pytest.mark.parametrize(
    ("status", "body", "outcome", "reason"),
    [
        (429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 35}}, Status.WAITING, Reason.LIMIT),
        (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}, Status.FAILED, Reason.BLOCKED),
        (400, {"ok": False, "description": "Bad Request: chat not found"}, Status.FAILED, Reason.ADDRESS),
        (400, {"ok": False, "description": "Bad Request: message is too long"}, Status.FAILED, Reason.CONTENT),
        (401, {"ok": False, "description": "Unauthorized"}, Status.WAITING, Reason.ACCESS),
        (502, b"<html>Bad Gateway</html>", Status.UNCLEAR, Reason.PROVIDER),
        (200, b"not json", Status.UNCLEAR, Reason.ANSWER),
    ],
)
def test_what_telegrams_answers_mean(bot, provider, status, body, outcome, reason) -> None:
    provider.will(status, body)
    contact = Contact.objects.create(connector=bot, address="4711", index="i" * 64)
    message = actions.order(contact=contact, body="أين؟", key="k", urgent=True)
    assert actions.send(message_id=message.pk) == outcome
    message.refresh_from_db()
    assert message.reason == reason


def test_an_answer_goes_to_the_talk_it_came_from(bot, provider) -> None:
    provider.usual = {"ok": True, "result": {"message_id": 77}}
    contact = Contact.objects.create(connector=bot, address="4711", index="i" * 64)
    message = actions.order(contact=contact, body="أين؟", key="k", urgent=True)
    assert actions.send(message_id=message.pk) == Status.SENT
    assert provider.calls[0].json == {"chat_id": 4711, "text": "أين؟"}
    message.refresh_from_db()
    assert message.external_id == "m77@4711@123"


def test_a_withdrawn_key_shows_as_trouble_and_a_good_one_as_working(bot, provider) -> None:
    provider.will(401, {"ok": False})
    assert actions.check_health(connector=bot).out_trouble == Reason.ACCESS
    provider.will(200, {"ok": True, "result": {"id": 1}})
    assert actions.check_health(connector=bot).out_health == Health.WORKS


def test_an_update_of_another_bot_under_a_number_that_was_there_is_another_one(bot, provider, run_jobs) -> None:
    actions.keep(connector=bot, raws=[json.dumps(update())])
    run_jobs()
    bot.secrets = json.dumps({"token": "999:xyz"})
    bot.save()
    actions.keep(connector=bot, raws=[json.dumps(update())])
    run_jobs()
    assert Message.objects.filter(direction="IN").count() == 2
