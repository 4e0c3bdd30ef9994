"""A Mastodon server, or one that speaks like it: the public timeline or a tag, paged forward by ``min_id``.

https://docs.joinmastodon.org/methods/timelines/ · https://docs.joinmastodon.org/api/rate-limits/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from django.utils.translation import pgettext_lazy

from yaqaza.channels import network
from yaqaza.channels.states import Reason
from yaqaza.monitoring.sources.base import (
    OVERLAP,
    Fetched,
    Found,
    Reader,
    Setting,
    ask,
    count,
    moment,
    newest,
    plain,
    spent,
)

AT_ONCE = 40
SNOWFLAKE = 17
"""Digits from which on a number holds a time; other servers of the same speech count otherwise."""


class Provider(Reader):
    settings = (
        Setting("server", pgettext_lazy("source setting", "Address of the server"), "url", default="https://mastodon.social"),
        Setting(
            "tag", pgettext_lazy("source setting", "Tag"), required=False,
            hint=pgettext_lazy("source setting", "Without #; empty for the public timeline."),
        ),
        Setting("token", pgettext_lazy("source setting", "Access token"), secret=True, required=False),
    )  # fmt: skip

    def fetch(self, cursor: Mapping[str, Any]) -> Fetched:
        tag = self.get("tag").lstrip("#")
        path = f"tag/{quote(tag, safe='')}" if tag else "public"
        query = {"limit": str(AT_ONCE)}
        page = str(cursor.get("min_id") or "")  # within a turn, or as it was kept before
        known = str(cursor.get("newest") or page)
        since = page or _earlier(known)
        if since:
            query["min_id"] = since
        headers = {"Authorization": f"Bearer {self.get('token')}"} if self.get("token") else {}
        answer = ask("GET", f"{self.get('server').rstrip('/')}/api/v1/timelines/{path}", query=query, headers=headers)
        found = answer.json()
        if not isinstance(found, list):
            raise network.Temporary(Reason.ANSWER)
        statuses = [each for each in found if isinstance(each, dict) and each.get("id")]
        after = newest([_before(answer), since, *(str(each["id"]) for each in statuses)])
        posts = [post for each in reversed(statuses) if (post := _post(each))]
        more = bool(since) and len(found) >= AT_ONCE  # pages go forward from min_id, the oldest first
        following = {"newest": newest([known, after])} if after else {}
        if more:
            following["min_id"] = after
        return Fetched(posts, following, more=more, wait=spent(answer))

    def reply_url(self, url: str, raw: str) -> str:
        return f"{self.get('server').rstrip('/')}/authorize_interaction?uri={quote(url, safe='')}" if url else ""


def _earlier(known: str) -> str:
    """Return the number of ``OVERLAP`` before: Mastodon's hold the time, in milliseconds, but for their last 16 bits."""
    if not known.isdecimal() or len(known) < SNOWFLAKE:
        return known
    return str(int(known) - (int(OVERLAP.total_seconds() * 1000) << 16))


def _before(answer: network.Answer) -> str:
    """Return the ``min_id`` of the page of newer ones, as the Link header names it."""
    for part in answer.headers.get("link", "").split(","):
        address, _, rest = part.partition(";")
        if 'rel="prev"' in rest:
            return (parse_qs(urlsplit(address.strip(" <>")).query).get("min_id") or [""])[0]
    return ""


def _post(status: Mapping[str, Any]) -> Found | None:
    told = status.get("reblog") or status
    account = told.get("account") or {}
    text = "\n".join(filter(None, (plain(str(told.get(part) or "")) for part in ("spoiler_text", "content"))))
    if not text:
        return None
    return Found(
        external_id=str(status["id"]),
        text=text,
        raw=json.dumps(status, ensure_ascii=False),
        published_at=moment(status.get("created_at")),
        url=str(told.get("url") or told.get("uri") or ""),
        handle=str(account.get("acct") or ""),
        name=str(account.get("display_name") or ""),
        author_url=str(account.get("url") or ""),
        reach=count(told.get("reblogs_count"), told.get("favourites_count"), told.get("replies_count")),
    )
