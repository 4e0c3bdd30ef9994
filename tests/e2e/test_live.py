"""The live desk in Chromium, in Arabic: what a citizen sends stands there without a reload, with the stream or without; the roster."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.desk.live import running
from tests.e2e.conftest import until

from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Category, Channel, PlacePrecision
from yaqaza.field.models import Shift
from yaqaza.field.places.actions import say
from yaqaza.field.roster import hours
from yaqaza.field.states import Guests
from yaqaza.territory import gazetteer

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
FOOT = ".question__foot button"
PHONE = (360, 740)
LIVE, TEXT = reverse("desk:live"), "شيخ سقط أمام الصيدلية ولا يتحرك"


@pytest.fixture(autouse=True)
def _ready(houses, monkeypatch) -> None:
    cache.clear()
    gazetteer.forget()
    monkeypatch.setattr("yaqaza.portal.views.arriving.LEAST_SECONDS", 0)


@pytest.fixture
def stream(settings):
    """The stream process on the test's database, and pages that know its port."""
    with running() as started:
        settings.LIVE_URL = f":{started.port}/live/"
        yield started


def an_alert(area: Any, category: Category = Category.FAMILY_IN_NEED, text: str = "عائلة بلا غاز") -> Alert:
    return actions.receive(
        by=None, channel=Channel.PORTAL, category=category, area=area, place_precision=PlacePrecision.COMMUNE, text=text
    ).alert


def report(visit: Any) -> None:
    """Report from a citizen's telephone that a life is in danger."""
    page = visit("/report/?category=ELDERLY_IN_DANGER", size=PHONE)
    page.check("input[value=PLACE]")
    page.fill("#id_area", "القصبة")
    page.click(FOOT)
    page.fill("#id_text", TEXT)
    page.check("input[value=YES]")
    page.click(FOOT)
    page.check("input[value=ANONYMOUS]")
    page.click(FOOT)
    page.click(FOOT)
    page.wait_for_url(f"**{reverse('portal:sent')}")


def test_what_a_citizen_sends_stands_on_the_desk_without_a_reload(visit, axe, cast, places, stream) -> None:
    first = an_alert(places.casbah)
    page = visit(LIVE, by=cast.duniya)
    expect(page.locator("[data-live-state]")).to_have_text("مباشر")
    expect(page.locator(f"[data-uuid='{first.uuid}']")).to_have_count(1)
    page.keyboard.press("j")
    expect(page.locator(f"[data-uuid='{first.uuid}']")).to_be_focused()
    assert axe(page) == []
    report(visit)
    row = page.locator("#pane-queue a[data-row]", has_text=TEXT)
    expect(row).to_have_class("queue__item queue__item--new queue__item--fresh")
    expect(page.locator(f"[data-uuid='{first.uuid}']")).to_be_focused()  # the place of the keyboard is kept
    expect(page.locator("[data-alarm]")).to_be_visible()
    assert page.title().startswith("(1) ")
    expect(page.locator("[data-said]")).to_contain_text("وصل تبليغ جديد، واحد منها حرج")
    assert axe(page) == []
    page.keyboard.press("k")  # up to the vital one: with that it is seen
    expect(row).to_be_focused()
    expect(page.locator("[data-alarm]")).to_be_hidden()
    assert not page.title().startswith("(")
    assert Alert.objects.get(text=TEXT).status == "NEW"  # walking reads nothing
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('alerts:alert', args=[Alert.objects.get(text=TEXT).uuid])}**")


def test_without_the_stream_the_desk_asks_by_itself_and_comes_back(visit, cast, places, stream) -> None:
    page = visit(LIVE, by=cast.duniya)
    state = page.locator("[data-live-state]")
    expect(state).to_have_text("مباشر")
    port = stream.port
    stream.kill()
    expect(state).to_have_text("تحديث كل بضع ثوان")
    an_alert(places.casbah, text="أم وأولادها بلا مأوى")
    expect(page.locator("#pane-queue")).to_contain_text("أم وأولادها بلا مأوى", timeout=15_000)
    with running(port):
        expect(state).to_have_text("مباشر", timeout=40_000)
        an_alert(places.casbah, text="شيخ وحده منذ أيام")
        expect(page.locator("#pane-queue")).to_contain_text("شيخ وحده منذ أيام")
    page.problems[:] = [said for said in page.problems if "ERR_CONNECTION" not in said and "ERR_INCOMPLETE" not in said]


def test_keys_lead_through_the_panes_and_the_sound_is_remembered(visit, cast, houses, places, stream) -> None:
    an_alert(places.casbah)
    page = visit(LIVE, by=cast.duniya)
    expect(page.locator("[data-live-state]")).to_have_text("مباشر")
    for key, pane in (("t", "teams"), ("p", "places"), ("m", "map"), ("c", "changes"), ("l", "next"), ("q", "queue")):
        page.keyboard.press(key)
        expect(page.locator(f"#pane-{pane}")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    sound = page.locator("[data-sound]")
    expect(sound).to_have_attribute("aria-pressed", "true")
    expect(sound).to_contain_text("الصوت مفتوح")
    an_alert(places.casbah, Category.VIOLENCE, "صراخ كل ليلة")
    until(page, "Number(document.querySelector('[data-live]').dataset.rang || 0) >= 1")
    page.reload()
    expect(sound).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("v")  # also the first press after which the browser lets sound out
    expect(page.locator("[data-alarm]")).to_be_hidden()


def test_who_signed_out_is_told(visit, cast, stream) -> None:
    from django.contrib.sessions.models import Session

    page = visit(LIVE, by=cast.duniya)
    state = page.locator("[data-live-state]")
    expect(state).to_have_text("مباشر")
    Session.objects.all().delete()
    stream.kill()
    expect(state).to_have_text("انتهى الدخول: سجلوا الدخول من جديد", timeout=20_000)
    page.problems.clear()  # the stream was killed


@pytest.mark.parametrize(("language", "size"), [("ar", (1366, 768)), ("fr", (1366, 768)), ("ar", PHONE), ("fr", PHONE)])
def test_it_fits(visit, axe, cast, houses, places, language, size) -> None:
    for category in (Category.VIOLENCE, Category.ELDERLY_IN_DANGER, Category.OTHER):
        an_alert(places.casbah, category, "جارتنا عمرها 66 سنة تعيش وحدها في وادي قريش ولا أحد يزورها منذ أسابيع")
    page = visit(LIVE, by=cast.duniya, language=language, size=size)
    page.wait_for_load_state("networkidle")
    fits = "document.documentElement.scrollWidth <= innerWidth"
    if size == (1366, 768):
        fits += " && document.documentElement.scrollHeight <= innerHeight"
    assert page.evaluate(fits)
    assert axe(page) == []


def test_a_gap_of_the_roster_is_shown_and_filled(visit, axe, cast, houses) -> None:
    day = hours.first_day(timezone.localdate() + timedelta(days=14))
    Shift.objects.create(
        organisation=houses.cell, user=cast.duniya, planned_by=cast.brahim, starts_at=hours.midnight(day),
        ends_at=hours.midnight(day + timedelta(days=6)) + timedelta(hours=12),
    )  # fmt: skip
    page = visit(f"{reverse('field:roster')}?house={houses.cell.uuid}&day={day.isoformat()}", by=cast.brahim)
    gaps = page.locator(".roster__gaps li")
    expect(gaps).to_have_count(1)
    expect(gaps).to_contain_text("12:00")
    assert axe(page) == []
    gaps.locator("a").click()
    expect(page.locator("#id_start")).to_have_value("12:00")
    page.select_option("#id_user", str(cast.duniya.uuid))
    assert axe(page) == []
    page.locator("main form .button--primary").click()
    expect(page.locator(".roster__gaps")).to_have_count(0)
    expect(page.locator(".roster__full")).to_be_visible()
    assert Shift.objects.count() == 2


@pytest.mark.parametrize(("language", "size"), [("ar", (1366, 768)), ("fr", PHONE)])
def test_the_pages_around_it_fit_and_axe_finds_nothing(visit, axe, cast, houses, places, language, size) -> None:
    alert = an_alert(places.casbah)
    actions.hand_over(by=cast.duniya, organisation=houses.cell, text="تبقى امرأة في المحطة", alerts=[alert])
    say(organisation=houses.women_space, by=cast.head, numbers={Guests.WOMEN: (20, 3)})
    cast.brahim.postings.create(role=Role.DUTY_OFFICER, organisation=houses.cell, area=places.algiers)
    page = visit(reverse("field:places"), by=cast.brahim, language=language, size=size)
    faults = []
    for address in (
        reverse("field:places"), reverse("field:places_house", args=[houses.women_space.uuid]), reverse("field:roster"),
        reverse("field:roster_paper"), reverse("field:leave", args=[houses.cell.uuid]), reverse("alerts:handover"), LIVE,
    ):  # fmt: skip
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelectorAll('.dock').forEach((bar) => (bar.style.position = 'static'))")
        faults += [f"{address}: {fault}" for fault in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth > screen.width"):
            faults.append(f"{address} runs out sideways")
    assert faults == [], "\n".join(faults)
