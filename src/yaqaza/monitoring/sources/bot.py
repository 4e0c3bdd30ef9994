"""Telegram channels by a bot that stands in them: the Bot API, asked with getUpdates.

It hears what a preview does not show: channels that are closed, or that forbid previews. Telegram keeps an update for a day at most.

https://core.telegram.org/bots/api#getupdates · https://core.telegram.org/bots/api#making-requests
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

from yaqaza.channels import network
from yaqaza.channels.states import Reason
from yaqaza.monitoring.sources.base import LONGEST_WAIT, Fetched, Found, Reader, Setting, call, moment, wait_of

AT_ONCE = 100
NUMBERED_FOR = 6 * 24 * 3600
"""Seconds for which the numbers of updates surely go on: after a week without any, Telegram begins somewhere else."""


class Provider(Reader):
    settings = (
        Setting(
            "token", pgettext_lazy("source setting", "Key of the bot"), secret=True,
            hint=pgettext_lazy("source setting", "A bot of its own, made an administrator of each channel: others are told nothing."),
        ),
        Setting(
            "channels", pgettext_lazy("source setting", "Channels"), required=False,
            hint=pgettext_lazy("source setting", "@names or numbers, with commas between; empty for all that the bot is in."),
        ),
        Setting("api", pgettext_lazy("source setting", "Address of the Bot API"), "url", default="https://api.telegram.org"),
    )  # fmt: skip

    @property
    def account(self) -> str:
        """The bot's own number, the beginning of its key: Telegram tells an update to whoever asks first."""
        return self.get("token").partition(":")[0]

    def fetch(self, cursor: Mapping[str, Any]) -> Fetched:
        """Return what was posted. ``offset`` asks for what is new and tells Telegram that what came before is kept here."""
        now = int(time.time())
        offset = int(cursor.get("offset") or 0)
        if cursor.get("bot") != self.account or now - int(cursor.get("at") or 0) > NUMBERED_FOR:
            offset = 0  # the earliest that nobody fetched; what came before comes once all the same
        fields = {"limit": AT_ONCE, "timeout": 0, "allowed_updates": ["channel_post"]}
        answer = call(
            "POST",
            f"{self.get('api').rstrip('/')}/bot{self.get('token')}/getUpdates",
            data=fields | ({"offset": offset} if offset else {}),
        )
        updates = _updates(answer)
        if not updates:
            return Fetched(cursor=dict(cursor))
        last = max(update["update_id"] for update in updates)
        posts = [post for update in updates if (post := self._post(update.get("channel_post")))]
        return Fetched(posts, {"bot": self.account, "offset": last + 1, "at": now}, more=len(updates) >= AT_ONCE)

    def _post(self, message: Any) -> Found | None:
        chat = message.get("chat") if isinstance(message, dict) else None
        if not isinstance(chat, dict) or chat.get("type") != "channel" or not message.get("message_id"):
            return None
        number, name = str(chat.get("id", "")), str(chat.get("username") or "")
        followed = {each.strip().lstrip("@").lower() for each in self.get("channels").split(",") if each.strip()}
        text = str(message.get("text") or message.get("caption") or "")
        if not text.strip() or (followed and not followed & {number, name.lower()}):
            return None
        where = name or f"c/{number.removeprefix('-100')}"
        return Found(
            external_id=f"{number}/{message['message_id']}",
            text=text,
            raw=json.dumps(message, ensure_ascii=False),
            published_at=moment(message.get("date")),
            url=f"https://t.me/{where}/{message['message_id']}",
            handle=name or number,
            name=str(chat.get("title") or ""),
            author_url=f"https://t.me/{name}" if name else "",
        )


def _updates(answer: network.Answer) -> list[dict[str, Any]]:
    told = answer.json()
    said = told if isinstance(told, dict) else {}
    if answer.status == 200 and said.get("ok") and isinstance(said.get("result"), list):
        return [each for each in said["result"] if isinstance(each, dict) and isinstance(each.get("update_id"), int)]
    match answer.status:
        case 429:
            wait = (said.get("parameters") or {}).get("retry_after") or wait_of(answer, 60.0)
            raise network.Temporary(Reason.LIMIT, min(LONGEST_WAIT, float(wait)))
        case 401 | 404:  # a key that is wrong or was withdrawn
            raise network.Broken(Reason.ACCESS)
        case 409:  # a webhook is set, or another program asks for the same bot
            raise network.Broken(Reason.SETTINGS)
    network.judge(answer, safe_to_repeat=True)
    raise network.Temporary(Reason.ANSWER)
