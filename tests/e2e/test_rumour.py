"""A rumour in Chromium, in Arabic: five hundred posts in three wordings and two scripts are one story and one alert, which stands on the
live desk without a reload; its author is written to, a file is opened, a team goes, and the story shows what became of it.

``YAQAZA_SHOTS=folder`` keeps pictures.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from random import Random

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.desk.live import running
from tests.e2e.test_story import follow, keep, submit

from yaqaza.alerts.models import Alert
from yaqaza.cases.models import Case
from yaqaza.field.models import Membership, Team
from yaqaza.field.states import Profession
from yaqaza.monitoring.models import Post, Source, Story
from yaqaza.monitoring.states import Kind
from yaqaza.territory import gazetteer

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
RUMOUR = (
    "عاجل: شيخ طاعن في السن بلا مأوى ينام في الشارع قرب محطة الحافلات في بلدية باب الوادي منذ ثلاثة أيام بدون غطاء ولا طعام",
    "رجل مسن يفترش الرصيف أمام موقف الحافلات ببلدية باب الوادي، بلا بيت ولا غطاء ولا أكل والبرد قاس، من يعرف من يتكفل به؟",
    "Chikh kbir f 3omro bla dar ra9ed f zen9a 7da la gare routière ta3 Bab El Oued 3ndo 3 ayam bla ghta w bla makla, partagiw",
)
NEWS = "مبروك للمنتخب الوطني الفوز الكبير في مباراة الأمس، جمهور رائع وأهداف جميلة"
POSTS = 500


@pytest.fixture(autouse=True)
def _ready(houses):
    """No job of another test is left, and none of ours is left to another."""
    cache.clear()
    gazetteer.forget()
    call_command("load_catalogue")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def team(cast, houses, places) -> Team:
    made = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 1", name_fr="Équipe 1")
    Membership.objects.create(team=made, user=cast.farid, profession=Profession.SOCIAL_ASSISTANT)
    return made


@pytest.fixture
def stream(settings):
    """The stream process on the test's database, and pages that know its port."""
    with running() as started:
        settings.LIVE_URL = f":{started.port}/live/"
        yield started


def published() -> bytes:
    """The file that somebody brings: the rumour over nine hours among other posts."""
    random, now, lines = Random(8), timezone.now(), []
    for number in range(POSTS + 60):
        text = random.choice(RUMOUR) if number < POSTS else NEWS
        at = now - timedelta(hours=random.uniform(0.2, 9))
        post = {
            "id": number,
            "created_at": at.isoformat(),
            "username": f"compte{number}",
            "text": text,
            "shares": number % 9,
        }
        lines.append(json.dumps(post, ensure_ascii=False))
    random.shuffle(lines)
    return "\n".join(lines).encode()


def test_a_rumour_becomes_one_alert_on_the_desk_and_the_story_shows_its_outcome(
    visit, axe, cast, houses, team, stream, run_jobs
) -> None:
    source = Source.objects.create(kind=Kind.FILE, name="منشورات الحي", organisation=houses.cell, enabled=True)
    page = visit(source.get_absolute_url(), by=cast.malika)
    page.set_input_files(
        "input[type=file]", {"name": "posts.jsonl", "mimeType": "application/json", "buffer": published()}
    )
    page.get_by_role("button", name="إرسال الملف").click()
    expect(page.get_by_role("table")).to_contain_text("compte")
    assert axe(page) == []
    page.get_by_role("button", name="إدخال الأسطر").click()
    expect(page.locator("#state")).to_be_visible()
    run_jobs()
    assert Post.objects.count() == POSTS + 60

    page.goto(reverse("monitoring:board"))
    rows = page.locator("a.row")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("500")
    assert axe(page) == []
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/stories/**")
    expect(page.locator(".wording")).to_have_count(3)
    expect(page.locator("svg").first).to_be_attached()
    assert axe(page) == []

    desk = visit(reverse("desk:live"), by=cast.duniya)
    expect(desk.locator("[data-live-state]")).to_have_text("مباشر")
    desk.evaluate("window.opened = 'once'")
    row = desk.locator("#pane-queue a[data-row]", has_text="شيخ طاعن")
    expect(row).to_have_count(0)

    page.keyboard.press("a")
    page.wait_for_url("**/alert/")
    page.get_by_role("button", name="إنشاء التبليغ").click()
    page.wait_for_url(re.compile(r"/stories/[0-9a-f-]+/$"))
    story, alert = Story.objects.get(into=None), Alert.objects.get()
    assert (story.posts, story.alert, alert.area.name_fr) == (POSTS, alert, "Bab El Oued")
    expect(row).to_have_attribute("data-uuid", str(alert.uuid))  # it came by itself
    assert desk.evaluate("window.opened") == "once"
    keep(desk, "rumour-1-desk")

    contact(page, axe)
    case = dispatch(desk, row, alert)
    expect(desk.get_by_role("region", name="المهام")).to_contain_text("الفرقة 1")
    visited(visit, cast)
    assert "cases.findings_arrived" in run_jobs()
    close(visit, cast, case)

    page.goto(story.get_absolute_url())
    outcome = page.locator(".panel", has=page.get_by_role("heading", name="مآلها"))
    for told in (alert.number, "أُوفدت فرقة", "زارت الفرقة المكان", "أُغلق الملف"):
        expect(outcome).to_contain_text(told)
    expect(page.get_by_text("كُتب إلى صاحب المنشور").first).to_be_visible()
    assert axe(page) == []
    keep(page, "rumour-2-outcome-monitor")
    desk.goto(story.get_absolute_url())
    expect(desk.get_by_text("تم اللقاء").first).to_be_visible()  # an officer also reads how the visit went
    assert axe(desk) == []
    keep(desk, "rumour-3-outcome-officer")


def contact(page, axe) -> None:
    """The author is answered with the cell's words; the code is for the private message alone."""
    page.get_by_role("link", name="الكتابة إلى صاحب المنشور").first.click()
    page.wait_for_url("**/contact/")
    public, private = page.locator("textarea").nth(0), page.locator("textarea").nth(1)
    expect(public).to_have_value(re.compile("خلية اليقظة.*"))
    expect(public).not_to_have_value(re.compile("/track/"))
    expect(private).to_have_value(re.compile("خلية اليقظة.*/track/", re.DOTALL))
    assert axe(page) == []
    page.get_by_role("button", name="كتبت إليه").click()
    page.wait_for_url(re.compile(r"/stories/[0-9a-f-]+/$"))


def dispatch(desk, row, alert) -> Case:
    """The officer opens the alert from the desk, a file for somebody without a name, and sends the team."""
    row.click()
    desk.wait_for_url(f"**{alert.get_absolute_url()}**")
    follow(desk, f"{reverse('cases:new')}?alert={alert.uuid}")
    desk.fill("#id_person", "شيخ محطة الحافلات")
    desk.locator("#id_person_new").wait_for()
    desk.check("#id_person_new")
    desk.fill("#id_person-name", "شيخ محطة الحافلات")
    desk.select_option("#id_person-sex", "MALE")
    desk.select_option("#id_programme_code", "WITHOUT_SHELTER")
    submit(desk)
    case = Case.objects.get()
    follow(desk, reverse("cases:investigate", args=[case.uuid]))
    desk.locator("input[name=team]").first.check()
    submit(desk)
    desk.goto(alert.get_absolute_url())
    return case


def visited(visit, cast) -> None:
    """The team goes, meets him and writes what it saw."""
    field = visit(reverse("field:day"), by=cast.farid, size=(360, 740))
    field.get_by_role("button", name="الانطلاق").click()
    field.get_by_role("button", name="وصلنا").click()
    field.get_by_role("link", name="كتابة المعاينة").click()
    field.get_by_label("تم اللقاء").wait_for()
    field.wait_for_load_state("networkidle")  # letters and what is shown only with scripts move what is to be pressed
    field.get_by_label("تم اللقاء").check()
    field.get_by_label("خطر محتمل").check()
    field.get_by_label("ما رأيتم وما سمعتم").fill("رجل مسن يفترش الرصيف، قبل المبيت في المركز.")
    field.get_by_role("button", name="إرسال المعاينة").click()
    field.get_by_role("button", name="انتهت الزيارة").click()
    expect(field.get_by_role("button", name="انتهت الزيارة")).to_have_count(0)


def close(visit, cast, case) -> None:
    """The worker recommends, the supervisor decides, the file ends."""
    (investigation,) = case.investigations.all()
    worker = visit(reverse("cases:recommend", args=[investigation.uuid]), by=cast.amina)
    worker.check("input[value=VERIFIED]")
    submit(worker)
    supervisor = visit(reverse("cases:decide", args=[investigation.uuid]), by=cast.brahim)
    supervisor.check("input[value=VERIFIED]")
    submit(supervisor)
    worker.goto(reverse("cases:close", args=[case.uuid]))
    worker.check("input[value=IMPROVED]")
    submit(worker)
    case.refresh_from_db()
    assert (case.status, case.verdict) == ("CLOSED", "VERIFIED")


def test_the_board_is_read_on_a_phone_and_without_scripts(visit, axe, cast, houses) -> None:
    from yaqaza.monitoring import actions
    from yaqaza.monitoring.sources.base import Found

    source = Source.objects.create(kind=Kind.FILE, name="منشورات الحي", organisation=houses.cell, enabled=True)
    actions.keep(source=source, posts=[Found(external_id="1", text=RUMOUR[0], raw="{}", reach=12)])
    actions.gather()
    page = visit(reverse("monitoring:board"), by=cast.malika, language="fr", size=(360, 740), script=False)
    page.locator("a.row").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("شيخ")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    shown = visit(Story.objects.get().get_absolute_url(), by=cast.malika, language="fr", size=(360, 740))
    assert axe(shown) == []
