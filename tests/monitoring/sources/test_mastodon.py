"""Mastodon: forward by its numbers, half an hour back, slower when it asks."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.monitoring.sources.payloads import again, query_of, status

from yaqaza.channels.states import Health
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post
from yaqaza.monitoring.states import Condition


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


def test_mastodon_goes_back_half_an_hour_by_the_time_in_its_numbers(mastodon, provider) -> None:
    number = 115_584_000_000_000_000
    provider.will(200, [status(number)])
    actions.fetch(source_id=mastodon.pk)
    provider.will(200, [status(number), status(number - 1)])
    assert again(mastodon) == 1
    assert int(query_of(provider.calls[1])["min_id"]) == number - (1_800_000 << 16)
    mastodon.refresh_from_db()
    assert mastodon.cursor == {"newest": str(number)}


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
