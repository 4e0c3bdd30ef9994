"""Following a report: the code opens it, a wrong one opens nothing and tells nothing."""

from __future__ import annotations

import logging

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from tests.portal.citizen import TEXT, picture, upload

from yaqaza.alerts import actions
from yaqaza.alerts.models import AlertEvent
from yaqaza.core.models import AuditEntry
from yaqaza.portal.forms import picked

pytestmark = pytest.mark.django_db
TRACK, TRACKED, ADD = reverse("portal:track"), reverse("portal:tracked"), reverse("portal:add")
ERASE = reverse("portal:erase")


def test_the_code_opens_the_page_in_any_spelling(citizen, another):
    code = citizen.report()
    for spelling in (code, code.lower(), code.replace("-", ""), f" {code[:4]} {code[5:]} "):
        response = another().track(spelling)
        assert (response.redirect_chain, response.context["code"]) == ([(TRACKED, 302)], code)


@pytest.mark.parametrize(
    "code", ["AAAA-AAAA", "A", "K7QM294", "<script>", "=1+1", "ابتثجحخد", "K7QM-294X-99", "x" * 40]
)
def test_every_wrong_code_gets_the_same_sentence(citizen, code):
    response = citizen.track(code)
    sentence = citizen.track("ZZZZ-9999").context["form"].errors["code"]
    assert (response.status_code, response.context["form"].errors["code"]) == (422, sentence)


def test_wrong_codes_are_limited_and_the_right_one_waits_too(citizen, another, monkeypatch):
    code = citizen.report()
    monkeypatch.setattr("yaqaza.portal.views.tracking.WRONG_PER_ADDRESS", 3)
    guesser = another()
    for _ in range(3):
        assert guesser.track("ZZZZ-9999").status_code == 422
    assert guesser.track("ZZZZ-9999").status_code == 429
    assert another().track(code).status_code == 429


def test_right_codes_are_not_counted(citizen, another, monkeypatch):
    code = citizen.report()
    monkeypatch.setattr("yaqaza.portal.views.tracking.WRONG_PER_ADDRESS", 1)
    for _ in range(4):
        assert another().track(code).status_code == 200


def test_without_a_code_there_is_nothing_to_see(citizen):
    assert citizen.client.get(TRACKED).url == TRACK
    assert citizen.client.post(ADD, {"text": "x"}).url == TRACK


def test_the_page_shows_nothing_that_was_said(citizen, another, only_alert):
    code = citizen.report(
        where={"where": "POST", "post": "حي السلام عمارة 7"},
        who={"who": "CONTACT", "phone": "0550001234", "name": "Meryem"},
    )
    html = another().track(code).content.decode()
    for secret in (
        TEXT[:20],
        "السلام",
        "Meryem",
        "0550001234",
        "550 00 12",
        only_alert().number,
        str(only_alert().uuid),
    ):
        assert secret not in html


def test_the_code_is_in_no_address_and_no_log(citizen, another, caplog):
    code = citizen.report()
    with caplog.at_level(logging.DEBUG):
        response = another().track(code)
    assert code not in caplog.text
    assert code.replace("-", "") not in caplog.text
    assert [address for address, _status in response.redirect_chain] == [TRACKED]


def test_the_question_of_the_cell_is_shown_until_it_is_answered(citizen, cast, only_alert):
    code = citizen.report()
    AlertEvent.objects.create(alert=only_alert(), kind="QUESTION", by=cast.duniya, text="هل باب العمارة مفتوح ليلا؟")
    html = citizen.track(code).content.decode()
    assert "هل باب العمارة مفتوح ليلا؟" in html
    assert "دنيا" not in html
    citizen.client.post(ADD, {"text": "نعم، مفتوح"})
    page = citizen.client.get(TRACKED)
    assert page.context["questions"] == []
    assert "نعم، مفتوح" not in page.content.decode()


def test_what_is_added_reaches_the_alert(citizen, only_alert):
    citizen.track(citizen.report())
    citizen.client.post(ADD, {"text": "رأيته اليوم", "gone": "on", "photos": [upload(picture())]})
    event = only_alert().events.get(kind="ADDITION")
    assert "رأيته اليوم" in event.text
    assert event.text.startswith("لم يعد الشخص هناك.")
    assert event.photos.count() == 1
    assert only_alert().has_addition
    page = citizen.client.get(TRACKED)
    assert (page.context["added"], len(page.context["additions"])) == (True, 1)
    assert not citizen.client.get(TRACKED).context["added"]


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({}, "__all__"),
        ({"text": "ن" * 12_000}, "text"),
        ({"text": "نص", "photos": [b"MZ" * 800]}, "photos"),
        ({"text": "نص", "photos": [b"\xff\xd8\xff" + b"\0" * 13_000_000]}, "photos"),
    ],
)
def test_a_refused_addition_keeps_what_was_typed(citizen, only_alert, data, where):
    citizen.track(citizen.report())
    if "photos" in data:
        data = data | {"photos": [upload(each) for each in data["photos"]]}
    response = citizen.client.post(ADD, data)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [where])
    assert data.get("text", "") in response.content.decode()
    assert not only_alert().events.filter(kind="ADDITION").exists()


def test_too_many_photos_of_an_addition_are_called_too_many(citizen, only_alert):
    citizen.track(citizen.report())
    response = citizen.client.post(ADD, {"text": "نص", "photos": [upload(picture()) for _ in range(12)]})
    with translation.override("ar"):
        assert response.context["form"].errors["photos"] == [gettext("Choose five photos at most.")]
    assert response.status_code == 422 and not only_alert().events.filter(kind="ADDITION").exists()


def test_additions_are_limited(citizen, monkeypatch):
    monkeypatch.setattr("yaqaza.portal.views.tracking.ADDED_PER_CODE", 2)
    citizen.track(citizen.report())
    assert [citizen.client.post(ADD, {"text": str(number) * 5}).status_code for number in range(3)] == [302, 302, 422]


def test_leaving_closes_the_page_on_this_phone(citizen):
    citizen.track(citizen.report())
    citizen.client.post(reverse("portal:leave"))
    assert citizen.client.get(TRACKED).url == TRACK


def test_the_page_is_kept_by_no_cache(citizen):
    assert citizen.track(citizen.report()).headers["Cache-Control"] == "private, no-store"


def test_a_reporter_has_their_number_erased_and_the_report_stays(citizen, only_alert, cast, places, signed_in):
    who = {"who": "CONTACT", "phone": "0550001234", "name": "Meryem"}
    citizen.track(citizen.report(where={"where": "PLACE"} | picked(places.casbah), who=who))
    text = only_alert().text
    asked = citizen.client.get(ERASE)
    assert (asked.status_code, only_alert().reporter_phone) == (200, "+213550001234")
    assert citizen.client.post(ERASE).url == f"{TRACKED}#number"
    alert = only_alert()
    assert (alert.reporter_phone, alert.reporter_name, alert.reporter_index, alert.anonymous) == ("", "", "", True)
    assert (alert.text, alert.status) == (text, "NEW")
    row = AuditEntry.objects.get(event="alert.contact_erased")
    assert (row.details, row.actor_id) == ({"number": alert.number}, None)
    page = citizen.client.get(TRACKED)
    assert page.context["erased"]
    assert not citizen.client.get(TRACKED).context["erased"]
    told = signed_in(cast.duniya).get(alert.get_absolute_url()).content.decode()
    assert "محا المبلّغ رقمه واسمه" in told
    assert "0550 00 12 34" not in told


def test_erasing_tells_nobody_whether_a_number_was_left(citizen, only_alert):
    code = citizen.report()
    assert citizen.client.post(ERASE).url == TRACK  # without the code
    before = citizen.track(code).content.decode()
    assert ERASE in before
    citizen.client.post(ERASE)
    assert citizen.client.get(TRACKED).context["erased"]
    assert not only_alert().events.filter(kind="ERASED").exists()


def test_erasing_does_not_stand_in_the_way_of_undoing(citizen, only_alert, cast, places):
    where = {"where": "PLACE"} | picked(places.casbah)
    citizen.track(citizen.report(where=where, who={"who": "CONTACT", "phone": "0550001234"}))
    alert = actions.read(alert=only_alert(), by=cast.duniya)
    event = actions.dismiss(alert=alert, by=cast.duniya, reason="ABROAD")
    assert "خارج البلد" in citizen.client.get(TRACKED).content.decode()
    citizen.client.post(ERASE)
    actions.undo(event=event, by=cast.duniya)
    assert (only_alert().status, only_alert().reporter_phone) == ("READ", "")
