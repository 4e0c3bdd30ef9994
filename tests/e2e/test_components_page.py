"""The component book in Chromium: axe finds nothing, nothing overflows, and the behaviours do what they say."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page
from tests.e2e.conftest import until

DESK, PHONE = (1366, 768), (360, 740)


@pytest.fixture
def book(visit) -> Callable[..., Page]:
    """Open the component book."""
    return partial(visit, "/components/")


@pytest.mark.parametrize(("theme", "size"), [("light", DESK), ("dark", PHONE)], ids=["light desk", "dark phone"])
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_axe_finds_nothing_and_nothing_overflows(book, axe, language, theme, size) -> None:
    page = book(language=language, size=size, theme=theme)
    assert axe(page) == []
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0


def test_the_web_font_is_ours(book) -> None:
    page = book()
    until(page, "document.fonts.status === 'loaded'")
    assert page.evaluate("document.fonts.check('16px Yaqaza', 'يقظة')")
    assert page.evaluate("document.fonts.check('600 16px Yaqaza', 'يقظة')")


def test_what_turns_is_turned_in_arabic_only(book) -> None:
    page = book()
    scales = page.evaluate(
        "['rtl', 'ltr'].map((dir) => getComputedStyle(document.querySelector(`.book__side[dir=${dir}] .icon--flip`)).scale)"
    )
    assert scales == ["-1 1", "none"]


def test_figures_stand_under_figures(book) -> None:
    """In both directions the units of a column end on one line."""
    page = book()
    script = """(cell) => {
        const range = document.createRange();
        range.selectNodeContents(cell);
        return Math.round(range.getBoundingClientRect().right);
    }"""
    for side in ("rtl", "ltr"):
        cells = page.query_selector_all(f".book__side[dir={side}] .table:has(tfoot) td.num:nth-child(2)")
        assert len(cells) == 4
        assert len({page.evaluate(script, cell) for cell in cells}) == 1


def test_keys_work_and_can_be_turned_off(book) -> None:
    page = book()
    until(page, "document.documentElement.dataset.keys === 'on'")
    page.keyboard.press("o")
    assert page.url.endswith("#open")
    page.fill("#id_name", "")
    page.type("#id_name", "so")
    assert page.input_value("#id_name") == "so"  # off inside fields
    page.goto("/components/")
    until(page, "document.documentElement.dataset.keys === 'on'")
    page.evaluate("document.getElementById('keys-dialog').showModal()")
    page.uncheck("[data-keys-on]")
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    assert not page.url.endswith("#open")
    page.reload()
    until(page, "document.documentElement.dataset.keys === 'off'")


def test_rows_are_walked_with_j_and_k(book) -> None:
    page = book()
    until(page, "document.documentElement.dataset.keys === 'on'")
    page.wait_for_timeout(200)
    page.keyboard.press("k")
    first = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("j")
    assert (first, page.evaluate("document.activeElement.getAttribute('href')")) == ("#1", "#2")


def test_a_dialog_opens_and_gives_the_focus_back(book) -> None:
    page = book()
    opener = page.locator("[data-dialog=dismiss]")
    opener.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    opener.click()
    dialog = page.locator("dialog#dismiss")
    assert dialog.is_visible()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.evaluate("document.activeElement.dataset.dialog") == "dismiss"


def test_a_question_is_asked_before_an_act_that_wants_one(book) -> None:
    page = book()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    button = page.locator(".book__side[dir=rtl] form[data-confirm] button")
    button.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    button.click()
    question = page.locator("#confirm-dialog")
    assert question.locator("h2").inner_text() == "إظهار الصفحات كما يظهرها الجهاز؟"
    question.get_by_text("رجوع").click()
    assert sent == []
    button.click()
    with page.expect_navigation():
        question.locator("[data-answer]").click()
    assert [url.endswith("/theme/") for url in sent] == [True]


def test_a_file_field_speaks_the_language_of_the_page(book, tmp_path) -> None:
    page = book()
    names = page.locator(".book__side[dir=rtl] .file__names").first
    assert names.text_content() == "لم يُختر شيء بعد"
    picture = tmp_path / "صورة.jpg"
    picture.write_bytes(b"x")
    page.set_input_files("#id_photos", picture)
    assert names.text_content() == "صورة.jpg"


def test_a_sent_button_says_so_and_keeps_its_width(book) -> None:
    page = book()
    page.route("**/nowhere/**", lambda route: route.fulfill(status=204))  # the page stays where it is
    button = page.locator(".book__side[dir=rtl] form[data-behaviour~=submit-once] button").first
    button.scroll_into_view_if_needed()
    page.wait_for_timeout(200)
    before = button.bounding_box()["width"]
    page.evaluate("document.querySelector('form[data-behaviour~=submit-once]').action = '/nowhere/'")
    button.click()
    page.wait_for_timeout(500)
    assert button.get_attribute("aria-busy") == "true"
    assert "جار الحفظ" in button.inner_text()
    assert abs(button.bounding_box()["width"] - before) <= 1.5


def test_a_toast_leaves_and_waits_while_it_is_hovered(book) -> None:
    page = book()
    page.clock.install()
    page.evaluate("""() => {
        const toast = document.querySelector('.toast').cloneNode(true);
        toast.dataset.behaviour = 'toast';
        toast.dataset.module = document.querySelector('script[src*="main"]').src.replace('main', 'toast');
        toast.id = 'said';
        document.querySelector('.toasts').append(toast);
    }""")
    page.locator("#said").wait_for()
    page.hover("#said")
    page.clock.run_for(30_000)
    assert page.locator("#said").count() == 1
    page.mouse.move(0, 0)
    page.clock.run_for(11_000)
    assert page.locator("#said").count() == 0


def test_the_page_reads_without_javascript(book) -> None:
    page = book(script=False)
    assert page.locator("h1").inner_text() == "المكونات في كل أحوالها"
    assert page.locator("#id_photos").is_visible()
    assert not page.locator("dialog#dismiss").is_visible()


def test_paper_drops_the_bar_and_keeps_the_figures(book) -> None:
    page = book(language="fr")
    page.emulate_media(media="print")
    assert not page.locator("header.bar").is_visible()
    assert not page.locator("form.filters").first.is_visible()
    assert page.locator(".table tfoot").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_first_load_of_a_citizen_stays_light(book) -> None:
    """Fonts, style and script of a public page, before compression of the server: under 100 kB on the wire with it."""
    sizes: dict[str, int] = {}
    page = book()
    page.on("response", lambda response: sizes.__setitem__(response.url, len(response.body())))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    fonts = sum(size for url, size in sizes.items() if url.endswith(".woff2"))
    assert fonts <= 52_000
    assert not re.search("htmx|staff.css|maplibre", " ".join(sizes))
