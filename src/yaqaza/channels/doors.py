"""Calling our own web server from outside, as a provider or a citizen does: what a test proves is the whole way in."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode, urlsplit

import urllib3
from django.conf import settings

from yaqaza.channels.connectors.base import Request
from yaqaza.channels.network import Temporary
from yaqaza.channels.states import Reason

PATIENCE = urllib3.Timeout(connect=5, read=20)
MOST_BYTES = 2 * 1024 * 1024


def is_known() -> bool:
    """Say whether anybody told this process where our web server is."""
    return bool(settings.OWN_URL)


class Visitor:
    """Somebody with a browser of their own: it keeps cookies, follows nothing by itself, and speaks to nobody but us."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(num_pools=1, retries=False)
        self._cookies: dict[str, str] = {}
        parts = urlsplit(settings.OWN_URL)
        allowed = [each for each in settings.ALLOWED_HOSTS if not each.startswith((".", "*"))]
        self._host = parts.netloc if parts.hostname in settings.ALLOWED_HOSTS or not allowed else allowed[0]
        self._origin = f"{'https' if settings.HTTPS else parts.scheme}://{self._host}"

    def get(self, path: str) -> tuple[int, str, str]:
        """Ask for a page; return its status, text, and where it leads."""
        return self._call("GET", path, {}, None)

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        """Fill in a form, with the token against forged ones that its page gave."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self._cookies.get(settings.CSRF_COOKIE_NAME, "")}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"{self._origin}{path}"}
        return self._call("POST", path, headers, body)

    def deliver(self, path: str, call: Request) -> int:
        """Bring what a provider would bring; return the status of the answer."""
        return self._call(call.method, path, call.headers, call.body)[0]

    def _call(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> tuple[int, str, str]:
        sent = {"Host": self._host, "User-Agent": "Yaqaza-Test", **headers}
        if settings.HTTPS:
            sent["X-Forwarded-Proto"] = "https"
        if self._cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            answer = self._pool.request(
                method, f"{settings.OWN_URL.rstrip('/')}{path}", headers=sent, body=body, redirect=False, timeout=PATIENCE,
                preload_content=False,
            )  # fmt: skip
            text = answer.read(MOST_BYTES, decode_content=True).decode("utf-8", "replace")
            answer.close()
        except (urllib3.exceptions.HTTPError, OSError):
            raise Temporary(Reason.DOOR) from None
        self._keep(answer.headers.getlist("Set-Cookie"))
        return answer.status, text, urlsplit(answer.headers.get("Location", "")).path

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            try:
                self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            except CookieError:
                continue
