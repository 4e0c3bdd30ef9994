"""A round in Arabic from its plan to its figures: the officer plans, the team goes with a phone, the supervisor opens the figure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from yaqaza.field.models import Encounter, Membership, Round, Team
from yaqaza.field.states import Profession
from yaqaza.people.models import Person
from yaqaza.services import actions as services
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = (360, 740)


@pytest.fixture
def team(cast, houses, places) -> Team:
    gazetteer.forget()
    services.load_catalogue(country="DZ")
    own = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 1", name_fr="Équipe 1")
    Membership.objects.create(team=own, user=cast.farid, profession=Profession.SOCIAL_ASSISTANT)
    return own


def test_a_round_from_the_plan_to_the_figure_that_opens_to_an_encounter(
    visit: Callable[..., Page], cast, houses, places, team, axe, run_jobs
) -> None:
    today = timezone.localdate()
    tomorrow = today + timedelta(days=1)
    page = visit("/field/rounds/new/", by=cast.duniya)
    page.fill('[name="day"]', tomorrow.strftime("%d/%m/%Y"))
    page.fill('[name="start"]', "19:00")
    page.fill('[name="end"]', "23:00")
    page.fill('[name="clock_1"]', "19:30")
    page.locator('[name="area_1"]').select_option(str(places.casbah.pk))
    page.fill('[name="place_1"]', "الميناء")
    page.locator("main form .button--primary").click()
    expect(page.locator("h1")).to_contain_text("الفرقة 1")
    found = Round.objects.get()

    phone = visit(found.get_absolute_url(), by=cast.farid, size=PHONE)
    phone.locator("form[action$='/start/'] button").click()
    phone.locator("form[action$='/arrival/'] button").click()
    phone.locator(".round__stops a[href*='encounters/new']").click()
    assert axe(phone) == []
    phone.fill('[name="description"]', "رجل في الستين، معطف رمادي")
    for code in ("MEAL", "BLANKET"):
        phone.locator(f'[name="given"][value="{code}"]').check()
    phone.locator("main form .foot button").click()
    expect(phone.locator(".lines").get_by_text("معطف رمادي")).to_be_visible()
    phone.locator(".foot a[href*='encounters/new']").click()
    phone.fill('[name="description"]', "شاب تحت الجسر")
    phone.locator('[name="refused"]').check()
    phone.locator("main form .foot button").click()
    expect(phone.get_by_text("شاب تحت الجسر")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(phone) == []
    phone.locator("form[action$='/end/'] button").click()
    expect(phone.locator("form[action$='/end/']")).to_have_count(0)
    assert (Encounter.objects.count(), Person.objects.count()) == (2, 1)
    run_jobs()

    query = f"start={today}&end={tomorrow}&place=&house={houses.directorate.code}"
    report = visit(f"/reports/street-rounds/?{query}", by=cast.brahim)
    assert axe(report) == []
    facts = report.locator("main dl.facts")
    assert facts.locator("dd").all_inner_texts() == ["1", "2", "1"]
    report.locator("tr", has_text="غطاء").locator("a").first.click()
    report.locator("tbody a[href^='/services/']").first.click()
    report.locator("main dl.facts a[href*='#met-']").click()
    expect(report.locator(f"#met-{Encounter.objects.get(refused=False).uuid}")).to_contain_text("غطاء")
