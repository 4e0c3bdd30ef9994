"""Reporting, as a telephone without JavaScript does it."""

from __future__ import annotations

import logging
import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.portal.citizen import TEXT, Citizen, picture, upload

from yaqaza.alerts.models import Alert, AlertPhoto
from yaqaza.alerts.states import Urgency
from yaqaza.core.models import AuditEntry
from yaqaza.portal import draft
from yaqaza.portal.models import DraftPhoto

pytestmark = pytest.mark.django_db


def where(name: str) -> str:
    return reverse(f"portal:{name}")


def test_the_home_page_has_one_title_the_button_the_emergency_number_and_every_kind(citizen):
    html = citizen.client.get(where("home")).content.decode()
    assert html.count("<h1") == 1
    assert f'href="{where("report")}"' in html
    assert 'href="tel:14"' in html
    assert html.count(f'href="{where("report")}?category=') == 7


def test_without_a_published_number_the_emergency_strip_is_left_out(citizen, monkeypatch):
    monkeypatch.setattr("yaqaza.portal.queries._hotline", lambda kind: None)
    assert "tel:" not in citizen.client.get(where("home")).content.decode()


def test_the_installation_can_name_its_own_number(citizen, settings):
    settings.PUBLIC_HOTLINE = "0800 123"
    assert "0800 123" in citizen.client.get(where("home")).content.decode()


def test_another_country_has_its_own_number_law_and_words(citizen, settings):
    settings.COUNTRY = "MA"
    citizen.client.cookies["yaqaza_language"] = "ar"
    assert 'href="tel:15"' in citizen.client.get(where("home")).content.decode()
    assert "09-08" in citizen.client.get(where("privacy")).content.decode()
    citizen.answer("kind", category="OTHER")
    assert "جماعة أو إقليم" in citizen.client.get(where("where")).content.decode()


def test_the_data_protection_officer_is_named_when_known(citizen, settings):
    settings.PRIVACY_CONTACT = "dpo@example.org"
    assert "dpo@example.org" in citizen.client.get(where("privacy")).content.decode()


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("name", ["home", "report", "track", "map", "privacy", "accessibility"])
def test_every_page_speaks_three_languages(citizen, language, name):
    citizen.client.cookies["yaqaza_language"] = language
    response = citizen.client.get(where(name))
    assert (response.status_code, response.headers["Content-Language"]) == (200, language)


def test_a_report_becomes_an_alert_by_the_portal(citizen, only_alert, places):
    code = citizen.report(
        category="CHILD_IN_DANGER",
        where={"where": "PLACE", "area": "باب الوادي، الجزائر", "area_id": str(places.bab_el_oued.uuid),
               "area_name": "باب الوادي، الجزائر", "landmark": "قرب الصيدلية"},
        what={"people_count": "٢", "danger": "YES"},
        who={"who": "CONTACT", "phone": "0550 00 12 34", "name": "مريم"},
    )  # fmt: skip
    alert = only_alert()
    assert (alert.channel, alert.category, alert.text, alert.people_count, alert.urgency) == (
        "PORTAL", "CHILD_IN_DANGER", TEXT, 2, Urgency.VITAL,
    )  # fmt: skip
    assert (alert.area, alert.place_precision, alert.place_text) == (places.bab_el_oued, "COMMUNE", "قرب الصيدلية")
    assert (alert.anonymous, alert.reporter_name, alert.reporter_phone) == (False, "مريم", "+213550001234")
    assert (alert.recorded_by, len(code)) == (None, 9)


@pytest.mark.parametrize(
    ("category", "danger", "urgency"),
    [
        ("FAMILY_IN_NEED", "YES", Urgency.VITAL),
        ("FAMILY_IN_NEED", "NO", Urgency.ORDINARY),
        ("FAMILY_IN_NEED", "UNSURE", Urgency.IMPORTANT),
        ("VIOLENCE", "NO", Urgency.VITAL),
        ("WITHOUT_SHELTER", "UNSURE", Urgency.URGENT),
    ],
)
def test_danger_now_makes_it_urgent(citizen, only_alert, category, danger, urgency):
    citizen.report(category=category, what={"danger": danger})
    assert only_alert().urgency == urgency


def test_unnamed_means_unnamed_whatever_else_was_typed(citizen, only_alert):
    citizen.report(who={"who": "ANONYMOUS", "name": "مريم", "phone": "0550001234"})
    alert = only_alert()
    assert (alert.anonymous, alert.reporter_name, alert.reporter_phone, alert.reporter_index) == (True, "", "", "")


def test_who_does_not_want_a_call_leaves_no_number(citizen, only_alert):
    citizen.report(who={"who": "NAMED", "name": "مريم", "phone": "not a number"})
    alert = only_alert()
    assert (alert.anonymous, alert.reporter_name, alert.reporter_phone) == (False, "مريم", "")


def test_an_unknown_place_is_the_country(citizen, only_alert, places):
    citizen.report(where={"where": "UNKNOWN"})
    assert (only_alert().area, only_alert().place_precision) == (places.country, "UNKNOWN")


def test_a_post_keeps_its_address(citizen, only_alert, places):
    citizen.report(where={"where": "POST", "post": "https://example.org/video/12"})
    assert (only_alert().place_text, only_alert().area) == ("https://example.org/video/12", places.country)


def test_a_province_is_less_sure_than_a_commune(citizen, only_alert, places):
    citizen.report(where={"where": "PLACE", "area": "x", "area_id": str(places.blida.uuid), "area_name": "x"})
    assert (only_alert().area, only_alert().place_precision) == (places.blida, "PROVINCE")


def test_the_position_of_the_phone_gives_the_commune(citizen, only_alert, places, monkeypatch):
    monkeypatch.setattr("yaqaza.territory.queries.commune_at", lambda lon, lat: places.casbah)
    citizen.report(where={"where": "HERE", "lon": "3.060001", "lat": "36.78"})
    alert = only_alert()
    assert (alert.area, alert.place_precision, alert.lon, alert.lat) == (places.casbah, "EXACT", 3.06, 36.78)


@pytest.mark.parametrize(
    ("lon", "lat"), [("", ""), ("181", "36"), ("3", "91"), ("nan", "36"), ("inf", "36"), ("<b>", "36"), ("3,1", "36")]
)
def test_a_position_that_cannot_be_is_asked_again(citizen, lon, lat):
    citizen.answer("kind", category="OTHER")
    response = citizen.refused("where", where="HERE", lon=lon, lat=lat)
    assert list(response.context["form"].errors) == ["where"]


def test_a_position_outside_the_country_is_asked_again(citizen):
    citizen.answer("kind", category="OTHER")
    assert citizen.refused("where", where="HERE", lon="0", lat="0")


def test_a_kind_chosen_on_the_home_page_spares_the_first_question(citizen):
    response = citizen.client.get(where("report"), {"category": "VIOLENCE"})
    assert response.url == where("where")
    assert citizen.client.get(where("report")).context["form"].initial["category"] == "VIOLENCE"


def test_nobody_jumps_over_a_question(citizen):
    assert citizen.client.get(where("who")).url == where("report")
    citizen.answer("kind", category="OTHER")
    assert citizen.client.get(where("check")).url == where("where")


def test_going_back_loses_nothing(citizen):
    citizen.four_answers(who={"who": "CONTACT", "phone": "0550001234", "name": "مريم"})
    assert citizen.client.get(where("what")).context["form"].initial["text"] == TEXT
    assert citizen.client.get(where("who")).context["form"].initial["phone"] == "0550001234"
    assert citizen.answer("kind", category="VIOLENCE").url == where("check")
    assert TEXT in citizen.client.get(where("check")).content.decode()


def test_what_is_wrong_is_kept_as_it_was_typed(citizen):
    citizen.answer("kind", category="OTHER")
    citizen.answer("where", where="UNKNOWN")
    assert citizen.refused("what", text=TEXT, people_count="many")
    html = citizen.client.get(where("what")).content.decode()
    assert TEXT in html
    assert "many" in html


def test_a_refusal_is_at_its_own_address_and_stays_until_it_is_answered(citizen):
    """Going back to it and loading it again post nothing."""
    citizen.four_answers()
    for _again in range(2):
        page = citizen.refused("what", text=TEXT, danger="NO", people_count="many")
        assert list(page.context["form"].errors) == ["people_count"] and TEXT in page.content.decode()
        assert list(citizen.client.get(where("what")).context["form"].errors) == ["people_count"]
    assert not citizen.client.get(where("report")).context["form"].errors
    citizen.answer("what", text=TEXT, danger="NO", people_count="3")
    assert not citizen.client.get(where("what")).context["form"].errors


def test_a_place_chosen_on_the_map_answers_a_refusal(citizen, places):
    citizen.answer("kind", category="OTHER")
    citizen.refused("where", where="PLACE", area="زززز")
    page = citizen.client.get(where("where"), {"area": str(places.casbah.uuid)})
    assert not page.context["form"].errors and places.casbah.full_name in page.content.decode()


def assert_led_to_the_start(citizen, response) -> None:
    assert (response.status_code, response.url) == (302, where("report"))
    assert "لا يؤدي هذا العنوان إلى شيء" in citizen.client.get(response.url).content.decode()
    assert "لا يؤدي هذا العنوان إلى شيء" not in citizen.client.get(where("report")).content.decode()  # said once


@pytest.mark.parametrize("address", ["nowhere/", "where/else", "0", "map/16/", "photos/x/"])
def test_an_address_that_leads_nowhere_leads_to_the_start_and_nothing_is_lost(citizen, address):
    citizen.answer("kind", category="OTHER")
    assert_led_to_the_start(citizen, citizen.client.get(f"/report/{address}"))
    assert citizen.client.get(where("where")).status_code == 200  # the first answer is kept


@pytest.mark.parametrize("chosen", [{"where": "UNKNOWN"}, {"where": "POST", "post": "صفحة أخبار الحي"}])
def test_a_place_typed_under_another_line_holds_nobody_up(citizen, chosen):
    citizen.answer("kind", category="OTHER")
    assert citizen.refused("where", where="PLACE", area="زززز")
    assert citizen.answer("where", area="زززز", **chosen).url == where("what")


def test_a_stroke_that_is_missing_at_the_end_costs_nothing(citizen):
    citizen.answer("kind", category="OTHER")
    assert citizen.client.get("/report/where").url == where("where")


def test_a_chosen_area_of_the_map_is_in_the_question(citizen, places):
    citizen.answer("kind", category="OTHER")
    html = citizen.client.get(where("where"), {"area": str(places.casbah.uuid)}).content.decode()
    assert str(places.casbah.uuid) in html
    assert_led_to_the_start(citizen, citizen.client.get(where("where"), {"area": "nothing"}))


def test_the_map_goes_from_provinces_to_communes(citizen, places):
    assert f"{where('map')}{places.algiers.uuid}/" in citizen.client.get(where("map")).content.decode()
    html = citizen.client.get(reverse("portal:map_province", args=[places.algiers.uuid])).content.decode()
    assert f"?area={places.casbah.uuid}" in html
    assert_led_to_the_start(citizen, citizen.client.get(reverse("portal:map_province", args=[places.casbah.uuid])))


def test_nothing_of_the_answers_stands_in_an_address(citizen):
    citizen.four_answers(who={"who": "CONTACT", "phone": "0550001234", "name": "Meryem"})
    addresses = [citizen.answer("who", who="CONTACT", phone="0550001234", name="Meryem").url, citizen.send().url]
    assert addresses == [where("check"), where("sent")]


def test_the_session_holds_no_answer_in_clear(citizen):
    citizen.four_answers(who={"who": "CONTACT", "phone": "0550001234", "name": "Meryem"})
    kept = str(dict(citizen.client.session))
    assert "Meryem" not in kept
    assert "0550001234" not in kept
    assert "شيخ" not in kept


def test_pressing_send_twice_gives_one_alert_and_the_same_code(citizen):
    citizen.four_answers()
    token = citizen.token
    citizen.send(token)
    code = citizen.code()
    citizen.send(token)
    assert (citizen.code(), Alert.objects.count()) == (code, 1)


def test_two_presses_at_the_same_moment_give_one_alert(citizen):
    """The second request still sees the session as it was before the first one ended."""
    citizen.four_answers()
    token, before = citizen.token, dict(citizen.client.session)
    citizen.send(token)
    code = citizen.code()
    session = citizen.client.session
    session.clear()
    session.update(before)
    session.save()
    citizen.send(token)
    assert (citizen.code(), Alert.objects.count()) == (code, 1)


def test_the_same_words_within_the_hour_show_the_earlier_code(citizen):
    code = citizen.report()
    assert citizen.report() == code
    assert Alert.objects.count() == 1


def test_the_same_words_after_an_hour_are_a_new_report(citizen, monkeypatch):
    code = citizen.report()
    later = time.time() + 3700
    monkeypatch.setattr("yaqaza.portal.draft.time.time", lambda: later)
    monkeypatch.setattr("yaqaza.core.limits.time.time", lambda: later)
    assert citizen.report() != code


def test_the_same_words_from_someone_else_are_a_new_report(citizen, another):
    assert citizen.report() != another().report()


def test_after_sending_nothing_of_the_report_is_left(citizen):
    citizen.report(what={"photos": [upload(picture())]})
    assert DraftPhoto.objects.count() == 0
    assert draft.DRAFT not in citizen.client.session
    assert citizen.client.get(where("check")).url == where("report")


def test_the_code_can_be_saved_as_a_file(citizen):
    code = citizen.report()
    response = citizen.client.get(where("code_file"))
    assert code in response.content.decode("utf-8-sig")
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_without_a_report_there_is_no_code(citizen):
    assert citizen.client.get(where("sent")).url == where("home")
    assert citizen.client.get(where("code_file")).status_code == 404


def test_an_erased_report_is_gone_with_its_photos(citizen, django_capture_on_commit_callbacks):
    citizen.four_answers(what={"photos": [upload(picture())]})
    file = DraftPhoto.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        citizen.client.post(where("discard"))
    assert not file.storage.exists(file.name)
    assert citizen.client.get(where("who")).url == where("report")


def test_the_address_and_the_text_reach_no_log_and_no_audit_detail(citizen, caplog):
    with caplog.at_level(logging.DEBUG):
        citizen.report(who={"who": "CONTACT", "phone": "0550001234", "name": "Meryem"})
    written = caplog.text + str(list(AuditEntry.objects.values_list("details", flat=True)))
    for secret in ("Meryem", "0550001234", "550001234", "شيخ", "127.0.0.1"):
        assert secret not in written


def test_pages_with_answers_are_kept_by_no_cache(citizen):
    citizen.four_answers()
    for name in ("report", "where", "what", "who", "check"):
        assert citizen.client.get(where(name)).headers["Cache-Control"] == "private, no-store"


def test_who_is_signed_in_reports_like_everybody(cast, signed_in, only_alert):
    cache.clear()
    Citizen(signed_in(cast.amina)).report()
    assert only_alert().recorded_by is None


def test_a_forged_form_is_refused(houses):
    client = Client(enforce_csrf_checks=True)
    for name in ("report", "what", "check", "track", "add", "discard", "leave"):
        client.get(where("report"), {"category": "OTHER"})
        assert client.post(where(name), {"category": "OTHER"}).status_code in (302, 403)
    assert client.post(where("report"), {"category": "OTHER"}).status_code == 403
    assert Alert.objects.count() == 0


def test_photos_reach_the_alert_without_their_position(citizen):
    citizen.report(what={"photos": [upload(picture("teal")), upload(picture("red"))]})
    assert AlertPhoto.objects.count() == 2


SENT_ELSEWHERE = "أُرسل تبليغكم"


def test_a_second_window_after_sending_is_told_and_loses_nothing(citizen, only_alert):
    citizen.four_answers()
    page = citizen.client.get(where("what"))  # the second window, at its third question
    stale = page.context["draft"]
    assert SENT_ELSEWHERE not in page.content.decode()
    citizen.send()
    typed = {"text": "كتبت هذا في النافذة الثانية", "danger": "NO", "draft": stale}
    answer = citizen.client.post(where("what"), typed | {"photos": [upload(picture())]}, follow=True)
    assert answer.redirect_chain == [(where("report"), 302)]
    body = answer.content.decode()
    assert SENT_ELSEWHERE in body
    assert where("sent") in body
    citizen.answer("kind", category="OTHER")
    answer = citizen.answer("where", where="UNKNOWN")
    assert answer.url == where("who")  # the third question is answered already
    citizen.answer("who", who="ANONYMOUS")
    page = citizen.client.get(where("check"))
    assert (typed["text"] in page.content.decode(), len(page.context["photos"])) == (True, 1)
    citizen.send()
    assert Alert.objects.latest("id").text == typed["text"]


def test_a_text_far_too_long_is_told_its_true_length(citizen: Citizen) -> None:
    citizen.answer("kind", category="ELDERLY_IN_DANGER")
    citizen.answer("where", where="UNKNOWN")
    page = citizen.answer("what", text="ك" * 108_000, danger="NO")
    body = (page if page.status_code != 302 else citizen.client.get(page.url)).content.decode().replace("\u202f", " ")
    assert "108 000" in body and "20 000" in body and body.count("5 000") >= 3  # the hint, the summary, the field


def test_the_last_page_writes_telephones_the_right_way_round(citizen: Citizen) -> None:
    citizen.four_answers(what={"text": "هاتف الجار 0661 23 45 67"})
    assert 'هاتف الجار <bdi dir="ltr">0661 23 45 67</bdi>' in citizen.client.get(where("check")).content.decode()


@pytest.mark.parametrize("name", ["where", "what", "who", "check"])
def test_a_second_window_opened_again_after_sending_is_told(citizen, name):
    citizen.report()
    assert SENT_ELSEWHERE in citizen.client.get(where(name), follow=True).content.decode()
    assert SENT_ELSEWHERE not in citizen.client.get(where("report")).content.decode()  # once


def test_the_first_question_of_a_second_window_is_told_at_the_next(citizen):
    stale = citizen.client.get(where("report")).context["draft"]
    citizen.report()
    answer = citizen.client.post(where("report"), {"category": "OTHER", "draft": stale}, follow=True)
    assert (answer.redirect_chain[0][0], SENT_ELSEWHERE in answer.content.decode()) == (where("where"), True)


def test_who_begins_another_report_on_the_same_phone_hears_nothing_of_the_one_before(citizen):
    citizen.report()
    pages = [citizen.client.get(where("report")).content.decode()]
    draft = citizen.client.get(where("report")).context["draft"]
    pages.append(
        citizen.client.post(where("report"), {"category": "OTHER", "draft": draft}, follow=True).content.decode()
    )
    assert not any(SENT_ELSEWHERE in page for page in pages)


def test_what_is_typed_after_the_session_ended_is_kept_and_said(citizen):
    answer = citizen.client.post(
        where("what"), {"text": "نص طويل لا يضيع", "danger": "NO", "draft": "x" * 16}, follow=True
    )
    assert "حُفظ ما كتبتم قبل قليل" in answer.content.decode()
    citizen.answer("kind", category="OTHER")
    citizen.answer("where", where="UNKNOWN")
    citizen.answer("who", who="ANONYMOUS")
    assert "نص طويل لا يضيع" in citizen.client.get(where("check")).content.decode()
