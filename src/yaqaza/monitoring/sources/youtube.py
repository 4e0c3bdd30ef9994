"""Comments under one video, or under all videos of a channel: YouTube Data API v3, newest first.

https://developers.google.com/youtube/v3/docs/commentThreads/list
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import pgettext_lazy

from yaqaza.channels import network
from yaqaza.channels.states import Reason
from yaqaza.monitoring.sources.base import OVERLAP, Fetched, Found, Reader, Setting, call, count, moment, wait_of

AT_ONCE = 100
QUOTA = ("quotaExceeded", "dailyLimitExceeded")
SLOWER = ("rateLimitExceeded", "userRateLimitExceeded")
KEY = ("keyInvalid", "keyExpired", "accessNotConfigured", "forbidden", "ipRefererBlocked")


class Provider(Reader):
    settings = (
        Setting(
            "video", pgettext_lazy("source setting", "Number of the video"), required=False,
            hint=pgettext_lazy("source setting", "What stands after v= in its address."),
        ),
        Setting("channel", pgettext_lazy("source setting", "Number of the channel, for all its videos"), required=False),
        Setting("key", pgettext_lazy("source setting", "API key"), secret=True),
        Setting("server", pgettext_lazy("source setting", "Address of the server"), "url", default="https://www.googleapis.com"),
    )  # fmt: skip

    def fetch(self, cursor: Mapping[str, Any]) -> Fetched:
        query = {
            "part": "snippet",
            "order": "time",
            "maxResults": str(AT_ONCE),
            "textFormat": "plainText",
            "key": self.get("key"),
        }
        if self.get("video"):
            query["videoId"] = self.get("video")
        elif self.get("channel"):
            query["allThreadsRelatedToChannelId"] = self.get("channel")
        else:
            raise network.Broken(Reason.SETTINGS)
        since, page = str(cursor.get("since") or ""), str(cursor.get("page") or "")
        known = str(cursor.get("newest") or since)
        if not page and known:
            since = (datetime.fromisoformat(known) - OVERLAP).isoformat()
        if page:
            query["pageToken"] = page
        answer = call("GET", f"{self.get('server').rstrip('/')}/youtube/v3/commentThreads", query=query)
        if answer.status == 400 and page and b"invalidPageToken" in answer.body:
            return Fetched(cursor={"newest": since}, more=True)  # the page is forgotten there: begin the turn again
        _judge(answer)
        told = answer.json()
        if not isinstance(told, dict) or not isinstance(told.get("items"), list):
            raise network.Temporary(Reason.ANSWER)
        every = [post for each in told["items"] if (post := _post(each))]
        days = [post.published_at.isoformat() for post in every if post.published_at]
        latest = max([known, *days])
        fresh = [post for post in every if not since or not post.published_at or post.published_at.isoformat() >= since]
        following = str(told.get("nextPageToken") or "")
        if following and since and len(fresh) == len(every) and every:
            return Fetched(fresh[::-1], {"since": since, "page": following, "newest": latest}, more=True)
        return Fetched(fresh[::-1], {"newest": latest} if latest else {})


def _judge(answer: network.Answer) -> None:
    if answer.status == 429:
        raise network.Temporary(Reason.LIMIT, wait_of(answer, 300.0))
    if answer.status in (400, 403):
        told = answer.json()
        error = told.get("error") if isinstance(told, dict) else None
        reasons = [str(each.get("reason")) for each in (error or {}).get("errors", []) if isinstance(each, dict)]
        if any(each in QUOTA for each in reasons):
            raise network.Temporary(Reason.LIMIT, 3600.0)  # it is counted by the day; each hour somebody looks
        if any(each in SLOWER for each in reasons):
            raise network.Temporary(Reason.LIMIT, wait_of(answer, 300.0))
        if any(each in KEY for each in reasons):
            raise network.Broken(Reason.ACCESS)
        if "commentsDisabled" in reasons:
            raise network.Broken(Reason.SETTINGS)
    network.judge(answer, safe_to_repeat=True)


def _post(told: Mapping[str, Any]) -> Found | None:
    thread = told.get("snippet") or {}
    top = thread.get("topLevelComment") or {}
    said = top.get("snippet") or {}
    text = str(said.get("textOriginal") or said.get("textDisplay") or "")
    number = str(top.get("id") or told.get("id") or "")
    if not text.strip() or not number:
        return None
    video = str(thread.get("videoId") or said.get("videoId") or "")
    return Found(
        external_id=number,
        text=text,
        raw=json.dumps(told, ensure_ascii=False),
        published_at=moment(said.get("publishedAt")),
        url=f"https://www.youtube.com/watch?v={video}&lc={number}" if video else "",
        handle=str(said.get("authorDisplayName") or ""),
        name=str(said.get("authorDisplayName") or ""),
        author_url=str(said.get("authorChannelUrl") or ""),
        reach=count(said.get("likeCount"), thread.get("totalReplyCount")),
    )
