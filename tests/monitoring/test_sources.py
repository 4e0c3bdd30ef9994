"""Each source against a local server that answers as the provider's documentation shows; nothing is lost, nothing comes twice."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from yaqaza.channels import network
from yaqaza.channels.states import Health, Reason
from yaqaza.core.refusal import Refused
from yaqaza.monitoring import actions, queries
from yaqaza.monitoring.actions import fetching
from yaqaza.monitoring.models import Post, Source
from yaqaza.monitoring.sources import mastodon as mastodon_source
from yaqaza.monitoring.sources import reader
from yaqaza.monitoring.sources.base import Fetched
from yaqaza.monitoring.states import Condition, Kind

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>أخبار الحي</title>
<item><guid>n-2</guid><title>عائلة تحت المطر</title><description>&lt;p&gt;عائلة بلا مأوى في باب الوادي&lt;/p&gt;</description>
<link>https://news.example/2</link><pubDate>Sat, 21 Nov 2026 10:00:00 +0100</pubDate></item>
<item><guid>n-1</guid><title>عجوز وحيدة</title><link>https://news.example/1</link></item></channel></rss>""".encode()

APP_SECRET = "app-secret"

ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Quartier</title><entry><id>tag:a,1</id>
<title>Appel</title><updated>2026-11-21T09:00:00Z</updated><author><name>Voisins</name></author>
<content type="html">&lt;b&gt;Une famille&lt;/b&gt; sans abri</content>
<link href="https://q.example/1"/></entry></feed>"""


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


@pytest.fixture
def mastodon(source, provider) -> Source:
    return source(Kind.MASTODON, {"server": provider.url, "tag": "تضامن"}, {"token": "t-1"})


def test_a_feed_is_read_once_and_asked_conditionally(source, provider) -> None:
    feed = source(Kind.FEED, {"url": f"{provider.url}/feed"})
    provider.will(200, RSS, ETag='"v1"', Last_Modified="Sat, 21 Nov 2026 09:00:00 GMT")
    assert actions.fetch(source_id=feed.pk) == 2
    second = Post.objects.order_by("id").last()
    assert second.text == "عائلة تحت المطر\nعائلة بلا مأوى في باب الوادي"
    assert (second.published_at, second.url) == (datetime(2026, 11, 21, 9, tzinfo=UTC), "https://news.example/2")
    provider.will(304)
    assert again(feed) == 0
    assert provider.calls[1].headers["if-none-match"] == '"v1"'
    assert provider.calls[1].headers["if-modified-since"] == "Sat, 21 Nov 2026 09:00:00 GMT"
    provider.will(200, RSS)  # a server that forgot what it said before
    assert again(feed) == 0 and Post.objects.count() == 2


def test_an_atom_feed_that_moved_is_followed_to_its_new_place(source, provider) -> None:
    feed = source(Kind.FEED, {"url": f"{provider.url}/old"})
    provider.will(301, b"", Location=f"{provider.url}/new")
    provider.will(200, ATOM)
    assert actions.fetch(source_id=feed.pk) == 1
    post = Post.objects.get()
    assert post.text == "Appel\nUne famille sans abri" and post.by["name"] == "Voisins"


def test_a_redirect_into_the_house_is_not_followed(source, provider, settings) -> None:
    feed = source(Kind.FEED, {"url": f"{provider.url}/old"})
    provider.will(302, b"", Location="http://10.0.0.7/secret")
    assert actions.fetch(source_id=feed.pk) == 0
    feed.refresh_from_db()
    assert (feed.health, feed.trouble) == (Health.TROUBLE, Reason.SETTINGS)


@pytest.mark.parametrize("kind", [Kind.FEED, Kind.PAGE])
def test_a_source_leads_to_no_host_of_the_house_that_administrators_may_name(
    source, local_provider, monkeypatch, cast, kind
) -> None:
    inside = source(kind, {"url": f"{local_provider.url}/inside"})
    assert actions.fetch(source_id=inside.pk) == 0
    real = network.call

    def call(method: str, url: str, **given: Any) -> network.Answer:
        if url.startswith("https://news.example/"):
            return network.Answer(302, {"location": f"{local_provider.url}/inside"}, b"")
        return real(method, url, **given)

    monkeypatch.setattr(network, "call", call)
    led = source(kind, {"url": "https://news.example/"})
    assert actions.fetch(source_id=led.pk) == 0
    for each in (inside, led):
        each.refresh_from_db()
        assert each.trouble == Reason.SETTINGS
    assert local_provider.calls == []
    with pytest.raises(Refused):
        actions.create(
            by=cast.malika, kind=kind, name="x", organisation=led.organisation, every_minutes=5, silent_hours=48,
            values={"url": f"{local_provider.url}/inside"},
        )  # fmt: skip


def test_a_page_that_is_no_feed_is_said_to_be_none(source, provider) -> None:
    feed = source(Kind.FEED, {"url": f"{provider.url}/x"})
    provider.will(200, b"<html><body>Not found</body></html>", Content_Type="text/html")
    actions.fetch(source_id=feed.pk)
    feed.refresh_from_db()
    assert feed.trouble == Reason.ANSWER


def test_of_a_web_page_only_what_was_not_there_before_is_a_post(source, provider) -> None:
    page = source(Kind.PAGE, {"url": f"{provider.url}/p", "selector": "#list"})
    old = "<p>هذا إعلان قديم كان هنا قبل أن نبدأ المتابعة وما زال هنا كما هو</p>"
    new = "<p>عجوز وحيدة في باب الوادي تحتاج إلى دواء وطعام وليس لها أحد يعينها</p>"
    wrap = '<html><nav>menu menu menu menu menu menu menu menu menu</nav><div id="list">{}</div></html>'
    provider.will(200, wrap.format(old).encode(), ETag='"1"')
    assert actions.fetch(source_id=page.pk) == 0
    provider.will(200, wrap.format(new + old).encode())
    assert again(page) == 1
    assert Post.objects.get().text.startswith("عجوز وحيدة")
    provider.will(200, b"<html><div>other</div></html>")
    again(page)
    page.refresh_from_db()
    assert page.trouble == Reason.ANSWER  # the part that was watched is gone: it is said, not read as silence


def test_mastodon_goes_forward_from_the_last_one_and_its_cursor_survives(mastodon, provider) -> None:
    link = f'<{provider.url}/api/v1/timelines/tag/x?max_id=1>; rel="next", <{provider.url}/api/v1/timelines/tag/x?min_id=12>; rel="prev"'
    provider.will(200, [status(12), status(11)], Link=link)
    assert actions.fetch(source_id=mastodon.pk) == 2
    assert provider.calls[0].headers["authorization"] == "Bearer t-1"
    assert "min_id" not in query_of(provider.calls[0])
    provider.will(200, [status(number) for number in range(52, 12, -1)])
    provider.will(200, [status(54), status(53)])
    assert again(mastodon) == 42
    assert [query_of(call)["min_id"] for call in provider.calls[1:]] == ["12", "52"]
    mastodon.refresh_from_db()
    assert mastodon.cursor == {"newest": "54"} and mastodon.taken == 44
    post = Post.objects.order_by("id").first()
    assert (post.text, post.reach, post.by["handle"]) == ("شيخ بلا مأوى", 8, "a@m.example")


def test_what_is_sent_twice_or_out_of_order_comes_in_once(mastodon, provider) -> None:
    provider.will(200, [status(9), status(11), status(10)])
    provider.will(200, [status(10), status(11), status(12)])
    assert actions.fetch(source_id=mastodon.pk) == 3
    assert again(mastodon) == 1
    mastodon.refresh_from_db()
    assert Post.objects.count() == 4 and mastodon.cursor == {"newest": "12"}


def test_a_limit_is_respected_until_the_moment_that_the_provider_names(mastodon, provider) -> None:
    until = (timezone.now() + timedelta(minutes=4)).isoformat().replace("+00:00", "Z")
    provider.will(429, {"error": "Too many requests"}, X_RateLimit_Reset=until)
    assert actions.fetch(source_id=mastodon.pk) == 0
    mastodon.refresh_from_db()
    assert mastodon.condition == Condition.WAITS
    assert timedelta(minutes=3, seconds=50) < mastodon.next_at - timezone.now() <= timedelta(minutes=4)
    assert actions.fetch(source_id=mastodon.pk) == 0 and len(provider.calls) == 1  # not asked before
    assert actions.tell_of_dead() == 0  # waiting is no death: nobody is called


def test_an_answer_that_uses_up_the_limit_is_the_last_until_it_begins_anew(mastodon, provider) -> None:
    until = (timezone.now() + timedelta(minutes=5)).isoformat()
    provider.will(200, [status(1)], X_RateLimit_Remaining="0", X_RateLimit_Reset=until)
    assert actions.fetch(source_id=mastodon.pk) == 1
    mastodon.refresh_from_db()
    assert mastodon.health == Health.WORKS and mastodon.next_at - timezone.now() > timedelta(minutes=4)


def test_a_fault_of_the_provider_is_tried_again_later_each_time(mastodon, provider) -> None:
    waits = []
    for _turn in range(4):
        provider.will(500)
        again(mastodon)
        mastodon.refresh_from_db()
        waits.append(round((mastodon.next_at - timezone.now()).total_seconds() / 60))
    assert waits == [1, 2, 4, 8]
    assert (mastodon.health, mastodon.trouble, mastodon.failures) == (Health.TROUBLE, Reason.PROVIDER, 4)
    provider.will(200, [status(1)])
    assert again(mastodon) == 1
    mastodon.refresh_from_db()
    assert (mastodon.health, mastodon.trouble, mastodon.trouble_since, mastodon.failures) == (Health.WORKS, "", None, 0)


def test_a_line_that_is_cut_in_the_middle_loses_nothing(mastodon, provider) -> None:
    provider.will(200, [status(1)])
    actions.fetch(source_id=mastodon.pk)
    provider.will(200, [status(number) for number in range(41, 1, -1)])
    provider.will_hang_up()
    assert again(mastodon) == 40
    mastodon.refresh_from_db()
    assert mastodon.cursor == {"min_id": "41", "newest": "41"} and mastodon.trouble == Reason.CUT
    provider.will(200, [status(42)])
    assert again(mastodon) == 1 and Post.objects.count() == 42


def test_a_key_that_ran_out_is_shouted_about_at_once(mastodon, provider, cast, signed_in) -> None:
    provider.will(401, {"error": "The access token is invalid"})
    actions.fetch(source_id=mastodon.pk)
    mastodon.refresh_from_db()
    assert mastodon.condition == Condition.TROUBLE and mastodon.told_at is not None
    assert queries.dead(cast.brahim) == [mastodon] and queries.dead(cast.chafia) == []
    client = signed_in(cast.brahim)
    sentence = str(Reason.ACCESS.label)
    for address in (mastodon.get_absolute_url(), reverse("monitoring:sources"), reverse("monitoring:notice")):
        assert sentence in client.get(address).content.decode()
    provider.will(200, [status(1)])
    again(mastodon)
    assert actions.tell_of_dead() == 0 and queries.dead(cast.brahim) == []


def test_a_fault_that_lasts_and_a_silence_are_told_once(mastodon, source) -> None:
    now = timezone.now()
    Source.objects.filter(pk=mastodon.pk).update(
        health="TROUBLE", trouble="TIMEOUT", trouble_since=now - timedelta(minutes=29)
    )
    assert actions.tell_of_dead() == 0
    Source.objects.filter(pk=mastodon.pk).update(trouble_since=now - timedelta(minutes=31))
    assert actions.tell_of_dead() == 1 and actions.tell_of_dead() == 0
    quiet = source(
        Kind.FEED, {"url": "https://x.example/"}, silent_hours=5, health="WORKS", last_post_at=now - timedelta(hours=6)
    )
    assert quiet.condition == Condition.SILENT
    assert actions.tell_of_dead() == 1


def bsky(number: int, minute: int) -> dict[str, Any]:
    return {
        "uri": f"at://did:plc:x/app.bsky.feed.post/{number}", "cid": "c",
        "author": {"did": "did:plc:x", "handle": "a.bsky.social", "displayName": "A"},
        "record": {"$type": "app.bsky.feed.post", "text": f"Famille sans abri {number}", "createdAt": f"2026-11-21T10:{minute:02}:00.000Z"},
        "replyCount": 1, "repostCount": 2, "likeCount": 3, "quoteCount": 0, "indexedAt": f"2026-11-21T10:{minute:02}:01.000Z",
    }  # fmt: skip


def test_bluesky_pages_back_to_what_is_known_and_renews_its_session(source, provider) -> None:
    blue = source(
        Kind.BLUESKY,
        {"query": "sans abri", "server": provider.url, "identifier": "cell.bsky.social"},
        {"password": "app-pass"},
    )
    provider.will(200, {"accessJwt": "jwt-1", "refreshJwt": "r"})
    provider.will(200, {"posts": [bsky(2, 2), bsky(1, 1)], "cursor": "2"})
    assert actions.fetch(source_id=blue.pk) == 2
    assert provider.calls[0].json == {"identifier": "cell.bsky.social", "password": "app-pass"}
    blue.refresh_from_db()
    assert blue.cursor == {"newest": "2026-11-21T10:02:01.000Z"}
    assert "jwt-1" not in json.dumps(blue.settings) and blue.values["session"] == "jwt-1"
    provider.will(400, {"error": "ExpiredToken", "message": "Token has expired"})
    provider.will(200, {"accessJwt": "jwt-2", "refreshJwt": "r"})
    provider.will(200, {"posts": [bsky(5, 5), bsky(4, 4)], "cursor": "more"})
    provider.will(200, {"posts": [bsky(3, 3), bsky(2, 2)]})
    assert again(blue) == 3
    assert provider.calls[4].headers["authorization"] == "Bearer jwt-2"
    assert query_of(provider.calls[5])["cursor"] == "more"
    assert query_of(provider.calls[5])["since"] == "2026-11-21T09:32:01.000Z"
    blue.refresh_from_db()
    assert blue.cursor == {"newest": "2026-11-21T10:05:01.000Z"}
    provider.will(200, {"posts": []})
    assert again(blue) == 0
    assert query_of(provider.calls[-1])["since"] == "2026-11-21T09:35:01.000Z"
    blue.refresh_from_db()
    assert blue.cursor == {"newest": "2026-11-21T10:05:01.000Z"}  # it does not go back further with each turn
    assert Post.objects.order_by("id").first().url == "https://bsky.app/profile/a.bsky.social/post/1"


def test_bluesky_without_an_account_says_that_its_key_is_refused(source, provider) -> None:
    blue = source(Kind.BLUESKY, {"query": "x", "server": provider.url})
    provider.will(401, {"error": "AuthMissing", "message": "Authentication Required"})
    actions.fetch(source_id=blue.pk)
    blue.refresh_from_db()
    assert blue.trouble == Reason.ACCESS


def telegram_page(*numbers: int) -> bytes:
    blocks = "".join(
        f'<div class="tgme_widget_message text_not_supported_wrap" data-post="hay/{number}">'
        f'<a class="tgme_widget_message_owner_name"><span>الحي</span></a>'
        f'<div class="tgme_widget_message_text js-message_text">شيخ بلا مأوى<br/>رقم {number}</div>'
        f'<span class="tgme_widget_message_views">1.2K</span><time datetime="2026-11-21T10:00:00+00:00">10:00</time></div>'
        for number in numbers
    )
    return f'<html><div class="tgme_channel_info">x</div>{blocks}</html>'.encode()


def test_a_telegram_channel_is_read_forward_by_its_numbers(source, provider) -> None:
    channel = source(Kind.TELEGRAM, {"channel": "@hay", "server": provider.url})
    provider.will(200, telegram_page(3, 4))
    assert actions.fetch(source_id=channel.pk) == 2
    assert provider.calls[0].path == "/s/hay"
    provider.will(200, telegram_page(6, 5))
    assert again(channel) == 2
    assert query_of(provider.calls[1]) == {"after": "4"}
    post = Post.objects.order_by("id").first()
    assert (post.text, post.url, post.reach) == ("شيخ بلا مأوى\nرقم 3", "https://t.me/hay/3", 13)
    provider.will(302, b"", Location="https://t.me/hay")
    again(channel)
    channel.refresh_from_db()
    assert channel.trouble == Reason.SETTINGS  # the channel shows no preview any more


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


def comment(number: int, minute: int) -> dict[str, Any]:
    top = {
        "id": f"c{number}", "snippet": {
            "textOriginal": f"مريض بلا دواء {number}", "authorDisplayName": "@nadia", "authorChannelUrl": "http://www.youtube.com/@nadia",
            "likeCount": 3, "publishedAt": f"2026-11-21T10:{minute:02}:00Z", "videoId": "v1"},
    }  # fmt: skip
    return {"id": f"t{number}", "snippet": {"videoId": "v1", "topLevelComment": top, "totalReplyCount": 2}}


def test_youtube_comments_are_paged_back_to_what_is_known(source, provider) -> None:
    tube = source(Kind.YOUTUBE, {"video": "v1", "server": provider.url}, {"key": "k"})
    provider.will(200, {"items": [comment(2, 2), comment(1, 1)], "nextPageToken": "p"})
    assert actions.fetch(source_id=tube.pk) == 2
    provider.will(200, {"items": [comment(5, 5), comment(4, 4)], "nextPageToken": "p2"})
    old = comment(0, 0)
    old["snippet"]["topLevelComment"]["snippet"]["publishedAt"] = "2026-11-21T09:00:00Z"
    provider.will(200, {"items": [comment(3, 3), comment(2, 2), comment(1, 1), old], "nextPageToken": "p3"})
    assert again(tube) == 3 and len(provider.calls) == 3
    tube.refresh_from_db()
    assert tube.cursor == {"newest": "2026-11-21T10:05:00+00:00"}
    post = Post.objects.order_by("id").first()
    assert (post.url, post.reach) == ("https://www.youtube.com/watch?v=v1&lc=c1", 6)


@pytest.mark.parametrize(
    ("code", "reason", "trouble"),
    [
        (403, "quotaExceeded", Reason.LIMIT),
        (400, "keyInvalid", Reason.ACCESS),
        (403, "commentsDisabled", Reason.SETTINGS),
    ],
)
def test_what_youtube_refuses_is_told_by_its_reason(source, provider, code, reason, trouble) -> None:
    tube = source(Kind.YOUTUBE, {"video": "v1", "server": provider.url}, {"key": "k"})
    provider.will(code, {"error": {"code": code, "errors": [{"reason": reason, "domain": "youtube"}]}})
    actions.fetch(source_id=tube.pk)
    tube.refresh_from_db()
    assert tube.trouble == trouble


@pytest.fixture
def facebook(source, provider) -> Source:
    secrets = {"token": "EAAB", "app_secret": APP_SECRET, "verify_token": "verify-me"}
    return source(Kind.FACEBOOK, {"object": "page", "page": "555", "api": provider.url}, secrets)


def page_post(number: int, minute: int) -> dict[str, Any]:
    return {
        "id": f"555_{number}", "message": f"عجوز بلا دواء {number}", "created_time": f"2026-11-21T10:{minute:02}:00+0000",
        "permalink_url": f"https://www.facebook.com/555/posts/{number}", "from": {"id": "9", "name": "Page"}, "shares": {"count": 7},
        "reactions": {"data": [], "summary": {"total_count": 2}}, "comments": {"data": [], "summary": {"total_count": 1}},
    }  # fmt: skip


def test_a_facebook_page_is_asked_back_to_what_is_known(facebook, provider) -> None:
    provider.will(
        200, {"data": [page_post(2, 2), page_post(1, 1)], "paging": {"cursors": {"after": "A"}, "next": "https://x"}}
    )
    assert actions.fetch(source_id=facebook.pk) == 2
    assert provider.calls[0].headers["authorization"] == "Bearer EAAB" and "access_token" not in provider.calls[0].path
    provider.will(200, {"data": [page_post(4, 4)], "paging": {"cursors": {"after": "B"}, "next": "https://x"}})
    provider.will(
        200,
        {"data": [page_post(3, 3), page_post(2, 2)], "paging": {}},
        X_App_Usage='{"call_count":96,"total_time":1,"total_cputime":1}',
    )
    assert again(facebook) == 2
    assert query_of(provider.calls[2])["after"] == "B"
    facebook.refresh_from_db()
    assert facebook.next_at - timezone.now() > timedelta(minutes=14)  # nearly all that is granted is used
    assert Post.objects.order_by("id").first().reach == 11


@pytest.mark.parametrize(
    ("status_code", "error", "trouble"),
    [
        (400, {"code": 190, "error_subcode": 463, "type": "OAuthException"}, Reason.ACCESS),
        (400, {"code": 4, "type": "OAuthException"}, Reason.LIMIT),
        (500, {"code": 2, "is_transient": True}, Reason.PROVIDER),
        (400, {"code": 100}, Reason.SETTINGS),
    ],
)
def test_what_the_graph_api_refuses_is_told_by_its_code(facebook, provider, status_code, error, trouble) -> None:
    provider.will(status_code, {"error": error})
    actions.fetch(source_id=facebook.pk)
    facebook.refresh_from_db()
    assert facebook.trouble == trouble


def call(**value: Any) -> bytes:
    given = {
        "item": "comment",
        "verb": "add",
        "comment_id": "1_2",
        "message": "نحتاج مأوى",
        "from": {"id": "3", "name": "ن"},
        "created_time": 1795255200,
    }
    body = {
        "object": "page",
        "entry": [{"id": "555", "time": 1795255200, "changes": [{"field": "feed", "value": given | value}]}],
    }
    return json.dumps(body).encode()


def post_hook(client, source: Source, body: bytes, secret: str = APP_SECRET) -> int:
    proof = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    address = reverse("monitoring:hook", args=[source.uuid])
    return client.post(
        address, body, content_type="application/json", headers={"X-Hub-Signature-256": proof}
    ).status_code


@pytest.mark.parametrize("kind", [Kind.YOUTUBE, Kind.FACEBOOK, Kind.BLUESKY])
def test_what_a_provider_lists_late_is_found_for_half_an_hour(source, provider, kind) -> None:
    late = source(
        kind,
        {"video": "v1", "page": "555", "query": "q", "server": provider.url, "api": provider.url},
        {"key": "k", "token": "t"},
    )

    def told(*minutes: int) -> dict[str, Any]:
        return {
            "items": [comment(minute, minute) for minute in minutes], "data": [page_post(minute, minute) for minute in minutes],
            "posts": [bsky(minute, minute) for minute in minutes],
        }  # fmt: skip

    provider.will(200, told(50, 40))
    assert actions.fetch(source_id=late.pk) == 2
    provider.will(200, told(50, 40, 25))
    assert again(late) == 1
    provider.will(200, told(51, 50, 40, 25))
    assert again(late) == 1 and Post.objects.count() == 4


def test_mastodon_goes_back_half_an_hour_by_the_time_in_its_numbers(mastodon, provider) -> None:
    number = 115_584_000_000_000_000
    provider.will(200, [status(number)])
    actions.fetch(source_id=mastodon.pk)
    provider.will(200, [status(number), status(number - 1)])
    assert again(mastodon) == 1
    assert int(query_of(provider.calls[1])["min_id"]) == number - (1_800_000 << 16)
    mastodon.refresh_from_db()
    assert mastodon.cursor == {"newest": str(number)}


def test_a_webhook_takes_what_is_signed_once_and_nothing_else(facebook, client) -> None:
    body = call()
    assert post_hook(client, facebook, body, secret="guessed") == 403
    assert not Post.objects.exists()
    assert post_hook(client, facebook, body) == 200
    assert post_hook(client, facebook, body) == 200  # delivered again
    post = Post.objects.get()
    assert (post.text, post.by["name"]) == ("نحتاج مأوى", "ن")
    assert post.sha256 == hashlib.sha256(post.raw.encode()).hexdigest()
    for other in (call(verb="remove", comment_id="9"), call(item="reaction", comment_id="8"), b"{}", b"not json"):
        assert post_hook(client, facebook, other) == 200
    assert Post.objects.count() == 1


def test_a_webhook_says_nothing_of_our_own_asking(facebook, client) -> None:
    now = timezone.now()
    ours = {
        "next_at": now + timedelta(hours=5), "asking_until": now + timedelta(minutes=3), "health": "TROUBLE", "trouble": "ACCESS",
        "trouble_since": now - timedelta(hours=2), "failures": 3, "last_post_at": now - timedelta(days=3),
    }  # fmt: skip
    Source.objects.filter(pk=facebook.pk).update(**ours)
    assert post_hook(client, facebook, call()) == 200 and Post.objects.count() == 1
    facebook.refresh_from_db()
    assert facebook.last_post_at >= now
    assert all(getattr(facebook, name) == value for name, value in ours.items() if name != "last_post_at")


def test_a_webhook_without_its_secret_takes_nothing(source, client) -> None:
    bare = source(Kind.FACEBOOK, {"page": "555"})
    assert post_hook(client, bare, call(), secret="") == 403
    paused = source(Kind.FACEBOOK, {"page": "555"}, {"app_secret": APP_SECRET}, enabled=False)
    assert post_hook(client, paused, call()) == 404


def test_meta_is_answered_with_its_challenge_when_it_knows_the_token(facebook, client) -> None:
    address = reverse("monitoring:hook", args=[facebook.uuid])
    asked = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "42"}
    assert client.get(address, asked).content == b"42"
    assert client.get(address, asked | {"hub.verify_token": "no"}).status_code == 403


def test_nobody_asks_twice_at_once_and_who_was_cut_off_is_waited_for(mastodon, provider) -> None:
    now = timezone.now()
    Source.objects.filter(pk=mastodon.pk).update(asking_until=now + timedelta(minutes=1))
    assert actions.fetch(source_id=mastodon.pk) == 0 and not provider.calls
    Source.objects.filter(pk=mastodon.pk).update(asking_until=now - timedelta(seconds=1))
    provider.will(200, [status(1)])
    assert actions.fetch(source_id=mastodon.pk) == 1


def test_a_paused_source_is_tried_without_keeping_anything(mastodon, provider, cast) -> None:
    actions.switch(source=mastodon, by=cast.malika, on=False)
    provider.will(200, [status(1)])
    tried = actions.try_now(source=mastodon, by=cast.malika)
    assert (tried.health, Post.objects.count(), tried.cursor) == (Health.WORKS, 0, {})


def meanwhile(monkeypatch, does: Callable[[], object]) -> None:
    """Let something happen to the source while Mastodon is being asked."""
    ask = mastodon_source.Provider.fetch

    def fetch(self: mastodon_source.Provider, cursor: Mapping[str, Any]) -> Fetched:
        found = ask(self, cursor)
        found.secrets = {"session": "old"}
        does()
        return found

    monkeypatch.setattr(mastodon_source.Provider, "fetch", fetch)


def test_a_source_that_is_paused_while_it_is_asked_keeps_nothing_more(mastodon, provider, cast, monkeypatch) -> None:
    meanwhile(monkeypatch, lambda: actions.switch(source=mastodon, by=cast.malika, on=False))
    provider.will(200, [status(1)])
    assert actions.fetch(source_id=mastodon.pk) == 0 and not Post.objects.exists()
    mastodon.refresh_from_db()
    assert (mastodon.cursor, mastodon.health, mastodon.enabled) == ({}, Health.UNKNOWN, False)


def test_what_is_changed_while_a_source_is_asked_is_not_written_over(mastodon, provider, cast, monkeypatch) -> None:
    def change() -> None:
        actions.change(
            source=mastodon, by=cast.malika, name="آخر", organisation=mastodon.organisation, every_minutes=5, silent_hours=48,
            values={"server": provider.url, "tag": "مأوى", "token": "t-2"},
        )  # fmt: skip

    meanwhile(monkeypatch, change)
    provider.will(200, [status(1)])
    assert actions.fetch(source_id=mastodon.pk) == 0
    mastodon.refresh_from_db()
    assert mastodon.values == {"server": provider.url, "tag": "مأوى", "token": "t-2"}
    assert (mastodon.cursor, mastodon.next_at, mastodon.health) == ({}, None, Health.UNKNOWN)


@pytest.mark.parametrize("answer", [200, 500])
def test_who_was_waited_for_too_long_does_not_free_the_turn_of_another(mastodon, provider, monkeypatch, answer) -> None:
    other = timezone.now() + timedelta(minutes=4)
    ask = mastodon_source.Provider.fetch

    def fetch(self: mastodon_source.Provider, cursor: Mapping[str, Any]) -> Fetched:
        Source.objects.filter(pk=mastodon.pk).update(asking_until=other)
        return ask(self, cursor)

    monkeypatch.setattr(mastodon_source.Provider, "fetch", fetch)
    provider.will(answer, [status(1)])
    assert actions.fetch(source_id=mastodon.pk) == 0
    mastodon.refresh_from_db()
    assert (mastodon.asking_until, mastodon.failures, mastodon.cursor) == (other, 0, {})


def test_what_cannot_be_kept_is_a_fault_that_is_shown(mastodon, provider, monkeypatch) -> None:
    def breaks(**given: object) -> int:
        raise ValueError

    monkeypatch.setattr(fetching, "keep", breaks)
    provider.will(200, [status(1)])
    assert actions.fetch(source_id=mastodon.pk) == 0
    mastodon.refresh_from_db()
    assert (mastodon.trouble, mastodon.asking_until, mastodon.cursor) == (Reason.ANSWER, None, {})
