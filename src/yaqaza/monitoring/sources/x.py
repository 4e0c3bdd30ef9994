"""X: search of the last seven days, newest first, paged by ``next_token`` until what is known begins (``since_id``).

https://docs.x.com/x-api/posts/search-recent-posts · https://docs.x.com/x-api/fundamentals/rate-limits
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

from yaqaza.channels import network
from yaqaza.channels.states import Reason
from yaqaza.monitoring.sources.base import Fetched, Found, Reader, Setting, call, count, moment, newest, spent, wait_of

AT_ONCE = 100


class Provider(Reader):
    settings = (
        Setting("query", pgettext_lazy("source setting", "What to search"), "long"),
        Setting("token", pgettext_lazy("source setting", "Bearer token"), secret=True),
        Setting("server", pgettext_lazy("source setting", "Address of the server"), "url", default="https://api.x.com"),
    )

    def fetch(self, cursor: Mapping[str, Any]) -> Fetched:
        since, page = str(cursor.get("since_id") or ""), str(cursor.get("next_token") or "")
        query = {
            "query": self.get("query"), "max_results": str(AT_ONCE), "tweet.fields": "created_at,lang,public_metrics,author_id",
            "expansions": "author_id", "user.fields": "username,name",
        }  # fmt: skip
        if since:
            query["since_id"] = since
        if page:
            query["next_token"] = page
        answer = call(
            "GET", f"{self.get('server').rstrip('/')}/2/tweets/search/recent", query=query,
            headers={"Authorization": f"Bearer {self.get('token')}"},
        )  # fmt: skip
        if answer.status == 429:
            raise network.Temporary(Reason.LIMIT, wait_of(answer, 900.0))
        if answer.status == 400 and page:
            return Fetched(cursor={"since_id": since}, more=True)  # the page is forgotten there: begin the turn again
        if answer.status == 400 and since and b"since_id" in answer.body:
            return Fetched(cursor={}, more=True)  # older than the week that can be searched: begin with what there is
        network.judge(answer, safe_to_repeat=True)
        told = answer.json()
        if not isinstance(told, dict) or not isinstance(told.get("meta"), dict):
            raise network.Temporary(Reason.ANSWER)
        users = {str(each.get("id")): each for each in (told.get("includes") or {}).get("users", [])}
        posts = [
            _post(each, users.get(str(each.get("author_id")), {})) for each in told.get("data") or [] if each.get("id")
        ]
        meta = told["meta"]
        latest = newest(
            [
                str(cursor.get("newest") or since),
                str(meta.get("newest_id") or ""),
                *(post.external_id for post in posts),
            ]
        )
        following = str(meta.get("next_token") or "")
        if following and since:
            return Fetched(
                posts[::-1], {"since_id": since, "next_token": following, "newest": latest}, True, spent(answer)
            )
        return Fetched(posts[::-1], {"since_id": latest} if latest else {}, wait=spent(answer))

    def reply_url(self, url: str, raw: str) -> str:
        number = url.rsplit("/", 1)[-1]
        return f"https://x.com/intent/post?in_reply_to={number}" if number.isdecimal() else url

    def private_url(self, raw: str) -> str:
        author = str(json.loads(raw).get("author_id") or "")
        return f"https://x.com/messages/compose?recipient_id={author}" if author.isdecimal() else ""


def _post(told: Mapping[str, Any], user: Mapping[str, Any]) -> Found:
    metrics, handle = told.get("public_metrics") or {}, str(user.get("username") or "")
    return Found(
        external_id=str(told["id"]),
        text=str(told.get("text") or ""),
        raw=json.dumps({**told, "author": dict(user)}, ensure_ascii=False),
        published_at=moment(told.get("created_at")),
        url=f"https://x.com/{handle or 'i'}/status/{told['id']}",
        handle=handle,
        name=str(user.get("name") or ""),
        author_url=f"https://x.com/{handle}" if handle else "",
        reach=count(*(metrics.get(part) for part in ("retweet_count", "quote_count", "reply_count", "like_count"))),
    )
