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


def test_what_was_read_is_taken_by_one_key_and_nothing_typed_is_overwritten(
    visit, axe, cast, houses, places, run_jobs
) -> None:
    page = visit(reverse("alerts:record"), by=cast.duniya)
    expect(page.locator("input[name=danger]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("باقين 5 أطفال مع أمهم تحت الردم، 12 عايلة بلا ما، 0661 23 45 67")
    hints = page.locator("#hints")
    expect(hints.locator("[data-fill=people_count]")).to_have_attribute(
        "data-value", "6", timeout=15_000
    )  # the first reads the weights
    expect(hints).to_contain_text("أمهم")
    assert axe(page) == []
    page.keyboard.press("F2")
    expect(page.locator("#id_text")).to_be_focused()
    expect(page.locator("#id_people_count")).to_have_value("6")
    expect(page.locator("#id_urgency")).to_have_value("4")
    expect(page.locator("#id_reporter_phone")).to_have_value("+213661234567")
    assert set(page.locator("[name=needs]:checked").evaluate_all("all => all.map(one => one.value)")) >= {
        "RESCUE",
        "FOOD_WATER",
    }
    expect(page.locator(".record__taken")).to_contain_text("6")
    expect(hints.locator(".record__stands").first).to_be_visible()

    page.keyboard.type("، ومعهم 3 أطفال آخرين")  # what F2 filled in itself follows the words
    expect(hints.locator("[data-fill=people_count]")).to_have_attribute("data-value", "9")
    page.keyboard.press("F2")
    expect(page.locator("#id_people_count")).to_have_value("9")
    page.locator("#id_people_count").fill("4")  # what somebody wrote stays
    page.locator("[name=needs][value=RESCUE]").uncheck()
    expect(hints.locator("[data-fill=people_count]")).to_have_count(1)
    expect(hints.locator("[data-fill=needs][data-value=RESCUE]")).to_have_count(1)
    page.keyboard.press("F2")
    expect(page.locator(".record__taken")).to_contain_text("لا شيء يؤخذ")
    expect(page.locator("#id_people_count")).to_have_value("4")
    expect(page.locator("[name=needs][value=RESCUE]")).not_to_be_checked()
    page.locator("[name=category][value=VIOLENCE]").focus()
    page.keyboard.press("Space")
    page.locator("#record .actions button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-code]")).to_be_visible()
    alert = Alert.objects.get()
    assert (alert.people_count, alert.urgency, "RESCUE" in alert.needs) == (4, 4, False)
    assert "alerts.analyse" in run_jobs()
    alert.refresh_from_db()
    assert ("RESCUE" in alert.needs, "FOOD_WATER" in alert.needs) == (False, True)


def test_on_a_phone_the_proposals_stand_before_saving_and_a_reload_loses_nothing(
    visit, axe, cast, houses, places
) -> None:
    page = visit(reverse("alerts:record"), by=cast.duniya, size=(360, 740), has_touch=True)
    page.locator("#id_text").press_sequentially("مرا راجلها يضربها، حي السلام قرب مسجد النور")
    take = page.locator("[data-take-all]")
    expect(take).to_be_visible(timeout=15_000)
    assert page.evaluate(
        "document.getElementById('id_text').getBoundingClientRect().bottom"
        " < document.querySelector('[data-take-all]').getBoundingClientRect().top"
        " && document.getElementById('hints').getBoundingClientRect().bottom"
        " < document.querySelector('[name=category]').getBoundingClientRect().top"
    )
    take.tap()
    expect(page.locator("#id_place_text")).to_have_value("حي السلام، قرب مسجد النور")
    expect(page.locator("[name=category][value=VIOLENCE]")).to_be_checked()
    expect(page.locator("#hints .record__stands").first).to_be_visible()
    assert axe(page) == []
    page.reload()
    expect(page.locator("#id_text")).to_have_value("مرا راجلها يضربها، حي السلام قرب مسجد النور")
    expect(page.locator("[name=category][value=VIOLENCE]")).to_be_checked()
    page.get_by_role("link", name="البدء باستمارة فارغة").tap()
    expect(page.locator("#id_text")).to_have_value("")


def test_of_two_telephones_the_officer_chooses(visit, cast, houses, places) -> None:
    page = visit(reverse("alerts:record"), by=cast.duniya)
    expect(page.locator("input[name=danger]").first).to_be_focused()
    page.locator("#id_text").focus()
    page.keyboard.type("رقمي 0661 23 45 67 ورقم الجيران 0550 00 45 67 خاصنا الماكلة")
    phones = page.locator("#hints [data-fill=reporter_phone]")
    expect(phones).to_have_count(2, timeout=15_000)
    page.keyboard.press("F2")
    expect(page.locator("[name=needs][value=FOOD_WATER]")).to_be_checked()
    expect(page.locator("#id_reporter_phone")).to_have_value("")
    phones.first.click()
    expect(page.locator("#id_reporter_phone")).to_have_value("+213661234567")
    expect(phones).to_have_count(1)  # the other one stays proposed
    expect(page.locator("[role=status][data-heard]")).not_to_be_empty()
    page.keyboard.press("F2")
    expect(page.locator(".record__taken")).to_contain_text("لا شيء يؤخذ")
    expect(page.locator("#id_reporter_phone")).to_have_value("+213661234567")


def test_without_scripts_the_form_is_sent_as_it_is_and_proposes_when_it_asks_again(visit, cast, houses, places) -> None:
    page = visit(reverse("alerts:record"), by=cast.duniya, script=False)
    page.locator("#id_text").fill("5 أطفال مع أمهم بلا ما")
    page.locator("#record .actions button").click()
    expect(page.locator("#hints")).to_contain_text("أمهم")
    page.locator(".record__needs summary").click()
    page.locator("[name=needs][value=FOOD_WATER]").check()
    page.locator("[name=danger][value=NO]").check()
    page.locator("[name=category][value=FAMILY_IN_NEED]").check()
    page.locator("#record .actions button").click()
    expect(page.locator("[data-code]")).to_be_visible()
    assert Alert.objects.get().needs == ["FOOD_WATER"]
