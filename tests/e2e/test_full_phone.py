"""A phone whose room ends: what is written still fits, a photo that does not is refused with a sentence, and nothing typed is lost.

Chromium grants gigabytes on a full disk and then fails to write (tried on a disk of 60 MB: “DataError: Failed to write blobs”); the test
lets the page's own store fail in the same way, where it is told to.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.phones import held_files, picture, press, synced

from yaqaza.field.models import Finding, MissionPhoto
from yaqaza.mobile.models import Operation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_places")]
DISK = """() => {
    const { put } = IDBObjectStore.prototype;
    window.free = Infinity;
    IDBObjectStore.prototype.put = function (value, ...key) {
        const size = value?.sealed?.byteLength ?? 100;
        if (size > window.free) {
            this.transaction.abort();
            throw new DOMException("Failed to write blobs (IOError)", "DataError");
        }
        window.free -= size;
        return put.call(this, value, ...key);
    };
}"""
NO_PHOTO, NOT_KEPT = "لا مكان لهذه الصورة", "لم يبق مكان في الهاتف"
WORDS = "تعيش مع حفيدتها في غرفة واحدة، والسقف يقطر."


def granted(page: Page, left: int) -> None:
    """What the browser says that it grants: 90 MB used, ``left`` bytes left."""
    page.evaluate(f"navigator.storage.estimate = async () => ({{ usage: 90e6, quota: 90e6 + {left} }})")


def take_photo(page: Page, folder) -> None:
    page.locator("input[type=file]").set_input_files(picture(folder))


def test_a_phone_that_is_full_takes_what_is_written_and_says_what_to_do_about_a_photo(
    phone, missions, axe, tmp_path
) -> None:
    page = phone()
    page.evaluate(DISK)
    page.context.set_offline(True)
    granted(page, 2_000_000)
    press(page, "الانطلاق")  # acts still fit
    expect(page.get_by_text("بقي مكان").first).to_be_visible()
    press(page, "وصلنا")
    page.get_by_role("link", name="التفاصيل").first.click()
    page.get_by_label("ما تظهره الصورة التالية").fill("سقف المطبخ")
    take_photo(page, tmp_path)
    expect(page.get_by_text(NO_PHOTO)).to_be_visible(timeout=30_000)
    expect(page.get_by_label("ما تظهره الصورة التالية")).to_have_value("سقف المطبخ")
    assert axe(page) == []

    granted(page, 10**9)
    page.evaluate("window.free = 50_000")  # and the browser does not know
    page.evaluate("document.querySelector('.app__notice').replaceChildren()")
    take_photo(page, tmp_path)
    expect(page.get_by_text(NO_PHOTO)).to_be_visible(timeout=30_000)
    assert held_files(page) == 0
    page.get_by_role("link", name="كتابة المعاينة").click()
    page.get_by_label("تم اللقاء").check()
    words = page.get_by_label("ما رأيتم وما سمعتم")
    words.fill("تعيش مع حفيدتها.")
    expect(page.locator("[data-kept]")).to_be_visible()

    page.evaluate("window.free = 0")  # now nothing fits at all
    words.fill(WORDS)
    expect(page.get_by_text(NOT_KEPT)).to_be_visible()
    press(page, "حفظ المعاينة")
    expect(page.get_by_text(NOT_KEPT)).to_be_visible()
    expect(words).to_have_value(WORDS)
    assert Operation.objects.count() == 0

    page.context.set_offline(False)  # what is in the phone leaves it, although no receipt can be written there
    expect(page.get_by_text("لا مكان في الهاتف للجديد.")).to_be_visible(timeout=60_000)
    assert list(Operation.objects.values_list("state", flat=True)) == ["APPLIED", "APPLIED"]
    expect(words).to_have_value(WORDS)

    page.evaluate("window.free = Infinity")
    press(page, "حفظ المعاينة")
    expect(page.get_by_role("heading", name="صور")).to_be_visible()
    take_photo(page, tmp_path)
    expect(page.locator(".photos img")).to_have_count(1, timeout=30_000)
    page.locator(".dock").get_by_role("link", name="الهاتف").click()
    press(page, "المزامنة الآن")
    synced(page)
    page.problems.clear()  # that the network was away
    assert Finding.objects.get().situation == WORDS
    assert MissionPhoto.objects.get().caption == "سقف المطبخ"
