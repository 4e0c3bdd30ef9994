"""Finding a place: typed and picked with keys, by touch, and without any script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from yaqaza.territory import gazetteer, svg

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _places_of_this_test() -> Iterator[None]:
    gazetteer.forget()
    svg.ground.cache_clear()
    yield
    gazetteer.forget()
    svg.ground.cache_clear()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_pages_of_areas_have_no_barrier(visit, axe, cast, places, language):
    page = visit("/territory/", by=cast.amina, language=language)
    assert axe(page) == []
    page.goto(f"/territory/{places.algiers.uuid}/")
    assert axe(page) == []
    page.get_by_role("combobox").fill("قصب")
    expect(page.get_by_role("option")).to_have_count(1)
    assert axe(page) == []


def test_a_place_is_found_with_keys_alone(visit, cast, places):
    page = visit("/territory/", by=cast.amina)
    box = page.get_by_role("combobox")
    box.press_sequentially("bab el", delay=30)
    expect(page.get_by_role("option").first).to_contain_text("باب الوادي، الجزائر")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    page.wait_for_url(f"**/territory/{places.bab_el_oued.uuid}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("باب الوادي، الجزائر")


def test_a_place_is_found_by_touch_on_a_phone(visit, cast, places):
    page = visit("/territory/", by=cast.amina, language="fr", size=(360, 740), has_touch=True)
    page.get_by_role("combobox").fill("casb")
    page.get_by_role("option", name="Casbah, Alger").tap()
    page.wait_for_url(f"**/territory/{places.casbah.uuid}/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_place_is_found_without_script(visit, cast, places):
    page = visit("/territory/", by=cast.amina, script=False)
    page.get_by_label("البحث عن مكان").fill("باب الوادي")
    page.get_by_role("button", name="عرض المكان").click()
    page.get_by_text("باب الوادي، الجزائر بلدية").click()
    page.get_by_role("button", name="عرض المكان").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("باب الوادي، الجزائر")
