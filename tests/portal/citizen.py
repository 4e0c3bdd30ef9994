"""A citizen with a telephone: no account, no JavaScript, and a report to send."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

TEXT = "شيخ في الثمانين يسكن وحده في الطابق الثالث، لم يخرج منذ ثلاثة أيام."


def picture(colour: str = "teal", size: tuple[int, int] = (320, 240)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def upload(data: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


@dataclass
class Citizen:
    """``client`` is the browser; ``answer`` posts one question; ``report`` goes through all four and sends."""

    client: Client = field(default_factory=Client)

    def answer(self, step: str, **data: Any) -> Any:
        return self.client.post(reverse(f"portal:{'report' if step == 'kind' else step}"), data)

    def refused(self, step: str, **data: Any) -> Any:
        """Post an answer that is refused; return the page to which that leads, at the address of the question itself."""
        return self.shown(step, self.answer(step, **data))

    def shown(self, step: str, answer: Any) -> Any:
        address = reverse(f"portal:{'report' if step == 'kind' else step}")
        assert (answer.status_code, answer.url) == (302, address)
        page = self.client.get(address)
        assert (page.status_code, bool(page.context["form"].errors)) == (200, True)
        return page

    def four_answers(self, **other: Any) -> None:
        self.answer("kind", category=other.pop("category", "ELDERLY_IN_DANGER"))
        self.answer("where", **other.pop("where", {"where": "UNKNOWN"}))
        self.answer("what", **({"text": TEXT, "danger": "NO"} | other.pop("what", {})))
        self.answer("who", **other.pop("who", {"who": "ANONYMOUS"}))
        assert not other

    @property
    def token(self) -> str:
        return self.client.get(reverse("portal:check")).context["form"].initial["token"]

    def send(self, token: str = "", **data: Any) -> Any:
        return self.client.post(reverse("portal:check"), {"token": token or self.token, **data})

    def report(self, **other: Any) -> str:
        """Return the code."""
        self.four_answers(**other)
        answer = self.send()
        assert answer.status_code == 302, answer.content.decode()
        return self.code()

    def code(self) -> str:
        return self.client.get(reverse("portal:sent")).context["code"]

    def track(self, code: str) -> Any:
        return self.client.post(reverse("portal:track"), {"code": code}, follow=True)
