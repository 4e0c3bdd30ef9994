"""A public Telegram channel by its preview page (t.me/s/name), which shows twenty posts a page and goes on from a number.

https://telegram.org/blog/privacy-discussions-web-bots#web-previews
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag
from django.utils.translation import pgettext_lazy

from yaqaza.channels import network
from yaqaza.channels.states import Reason
from yaqaza.monitoring.sources.base import Fetched, Found, Reader, Setting, ask, moment, plain

_VIEWS = {"K": 1_000, "M": 1_000_000}
_NAME = re.compile(r"^(?:https?://t\.me/(?:s/)?|@)?(\w{3,64})/?$")
VIEWERS_PER_SHARE = 100
"""Views are not shares: a hundred who saw it count as one who passed it on."""


class Provider(Reader):
    settings = (
        Setting("channel", pgettext_lazy("source setting", "Name of the channel")),
        Setting("server", pgettext_lazy("source setting", "Address of the previews"), "url", default="https://t.me"),
    )

    def fetch(self, cursor: Mapping[str, Any]) -> Fetched:
        named = _NAME.match(self.get("channel"))
        if named is None:
            raise network.Broken(Reason.SETTINGS)
        after = int(cursor.get("after") or 0)
        query = {"after": str(after)} if after else None
        answer = ask(
            "GET", f"{self.get('server').rstrip('/')}/s/{quote(named[1])}", query=query, headers={"Accept": "text/html"}
        )
        soup = BeautifulSoup(answer.body, "html.parser")
        if soup.select_one(".tgme_channel_info, .tgme_header_info, .tgme_widget_message") is None:
            raise network.Broken(Reason.ANSWER)  # no preview: the channel closed, or it never was one
        told = [
            (number, block)
            for block in soup.select(".tgme_widget_message[data-post]")
            if (number := _number(block)) > after
        ]
        posts = [post for number, block in sorted(told, key=lambda pair: pair[0]) if (post := _post(number, block))]
        last = max((number for number, _block in told), default=after)
        return Fetched(posts, {"after": last}, more=bool(after) and len(told) >= 15)


def _number(block: Tag) -> int:
    last = str(block.get("data-post", "")).rsplit("/", 1)[-1]
    return int(last) if last.isdecimal() else 0


def _post(number: int, block: Tag) -> Found | None:
    words = block.select_one(".tgme_widget_message_text")
    text = plain(words.decode_contents()) if words else ""
    if not text:
        return None
    when = block.select_one("time[datetime]")
    owner, views = block.select_one(".tgme_widget_message_owner_name"), block.select_one(".tgme_widget_message_views")
    channel = str(block["data-post"]).rsplit("/", 1)[0]
    return Found(
        external_id=str(number),
        text=text,
        raw=json.dumps({"html": str(block)}, ensure_ascii=False),
        published_at=moment(str(when["datetime"])) if when else None,
        url=f"https://t.me/{channel}/{number}",
        handle=channel,
        name=owner.get_text(strip=True) if owner else "",
        author_url=f"https://t.me/{channel}",
        reach=1 + _views(views.get_text(strip=True) if views else "") // VIEWERS_PER_SHARE,
    )


def _views(text: str) -> int:
    found = re.match(r"^([\d.]+)([KM]?)$", text.upper())
    return int(float(found[1]) * _VIEWS.get(found[2], 1)) if found else 0
