"""Bluesky: searchPosts of the AT Protocol, newest first, paged by its cursor until what is known begins.

https://docs.bsky.app/docs/api/app-bsky-feed-search-posts · https://docs.bsky.app/docs/advanced-guides/rate-limits
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

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
    call,
    count,
    moment,
    spent,
    wait_of,
)

AT_ONCE = 100
EXPIRED = ("ExpiredToken", "InvalidToken")


class Provider(Reader):
    settings = (
        Setting(
            "query", pgettext_lazy("source setting", "Words to search"),
            hint=pgettext_lazy("source setting", "As in the search of Bluesky: words, “a phrase”, #tag, from:name."),
        ),
        Setting("server", pgettext_lazy("source setting", "Address of the server"), "url", default="https://bsky.social"),
        Setting("identifier", pgettext_lazy("source setting", "Account"), required=False),
        Setting("password", pgettext_lazy("source setting", "App password"), secret=True, required=False),
    )  # fmt: skip

    def fetch(self, cursor: Mapping[str, Any]) -> Fetched:
        query = {"q": self.get("query"), "sort": "latest", "limit": str(AT_ONCE)}
        since, page = str(cursor.get("since") or ""), str(cursor.get("cursor") or "")
        known = str(cursor.get("newest") or since)
        if not page:
            since = _before(known)
        if since:
            query["since"] = since
        if page:
            query["cursor"] = page
        answer, session = self._search(query)
        told = answer.json()
        if not isinstance(told, dict) or not isinstance(told.get("posts"), list):
            raise network.Temporary(Reason.ANSWER)
        posts = [post for each in told["posts"] if (post := _post(each))]
        latest = max([known, *(str(each.get("indexedAt") or "") for each in told["posts"])])
        following = str(told.get("cursor") or "")
        if following and posts and since:  # what is between the last time and now; the first time one page is enough
            return Fetched(
                posts[::-1], {"since": since, "cursor": following, "newest": latest}, True, spent(answer), session
            )
        return Fetched(posts[::-1], {"newest": latest} if latest else {}, False, spent(answer), session)

    def _search(self, query: Mapping[str, str]) -> tuple[network.Answer, dict[str, str]]:
        """Ask with the session that is kept; when it ran out, begin one and ask again."""
        kept = str(self.values.get("session") or "")
        given: dict[str, str] = {}
        for turn in range(2):
            if self.get("password") and not kept:
                kept = self._begin()
                given = {"session": kept}
            headers = {"Authorization": f"Bearer {kept}"} if kept else {}
            url = f"{self.get('server').rstrip('/')}/xrpc/app.bsky.feed.searchPosts"
            answer = call("GET", url, query=query, headers=headers)
            error = (
                answer.json().get("error") if answer.status in (400, 401) and isinstance(answer.json(), dict) else ""
            )
            if error in EXPIRED and self.get("password") and not turn:
                kept = ""
                continue
            if error in EXPIRED:
                raise network.Broken(Reason.ACCESS)
            break
        return _judged(answer), given

    def _begin(self) -> str:
        url = f"{self.get('server').rstrip('/')}/xrpc/com.atproto.server.createSession"
        answer = ask("POST", url, data={"identifier": self.get("identifier"), "password": self.get("password")})
        told = answer.json()
        if not isinstance(told, dict) or not told.get("accessJwt"):
            raise network.Temporary(Reason.ANSWER)
        return str(told["accessJwt"])


def _before(known: str) -> str:
    at = moment(known)
    return (at - OVERLAP).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") if at else known


def _judged(answer: network.Answer) -> network.Answer:
    if answer.status in (429, 503):
        raise network.Temporary(Reason.LIMIT if answer.status == 429 else Reason.PROVIDER, wait_of(answer, 60.0))
    network.judge(answer, safe_to_repeat=True)
    return answer


def _post(told: Any) -> Found | None:
    if not isinstance(told, dict) or not isinstance(told.get("record"), dict) or not told.get("uri"):
        return None
    author, record = told.get("author") or {}, told["record"]
    handle = str(author.get("handle") or author.get("did") or "")
    text = str(record.get("text") or "")
    if not text.strip():
        return None
    return Found(
        external_id=str(told["uri"]),
        text=text,
        raw=json.dumps(told, ensure_ascii=False),
        published_at=moment(record.get("createdAt")) or moment(told.get("indexedAt")),
        url=f"https://bsky.app/profile/{handle}/post/{str(told['uri']).rsplit('/', 1)[-1]}",
        handle=handle,
        name=str(author.get("displayName") or ""),
        author_url=f"https://bsky.app/profile/{handle}",
        reach=count(*(told.get(part) for part in ("repostCount", "quoteCount", "replyCount", "likeCount"))),
    )
