"""Screens of the field app that a good day does not open: a refusal corrected, two versions, one's files, an encounter taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.e2e.phones import NAMES, PHONE, first_sync, press, sign_in, synced

from yaqaza.cases.models import Case, FollowUp, Goal, Plan, Step
from yaqaza.field.models import Encounter, Round, Team
from yaqaza.field.rounds import actions as rounds
from yaqaza.field.rounds.rules import Place
from yaqaza.mobile import actions as mobile
from yaqaza.mobile import words
from yaqaza.mobile.models import Operation
from yaqaza.people import actions as people
from yaqaza.people.models import Person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_places")]


def go(page: Page, way: str) -> None:
    page.evaluate(f"location.hash = '{way}'")


def sync(page: Page) -> None:
    go(page, "phone")
    press(page, "المزامنة الآن")
    expect(page.locator(".app__strip > *")).to_have_count(0, timeout=60_000)


def test_what_the_server_refuses_is_corrected_on_the_phone_and_sent_again(phone, missions, axe) -> None:
    page = phone()
    person = missions[0].person
    page.context.set_offline(True)
    go(page, f"newPhone/{person.uuid}")
    page.get_by_label("رقم الهاتف").fill("99999999")
    page.get_by_label("لمن هو؟").fill("الجار")
    press(page, "حفظ")
    page.context.set_offline(False)
    sync(page)
    assert Operation.objects.get().state == "REFUSED"
    expect(page.locator(".dock .count")).to_have_text("1")
    assert axe(page) == []
    page.context.set_offline(True)  # it is corrected on the road
    page.get_by_role("link", name="تصحيح وإعادة إرسال").click()
    expect(page.get_by_text("لم يقبل الخادم هذا العمل.")).to_be_visible()
    expect(page.get_by_label("رقم الهاتف")).to_have_value("99999999")
    expect(page.get_by_label("لمن هو؟")).to_have_value("الجار")
    assert axe(page) == []
    page.get_by_label("رقم الهاتف").fill("0550 00 45 99")
    press(page, "حفظ")
    go(page, "phone")
    expect(page.get_by_role("link", name="تصحيح وإعادة إرسال")).to_have_count(0)
    page.context.set_offline(False)
    sync(page)
    synced(page)
    page.problems.clear()  # that the network was away
    assert sorted(Operation.objects.values_list("kind", "state")) == [
        ("operation.letting_go", "APPLIED"), ("person.phone", "APPLIED"), ("person.phone", "SETTLED"),
    ]  # fmt: skip
    added = person.phones.latest("id")
    assert (added.number, added.note) == ("+213550004599", "الجار")


def test_two_versions_are_told_on_the_phone_until_somebody_has_chosen(phone, missions, cast) -> None:
    page = phone()
    person = missions[0].person
    page.context.set_offline(True)
    go(page, f"correct/{person.uuid}")
    page.get_by_label("المكان بالتحديد").fill("عمارة ج")
    press(page, "حفظ")
    expect(page.get_by_text("عمارة ج")).to_be_visible()
    person.refresh_from_db()
    people.correct_person(person=person, by=cast.duniya, version=person.version, address="عمارة د")
    page.context.set_offline(False)
    sync(page)
    expect(page.get_by_text("كتب غيركم خلافه")).to_be_visible()
    row = Operation.objects.get()
    expect(page.get_by_role("link", name="الاطلاع والقرار")).to_have_attribute("href", f"/m/unsettled/{row.uuid}/")
    mobile.choose(
        operation=row, by=cast.farid, fields=["address"], seen=words.seen(words.lines_of(row, reader=cast.farid))
    )
    sync(page)
    synced(page)
    expect(page.get_by_text("وصل وقرر فيه أحد")).to_be_visible()
    page.problems.clear()  # that the network was away
    person.refresh_from_db()
    assert person.address == "عمارة ج"


def test_ones_own_files_are_found_and_read_without_network(visit, cast, houses, places, live_server, axe) -> None:
    person = Person.objects.create(
        name_ar=NAMES[0], area=places.bab_el_oued, organisation=houses.cell, created_by=cast.duniya, address="عمارة ب"
    )
    person.phones.create(number="+213550004560")
    case = Case.objects.create(
        number="16-2026-000001", programme_code="X", person=person, summary="…", urgency=3, area=person.area, area_path=person.area.path,
        organisation=houses.directorate, worker=cast.amina, opened_by=cast.amina,
    )  # fmt: skip
    noon = timezone.localtime().replace(hour=12)
    looked = noon - timedelta(days=9)
    FollowUp.objects.create(
        case=case, due_on=looked.date(), planned_by=cast.amina, done_at=looked, done_by=cast.amina, situation=3
    )
    plan = Plan.objects.create(case=case, written_by=cast.amina, approved_at=noon, approved_by=cast.brahim)
    goal = Goal.objects.create(plan=plan, written_by=cast.amina, approach="MEDICAL", title="علاج")
    Step.objects.create(goal=goal, title="موعد عند طبيب العيون", due_on=noon.date())
    page = visit("/m/app/", by=cast.amina, size=PHONE, has_touch=True)
    first_sync(page)
    page.context.set_offline(True)
    page.locator(".dock").get_by_role("link", name="الأشخاص").click()
    page.get_by_role("link", name="ملفاتي").click()
    page.get_by_label("البحث في ملفاتي").fill("000001")
    assert axe(page) == []
    page.get_by_role("link", name=NAMES[0]).click()
    expect(page.get_by_text(f"{looked:%d/%m/%Y}")).to_be_visible()
    expect(page.get_by_text("موعد عند طبيب العيون")).to_be_visible()
    expect(page.locator("a[href='tel:+213550004560']")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name=NAMES[0]).click()
    page.get_by_role("link", name="16-2026-000001").click()
    page.get_by_role("link", name="مساعدة قُدمت").click()
    expect(page.get_by_label("أي مساعدة")).to_be_visible()
    page.problems.clear()  # that the network was away


def test_who_was_met_near_the_stop_weeks_ago_is_offered_and_an_encounter_is_taken_back(
    phone, missions, cast, places, axe
) -> None:
    team, now = Team.objects.get(), timezone.now()
    known = []
    for name, weeks, lon in (("رجل المحطة", 3, 3.0501), ("امرأة الميناء", 2, 3.15), ("رجل قديم", 10, 3.05)):
        found = plan(team, cast, places, now - timedelta(weeks=weeks), lon)
        man = Person.objects.create(
            description=name, area=places.bab_el_oued, organisation=team.organisation, created_by=cast.duniya
        )
        Encounter.objects.create(
            round=found, stop=found.stops.get(), person=man, at=found.starts_at, noted_by=cast.farid
        )
        known.append(man)
    tonight = plan(team, cast, places, now, 3.05)
    page = phone()
    page.context.set_offline(True)
    go(page, f"round/{tonight.uuid}")
    press(page, "انطلاق")
    press(page, "وصلنا")
    page.get_by_role("link", name="التقينا شخصا").click()
    offered = page.get_by_label("شخص معروف من جولات سابقة")
    expect(offered.locator("optgroup[label='التُقي بهم قرب هذه المحطة'] option")).to_have_count(1)
    expect(offered.locator("optgroup[label='التُقي بهم في مكان آخر'] option")).to_have_count(1)
    expect(offered).not_to_contain_text("رجل قديم")
    offered.select_option(str(known[0].uuid))
    page.get_by_label("أين", exact=True).select_option("")
    expect(offered).to_have_value(str(known[0].uuid))
    page.get_by_label("وجبة").check()
    assert axe(page) == []
    press(page, "حفظ")
    page.get_by_role("link", name="التقينا شخصا").click()
    page.get_by_label("شخص معروف من جولات سابقة").select_option(str(known[1].uuid))
    press(page, "حفظ")
    page.get_by_role("listitem").filter(has_text="امرأة الميناء").get_by_role("link", name="سُجل خطأ").click()
    assert axe(page) == []
    page.get_by_label("ما الخطأ؟").fill("لم تكن هي")
    press(page, "سُجل خطأ")
    expect(
        page.get_by_role("listitem").filter(has_text="امرأة الميناء").get_by_role("link", name="سُجل خطأ")
    ).to_have_count(0)
    assert axe(page) == []
    page.context.set_offline(False)
    sync(page)
    synced(page)
    page.problems.clear()  # that the network was away
    rows = Encounter.objects.filter(round=tonight).values_list("person", "given", "struck_reason")
    assert sorted(rows) == [(known[0].pk, ["MEAL"], ""), (known[1].pk, [], "لم تكن هي")]


def plan(team: Team, cast, places, at, lon: float) -> Round:
    """Plan a round with one stop as if it had been planned in time."""
    now, past = timezone.now(), at < timezone.now() - timedelta(days=1)
    stops = [Place(places.bab_el_oued, "محطة الحافلات", now, "", lon, 36.79)]
    found = rounds.plan(team=team, by=cast.duniya, starts_at=now, ends_at=now + timedelta(hours=3), stops=stops)
    if past:
        when = {"starts_at": at, "ends_at": at + timedelta(hours=3), "planned_at": at - timedelta(days=1)}
        over = {"status": "CLOSED", "started_at": at, "closed_at": at + timedelta(hours=2)}
        Round.objects.filter(pk=found.pk).update(**when, **over)
        found.refresh_from_db()
    return found


def test_a_session_that_another_began_meanwhile_is_not_ended_by_who_went_out_without_network(
    phone, missions, cast, live_server
) -> None:
    page = phone()
    page.context.set_offline(True)
    go(page, "phone")
    page.get_by_role("button", name="خروج").click()
    expect(page.get_by_text("لا شبكة، والدخول يحتاجها")).to_be_visible()
    sign_in(page, cast.amina, live_server)
    page.context.set_offline(False)
    page.goto("/m/app/")
    expect(page.get_by_text("لا مهمة اليوم.")).to_be_visible(timeout=30_000)
    synced(page)
    assert page.goto("/m/me/").json()["username"] == cast.amina.get_username()
    sign_in(page, cast.farid, live_server)
    page.goto("/m/app/")
    expect(page.get_by_text(NAMES[0])).to_be_visible(timeout=30_000)
    synced(page)
    page.context.set_offline(True)
    go(page, "phone")
    page.get_by_role("button", name="خروج").click()
    expect(page.get_by_text("لا شبكة، والدخول يحتاجها")).to_be_visible()
    page.context.set_offline(False)  # his own session ends as soon as there is a network
    expect(page.get_by_text("خرجتم. لا يُقرأ الآن شيء مما في هذا الهاتف.")).to_be_visible(timeout=30_000)
    assert page.request.get("/m/me/", max_redirects=0).status == 302
    page.problems.clear()  # that the network was away


def test_the_app_speaks_the_language_of_the_pages_until_another_is_chosen_in_it(visit, missions, cast) -> None:
    page = visit("/m/app/", by=cast.farid, size=PHONE, language="fr")
    expect(page.get_by_role("heading", name="Mes missions du jour")).to_be_visible(timeout=20_000)
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.locator(".dock").get_by_role("link", name="Téléphone").click()
    press(page, "العربية")
    expect(page.get_by_role("heading", name="الهاتف")).to_be_visible()
    page.locator(".dock").get_by_role("link", name="يومي").click()
    page.reload()
    expect(page.get_by_role("heading", name="مهامي اليوم")).to_be_visible(timeout=20_000)
    synced(page)
