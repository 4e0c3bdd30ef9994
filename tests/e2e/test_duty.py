"""What a supervisor, an administrator and two officers do at the desk, in Arabic: rules with a dry run, a crisis, a hand-over, a
connector set up and tried against a gateway on this machine.

``YAQAZA_SHOTS=folder`` keeps pictures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.channels.conftest import provider  # noqa: F401  # a fixture
from tests.conftest import make_user
from tests.e2e.test_story import keep

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions
from yaqaza.alerts.models import Alert, Crisis, HandOver, RoutingTable
from yaqaza.alerts.routing import standing
from yaqaza.alerts.states import Category, Channel, PlacePrecision
from yaqaza.channels import actions as channels
from yaqaza.channels.models import Connector, Message
from yaqaza.territory import gazetteer

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(autouse=True)
def _ready(houses) -> Iterator[None]:
    """No rule, crisis or job of another test is left, and none of ours is left to another."""

    def forget() -> None:
        cache.clear()
        gazetteer.forget()
        standing.forget()
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")

    forget()
    yield
    forget()


@pytest.fixture
def arrive(places) -> Any:
    def make(text: str, category: str = Category.VIOLENCE, **more: Any) -> Alert:
        values = {"area": places.casbah, "place_precision": PlacePrecision.COMMUNE, "channel": Channel.PORTAL} | more
        return actions.receive(by=None, text=text, category=category, **values).alert

    return make


@pytest.fixture
def ilyes(houses) -> User:
    """The officer of the next shift."""
    return make_user("ilyes", "إلياس", Role.DUTY_OFFICER, houses.cell, houses.cell.area)


def fits(page: Page) -> bool:
    """Nothing runs out sideways on a phone."""
    size = page.viewport_size
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(size)  # type: ignore[arg-type]
    return bool(wide <= PHONE["width"])


def choose_place(page: Page, field: str, words: str) -> None:
    page.locator(field).press_sequentially(words)
    page.locator("[role=listbox] [role=option]:visible").first.click()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).last.click()


def add_rule(page: Page, name: str, category: str, **more: str) -> None:
    page.get_by_role("link", name="إضافة قاعدة").first.click()
    page.wait_for_url("**/rule/")
    page.fill("#id_name", name)
    page.get_by_text("موضوعه", exact=True).click()
    page.check(f"input[name=categories][value={category}]")
    for field, value in more.items():
        page.select_option(f"#id_{field}", label=value)
    press(page, "حفظ")
    expect(page.get_by_role("rowheader", name=name)).to_be_visible()


def test_rules_are_written_tried_on_last_month_and_put_in_force(visit, axe, cast, houses, arrive) -> None:
    before = arrive("صراخ كل ليلة في الطابق الثاني")
    page = visit(reverse("alerts:routing"), by=cast.brahim)
    press(page, "بدء")
    add_rule(page, "كل عنف إلى المديرية", "VIOLENCE", to=houses.directorate.name)
    add_rule(page, "عنف إلى فضاء النساء", "VIOLENCE", to=houses.women_space.name)
    second = page.get_by_role("row").filter(has_text="عنف إلى فضاء النساء")
    second.get_by_role("button", name="إلى أعلى").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("عنف إلى فضاء النساء")  # the first that holds is taken
    assert axe(page) == [] and fits(page)

    page.get_by_role("link", name="تجربة على الشهر الماضي").click()
    expect(page.get_by_role("row").filter(has_text="عنف إلى فضاء النساء")).to_contain_text("1")
    expect(page.get_by_role("link", name=before.number)).to_be_visible()
    assert axe(page) == [] and fits(page)
    keep(page, "duty-1-trial")
    before.refresh_from_db()
    assert (before.organisation, before.routed_by) == (houses.cell, None)  # tried, not done

    page.go_back()
    page.get_by_role("link", name="وضعها موضع التنفيذ").click()
    page.locator("textarea[name=reason]").fill("جُرّبت على الشهر الماضي")
    page.locator("dialog[open], main").get_by_role("button", name="وضعها موضع التنفيذ").last.click()
    expect(page.get_by_text("جُرّبت على الشهر الماضي")).to_be_visible()
    assert RoutingTable.objects.get().status == "IN_FORCE"

    standing.forget()  # what is in force is held for five seconds
    alert = arrive("زوجها يضربها كل يوم", category=Category.VIOLENCE)
    officer = visit(alert.get_absolute_url(), by=cast.brahim)
    expect(
        officer.locator(".detail__title").get_by_text("عنف إلى فضاء النساء")
    ).to_be_visible()  # which rule sent this here
    keep(officer, "duty-2-rule")


def test_a_crisis_is_switched_on_and_off_with_a_reason(visit, axe, cast, houses, places, arrive) -> None:
    waiting = arrive("شيخ وحيد بلا تدفئة", category=Category.ELDERLY_IN_DANGER)
    page = visit(reverse("alerts:crisis_beginning"), by=cast.brahim)
    press(page, "إعلان الأزمة")
    expect(page.locator(".error-summary")).to_be_visible()
    assert not Crisis.objects.exists()
    page.select_option("#id_kind", "COLD_WAVE")
    choose_place(page, "#id_area", "الجزائر")
    page.locator("[name=reason]").fill("نشرية خاصة رقم 12")
    page.locator("[name=message_ar]").fill("موجة برد: بلّغوا عن كل من يبيت في الشارع.")
    page.locator("[name=message_fr]").fill("Vague de froid : signalez toute personne à la rue.")
    press(page, "إعلان الأزمة")
    page.wait_for_url(f"**{reverse('alerts:crises')}")
    expect(page.locator(".page--strip", has_text="موجة برد")).to_be_visible()
    assert axe(page) == [] and fits(page)
    due = waiting.due_at
    waiting.refresh_from_db()
    assert waiting.due_at < due  # its clocks are the crisis's

    standing.forget()
    home = visit("/", size=(360, 740))
    expect(home.get_by_text("بلّغوا عن كل من يبيت في الشارع")).to_be_visible()
    assert axe(home) == []
    topics = visit("/report/", size=(360, 740), script=False)
    expect(topics.get_by_text("شخص مفقود")).to_be_visible()
    french = visit("/", language="fr")
    expect(french.get_by_text("Vague de froid : signalez")).to_be_visible()
    desk = visit(reverse("desk:live"), by=cast.duniya)
    expect(desk.locator(".page--strip", has_text="موجة برد")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollHeight") <= 768  # one screen, also with a crisis
    keep(desk, "duty-3-crisis")

    page.get_by_role("link", name="إنهاء الأزمة").click()
    page.locator("textarea[name=reason]").fill("انتهت النشرية")
    page.locator("dialog[open], main").get_by_role("button", name="إنهاء الأزمة").last.click()
    expect(page.get_by_text("انتهت النشرية")).to_be_visible()
    assert Crisis.objects.get().ended_at is not None
    standing.forget()
    home.reload()
    expect(home.get_by_text("بلّغوا عن كل من يبيت في الشارع")).to_have_count(0)
    topics.goto("/report/")
    expect(topics.get_by_text("شخص مفقود")).to_have_count(0)


def test_a_shift_is_handed_over_with_what_stays_open(visit, axe, cast, houses, arrive, ilyes) -> None:
    first, second = (
        arrive("صراخ كل ليلة في الطابق الثاني"),
        arrive("rajel ra9ed f zan9a 7da la mairie f Bouzaréah, 3afakom"),
    )
    leaving = visit(reverse("alerts:handover"), by=cast.duniya)
    leaving.locator("#id_text").fill("المستشفى يرد قبل السابعة.")
    press(leaving, "تسليم")
    expect(leaving.locator(".handover__items")).to_contain_text("rajel ra9ed")
    assert leaving.get_by_role("button", name="تسلّمته").count() == 0  # nobody takes over from themselves

    coming = visit(reverse("desk:live"), by=ilyes)
    notes = coming.locator("#pane-notes")
    expect(notes).to_contain_text("المستشفى يرد قبل السابعة.")
    expect(notes.locator(".handover__words")).to_have_count(2)  # told by their words, not by a number alone
    assert axe(coming) == [] and fits(coming) and fits(leaving)
    keep(coming, "duty-4-handover")
    item = notes.locator(".handover__items li", has_text=first.number)
    item.get_by_role("button").click()
    coming.wait_for_url(f"**{reverse('desk:live')}")
    expect(notes.locator(".handover__items li", has_text=first.number)).to_contain_text("إلياس")
    notes.get_by_role("button", name="أتسلم كل شيء").click()
    expect(notes.locator("article")).to_have_count(0)
    note = HandOver.objects.get()
    assert (note.acknowledged_by, set(note.items.values_list("taken_by", flat=True))) == (ilyes, {ilyes.pk})
    assert {item.alert for item in note.items.select_related("alert")} == {first, second}
    leaving.reload()
    expect(leaving.get_by_text("استلمها")).to_contain_text("إلياس")


def test_a_connector_is_set_up_and_tried(visit, axe, cast, houses, provider, run_jobs) -> None:  # noqa: F811
    page = visit(reverse("channels:new_of_kind", args=["SMS_HTTP"]), by=cast.administrator)
    page.fill("#id_name", "بوابة الجزائر")
    page.select_option("#id_organisation", label=houses.cell.name)
    page.fill("#id_send_url", "http://10.0.0.1/send")  # not public, and not a host of this house
    page.fill("#id_token", "key-of-the-gateway")
    page.fill("#id_check_secret", "a-shared-secret-of-the-test")
    press(page, "حفظ")
    expect(page.locator(".error-summary")).to_be_visible()
    assert page.input_value("#id_name") == "بوابة الجزائر"
    page.fill("#id_send_url", f"{provider.url}/send")
    page.fill("#id_token", "key-of-the-gateway")
    page.fill("#id_check_secret", "a-shared-secret-of-the-test")
    press(page, "حفظ")
    expect(page.get_by_role("heading", level=1)).to_have_text("بوابة الجزائر")
    made = Connector.objects.get()
    expect(page.locator("#hook")).to_have_value(
        f"{page.url.split('/channels/')[0]}{reverse('channels:hook', args=[made.uuid])}"
    )
    press(page, "تشغيل")
    expect(page.get_by_role("button", name="إرسال تجربة")).to_be_visible()

    page.get_by_label("الهاتف").fill("12")
    press(page, "إرسال تجربة")
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("الهاتف").fill("0550 00 12 34")
    press(page, "إرسال")
    expect(page.locator(".toast")).to_contain_text("في الصادر")
    provider.answers += [(503, {}, {}), (200, {"id": "g-1"}, {})]  # refused for a while: it is tried again
    run_jobs()
    page.reload()
    expect(page.locator(".lines").first).to_contain_text("تنتظر الإرسال")
    Message.objects.update(due_at=timezone.now())
    channels.drain()
    run_jobs()
    message = Message.objects.get()
    assert ([call.form["to"] for call in provider.calls], message.status) == (["+213550001234"] * 2, "SENT")
    page.reload()
    expect(page.locator(".lines").first).to_contain_text("أُرسلت")
    assert axe(page) == [] and fits(page)
    keep(page, "duty-5-connector")
