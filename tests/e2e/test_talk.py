"""A talk in Chromium, in Arabic: an SMS comes in by a gateway, the officer answers from the alert's page, the gateway delivers it."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect
from tests.channels.conftest import SECRET, connect, provider  # noqa: F401  # fixtures

from yaqaza.alerts.models import Alert
from yaqaza.channels.models import Message
from yaqaza.channels.states import Kind
from yaqaza.territory import gazetteer

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
TEXT = "امرأة مسنة وحدها في القصبة منذ ثلاثة أيام بلا أكل، والجو بارد"


@pytest.fixture
def line(provider, connect, run_jobs):  # noqa: F811
    """The gateway: it takes what we send under numbers of its own, and calls us with what people write and with its reports."""
    made = connect(
        Kind.SMS_HTTP,
        {"send_url": f"{provider.url}/send"},
        {"token": "t", "check_secret": SECRET},
        name="بوابة الرسائل",
    )

    def calls(fields: dict[str, str]) -> None:
        body = json.dumps(fields).encode()
        proof = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        address = reverse("channels:hook", args=[made.uuid])
        headers = {"X-Signature": proof}
        assert Client().post(address, body, content_type="application/json", headers=headers).status_code == 200
        run_jobs()

    return calls


@pytest.fixture(autouse=True)
def _ready(houses):
    """No job of another test is left, and none of ours is left to another."""
    cache.clear()
    gazetteer.forget()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def test_an_sms_becomes_an_alert_and_is_answered_from_its_page(visit, axe, cast, line, provider, run_jobs) -> None:  # noqa: F811
    provider.answers += [(200, {"id": "p-1"}, {}), (200, {"id": "p-2"}, {})]
    line({"from": "0550001234", "text": TEXT, "id": "g-1"})
    alert = Alert.objects.get()
    assert provider.calls[0].form["to"] == "+213550001234"
    assert "رمز المتابعة" in provider.calls[0].form["text"]

    page = visit(reverse("alerts:queue"), by=cast.duniya)
    row = page.locator(f"a[data-uuid='{alert.uuid}'], [data-uuid='{alert.uuid}'] a").first
    expect(row).to_contain_text("امرأة مسنة")
    page.goto(alert.get_absolute_url())
    talk = page.locator(".talk")
    expect(talk.locator(".talk__turn")).to_have_count(2)
    expect(talk).to_contain_text("أُرسلت")
    page.locator(f"a[href='{reverse('alerts:reply', args=[alert.uuid])}']").click()
    page.locator("a[href='?template=WHERE']").click()
    expect(page.locator("#id_text")).to_have_value("أين يوجد الشخص بالضبط؟ اكتبوا البلدية والحي وأقرب معلم.")
    assert axe(page) == []
    page.check("#id_at_once")
    page.locator("main form .button--primary").click()
    expect(page.locator(".toast")).to_contain_text("في الصادر")
    run_jobs()
    assert provider.calls[1].form["text"].startswith("أين يوجد الشخص بالضبط؟")

    line({"id": "p-2", "status": "delivrd"})
    line({"from": "0550001234", "text": "في حي القصبة، قرب المسجد", "id": "g-2"})
    page.reload()
    expect(talk.locator(".talk__turn")).to_have_count(4)
    expect(talk.locator(".talk__turn--ours").nth(1)).to_contain_text("وصلت")
    expect(page.locator(".received").nth(1)).to_contain_text("قرب المسجد")
    assert Alert.objects.count() == 1
    assert axe(page) == []

    line({"from": "0550001234", "text": "قف", "id": "g-3"})
    page.reload()
    expect(page.locator(".side")).to_contain_text("الشخص لا يريد رسائل")
    expect(page.locator(f"a[href='{reverse('alerts:reply', args=[alert.uuid])}']")).to_have_count(0)


def test_what_may_have_been_sent_waits_for_a_person(visit, axe, cast, line, provider, run_jobs) -> None:  # noqa: F811
    provider.will_hang_up()
    line({"from": "0550001234", "text": TEXT, "id": "g-1"})
    page = visit(reverse("alerts:messages"), by=cast.duniya, size=(360, 740))
    expect(page.locator("main")).to_contain_text("ربما أُرسلت")
    assert axe(page) == []
    page.locator("main form button").first.click()
    page.locator("dialog[open] .button--primary, dialog[open] .button--danger").first.click()
    expect(page.locator(".toast")).to_contain_text("عادت إلى الصادر")
    provider.usual = {"id": "p-9"}
    run_jobs()
    assert Message.objects.get(direction="OUT").status == "SENT"
    page.goto(reverse("alerts:messages"))
    expect(page.locator("main")).to_contain_text("لا شيء يُقرَّر")


def test_the_pages_of_channels_have_nothing_against_them(visit, axe, cast, line) -> None:
    for by, path in (
        (cast.administrator, reverse("channels:connectors")),
        (cast.administrator, reverse("channels:new_of_kind", args=["EMAIL"])),
        (cast.administrator, reverse("channels:template", args=["RECEIVED"])),
    ):
        for language in ("ar", "fr"):
            page = visit(path, by=by, language=language)
            assert axe(page) == [], path
    page.goto(reverse("channels:connectors"))
    page.locator("a.row").first.click()
    expect(page.locator("#hook")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
