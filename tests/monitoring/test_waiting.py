"""What Meta sends while the database is away is kept on disk, and its posts come in once when it is back."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from django.urls import reverse

from yaqaza.core import presence
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post, Source
from yaqaza.monitoring.states import Kind

pytestmark = pytest.mark.django_db
VALUE = {
    "item": "status",
    "verb": "add",
    "post_id": "555_1",
    "message": "عائلة بلا مأوى",
    "from": {"id": "9", "name": "P"},
}
SECRET = "s"
BODY = json.dumps({"object": "page", "entry": [{"id": "555", "changes": [{"field": "feed", "value": VALUE}]}]}).encode()


@pytest.fixture
def page(source) -> Source:
    return source(
        Kind.FACEBOOK, {"object": "page", "page": "555"}, {"token": "t", "app_secret": SECRET, "verify_token": "v"}
    )


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.SPOOL = tmp_path / "spool"
    return settings.SPOOL / "posts"


@pytest.fixture
def gone(monkeypatch):
    monkeypatch.setattr(presence, "answers", lambda: False)
    yield presence.went_away
    presence.came_back()


def proof(secret: str = SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), BODY, hashlib.sha256).hexdigest()}


def deliver(client, page: Source, secret: str = SECRET) -> int:
    address = reverse("monitoring:hook", args=[page.uuid])
    return client.post(address, BODY, content_type="application/json", headers=proof(secret)).status_code


def test_a_call_is_kept_encrypted_and_its_post_comes_in_once(
    page, client, gone, folder, django_assert_num_queries
) -> None:
    gone()
    with django_assert_num_queries(0):
        assert [deliver(client, page), deliver(client, page), deliver(client, page, "another")] == [200] * 3
        assert client.get(reverse("monitoring:hook", args=[page.uuid])).status_code == 503
    presence.came_back()
    assert len(list(folder.iterdir())) == 3 and all(
        b"x-hub-signature" not in file.read_bytes() for file in folder.iterdir()
    )
    assert actions.take_waiting() == 2  # whose proof is wrong is dropped now
    assert [post.text for post in Post.objects.all()] == ["عائلة بلا مأوى"]
    assert list(folder.iterdir()) == [] and actions.take_waiting() == 0


def test_a_call_under_which_the_database_goes_away_is_kept_too(page, client, gone, folder, monkeypatch) -> None:
    def refuse(uuid):
        raise OperationalError("connection refused")

    monkeypatch.setattr("yaqaza.monitoring.views.hooks.calling", refuse)
    assert deliver(client, page) == 200 and presence.is_away()
    assert len(list(folder.iterdir())) == 1


def test_what_came_for_a_paused_source_or_one_with_broken_settings_waits(page, client, gone, folder) -> None:
    gone()
    deliver(client, page)
    presence.came_back()
    for broken in ({"enabled": False}, {"enabled": True, "secrets": "{not json"}):
        Source.objects.filter(pk=page.pk).update(**broken)
        assert actions.take_waiting() == 0 and len(list(folder.iterdir())) == 1
    page.save()
    assert actions.take_waiting() == 1


def test_what_nobody_can_read_or_no_source_is_for_holds_nothing_back(page, client, gone, folder) -> None:
    gone()
    deliver(client, page)
    actions.CALLS.put({"connector": "none"})
    deliver(client, Source(uuid="00000000-0000-4000-8000-000000000000"))
    presence.came_back()
    assert actions.take_waiting() == 1
    assert [file.suffix for file in folder.iterdir()] == [".unreadable"]


def test_a_process_without_a_database_really_answers(page, folder) -> None:
    script = f"""
import django; django.setup()
from django.conf import settings
from pathlib import Path
settings.SPOOL = Path({str(folder.parent)!r})
settings.ALLOWED_HOSTS = ["*"]
from django.test import Client
for _time in range(2):
    print(Client().post("/monitoring/hooks/{page.uuid}/", {BODY!r}, content_type="application/json", headers={proof()!r}).status_code)
"""
    nowhere = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing",
        "DJANGO_SETTINGS_MODULE": "yaqaza.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.stdout.split() == ["200", "200"], done.stderr[-2000:]
    assert actions.take_waiting() == 2 and Post.objects.count() == 1
