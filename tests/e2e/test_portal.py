"""The public pages in Chromium, as on a small telephone: a report in Arabic from the first page to its tracking page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect
from tests.e2e.conftest import until
from tests.portal.citizen import TEXT, Citizen, picture

from yaqaza.alerts.models import Alert
from yaqaza.core import presence
from yaqaza.portal.actions import take_waiting
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.e2e
DESK, PHONE = (1366, 768), (360, 740)
FOOT = ".question__foot button"


@pytest.fixture(autouse=True)
def _ready(houses, monkeypatch) -> None:
    cache.clear()
    gazetteer.forget()  # the places of the test before had other ids
    monkeypatch.setattr("yaqaza.portal.views.arriving.LEAST_SECONDS", 0)


@pytest.fixture
def photo(tmp_path: Path) -> str:
    path = tmp_path / "photo.jpg"
    path.write_bytes(picture())
    return str(path)


def fits(page: Any) -> bool:
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


def name_the_place(page: Any) -> None:
    """A name that a commune and its district share: the list offers both, the server asks which."""
    page.fill("#id_area", "باب الوادي")
    page.fill("#id_landmark", "قرب الصيدلية")
    page.click(FOOT)
    if page.url.endswith(reverse("portal:where")):
        page.locator("input[name=area_choice]").last.check()
        page.click(FOOT)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_report_in_arabic_from_the_first_page_to_its_tracking_page(visit, photo, script, places) -> None:
    page = visit("/", size=PHONE, script=script)
    page.click(".button--primary")
    assert page.locator("input[value=HERE]").count() == 0
    page.check("input[value=WITHOUT_SHELTER]")
    page.click(FOOT)
    # a position needs a script, which shows the choice once it has loaded
    page.locator("label[for=id_where_0]").wait_for(state="visible" if script else "hidden")
    page.check("input[value=PLACE]")
    name_the_place(page)
    page.fill("#id_text", TEXT)
    page.set_input_files("#id_photos", photo)
    page.check("input[value=YES]")
    page.click(FOOT)
    page.check("input[value=CONTACT]")
    page.fill("#id_phone", "0550 00 12 34")
    page.click(FOOT)
    assert TEXT in page.inner_text(".answers")
    page.click(FOOT)
    code = page.inner_text(".ticket__code")
    alert = Alert.objects.get()
    assert (alert.text, alert.urgency, alert.reporter_phone, alert.photos.count()) == (TEXT, 4, "+213550001234", 1)
    assert alert.area.path.startswith(places.algiers.path)
    page.goto(reverse("portal:track"))
    page.fill("#id_code", code.lower())
    page.click("main form button")
    assert page.inner_text("h1") == "وصلنا تبليغكم"
    assert code in page.content()
    page.fill("#id_text", "رأيته اليوم أيضا")
    page.click("main form .button--primary")
    assert alert.events.filter(kind="ADDITION").count() == 1


def test_the_phone_gives_its_position_once(visit, places, monkeypatch) -> None:
    monkeypatch.setattr("yaqaza.territory.queries.commune_at", lambda lon, lat: places.casbah)
    page = visit(
        "/report/?category=OTHER",
        size=PHONE,
        geolocation={"longitude": 3.06, "latitude": 36.78},
        permissions=["geolocation"],
    )
    page.check("input[value=HERE]")
    expect(page.locator("[data-position=lat]")).to_have_value("36.78000")
    page.click(FOOT)
    page.wait_for_url(f"**{reverse('portal:what')}")


def test_what_was_typed_stays_on_the_phone_until_it_was_sent(visit) -> None:
    page = visit("/report/?category=OTHER", size=PHONE)
    page.check("input[value=UNKNOWN]")
    page.click(FOOT)
    page.locator("#id_text").press_sequentially("نص لم يُرسل")
    page.wait_for_function("Object.values(localStorage).some((kept) => kept.includes('نص لم يُرسل'))")
    page.reload()
    expect(page.locator("#id_text")).to_have_value("نص لم يُرسل")
    page.check("input[value=NO]")
    page.click(FOOT)
    page.check("input[value=ANONYMOUS]")
    page.click(FOOT)
    page.click(FOOT)
    page.wait_for_url(f"**{reverse('portal:sent')}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('yaqaza.draft.portal'))") == []


def test_a_position_that_is_refused_is_told_once_above_and_once_at_the_question(visit, houses) -> None:
    page = visit("/report/?category=OTHER", size=PHONE)
    page.check("input[value=HERE]")
    expect(page.locator("[data-position-told]")).to_contain_text("لم يعط الهاتف موقعه")
    page.click(FOOT)
    expect(page.locator(".error-summary")).to_contain_text("لم يعط هاتفكم موقعه")
    page.wait_for_load_state("networkidle")
    assert page.locator("main").inner_text().count("موقعه.") == 2


def test_a_heavy_photo_is_left_out_before_it_is_sent(visit, tmp_path, settings) -> None:
    settings.PHOTO_MAX_BYTES = 1000
    heavy = tmp_path / "heavy.jpg"
    heavy.write_bytes(b"\xff" * 2000)
    page = visit("/report/?category=OTHER", size=PHONE)
    page.check("input[value=UNKNOWN]")
    page.click(FOOT)
    page.wait_for_load_state("networkidle")
    page.set_input_files("#id_photos", str(heavy))
    page.wait_for_selector(".field__error[role=alert]:not([hidden])")
    expect(page.locator(".field__error[role=alert]")).to_contain_text("heavy.jpg")
    assert page.evaluate("document.querySelector('#id_photos').files.length") == 0


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_on_any_page_and_nothing_overflows(visit, axe, language, size, settings) -> None:
    citizen = Citizen()
    citizen.report(what={"danger": "YES"})
    code = citizen.code()
    citizen.track(code)
    citizen.four_answers(who={"who": "CONTACT", "phone": "0550001234"}, what={"text": f"{TEXT} {TEXT}", "photos": []})
    page = visit("/", language=language, size=size)
    cookie = citizen.client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": page.url}])
    names = [
        "home",
        "report",
        "where",
        "what",
        "who",
        "check",
        "sent",
        "map",
        "track",
        "tracked",
        "privacy",
        "accessibility",
    ]
    found = {}
    for name in names:
        page.goto(reverse(f"portal:{name}"))
        page.wait_for_load_state("networkidle")
        found[name] = (axe(page), fits(page))
    assert found == {name: ([], True) for name in names}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_axe_finds_nothing_on_a_page_of_errors(visit, axe, language) -> None:
    page = visit("/report/", language=language, size=PHONE)
    page.click(FOOT)
    assert axe(page) == []
    page.goto(reverse("portal:track"))
    page.fill("#id_code", "ZZZZ-9999")
    page.click("main form button")
    assert axe(page) == []


@pytest.mark.parametrize(
    ("language", "size", "script"),
    [("ar", PHONE, True), ("fr", DESK, True), ("ar", PHONE, False)],
    ids=["ar-phone", "fr-desk", "ar-phone-no-script"],
)
def test_while_the_database_is_away_one_page_takes_the_report(
    visit, axe, language, size, script, photo, settings, tmp_path, monkeypatch
) -> None:
    settings.SPOOL = tmp_path / "spool"
    other = tmp_path / "other.jpg"
    other.write_bytes(picture("red"))
    monkeypatch.setattr(presence, "answers", lambda: False)
    page = visit("/report/", language=language, size=size, script=script)
    sound = (lambda: (axe(page), fits(page))) if script else (lambda: ([], fits(page)))
    presence.went_away()
    try:
        page.check("input[value=ELDERLY_IN_DANGER]")
        page.click(FOOT)
        expect(page.locator("input[value=ELDERLY_IN_DANGER]")).to_be_checked()  # the press brought its answer along
        assert sound() == ([], True)
        page.check("input[name=where][value=UNKNOWN]")
        page.fill("#id_text", TEXT)
        page.check("input[name=danger][value=YES]")
        page.check("input[name=who][value=CONTACT]")
        page.set_input_files("#id_photos", photo)
        page.click(FOOT)
        expect(page.locator("#id_phone")).to_have_attribute("aria-invalid", "true")
        assert sound() == ([], True)
        shown = page.locator(".photos img")
        expect(shown).to_have_count(1)
        shown.scroll_into_view_if_needed()
        until(page, "document.querySelector('.photos img').naturalWidth > 0")
        page.press("#id_people_count", "Enter")  # which is no press on “remove”
        expect(page.locator("#id_phone")).to_have_attribute("aria-invalid", "true")
        expect(shown).to_have_count(1)
        page.set_input_files("#id_photos", other)
        page.locator("button[name=remove]").click()
        expect(shown).to_have_count(1)  # the one that came with this press
        expect(page.locator("#id_text")).to_have_value(TEXT)
        page.fill("#id_phone", "0550001234")
        page.click(FOOT)
        code = page.locator(".ticket__code").inner_text().strip()
        assert sound() == ([], True)
        page.goto(reverse("portal:track"))
        page.fill("#id_code", code)
        page.click("main form button")
        expect(page.locator(".alert--info")).to_be_visible()
        assert sound() == ([], True)
    finally:
        presence.came_back()
    assert take_waiting() == 1
    assert Alert.objects.get().photos.count() == 1
    page.click("main form button")
    page.wait_for_url("**/track/report/")


def test_at_twice_the_size_nothing_is_lost(visit) -> None:
    page = visit("/", size=(640, 740))
    for address in ("/", "/report/", "/track/", "/report/map/", "/privacy/"):
        page.goto(address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert (address, fits(page)) == (address, True)


def test_the_keyboard_alone_is_enough(visit) -> None:
    page = visit("/report/", size=DESK)
    page.focus("#id_category_0")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('portal:where')}")


def test_enter_in_a_field_goes_on_and_removes_no_photo(visit, photo) -> None:
    page = visit("/report/?category=OTHER", size=DESK)
    page.check("input[value=UNKNOWN]")
    page.click(FOOT)
    page.set_input_files("#id_photos", photo)
    page.click(FOOT)
    expect(page.locator(".photos img")).to_have_count(1)
    page.press("#id_people_count", "Enter")
    expect(page.locator("#id_text")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".photos img")).to_have_count(1)
