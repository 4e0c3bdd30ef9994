"""The duty desk by keys alone: walking reads nothing, a decision opens the next of the same list, in Arabic."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from yaqaza.alerts import actions
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Category, Channel, PlacePrecision

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
OPEN, SELECTED = "a.queue__item[aria-current]", "a.queue__item:focus"


@pytest.fixture
def waiting(cast, houses, places) -> list[Alert]:
    """Three alerts of violence, vital, in the order in which they are due."""
    values: dict[str, Any] = {
        "by": None,
        "channel": Channel.PORTAL,
        "category": Category.VIOLENCE,
        "area": places.casbah,
    }
    texts = (
        "RT @someone صراخ كل ليلة في الطابق الثاني",
        "امرأة وأولادها خرجوا حفاة إلى الدرج",
        "Cris toutes les nuits au 3e étage",
    )
    return [actions.receive(text=text, place_precision=PlacePrecision.COMMUNE, **values).alert for text in texts]


def opened(page: Any) -> str:
    return parse_qs(urlparse(page.url).query).get("open", [""])[0]


def test_by_keys_alone(visit, axe, cast, waiting) -> None:
    _first, second, third = waiting
    page = visit(f"{reverse('alerts:queue')}?category=VIOLENCE", by=cast.duniya)
    page.wait_for_load_state("networkidle")
    for key in ("j", "j", "k", "j", "j", "j"):
        page.keyboard.press(key)
    expect(page.locator(SELECTED)).to_have_attribute("data-uuid", str(third.uuid))
    assert (opened(page), set(Alert.objects.values_list("status", flat=True))) == ("", {"NEW"})
    page.keyboard.press("x")  # nothing is open: nobody decides about what was not read, it opens and says so
    expect(page.locator("#opened h2#t")).to_contain_text("Cris")
    expect(page.locator(".toast")).to_contain_text("فُتح التبليغ أولا")
    expect(page.locator("dialog[open]")).to_have_count(0)

    page.keyboard.press("h")
    keys = page.locator("#keys-dialog kbd")
    expect(page.locator("#keys-dialog")).to_be_visible()
    assert set(keys.all_inner_texts()) >= set("SHONFDRXJK")
    page.keyboard.press("Escape")

    page.locator(OPEN.replace("[aria-current]", "")).first.focus()
    page.keyboard.press("o")
    expect(page.locator("#opened h2#t")).to_contain_text("صراخ")
    assert page.locator("#opened .received__text").first.get_attribute("dir") == "rtl"
    page.keyboard.press("j")
    page.keyboard.press("x")  # another row is selected: it opens first, nobody decides about what is not in view
    expect(page.locator("#opened h2#t")).to_contain_text("حفاة")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("x")
    page.locator("#dialog input[value=ABROAD]").check()
    page.locator("#dialog .button--danger").click()
    expect(page.locator(OPEN)).to_have_attribute("data-uuid", str(third.uuid))
    assert "category=VIOLENCE" in page.url
    assert page.locator("#opened .received__text").first.get_attribute("dir") == "ltr"
    expect(page.locator(".toast")).to_contain_text(second.number)
    assert axe(page) == []
    page.locator(".toast button").click()
    expect(page.locator(OPEN)).to_have_attribute("data-uuid", str(second.uuid))
    assert "category=VIOLENCE" in page.url
    second.refresh_from_db()
    assert second.status == "READ"


def test_a_key_that_has_nothing_to_do_says_so(visit, cast, houses, places) -> None:
    texts = ("صراخ كل ليلة في الطابق الثاني", "شيخ وحده منذ أيام")
    for text, category in zip(texts, (Category.VIOLENCE, Category.ELDERLY_IN_DANGER), strict=True):
        actions.receive(
            by=None, channel=Channel.PORTAL, category=category, area=places.casbah, place_precision=PlacePrecision.COMMUNE, text=text
        )  # fmt: skip
    page = visit(reverse("alerts:queue"), by=cast.duniya)
    page.wait_for_load_state("networkidle")
    told = page.locator(".toasts[role=status]")  # the file has one of its own while it loads
    page.keyboard.press("f")
    expect(told).to_contain_text("لا تبليغ مفتوح")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.locator("#opened h2#t")).to_be_visible()
    page.keyboard.press("f")
    expect(told).to_contain_text("لا تبليغ آخر يشبه هذا: لا شيء يُدمج.")
    expect(page.locator(".toast")).to_have_count(1)
    assert set(Alert.objects.values_list("status", flat=True)) == {"NEW", "READ"}
    page.locator("#id_q").evaluate("field => { field.closest('details').open = true; field.focus(); }")
    page.keyboard.press("x")
    expect(page.locator(".toast")).to_have_count(1)
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_a_call_is_written_down_without_a_mouse(visit, cast, houses) -> None:
    page = visit(reverse("alerts:record"), by=cast.duniya)
    expect(page.locator("input[name=danger]").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("رجل ينزف أمام المحطة")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#record .actions button')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("[data-code]")).to_be_visible()
    assert Alert.objects.get().urgency == 4
