"""A Telegram bot (Bot API): by webhook with its secret token, or asked with getUpdates where nobody can call us.

https://core.telegram.org/bots/api
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.utils.translation import pgettext_lazy

from yaqaza.channels import network
from yaqaza.channels.connectors.base import (
    OURSELVES,
    Gateway,
    Incoming,
    Keep,
    Outgoing,
    Polled,
    Request,
    Sent,
    Setting,
    Told,
    Unreadable,
    WrongSignature,
    same,
)
from yaqaza.channels.states import Reason

MEDIA = (
    "photo", "voice", "video", "document", "audio", "video_note", "sticker", "animation", "live_photo", "paid_media", "story", "poll",
    "checklist", "dice", "game", "invoice",
)  # fmt: skip
AT_ONCE = 50
KINDS = ["message"]


class Provider(Gateway):
    settings = (
        Setting("token", pgettext_lazy("gateway setting", "Key of the bot"), secret=True, source=True),
        Setting(
            "way", pgettext_lazy("gateway setting", "How messages come"), default="ask",
            choices=(
                ("ask", pgettext_lazy("gateway setting", "We ask every minute")),
                ("hook", pgettext_lazy("gateway setting", "Telegram calls our address")),
            ),
        ),
        Setting(
            "secret", pgettext_lazy("gateway setting", "Secret token of the webhook"), secret=True, required=False,
            hint=pgettext_lazy("gateway setting", "Letters, digits, _ and -; the same that is given to setWebhook."),
        ),
        Setting("api", pgettext_lazy("gateway setting", "Address of the Bot API"), "url", default="https://api.telegram.org"),
    )  # fmt: skip
    polls = True
    hooks = True

    @property
    def asks(self) -> bool:
        return self.get("way") == "ask"

    def check(self, request: Request) -> None:
        if not same(self.get("secret"), request.headers.get("x-telegram-bot-api-secret-token", "")):
            raise WrongSignature

    def as_called(self, text: str, number: UUID) -> Request:
        chat = {"id": OURSELVES, "type": "private"}
        body = json.dumps({"update_id": number.int, "message": {"chat": chat, "from": {}, "text": text}}).encode()
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.get("secret"), "Content-Type": "application/json"}
        return Request("POST", {}, headers, body)

    def read(self, raw: str) -> Sequence[Incoming | Told]:
        try:
            update = json.loads(raw)
            number = int(update["update_id"])
        except (ValueError, KeyError, TypeError):
            raise Unreadable from None
        message = update.get("message")
        if not isinstance(message, dict) or not isinstance(message.get("chat"), dict):
            return []  # an edit, a poll, somebody joining: nothing that was said to us
        chat, sender = message["chat"], message.get("from") or {}
        if chat.get("type") != "private" or sender.get("is_bot"):
            return []
        where = message.get("location") or {}
        named = " ".join(filter(None, (str(sender.get(part) or "") for part in ("first_name", "last_name"))))
        return [
            Incoming(
                sender=str(chat["id"]),
                text=str(message.get("text") or message.get("caption") or _card(message)),
                external_id=f"u{number}@{self.account}",
                name=named,
                language=str(sender.get("language_code") or "")[:2],
                at=datetime.fromtimestamp(int(message.get("date") or 0), UTC) if message.get("date") else None,
                attachments=sum(part in message for part in MEDIA),
                lon=where.get("longitude"),
                lat=where.get("latitude"),
            )
        ]

    def pictures(self, raw: str, external_id: str) -> Iterator[bytes]:
        """The largest size of a photo, or a picture that was sent as a file."""
        message = json.loads(raw).get("message") or {}
        sizes, document = message.get("photo") or [], message.get("document") or {}
        number = (sizes[-1] if sizes else document if str(document.get("mime_type")).startswith("image/") else {}).get(
            "file_id"
        )
        if not number:
            return
        path = str((self._call("getFile", {"file_id": number}, repeatable=True) or {}).get("file_path") or "")
        if not path or ".." in path:
            raise network.Permanent(Reason.ANSWER)
        url = f"{self.get('api').rstrip('/')}/file/bot{self.get('token')}/{quote(path)}"
        answer = network.call("GET", url, safe_to_repeat=True, most_bytes=network.MOST_PICTURE)
        network.judge(answer, safe_to_repeat=True)
        yield answer.body

    def poll(self, cursor: Mapping[str, Any], keep: Keep) -> Polled:
        """``offset`` both asks for what is new and tells Telegram that what came before is kept here."""
        offset = int(cursor.get("offset") or 0)
        found = self._call(
            "getUpdates", {"offset": offset, "limit": AT_ONCE, "timeout": 0, "allowed_updates": KINDS}, repeatable=True
        )
        updates = found if isinstance(found, list) else []
        last = max((int(each["update_id"]) for each in updates), default=offset - 1)
        return Polled([json.dumps(each, ensure_ascii=False) for each in updates], {"offset": last + 1})

    def send(self, message: Outgoing) -> Sent:
        fields: dict[str, Any] = {"chat_id": int(message.to) if message.to.lstrip("-").isdecimal() else message.to}
        done = self._call("sendMessage", fields | {"text": message.text})
        number = f"m{done.get('message_id')}@{message.to}@{self.account}" if isinstance(done, dict) else ""
        return Sent(external_id=number)

    @property
    def account(self) -> str:
        """The bot's own number, the beginning of its key: each bot numbers its messages by itself, and tells each once."""
        return self.get("token").partition(":")[0]

    def try_out(self) -> None:
        self._call("getMe", {}, repeatable=True)

    def _call(self, method: str, fields: Mapping[str, Any], *, repeatable: bool = False) -> Any:
        url = f"{self.get('api').rstrip('/')}/bot{self.get('token')}/{method}"
        answer = network.call("POST", url, data=dict(fields), safe_to_repeat=repeatable)
        said = answer.json()
        if answer.status == 200 and isinstance(said, dict) and said.get("ok"):
            return said.get("result")
        told = said if isinstance(said, dict) else {}
        words = str(told.get("description") or "").lower()
        match answer.status:
            case 429:
                wait = (told.get("parameters") or {}).get("retry_after") or network.wait_of(answer)
                raise network.Temporary(Reason.LIMIT, min(3600.0, float(wait)))
            case 401 | 404:  # a key that is wrong or was withdrawn
                raise network.Broken(Reason.ACCESS)
            case 403:
                raise network.Permanent(Reason.BLOCKED)
            case 400:
                raise network.Permanent(Reason.ADDRESS if "chat" in words else Reason.CONTENT)
            case 409:  # a webhook is set, or another program asks for the same bot
                raise network.Broken(Reason.SETTINGS)
        network.judge(answer, safe_to_repeat=repeatable)
        raise (network.Temporary if repeatable else network.Unclear)(Reason.ANSWER)


def _card(message: Mapping[str, Any]) -> str:
    """Whom or where somebody points us to: the name and telephone of a contact, the name and address of a place."""
    contact, venue = message.get("contact") or {}, message.get("venue") or {}
    words = [contact.get(part) for part in ("first_name", "last_name", "phone_number")]
    return " ".join(str(each) for each in (*words, venue.get("title"), venue.get("address")) if each)
