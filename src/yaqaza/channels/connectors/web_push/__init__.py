"""Notifications in the browser (RFC 8030, 8291, 8292): encrypted for the one browser that subscribed, signed with our own key.

The address of a push service comes from the browser, so from anybody: it is called through the one door to the network like any other.
A notification holds words of ``wording`` and nothing of a person or a report. One that is sent twice takes the place of the first.
"""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import pgettext_lazy
from py_vapid import Vapid02
from pywebpush import WebPusher

from yaqaza.channels import network
from yaqaza.channels.connectors.base import Gateway, Outgoing, Sent, Setting
from yaqaza.channels.states import Reason

SECONDS_KEPT = 24 * 3600
"""How long the service keeps it for a telephone that is off, at most."""

SECONDS_SIGNED = 12 * 3600
POINT_BYTES, SECRET_BYTES = 65, 16


class Provider(Gateway):
    settings = (
        Setting(
            "contact", pgettext_lazy("gateway setting", "Whom push services write to when something is wrong"),
            hint=pgettext_lazy("gateway setting", "An e-mail address"),
        ),
        Setting("private_key", pgettext_lazy("gateway setting", "Key of the notifications"), secret=True, required=False, made=True),
    )  # fmt: skip

    @classmethod
    def born(cls) -> dict[str, str]:
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        return {"private_key": _unpadded(number.to_bytes(32, "big"))}

    @property
    def repeats_safely(self) -> bool:
        return True

    @property
    def public_key(self) -> str:
        """Return what a browser is given to subscribe with."""
        point = self._signer.public_key.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return _unpadded(point)

    @property
    def _signer(self) -> Any:
        try:
            return Vapid02.from_string(self.get("private_key"))
        except Exception:  # the library raises anything over a key that is none
            raise network.Broken(Reason.SETTINGS) from None

    def send(self, message: Outgoing) -> Sent:
        kept = _seconds_left(message.text)
        if kept <= 0:
            raise network.Permanent(Reason.EXPIRED)
        try:
            subscription = json.loads(message.to)
            endpoint = str(subscription["endpoint"])
            body = bytes(WebPusher(subscription).encode(message.text.encode(), "aes128gcm")["body"])
        except Exception:  # keys that are none
            raise network.Permanent(Reason.GONE) from None
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int(time.time()) + SECONDS_SIGNED,
            "sub": f"mailto:{self.get('contact')}",
        }
        headers = {
            **self._signer.sign(claims), "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
            "TTL": str(kept), "Urgency": "high", "Topic": message.uuid.hex,
        }  # fmt: skip
        try:
            answer = network.call("POST", endpoint, content=body, headers=headers, safe_to_repeat=True)
        except network.Broken as trouble:  # the address is the browser's: it must not hold up all others
            gone = trouble.reason == Reason.SETTINGS
            raise (network.Permanent(Reason.GONE) if gone else network.Temporary(trouble.reason)) from None
        if answer.status in (401, 403, 404, 410):  # 403: it subscribed with a key that we had before
            raise network.Permanent(Reason.GONE)
        if answer.status in (301, 302, 307, 308, 405):
            raise network.Permanent(Reason.ADDRESS)
        try:
            network.judge(answer, safe_to_repeat=True)
        except network.Temporary as trouble:  # that service is slow: others are not
            raise network.Temporary(trouble.reason) from None
        return Sent()

    def try_out(self) -> None:
        """There is nobody to ask before somebody subscribed: the key at least must be one."""
        assert self.public_key  # noqa: S101 - it raises what is wrong


def _seconds_left(text: str) -> int:
    """How long the service may keep it for a telephone that is off: until it says that it is of no more use."""
    return min(SECONDS_KEPT, int(json.loads(text)["until"]) - int(time.time()))


def why_not_keys(p256dh: str, auth: str) -> bool:
    """Say whether these are no keys of a browser: a point of the curve, and sixteen bytes."""
    try:
        point, secret = _bytes(p256dh), _bytes(auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return True
    return len(point) != POINT_BYTES or len(secret) != SECRET_BYTES


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _unpadded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
