"""Facebook and Instagram: the Graph API, and the webhook that Meta calls."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.monitoring.sources.payloads import again, page_post, query_of

from yaqaza.channels.states import Reason
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post, Source
from yaqaza.monitoring.states import Kind

APP_SECRET = "app-secret"


@pytest.fixture
def facebook(source, provider) -> Source:
    secrets = {"token": "EAAB", "app_secret": APP_SECRET, "verify_token": "verify-me"}
    return source(Kind.FACEBOOK, {"object": "page", "page": "555", "api": provider.url}, secrets)


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
