"""What a page links to opens for its reader: no name of what they may not read stands as a link that answers "not there"."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.conftest import make_user

from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions as alerts
from yaqaza.alerts.models import Alert
from yaqaza.cases import actions
from yaqaza.cases.models import Case
from yaqaza.core.images import Photo
from yaqaza.field.models import Mission
from yaqaza.people import actions as people
from yaqaza.services import actions as services
from yaqaza.services.models import Programme, ServiceType

pytestmark = pytest.mark.django_db


def dead_links(client, address: str) -> list[str]:
    """Return what the page at ``address`` links to, or fetches, and its reader does not find."""
    page = client.get(address)
    assert page.status_code == 200, address
    body = page.content.decode()
    found = set(re.findall(r'(?:href|hx-get|src)="(/[^"#]*)"', body))
    return [link for link in sorted(found) if not link.startswith("/static/") and client.get(link).status_code == 404]


@pytest.fixture
def alert(cast, places) -> Alert:
    return alerts.receive(
        by=cast.duniya, channel="HOTLINE", text="خديجة زهرون يضربها ابنها", category="VIOLENCE", area=places.bab_el_oued,
        place_precision="COMMUNE", place_text="خلف الصيدلية المركزية", photos=[Photo(b"\xff\xd8x", 2, 2, 3, "0" * 64)],
    ).alert  # fmt: skip


@pytest.fixture
def womens(cast, houses, places, khadija, alert, order, visit, run_jobs) -> Case:
    """A sensitive file of the directorate with an alert, a mission, a household and acts, one of an intimate kind."""
    services.load_catalogue(country="DZ")
    alerts.read(alert=alert, by=cast.duniya)
    people.create_household(by=cast.amina, name="أسرة زهرون", area=places.bab_el_oued, head=khadija)
    case = actions.open_case(
        by=cast.amina,
        programme_code="FAMILY_COUNSELLING",
        summary="عنف",
        urgency=3,
        area=places.bab_el_oued,
        person=khadija,
        alert=alert,
    )
    visit(order(case))
    run_jobs()
    for kind in ("MEAL", "LISTENING"):
        services.deliver(
            by=cast.amina, service_type=ServiceType.objects.get(code=kind), programme=Programme.objects.get(code="FAMILY_COUNSELLING"),
            delivered_on=timezone.localdate(), person=khadija, case=case,
        )  # fmt: skip
    return case


def test_the_files_page_shows_where_and_the_photos_to_those_who_may_see_the_alert(
    womens, alert, cast, signed_in, samir
):
    photo = reverse("alerts:photo", args=[alert.photos.get().uuid])
    actions.grant_access(case=womens, by=cast.brahim, user=samir, reason="ينوب عن أمينة")
    for user, sees in ((cast.brahim, True), (samir, False)):
        page = signed_in(user).get(womens.get_absolute_url()).content.decode()
        assert "خلف الصيدلية المركزية" in page
        assert (photo in page) is sees


def test_no_link_of_a_file_is_dead_for_any_of_its_readers(womens, cast, signed_in, samir, houses, places):
    far = make_user("salima", "سليمة", Role.CASE_WORKER, houses.blida_directorate, places.blida)
    for user in (samir, far):
        actions.grant_access(case=womens, by=cast.brahim, user=user, reason="تنوب عن أمينة")
    for user in (cast.amina, cast.brahim, samir, far):
        assert dead_links(signed_in(user), womens.get_absolute_url() + "?all=1") == [], user.username


def test_no_link_of_an_ordinary_file_with_an_intimate_act_is_dead(womens, cast, signed_in, samir):
    actions.set_confidentiality(case=womens, by=cast.brahim, confidentiality="ORDINARY")
    for user in (cast.amina, cast.brahim, samir, cast.duniya):
        assert dead_links(signed_in(user), womens.get_absolute_url() + "?all=1") == [], user.username


def test_no_link_of_a_team_of_a_mission_or_of_a_hand_over_is_dead(womens, alert, cast, signed_in, samir):
    mission = Mission.objects.get()
    alerts.hand_over(
        by=cast.duniya, organisation=cast.duniya.current_postings[0].organisation, text="انتبهوا", alerts=[alert]
    )
    beside = make_user(
        "rim", "ريم", Role.DUTY_OFFICER, cast.duniya.current_postings[0].organisation, samir.current_postings[0].area
    )
    for user in (cast.brahim, cast.duniya, beside):
        assert dead_links(signed_in(user), reverse("field:team", args=[mission.team.uuid])) == [], user.username
        assert dead_links(signed_in(user), reverse("alerts:handover")) == [], user.username
    for user in (cast.brahim, cast.amina):
        assert dead_links(signed_in(user), mission.get_absolute_url()) == [], user.username
