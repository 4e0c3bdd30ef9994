"""Every page of the staff, in Arabic and French, at the desk and on a phone: axe finds nothing and nothing runs out sideways."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from yaqaza.accounts.models import Organisation, User
from yaqaza.alerts.models import Alert, RoutingTable
from yaqaza.cases.models import Case, Referral
from yaqaza.core import kept, unsent
from yaqaza.demo import build, talks
from yaqaza.field.models import Mission, Team, Vehicle
from yaqaza.mobile.models import Operation
from yaqaza.monitoring.models import Post, Source, Story
from yaqaza.people.models import Household
from yaqaza.questionnaires.models import Device, Questionnaire, Submission
from yaqaza.services.models import ServiceDelivery
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db(transaction=True)
DESK, PHONE = (1366, 768), (360, 740)


@pytest.fixture
def country(places, monkeypatch) -> Iterator[None]:
    """A small synthetic country."""
    sizes = {"ALERTS": 60, "CASES": 30, "GATHERED": 6, "ON_MISSION": 2, "UNREAD": 4, "READ": 3}
    for name, size in sizes.items():
        monkeypatch.setattr(build, name, size)
    gazetteer.forget()
    call_command("load_catalogue")
    build.build(seed=3, now=timezone.now().replace(microsecond=0), tell=lambda step: None)
    yield
    gazetteer.forget()


def leave_unsent(page: Page, user: User) -> None:
    """A form of this user came when their session had ended."""
    keys = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    session = SessionStore(keys[settings.SESSION_COOKIE_NAME])
    written = {
        "by": user.pk,
        "key": "a",
        "at": timezone.now().isoformat(),
        "to": "/",
        "fields": [["text", "شيخ وحيد بلا دواء"]],
    }
    kept.keep(SimpleNamespace(session=session), unsent.NAME, [written | {"files": True}], seconds=unsent.SECONDS)  # type: ignore[arg-type]  # the part of a request that it takes
    session.save()


def pages() -> dict[str, list[str]]:
    """Addresses by login: each shows rows that this login may read."""
    supervisor = User.objects.get(username="supervisor")
    here = supervisor.main_posting.area.path  # type: ignore[union-attr]
    case = Case.objects.filter(area_path__startswith=here, confidentiality="ORDINARY", status="FOLLOWED").first()
    case = case or Case.objects.filter(area_path__startswith=here, confidentiality="ORDINARY").earliest("opened_at")
    alert = Alert.objects.filter(area_path__startswith=here, status="READ").first() or Alert.objects.latest("id")
    mission = Mission.objects.filter(area_path__startswith=here).earliest("id")
    act = ServiceDelivery.objects.filter(area_path__startswith=here).earliest("id")
    referral = Referral.objects.first()
    household = Household.objects.filter(area__path__startswith=here).first()
    car = Vehicle.objects.filter(trips__isnull=False).earliest("id")
    to_case, to_alert = [case.uuid], [alert.uuid]
    written = RoutingTable.objects.get(status="DRAFT")
    rules = [written.uuid]
    form = Questionnaire.objects.get(form_id="family_investigation")
    story = Story.objects.filter(into=None, status="NEW").latest("posts")
    figures = "?from=01/01/2020&to=31/12/2030"
    result = {
        "supervisor": [
            reverse("desk:home"), reverse("desk:search"), reverse("alerts:queue"), reverse("alerts:alert", args=to_alert),
            reverse("alerts:correction", args=to_alert), reverse("alerts:transfer", args=to_alert),
            reverse("alerts:dismissal", args=to_alert), reverse("alerts:record"), reverse("alerts:import"), reverse("alerts:handover"),
            reverse("alerts:messages"), reverse("alerts:talk_panel", args=to_alert), reverse("channels:connectors"),
            reverse("alerts:routing"), reverse("alerts:routing_table", args=rules), reverse("alerts:routing_new_rule", args=rules),
            reverse("alerts:routing_rule", args=[*rules, written.rules.earliest("place").uuid]),
            reverse("alerts:routing_trial", args=rules), reverse("alerts:routing_force", args=rules),
            reverse("alerts:clocks"), reverse("alerts:crisis_clocks", args=["FLOOD"]),
            reverse("alerts:raised"), reverse("alerts:crises"), reverse("alerts:crisis_beginning"),
            reverse("cases:list"), reverse("cases:my_work"), reverse("cases:case", args=to_case),
            reverse("cases:new") + f"?alert={alert.uuid}", reverse("cases:investigate", args=to_case),
            reverse("cases:assess", args=to_case), reverse("cases:plan", args=to_case), reverse("cases:refer", args=to_case),
            reverse("cases:close", args=to_case), reverse("cases:print", args=to_case), reverse("people:search"),
            reverse("people:person", args=[case.person.uuid]), reverse("people:new"), reverse("field:missions"),
            reverse("field:mission", args=[mission.uuid]), reverse("field:order") + f"?alert={alert.uuid}", reverse("field:teams"),
            reverse("field:team", args=[Team.objects.earliest("id").uuid]), reverse("services:ledger"),
            reverse("services:delivery", args=[act.uuid]), reverse("services:deliver") + f"?case={case.uuid}",
            reverse("services:reverse", args=[act.uuid]), reverse("reporting:index"),
            reverse("reporting:provincial_bilan") + figures, reverse("reporting:complex_units") + figures,
            reverse("reporting:street_rounds") + figures,
            reverse("field:vehicles"),
            *(reverse(f"field:{name}", args=[car.uuid]) for name in ("vehicle", "vehicle_change", "trip_new", "fuel_new", "vehicle_paper")),
            reverse("territory:country"),
            reverse("territory:area", args=[supervisor.main_posting.area.uuid]),  # type: ignore[union-attr]
            reverse("accounts:organisations"), reverse("accounts:organisation", args=[Organisation.objects.earliest("id").uuid]),
            reverse("mobile:phones"), reverse("mobile:unsettled"), *(
                reverse("mobile:operation", args=[row.uuid]) for row in Operation.objects.filter(organisation__area__path__startswith=here)
            ), reverse("accounts:me"), reverse("account_change_password"), reverse("mfa_index"), "/nothing-here/",
        ],
        "field": [reverse("desk:home"), reverse("field:day"), reverse("mobile:app")],
        "partner": [reverse("desk:home"), reverse("cases:referrals"), reverse("core:unsent")],
        "auditor": [reverse("accounts:audit")],
        "duty": [reverse("desk:live"), reverse("field:roster"), reverse("field:places"), reverse("channels:push")],
        "monitor": [
            reverse("monitoring:board"), reverse("monitoring:story", args=[story.uuid]), reverse("monitoring:accept", args=[story.uuid]),
            reverse("monitoring:join", args=[story.uuid]), reverse("monitoring:dismiss", args=[story.uuid]),
            reverse("monitoring:contact", args=[Post.objects.filter(story=story).earliest("id").uuid]),
            reverse("monitoring:watches"), reverse("monitoring:sources"), reverse("monitoring:new_source"),
            reverse("monitoring:new_source_of_kind", args=["FEED"]),
            *(reverse("monitoring:source", args=[row.uuid]) for row in Source.objects.all()),
        ],
        "admin": [reverse("accounts:users"), reverse("accounts:user_new"), reverse("accounts:organisation_new"),
            reverse("channels:connectors"), reverse("channels:probes"),
            reverse("channels:new"), reverse("channels:new_of_kind", args=["EMAIL"]),
            reverse("channels:templates"), reverse("channels:template", args=["RECEIVED"]),
            reverse("channels:connector", args=[talks.NUMBER]),
            reverse("channels:settings", args=[talks.NUMBER])],
        "ministry": [reverse("questionnaires:list"), reverse("questionnaires:new"),
            reverse("questionnaires:questionnaire", args=[form.uuid]), reverse("questionnaires:revision", args=[form.uuid]),
            reverse("questionnaires:preview", args=[form.versions.get().uuid]), reverse("questionnaires:devices"),
            reverse("questionnaires:device_new"), reverse("questionnaires:device", args=[Device.objects.earliest("id").uuid]),
            reverse("questionnaires:submissions"),
            reverse("questionnaires:submission", args=[Submission.objects.filter(version__questionnaire=form).earliest("id").uuid])],
        "": [reverse("account_login"), reverse("account_reset_password"), reverse("account_signup")],
    }  # fmt: skip
    if household:
        result["supervisor"].append(reverse("people:household", args=[household.uuid]))
    if referral and referral.to.postings.exists():
        result["partner"].append(reverse("cases:referral", args=[referral.uuid]))
    return result


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_axe_finds_nothing_and_nothing_runs_out_sideways(country, visit, axe, language: str) -> None:
    """What axe finds is asked at one width in each language, at the other in the other; what runs out sideways at both in both."""
    faults = []
    widths = [DESK, PHONE] if language == "ar" else [PHONE, DESK]
    for username, addresses in pages().items():
        user = User.objects.get(username=username) if username else None
        page = visit("/privacy/", by=user, language=language)
        if user and reverse("core:unsent") in addresses:
            leave_unsent(page, user)
        for address in addresses:
            page.set_viewport_size({"width": widths[0][0], "height": widths[0][1]})
            response = page.goto(address)
            page.wait_for_load_state()
            if response.status >= 500 or (address == reverse("core:unsent") and address not in page.url):
                faults.append(f"{address} answered {response.status}")
            # The dock lies over whatever happens to be scrolled under it: axe would take that for a small target.
            page.evaluate("document.querySelectorAll('.dock, .foot').forEach((bar) => (bar.style.position = 'static'))")
            faults += [f"{address}: {fault}" for fault in axe(page)]
            for width, height in widths:
                page.set_viewport_size({"width": width, "height": height})
                if page.evaluate(f"document.documentElement.scrollWidth > {width}"):
                    faults.append(f"{address} runs out sideways at {width}")
            widths.reverse()
        if username in ("supervisor", ""):
            page.problems[:] = [said for said in page.problems if "404" not in said and "403" not in said]
    assert not faults, "\n".join(faults)
