"""The field app on a phone of 360 pixels, in Arabic: a day without network in its middle, and what may go wrong on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from tests.e2e.phones import NAMES, PHONE, held_files, open_mission, picture, press, sign_in, synced, until

from yaqaza.field.models import Finding, MissionPhoto, Team
from yaqaza.field.rounds import actions as rounds
from yaqaza.field.rounds.rules import Place
from yaqaza.field.states import MissionStatus
from yaqaza.mobile import actions as mobile
from yaqaza.mobile.models import Operation, Phone
from yaqaza.people.models import Person
from yaqaza.questionnaires import actions as questionnaires
from yaqaza.questionnaires.models import Submission
from yaqaza.services.models import ServiceDelivery

FORM = """
| survey |
| | type | name | label::العربية (ar) | label::Français (fr) | required |
| | text | saw | ماذا رأيتم؟ | Qu’avez-vous vu ? | yes |
| settings |
| | form_title | form_id | version | default_language |
| | زيارة متابعة | follow | 1 | العربية (ar) |
"""
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_places")]


def test_a_day_without_network_is_in_the_files_in_the_evening(phone, missions, cast, tmp_path, axe) -> None:
    page = phone()
    assert axe(page) == []
    page.context.set_offline(True)
    page.reload()  # the phone was switched off and on in the basement
    expect(page.get_by_text("بلا شبكة.")).to_be_visible()
    expect(page.locator(".stop")).to_have_count(3)

    first, second, third = missions
    expect(page.locator("a[href='tel:+213550004560']")).to_be_visible()
    press(page, "الانطلاق")
    press(page, "وصلنا")
    page.get_by_role("link", name="كتابة المعاينة").click()
    page.get_by_label("تم اللقاء").check()
    page.get_by_label("خطر محتمل").check()
    page.get_by_label("أفراد الأسرة").fill("٢")
    page.get_by_label("ما رأيتم وما سمعتم").fill("تعيش مع حفيدتها في غرفة واحدة.")
    expect(page.locator("[data-kept]")).to_be_visible()
    page.reload()  # a battery that ended: what was typed is there
    expect(page.get_by_label("ما رأيتم وما سمعتم")).to_have_value("تعيش مع حفيدتها في غرفة واحدة.")
    expect(page.get_by_label("تم اللقاء")).to_be_checked()
    assert axe(page) == []
    press(page, "حفظ المعاينة")
    page.locator("input[type=file]").set_input_files(picture(tmp_path))
    expect(page.locator(".photos img")).to_have_count(1)
    assert axe(page) == []
    press(page, "انتهت الزيارة")

    open_mission(page, NAMES[1])
    press(page, "الانطلاق")
    press(page, "وصلنا")
    page.get_by_role("link", name="رُفضت الزيارة").click()
    page.get_by_label("ما رأيتم وما سمعتم").fill("رفضت فتح الباب.")
    expect(page.get_by_text("هل أحد في خطر؟")).to_be_hidden()
    press(page, "حفظ المعاينة")
    press(page, "انتهت الزيارة")

    page.locator(".dock").get_by_role("link", name="الأشخاص").click()
    page.get_by_role("link", name="شخص تلتقونه").click()
    press(page, "حفظ")
    expect(page.get_by_role("link", name="اكتبوا اسما أو صفوا الشخص.")).to_be_visible()
    page.get_by_label("الوصف").fill("رجل في نحو الستين، معطف رمادي")
    page.get_by_label("ذكر").check()
    page.get_by_label("السن").fill("60")
    page.get_by_label("المكان بالتحديد").fill("قرب المحطة")
    assert axe(page) == []
    press(page, "حفظ")
    expect(page.get_by_role("heading", name="رجل في نحو الستين")).to_be_visible()
    page.get_by_role("link", name="مساعدة قُدمت").click()
    kind = page.get_by_label("أي مساعدة")
    kind.select_option(index=1)
    page.get_by_label("البرنامج").select_option(index=1)
    press(page, "حفظ")

    open_mission(page, NAMES[2])
    press(page, "الانطلاق")
    page.get_by_role("link", name="تعذر بلوغ المكان").click()
    page.get_by_label("ما رأيتم وما سمعتم").fill("الطريق مقطوعة.")
    press(page, "حفظ المعاينة")
    press(page, "انتهت الزيارة")
    page.locator(".dock").get_by_role("link", name="الهاتف").click()
    assert axe(page) == []
    assert Operation.objects.count() == 0

    lost: list[Route] = []

    def lose(route: Route) -> None:
        """The server applies what was sent, its answer is lost, and the network is bad for a while."""
        if not lost:
            route.fetch()
        lost.append(route)
        route.abort()

    page.context.route("**/m/sync/", lose)
    page.context.set_offline(False)
    synced_after(page, lost)
    page.problems.clear()  # that the network was away

    for mission, outcome in ((first, "MET"), (second, "REFUSED"), (third, "NO_ACCESS")):
        mission.refresh_from_db()
        assert (mission.status, mission.finding.outcome) == (MissionStatus.DONE, outcome)
    assert first.departed_at <= first.arrived_at <= first.ended_at
    assert Finding.objects.count() == 3
    assert Finding.objects.get(mission=first).household_size == 2
    shot = MissionPhoto.objects.get()
    assert shot.mission == first
    man = Person.objects.get(created_by=cast.farid)
    assert (man.description, man.birth_precision, man.address) == (
        "رجل في نحو الستين، معطف رمادي",
        "ABOUT",
        "قرب المحطة",
    )
    assert ServiceDelivery.objects.get().person == man
    assert set(Operation.objects.values_list("state", flat=True)) == {"APPLIED"}
    assert held_files(page) == 0


def test_a_round_without_network_meets_a_man_without_a_name_and_one_who_refuses(
    phone, missions, cast, places, axe
) -> None:
    team = Team.objects.get()
    starts = timezone.now()
    stops = [
        Place(places.bab_el_oued, "محطة الحافلات", starts, "", 3.05, 36.79),
        Place(places.casbah, "تحت الجسر", starts),
    ]
    found = rounds.plan(team=team, by=cast.duniya, starts_at=starts, ends_at=starts + timedelta(hours=3), stops=stops)
    page = phone()
    page.context.set_offline(True)
    page.get_by_role("listitem").filter(has_text="مبرمجة").get_by_role("link").click()
    press(page, "انطلاق")
    page.get_by_role("listitem").filter(has_text="محطة الحافلات").get_by_role("button", name="وصلنا").click()
    assert axe(page) == []
    page.get_by_role("link", name="التقينا شخصا").click()
    expect(page.get_by_label("أين", exact=True)).to_have_value(str(found.stops.get(turn=1).uuid))
    page.get_by_label("الوصف").fill("شاب في العشرين")
    page.get_by_label("وجبة").check()
    assert axe(page) == []
    press(page, "حفظ")
    page.get_by_role("link", name="شاب في العشرين").click()
    expect(page.get_by_text("مسجل في هذا الهاتف ولم يُرسل بعد.")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="التقينا شخصا").click()
    page.get_by_label("نعم").check()
    press(page, "حفظ")
    expect(page.get_by_role("link", name="اختاروا شخصا أو صفوه.")).to_be_visible()
    expect(page.get_by_label("شخص معروف من جولات سابقة")).to_contain_text("شاب في العشرين")  # met just now
    page.get_by_label("وإلا صفوا الشخص").fill("امرأة ومعها كلب")
    press(page, "حفظ")
    page.get_by_role("link", name="انتهت الجولة").click()
    press(page, "انتهت الجولة")
    page.context.set_offline(False)
    synced(page)
    page.problems.clear()  # that the network was away
    found.refresh_from_db()
    assert (found.status, found.stops.filter(reached_at__isnull=False).count()) == ("CLOSED", 1)
    assert sorted(found.encounters.values_list("refused", "given")) == [(False, ["MEAL"]), (True, [])]
    assert Person.objects.get(created_by=cast.farid).description == "شاب في العشرين"


def test_a_questionnaire_is_opened_filled_in_and_ready_without_network_and_sent_by_itself(
    phone, missions, cast, houses, axe
) -> None:
    file = ContentFile(FORM.encode(), name="follow.md")
    questionnaires.create(by=cast.brahim, organisation=houses.directorate, file=file, publish_at_once=True)
    page = phone()
    until(page, "caches.keys().then((names) => names.some((name) => name.startsWith('yaqaza-forms-')))")
    until(
        page,
        "caches.keys().then((names) => caches.match('/static/vendor/filling/engine.js')).then(Boolean)",
        seconds=40,
    )
    page.context.set_offline(True)
    page.reload()
    page.locator(".dock").get_by_role("link", name="الاستمارات").click()
    page.get_by_role("link", name="زيارة متابعة").click()
    page.get_by_label("ماذا رأيتم؟").fill("نافذة مكسورة")
    expect(page.get_by_text("حُفظ في هذا المتصفح")).to_be_visible()
    page.locator(".dock").get_by_role("link", name="الاستمارات").click()
    page.locator("section", has_text="بدأت أو تنتظر").get_by_role("link").click()
    expect(page.get_by_label("ماذا رأيتم؟")).to_have_value("نافذة مكسورة")
    assert axe(page) == []
    press(page, "إرسال")
    expect(page.get_by_text("لم تُرسل: لا شبكة.")).to_be_visible()
    page.locator(".dock").get_by_role("link", name="الاستمارات").click()
    expect(page.get_by_text("في هذا الهاتف، لم يُرسل بعد")).to_be_visible()
    assert axe(page) == []
    page.context.set_offline(False)
    synced(page)
    expect(page.get_by_text("بدأت أو تنتظر")).to_have_count(0)
    page.problems.clear()  # that the network was away
    row = Submission.objects.get()
    assert (row.user, "نافذة مكسورة" in row.answers) == (cast.farid, True)


def synced_after(page: Page, lost: list[Route]) -> None:
    for _ in range(20):
        if lost:
            break
        page.wait_for_timeout(2000)
        press(page, "المزامنة الآن")
    assert lost
    assert Operation.objects.count() == 14
    expect(page.locator(".dock .count")).to_have_text("14")  # no receipt, so all of it is still here
    page.context.unroute("**/m/sync/")
    press(page, "المزامنة الآن")
    synced(page)


def test_signed_out_nothing_is_shown_and_nothing_unsent_is_lost_or_anothers(
    phone, missions, cast, live_server, axe
) -> None:
    page = phone()
    page.context.set_offline(True)
    press(page, "الانطلاق")
    expect(page.locator(".dock .count")).to_have_text("1")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.context.set_offline(False)
    shut = page.get_by_text("لا أحد داخل على هذا الهاتف.")
    expect(shut).to_be_visible()
    expect(page.get_by_text(NAMES[0])).to_have_count(0)
    assert axe(page) == []
    assert page.evaluate(RAW_KEYS) == 0

    sign_in(page, cast.amina, live_server)  # who has no missions, and must not see or send his
    page.reload()
    expect(page.get_by_text("لا مهمة اليوم.")).to_be_visible()
    synced(page)
    assert Operation.objects.count() == 0
    page.locator(".dock").get_by_role("link", name="الهاتف").click()
    page.get_by_role("button", name="خروج").click()
    expect(page.get_by_text("خرجتم. لا يُقرأ الآن شيء مما في هذا الهاتف.")).to_be_visible()
    expect(page.get_by_text("عمل واحد لشخص آخر ينتظر")).to_be_visible()
    expect(page.get_by_role("link", name="الدخول")).to_have_attribute("href", "/accounts/login/?next=%2Fm%2Fapp%2F")

    sign_in(page, cast.farid, live_server)
    page.goto("/m/app/")
    expect(page.get_by_role("button", name="وصلنا")).to_be_visible()
    synced(page)
    page.problems.clear()  # that the network was away, and nobody signed in
    missions[0].refresh_from_db()
    assert missions[0].status == MissionStatus.DEPARTED
    assert {row.user for row in Phone.objects.all()} == {cast.amina, cast.farid}


def test_the_next_user_of_a_phone_never_reads_or_acts_as_the_one_before(phone, missions, cast, live_server) -> None:
    page = phone()
    page.context.set_offline(True)
    press(page, "الانطلاق")
    expect(page.locator(".dock .count")).to_have_text("1")
    sign_in(page, cast.amina, live_server)  # in another tab, while his day stands on the screen
    page.context.set_offline(False)
    expect(page.get_by_text("لا مهمة اليوم.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text(NAMES[0])).to_have_count(0)
    synced(page)  # hers: the sync that found out has ended
    assert Operation.objects.count() == 0

    sign_in(page, cast.farid, live_server)
    page.reload()
    expect(page.get_by_role("button", name="وصلنا")).to_be_visible()
    synced(page)
    assert Operation.objects.get().user == cast.farid
    sign_in(page, cast.amina, live_server)  # his seat stands when the app starts
    page.reload()
    expect(page.get_by_text("لا مهمة اليوم.")).to_be_visible()
    expect(page.get_by_text(NAMES[0])).to_have_count(0)
    synced(page)
    assert page.evaluate(RAW_KEYS) == 1
    page.goto("/m/unsettled/")
    page.locator("summary.bar__user, .bar__user > summary").click()
    page.locator("form[data-behaviour='leave-phone'][data-tied] button").click()
    page.wait_for_url(lambda address: "/m/unsettled/" not in address)
    assert page.evaluate(RAW_KEYS) == 0
    page.problems.clear()  # that the network was away, and his phone refused to her


def test_a_button_pressed_twice_does_it_once(phone, missions) -> None:
    page = phone()
    page.context.set_offline(True)
    page.evaluate("location.hash = 'meet'")
    page.get_by_label("الوصف").fill("رجل في نحو الستين")
    page.get_by_role("button", name="حفظ").dblclick()
    expect(page.get_by_role("heading", name="رجل في نحو الستين")).to_be_visible()
    expect(page.locator(".dock .count")).to_have_text("1")
    page.context.set_offline(False)
    synced(page)
    page.problems.clear()  # that the network was away
    assert Operation.objects.count() == 1


RAW_KEYS = """async () => {
    const asked = (r) => new Promise((done) => { r.onsuccess = () => done(r.result); });
    const db = await asked(indexedDB.open("yaqaza-field"));
    return (await asked(db.transaction("meta").objectStore("meta").getAllKeys())).filter((name) => name === "seat").length;
}"""
RAW = """async () => {
    const asked = (r) => new Promise((done) => { r.onsuccess = () => done(r.result); });
    const db = await asked(indexedDB.open("yaqaza-field"));
    const text = (value) => value instanceof ArrayBuffer ? new TextDecoder().decode(value) : JSON.stringify(value);
    const tables = ["records", "acts", "files", "drafts", "forms"];
    const rows = await Promise.all(tables.map((each) => asked(db.transaction(each).objectStore(each).getAll())));
    const kept = await Promise.all((await caches.keys()).map(async (name) => Promise.all((await (await caches.open(name)).keys())
        .map(async (each) => (await (await caches.match(each)).text())))));
    return {count: rows.flat().length, rows: rows.flat().flatMap((row) => Object.values(row).map(text)).join(), kept: kept.flat().join()};
}"""


def test_nothing_about_anybody_is_kept_in_clear_and_a_phone_signed_out_from_afar_is_emptied(
    phone, missions, cast
) -> None:
    page = phone()
    page.context.set_offline(True)
    press(page, "الانطلاق")
    expect(page.locator(".dock .count")).to_have_text("1")
    held = page.evaluate(RAW)
    assert held["count"] > 60
    for told in (*NAMES, "55000456", "عمارة ب", "mission.departure", "FAMILY_INVESTIGATION"):
        assert told not in held["rows"]
    for told in (*NAMES, "55000456", "عمارة ب", "فريد"):
        assert told not in held["kept"]
    mobile.end(phone=Phone.objects.get(), by=cast.farid)
    page.context.set_offline(False)
    expect(page.get_by_text("أُخرج هذا الهاتف من بعيد")).to_be_visible()
    expect(page.get_by_text(NAMES[0])).to_have_count(0)
    assert page.evaluate(RAW)["count"] == 0
    assert page.evaluate(RAW_KEYS) == 0
    until(page, "true")
    for _ in range(100):
        if Phone.objects.get().wiped_at:
            break
        page.wait_for_timeout(50)
    assert Phone.objects.get().wiped_at is not None
    assert Operation.objects.count() == 0
    page.problems.clear()  # that the network was away


def test_the_screens_in_french_at_a_desk_and_on_a_phone(phone, missions, axe) -> None:
    page = phone()
    page.locator(".dock").get_by_role("link", name="الهاتف").click()
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", name="Téléphone", exact=True)).to_be_visible()
    for size in ((1366, 768), PHONE):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for way, words in (
            ("day", "Mes missions du jour"),
            ("people", "Personnes"),
            ("forms", "Questionnaires"),
            ("meet", "Une personne rencontrée"),
        ):
            page.evaluate(f"location.hash = '{way}'")
            expect(page.get_by_role("heading", level=1, name=words)).to_be_visible()
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), way
