"""SMS by a gateway of an operator or an aggregator that speaks HTTP: the names of its fields are settings.

In: a POST of JSON or of form fields to our address, with a token in a header or an HMAC-SHA256 of the body. The same address takes
delivery reports: what carries a status and no text. Out: a POST of form fields or JSON.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import pgettext_lazy

from yaqaza.channels import network
from yaqaza.channels.connectors.base import (
    OURSELVES,
    Gateway,
    Incoming,
    Outgoing,
    Request,
    Sent,
    Setting,
    Told,
    Unreadable,
    WrongSignature,
    after,
    same,
)
from yaqaza.channels.states import Reason, Status


class Provider(Gateway):
    hooks = True
    settings = (
        Setting("send_url", pgettext_lazy("gateway setting", "Address to send to"), "url"),
        Setting(
            "send_format", pgettext_lazy("gateway setting", "How fields are sent"), default="form",
            choices=(("form", pgettext_lazy("gateway setting", "Form fields")), ("json", "JSON")),
        ),
        Setting("token", pgettext_lazy("gateway setting", "Key of the gateway"), secret=True, required=False),
        Setting("token_header", pgettext_lazy("gateway setting", "Header of the key"), required=False, default="Authorization"),
        Setting("token_prefix", pgettext_lazy("gateway setting", "Word before the key"), required=False, default="Bearer"),
        Setting("sender", pgettext_lazy("gateway setting", "Our number or name"), required=False),
        Setting("to_field", pgettext_lazy("gateway setting", "Field: to"), default="to"),
        Setting("text_field", pgettext_lazy("gateway setting", "Field: text"), default="text"),
        Setting("from_field", pgettext_lazy("gateway setting", "Field: from"), default="from"),
        Setting("id_field", pgettext_lazy("gateway setting", "Field: message number"), default="id"),
        Setting(
            "key_field", pgettext_lazy("gateway setting", "Field: our own number"), required=False,
            hint=pgettext_lazy("gateway setting", "Only when the gateway takes the same number once: a cut sending then goes again."),
        ),
        Setting(
            "taken_field", pgettext_lazy("gateway setting", "Field of the answer: taken or not"), required=False,
            hint=pgettext_lazy(
                "gateway setting", "Like result.code. Empty: the answer is no JSON, and its beginning is compared."
            ),
        ),
        Setting(
            "taken", pgettext_lazy("gateway setting", "Words for taken"), required=False,
            hint=pgettext_lazy("gateway setting", "For a gateway that answers 200 also when it refuses. Commas between the words."),
        ),
        Setting("time_field", pgettext_lazy("gateway setting", "Field: time"), required=False, default="time"),
        Setting("status_field", pgettext_lazy("gateway setting", "Field: status"), required=False, default="status"),
        Setting("delivered", pgettext_lazy("gateway setting", "Words for delivered"), required=False, default="delivered, delivrd"),
        Setting(
            "undelivered", pgettext_lazy("gateway setting", "Words for not delivered"), required=False,
            default="failed, undelivered, undeliv, expired, rejected, rejectd, deleted",
        ),
        Setting(
            "check", pgettext_lazy("gateway setting", "How the gateway proves itself"), default="hmac",
            choices=(
                ("hmac", pgettext_lazy("gateway setting", "HMAC-SHA256 of the body")),
                ("token", pgettext_lazy("gateway setting", "A key in a header")),
            ),
        ),
        Setting("check_header", pgettext_lazy("gateway setting", "Header of the proof"), default="X-Signature"),
        Setting("check_secret", pgettext_lazy("gateway setting", "Shared secret"), secret=True),
    )  # fmt: skip

    @property
    def repeats_safely(self) -> bool:
        return bool(self.get("key_field"))

    def check(self, request: Request) -> None:
        given = request.headers.get(self.get("check_header").lower(), "").strip()
        if self.get("check") == "token":
            right = same(self.get("check_secret"), after("Bearer ", given))
        else:
            expected = hmac.new(self.get("check_secret").encode(), request.body, hashlib.sha256).hexdigest()
            right = bool(self.get("check_secret")) and same(expected, after("sha256=", given).lower())
        if not right:
            raise WrongSignature

    def as_called(self, text: str, number: UUID) -> Request:
        fields = {self.get("from_field"): OURSELVES, self.get("text_field"): text, self.get("id_field"): str(number)}
        body = json.dumps(fields).encode()
        proof = self.get("check_secret")
        if self.get("check") != "token":
            proof = hmac.new(proof.encode(), body, hashlib.sha256).hexdigest()
        return Request("POST", {}, {self.get("check_header"): proof, "Content-Type": "application/json"}, body)

    def read(self, raw: str) -> Sequence[Incoming | Told]:
        rows = self._rows(raw)
        found = [each for row in rows if (each := self._one(row)) is not None]
        if not found:
            raise Unreadable
        return found

    def _rows(self, raw: str) -> list[Mapping[str, Any]]:
        """The objects of a JSON body (one, a list, or a list under one name), or the fields of a form.

        What says itself who wrote, or what became of which message, is a row: a list in it is only a part of it.
        """
        try:
            said = json.loads(raw)
        except ValueError:
            fields = dict(parse_qsl(raw, keep_blank_values=True))
            return [fields] if fields else []
        if isinstance(said, dict):
            lists = [each for each in said.values() if isinstance(each, list) and each]
            inner = next((each for each in lists if all(isinstance(row, dict) for row in each)), None)
            said = [said] if inner is None or self._one(said) is not None else inner
        return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []

    def _one(self, row: Mapping[str, Any]) -> Incoming | Told | None:
        def value(name: str) -> str:
            return str(row.get(self.get(name)) or "").strip()

        number, status = value("id_field"), value("status_field").lower()
        if self.get("text_field") not in row and status and number:
            if status in _words(self.get("delivered")):
                return Told(number, Status.DELIVERED)
            if status in _words(self.get("undelivered")):
                return Told(number, Status.FAILED, Reason.UNDELIVERED)
            return Told(number, Status.SENT)
        if not value("from_field"):
            return None
        return Incoming(
            sender=value("from_field"), text=value("text_field"), external_id=number, at=_moment(value("time_field"))
        )

    def send(self, message: Outgoing) -> Sent:
        fields = {self.get("to_field"): message.to, self.get("text_field"): message.text}
        if self.get("sender"):
            fields[self.get("from_field")] = self.get("sender")
        if self.repeats_safely:
            fields[self.get("key_field")] = str(message.uuid)
        json_wanted = self.get("send_format") == "json"
        answer = network.call(
            "POST", self.get("send_url"), data=fields if json_wanted else None, form=None if json_wanted else fields,
            headers=self._key(), safe_to_repeat=self.repeats_safely,
        )  # fmt: skip
        network.judge(answer, safe_to_repeat=self.repeats_safely)
        said = answer.json()
        self._judge_words(answer, said)
        return Sent(external_id=_part(said, self.get("id_field")))

    def _judge_words(self, answer: network.Answer, said: Any) -> None:
        """Some gateways answer 200 whatever became of the message: what else they say is compared, when it is known what they say."""
        right = _words(self.get("taken"))
        if not right:
            return
        if self.get("taken_field"):
            found = _part(said, self.get("taken_field")).lower()
            taken = found in right
        else:
            found = answer.body.decode("utf-8", "replace").strip().lower()
            taken = any(re.match(rf"{re.escape(word)}(?!\w)", found) for word in right)
        if not found:
            raise network.Unclear(Reason.ANSWER)
        if not taken:
            raise network.Permanent(Reason.REFUSED)

    def try_out(self) -> None:
        """The gateways agree on no question that costs nothing: whether its address answers is all that can be asked."""
        answer = network.call("HEAD", self.get("send_url"), headers=self._key(), safe_to_repeat=True)
        if answer.status in (401, 403):
            raise network.Broken(Reason.ACCESS)
        if answer.status >= 500:
            raise network.Temporary(Reason.PROVIDER)

    def _key(self) -> dict[str, str]:
        if not self.get("token") or not self.get("token_header"):
            return {}
        return {self.get("token_header"): f"{self.get('token_prefix')} {self.get('token')}".strip()}


def _part(said: Any, path: str) -> str:
    """What stands in an answer under a name, or under names with dots between them; of a list the first. "" when it is not there."""
    for name in (path,) if isinstance(said, dict) and path in said else path.split("."):
        if isinstance(said, list):
            said = said[0] if said else None
        said = said.get(name) if isinstance(said, dict) else None
    return "" if said is None or isinstance(said, (dict, list)) else str(said).strip()


def _words(text: str) -> set[str]:
    return {word.strip().lower() for word in text.split(",") if word.strip()}


def _moment(text: str) -> datetime | None:
    """ISO 8601 or seconds since 1970; None for anything else."""
    try:
        if text.isdecimal() and len(text) in (10, 13):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        found = parse_datetime(text) if text else None
    except (ValueError, OverflowError):
        return None
    return found if found is not None and found.tzinfo else None
