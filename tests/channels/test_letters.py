"""Alarms by e-mail, for officers who asked for them: through the outbox, with nothing but a link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yaqaza.alerts import actions as alerts
from yaqaza.alerts.models import Alert
from yaqaza.alerts.routing import actions as routing
from yaqaza.alerts.routing import standing
from yaqaza.alerts.states import Category, PlacePrecision
from yaqaza.channels import actions, tasks
from yaqaza.channels.models import Connector, Contact, Message, Probe, Subscription
from yaqaza.channels.states import Kind, Status
from yaqaza.core.refusal import Refused

pytestmark = pytest.mark.django_db
BASE = "https://yaqaza.example"
PAGE, LETTERS = reverse("channels:push"), reverse("channels:letters")


@pytest.fixture(autouse=True)
def _fresh():
    standing.forget()
    yield
    standing.forget()


@pytest.fixture
def mailbox(houses) -> Connector:
    return Connector.objects.create(kind=Kind.EMAIL, name="بريد الخلية", organisation=houses.directorate, enabled=True)


@pytest.fixture
def brahim(cast):
    cast.brahim.email = "brahim@yaqaza.example"
    cast.brahim.save()
    return cast.brahim


def told(code: str) -> list[Message]:
    return list(Message.objects.filter(template=code).order_by("id"))


def a_late_alert(places) -> Alert:
    alert = alerts.receive(
        by=None, channel="PORTAL", text="ياسمينة تصرخ كل ليلة", category=Category.VIOLENCE, area=places.casbah,
        place_precision=PlacePrecision.COMMUNE, reporter_name="ياسمينة",
    ).alert  # fmt: skip
    Alert.objects.filter(pk=alert.pk).update(due_at=timezone.now() - timedelta(hours=1))
    return alert


def test_a_life_in_danger_that_is_late_at_the_top_of_the_ladder_is_written_about_once(
    mailbox, brahim, cast, places, run_jobs
) -> None:
    actions.subscribe_letters(user=brahim, language="fr", base_url=BASE + "/")
    alert = a_late_alert(places)
    routing.escalate()  # nobody supervises above Brahim's house: his is the top
    routing.escalate()
    run_jobs()
    (letter,) = told("OVERDUE")
    assert letter.contact.address == "brahim@yaqaza.example" and letter.connector == mailbox and letter.urgent
    assert (
        letter.body
        == f"Un signalement de danger de mort est en retard : personne n'a décidé.\n\n{BASE}{reverse('alerts:raised')}"
    )
    for secret in ("ياسمينة", alert.number, str(alert.uuid)):
        assert secret not in letter.body


def test_what_can_wait_or_may_still_rise_is_not_written_about(mailbox, brahim, cast, houses, places, run_jobs) -> None:
    from tests.conftest import make_user

    nawel = make_user("nawel", "نوال", cast.brahim.main_role, houses.ministry, places.country)
    nawel.email = "nawel@yaqaza.example"
    nawel.save()
    for user in (brahim, nawel):
        actions.subscribe_letters(user=user, language="ar", base_url=BASE)
    alert = a_late_alert(places)
    Alert.objects.filter(pk=alert.pk).update(due_at=timezone.now())
    routing.escalate()  # Brahim's rung; the ministry's comes half an hour later
    run_jobs()
    assert told("OVERDUE") == []
    routing.escalate(now=timezone.now() + timedelta(minutes=31))
    run_jobs()
    assert [each.contact.address for each in told("OVERDUE")] == ["nawel@yaqaza.example"]


def test_a_way_in_that_may_be_closed_is_written_about(mailbox, brahim, sms, cast, houses, run_jobs) -> None:
    actions.subscribe_letters(user=brahim, language="ar", base_url=BASE)
    actions.send_probe(connector=sms, by=lambda mark: None)
    Probe.objects.update(sent_at=timezone.now() - timedelta(minutes=6), due_at=timezone.now() - timedelta(minutes=1))
    tasks.probes()
    (letter,) = told("CLOSED")
    assert letter.body.endswith(f"{BASE}{reverse('channels:probes')}") and "sms" not in letter.body.lower()


def test_a_new_alert_alone_is_no_letter(mailbox, brahim) -> None:
    actions.subscribe_letters(user=brahim, language="ar", base_url=BASE)
    assert actions.tell_officers(users=[brahim], code="DANGER", key="1") == 0


def test_the_own_page_switches_it_on_and_off_with_a_first_letter(mailbox, brahim, signed_in) -> None:
    here = signed_in(brahim)
    assert "الإنذارات بالبريد الإلكتروني" in here.get(PAGE).content.decode()
    assert here.post(LETTERS, {"do": "on"}).status_code == 302
    (first,) = told("LETTERS")
    assert first.status == Status.WAITING and first.body.endswith(f"http://testserver{PAGE}")
    assert "brahim@yaqaza.example" in here.get(PAGE).content.decode()
    here.post(LETTERS, {"do": "on"})
    assert len(told("LETTERS")) == 1 and Subscription.objects.count() == 1
    here.post(LETTERS, {"do": "off"})
    assert not Subscription.objects.exists() and Contact.objects.get().address == ""


def test_it_is_refused_without_an_address_or_a_mailbox(cast, brahim, houses, signed_in) -> None:
    with pytest.raises(Refused):
        actions.subscribe_letters(user=brahim, language="ar", base_url=BASE)
    Connector.objects.create(kind=Kind.EMAIL, name="بريد", organisation=houses.ministry, enabled=True)
    with pytest.raises(Refused):
        actions.subscribe_letters(user=cast.duniya, language="ar", base_url=BASE)
    assert "لا عنوان بريد إلكتروني في حسابكم" in signed_in(cast.duniya).get(PAGE).content.decode()


def test_the_address_is_that_of_the_account_also_when_it_changes(mailbox, brahim) -> None:
    actions.subscribe_letters(user=brahim, language="ar", base_url=BASE)
    brahim.email = "b.t@yaqaza.example"
    brahim.save()
    actions.tell_officers(users=[brahim], code="CLOSED", key="1")
    assert told("CLOSED")[0].contact.address == "b.t@yaqaza.example"
    brahim.email = ""
    brahim.save()
    Message.objects.update(at=timezone.now() - timedelta(hours=1), due_at=timezone.now() - timedelta(hours=1))
    actions.tell_officers(users=[brahim], code="CLOSED", key="2")
    assert told("CLOSED")[1].status == Status.STOPPED


def test_who_also_reports_from_that_address_is_another_contact(mailbox, brahim) -> None:
    own = actions.subscribe_letters(user=brahim, language="ar", base_url=BASE).contact
    from yaqaza.core.crypto import blind_index

    other = Contact.objects.create(connector=mailbox, address=brahim.email, index=blind_index("email", brahim.email))
    actions.unsubscribe_letters(user=brahim)
    other.refresh_from_db()
    assert (other.address, own.pk != other.pk) == (brahim.email, True)


def test_a_ladder_that_fails_is_tried_again_and_said_on_every_page(cast, signed_in, monkeypatch) -> None:
    from yaqaza.core import jobs

    def breaks() -> None:
        raise RuntimeError("no")

    strip = reverse("alerts:strip")
    monkeypatch.setitem(jobs.REGISTRY, "alerts.escalate", breaks)
    with pytest.raises(RuntimeError):
        jobs.run("alerts.escalate")
    since = jobs.failing_since("alerts.escalate")
    with pytest.raises(RuntimeError):
        jobs.run("alerts.escalate")
    assert jobs.failing_since("alerts.escalate") == since
    here = signed_in(cast.duniya)
    assert "لا يُبلَّغ أحد بالتبليغات المتأخرة" in here.get(strip).content.decode()
    monkeypatch.setitem(jobs.REGISTRY, "alerts.escalate", lambda: None)
    jobs.run("alerts.escalate")
    assert "لا يُبلَّغ أحد" not in here.get(strip).content.decode()
