"""A news feed: RSS 0.9–2.0, Atom, by ``feedparser``; asked conditionally (RFC 9110 §13), so that what did not change is not sent.

Feeds have no pages: what they hold now is read, and what came before is known by its number.
"""

from __future__ import annotations

import calendar
import hashlib
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser
from django.utils.translation import pgettext_lazy

from yaqaza.channels import network
from yaqaza.channels.states import Reason
from yaqaza.monitoring.sources.base import Fetched, Found, Reader, Setting, ask, plain

KEPT = ("id", "link", "title", "summary", "author", "published", "updated")


class Provider(Reader):
    settings = (Setting("url", pgettext_lazy("source setting", "Address of the feed"), "url"),)

    def fetch(self, cursor: Mapping[str, Any]) -> Fetched:
        headers = {"Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"}
        if cursor.get("etag"):
            headers["If-None-Match"] = cursor["etag"]
        if cursor.get("modified"):
            headers["If-Modified-Since"] = cursor["modified"]
        answer = ask("GET", self.get("url"), headers=headers, follow=True)
        if answer.status == 304:
            return Fetched(cursor=dict(cursor))
        feed = feedparser.parse(
            io.BytesIO(answer.body), response_headers={"content-type": answer.headers.get("content-type", "")}
        )
        if not feed.entries and (feed.bozo or not feed.version):
            raise network.Broken(Reason.ANSWER)  # no feed stands there
        posts = [found for entry in reversed(feed.entries) if (found := _post(entry, feed.feed.get("title", "")))]
        told = {"etag": answer.headers.get("etag", ""), "modified": answer.headers.get("last-modified", "")}
        return Fetched(posts, {key: value for key, value in told.items() if value})


def _post(entry: Any, feed: str) -> Found | None:
    body = max((each.get("value", "") for each in entry.get("content", [])), key=len, default="") or entry.get(
        "summary", ""
    )
    title, words = plain(entry.get("title", "")), plain(body)
    text = words if words.startswith(title) else f"{title}\n{words}".strip()
    number = entry.get("id") or entry.get("link") or hashlib.sha256(text.encode()).hexdigest()
    if not text:
        return None
    parsed = next((entry[name] for name in ("published_parsed", "updated_parsed") if name in entry.keys()), None)  # noqa: SIM118  # its "in" warns
    raw = {key: entry[key] for key in KEPT if isinstance(dict.get(entry, key), str)} | (
        {"content": body} if body else {}
    )
    return Found(
        external_id=str(number),
        text=text,
        raw=json.dumps(raw, ensure_ascii=False),
        published_at=datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None,
        url=entry.get("link", ""),
        handle=entry.get("author", "") or feed,
        name=entry.get("author", ""),
    )
