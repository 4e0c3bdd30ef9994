"""Bluesky: back to what is known, with a session that is renewed."""

from __future__ import annotations

import json

from tests.monitoring.sources.payloads import again, bsky, query_of

from yaqaza.channels.states import Reason
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post
from yaqaza.monitoring.states import Kind


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
