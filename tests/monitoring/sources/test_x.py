"""X: back to the newest known within the week, and its limit."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.monitoring.sources.payloads import again, query_of

from yaqaza.channels.states import Health, Reason
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post
from yaqaza.monitoring.sources import reader
from yaqaza.monitoring.states import Condition, Kind


def tweet(number: int) -> dict[str, Any]:
    return {
        "id": str(number), "text": f"عائلة في الشارع {number}", "author_id": "7", "created_at": "2026-11-21T10:00:00.000Z", "lang": "ar",
        "public_metrics": {"retweet_count": 5, "reply_count": 1, "like_count": 10, "quote_count": 0, "impression_count": 999},
    }  # fmt: skip


def found(*numbers: int, following: str = "") -> dict[str, Any]:
    meta = {"newest_id": str(max(numbers)), "oldest_id": str(min(numbers)), "result_count": len(numbers)}
    return {
        "data": [tweet(number) for number in numbers], "includes": {"users": [{"id": "7", "name": "Sami", "username": "sami"}]},
        "meta": meta | ({"next_token": following} if following else {}),
    }  # fmt: skip


def test_x_is_searched_from_the_last_post_and_waits_for_its_limit(source, provider) -> None:
    x = source(Kind.X, {"query": "مأوى -is:retweet", "server": provider.url}, {"token": "b"})
    provider.will(200, found(101, 100, following="older"))
    assert actions.fetch(source_id=x.pk) == 2 and len(provider.calls) == 1
    provider.will(200, found(105, 104, following="p2"))
    provider.will(429, {"title": "Too Many Requests"}, x_rate_limit_reset=str(int(time.time()) + 600))
    assert again(x) == 2
    x.refresh_from_db()
    assert x.cursor == {"since_id": "101", "next_token": "p2", "newest": "105"}
    assert x.condition == Condition.WAITS and x.next_at - timezone.now() > timedelta(minutes=9)
    provider.will(200, found(103, 102))
    assert again(x) == 2
    assert query_of(provider.calls[3])["next_token"] == "p2" and query_of(provider.calls[3])["since_id"] == "101"
    x.refresh_from_db()
    assert x.cursor == {"since_id": "105"}
    post = Post.objects.order_by("id").first()
    assert (post.url, post.by["handle"], post.reach) == ("https://x.com/sami/status/100", "sami", 17)
    assert reader(Kind.X, {}).reply_url(post.url, post.raw) == "https://x.com/intent/post?in_reply_to=100"
    assert reader(Kind.X, {}).private_url(post.raw) == "https://x.com/messages/compose?recipient_id=7"


def test_x_whose_last_post_is_older_than_the_week_begins_anew(source, provider) -> None:
    x = source(Kind.X, {"query": "q", "server": provider.url}, {"token": "b"}, cursor={"since_id": "5"})
    provider.will(400, {"errors": [{"message": "'since_id' must be a tweet id created after 2026-11-15"}]})
    provider.will(200, found(9))
    assert actions.fetch(source_id=x.pk) == 1
    x.refresh_from_db()
    assert x.cursor == {"since_id": "9"} and x.health == Health.WORKS


def test_x_with_a_withdrawn_token_is_dead(source, provider) -> None:
    x = source(Kind.X, {"query": "q", "server": provider.url}, {"token": "b"})
    provider.will(401, {"title": "Unauthorized", "status": 401})
    actions.fetch(source_id=x.pk)
    x.refresh_from_db()
    assert (x.trouble, x.told_at is not None) == (Reason.ACCESS, True)
