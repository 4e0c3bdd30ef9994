"""A connector is held for a moment between calls, and whatever is changed on it holds at once all the same."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from tests.channels.conftest import SECRET
from tests.channels.test_sms_http import sign

from yaqaza.channels import actions, lines
from yaqaza.channels.models import Arrival, Connector

pytestmark = pytest.mark.django_db
BODY = json.dumps({"from": "0550001234", "text": "رجل بلا مأوى", "id": "g-1"}).encode()


@pytest.fixture(autouse=True)
def _nothing_held(monkeypatch) -> None:
    monkeypatch.setattr(lines, "_held", {})


@pytest.fixture
def deliver(outside, sms):
    def call(secret: str = SECRET) -> int:
        address = reverse("channels:hook", args=[sms.uuid])
        headers = {"X-Signature": sign(BODY, secret)}
        return outside.post(address, BODY, content_type="application/json", headers=headers).status_code

    return call


def test_a_call_is_kept_and_its_job_queued_by_one_statement(deliver, django_assert_num_queries, run_jobs) -> None:
    with django_assert_num_queries(2):
        assert deliver() == 200
    with django_assert_num_queries(1):
        assert deliver() == 200
    assert [(each.raw.encode(), each.read_at, each.senders) for each in Arrival.objects.all()] == [(BODY, None, [])] * 2
    run_jobs()
    assert not Arrival.objects.filter(read_at=None).exists()


def test_the_row_is_the_same_as_that_of_a_call_that_was_asked_for(deliver, sms) -> None:
    deliver()
    actions.keep(connector=sms, raws=[BODY.decode()])
    called, asked = Arrival.objects.order_by("id").values("connector", "sha256", "senders", "read_at", "readable")
    assert called == asked


def test_a_new_secret_holds_from_the_next_call_on_and_the_old_one_no_longer(deliver, sms) -> None:
    assert deliver() == 200
    sms.secrets = json.dumps({"check_secret": "another", "token": "t"})
    sms.save()
    assert [deliver(), deliver("another")] == [403, 200]
    assert Arrival.objects.count() == 2


def test_other_settings_hold_at_once_too(deliver, sms) -> None:
    assert deliver() == 200
    sms.settings |= {"check_header": "X-Proof"}
    sms.save()
    assert deliver() == 403 and Arrival.objects.count() == 1


def test_one_that_is_switched_off_takes_nothing_more_until_it_is_on(deliver, sms) -> None:
    assert deliver() == 200
    for enabled, status in ((False, 404), (True, 200)):
        Connector.objects.filter(pk=sms.pk).update(enabled=enabled)
        assert deliver() == status
    assert Arrival.objects.count() == 2


def test_what_is_held_has_an_end(deliver, sms, monkeypatch) -> None:
    monkeypatch.setattr(lines, "HELD_MOST", 0)
    assert [deliver(), deliver()] == [200, 200] and len(lines._held) == 1
