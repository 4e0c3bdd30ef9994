"""Comments on YouTube: back to what is known; each refusal by its reason."""

from __future__ import annotations

import pytest
from tests.monitoring.sources.payloads import again, comment

from yaqaza.channels.states import Reason
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post
from yaqaza.monitoring.states import Kind


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
