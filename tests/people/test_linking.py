"""The whole registry compared with itself: who is asked about, who never is, and what is left behind (nothing)."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from yaqaza.people import actions
from yaqaza.people.linking import engine, model, registry
from yaqaza.people.linking.records import Records
from yaqaza.people.models import Likeness, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast, places, khadija) -> list[Person]:
    """Khadija again in Latin letters, someone of her name who is much younger, and someone else altogether."""
    told = [
        {"name_latin": "Khadija Zahroune", "birth_date": date(1948, 1, 1), "birth_precision": "YEAR", "sex": "FEMALE",
         "phones": ["0550 00 45 67"]},
        {"name_ar": "خديجة زهرون", "birth_date": date(1999, 5, 3), "birth_precision": "DAY", "sex": "FEMALE"},
        {"name_ar": "رابح بوعزيز", "birth_date": date(1948, 1, 1), "birth_precision": "YEAR", "sex": "MALE"},
        {"description": "رجل عند المحطة", "sex": "MALE"},
    ]  # fmt: skip
    return [khadija, *(actions.create_person(by=cast.amina, area=places.bab_el_oued, **one) for one in told)]


@pytest.fixture(autouse=True)
def _var(settings, tmp_path) -> None:
    settings.VAR = tmp_path


def test_who_was_recorded_twice_is_asked_about_once(people, settings, capsys) -> None:
    call_command("link")
    call_command("link")
    pair = Likeness.objects.get()
    assert (pair.a, pair.b, pair.source) == (people[0], people[1], "LINK")
    codes = {item["code"]: item["weight"] for item in pair.evidence}
    assert {"NAME_SAME", "BIRTH_YEAR", "PHONE_SAME"} <= set(codes) and codes["PHONE_SAME"] > 10
    assert "new questions" in capsys.readouterr().out
    assert not list((settings.VAR / "link").iterdir())


def test_those_told_apart_or_merged_are_never_asked_about(cast, people) -> None:
    told = actions.tell_apart(a=people[0], b=people[1], by=cast.brahim)
    call_command("link")
    assert not Likeness.objects.exists()
    actions.take_apart_back(told=told, by=cast.brahim)
    actions.merge(kept=people[0], gone=people[1], by=cast.brahim, reason="…")
    call_command("link")
    assert not Likeness.objects.exists()


def test_counting_alone_asks_nobody(people) -> None:
    call_command("link", dry_run=True)
    assert not Likeness.objects.exists()


def test_numbers_are_blind_and_names_of_merged_records_count(cast, people) -> None:
    actions.merge(kept=people[0], gone=people[1], by=cast.brahim, reason="…")
    records = registry.read()
    at = records.ids.index(people[0].pk)
    assert people[1].pk not in records.ids and people[4].pk not in records.ids
    assert records.names[at] == ("خديجة زهرون", "Khadidja Zahroun", "Khadija Zahroune")
    assert len(records.phones[at]) == 1 and "213550004567" not in str(records.phones[at])
    assert records.identity[at] and str(records.identity[at]) != people[0].identity_number
    assert records.commune[at] == people[0].area_id


def test_the_working_folder_is_closed_and_goes_even_when_the_work_fails(tmp_path) -> None:
    modes = []

    def fail() -> None:
        with engine.working_folder(tmp_path) as folder:
            modes.append(stat.S_IMODE(os.stat(folder).st_mode))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert modes == [0o700] and not list(tmp_path.iterdir())


def test_an_empty_registry_and_one_of_one_are_no_fault(tmp_path) -> None:
    assert engine.link(Records(), least=0.2, inside=tmp_path) == []
    records = Records()
    records.add(7, ("محمد",))
    assert engine.link(records, least=0.2, inside=tmp_path) == []


def test_scripts_order_and_a_missing_part_do_not_hide_anyone(tmp_path) -> None:
    records = Records()
    for pk, name in enumerate(
        ("محمد أمين بن عبد الله", "Benabdellah Mohamed", "Yasmina Haddad", "ياسمين الحداد", "Rabah Ziani"), 1
    ):
        records.add(pk, (name,), sex="MALE", year=1970, day=19700405 if pk != 5 else 19690101, commune=3, province=1)
    found = {(pair.a, pair.b) for pair in engine.link(records, least=0.2, inside=tmp_path)}
    assert (1, 2) in found and (3, 4) in found and not any(5 in pair for pair in found)


def test_every_level_has_its_weights_and_none_is_above_one() -> None:
    codes = {code for levels in model.LEVELS.values() for code, _condition in levels if code}
    assert set(model.weights()) == codes
    assert all(0 < both[kind] <= 1 for both in model.weights().values() for kind in ("m", "u"))


def test_a_wrong_threshold_and_an_unknown_engine_are_refused(settings) -> None:
    with pytest.raises(CommandError, match="between 0 and 1"):
        call_command("link", least=3.0)
    settings.LINK_ENGINE = "abacus"
    with pytest.raises(CommandError, match="YAQAZA_LINK_ENGINE"):
        call_command("link")


def test_web_workers_never_load_what_linkage_needs() -> None:
    code = (
        "import django, sys; django.setup(); import yaqaza.config.urls; from django.urls import reverse; reverse('people:search');"
        "print({'duckdb', 'splink', 'pyarrow', 'sqlglot'} & set(sys.modules))"
    )
    source = Path(__file__).parents[2] / "src"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "yaqaza.config.settings", "PYTHONPATH": str(source)}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
