"""A web page that is looked at again and again: a block of text that did not stand there before is a post.

What stands there the first time is the beginning, not news.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup
from django.utils.translation import pgettext_lazy
from soupsieve import SelectorSyntaxError

from yaqaza.channels import network
from yaqaza.channels.states import Reason
from yaqaza.core.text import clean
from yaqaza.monitoring.sources.base import Fetched, Found, Reader, Setting, ask

LEAST = 40
"""Shorter blocks are buttons and headings."""

REMEMBERED = 2000
BLOCKS = ["p", "li", "blockquote", "article", "td", "dd", "h1", "h2", "h3"]


class Provider(Reader):
    settings = (
        Setting("url", pgettext_lazy("source setting", "Address of the page"), "url"),
        Setting(
            "selector", pgettext_lazy("source setting", "Part of the page (CSS selector)"), required=False,
            hint=pgettext_lazy("source setting", "Such as main or #comments; empty for the whole page."),
        ),
    )  # fmt: skip

    def fetch(self, cursor: Mapping[str, Any]) -> Fetched:
        headers = {"Accept": "text/html, */*;q=0.5"}
        if cursor.get("etag"):
            headers["If-None-Match"] = cursor["etag"]
        answer = ask("GET", self.get("url"), headers=headers, follow=True)
        if answer.status == 304:
            return Fetched(cursor=dict(cursor))
        blocks = self._blocks(answer.body)
        if not blocks:
            raise network.Broken(Reason.ANSWER)  # the part is not there any more: the page was made anew
        seen: list[str] = cursor.get("seen", [])
        known = set(seen)
        fresh = {key: text for key, text in blocks.items() if key not in known}
        posts = [] if not seen else [self._post(key, text) for key, text in fresh.items()]
        kept: dict[str, Any] = {"seen": [*seen, *fresh][-REMEMBERED:]}
        if etag := answer.headers.get("etag", ""):
            kept["etag"] = etag
        return Fetched(posts, kept)

    def _blocks(self, body: bytes) -> dict[str, str]:
        soup = BeautifulSoup(body, "html.parser")
        for gone in soup(["script", "style", "noscript", "template", "nav", "header", "footer"]):
            gone.decompose()
        try:
            parts = soup.select(self.get("selector")) if self.get("selector") else [soup]
        except SelectorSyntaxError:
            raise network.Broken(Reason.SETTINGS) from None
        found: dict[str, str] = {}
        for part in parts:
            inner = [block for block in part.find_all(BLOCKS) if not block.find(BLOCKS)] or [part]
            for block in inner:
                text = clean(" ".join(block.get_text(" ").split()))
                if len(text) >= LEAST:
                    found.setdefault(hashlib.sha256(text.encode()).hexdigest()[:16], text)
        return found

    def _post(self, key: str, text: str) -> Found:
        url = self.get("url")
        return Found(
            external_id=key, text=text, raw=json.dumps({"url": url, "text": text}, ensure_ascii=False), url=url
        )
