"""A day on the road, on a phone of 360 pixels, in Arabic: leave, arrive, write with a photo, end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from tests.e2e.conftest import until

from yaqaza.core import jobs
from yaqaza.field import actions
from yaqaza.field.models import Finding, Membership, Mission, Team
from yaqaza.field.states import MissionStatus, Profession, Purpose
from yaqaza.people.models import Person
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _clean(monkeypatch, transactional_db) -> Iterator[None]:
    """Places are this test's own, and the jobs it enqueued go with it: emptying the tables of models leaves those."""
    monkeypatch.setitem(jobs.REGISTRY, "cases.findings_arrived", lambda mission_id: None)
    gazetteer.forget()
    yield
    gazetteer.forget()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def mission(cast, houses, places) -> Mission:
    team = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 1", name_fr="Équipe 1")
    Membership.objects.create(team=team, user=cast.farid, profession=Profession.SOCIAL_ASSISTANT)
    person = Person.objects.create(name_ar="خديجة زهرون", area=places.bab_el_oued, organisation=houses.cell)
    person.phones.create(number="+213550004567")
    now = timezone.now()
    return actions.order(
        by=cast.duniya, team=team, purpose=Purpose.FAMILY_INVESTIGATION, urgency=3, area=places.bab_el_oued, person=person,
        window_start=now, window_end=now + timedelta(hours=2), place_text="عمارة ب", lon=3.0502, lat=36.7935,
    )  # fmt: skip


@pytest.fixture
def as_farid(visit: Callable[..., Page], cast, live_server) -> Callable[..., Page]:
    """Open a page on Farid's phone."""

    def open_page(path: str, **options: object) -> Page:
        client = Client()
        client.force_login(cast.farid, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = visit("/", **options)
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": str(live_server),
                }
            ]
        )
        page.goto(path)
        return page

    return open_page


def photo(folder: Path) -> Path:
    out = BytesIO()
    Image.new("RGB", (640, 480), "peru").save(out, "JPEG")
    path = folder / "kitchen.jpg"
    path.write_bytes(out.getvalue())
    return path


def check(page: Page) -> None:
    """Nothing runs out of the phone's width, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_a_visit_from_leaving_to_the_end(as_farid, mission, tmp_path) -> None:
    page = as_farid(reverse("field:day"))
    expect(page.get_by_role("heading", name="مهامي اليوم")).to_be_visible()
    expect(page.locator("a[href^='geo:36.7935,3.0502']")).to_be_visible()
    expect(page.locator("a[href='tel:+213550004567']")).to_be_visible()
    check(page)
    page.get_by_role("button", name="الانطلاق").click()
    expect(page.get_by_role("button", name="وصلنا")).to_be_in_viewport()
    check(page)
    page.get_by_role("button", name="وصلنا").click()
    page.get_by_role("link", name="كتابة المعاينة").click()
    check(page)
    page.get_by_label("تم اللقاء").check()
    page.get_by_label("خطر محتمل").check()
    page.get_by_label("هش").check()
    page.get_by_label("أفراد الأسرة").fill("2")
    page.get_by_label("ما رأيتم وما سمعتم").fill("تعيش مع حفيدتها في غرفة واحدة.")
    page.locator("input[type=file]").set_input_files(photo(tmp_path))
    page.get_by_role("button", name="إرسال المعاينة").click()
    expect(page.get_by_text("استلم الخادم معاينتكم.")).to_be_visible()
    expect(page.locator(".photos img")).to_have_count(1)
    check(page)
    page.get_by_role("button", name="انتهت الزيارة").click()
    expect(page.locator(".foot")).to_have_count(0)
    page.goto(reverse("field:day"))
    expect(page.locator(".stop--done")).to_have_count(1)
    mission.refresh_from_db()
    assert mission.status == MissionStatus.DONE
    finding = Finding.objects.get()
    assert (finding.danger, finding.housing, finding.household_size) == ("POSSIBLE", "PRECARIOUS", 2)
    assert mission.photos.count() == 1


def test_a_draft_stays_in_the_phone_only_when_asked_and_goes_when_received(as_farid, mission, cast) -> None:
    actions.depart(mission=mission, by=cast.farid)
    actions.arrive(mission=mission, by=cast.farid)
    address = reverse("field:findings", args=[mission.uuid])
    page = as_farid(address)
    words = page.get_by_label("ما رأيتم وما سمعتم")
    drafts = "Object.keys(localStorage).filter((key) => key.startsWith('yaqaza.draft.')).length"
    words.fill("بلا إذن")
    assert page.evaluate(drafts) == 0
    page.get_by_label("الاحتفاظ بمسودة").check()
    words.fill("باب مغلق")
    assert page.evaluate(drafts) == 1
    page.goto(address)
    expect(page.get_by_label("ما رأيتم وما سمعتم")).to_have_value("باب مغلق")
    page.get_by_label("لم يُعثر على أحد").check()
    expect(page.get_by_text("هل أحد في خطر؟")).to_be_hidden()
    page.get_by_role("button", name="إرسال المعاينة").click()
    expect(page.get_by_text("استلم الخادم معاينتكم.")).to_be_visible()
    until(page, drafts + " === 0")
    assert Finding.objects.get().outcome == "NOT_FOUND"


def test_without_a_network_the_page_says_so(as_farid, mission) -> None:
    page = as_farid(reverse("field:day"))
    expect(page.locator(".offline")).to_be_hidden()
    page.context.set_offline(True)
    expect(page.locator(".offline")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".offline")).to_be_hidden()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_axe_finds_nothing_on_the_day_of_a_french_or_arabic_reader(as_farid, mission, language, cast) -> None:
    cast.farid.language = language
    cast.farid.save()
    for path in (reverse("field:day"), mission.get_absolute_url(), reverse("field:missions")):
        page = as_farid(path)
        check(page)
