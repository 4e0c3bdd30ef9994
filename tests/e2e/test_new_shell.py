"""The app's own files change or break off while a phone has work in it: the old version goes on, the new is offered, nothing is lost."""

from __future__ import annotations

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandlerMixin
from django.core.files.base import ContentFile
from django.http import Http404
from playwright.sync_api import Page, Route, expect
from tests.e2e.phones import NAMES, press, synced, until
from tests.e2e.test_field_app import FORM

from yaqaza.field.models import Finding
from yaqaza.mobile import shell
from yaqaza.mobile.actions import syncing
from yaqaza.mobile.holding import records
from yaqaza.questionnaires import actions as questionnaires

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_places")]
UPDATE = "navigator.serviceWorker.getRegistration('/m/app/').then((one) => one.update()).then(() => true, () => false)"
SETTLED = "navigator.serviceWorker.getRegistration('/m/app/').then((one) => !one.installing)"
WAITS = "navigator.serviceWorker.getRegistration('/m/app/').then((one) => Boolean(one.waiting))"
HELD = """async () => {
    const asked = (r) => new Promise((done) => { r.onsuccess = () => done(r.result); });
    const db = await asked(indexedDB.open("yaqaza-field"));
    return asked(db.transaction("records").objectStore("records").count());
}"""
ENGINE = "caches.match('/static/vendor/filling/engine.js').then(Boolean)"
WORDS = "تعيش مع حفيدتها في غرفة واحدة."
OFFERED = "وصل إصدار أحدث من التطبيق."


def dock(page: Page, name: str):
    return page.locator(".dock").get_by_role("link", name=name)


def test_a_new_version_is_offered_under_an_open_form_and_takes_over_with_all_that_is_unsent(
    phone, missions, monkeypatch
) -> None:
    page = phone()
    page.context.route("**/m/sync/", lambda route: route.abort())  # so that the work stays unsent
    press(page, "الانطلاق")
    press(page, "وصلنا")
    page.get_by_role("link", name="كتابة المعاينة").click()
    page.get_by_label("ما رأيتم وما سمعتم").fill(WORDS)
    expect(page.locator("[data-kept]")).to_be_visible()

    said, kept = shell.phrases.said, shell.kept
    monkeypatch.setattr(shell.phrases, "said", lambda: said() | {"way_day": said()["way_day"] + " ٢"})
    monkeypatch.setattr(shell, "kept", lambda: kept() | {"files": [*kept()["files"], "/m/app/cut-off.css"]})
    page.evaluate(UPDATE)  # the download of one of its files breaks off
    until(page, SETTLED)
    assert page.evaluate(WAITS) is False
    expect(page.get_by_text(OFFERED)).to_have_count(0)

    monkeypatch.setattr(shell, "kept", kept)
    page.evaluate(UPDATE)
    expect(page.get_by_text(OFFERED)).to_be_visible(timeout=30_000)
    expect(page.get_by_label("ما رأيتم وما سمعتم")).to_have_value(WORDS)
    page.context.set_offline(True)
    page.get_by_label("تم اللقاء").check()  # the old one goes on, without network too
    expect(dock(page, "يومي ٢")).to_have_count(0)
    press(page, "أخذه الآن")
    expect(dock(page, "يومي ٢")).to_be_visible(timeout=30_000)
    expect(page.get_by_label("ما رأيتم وما سمعتم")).to_have_value(WORDS)
    expect(page.get_by_label("تم اللقاء")).to_be_checked()
    expect(page.locator(".dock .count")).to_have_text("2")
    press(page, "حفظ المعاينة")
    page.context.unroute("**/m/sync/")
    page.context.set_offline(False)
    dock(page, "الهاتف").click()
    press(page, "المزامنة الآن")
    synced(page)
    page.problems.clear()  # that the network was away, and a file broken off
    assert Finding.objects.get().situation == WORDS


def test_a_first_sync_that_breaks_off_shows_what_came_and_goes_on_from_there(
    visit, missions, cast, monkeypatch
) -> None:
    monkeypatch.setattr(syncing, "PAGE", 20)
    page = visit("/m/app/words/ar.json", by=cast.farid, size=(360, 740))
    calls: list[Route] = []

    def cut(route: Route) -> None:
        calls.append(route)
        if len(calls) > 2:
            route.abort()
        else:
            route.continue_()

    page.context.route("**/m/sync/", cut)
    page.goto("/m/app/")
    expect(page.get_by_text(NAMES[0])).to_be_visible(timeout=30_000)  # what is needed first comes first
    expect(page.get_by_text("بلا شبكة.")).to_be_visible(timeout=30_000)
    part = page.evaluate(HELD)
    page.reload()  # the phone went off in the middle
    expect(page.get_by_text(NAMES[0])).to_be_visible(timeout=30_000)
    assert part == page.evaluate(HELD) == 40
    page.context.unroute("**/m/sync/")
    dock(page, "الهاتف").click()
    press(page, "المزامنة الآن")
    synced(page)
    page.problems.clear()  # that the network was away
    assert page.evaluate(HELD) == len(records(cast.farid)) > 60


def test_a_download_of_the_engine_that_breaks_off_is_begun_again_at_the_next_sync(
    phone, missions, cast, houses, monkeypatch
) -> None:
    serve = StaticFilesHandlerMixin.serve

    def broken(self, request):
        if "engine.js" in request.path:
            raise Http404("cut off")
        return serve(self, request)

    monkeypatch.setattr(StaticFilesHandlerMixin, "serve", broken)
    file = ContentFile(FORM.encode(), name="follow.md")
    questionnaires.create(by=cast.brahim, organisation=houses.directorate, file=file, publish_at_once=True)
    page = phone()
    dock(page, "الاستمارات").click()
    page.get_by_role("link", name="زيارة متابعة").click()
    expect(page.get_by_text("ليس في الهاتف بعد")).to_be_visible(timeout=30_000)
    assert page.evaluate(ENGINE) is False

    monkeypatch.setattr(StaticFilesHandlerMixin, "serve", serve)
    dock(page, "الهاتف").click()
    press(page, "المزامنة الآن")
    until(page, ENGINE, seconds=60)
    synced(page)
    page.context.set_offline(True)
    page.reload()
    dock(page, "الاستمارات").click()
    page.get_by_role("link", name="زيارة متابعة").click()
    expect(page.get_by_label("ماذا رأيتم؟")).to_be_visible(timeout=30_000)
    page.problems.clear()  # that the network was away, and a file broken off
