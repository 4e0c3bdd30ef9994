"""News feeds: asked conditionally, read once, followed where they move, and led into no house."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.monitoring.sources.payloads import again

from yaqaza.channels import network
from yaqaza.channels.states import Health, Reason
from yaqaza.core.refusal import Refused
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post
from yaqaza.monitoring.states import Kind

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>أخبار الحي</title>
<item><guid>n-2</guid><title>عائلة تحت المطر</title><description>&lt;p&gt;عائلة بلا مأوى في باب الوادي&lt;/p&gt;</description>
<link>https://news.example/2</link><pubDate>Sat, 21 Nov 2026 10:00:00 +0100</pubDate></item>
<item><guid>n-1</guid><title>عجوز وحيدة</title><link>https://news.example/1</link></item></channel></rss>""".encode()


ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Quartier</title><entry><id>tag:a,1</id>
<title>Appel</title><updated>2026-11-21T09:00:00Z</updated><author><name>Voisins</name></author>
<content type="html">&lt;b&gt;Une famille&lt;/b&gt; sans abri</content>
<link href="https://q.example/1"/></entry></feed>"""


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
