"""Notifications in the browser against a push service that decrypts what it gets, as a browser does."""

from __future__ import annotations

import base64
import json
import os
import time
from datetime import timedelta

import http_ece
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from yaqaza.alerts import actions as alerts
from yaqaza.alerts.actions import talks
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Category, PlacePrecision, Urgency
from yaqaza.channels import actions, queries
from yaqaza.channels.connectors.web_push import Provider, why_not_keys
from yaqaza.channels.models import Connector, Contact, Message, Probe, Subscription
from yaqaza.channels.states import Kind, Reason, Status
from yaqaza.core.refusal import Refused
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db
POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def plain(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


class Browser:
    """A browser that subscribed: it alone can read what its push service is given."""

    def __init__(self, url: str, path: str = "/push/1") -> None:
        self.key, self.secret, self.endpoint = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), f"{url}{path}"

    @property
    def given(self) -> dict[str, str]:
        return {
            "endpoint": self.endpoint,
            "p256dh": plain(self.key.public_key().public_bytes(*POINT)),
            "auth": plain(self.secret),
        }

    def reads(self, call) -> dict[str, str]:
        assert call.headers["content-encoding"] == "aes128gcm"
        return json.loads(
            http_ece.decrypt(call.body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        )


@pytest.fixture(autouse=True)
def _fresh() -> None:
    gazetteer.forget()


@pytest.fixture
def push(connect) -> Connector:
    return connect(Kind.WEB_PUSH, {"contact": "cell@yaqaza.example"}, Provider.born())


@pytest.fixture
def browser(provider) -> Browser:
    return Browser(provider.url)


@pytest.fixture
def day(monkeypatch) -> None:
    monkeypatch.setattr("yaqaza.channels.rules.is_quiet", lambda moment: False)


def received(places, **more) -> Alert:
    given = {
        "by": None, "channel": "PORTAL", "text": "رجل مسن في الشارع", "category": Category.OTHER, "area": places.casbah,
        "place_precision": PlacePrecision.COMMUNE,
    }  # fmt: skip
    return alerts.receive(**given | more).alert


def test_only_the_browser_reads_a_notification_and_our_key_signs_it(push, browser, provider, cast, run_jobs) -> None:
    provider.will(201)
    actions.subscribe(user=cast.duniya, language="fr", **browser.given)
    assert actions.tell_officers(users=[cast.duniya], code="DANGER", key="1") == 1
    assert actions.tell_officers(users=[cast.duniya], code="DANGER", key="1") == 1  # said once
    run_jobs()
    (call,) = provider.calls
    said = browser.reads(call)
    assert 3590 < said.pop("until") - time.time() <= 3600 and 3590 < int(call.headers["ttl"]) <= 3600
    assert said == {
        "title": "يقظة · Yaqaza", "body": "Un signalement de danger de mort attend.", "url": "/alerts/", "tag": "DANGER",
    }  # fmt: skip
    assert call.headers["urgency"] == "high" and len(call.headers["topic"]) == 32
    token, key = call.headers["authorization"].removeprefix("vapid t=").split(",k=")
    assert key == queries.push_for(user=cast.duniya).key
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert (claims["aud"], claims["sub"]) == (provider.url, "mailto:cell@yaqaza.example")
    signed, _dot, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    ours = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.urlsafe_b64decode(key + "="))
    ours.verify(
        encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(hashes.SHA256())
    )  # raises when it is not ours
    assert Message.objects.get().status == Status.SENT


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_browser_that_is_gone_is_forgotten(push, browser, provider, cast, run_jobs, status) -> None:
    provider.will(status)
    actions.subscribe(user=cast.duniya, language="ar", **browser.given)
    actions.tell_officers(users=[cast.duniya], code="DANGER", key="1")
    run_jobs()
    message = Message.objects.get()
    assert (message.status, message.reason, message.to_decide) == (Status.STOPPED, Reason.GONE, False)
    assert not Subscription.objects.exists()
    assert Contact.objects.get().address == Contact.objects.get().index == ""


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        (500, Status.WAITING, Reason.PROVIDER),
        (429, Status.WAITING, Reason.LIMIT),
        (503, Status.WAITING, Reason.PROVIDER),
        (413, Status.FAILED, Reason.CONTENT),
        (307, Status.FAILED, Reason.ADDRESS),
    ],
)
def test_what_a_push_services_answers_mean(push, browser, provider, cast, run_jobs, status, outcome, reason) -> None:
    provider.will(status)
    actions.subscribe(user=cast.duniya, language="ar", **browser.given)
    actions.tell_officers(users=[cast.duniya], code="DANGER", key="1")
    run_jobs()
    message = Message.objects.get()
    assert (message.status, message.reason) == (outcome, reason)
    push.refresh_from_db()
    assert push.paused_until is None  # what one browser's service says holds up no other's


def test_a_notification_whose_sending_was_cut_goes_again_and_takes_the_place_of_the_first(
    push, browser, provider, cast, run_jobs
) -> None:
    provider.will_hang_up()
    actions.subscribe(user=cast.duniya, language="ar", **browser.given)
    actions.tell_officers(users=[cast.duniya], code="DANGER", key="1")
    run_jobs()
    Message.objects.update(due_at=timezone.now())
    actions.drain()
    run_jobs()
    first, second = provider.calls
    assert first.headers["topic"] == second.headers["topic"] and Message.objects.get().status == Status.SENT


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example/1"},
        {"endpoint": "https://user:secret@push.example/1"},
        {"endpoint": "https://push.example/" + "a" * 1000},
        {"p256dh": "AAAA"},
        {"p256dh": plain(b"\x04" + b"\x01" * 64)},
        {"auth": "AAAA"},
        {"auth": "!"},
    ],
)
def test_what_no_browser_gives_is_refused(push, browser, wrong, cast) -> None:
    with pytest.raises(Refused):
        actions.subscribe(user=cast.duniya, language="ar", **browser.given | wrong)
    assert not Contact.objects.exists()


def test_keys_of_a_browser_are_known() -> None:
    given = Browser("https://push.example").given
    assert not why_not_keys(given["p256dh"], given["auth"])


def test_no_notification_leaves_for_a_private_address(push, cast, run_jobs, settings) -> None:
    settings.CHANNEL_HOSTS = frozenset()
    actions.subscribe(user=cast.duniya, language="ar", **Browser("https://10.0.0.7").given)
    actions.tell_officers(users=[cast.duniya], code="DANGER", key="1")
    run_jobs()
    assert (Message.objects.get().status, Message.objects.get().reason) == (Status.STOPPED, Reason.GONE)
    push.refresh_from_db()
    assert push.paused_until is None


def test_what_comes_too_late_to_be_of_use_is_not_sent(push, browser, provider, cast, run_jobs) -> None:
    actions.subscribe(user=cast.duniya, language="ar", **browser.given)
    actions.tell_officers(users=[cast.duniya], code="DANGER", key="1")
    said = json.loads(Message.objects.get().body) | {"until": int(time.time()) - 1}
    Message.objects.update(body=json.dumps(said))
    run_jobs()
    message = Message.objects.get()
    assert (message.status, message.reason, message.to_decide) == (Status.STOPPED, Reason.EXPIRED, False)
    assert provider.calls == [] and Subscription.objects.exists()


def test_of_many_alarms_in_a_minute_the_first_is_told_at_once_and_the_others_in_one(
    push, browser, provider, cast, run_jobs
) -> None:
    provider.usual = {}
    actions.subscribe(user=cast.duniya, language="fr", **browser.given)
    for key in ("1", "2", "3", "2"):
        actions.tell_officers(users=[cast.duniya], code="DANGER", key=key)
    actions.tell_officers(users=[cast.duniya], code="CLOSED", key="7")
    run_jobs()
    assert [browser.reads(call)["tag"] for call in provider.calls] == ["DANGER"]
    waits = Message.objects.get(status=Status.WAITING)
    assert waits.template == "SEVERAL" and timedelta(seconds=55) < waits.due_at - timezone.now() <= timedelta(minutes=1)
    assert Message.objects.filter(status=Status.STOPPED, reason=Reason.TOGETHER).count() == 3
    assert json.loads(waits.body)["body"] == "Autres alarmes dans la dernière minute : 3. Ouvrez la permanence."
    Message.objects.update(due_at=timezone.now() - timedelta(seconds=90), at=timezone.now() - timedelta(minutes=2))
    actions.drain()
    run_jobs()
    assert [browser.reads(call)["tag"] for call in provider.calls] == ["DANGER", "SEVERAL"]
    actions.tell_officers(users=[cast.duniya], code="DANGER", key="3")  # it was told with the others: not again
    actions.tell_officers(users=[cast.duniya], code="DANGER", key="4")
    run_jobs()
    assert [browser.reads(call)["tag"] for call in provider.calls] == ["DANGER", "SEVERAL", "DANGER"]
    actions.tell_officers(users=[cast.duniya], code="DANGER", key="5")
    assert (
        json.loads(Message.objects.get(status=Status.WAITING).body)["body"].count("minute : 1.") == 1
    )  # of this minute alone


def test_an_alarm_while_the_one_for_all_is_being_sent_is_told_too(push, browser, provider, cast) -> None:
    actions.subscribe(user=cast.duniya, language="fr", **browser.given)
    for key in ("1", "2"):
        actions.tell_officers(users=[cast.duniya], code="DANGER", key=key)
    Message.objects.filter(template="SEVERAL").update(status=Status.SENDING, claimed_at=timezone.now())
    actions.tell_officers(users=[cast.duniya], code="DANGER", key="3")
    assert Message.objects.filter(template="SEVERAL", status=Status.WAITING).count() == 1


def test_on_a_shared_computer_notifications_end_with_who_asked_for_them(
    push, browser, provider, cast, client, run_jobs
) -> None:
    address, sign_out = reverse("channels:push"), reverse("account_logout")

    def sign_in(user) -> None:
        client.post(reverse("account_login"), {"login": user.username, "password": "quiet-harbour-lamp"})
        assert client.session["_auth_user_id"] == str(user.pk)

    sign_in(cast.duniya)
    assert client.post(address, {"do": "on", **browser.given}).status_code == 302
    assert "data-here" in client.get(address).content.decode()
    client.post(sign_out)
    assert not Subscription.objects.exists()
    sign_in(cast.duniya)
    assert "data-here" not in client.get(address).content.decode()
    client.post(address, {"do": "on", **browser.given})
    client.cookies.pop("yaqaza_dz")  # the session ended by itself
    sign_in(cast.duniya)
    assert "data-here" in client.get(address).content.decode()  # the same officer keeps them
    client.cookies.pop("yaqaza_dz")
    sign_in(cast.malika)
    assert not Subscription.objects.exists()
    run_jobs()
    actions.tell_officers(users=[cast.duniya, cast.malika], code="DANGER", key="1")
    assert not Message.objects.filter(template="DANGER").exists()


def test_notifications_end_with_the_session_in_which_they_were_asked_for(push, browser, cast, client) -> None:
    client.post(reverse("account_login"), {"login": cast.duniya.username, "password": "quiet-harbour-lamp"})
    client.post(reverse("channels:push"), {"do": "on", **browser.given})
    assert actions.tell_officers(users=[cast.duniya], code="DANGER", key="1") == 1
    client.cookies.pop("yaqaza_dz")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    client.post(reverse("account_login"), {"login": cast.duniya.username, "password": "quiet-harbour-lamp"})
    assert actions.tell_officers(users=[cast.duniya], code="DANGER", key="2") == 1  # signed in again in that browser
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert actions.tell_officers(users=[cast.duniya], code="DANGER", key="3") == 0
    assert not Subscription.objects.exists() and not Message.objects.filter(key__startswith="DANGER:3").exists()


def test_who_changes_their_password_is_still_told(push, browser, cast, client) -> None:
    client.post(reverse("account_login"), {"login": cast.duniya.username, "password": "quiet-harbour-lamp"})
    client.post(reverse("channels:push"), {"do": "on", **browser.given})
    before = client.session.session_key
    new = {"password1": "slow-orchard-window", "password2": "slow-orchard-window"}
    client.post(reverse("account_change_password"), {"oldpassword": "quiet-harbour-lamp", **new})
    assert client.session.session_key != before and client.session["_auth_user_id"] == str(cast.duniya.pk)
    assert actions.tell_officers(users=[cast.duniya], code="DANGER", key="1") == 1


def test_signing_in_elsewhere_ends_nothing(push, browser, cast, client) -> None:
    actions.subscribe(user=cast.duniya, language="ar", **browser.given)
    client.force_login(cast.malika, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(reverse("account_logout"))
    assert Subscription.objects.get().user == cast.duniya


def test_whoever_follows_a_report_is_told_that_there_is_something_new_and_not_what(
    push, browser, provider, places, cast, run_jobs, day
) -> None:
    provider.usual = {}
    alert, other = received(places), received(places, text="طفل في الشارع")
    actions.subscribe(about=alert.uuid, language="en", **browser.given)
    run_jobs()
    alerts.read(alert=alert, by=cast.duniya)
    alerts.ask(alert=alert, by=cast.duniya, text="أين هو بالضبط؟")
    alerts.read(alert=other, by=cast.duniya)
    alerts.ask(alert=other, by=cast.duniya, text="؟")
    run_jobs()
    (call,) = provider.calls
    said = browser.reads(call)
    assert said["body"].startswith("There is a new message about your request") and said["url"] == "/track/"
    assert alert.number not in str(said) and str(alert.uuid) not in str(said) and "بالضبط" not in str(said)


def test_officers_who_may_triage_it_are_told_of_a_life_in_danger_once(push, provider, places, cast, run_jobs) -> None:
    provider.usual = {}
    for number, user in enumerate((cast.duniya, cast.chafia, cast.amina)):
        actions.subscribe(user=user, language="ar", **Browser(provider.url, f"/push/{number}").given)
    alert = received(places, urgency=Urgency.VITAL)
    received(places, urgency=Urgency.ORDINARY, text="ملابس للأطفال")
    run_jobs()
    assert [call.path for call in provider.calls] == ["/push/0"]
    from yaqaza.alerts.actions import notifying

    notifying.tell_officers(alert_ids=[alert.pk])
    run_jobs()
    assert len(provider.calls) == 1


def test_officers_are_told_of_a_way_in_that_may_be_closed(push, browser, provider, sms, cast, run_jobs) -> None:
    from yaqaza.channels import tasks

    actions.subscribe(user=cast.brahim, language="fr", **browser.given)
    actions.send_probe(connector=sms, by=lambda mark: None)
    Probe.objects.update(sent_at=timezone.now() - timedelta(minutes=6), due_at=timezone.now() - timedelta(minutes=1))
    tasks.probes()
    tasks.probes()
    run_jobs()
    assert [browser.reads(call)["tag"] for call in provider.calls if call.path == "/push/1"] == ["CLOSED"]


def test_one_alarm_that_cannot_be_told_holds_up_no_other_and_is_told_at_the_next_turn(sms, cast) -> None:
    for _ in range(2):
        actions.send_probe(connector=sms, by=lambda mark: None)
    Probe.objects.update(sent_at=timezone.now() - timedelta(minutes=6), due_at=timezone.now() - timedelta(minutes=1))
    first, second = Probe.objects.order_by("id")
    told = []

    def tell(probe: Probe) -> None:
        if probe == first and not told.count(second):
            raise RuntimeError("the first fails")
        told.append(probe)

    with pytest.raises(RuntimeError):
        actions.alarm(tell=tell)
    assert told == [second]
    assert actions.alarm(tell=tell) == [first]
    assert (told, actions.alarm(tell=tell)) == ([second, first], [])


def test_who_is_told_is_found_in_as_many_queries_for_three_as_for_one(
    push, provider, places, houses, cast, django_assert_num_queries
) -> None:
    from yaqaza.alerts.actions import notifying

    alert = received(places, urgency=Urgency.VITAL)
    for number, user in enumerate((cast.chafia, cast.amina, cast.auditor)):  # who do not triage, or not there
        actions.subscribe(user=user, language="ar", **Browser(provider.url, f"/push/{number}").given)
        with django_assert_num_queries(4):
            assert notifying.tell_officers(alert_ids=[alert.pk]) == 0


def test_of_a_closed_alert_only_those_hear_who_read_it(push, provider, places, houses, cast) -> None:
    from yaqaza.alerts.actions import notifying

    for number, user in enumerate((cast.duniya, cast.brahim)):
        actions.subscribe(user=user, language="ar", **Browser(provider.url, f"/push/{number}").given)
    alert = received(places, urgency=Urgency.VITAL)
    Alert.objects.filter(pk=alert.pk).update(sensitive=True)
    notifying.tell_officers(alert_ids=[alert.pk])
    assert list(Message.objects.values_list("contact__subscription__user", flat=True)) == [cast.brahim.pk]


def test_an_officer_switches_it_on_tries_it_and_switches_it_off(
    push, browser, provider, cast, signed_in, run_jobs
) -> None:
    here, address = signed_in(cast.duniya), reverse("channels:push")
    assert queries.push_for(user=cast.duniya).key in here.get(address).content.decode()
    assert here.post(address, {"do": "on", **browser.given}).status_code == 302
    run_jobs()
    assert browser.reads(provider.calls[0])["tag"] == "PUSH_TEST"
    assert here.post(address, {"do": "on", **browser.given | {"auth": "x"}}).status_code == 422
    assert here.post(address, {"do": "off"}).status_code == 302
    assert not Subscription.objects.exists()
    assert Message.objects.exclude(status=Status.SENT).count() == 0


def test_whoever_holds_a_code_switches_it_on_and_off_and_erasing_ends_it(
    push, browser, places, client, run_jobs
) -> None:
    received_ = alerts.receive(
        by=None, channel="PORTAL", text="رجل مسن", category=Category.OTHER, area=places.casbah, place_precision=PlacePrecision.COMMUNE,
        reporter_phone="0550001234",
    )  # fmt: skip
    address = reverse("portal:notify")
    assert client.post(address, {"do": "on", **browser.given}).status_code == 302 and not Subscription.objects.exists()
    client.post(reverse("portal:track"), {"code": received_.tracking_code})
    assert reverse("portal:notify") in client.get(reverse("portal:tracked")).content.decode()
    client.post(address, {"do": "on", **browser.given})
    assert Subscription.objects.get().about == received_.alert.uuid
    client.post(address, {"do": "off", "endpoint": browser.given["endpoint"]})
    assert not Subscription.objects.exists()
    client.post(address, {"do": "on", **browser.given})
    talks.forget(alert_id=received_.alert.pk)
    assert not Subscription.objects.exists() and not Contact.objects.exclude(address="").exists()


def test_without_a_connector_nothing_is_offered(cast, signed_in, browser) -> None:
    assert queries.push_for(user=cast.duniya) is None
    assert signed_in(cast.duniya).post(reverse("channels:push"), {"do": "on", **browser.given}).status_code == 422


def test_its_key_is_made_when_it_is_set_up_never_asked_for_and_stays(cast, signed_in, houses) -> None:
    here = signed_in(cast.administrator)
    more = {"name": "إشعارات", "organisation": houses.cell.pk, "per_minute": "60", "contact": "a@yaqaza.example"}
    address = reverse("channels:new_of_kind", args=["WEB_PUSH"])
    assert "private_key" not in here.get(address).content.decode()
    assert here.post(address, more).status_code == 302
    made = Connector.objects.get()
    key = made.values["private_key"]
    assert len(Provider(made.values).public_key) == 87 and key not in here.get(made.get_absolute_url()).content.decode()
    assert (
        here.post(reverse("channels:settings", args=[made.uuid]), more | {"contact": "b@yaqaza.example"}).status_code
        == 302
    )
    made.refresh_from_db()
    assert (made.values["private_key"], made.values["contact"]) == (key, "b@yaqaza.example")
    assert actions.check_health(connector=made).out_trouble == ""


def test_the_script_of_notifications_has_an_address_that_stays(client) -> None:
    answer = client.get("/channels/notifications/worker.js")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/javascript")
    assert "showNotification" in answer.content.decode()
