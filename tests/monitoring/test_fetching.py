"""Asking a source: one at a time, nothing lost, nothing twice, and whatever fails is shown to somebody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.monitoring.sources.payloads import again, bsky, comment, page_post, status

from yaqaza.channels.states import Health, Reason
from yaqaza.monitoring import actions, queries
from yaqaza.monitoring.actions import fetching
from yaqaza.monitoring.models import Post, Source
from yaqaza.monitoring.sources import mastodon as mastodon_source
from yaqaza.monitoring.sources.base import Fetched
from yaqaza.monitoring.states import Condition, Kind


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
