"""While the database is away a report is taken all the same: kept on disk, encrypted, and an alert once it is back."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from tests.portal.citizen import TEXT, Citizen, picture, upload

from yaqaza.alerts.models import Alert, AlertPhoto
from yaqaza.alerts.states import PlacePrecision, Urgency
from yaqaza.core import limits, presence
from yaqaza.portal import actions, draft
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db
ANSWERS = {
    "category": "ELDERLY_IN_DANGER", "where": "UNKNOWN", "text": TEXT, "danger": "YES", "who": "CONTACT", "phone": "0550123456",
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(limits, "_alone", {})
    gazetteer.forget()
    settings.SPOOL = tmp_path / "spool"
    return settings.SPOOL / "reports"


@pytest.fixture
def away(citizen, monkeypatch, django_assert_num_queries):
    """The database is away, and whatever asks for it all the same fails the test."""
    monkeypatch.setattr(presence, "answers", lambda: False)
    presence.went_away()
    with django_assert_num_queries(0):
        yield
        presence.came_back()


@pytest.fixture
def gone(monkeypatch):
    """Switch the database off and on within a test."""
    monkeypatch.setattr(presence, "answers", lambda: False)
    yield presence.went_away
    presence.came_back()


def carried(response) -> str:
    return re.search(r'name="carried" value="([^"]+)"', response.content.decode())[1]


def fill_in(client: Client, **more) -> object:
    page = client.get(reverse("portal:report"))
    return client.post(reverse("portal:at_once"), {**ANSWERS, "carried": carried(page), "token": "x", **more})


def code_of(response) -> str:
    return response.context["code"]


def test_a_process_without_a_database_really_takes_a_report_with_its_photo(houses, folder, tmp_path) -> None:
    (tmp_path / "photo.jpg").write_bytes(picture())
    script = f"""
import django; django.setup()
import json, re
from pathlib import Path
from django.conf import settings
settings.SPOOL = Path({str(folder.parent)!r})
settings.ALLOWED_HOSTS = ["*"]
settings.STORAGES = {{**settings.STORAGES, "staticfiles": {{"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}}}
from yaqaza.portal.views import arriving
arriving.LEAST_SECONDS = 0
from django.test import Client
client = Client(raise_request_exception=False, enforce_csrf_checks=True)
client.cookies[settings.SESSION_COOKIE_NAME] = "of-an-earlier-visit"
said = [client.get("/").status_code]
page = client.get("/report/where/")
hidden = lambda name: re.search(f'name="{{name}}" value="([^"]+)"', page.content.decode())[1]
with open({str(tmp_path / "photo.jpg")!r}, "rb") as photo:
    fields = {{**{ANSWERS!r}, "photos": photo}}
    fields |= {{name: hidden(name) for name in ("carried", "token", "csrfmiddlewaretoken")}}
    sent = client.post("/report/at-once/", fields)
said += [page.status_code, sent.status_code, client.get("/alerts/").status_code, client.post("/report/at-once/", {{}}).status_code]
code = re.search(r'ticket__code"><bdi dir="ltr">(.{{9}})<', sent.content.decode())[1]
print(json.dumps([said, code, settings.SESSION_COOKIE_NAME in sent.cookies]))
"""
    nowhere = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing",
        "DJANGO_SETTINGS_MODULE": "yaqaza.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said, code, session_touched = json.loads(done.stdout.splitlines()[-1])
    assert said == [200, 200, 200, 503, 403]  # the last came without its proof against forged forms
    assert not session_touched
    (kept,) = folder.iterdir()
    assert kept.stat().st_mode & 0o077 == 0 and code not in kept.name
    assert TEXT.encode() not in kept.read_bytes()
    assert actions.take_waiting() == 1
    alert = Alert.objects.get()
    assert (alert.text, alert.reporter_phone, alert.urgency) == (TEXT, "+213550123456", Urgency.VITAL)
    assert AlertPhoto.objects.filter(alert=alert).count() == 1
    assert list(folder.iterdir()) == []
    assert Citizen().track(code).context["code"] == code


def test_the_pages_of_the_report_become_one_and_ask_nothing_of_the_database(away, citizen) -> None:
    for name in ("report", "where", "what", "who", "check", "map", "at_once"):
        page = citizen.client.get(reverse(f"portal:{name}"))
        assert page.status_code == 200 and page.headers["Cache-Control"] == "private, no-store"
        html = page.content.decode()
        assert html.count("<h1") == 1 and 'href="tel:14"' in html
        assert all(f'name="{field}"' in html for field in (*ANSWERS, "photos", "lat", "lon"))


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("name", ["home", "privacy", "accessibility", "track"])
def test_the_other_public_pages_stay_up(away, citizen, name, language) -> None:
    citizen.client.cookies["yaqaza_language"] = language
    citizen.client.cookies["yaqaza_dz"] = "of-an-earlier-visit"
    assert citizen.client.get(reverse(f"portal:{name}")).status_code == 200


def test_what_was_answered_before_it_went_away_comes_along_with_the_page(citizen, gone, folder) -> None:
    citizen.answer("what", text=TEXT, danger="NO", photos=upload(picture()))
    citizen.four_answers(where={"where": "PLACE", "area": "القصبة"}, who={"who": "NAMED", "name": "ليلى"})
    page = citizen.client.get(reverse("portal:check"))
    gone()
    answer = citizen.send(token=page.context["form"].initial["token"], carried=carried(page))
    assert answer.status_code == 200 and answer.context["waits"]
    presence.came_back()
    assert actions.take_waiting() == 1
    alert = Alert.objects.get()
    assert (alert.text, alert.area.code, alert.reporter_name) == (TEXT, "1607", "ليلى")
    assert AlertPhoto.objects.filter(alert=alert).count() == 1  # it was on our side already
    citizen.send(
        token=page.context["form"].initial["token"]
    )  # the session knows of the report still: it is the same one
    assert Alert.objects.count() == 1 and citizen.code() == code_of(answer)


def test_an_answer_given_at_that_moment_stands_in_the_page_and_nothing_is_found_wrong_yet(citizen, gone) -> None:
    citizen.answer("kind", category="WITHOUT_SHELTER")
    citizen.answer("where", where="UNKNOWN")
    page = citizen.client.get(reverse("portal:what"))
    gone()
    answer = citizen.answer("what", text="رجل بلا مأوى", danger="UNKNOWN", carried=carried(page))
    assert answer.status_code == 200
    form = answer.context["form"]
    assert not form.is_bound and answer.context["begun"]
    assert (form.initial["category"], form.initial["text"]) == ("WITHOUT_SHELTER", "رجل بلا مأوى")


def test_what_is_missing_is_said_and_what_was_typed_comes_back(away, citizen, folder) -> None:
    answer = fill_in(citizen.client, text="", people_count="7 أو 8", photos=upload(b"no photo"))
    assert answer.status_code == 422
    assert {"text", "people_count", "photos"} == set(answer.context["form"].errors)
    assert "7 أو 8" in answer.content.decode()
    assert not folder.exists()


def test_pressed_twice_it_is_one_report_with_one_code(citizen, gone, folder) -> None:
    gone()
    page = carried(citizen.client.get(reverse("portal:report")))
    answers = [
        citizen.client.post(reverse("portal:at_once"), {**ANSWERS, "carried": page, "token": "x"}) for _time in (1, 2)
    ]
    assert code_of(answers[0]) == code_of(answers[1])
    (kept,) = folder.iterdir()
    again = kept.read_bytes()
    presence.came_back()
    assert actions.take_waiting() == 1
    kept.write_bytes(again)  # killed between the alert and the file
    assert actions.take_waiting() == 1
    assert Alert.objects.count() == 1 and list(folder.iterdir()) == []


def test_its_code_is_known_while_it_waits_and_others_cannot_be_looked_up(citizen, gone) -> None:
    before = citizen.report()
    gone()
    code = code_of(fill_in(citizen.client, text="رجل آخر بلا مأوى"))
    assert citizen.track(code.lower().replace("-", "")).context["waits"]
    other = citizen.track(before)
    assert other.status_code == 503 and other.context["away"] and "waits" not in other.context
    assert citizen.client.get(reverse("portal:tracked")).status_code == 200  # the form: the session is away, too
    presence.came_back()
    assert citizen.track(code).context["waits"]  # until the next turn of its job
    actions.take_waiting()
    assert citizen.track(code).context["code"] == code


def test_what_is_sent_after_it_came_back_goes_the_ordinary_way(citizen, gone, folder) -> None:
    gone()
    page = carried(citizen.client.get(reverse("portal:report")))
    presence.came_back()
    assert citizen.client.get(reverse("portal:at_once")).url == reverse("portal:report")
    sent = citizen.client.post(
        reverse("portal:at_once"), {**ANSWERS, "carried": page, "token": "x", "photos": upload(picture())}
    )
    assert sent.url == reverse("portal:sent") and not folder.exists()
    assert AlertPhoto.objects.filter(alert=Alert.objects.get()).count() == 1
    assert citizen.track(citizen.code()).status_code == 200


def test_it_went_away_under_a_request_which_is_begun_again(citizen, monkeypatch, folder) -> None:
    monkeypatch.setattr(presence, "answers", lambda: False)
    citizen.client.raise_request_exception = False

    def refuse(request):
        raise OperationalError("connection refused")

    monkeypatch.setattr(draft, "current", refuse)
    answer = citizen.answer("what", text=TEXT, danger="NO")
    presence.came_back()
    assert answer.status_code == 200 and answer.context["form"].initial["text"] == TEXT


def test_a_place_in_words_is_found_when_it_can_be_and_kept_in_words_otherwise(citizen, another, gone, places) -> None:
    gone()
    for client, place in (
        (citizen, "القصبة، الجزائر"), (citizen, "باب الوادي"), (another(), "قرب السوق القديم"), (another(), ""),
    ):  # fmt: skip
        chosen = {"where": "PLACE", "area": place, "landmark": "خلف الصيدلية"}
        here = {"where": "HERE", "lat": "36.7", "lon": "3.05"}  # the places of these tests have no outlines
        assert fill_in(client.client, text=f"شيخ وحيد {place}", **(chosen if place else here)).status_code == 200
    presence.came_back()
    assert actions.take_waiting() == 4
    told = [(row.area, row.place_precision, row.place_text) for row in Alert.objects.order_by("id")]
    assert told == [
        (places.casbah, PlacePrecision.COMMUNE, "خلف الصيدلية"),
        (places.bab_el_oued_district, PlacePrecision.PROVINCE, "باب الوادي · خلف الصيدلية"),
        (places.country, PlacePrecision.UNKNOWN, "قرب السوق القديم · خلف الصيدلية"),
        (places.country, PlacePrecision.UNKNOWN, "36.7, 3.05"),
    ]


def test_programs_and_floods_are_refused_with_a_sentence(away, citizen, monkeypatch, folder) -> None:
    assert fill_in(citizen.client, website="http://spam").status_code == 422
    monkeypatch.setattr("yaqaza.portal.views.arriving.LEAST_SECONDS", 60)
    assert fill_in(citizen.client).status_code == 422
    monkeypatch.setattr("yaqaza.portal.views.arriving.LEAST_SECONDS", 0)
    monkeypatch.setattr("yaqaza.portal.views.arriving.PER_ADDRESS", 1)
    assert [fill_in(citizen.client).status_code for _time in (1, 2)] == [200, 422]
    assert len(list(folder.iterdir())) == 1


def test_a_full_folder_is_said_and_nobody_gets_a_code_for_what_is_not_kept(away, citizen, monkeypatch) -> None:
    monkeypatch.setattr("yaqaza.core.spool.MOST_BYTES", 10)
    answer = fill_in(citizen.client)
    assert answer.status_code == 422 and "code" not in answer.context


def test_one_that_makes_trouble_stays_and_holds_nothing_back(citizen, gone, folder, caplog) -> None:
    gone()
    fill_in(citizen.client)
    actions.REPORTS.put({"report": {}, "photos": [], "at": ""})
    fill_in(citizen.client, text="رجل آخر")
    presence.came_back()
    assert actions.take_waiting() == 2
    assert len(list(folder.iterdir())) == 1 and "became no alert: TypeError" in caplog.text


def test_a_page_kept_for_days_or_from_elsewhere_brings_nothing_along(citizen, gone, monkeypatch) -> None:
    gone()
    page = carried(citizen.answer("what", text=TEXT, danger="NO"))
    for stale in (page[:-4] + "AAA=", ""):
        assert "text" not in citizen.client.post(reverse("portal:where"), {"carried": stale}).context["form"].initial
    monkeypatch.setattr(draft.Draft, "seconds", lambda self: 13 * 3600)
    assert "text" not in citizen.client.post(reverse("portal:where"), {"carried": page}).context["form"].initial
