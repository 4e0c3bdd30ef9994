"""While the database is away, what providers send is kept on disk and taken in later: each call once, none lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from django.urls import reverse
from tests.channels.conftest import SECRET
from tests.channels.test_sms_http import sign

from yaqaza.channels import actions, queries, spool
from yaqaza.channels.connectors.base import Request
from yaqaza.channels.models import Arrival, Message
from yaqaza.core import presence

pytestmark = pytest.mark.django_db
BODY = json.dumps({"from": "0550001234", "text": "رجل بلا مأوى", "id": "g-1"}).encode()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.SPOOL = tmp_path / "spool"
    return settings.SPOOL


@pytest.fixture
def deliver(outside, sms):
    def call(body: bytes = BODY, secret: str = SECRET):
        headers = {"X-Signature": sign(body, secret)}
        return outside.post(
            reverse("channels:hook", args=[sms.uuid]), body, content_type="application/json", headers=headers
        )

    return call


@pytest.fixture
def away(monkeypatch):
    """The database does not answer."""
    asked = []

    def refuse(uuid):
        asked.append(uuid)
        raise OperationalError("connection refused")

    monkeypatch.setattr(queries, "calling", refuse)
    monkeypatch.setattr(presence, "answers", lambda: False)
    yield asked
    presence.came_back()


def test_what_comes_is_answered_kept_encrypted_and_taken_in_when_the_database_is_back(
    deliver, away, monkeypatch, folder, run_jobs
) -> None:
    assert [deliver().status_code for _time in range(3)] == [200, 200, 200]
    assert len(away) == 1  # it is not asked again until it is back: each question would take ten seconds
    files = list(folder.iterdir())
    assert len(files) == 3 and all(b"g-1" not in file.read_bytes() for file in files)
    assert files[0].stat().st_mode & 0o077 == 0
    assert not Arrival.objects.exists()
    monkeypatch.undo()
    presence.came_back()
    assert actions.drain_spool() == 3
    run_jobs()
    assert list(folder.iterdir()) == []
    assert Message.objects.filter(direction="IN").count() == 1  # a redelivery is one here, too


def test_a_wrong_proof_is_dropped_when_it_can_be_checked(deliver, away, monkeypatch, folder) -> None:
    assert deliver(secret="another").status_code == 200
    monkeypatch.undo()
    presence.came_back()
    assert actions.drain_spool() == 0
    assert list(folder.iterdir()) == [] and not Arrival.objects.exists()


def test_a_full_folder_and_a_question_are_refused_so_that_the_provider_comes_again(
    deliver, away, outside, sms, monkeypatch
) -> None:
    monkeypatch.setattr("yaqaza.core.spool.MOST", 1)
    assert [deliver().status_code, deliver().status_code] == [200, 503]
    assert outside.get(reverse("channels:hook", args=[sms.uuid])).status_code == 503


def test_a_file_that_cannot_be_read_is_set_aside_and_holds_nothing_back(sms, folder) -> None:
    assert spool.put(spool.CALLS, sms.uuid, Request("POST", {}, {"x-signature": sign(BODY)}, BODY))
    (folder / "0.call").write_text("cut off in the midd")
    assert actions.drain_spool() == 1
    assert [file.name for file in folder.iterdir()] == ["0.unreadable"]


def test_a_process_without_a_database_really_answers(sms, folder) -> None:
    script = f"""
import django; django.setup()
from django.conf import settings
from pathlib import Path
settings.SPOOL = Path({str(folder)!r})
settings.ALLOWED_HOSTS = ["*"]
from django.test import Client
headers = {{"X-Signature": {sign(BODY)!r}}}
for _time in range(2):
    print(Client().post("/channels/hooks/{sms.uuid}/", {BODY!r}, content_type="application/json", headers=headers).status_code)
"""
    gone = {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing", "DJANGO_SETTINGS_MODULE": "yaqaza.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **gone},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.stdout.split() == ["200", "200"], done.stderr[-2000:]
    assert actions.drain_spool() == 2


def test_the_folder_has_an_end_in_bytes_and_a_body_takes_less_than_twice_its_size(sms, folder, monkeypatch) -> None:
    body = b"\xff" * 30_000
    assert spool.put(spool.CALLS, sms.uuid, Request("POST", {}, {}, body))
    assert next(folder.iterdir()).stat().st_size < 2 * len(body)
    assert spool.read(next(spool.CALLS.kept()).values)[1].body == body
    monkeypatch.setattr("yaqaza.core.spool.MOST_BYTES", 100_000)
    assert not spool.put(spool.CALLS, sms.uuid, Request("POST", {}, {}, body))


def test_what_came_for_a_connector_that_is_switched_off_stays_until_it_is_on(sms, folder) -> None:
    assert spool.put(spool.CALLS, sms.uuid, Request("POST", {}, {"x-signature": sign(BODY)}, BODY))
    sms.enabled = False
    sms.save()
    assert actions.drain_spool() == 0 and len(list(folder.iterdir())) == 1
    sms.enabled = True
    sms.save()
    assert actions.drain_spool() == 1 and list(folder.iterdir()) == []


def test_two_processes_do_not_take_in_the_same_at_once(sms, folder) -> None:
    for number in range(2):
        body = json.dumps({"from": "0550001234", "text": str(number), "id": f"g-{number}"}).encode()
        spool.put(spool.CALLS, sms.uuid, Request("POST", {}, {"x-signature": sign(body)}, body))
    first = spool.CALLS.kept_for_me()
    assert spool.read(next(first).values)[0] == sms.uuid
    assert actions.drain_spool() == 0
    first.close()
    assert actions.drain_spool() == 2 and Arrival.objects.count() == 2


def test_a_file_that_went_meanwhile_stops_nothing(sms, folder) -> None:
    spool.put(spool.CALLS, sms.uuid, Request("POST", {}, {"x-signature": sign(BODY)}, BODY))
    (folder / "0.call").symlink_to(folder / "gone")
    assert actions.drain_spool() == 1


def test_settings_that_nobody_can_use_leave_the_call_until_they_are_mended(sms, folder) -> None:
    spool.put(spool.CALLS, sms.uuid, Request("POST", {}, {"x-signature": sign(BODY)}, BODY))
    secrets, sms.secrets = sms.secrets, "{not json"
    sms.save()
    assert actions.drain_spool() == 0 and len(list(folder.iterdir())) == 1
    sms.secrets = secrets
    sms.save()
    assert actions.drain_spool() == 1
