"""SMS of the demonstration: what we "send" stays on the connector's page, what "comes in" is a form there, or a call of ``curl``.

Only the demonstration makes one, so that a newcomer tries both directions without a network.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import pgettext_lazy

from yaqaza.channels.connectors.base import (
    OURSELVES,
    Gateway,
    Incoming,
    Outgoing,
    Request,
    Sent,
    Setting,
    Told,
    WrongSignature,
    after,
    same,
)
from yaqaza.channels.connectors.sms_http import Provider as SmsByHttp


class Provider(Gateway):
    hooks = True
    settings = (Setting("key", pgettext_lazy("gateway setting", "Shared secret"), secret=True),)

    @property
    def repeats_safely(self) -> bool:
        return True

    def check(self, request: Request) -> None:
        if not same(self.get("key"), after("Bearer ", request.headers.get("authorization", ""))):
            raise WrongSignature

    def as_called(self, text: str, number: UUID) -> Request:
        body = json.dumps({"from": OURSELVES, "text": text, "id": str(number)}).encode()
        headers = {"Authorization": f"Bearer {self.get('key')}", "Content-Type": "application/json"}
        return Request("POST", {}, headers, body)

    def read(self, raw: str) -> Sequence[Incoming | Told]:
        return SmsByHttp({}).read(raw)

    def send(self, message: Outgoing) -> Sent:
        return Sent(external_id=f"demo-{message.uuid}", delivered=True)
