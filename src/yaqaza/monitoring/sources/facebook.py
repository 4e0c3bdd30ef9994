"""A Facebook page or an Instagram professional account: called by Meta's webhook, or asked by the Graph API, newest first.

https://developers.facebook.com/docs/graph-api/webhooks · https://developers.facebook.com/docs/graph-api/reference/page/feed
https://developers.facebook.com/docs/instagram-platform/webhooks · https://developers.facebook.com/docs/graph-api/overview/rate-limiting
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import pgettext_lazy

from yaqaza.channels import network
from yaqaza.channels.states import Reason
from yaqaza.monitoring.sources.base import (
    OVERLAP,
    Fetched,
    Found,
    Reader,
    Reply,
    Request,
    Setting,
    Unreadable,
    WrongSignature,
    call,
    count,
    moment,
    same,
    wait_of,
)

AT_ONCE = 50
PAGE, INSTAGRAM = "page", "instagram"
FIELDS = {
    PAGE: "id,message,created_time,permalink_url,from,shares,reactions.summary(true).limit(0),comments.summary(true).limit(0)",
    INSTAGRAM: "id,caption,timestamp,permalink,username,like_count,comments_count",
}
EDGE = {PAGE: "feed", INSTAGRAM: "media"}
LIMITS = (4, 17, 32, 613, 80001, 80002)
KEYS = (10, 102, 190, 200)
NEARLY_SPENT = 95
"""Per cent of what Meta grants an application in an hour (X-App-Usage)."""


class Provider(Reader):
    settings = (
        Setting(
            "object", pgettext_lazy("source setting", "What it is"), default=PAGE,
            choices=(
                (PAGE, pgettext_lazy("source setting", "Facebook page")),
                (INSTAGRAM, pgettext_lazy("source setting", "Instagram account")),
            ),
        ),
        Setting("page", pgettext_lazy("source setting", "Number of the page or account")),
        Setting("token", pgettext_lazy("source setting", "Access token"), secret=True, required=False),
        Setting("app_secret", pgettext_lazy("source setting", "App secret, for the webhook"), secret=True, required=False),
        Setting("verify_token", pgettext_lazy("source setting", "Verify token, for the webhook"), secret=True, required=False),
        Setting(
            "api", pgettext_lazy("source setting", "Address of the Graph API"), "url", default="https://graph.facebook.com/v23.0"
        ),
    )  # fmt: skip
    hooks = True

    def greet(self, request: Request) -> Reply:
        """Answer Meta's question with its challenge, when it knows the verify token."""
        asked = request.query
        if asked.get("hub.mode") == "subscribe" and same(self.get("verify_token"), asked.get("hub.verify_token", "")):
            return Reply(200, asked.get("hub.challenge", "")[:200])
        return Reply(403)

    def check(self, request: Request) -> None:
        secret = self.get("app_secret")
        expected = "sha256=" + hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
        if not secret or not same(expected, request.headers.get("x-hub-signature-256", "")):
            raise WrongSignature

    def read(self, raw: str) -> Sequence[Found]:
        try:
            body = json.loads(raw)
            changes = [(entry, change) for entry in body["entry"] for change in entry.get("changes", [])]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Unreadable from None
        return [post for entry, change in changes if (post := self._changed(entry, change))]

    def _changed(self, entry: Mapping[str, Any], change: Mapping[str, Any]) -> Found | None:
        value = change.get("value") or {}
        if str(entry.get("id")) != self.get("page") or not isinstance(value, dict):
            return None  # another page of the same application
        if value.get("verb") not in (None, "add") or value.get("item") in ("reaction", "like"):
            return None  # an edit or a removal: the words as they were first said are kept
        text = str(value.get("message") or value.get("text") or "").strip()
        number = str(value.get("comment_id") or value.get("post_id") or value.get("id") or "")
        if not text or not number:
            return None
        author = value.get("from") or {}
        url = str(
            (value.get("post") or {}).get("permalink_url")
            or value.get("permalink_url")
            or f"https://www.facebook.com/{number}"
        )
        return Found(
            external_id=number,
            text=text,
            raw=json.dumps(dict(change), ensure_ascii=False),
            published_at=moment(value.get("created_time") or entry.get("time")),
            url=url,
            handle=str(author.get("username") or author.get("id") or ""),
            name=str(author.get("name") or author.get("username") or ""),
        )

    def fetch(self, cursor: Mapping[str, Any]) -> Fetched:
        if not self.get("token"):
            return Fetched(cursor=dict(cursor))  # it calls us
        kind = self.get("object")
        since, page = int(cursor.get("since") or 0), str(cursor.get("after") or "")
        known = int(cursor.get("newest") or since)
        if not page and known:
            since = known - int(OVERLAP.total_seconds())
        query = {"fields": FIELDS.get(kind, FIELDS[PAGE]), "limit": str(AT_ONCE)}
        if since:
            query["since"] = str(since)
        if page:
            query["after"] = page
        url = f"{self.get('api').rstrip('/')}/{quote(self.get('page'), safe='')}/{EDGE.get(kind, 'feed')}"
        answer = call("GET", url, query=query, headers={"Authorization": f"Bearer {self.get('token')}"})
        told = answer.json()
        _judge(answer, told)
        if not isinstance(told, dict) or not isinstance(told.get("data"), list):
            raise network.Temporary(Reason.ANSWER)
        every = [post for each in told["data"] if (post := _post(each))]
        fresh = [post for post in every if not since or not post.published_at or post.published_at.timestamp() >= since]
        latest = max([known, *map(_stamp, every)])
        paging = told.get("paging") or {}
        following = str((paging.get("cursors") or {}).get("after") or "") if paging.get("next") else ""
        if following and since and every and len(fresh) == len(every):
            return Fetched(fresh[::-1], {"since": since, "after": following, "newest": latest}, True, _spent(answer))
        return Fetched(fresh[::-1], {"newest": latest} if latest else {}, wait=_spent(answer))


def _judge(answer: network.Answer, told: Any) -> None:
    error = told.get("error") if isinstance(told, dict) else None
    if isinstance(error, dict):
        code = error.get("code")
        if code in LIMITS or answer.status == 429:
            raise network.Temporary(Reason.LIMIT, wait_of(answer, 900.0))
        if code in KEYS:
            raise network.Broken(Reason.ACCESS)
        if code == 100:
            raise network.Broken(Reason.SETTINGS)
        if code in (1, 2) or error.get("is_transient"):
            raise network.Temporary(Reason.PROVIDER)
    network.judge(answer, safe_to_repeat=True)


def _spent(answer: network.Answer) -> float:
    try:
        used = json.loads(answer.headers.get("x-app-usage", "{}"))
    except ValueError:
        return 0.0
    shares = [value for value in used.values() if isinstance(value, (int, float))] if isinstance(used, dict) else []
    return 900.0 if max(shares, default=0) >= NEARLY_SPENT else 0.0


def _post(told: Any) -> Found | None:
    if not isinstance(told, dict) or not told.get("id"):
        return None
    text = str(told.get("message") or told.get("caption") or "").strip()
    if not text:
        return None
    author = told.get("from") or {}
    handle = str(told.get("username") or author.get("id") or "")
    return Found(
        external_id=str(told["id"]),
        text=text,
        raw=json.dumps(told, ensure_ascii=False),
        published_at=_when(str(told.get("created_time") or told.get("timestamp") or "")),
        url=str(told.get("permalink_url") or told.get("permalink") or ""),
        handle=handle,
        name=str(author.get("name") or told.get("username") or ""),
        reach=count(*_counts(told)),
    )


def _counts(told: Mapping[str, Any]) -> Iterator[Any]:
    yield (told.get("shares") or {}).get("count")
    for part in ("reactions", "comments"):
        yield ((told.get(part) or {}).get("summary") or {}).get("total_count")
    yield told.get("like_count")
    yield told.get("comments_count")


def _when(text: str) -> datetime | None:
    """Return a moment as the Graph API writes it: 2026-11-22T10:00:00+0000."""
    return moment(f"{text[:-2]}:{text[-2:]}" if text[-5:-4] in ("+", "-") else text)


def _stamp(post: Found) -> int:
    return int(post.published_at.timestamp()) if post.published_at else 0
