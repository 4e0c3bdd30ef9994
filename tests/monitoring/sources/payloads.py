"""What providers answer, as their documentation shows it, and how a source is asked again."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Source


def status(number: int, text: str = "<p>شيخ بلا مأوى</p>", **more: Any) -> dict[str, Any]:
    return {
        "id": str(number), "created_at": "2026-11-21T10:00:00.000Z", "content": text, "spoiler_text": "", "url": f"https://m.example/@a/{number}",
        "account": {"acct": "a@m.example", "display_name": "أ", "url": "https://m.example/@a"}, "reblogs_count": 4, "favourites_count": 2,
        "replies_count": 1,
    } | more  # fmt: skip


def query_of(call: Any) -> dict[str, str]:
    return {key: value[0] for key, value in parse_qs(urlsplit(call.path).query).items()}


def again(source: Source) -> int:
    """Ask once more, whatever the source waits for."""
    Source.objects.filter(pk=source.pk).update(next_at=None)
    return actions.fetch(source_id=source.pk)


def bsky(number: int, minute: int) -> dict[str, Any]:
    return {
        "uri": f"at://did:plc:x/app.bsky.feed.post/{number}", "cid": "c",
        "author": {"did": "did:plc:x", "handle": "a.bsky.social", "displayName": "A"},
        "record": {"$type": "app.bsky.feed.post", "text": f"Famille sans abri {number}", "createdAt": f"2026-11-21T10:{minute:02}:00.000Z"},
        "replyCount": 1, "repostCount": 2, "likeCount": 3, "quoteCount": 0, "indexedAt": f"2026-11-21T10:{minute:02}:01.000Z",
    }  # fmt: skip


def comment(number: int, minute: int) -> dict[str, Any]:
    top = {
        "id": f"c{number}", "snippet": {
            "textOriginal": f"مريض بلا دواء {number}", "authorDisplayName": "@nadia", "authorChannelUrl": "http://www.youtube.com/@nadia",
            "likeCount": 3, "publishedAt": f"2026-11-21T10:{minute:02}:00Z", "videoId": "v1"},
    }  # fmt: skip
    return {"id": f"t{number}", "snippet": {"videoId": "v1", "topLevelComment": top, "totalReplyCount": 2}}


def page_post(number: int, minute: int) -> dict[str, Any]:
    return {
        "id": f"555_{number}", "message": f"عجوز بلا دواء {number}", "created_time": f"2026-11-21T10:{minute:02}:00+0000",
        "permalink_url": f"https://www.facebook.com/555/posts/{number}", "from": {"id": "9", "name": "Page"}, "shares": {"count": 7},
        "reactions": {"data": [], "summary": {"total_count": 2}}, "comments": {"data": [], "summary": {"total_count": 1}},
    }  # fmt: skip
