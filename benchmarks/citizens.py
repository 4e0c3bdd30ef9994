"""A citizen with a browser: answers whatever page of the public form is shown, and presses again when nothing answers."""

from __future__ import annotations

import http.cookiejar
import re
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode

SECONDS_TO_ANSWER = 5
"""Longer than the form asks of whoever fills it in."""

ANSWERS = {
    "category": "ELDERLY_IN_DANGER", "where": "PLACE", "area": "باب الزوار، الجزائر", "danger": "NO", "who": "ANONYMOUS",
}  # fmt: skip
CODE = re.compile(r'ticket__code"><bdi dir="ltr">([^<]+)<')
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
ACTION = re.compile(r'<form class="question" method="post" action="([^"]+)"')


class Browser:
    """Keeps cookies and follows redirects."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open

    def call(self, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """Return the address that was reached and its page, however often it has to be tried."""
        while True:
            try:
                with self._open(
                    f"{self._url}{path}", urlencode(fields).encode() if fields else None, timeout=60
                ) as answer:
                    return answer.url, answer.read().decode()
            except urllib.error.HTTPError as answer:
                if answer.code < 500:
                    return answer.url, answer.read().decode()
            except OSError:
                pass
            time.sleep(0.5)


def report(url: str, text: str) -> tuple[str, bool]:
    """Report ``text`` and return the code, and whether the report was kept on disk."""
    browser, began = Browser(url), time.monotonic()
    reached, page = browser.call("/report/")
    while not (code := CODE.search(page)):
        action = ACTION.search(page)
        assert action is not None, page
        if action[1].endswith(("/check/", "/at-once/")):
            time.sleep(max(0.0, began + SECONDS_TO_ANSWER - time.monotonic()))
        hidden = {name: value.replace("&#x27;", "'") for name, value in HIDDEN.findall(page)}
        reached, page = browser.call(action[1], {**hidden, **ANSWERS, "text": text})
    return code[1], not reached.endswith("/sent/")


def follows(url: str, code: str) -> bool:
    """Say whether a code leads to its report."""
    browser = Browser(url)
    _reached, page = browser.call("/track/")
    reached, _page = browser.call("/track/", {**dict(HIDDEN.findall(page)), "code": code})
    return reached.endswith("/track/report/")
