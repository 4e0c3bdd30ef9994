"""WhatsApp by the Cloud API: a webhook with X-Hub-Signature-256 for messages and statuses, messages out by the Graph API.

https://developers.facebook.com/docs/whatsapp/cloud-api
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.utils.translation import pgettext_lazy

from yaqaza.channels import network
from yaqaza.channels.connectors.base import (
    OURSELVES,
    Gateway,
    Incoming,
    Listed,
    Outgoing,
    Reply,
    Request,
    Sent,
    Setting,
    Told,
    Unreadable,
    WrongSignature,
    after,
    same,
)
from yaqaza.channels.connectors.whatsapp import templates
from yaqaza.channels.states import Reason, Status, TemplateState

STATUSES = {"sent": Status.SENT, "delivered": Status.DELIVERED, "read": Status.DELIVERED, "failed": Status.FAILED}
SAYS_NOTHING = ("reaction", "system", "request_welcome", "edit", "revoke")
WORDS = ("text", "location")
OFTEN_WORDS = ("button", "interactive", "contacts")
# Error codes of the Cloud API, by what they mean to us.
ACCESS = {0, 3, 10, 190, 200, 131005, 131031}
LIMIT = {4, 80007, 130429, 131048, 131056, 133016}
AGAIN = {1, 2, 131016, 131057, 133004}
ADDRESS = {131021, 131026, 131030}
BLOCKED = {131050, 130497}
WINDOW = {131047}
PAYMENT = {131042}
SETTINGS = {131045, 131051, 133005, 133006, 133010}
NO_SUCH_OBJECT, MISSING = 100, 33
"""The number in our settings is no number of this account: each message would fail by it, and none is to blame."""
OF_META = (".fbsbx.com", ".facebook.com", ".fbcdn.net", ".whatsapp.net")


class Provider(Gateway):
    answers = True
    hooks = True
    window = timedelta(hours=24)
    settings = (
        Setting("phone_id", pgettext_lazy("gateway setting", "Identifier of our number"), "number"),
        Setting(
            "account_id", pgettext_lazy("gateway setting", "Identifier of the WhatsApp Business account"), "number", required=False,
            hint=pgettext_lazy("gateway setting", "Its templates are for those who were silent for a day."),
        ),
        Setting("token", pgettext_lazy("gateway setting", "Access token"), secret=True),
        Setting("app_secret", pgettext_lazy("gateway setting", "Secret of the application"), secret=True),
        Setting("verify_token", pgettext_lazy("gateway setting", "Verify token of the webhook"), secret=True),
        Setting("api", pgettext_lazy("gateway setting", "Address of the Graph API"), "url", default="https://graph.facebook.com/v23.0"),
    )  # fmt: skip

    def greet(self, request: Request) -> Reply:
        """Answer Meta's question with its challenge, when it knows the verify token."""
        asked = request.query
        if asked.get("hub.mode") == "subscribe" and same(self.get("verify_token"), asked.get("hub.verify_token", "")):
            return Reply(200, asked.get("hub.challenge", "")[:200])
        return Reply(403)

    def check(self, request: Request) -> None:
        expected = hmac.new(self.get("app_secret").encode(), request.body, hashlib.sha256).hexdigest()
        given = after("sha256=", request.headers.get("x-hub-signature-256", ""))
        if not self.get("app_secret") or not same(expected, given.lower()):
            raise WrongSignature

    def as_called(self, text: str, number: UUID) -> Request:
        message = {
            "from": OURSELVES,
            "id": str(number),
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": text},
        }
        value = {"metadata": {"phone_number_id": self.get("phone_id")}, "messages": [message]}
        body = json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]}).encode()
        proof = hmac.new(self.get("app_secret").encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={proof}", "Content-Type": "application/json"}
        return Request("POST", {}, headers, body)

    def read(self, raw: str) -> Sequence[Incoming | Told]:
        try:
            body = json.loads(raw)
            changes = [change for entry in body["entry"] for change in entry["changes"]]
        except (ValueError, KeyError, TypeError):
            raise Unreadable from None
        return [each for change in changes for each in self._of(change.get("value") or {})]

    def _of(self, value: Mapping[str, Any]) -> Iterator[Incoming | Told]:
        ours = str((value.get("metadata") or {}).get("phone_number_id") or "")
        if ours and ours != self.get("phone_id"):
            return  # another number of the same application
        names = {
            str(each.get("wa_id")): str((each.get("profile") or {}).get("name") or "")
            for each in value.get("contacts") or []
        }
        for message in value.get("messages") or []:
            if message.get("type") not in SAYS_NOTHING:
                yield _incoming(message, names)
        for status in value.get("statuses") or []:
            known = STATUSES.get(str(status.get("status")))
            if known is not None:
                errors = status.get("errors") or [{}]
                number = str(status.get("id") or "")
                yield (
                    Told(number, known, _reason(errors[0].get("code")))
                    if known == Status.FAILED
                    else Told(number, known)
                )

    def pictures(self, raw: str, external_id: str) -> Iterator[bytes]:
        """The picture's address is asked for, then called with our token: only an address of Meta's gets it."""
        for message in _messages(json.loads(raw)):
            number = (message.get("image") or {}).get("id") if message.get("id") == external_id else None
            if not number:
                continue
            asked = network.call(
                "GET", f"{self.get('api').rstrip('/')}/{quote(str(number))}", headers=self._key, safe_to_repeat=True
            )
            said = asked.json()
            if asked.status != 200 or not isinstance(said, dict):
                self._refuse(asked, said)
            url = str((said or {}).get("url") or "")
            if not self._is_metas(url):
                raise network.Permanent(Reason.ANSWER)
            answer = network.call("GET", url, headers=self._key, safe_to_repeat=True, most_bytes=network.MOST_PICTURE)
            network.judge(answer, safe_to_repeat=True)
            yield answer.body

    def _is_metas(self, url: str) -> bool:
        host = urlsplit(url).hostname or ""
        return host == urlsplit(self.get("api")).hostname or host.endswith(OF_META)

    def send(self, message: Outgoing) -> Sent:
        fields: dict[str, Any] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": message.to.removeprefix("+"),
            "type": "text",
            "text": {"body": message.text, "preview_url": False},
        }
        if message.approved:
            fields |= {"type": "template", "template": templates.sent(message.approved)}
            del fields["text"]
        if message.reply_to:
            fields["context"] = {"message_id": message.reply_to}
        answer = network.call("POST", f"{self._here}/messages", data=fields, headers=self._key)
        said = answer.json()
        if answer.status == 200 and isinstance(said, dict) and said.get("messages"):
            return Sent(external_id=str(said["messages"][0].get("id") or ""))
        self._refuse(answer, said)
        raise network.Unclear(Reason.ANSWER)

    def templates(self) -> list[Listed]:
        """https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/message_templates"""
        found: list[Listed] = []
        query = {"fields": "name,language,status,components", "limit": "100"}
        for _page in range(templates.PAGES_MOST):
            answer = network.call("GET", self._templates, query=query, headers=self._key, safe_to_repeat=True)
            said = answer.json()
            if answer.status != 200 or not isinstance(said, dict):
                self._refuse(answer, said)
                raise network.Temporary(Reason.ANSWER)
            found += templates.listed(said)
            after_this = ((said.get("paging") or {}).get("cursors") or {}).get("after")
            if not after_this or not (said.get("paging") or {}).get("next"):
                break
            query["after"] = str(after_this)
        return found

    def hand_in(self, name: str, language: str, body: str, examples: Sequence[str]) -> TemplateState:
        asked = templates.asked(name, language, body, examples)
        answer = network.call("POST", self._templates, data=asked, headers=self._key, safe_to_repeat=True)
        said = answer.json()
        if answer.status == 200 and isinstance(said, dict):
            return templates.STATES.get(str(said.get("status")), TemplateState.PENDING)
        self._refuse(answer, said)
        raise network.Temporary(Reason.ANSWER)

    @property
    def _templates(self) -> str:
        if not self.get("account_id"):
            raise network.Broken(Reason.SETTINGS)
        return f"{self.get('api').rstrip('/')}/{self.get('account_id')}/message_templates"

    def try_out(self) -> None:
        answer = network.call("GET", self._here, query={"fields": "id"}, headers=self._key, safe_to_repeat=True)
        if answer.status != 200:
            self._refuse(answer, answer.json())

    def _refuse(self, answer: network.Answer, said: Any) -> None:
        error = (said.get("error") or {}) if isinstance(said, dict) else {}
        reason = _reason(error.get("code"))
        if error.get("code") == NO_SUCH_OBJECT and error.get("error_subcode") == MISSING:
            reason = Reason.SETTINGS
        match reason:
            case Reason.ACCESS | Reason.SETTINGS | Reason.PAYMENT:
                raise network.Broken(reason)
            case Reason.LIMIT | Reason.PROVIDER:
                raise network.Temporary(reason, network.wait_of(answer))
            case (
                Reason.ADDRESS
                | Reason.BLOCKED
                | Reason.WINDOW
                | Reason.TPL_MISSING
                | Reason.TPL_COUNT
                | Reason.TPL_FORMAT
                | Reason.TPL_PAUSED
            ):
                raise network.Permanent(reason)
        network.judge(answer)

    @property
    def _here(self) -> str:
        return f"{self.get('api').rstrip('/')}/{self.get('phone_id')}"

    @property
    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.get('token')}"}


def _messages(body: Any) -> Iterator[Mapping[str, Any]]:
    for entry in body.get("entry") or []:
        for change in entry.get("changes") or []:
            yield from (change.get("value") or {}).get("messages") or []


def _incoming(message: Mapping[str, Any], names: Mapping[str, str]) -> Incoming:
    sender, kind = str(message.get("from") or ""), str(message.get("type") or "")
    part = message.get(kind) if isinstance(message.get(kind), dict) else {}
    assert isinstance(part, dict)  # noqa: S101 - said above
    text = str(part.get("body") or part.get("caption") or part.get("text") or "")
    if kind == "interactive":
        answer = part.get(str(part.get("type")))  # a button or a line of a list that was pressed
        text = str(answer.get("title") or "") if isinstance(answer, dict) else ""
    elif kind == "contacts":
        text = "\n".join(_card(each) for each in message.get("contacts") or [] if isinstance(each, dict))
    place = part if kind == "location" else {}
    stamp = str(message.get("timestamp") or "")
    return Incoming(
        sender=f"+{sender}",
        text=text or str(place.get("address") or place.get("name") or ""),
        external_id=str(message.get("id") or ""),
        name=names.get(sender, ""),
        at=datetime.fromtimestamp(int(stamp), UTC) if stamp.isdecimal() else None,
        attachments=int(
            not text if kind in OFTEN_WORDS else kind not in WORDS
        ),  # also what WhatsApp does not hand over
        lon=place.get("longitude"),
        lat=place.get("latitude"),
    )


def _card(contact: Mapping[str, Any]) -> str:
    """Whom somebody points us to: a name and how to call them."""
    name = str((contact.get("name") or {}).get("formatted_name") or "")
    return " ".join(filter(None, (name, *(str(each.get("phone") or "") for each in contact.get("phones") or []))))


def _reason(code: Any) -> Reason:
    for codes, reason in (
        (ACCESS, Reason.ACCESS), (LIMIT, Reason.LIMIT), (AGAIN, Reason.PROVIDER), (ADDRESS, Reason.ADDRESS), (BLOCKED, Reason.BLOCKED),
        (WINDOW, Reason.WINDOW), (PAYMENT, Reason.PAYMENT), (SETTINGS, Reason.SETTINGS),
        ({132001}, Reason.TPL_MISSING), ({132000}, Reason.TPL_COUNT), ({132005, 132007, 132012, 132018}, Reason.TPL_FORMAT),
        ({132015, 132016}, Reason.TPL_PAUSED),
    ):  # fmt: skip
        if code in codes:
            return reason
    return Reason.UNDELIVERED
