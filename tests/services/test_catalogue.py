"""The catalogue as data, and loading it twice."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from yaqaza import countries
from yaqaza.core.models import AuditEntry
from yaqaza.services import actions, catalogue
from yaqaza.services.leading import LED
from yaqaza.services.models import Programme, ServiceType
from yaqaza.services.states import Counts


def test_codes_are_different_and_fit():
    codes = [kind.code for kind in catalogue.KINDS]
    assert len(codes) == len(set(codes))
    assert [code for code in codes if len(code) > 40 or code != code.upper()] == []


@pytest.mark.parametrize("kind", catalogue.KINDS, ids=lambda kind: kind.code)
def test_every_kind_is_named_in_three_languages(kind):
    assert all((kind.names.ar, kind.names.fr, kind.names.en))
    assert max(len(name) for name in (kind.names.ar, kind.names.fr, kind.names.en)) <= 200
    assert set(kind.systems) <= set("ABCDE")


def test_every_system_has_kinds():
    assert set("".join(kind.systems for kind in catalogue.KINDS)) == set("ABCDE")


@pytest.mark.parametrize(
    "code",
    [
        "FIRST_AID",
        "MEDICAL_CONSULTATION",
        "EMERGENCY_SHELTER",
        "EMERGENCY_FOOD",
        "MEAL",
        "WARMTH",
        "LISTENING",
        "STREET_PLACEMENT",
    ],
)
def test_urgent_help_never_waits(code):
    assert not _kind(code).verify


@pytest.mark.parametrize(
    "code",
    [
        "CASH_AID",
        "SOLIDARITY_ALLOWANCE",
        "FOOD_BASKET",
        "MICRO_CREDIT",
        "PROJECT_EQUIPMENT",
        "HOUSING_REPAIR",
        "MEDICAL_EQUIPMENT",
    ],
)
def test_durable_aid_waits_for_a_verdict(code):
    assert _kind(code).verify


def test_what_counts_people():
    people = {kind.code for kind in catalogue.KINDS if kind.counts is Counts.PEOPLE}
    assert people == {
        "STREET_CASE", "WOMEN_LISTENING", "WOMEN_REFERRAL", "WOMEN_VIOLENCE", "ELDERLY_DAY", "ELDERLY_HEALTH", "ELDERLY_ACTIVITY",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("country", ["DZ", "MA"])
def test_loading_twice_writes_once(country):
    first = actions.load_catalogue(country=country)
    pack = countries.get(country)
    assert (first.programmes, first.types) == (len(pack.programmes), len(catalogue.KINDS))
    assert first.changed == len(pack.programmes) + len(catalogue.KINDS)
    assert actions.load_catalogue(country=country).changed == 0
    assert AuditEntry.objects.filter(event="services.catalogue_loaded").count() == 1
    assert Programme.objects.get(code="WITHOUT_SHELTER").name_ar == pack.programme("WITHOUT_SHELTER").names.ar


@pytest.mark.django_db
def test_what_left_the_catalogue_is_retired_and_stays():
    ServiceType.objects.create(code="OLD_KIND", name_ar="ق", name_fr="a", name_en="o", domain="SOCIAL")
    actions.load_catalogue(country="DZ")
    ServiceType.objects.filter(code="MEAL").update(name_fr="autre", active=False)
    assert actions.load_catalogue(country="DZ").changed == 1
    assert ServiceType.objects.get(code="OLD_KIND").active is False
    assert ServiceType.objects.get(code="MEAL").name_fr == "Repas"


@pytest.mark.django_db
def test_the_command_says_what_it_loaded(capsys):
    call_command("load_catalogue", skip_checks=True)
    assert "Catalogue of DZ: 8 programmes" in capsys.readouterr().out


def _kind(code: str) -> catalogue.Kind:
    return next(kind for kind in catalogue.KINDS if kind.code == code)


@pytest.mark.parametrize("country", ["DZ", "MA"])
def test_every_programme_of_help_leads_kinds_that_there_are(country):
    known = {kind.code for kind in catalogue.KINDS}
    assert {code for codes in LED.values() for code in codes} <= known
    programmes = {programme.code for programme in countries.get(country).programmes}
    assert programmes - set(LED) <= {"SOCIAL_COMPLEX"}  # its units lead its acts
    assert all(len(set(codes)) == len(codes) for codes in LED.values())
