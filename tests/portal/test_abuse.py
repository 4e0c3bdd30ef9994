"""Floods, programs and hostile input are met kindly; a real report is never thrown away silently."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.portal.citizen import TEXT, picture, upload

from yaqaza.alerts.models import Alert

pytestmark = pytest.mark.django_db
HOSTILE = [
    "<script>alert(1)</script>",
    "=1+1",
    '=HYPERLINK("http://example.org")',
    "{{ 7*7 }}{% load x %}",
    "'; DROP TABLE alerts_alert; --",
    "\u202eهذا نص مقلوب",
    "نص عربي مع رقم 0550001234 و <b>وسم</b>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_text_and_shown_as_text(citizen, only_alert, text):
    citizen.four_answers(
        what={"text": text}, where={"where": "POST", "post": text}, who={"who": "NAMED", "name": f"م{text}"}
    )
    html = citizen.client.get(reverse("portal:check")).content.decode()
    assert "<script>alert" not in html
    assert "<b>وسم" not in html
    citizen.send()
    assert (only_alert().text, only_alert().reporter_name) == (text, f"م{text}")


def test_nul_bytes_are_left_out(citizen, only_alert):
    citizen.report(what={"text": "نص\x00مع\x07صفر"}, who={"who": "NAMED", "name": "أ\x00ب"})
    assert (only_alert().text, only_alert().reporter_name) == ("نصمعصفر", "أب")


def test_a_text_of_twelve_thousand_signs_is_refused_and_not_lost(citizen):
    citizen.answer("kind", category="OTHER")
    citizen.answer("where", where="UNKNOWN")
    long = "كلمة " * 2400
    response = citizen.refused("what", text=long, danger="NO")
    assert list(response.context["form"].errors) == ["text"]
    assert long.strip() in response.content.decode()
    assert long.strip() in citizen.client.get(reverse("portal:what")).content.decode()


@pytest.mark.parametrize("count", ["0", "-1", "1001", "99999999999", "2.5", "1e3", "=1+1", "<b>", "½", "²"])
def test_an_impossible_number_of_people_is_asked_again(citizen, count):
    citizen.answer("kind", category="OTHER")
    citizen.answer("where", where="UNKNOWN")
    response = citizen.refused("what", text=TEXT, danger="NO", people_count=count)
    assert list(response.context["form"].errors) == ["people_count"]


@pytest.mark.parametrize(
    ("step", "data"),
    [
        ("kind", {"category": "NONSENSE"}),
        ("kind", {}),
        ("where", {"where": "<script>"}),
        ("where", {"where": "PLACE", "area": ""}),
        ("where", {"where": "PLACE", "area": "x" * 5000}),
        ("where", {"where": "PLACE", "area": "a", "area_id": "not-a-uuid", "area_name": "a"}),
        ("where", {"where": "POST", "post": "x" * 5000}),
        ("what", {"text": "", "danger": "NO"}),
        ("what", {"text": TEXT, "danger": "PERHAPS"}),
        ("who", {"who": "NOBODY"}),
        ("who", {"who": "CONTACT", "phone": "123"}),
        ("who", {"who": "CONTACT", "phone": "x" * 500}),
        ("who", {"who": "NAMED", "name": "😀 12345"}),
        ("who", {"who": "NAMED", "name": "x" * 500}),
    ],
)
def test_a_wrong_answer_is_asked_again(citizen, step, data):
    citizen.four_answers()
    assert citizen.refused(step, **data)
    assert Alert.objects.count() == 0


def test_a_program_that_fills_every_box_is_stopped_and_told_why(citizen):
    citizen.four_answers()
    response = citizen.shown("check", citizen.send(website="http://example.org"))
    assert (response.context["honeypot"], Alert.objects.count()) == (True, 0)
    assert "http://example.org" in response.content.decode()
    assert citizen.send().status_code == 302  # a person whose browser filled it empties it
    assert Alert.objects.count() == 1


def test_a_report_faster_than_people_answer_is_read_once_more(citizen, monkeypatch):
    monkeypatch.setattr("yaqaza.portal.views.arriving.LEAST_SECONDS", 60)
    citizen.four_answers()
    page = citizen.shown("check", citizen.send())
    assert (list(page.context["form"].non_field_errors()), Alert.objects.count()) == (
        ["اقرؤوا أجوبتكم مرة أخرى، ثم أرسلوا."],
        0,
    )
    citizen.client.get(reverse("core:language", args=["fr"]))
    french = citizen.client.get(reverse("portal:check")).context["form"].non_field_errors()
    assert list(french) == ["Relisez vos réponses, puis envoyez."]


def test_after_six_reports_an_hour_a_session_waits_and_loses_nothing(citizen):
    for number in range(6):
        citizen.report(what={"text": f"{TEXT} {number}"})
    citizen.four_answers(what={"text": "السابع"})
    response = citizen.send()
    assert (response.status_code, Alert.objects.count()) == (429, 6)
    assert "السابع" in citizen.client.get(reverse("portal:check")).content.decode()


def test_a_flood_from_one_address_waits(another, monkeypatch, citizen):
    monkeypatch.setattr("yaqaza.portal.views.arriving.PER_ADDRESS", 2)
    another().report()
    another().report()
    third = another()
    third.four_answers()
    assert third.send().status_code == 429


def test_many_files_at_once_are_not_taken_whole(citizen):
    citizen.answer("kind", category="OTHER")
    citizen.answer("where", where="UNKNOWN")
    response = citizen.answer("what", text=TEXT, danger="NO", photos=[upload(picture()) for _ in range(15)])
    assert response.status_code in (302, 422)


def test_an_unknown_session_value_is_a_new_beginning(citizen):
    session = citizen.client.session
    session["portal_draft"] = "nonsense"
    session["portal_tracking"] = "nonsense"
    session.save()
    assert citizen.client.get(reverse("portal:report")).status_code == 200
    assert citizen.client.get(reverse("portal:tracked")).url == reverse("portal:track")
