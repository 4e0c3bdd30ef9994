"""A phone of 360 pixels in the hands of Farid, who has three missions today."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from yaqaza.core import jobs
from yaqaza.field import actions
from yaqaza.field.models import Membership, Mission, Team
from yaqaza.field.states import Profession, Purpose
from yaqaza.people.models import Person
from yaqaza.territory import gazetteer

PHONE = (360, 740)
NAMES = ("خديجة زهرون", "يمينة بوعلام", "عمر سالمي")


def until(page: Page, expression: str, *, seconds: float = 15) -> None:
    """Wait until ``expression`` is true on the page. Asked from outside: a page's own policy forbids to wait inside by a text."""
    stop = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < stop, f"{expression} did not come true in {seconds} s"
        page.wait_for_timeout(50)


@pytest.fixture
def fresh_places(monkeypatch, transactional_db) -> Iterator[None]:
    """Places are this test's own, and the jobs it enqueued go with it: emptying the tables of models leaves those."""
    monkeypatch.setitem(jobs.REGISTRY, "cases.findings_arrived", lambda mission_id: None)
    gazetteer.forget()
    yield
    gazetteer.forget()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def missions(cast, houses, places) -> list[Mission]:
    call_command("load_catalogue", verbosity=0)
    team = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 1", name_fr="Équipe 1")
    Membership.objects.create(team=team, user=cast.farid, profession=Profession.SOCIAL_ASSISTANT)
    found, now = [], timezone.now()
    for number, name in enumerate(NAMES):
        person = Person.objects.create(
            name_ar=name, area=places.bab_el_oued, organisation=houses.cell, created_by=cast.duniya
        )
        person.phones.create(number=f"+21355000456{number}")
        mission = actions.order(
            by=cast.duniya, team=team, purpose=Purpose.FAMILY_INVESTIGATION, urgency=3, area=places.bab_el_oued, person=person,
            window_start=now, window_end=now + timedelta(hours=2), place_text="عمارة ب", lon=3.0502, lat=36.7935,
        )  # fmt: skip
        Mission.objects.filter(pk=mission.pk).update(planned_at=now + timedelta(minutes=number), turn=number + 1)
        found.append(mission)
    return found


def sign_in(page: Page, user, live_server) -> None:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.fixture
def phone(visit: Callable[..., Page], cast) -> Callable[..., Page]:
    """Open the app as Farid and wait until its shell is kept and its first sync is done."""

    def open_app(by=None, **options: Any) -> Page:
        page = visit("/m/app/", by=by or cast.farid, **{"size": PHONE, "has_touch": True, **options})
        expect(page.get_by_role("heading", name="مهامي اليوم")).to_be_visible(timeout=20_000)
        first_sync(page)
        until(page, "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))")
        return page

    return open_app


SYNCED = """async () => {
    const asked = (r) => new Promise((done) => { r.onsuccess = () => done(r.result); });
    const db = await asked(indexedDB.open("yaqaza-field"));
    if (![...db.objectStoreNames].includes("meta")) return false;
    const phones = await asked(db.transaction("meta").objectStore("meta").getAll(IDBKeyRange.bound("phone:", "phone:~")));
    db.close();
    return phones.some((each) => each.synced);
}"""


def first_sync(page: Page) -> None:
    """Wait until the phone has called once, and to the end."""
    expect(page.locator(".dock a")).to_have_count(4, timeout=30_000)  # its store is made
    until(page, SYNCED, seconds=60)
    synced(page)


def synced(page: Page) -> None:
    """Wait until nothing is unsent and no sync runs."""
    expect(page.locator(".app__strip > *")).to_have_count(0, timeout=60_000)
    expect(page.locator(".dock .count")).to_have_count(0)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def open_mission(page: Page, name: str) -> None:
    page.locator(".dock").get_by_role("link", name="يومي").click()
    page.get_by_role("heading", level=3).filter(has_text=name).get_by_role("link").click()
    expect(page.get_by_role("term").filter(has_text="المكان")).to_be_visible()


def picture(folder: Path) -> Path:
    out = BytesIO()
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(out, "JPEG", quality=90)
    path = folder / "kitchen.jpg"
    path.write_bytes(out.getvalue())
    return path


def held_files(page: Page) -> int:
    return page.evaluate(
        """async () => {
            const asked = (r) => new Promise((done) => { r.onsuccess = () => done(r.result); });
            const db = await asked(indexedDB.open("yaqaza-field"));
            return asked(db.transaction("files").objectStore("files").count());
        }"""
    )
