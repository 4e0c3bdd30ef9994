"""The shell of the field app: what a phone keeps of it, how heavy it is, and that nobody's name is in it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve, reverse

from yaqaza.config import assets
from yaqaza.mobile import shell

pytestmark = pytest.mark.django_db
HEADLESS = Path(__file__).parent / "headless"


def test_a_first_start_costs_no_more_than_a_photo() -> None:
    words = max(len(json.dumps(shell.words(code)).encode()) for code in shell.LANGUAGES)
    assert shell.weight() + shell.weight((shell.WORKER,)) < 150_000, shell.weight()
    assert words < 60_000
    assert shell.weight(shell.FOR_FORMS) < 350_000  # once a questionnaire is to be filled in


def test_what_a_phone_keeps_can_all_be_fetched_by_somebody_who_is_not_signed_in() -> None:
    client = Client()
    kept = shell.kept()["files"]
    assert kept[0] == reverse("mobile:app")
    for address in kept:
        if not address.startswith("/static/"):
            assert client.get(address).status_code == 200, address
            assert resolve(urlsplit(address).path)


def test_the_page_is_the_same_for_everyone_and_may_be_kept(signed_in, cast) -> None:
    nobody, farid = Client().get("/m/app/"), signed_in(cast.farid).get("/m/app/")
    assert nobody.content == farid.content
    assert nobody["Cache-Control"] == "no-cache"
    assert "unsafe-inline" not in nobody["Content-Security-Policy"]
    assert "'unsafe-eval'" not in nobody["Content-Security-Policy"]


def test_the_worker_says_what_it_keeps_and_changes_its_name_with_it(monkeypatch) -> None:
    first = Client().get("/m/app/worker.js")
    told = json.loads(first.content.decode().split(";\n", 1)[0].removeprefix("self.SHELL="))
    assert told["files"] == shell.kept()["files"]
    assert first["Content-Type"].startswith("text/javascript")
    before = shell.version()
    assert told["version"] == before
    monkeypatch.setattr(shell.phrases, "counted", lambda: {"missions": {"other": "{n} other words"}})
    assert shell.version() != before


def test_it_can_be_installed() -> None:
    told = Client().get("/m/app/manifest.webmanifest").json()
    assert (told["dir"], told["lang"], told["display"], told["scope"]) == ("rtl", "ar", "standalone", "/m/app/")
    assert [icon["sizes"] for icon in told["icons"]] == ["192x192", "512x512"]


@pytest.mark.parametrize("code", shell.LANGUAGES)
def test_words_are_there_in_every_language_and_each_number_has_its_form(code) -> None:
    told = Client().get(f"/m/app/words/{code}.json").json()
    assert all(told["say"].values())
    assert set(told["count"]["missions"]) == {"zero", "one", "two", "few", "many", "other"}
    if code == "ar":
        assert (told["dir"], told["count"]["missions"]["two"], told["say"]["leave"]) == ("rtl", "مهمتان", "الانطلاق")


def test_who_is_signed_in_is_told_the_key_of_their_phone_and_nobody_else(signed_in, cast) -> None:
    assert Client().get("/m/me/").status_code == 302
    farid, amina = signed_in(cast.farid).get("/m/me/"), signed_in(cast.amina).get("/m/me/")
    assert farid["Cache-Control"] == "private, no-store"
    assert len(farid.json()["vault"]) == 64
    assert farid.json()["vault"] != amina.json()["vault"]
    assert signed_in(cast.djamel).get("/m/me/").status_code == 403


@pytest.fixture(scope="module")
def told() -> dict:
    done = subprocess.run([assets.bun(), str(HEADLESS / "day.js")], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


class TestWithoutABrowser:
    def test_people_are_found_however_their_name_is_written(self, told) -> None:
        assert (set(told["found"]), set(told["missed"])) == ({True}, {False})
        assert told["names"] == ["فاطمة الزهراء بن علي", "Fatima Zohra Benali", "رجل", "?"]
        assert told["ages"] == [{"years": 65, "about": False}, {"years": 60, "about": True}, None]

    def test_numbers_are_read_as_people_write_them(self, told) -> None:
        assert told["numbers"] == ["2", "12000", "12000", None, None, ""]

    def test_the_road_is_in_its_order_and_shows_what_was_done_here(self, told) -> None:
        assert told["road"] == {
            "order": ["done", "out", "vital", "planned", "late"],
            "status": "ON_SITE",
            "after": True,
        }

    def test_an_act_stands_once_however_it_meets_the_reading_of_the_rows(self, told) -> None:
        assert told["racing"] == [1, 1, 1, 1]

    def test_who_was_met_near_a_stop_in_the_last_weeks_is_offered_before_the_others(self, told) -> None:
        assert told["met"]["here"] == [["far", "nearer", "near"], ["unknown"]]
        assert told["met"]["nowhere"] == [[], ["far", "unknown", "nearer", "near"]]
        assert told["met"]["metres"] == 1112

    def test_a_refused_act_that_is_done_anew_is_let_go_by_the_same_press(self, told) -> None:
        assert told["redone"] == [True, "2", "operation.letting_go", True, True, True, False]

    def test_identifiers_are_in_the_order_of_time_and_calls_have_a_measure(self, told) -> None:
        assert told["ordered"]
        assert told["batches"] == [100, 2, 1]

    def test_a_sync_that_is_cut_anywhere_is_begun_again_and_nothing_is_lost_or_left(self, told) -> None:
        assert told["lossy"] == {
            "stops": ["offline", "offline", ""], "sent": [2, 2, 2, 2], "whole": 600_000, "files": 0, "cursor": 4,
            "states": ["APPLIED"] * 4, "content": False, "heads": 2,
        }  # fmt: skip

    def test_whatever_the_server_answers_an_act_leaves_only_with_its_receipt(self, told) -> None:
        assert told["ends"] == [["refused", "no", 1], ["broken", "", 1], ["wiped", "", 0], ["signed_out", "", 1]]
