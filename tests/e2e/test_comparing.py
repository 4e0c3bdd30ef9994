"""Two records side by side in Chromium: read on a phone and at a desk, answered by keys, taken back from the message."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from yaqaza.people import actions
from yaqaza.people.models import Likeness, Person
from yaqaza.people.states import LikenessSource

pytestmark = pytest.mark.django_db(transaction=True)
EVIDENCE = [
    {"code": "NAME_SAME", "weight": 14.2}, {"code": "BIRTH_YEAR", "weight": 5.8}, {"code": "PHONE_SAME", "weight": 18.0},
    {"code": "SEX_SAME", "weight": 1.0}, {"code": "PLACE_OTHER", "weight": -3.5},
]  # fmt: skip


@pytest.fixture
def pairs(cast, houses, places) -> list[Likeness]:
    known = {"sex": "FEMALE", "phones": ["0550 00 45 67"]}
    one = actions.create_person(
        by=cast.amina,
        area=places.bab_el_oued,
        name_ar="خديجة زهرون",
        birth_date=date(1948, 1, 1),
        birth_precision="YEAR",
        **known,
    )
    same = actions.create_person(
        by=cast.amina, area=places.bab_el_oued, name_latin="Khadidja Zahroun", address="4 rue Haute", organisation=houses.cell,
        birth_date=date(1948, 5, 3), birth_precision="DAY", **known,
    )  # fmt: skip
    other = actions.create_person(by=cast.amina, area=places.casbah, name_ar="خديجة الزهرة", sex="FEMALE")
    actions.notice(
        [(one.pk, same.pk, 0.97, EVIDENCE), (same.pk, other.pk, 0.4, EVIDENCE[-1:])], source=LikenessSource.LINK
    )
    return list(Likeness.objects.order_by("-score"))


def test_the_pages_are_clean_and_fit(visit, axe, cast, pairs) -> None:
    addresses = [
        reverse("people:likenesses"), pairs[0].get_absolute_url(), reverse("people:like", args=[pairs[0].a.uuid]),
    ]  # fmt: skip
    faults = []
    for language in ("ar", "fr"):
        for size in ((360, 740), (1366, 768)):
            page = visit(addresses[0], by=cast.brahim, language=language, size=size)
            for address in addresses:
                page.goto(address)
                page.wait_for_load_state("networkidle")
                faults += [f"{language} {size} {address} {fault}" for fault in axe(page)]
                if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                    faults.append(f"{language} {size} {address} runs out sideways")
                if folder := os.environ.get("YAQAZA_SHOTS"):
                    page.screenshot(
                        path=f"{folder}/{language}-{size[0]}-{addresses.index(address)}.png", full_page=True
                    )
            page.context.close()
    assert not faults, "\n".join(faults)


READ = 800  # milliseconds: sooner no key and no button answers


def test_keys_answer_the_next_pair_opens_and_the_answer_is_taken_back(visit, cast, pairs) -> None:
    page = visit(pairs[0].get_absolute_url(), by=cast.brahim)
    page.wait_for_timeout(READ)
    page.keyboard.press("1")
    page.keyboard.press("1")  # by a nervous hand: the next pair is not answered with it
    page.wait_for_url(f"**{pairs[1].get_absolute_url()}")
    assert Person.objects.filter(same_as__isnull=False).count() == 1
    page.get_by_role("button", name="تراجع").first.click()
    page.wait_for_url(f"**{pairs[0].get_absolute_url()}")
    assert not Person.objects.filter(same_as__isnull=False).exists()
    page.wait_for_timeout(READ)
    page.keyboard.press("2")
    page.wait_for_url(f"**{pairs[1].get_absolute_url()}")
    page.wait_for_timeout(READ)
    page.keyboard.press("3")
    page.wait_for_url(f"**{reverse('people:likenesses')}")
    assert sorted(Likeness.objects.values_list("status", flat=True)) == ["NOT_SAME", "UNSURE"]


def test_one_key_merges_no_records_that_contradict_each_other(visit, axe, cast, places, pairs) -> None:
    Person.objects.filter(pk=pairs[0].b_id).update(area=places.casbah, birth_date=date(1961, 5, 3))
    page = visit(pairs[0].get_absolute_url(), by=cast.brahim, size=(360, 740))
    for _ in range(2):
        page.wait_for_timeout(READ)
        page.keyboard.press("1")
        beside = page.locator(".beside--conflict")
        expect(beside).to_contain_text("1961")
        expect(beside).to_contain_text("القصبة")
        assert not Person.objects.filter(same_as__isnull=False).exists()
    assert axe(page) == []
    page.wait_for_timeout(READ)
    page.get_by_role("button", name="شخص واحد مع ذلك").click()
    page.wait_for_url(f"**{pairs[1].get_absolute_url()}")
    assert Person.objects.filter(same_as__isnull=False).count() == 1


def test_a_button_pressed_twice_does_not_answer_the_next_pair(visit, cast, pairs) -> None:
    """By the page's own clock, which stands still until it is moved: however slow the machine, the presses come at once."""
    page = visit(reverse("people:likenesses"), by=cast.brahim)
    page.clock.install()
    page.clock.pause_at(datetime.now(tz=UTC) + timedelta(hours=1))
    page.goto(pairs[0].get_absolute_url())
    other = page.get_by_role("button", name="شخصان")
    for pair, left in ((pairs[0], 1), (pairs[1], 0)):
        page.wait_for_url(f"**{pair.get_absolute_url()}")
        page.locator("form[data-pause][data-tied]").filter(has=other).wait_for()
        other.click()  # before anybody can have read the pair
        page.clock.run_for(READ)
        assert Likeness.objects.filter(status="OPEN").count() == left + 1
        other.click()
    page.wait_for_url(f"**{reverse('people:likenesses')}")
    assert not Likeness.objects.filter(status="OPEN").exists()
