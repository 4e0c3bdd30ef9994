"""An officer has tomorrow planned, moves one visit, accepts; the team reads its route on the phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from yaqaza.field import actions
from yaqaza.field.models import Membership, Mission, Team
from yaqaza.field.states import Profession, Purpose
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def missions(cast, houses, places) -> list[Mission]:
    gazetteer.forget()
    houses.cell.lon, houses.cell.lat = 3.06, 36.75
    houses.cell.save()
    for number, (user, trade) in enumerate(
        ((cast.farid, Profession.SOCIAL_ASSISTANT), (cast.malika, Profession.PSYCHOLOGIST)), 1
    ):
        team = Team.objects.create(
            organisation=houses.cell, area=places.algiers, name_ar=f"الفرقة {number}", name_fr=f"Équipe {number}"
        )
        Membership.objects.create(team=team, user=user, profession=trade)
    day = timezone.localdate() + timedelta(days=1)
    start, end = (timezone.make_aware(datetime.combine(day, time(hour))) for hour in (9, 15))
    return [
        actions.order(
            by=cast.duniya, team=None, purpose=Purpose.FOLLOW_UP, urgency=2, area=area, window_start=start, window_end=end,
            lon=3.05 + step / 50, lat=36.76,
        )
        for step, area in enumerate((places.bab_el_oued, places.casbah))
    ]  # fmt: skip


def test_the_officer_looks_moves_one_and_accepts_and_the_team_sees_its_route(
    visit: Callable[..., Page], cast, missions, axe
) -> None:
    page = visit("/field/dispatch/", by=cast.duniya)
    expect(page.locator("aside .lines > li")).to_have_count(2)
    page.fill('[name="day"]', (timezone.localdate() + timedelta(days=1)).strftime("%d/%m/%Y"))
    page.locator("main form .button--primary").click()
    expect(page.locator(".turns > li")).to_have_count(2)
    assert axe(page) == []
    page.locator(".turns__acts a").first.click()
    dialog = page.locator("dialog[open]")
    his = Team.objects.get(name_fr="Équipe 1")
    dialog.locator('[name="team"]').select_option(str(his.uuid))
    dialog.locator(".button--primary").click()
    section = page.locator(f'section[aria-labelledby="team-{his.uuid}"]')
    expect(section.get_by_text("مثبتة")).to_have_count(1)
    assert not Mission.objects.exclude(team=None).exists()
    page.locator("form[action$='/acceptance/'] button").first.click()
    expect(page.locator("a[href*='route.pdf']").first).to_be_visible()
    for mission in Mission.objects.all():
        assert mission.team is not None and mission.turn is not None
    phone = visit("/field/day/", by=cast.farid, size=(360, 740))
    expect(phone.locator("a[href*='route.pdf']")).to_have_count(1)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe(phone) == []
