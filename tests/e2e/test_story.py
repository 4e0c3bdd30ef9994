"""The ten-minute story in Chromium, in Arabic: an alert about an elderly woman becomes verified help, and the report counts it.

``YAQAZA_SHOTS=folder`` keeps a picture of every station.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from tests.portal.citizen import picture

from yaqaza.alerts.models import Alert
from yaqaza.cases.models import Case
from yaqaza.core import audit
from yaqaza.field.models import Membership, Mission, Team
from yaqaza.field.states import Profession
from yaqaza.services.models import ServiceDelivery
from yaqaza.territory import gazetteer

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PHONE = (360, 740)
TEXT = "جارتنا الحاجة عندها 78 سنة وعايشة وحدها، طاحت البارح وما قدرتش تنوض، حنا في باب الوادي عمارة ب الطابق 3."
FOOT = ".question__foot button"


@pytest.fixture
def team(houses, places, cast) -> Team:
    team = Team.objects.create(
        organisation=houses.cell, area=places.algiers, name_ar="الفرقة 1", name_fr="Équipe 1", vehicle="00123-118-16"
    )
    Membership.objects.create(team=team, user=cast.farid, profession=Profession.SOCIAL_ASSISTANT)
    return team


@pytest.fixture(autouse=True)
def _ready(houses, monkeypatch) -> None:
    cache.clear()
    gazetteer.forget()
    call_command("load_catalogue")
    monkeypatch.setattr("yaqaza.portal.views.arriving.LEAST_SECONDS", 0)


def keep(page: Any, name: str) -> None:
    if folder := os.environ.get("YAQAZA_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def follow(page: Any, href: str) -> None:
    """Click the link that can be seen (menus hold some twice)."""
    page.locator(f"a[href='{href}']:visible").first.click()
    page.wait_for_load_state()


def submit(page: Any) -> None:
    """Press the one primary button of the page's form."""
    page.locator("main form .button--primary").last.click()
    page.wait_for_load_state()


def report(visit: Any, photo: str) -> str:
    """The citizen's part: four questions on a phone; returns the tracking code."""
    page = visit("/", size=PHONE)
    keep(page, "01-portal")
    page.click(".button--primary")
    page.check("input[value=ELDERLY_IN_DANGER]")
    page.click(FOOT)
    page.check("input[value=PLACE]")
    page.fill("#id_area", "القصبة")
    page.fill("#id_landmark", "عمارة ب، الطابق 3")
    page.keyboard.press("Escape")
    page.click(FOOT)
    page.fill("#id_text", TEXT)
    page.set_input_files("#id_photos", photo)
    page.check("input[value=YES]")
    keep(page, "02-what")
    page.click(FOOT)
    page.check("input[value=CONTACT]")
    page.fill("#id_phone", "0550 00 12 34")
    page.click(FOOT)
    page.click(FOOT)
    keep(page, "03-code")
    return str(page.inner_text(".ticket__code"))


def tracked(visit: Any, code: str, name: str) -> str:
    page = visit(reverse("portal:track"), size=PHONE)
    page.fill("#id_code", code)
    page.click("main form button")
    keep(page, name)
    assert "خديجة" not in page.content()
    return str(page.inner_text("main"))


def address(name: str, row: Any) -> str:
    return reverse(name, args=[row.uuid])


def total(page: Any) -> int:
    """The acts in the last line of the bilan; without any act there is no table."""
    found = page.locator("main tfoot td.num").first
    return int(found.inner_text()) if found.count() else 0


def test_an_alert_becomes_verified_help_and_the_report_counts_it(
    visit, cast, places, team, tmp_path, run_jobs, live_server
) -> None:
    photo = tmp_path / "door.jpg"
    photo.write_bytes(picture())
    supervisor = visit(reverse("reporting:provincial_bilan"), by=cast.brahim)
    assert total(supervisor) == 0
    code = report(visit, str(photo))
    received = tracked(visit, code, "04-tracked-received")
    assert "وصلنا تبليغكم" in received

    # The duty officer triages: opens the alert, opens a file for a person who is not known yet, sends a team.
    duty = visit(reverse("alerts:queue"), by=cast.duniya)
    keep(duty, "05-queue")
    duty.locator("a.queue__item").first.click()
    expect(duty.get_by_text(TEXT[:30]).first).to_be_visible()
    keep(duty, "06-alert")
    alert = Alert.objects.get()
    assert alert.urgency == 4
    follow(duty, f"{reverse('cases:new')}?alert={alert.uuid}")
    duty.fill("#id_person", "خديجة زهرون")
    duty.locator("#id_person_new").wait_for()
    duty.check("#id_person_new")
    duty.fill("#id_person-name", "خديجة زهرون")
    duty.select_option("#id_person-sex", "FEMALE")
    duty.fill("#id_person-birth", "78")
    duty.select_option("#id_programme_code", "ELDERLY_IN_DANGER")
    keep(duty, "07-new-file")
    submit(duty)
    case = Case.objects.get()
    assert duty.url.endswith(case.get_absolute_url())
    assert str(case.person) == "خديجة زهرون"
    follow(duty, reverse("cases:investigate", args=[case.uuid]))
    duty.locator("input[name=team]").first.check()
    keep(duty, "08-order")
    submit(duty)
    mission = Mission.objects.get()
    assert "فرقة" in tracked(visit, code, "09-tracked-team")

    # The team, on a phone.
    field = visit(reverse("field:day"), by=cast.farid, size=PHONE)
    keep(field, "10-day")
    field.get_by_role("button", name="الانطلاق").click()
    field.get_by_role("button", name="وصلنا").click()
    field.get_by_role("link", name="كتابة المعاينة").click()
    field.get_by_label("تم اللقاء").check()
    field.get_by_label("خطر محتمل").check()
    field.get_by_label("ما رأيتم وما سمعتم").fill("تعيش وحدها، لا تقدر على صعود الدرج، دواء السكر نفد.")
    field.locator("input[type=file]").set_input_files(str(photo))
    keep(field, "11-findings")
    field.get_by_role("button", name="إرسال المعاينة").click()
    field.get_by_role("button", name="انتهت الزيارة").click()
    keep(field, "12-visit-ended")
    mission.refresh_from_db()
    assert mission.status == "DONE"
    assert "cases.findings_arrived" in run_jobs()

    # The case worker recommends; durable aid is refused until the supervisor has decided.
    worker = visit(case.get_absolute_url(), by=cast.amina)
    expect(worker.get_by_text("لا تقدر على صعود الدرج").first).to_be_visible()
    investigation = case.investigations.get()
    follow(worker, address("cases:recommend", investigation))
    worker.check("input[value=VERIFIED]")
    submit(worker)
    give = reverse("services:deliver") + f"?case={case.uuid}"
    worker.goto(give)
    expect(worker.locator("option[value=MEDICAL_EQUIPMENT]")).to_be_disabled()
    keep(worker, "13-durable-aid-waits")
    supervisor.goto(case.get_absolute_url())
    follow(supervisor, address("cases:decide", investigation))
    supervisor.check("input[value=VERIFIED]")
    submit(supervisor)
    keep(supervisor, "14-decided")
    case.refresh_from_db()
    assert (case.verdict, case.status) == ("VERIFIED", "ASSESSING")

    # Diagnosis, plan, approval, help.
    worker.goto(address("cases:assess", case))
    for question in ("safety", "shelter", "food", "income", "health", "autonomy", "ties", "rights"):
        worker.check(f"input[name={question}][value='2']")
    submit(worker)
    worker.goto(address("cases:plan", case))
    worker.fill("#id_life_project", "أن تبقى في بيتها بأمان.")
    submit(worker)
    plan = case.plans.get()
    worker.goto(address("cases:goal_new", plan))
    worker.locator("[name=approach]").first.check()
    worker.fill("#id_title", "استقرار السكري")
    worker.fill("#id_step", "فحص طبي في البيت")
    submit(worker)
    supervisor.goto(address("cases:plan_approve", plan))
    submit(supervisor)
    worker.goto(give)
    expect(worker.locator("option[value=MEDICAL_EQUIPMENT]")).to_be_enabled()
    worker.select_option("#id_service_type", "MEDICAL_EQUIPMENT")
    submit(worker)
    act = ServiceDelivery.objects.get()
    assert (act.person, act.case) == (case.person, case)
    step = plan.goals.get().steps.get()
    worker.goto(case.get_absolute_url())
    worker.locator(f"form[action='{address('cases:step_do', step)}'] button").click()
    worker.wait_for_load_state()
    worker.goto(address("cases:goal_end", plan.goals.get()))
    worker.check("input[value=REACHED]")
    submit(worker)
    keep(worker, "15-the-file")
    worker.goto(address("cases:follow_up_new", case))
    worker.fill("#id_due_on", timezone.localdate().strftime("%d/%m/%Y"))
    submit(worker)
    worker.goto(address("cases:follow_up", case.follow_ups.get()))
    worker.locator("[name=situation][value='4']").check()
    submit(worker)
    worker.goto(address("cases:close", case))
    worker.check("input[value=IMPROVED]")
    submit(worker)
    keep(worker, "16-closed")
    case.refresh_from_db()
    assert case.status == "CLOSED"

    # The citizen reads how it ended; the report counts the act, and opens it.
    told = tracked(visit, code, "17-tracked-closed")
    assert "سكر" not in told
    assert told != received
    supervisor.goto(reverse("reporting:provincial_bilan"))
    keep(supervisor, "18-bilan")
    assert total(supervisor) == 1
    supervisor.locator("main tfoot td.num a").first.click()
    expect(supervisor.get_by_text(act.number).first).to_be_visible()
    keep(supervisor, "19-rows")
    good, broken = audit.verify()
    assert broken is None
    assert good > 15
