"""Tests that Yaqaza sends to itself: by each way in, taken as alerts and undone, and an alarm when one does not arrive."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from django.utils import timezone

from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.channels import actions, doors, marks, ways
from yaqaza.channels.models import Arrival, Contact, Message, Probe
from yaqaza.channels.network import Temporary
from yaqaza.channels.states import Health, Kind, ProbeState, Reason
from yaqaza.core.models import AuditEntry
from yaqaza.portal import probing
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(settings) -> None:
    gazetteer.forget()
    settings.OWN_URL, settings.PROBE_EVERY, settings.PROBE_LATE = "http://127.0.0.1:1", 30, 5


@pytest.fixture
def door(outside, monkeypatch):
    """Our own web server: what a visitor asks is answered by the application itself. ``closed`` answers 500."""
    state = SimpleNamespace(closed=False, calls=[])

    def call(self, method, path, headers, body):
        state.calls.append((method, path))
        if state.closed:
            return 500, "", ""
        kind = headers.get("Content-Type", "")
        more = {key: value for key, value in headers.items() if key != "Content-Type"}
        answer = outside.get(path) if method == "GET" else outside.post(path, body, content_type=kind, headers=more)
        self._cookies |= {name: morsel.value for name, morsel in outside.cookies.items()}
        return answer.status_code, answer.content.decode(), answer.headers.get("Location", "")

    monkeypatch.setattr(doors.Visitor, "_call", call)
    return state


def nothing_is_left() -> bool:
    return not (Alert.objects.exists() or AlertEvent.objects.exists() or AuditEntry.objects.exists())


KINDS = {
    Kind.SMS_HTTP: ({"send_url": "https://gateway.example/"}, {"check_secret": "s"}),
    Kind.TELEGRAM: ({"way": "hook"}, {"token": "1:a", "secret": "s"}),
    Kind.WHATSAPP: ({"phone_id": "106"}, {"token": "t", "app_secret": "s", "verify_token": "v"}),
    Kind.DEMO: ({}, {"key": "k"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_test_goes_in_by_the_connectors_own_door_and_is_taken_and_undone(connect, door, run_jobs, kind) -> None:
    line = connect(kind, *KINDS[kind])
    probe = actions.probe(connector_id=line.pk)
    assert probe.state is ProbeState.UNDERWAY
    run_jobs()
    probe.refresh_from_db()
    assert probe.state is ProbeState.ARRIVED and door.calls == [("POST", reverse("channels:hook", args=[line.uuid]))]
    assert nothing_is_left()
    assert Message.objects.get().command == "PROBE" and Arrival.objects.get().readable
    line.refresh_from_db()
    assert (line.in_health, line.last_in_at) == (Health.WORKS, None)  # it works, and nobody wrote


def test_a_wrong_secret_at_our_own_door_is_an_alarm(sms, door, run_jobs, cast) -> None:
    probe = actions.probe(connector_id=sms.pk)
    assert not probe.reason
    door.closed = True
    probe = actions.probe(connector_id=sms.pk)
    assert (probe.state, probe.reason) == (ProbeState.MISSING, Reason.DOOR)
    assert [each.probe for each in ways.alarms(cast.brahim)] == [probe]


def test_the_public_form_is_filled_in_as_a_citizen_does(houses, door, monkeypatch, run_jobs) -> None:
    monkeypatch.setattr(probing, "SECONDS_TO_ANSWER", 0)
    monkeypatch.setattr("yaqaza.portal.views.arriving.LEAST_SECONDS", 0)
    probe = actions.send_probe(connector=None, by=probing.fill_in)
    probe.refresh_from_db()
    assert (probe.state, probe.reason) == (ProbeState.ARRIVED, "") and nothing_is_left()
    assert run_jobs() == []  # what an alert would have queued is undone too


def test_a_form_that_answers_another_page_is_a_closed_door(houses, door) -> None:
    door.closed = True
    with pytest.raises(Temporary):
        probing.fill_in(marks.new())


def test_a_letter_to_our_own_mailbox_is_read_although_a_machine_wrote_it(connect) -> None:
    import base64

    from yaqaza.channels.connectors.email import Provider

    ours = Provider({"address": "cell@yaqaza.example"})
    head = (
        "From: Cell <cell@yaqaza.example>\r\nAuto-Submitted: auto-generated\r\nMessage-ID: <1@yaqaza.example>\r\n\r\n"
    )
    assert ours.own_address == "cell@yaqaza.example"
    assert ours.read(base64.b64encode(f"{head}{marks.new()}\r\n".encode()).decode())[0].sender == "cell@yaqaza.example"
    assert ours.read(base64.b64encode(f"{head}out of office\r\n".encode()).decode()) == []
    foreign = head.replace("cell@", "other@").replace("Cell", "Other")
    assert ours.read(base64.b64encode(f"{foreign}{marks.new()}\r\n".encode()).decode()) == []


def test_words_that_nobody_sent_are_a_message_like_any_other(sms, run_jobs) -> None:
    actions.keep(connector=sms, raws=[urlencode({"from": "0550001234", "text": marks.new(), "id": "1"})])
    run_jobs()
    assert Message.objects.get(direction="IN").command == "" and Alert.objects.count() == 1


def test_words_of_a_test_are_good_once_and_by_its_own_way(sms, connect, run_jobs) -> None:
    other = connect(Kind.DEMO, {}, {"key": "k"})
    said: list[str] = []
    actions.send_probe(connector=sms, by=said.append)
    for number, line in enumerate((other, sms, sms)):
        actions.keep(connector=line, raws=[urlencode({"from": "0550001234", "text": said[0], "id": str(number)})])
        run_jobs()
    commands = Message.objects.filter(direction="IN").order_by("id").values_list("command", flat=True)
    assert list(commands) == ["", "PROBE", ""] and Probe.objects.get().arrived_at


def test_one_that_does_not_arrive_in_time_raises_the_alarm_once_and_one_that_comes_ends_it(sms, cast, run_jobs) -> None:
    said: list[str] = []
    actions.send_probe(connector=sms, by=said.append)
    assert actions.alarm() == [] and ways.alarms(cast.brahim) == []
    Probe.objects.update(sent_at=timezone.now() - timedelta(minutes=6), due_at=timezone.now() - timedelta(minutes=1))
    assert len(actions.alarm()) == 1 and actions.alarm() == []
    assert [row.probe.connector for row in ways.alarms(cast.brahim)] == [sms]
    assert ways.alarms(cast.chafia) == []
    actions.keep(connector=sms, raws=[urlencode({"from": "x", "text": said[0], "id": "1"})])
    run_jobs()
    assert ways.alarms(cast.brahim) == [] and Probe.objects.get().state is ProbeState.LATE


def test_a_worker_that_stands_is_an_alarm_too(sms, cast) -> None:
    actions.send_probe(connector=sms, by=lambda mark: None)
    long_ago = timezone.now() - timedelta(minutes=3 * 30 + 6)
    Probe.objects.update(sent_at=long_ago, due_at=long_ago + timedelta(minutes=5), arrived_at=long_ago)
    (found,) = ways.alarms(cast.brahim)
    assert found.silent


def test_each_way_is_tested_when_it_is_its_turn(sms, connect, run_jobs, door, monkeypatch) -> None:
    monkeypatch.setattr(probing, "fill_in", lambda mark: None)
    connect(Kind.TELEGRAM, {"way": "ask"}, {"token": "1:a"})  # a bot cannot write to itself
    connect(Kind.WEB_PUSH, {"contact": "a@yaqaza.example"}, {})  # brings nothing in
    assert [way.connector.kind for way in ways.ways_in() if way.connector and way.why_not] == [Kind.TELEGRAM]
    assert actions.probe_due() == 2
    run_jobs()
    assert Probe.objects.count() == 2 and actions.probe_due() == 0
    Probe.objects.update(sent_at=timezone.now() - timedelta(minutes=31), due_at=timezone.now())
    assert actions.probe_due() == 2


def test_without_an_address_or_with_tests_switched_off_none_is_sent(sms, settings, cast) -> None:
    settings.OWN_URL = ""
    assert actions.probe_due() == 0 and all(way.why_not for way in ways.ways_in())
    settings.OWN_URL, settings.PROBE_EVERY = "http://127.0.0.1:1", 0
    assert actions.probe_due() == 0


def test_tests_are_removed_after_two_weeks_with_all_that_they_left(sms, run_jobs, door) -> None:
    actions.probe(connector_id=sms.pk)
    run_jobs()
    assert actions.forget_probes() == 0
    Probe.objects.update(sent_at=timezone.now() - timedelta(days=15))
    Arrival.objects.update(at=timezone.now() - timedelta(days=15))
    assert actions.forget_probes() == 1
    assert not (Message.objects.exists() or Arrival.objects.exists() or Contact.objects.exists())


def test_the_page_shows_the_last_tests_and_the_strip_says_what_may_be_closed(sms, cast, signed_in) -> None:
    actions.send_probe(connector=sms, by=lambda mark: None)
    Probe.objects.update(sent_at=timezone.now() - timedelta(minutes=6), due_at=timezone.now() - timedelta(minutes=1))
    for user in (cast.brahim, cast.duniya, cast.administrator):
        here = signed_in(user)
        shown = here.get(reverse("channels:probes")).content.decode()
        assert sms.name in shown and str(ProbeState.MISSING.label) in shown
        strip = here.get(reverse("channels:alarm"), headers={"HX-Request": "true"}).content.decode()
        assert sms.name in strip and "<html" not in strip
        assert reverse("channels:alarm") in here.get(reverse("channels:connectors")).content.decode()
    assert reverse("channels:alarm") not in signed_in(cast.amina).get(reverse("desk:home")).content.decode()


def test_the_visitor_sees_our_own_pages_behind_a_proxy_that_speaks_https(settings, monkeypatch) -> None:
    settings.HTTPS, settings.ALLOWED_HOSTS = True, ["yaqaza.example"]
    sent = {}

    class Answer:
        status, headers = (
            200,
            SimpleNamespace(getlist=lambda name: ["csrftoken=abc; Path=/"], get=lambda name, other: other),
        )

        def read(self, *args, **more):
            return b""

        def close(self):
            pass

    monkeypatch.setattr(
        doors.urllib3.PoolManager, "request", lambda self, method, url, **more: sent.update(more["headers"]) or Answer()
    )
    visitor = doors.Visitor()
    visitor.get("/report/")
    visitor.post("/report/", {"a": "b"})
    assert (sent["Host"], sent["X-Forwarded-Proto"], sent["Referer"]) == (
        "yaqaza.example",
        "https",
        "https://yaqaza.example/report/",
    )
    assert sent["Cookie"] == "csrftoken=abc" and django_settings.CSRF_COOKIE_NAME == "csrftoken"
