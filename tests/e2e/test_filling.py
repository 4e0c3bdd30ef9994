"""A questionnaire filled in on a phone of 360 pixels, in Arabic: left, found again, corrected, sent; and what the browser keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, Route, expect

from yaqaza.questionnaires import actions, library, queries
from yaqaza.questionnaires.models import Attachment, Questionnaire, Submission
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = (360, 740)

KINDS = """
| survey |
| | type | name | label::العربية (ar) | label::Français (fr) | appearance | parameters | choice_filter | hint::العربية (ar) | guidance_hint::العربية (ar) | constraint | constraint_message::العربية (ar) | relevant |
| | select_one province | province | الولاية | Wilaya | minimal | | | | | | | |
| | select_one commune | commune | البلدية | Commune | | | province=${province} | | | | | |
| | decimal | rent | الكراء | Loyer | | | | بالدينار | كما في العقد | . <= 90000 | هذا كثير | |
| | date | since | منذ متى؟ | Depuis quand ? | | | | | | | | |
| | range | warmth | الدفء | Chaleur | | start=0 end=10 step=1 | | | | | | |
| | rank need | order | الأولويات | Priorités | | | | | | | | |
| | acknowledge | told | أُعلم بحقوقه | Informé de ses droits | | | | | | | | |
| | geotrace | way | الطريق | Chemin | | | | | | | | |
| | select_one_from_file shops.csv | shop | الدكان | Boutique | | | | | | | | |
| | audio | voice | صوت | Voix | | | | | | | | |
| | file | paper | ورقة | Papier | | | | | | | | |
| | barcode | code | الرمز | Code | | | | | | | | |
| | begin_repeat | child | طفل | Enfant | | | | | | | | |
| | text | given | الاسم | Prénom | | | | | | | | |
| | begin_repeat | school | مدرسة | École | | | | | | | | |
| | integer | grade | السنة | Année | | | | | | | | |
| | end_repeat | | | | | | | | | | | |
| | end_repeat | | | | | | | | | | | |
| | note | many | كثير | Beaucoup | | | | | | | | count(${child}) > 1 |
| choices |
| | list_name | name | label::العربية (ar) | label::Français (fr) | province |
| | province | 16 | الجزائر | Alger | |
| | province | 09 | البليدة | Blida | |
| | commune | 1605 | باب الوادي | Bab El Oued | 16 |
| | commune | 1607 | القصبة | Casbah | 16 |
| | commune | 0901 | البليدة المدينة | Blida ville | 09 |
| | need | food | غذاء | Nourriture | |
| | need | shelter | مأوى | Abri | |
| | need | work | عمل | Travail | |
| settings |
| | form_title | form_id | version | default_language |
| | كل الأنواع | kinds | 1 | العربية (ar) |
"""  # noqa: E501 - a table


@pytest.fixture(autouse=True)
def _clean(transactional_db) -> Iterator[None]:
    gazetteer.forget()
    yield
    gazetteer.forget()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def street(cast, houses) -> Questionnaire:
    workbook = library.workbook("street_investigation")
    return actions.create(by=cast.brahim, organisation=houses.directorate, file=workbook, publish_at_once=True)


@pytest.fixture
def kinds(cast, houses) -> Questionnaire:
    file = ContentFile(KINDS.encode(), name="kinds.md")
    made = actions.create(by=cast.brahim, organisation=houses.directorate, file=file)
    shops = ContentFile("name,label\n7,دكان الحي\n8,السوق\n".encode(), name="shops.csv")
    actions.add_media(version=made.versions.get(), by=cast.brahim, file=shops)
    actions.publish(version=made.versions.get(), by=cast.brahim)
    return made


@pytest.fixture
def filler(visit: Callable[..., Page], cast) -> Callable[..., Page]:
    """Open the page where Farid fills a questionnaire in, and wait until it is open."""

    def open_page(questionnaire: Questionnaire, **options: Any) -> Page:
        version = queries.current_version(questionnaire)
        page = visit(reverse("questionnaires:filling", args=[version.uuid]), by=cast.farid, **options)
        expect(page.locator("[data-filling][data-tied]")).to_be_visible()
        return page

    return open_page


def picture(folder: Path, size: tuple[int, int] = (3000, 2000)) -> Path:
    out = BytesIO()
    Image.new("RGB", size, "peru").save(out, "JPEG")
    path = folder / "place.jpg"
    path.write_bytes(out.getvalue())
    return path


def onward(page: Page) -> None:
    page.get_by_role("button", name="التالي").click()


def kept(page: Page) -> None:
    """Wait until what was written is in the browser's store."""
    expect(page.get_by_text("حُفظ في هذا المتصفح")).to_be_visible()
    expect(page.locator("[data-unkept]")).to_have_count(0)


def sign(page: Page) -> None:
    area = page.get_by_label("مساحة الرسم")
    area.hover(position={"x": 20, "y": 40})  # once the screen stands still and nothing covers it
    box = area.bounding_box()
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 80, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="الاحتفاظ بالتوقيع").click()


def test_an_unnamed_man_is_written_down_left_found_again_and_sent(filler, street, cast, tmp_path, axe) -> None:
    page = filler(
        street,
        size=PHONE,
        has_touch=True,
        permissions=["geolocation"],
        geolocation={"latitude": 36.7935, "longitude": 3.0502, "accuracy": 4},
    )
    page.get_by_label("اليوم", exact=True).fill("21/11/2026")
    page.get_by_label("الساعة", exact=True).fill("21:40")
    page.get_by_role("button", name="تحديد المكان").click()
    expect(page.get_by_text("36.79350, 3.05020")).to_be_visible()
    page.get_by_label("أين بالضبط؟").fill("قرب المحطة")
    assert axe(page) == []
    onward(page)
    page.get_by_label("وصف يُعرف به").fill("رجل في نحو الستين")
    page.get_by_label("ذكر", exact=True).check()
    age = page.get_by_label("العمر التقريبي")
    age.fill("160")
    age.blur()
    expect(page.get_by_text("اكتبوا عمرا من 0 إلى 120")).to_be_visible()
    kept(page)

    page.reload()  # a crash, or a battery that ended
    expect(page.get_by_label("أين بالضبط؟")).to_have_value("قرب المحطة")
    expect(page.get_by_text("36.79350, 3.05020")).to_be_visible()
    onward(page)
    expect(page.get_by_label("العمر التقريبي")).to_have_value("160")
    expect(page.get_by_label("ذكر", exact=True)).to_be_checked()
    onward(page)
    page.get_by_label("نعم", exact=True).check()
    expect(page.get_by_text("الشاشة 3 من 6")).to_be_visible()  # the situation is asked about now
    onward(page)
    page.get_by_role("group", name="هل يحتاج إلى طبيب الآن؟").get_by_label("لا", exact=True).check()
    onward(page)
    page.get_by_label("قُبل").check()
    page.get_by_label("التقاط صورة أو اختيارها").first.set_input_files(picture(tmp_path))
    expect(page.locator(".asked__preview img")).to_be_visible()
    assert axe(page) == []
    onward(page)
    sign(page)
    expect(page.locator(".asked__preview img")).to_have_count(2)
    assert axe(page) == []
    page.get_by_role("button", name="إرسال").click()
    fault = page.get_by_role("link", name="العمر التقريبي – اكتبوا عمرا من 0 إلى 120")
    expect(fault).to_be_visible()
    fault.click()
    expect(page.get_by_label("العمر التقريبي")).to_be_focused()
    page.get_by_label("العمر التقريبي").fill("60")
    for _ in range(4):
        onward(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="إرسال").click()
    expect(page.get_by_text("وصلت،")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="عرض الأجوبة").click()
    expect(page.get_by_text("رجل في نحو الستين")).to_be_visible()
    expect(page.get_by_text("قرب المحطة").first).to_be_visible()

    row = Submission.objects.get()
    assert (row.user, row.device, row.title) == (cast.farid, None, "قرب المحطة")
    assert '"position":"36.7935 3.0502 0.0 4.0"' in row.answers and '"age":"60"' in row.answers
    assert [Image.open(each.file).size for each in Attachment.objects.order_by("id")] == [(2000, 1333), (800, 300)]
    page.goto(reverse("questionnaires:list"))
    expect(page.locator("[data-drafts][data-tied]")).to_be_hidden()


def test_a_draft_is_listed_sealed_and_opened_by_its_owner_alone(filler, street, cast, visit) -> None:
    page = filler(street)
    page.get_by_label("أين بالضبط؟").fill("حي السلام")
    kept(page)
    raw = page.evaluate(
        """async () => {
            const asked = (r) => new Promise((done) => { r.onsuccess = () => done(r.result); });
            const db = await asked(indexedDB.open("yaqaza-answers"));
            const all = await asked(db.transaction("drafts").objectStore("drafts").getAll());
            const text = (value) => value instanceof ArrayBuffer ? new TextDecoder().decode(value) : String(value);
            return all.flatMap((row) => Object.values(row).map(text)).join();
        }"""
    )
    assert "street" not in raw and "السلام" not in raw
    page.goto(reverse("questionnaires:list"))
    expect(page.get_by_role("heading", name="مسودات في هذا المتصفح")).to_be_visible()
    page.get_by_role("link", name="متابعة").click()
    expect(page.get_by_label("أين بالضبط؟")).to_have_value("حي السلام")
    page.goto(reverse("questionnaires:filling", args=[queries.current_version(street).uuid]))
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="حذف").click()
    expect(page.get_by_role("button", name="متابعة")).to_have_count(0)


def test_without_a_network_nothing_is_lost_and_it_is_sent_when_it_is_back(filler, kinds) -> None:
    page = filler(kinds)
    page.get_by_label("الكراء").fill("12000")
    page.context.set_offline(True)
    page.get_by_role("button", name="إرسال").click()
    expect(page.get_by_text("لم تُرسل: لا شبكة.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("وصلت،")).to_be_visible()
    page.problems.clear()  # that the network was away
    assert '"rent":"12000.0"' in Submission.objects.get().answers


def test_a_receipt_that_was_lost_doubles_nothing_and_what_changed_since_is_a_correction(filler, kinds) -> None:
    page = filler(kinds)
    held: list[Route] = []
    busy, offline = page.locator("[data-filling] > [inert]"), page.get_by_text("لم تُرسل: لا شبكة.")

    def hold(route: Route) -> None:
        """The first is taken and its receipt lost; the second is answered; the third, its correction, is lost on the way."""
        held.append(route)
        if len(held) == 1:
            route.fetch()
        elif len(held) == 2:
            route.continue_()

    def arrived(number: int) -> None:
        stop = monotonic() + 15
        while len(held) < number:
            assert monotonic() < stop, f"{len(held)} of {number} were sent"
            page.wait_for_timeout(20)

    page.route("**/forms/filling/", hold, times=3)
    for number, rent in ((1, "12000"), (3, "15000")):
        page.get_by_label("الكراء").fill(rent)
        page.get_by_role("button", name="إرسال").click()
        arrived(number)
        expect(busy).to_have_count(1)  # nothing can be written that would not be sent
        held[-1].abort()
        expect(offline).to_be_visible()
        expect(busy).to_have_count(0)
    page.get_by_label("الكراء").fill("18000")  # into the correction, which is on the page now
    page.get_by_role("button", name="إرسال").click()
    expect(page.get_by_text("وصلت،")).to_be_visible()
    page.problems.clear()  # the receipt that was lost, and the refusal that it led to
    first, second = Submission.objects.order_by("id")
    assert second.corrects == first.instance_id
    assert '"rent":"12000.0"' in first.answers and '"rent":"18000.0"' in second.answers


def test_who_was_signed_out_signs_in_again_and_sends_and_nobody_else_does(filler, kinds, cast, live_server) -> None:
    page = filler(kinds)
    page.get_by_label("الكراء").fill("12000")
    for user, words in ((None, "خرجتم من حسابكم"), (cast.amina, "خرجتم من حسابكم"), (cast.farid, "وصلت،")):
        page.context.clear_cookies()
        if user is not None:
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
        page.get_by_role("button", name="إرسال").click()
        expect(page.get_by_text(words)).to_be_visible()
    page.problems.clear()  # the refusals
    assert Submission.objects.get().user == cast.farid


def test_every_kind_of_question_is_asked_and_answered(filler, kinds, axe) -> None:
    page = filler(kinds)
    assert axe(page) == []
    page.get_by_label("الولاية").select_option("16")
    expect(page.get_by_label("البليدة المدينة")).to_have_count(0)
    page.get_by_label("القصبة").check()
    rent = page.get_by_label("الكراء")
    rent.fill("كثير")
    rent.blur()
    expect(page.get_by_text("اكتبوا عددا")).to_be_visible()
    page.locator("summary:visible", has_text="المزيد عن هذا السؤال").click()
    expect(page.get_by_text("كما في العقد")).to_be_visible()
    rent.fill("١٢٥٠٠٫٥")
    page.get_by_label("منذ متى؟").fill("30/02/2026")
    page.get_by_label("منذ متى؟").blur()
    expect(page.get_by_text("اكتبوا يوما موجودا")).to_be_visible()
    page.get_by_label("منذ متى؟").fill("28/02/2026")
    page.get_by_label("الدفء").focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="إلى الأعلى: عمل").click()
    page.get_by_role("button", name="إلى الأعلى: عمل").click()
    page.get_by_label("قرئ وأُكد").check()
    for lat, lon in (("36.75", "3.05"), ("36.76", "3.06")):
        page.get_by_text("كتابة", exact=True).click()
        page.get_by_label("خط العرض").fill(lat)
        page.get_by_label("خط الطول").fill(lon)
        page.get_by_role("button", name="إضافة نقطة كتابة").click()
    page.get_by_label("دكان الحي").check()
    heavy = b"\0\0\0\x20ftypM4A " + b"\0" * (5 << 20)  # two of them are more than goes at once
    page.get_by_label("اختيار تسجيل").set_input_files({"name": "a.m4a", "mimeType": "audio/mp4", "buffer": heavy})
    page.get_by_label("اختيار ملف").set_input_files(
        {"name": "b.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7" + heavy}
    )
    page.get_by_label("الرمز").fill("A-7")
    page.get_by_label("الاسم").fill("سارة")
    page.get_by_role("button", name="إضافة: مدرسة").click()
    page.get_by_label("السنة").last.fill("3")
    page.get_by_role("button", name="إضافة: طفل").click()
    expect(page.get_by_text("كثير", exact=True)).to_be_visible()
    page.get_by_label("الاسم").last.fill("يونس")
    assert axe(page) == []
    page.get_by_role("button", name="إرسال").click()
    expect(page.get_by_text("وصلت،")).to_be_visible()
    told = Submission.objects.get().answers
    assert sorted(Attachment.objects.exclude(file="").values_list("kind", "size")) == [
        ("PDF", len(heavy) + 8),
        ("SOUND", len(heavy)),
    ]
    for piece in (
        '"province":"16"', '"commune":"1607"', '"rent":"12500.5"', '"since":"2026-02-28"', '"warmth":"0"',
        '"order":"work food shelter"', '"told":"OK"', '"way":"36.75 3.05 0.0 0.0;36.76 3.06 0.0 0.0"', '"shop":"7"', '"code":"A-7"',
        '"given":"سارة"', '"grade":"3"', '"given":"يونس"',
    ):  # fmt: skip
        assert piece in told, piece


@pytest.mark.parametrize("size", [PHONE, (1366, 768)])
def test_in_french_all_on_one_page_and_the_other_language_of_the_form(filler, street, size, axe) -> None:
    page = filler(street, language="fr", size=size)
    expect(page.get_by_text("Où exactement ?")).to_be_visible()
    assert axe(page) == []
    page.get_by_text("Langue, présentation, impression").click()
    page.get_by_label("Langue du formulaire").select_option("العربية (ar)")
    expect(page.get_by_text("أين بالضبط؟")).to_be_visible()
    page.get_by_role("button", name="Tout sur une page" if size == PHONE else "Écran par écran").click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_was_sent_is_opened_again_and_corrected(filler, kinds, cast) -> None:
    page = filler(kinds)
    page.get_by_label("الكراء").fill("12000")
    page.get_by_role("button", name="إرسال").click()
    page.get_by_role("link", name="عرض الأجوبة").click()
    page.route("**/xml/", lambda route: route.fulfill(status=503), times=1)
    page.get_by_role("link", name="تصحيح").click()
    expect(
        page.get_by_text("لا تُفتح هذه الاستمارة في المتصفح")
    ).to_be_visible()  # a part that did not come is not left out unsaid
    page.problems.clear()
    page.reload()
    rent = page.get_by_label("الكراء")
    expect(rent).to_have_value("12000")
    rent.fill("15000")
    page.get_by_role("button", name="إرسال").click()
    expect(page.get_by_text("وصلت،")).to_be_visible()
    first, second = Submission.objects.order_by("id")
    assert (second.corrects, second.user) == (first.instance_id, cast.farid)
    assert '"rent":"15000.0"' in second.answers
