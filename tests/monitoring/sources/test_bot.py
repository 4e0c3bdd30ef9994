"""Telegram channels by a bot: each update once, the waits that the Bot API names, and one bot for one source."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.channels.conftest import connect  # noqa: F401  # a connector of the same bot
from tests.monitoring.sources.payloads import again

from yaqaza.channels import actions as channels
from yaqaza.channels.models import Connector
from yaqaza.channels.states import Health, Reason
from yaqaza.channels.states import Kind as Channel
from yaqaza.core.refusal import Refused
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post, Source
from yaqaza.monitoring.states import Condition, Kind

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
PUBLIC = {"id": -1001111111111, "title": "الحي", "username": "Hay", "type": "channel"}
CLOSED = {"id": -1002222222222, "title": "الجمعية", "type": "channel"}


def update(number: int, chat: dict[str, Any] = PUBLIC, **more: Any) -> dict[str, Any]:
    """An update as the Bot API documents it: https://core.telegram.org/bots/api#update"""
    post = {
        "message_id": number,
        "sender_chat": chat,
        "chat": chat,
        "date": 1795255200,
        "text": f"شيخ بلا مأوى {number}",
    }
    return {"update_id": 700_000 + number, "channel_post": post | more}


def told(*updates: dict[str, Any]) -> dict[str, Any]:
    return {"ok": True, "result": list(updates)}


@pytest.fixture
def bot(source, provider) -> Source:
    return source(Kind.BOT, {"api": provider.url}, {"token": TOKEN})


def test_the_posts_of_the_channels_of_a_bot_come_in_and_are_confirmed_by_the_next_question(bot, provider) -> None:
    captioned = {
        "text": "",
        "caption": "عائلة تحت المطر",
        "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}],
    }
    provider.will(200, told(update(1), update(2, CLOSED), update(3, **captioned)))
    assert actions.fetch(source_id=bot.pk) == 3
    asked = provider.calls[0]
    assert asked.path == f"/bot{TOKEN}/getUpdates"
    assert asked.json == {"limit": 100, "timeout": 0, "allowed_updates": ["channel_post"]}
    first, second, third = Post.objects.order_by("id")
    assert (first.text, first.url, first.published_at) == (
        "شيخ بلا مأوى 1", "https://t.me/Hay/1", datetime.fromtimestamp(1795255200, UTC),
    )  # fmt: skip
    assert first.by == {"handle": "Hay", "name": "الحي", "url": "https://t.me/Hay"}
    assert (second.url, second.by) == ("https://t.me/c/2222222222/2", {"handle": "-1002222222222", "name": "الجمعية"})
    assert third.text == "عائلة تحت المطر" and json.loads(third.raw)["photo"]
    provider.will(200, told(update(4)))
    assert again(bot) == 1
    assert provider.calls[1].json["offset"] == 700_004
    bot.refresh_from_db()
    assert bot.cursor | {"at": 0} == {"bot": "110201543", "offset": 700_005, "at": 0}
    provider.will(200, told())
    assert again(bot) == 0
    bot.refresh_from_db()
    assert bot.cursor["offset"] == 700_005 and bot.health == Health.WORKS


def test_a_full_answer_is_followed_by_the_next_and_what_was_not_confirmed_comes_once(bot, provider) -> None:
    provider.will(200, told(*map(update, range(1, 101))))
    provider.will_hang_up()
    assert actions.fetch(source_id=bot.pk) == 100
    provider.will(200, told(*map(update, range(95, 104))))  # Telegram did not hear that they were kept
    assert again(bot) == 3
    assert [call.json.get("offset") for call in provider.calls] == [None, 700_101, 700_101]


def test_what_is_no_post_of_a_channel_that_is_followed_is_passed_over(source, provider) -> None:
    bot = source(Kind.BOT, {"api": provider.url, "channels": "@hay, -1002222222222"}, {"token": TOKEN})
    stranger = CLOSED | {"id": -1003333333333, "username": "strangers"}
    private = {"update_id": 700_009, "message": {"message_id": 9, "chat": {"id": 5, "type": "private"}, "text": "سلام"}}
    empty = update(6, text="", new_chat_title="x")
    provider.will(200, told(update(1), update(2, CLOSED), update(3, stranger), empty, private))
    assert actions.fetch(source_id=bot.pk) == 2
    bot.refresh_from_db()
    assert bot.cursor["offset"] == 700_010


def test_a_bot_waits_as_long_as_it_is_told(bot, provider) -> None:
    limit = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 300",
        "parameters": {"retry_after": 300},
    }
    provider.will(429, limit)
    assert actions.fetch(source_id=bot.pk) == 0
    bot.refresh_from_db()
    assert bot.condition == Condition.WAITS
    assert timedelta(seconds=290) < bot.next_at - timezone.now() <= timedelta(seconds=300)


@pytest.mark.parametrize(
    ("code", "description", "reason", "loud"),
    [
        (401, "Unauthorized", Reason.ACCESS, True),
        (404, "Not Found", Reason.ACCESS, True),
        (409, "Conflict: can't use getUpdates method while webhook is active", Reason.SETTINGS, False),
        (502, "Bad Gateway", Reason.PROVIDER, False),
    ],
)
def test_what_the_bot_api_refuses_is_told_by_its_code(bot, provider, code, description, reason, loud) -> None:
    provider.will(code, {"ok": False, "error_code": code, "description": description})
    actions.fetch(source_id=bot.pk)
    bot.refresh_from_db()
    assert (bot.trouble, bot.told_at is not None) == (reason, loud)


def test_numbers_that_begin_anew_after_a_week_of_silence_and_another_bot_hide_nothing(bot, provider, cast) -> None:
    kept = {"bot": "110201543", "offset": 900_000_000, "at": int(time.time()) - 8 * 24 * 3600}
    Source.objects.filter(pk=bot.pk).update(cursor=kept)
    provider.will(200, told(update(1)))
    assert actions.fetch(source_id=bot.pk) == 1
    assert "offset" not in provider.calls[0].json
    values = {"api": provider.url, "token": "42:another"}
    actions.change(
        source=bot,
        by=cast.malika,
        name="x",
        organisation=bot.organisation,
        every_minutes=5,
        silent_hours=48,
        values=values,
    )
    provider.will(200, told(update(2)))
    assert again(bot) == 1 and "offset" not in provider.calls[1].json


def test_a_bot_is_asked_by_one_source_alone(bot, provider, cast, houses, connect) -> None:  # noqa: F811
    def add(token: str) -> Source:
        return actions.create(
            by=cast.malika, kind=Kind.BOT, name="x", organisation=houses.cell, every_minutes=5, silent_hours=48,
            values={"api": provider.url, "token": token},
        )  # fmt: skip

    connect(Channel.TELEGRAM, {"api": provider.url}, {"token": "77:of-the-citizens"})
    for token in (TOKEN, "77:of-the-citizens"):
        with pytest.raises(Refused):
            add(token)
    other = add("78:x")
    values = {"api": provider.url, "token": ""}
    given = {"by": cast.malika, "name": "y", "organisation": houses.cell, "every_minutes": 5, "silent_hours": 48}
    assert actions.change(source=other, values=values, **given).name == "y"  # it does not stand in its own way
    with pytest.raises(Refused):
        actions.change(source=other, values=values | {"token": TOKEN}, **given)


def test_no_connector_asks_by_the_bot_of_a_source(source, provider, houses, cast) -> None:
    source(Kind.BOT, {"api": provider.url}, {"token": TOKEN})
    wanted = {"by": cast.administrator, "name": "x", "organisation": houses.ministry, "per_minute": 10}
    with pytest.raises(Refused, match=r"رصد|monitoring"):
        channels.create(kind=Channel.TELEGRAM, values={"api": provider.url, "token": TOKEN}, **wanted)
    assert not Connector.objects.exists()
    other = channels.create(kind=Channel.TELEGRAM, values={"api": provider.url, "token": "77:x"}, **wanted)
    with pytest.raises(Refused):
        channels.change(connector=other, values={"api": provider.url, "token": TOKEN}, **wanted)
    assert (
        channels.change(connector=other, values={"api": provider.url, "token": ""}, **wanted).values["token"] == "77:x"
    )
