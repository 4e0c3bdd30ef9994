"""A rumour in Chromium, in Arabic: five hundred posts in three wordings and two scripts are one story, the story an alert, and the story
shows what became of it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from random import Random

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from yaqaza.alerts.models import Alert
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
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


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


def test_a_rumour_becomes_one_story_an_alert_and_shows_its_outcome(visit, axe, cast, houses, run_jobs) -> None:
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

    page.keyboard.press("a")
    page.wait_for_url("**/alert/")
    page.get_by_role("button", name="اصنع التبليغ").click()
    page.wait_for_url(re.compile(r"/stories/[0-9a-f-]+/$"))
    story, alert = Story.objects.get(into=None), Alert.objects.get()
    assert (story.posts, story.alert, alert.area.name_fr) == (POSTS, alert, "Bab El Oued")
    expect(page.get_by_text(alert.number).first).to_be_visible()

    desk = visit(reverse("alerts:queue"), by=cast.duniya)
    expect(desk.locator(f"[data-uuid='{alert.uuid}']").first).to_contain_text("شيخ")
    desk.goto(alert.get_absolute_url())
    run_jobs()

    page.get_by_role("link", name="الكتابة إلى صاحب المنشور").first.click()
    page.wait_for_url("**/contact/")
    public, private = page.locator("textarea").nth(0), page.locator("textarea").nth(1)
    expect(public).to_have_value(re.compile("خلية اليقظة.*"))
    expect(public).not_to_have_value(re.compile("/track/"))
    expect(private).to_have_value(re.compile("خلية اليقظة.*/track/", re.DOTALL))
    assert axe(page) == []
    page.goto(story.get_absolute_url())
    alert.refresh_from_db()
    expect(page.get_by_text(str(alert.state.label)).first).to_be_visible()
    assert alert.status == "READ"


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
