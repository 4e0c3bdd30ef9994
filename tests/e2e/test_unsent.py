"""A session that ends while two pages are being written: both find their words again after one sign-in, in Arabic."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.conftest import PASSWORD

from yaqaza.alerts.models import HandOver

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
UNSENT = "ما كتبتم لم يصل بعد"
NOTES = ("شيخ المحطة لم يرد على الهاتف", "الأغطية في المخزن، المفتاح عند الحارس")


def sign_in(page: Page, user: Any) -> None:
    page.fill("input[name=login]", user.username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def write(page: Page, words: str) -> None:
    page.locator("#id_text").fill(words)
    page.get_by_role("button", name="تسليم", exact=True).click()


def two_windows(visit: Any, user: Any, **options: Any) -> tuple[Page, Page]:
    """Two pages of one browser."""
    first = visit(reverse("alerts:handover"), by=user, **options)
    second = first.context.new_page()
    second.goto(reverse("alerts:handover"))
    return first, second


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_two_windows_and_a_session_that_ended(visit, axe, cast, houses, script: bool) -> None:
    first, second = two_windows(visit, cast.duniya, script=script)
    Session.objects.all().delete()
    for page, words in zip((first, second), NOTES, strict=True):
        write(page, words)
        page.wait_for_url("**/login/**")
    sign_in(second, cast.duniya)
    expect(second.get_by_role("heading", level=1)).to_have_text(UNSENT)
    for words in NOTES:
        expect(second.get_by_role("paragraph").filter(has_text=words)).to_be_visible()
    if script:
        assert axe(second) == []
        second.set_viewport_size({"width": 360, "height": 740})
        assert second.evaluate("document.documentElement.scrollWidth") <= 360
    second.get_by_role("button", name="إرسال ما كتبت").first.click()
    second.wait_for_url(f"**{reverse('alerts:handover')}")
    assert list(HandOver.objects.values_list("text", flat=True)) == [NOTES[0]]
    if script:
        assert axe(second) == []
    second.get_by_role("link", name="أرسلوه أو اتركوه").click()  # every page says that one more waits
    expect(second.get_by_text(NOTES[0])).to_have_count(0)
    second.get_by_role("button", name="إرسال ما كتبت").click()
    second.wait_for_url(f"**{reverse('alerts:handover')}")
    assert set(HandOver.objects.values_list("text", flat=True)) == set(NOTES)
    expect(second.get_by_text(UNSENT)).to_have_count(0)


def test_the_window_that_was_left_open_sends_after_the_other_signed_in(visit, cast, houses) -> None:
    first, second = two_windows(visit, cast.duniya)
    first.locator("#id_text").fill(NOTES[0])
    Session.objects.all().delete()
    second.reload()
    sign_in(second, cast.duniya)
    second.wait_for_url(f"**{reverse('alerts:handover')}")
    first.get_by_role("button", name="تسليم", exact=True).click()
    expect(first.get_by_role("heading", level=1)).to_have_text(UNSENT)
    first.get_by_role("button", name="إرسال ما كتبت").click()
    first.wait_for_url(f"**{reverse('alerts:handover')}")
    assert HandOver.objects.get().text == NOTES[0]


def test_another_officer_at_the_same_computer_finds_nothing_of_it(visit, cast, houses) -> None:
    page = visit(reverse("alerts:handover"), by=cast.duniya)
    Session.objects.all().delete()
    write(page, NOTES[0])
    page.wait_for_url("**/login/**")
    sign_in(page, cast.brahim)
    page.wait_for_url(lambda address: "login" not in address)
    expect(page.get_by_text(NOTES[0])).to_have_count(0)
    assert any(cookie["name"] == settings.SESSION_COOKIE_NAME for cookie in page.context.cookies())
    assert not HandOver.objects.exists()
