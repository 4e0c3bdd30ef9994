"""What the packs say about the two countries."""

from datetime import date

import pytest

from yaqaza import countries

DZ = countries.get("DZ")
MA = countries.get("ma")


def test_an_unknown_country_is_a_key_error():
    with pytest.raises(KeyError):
        countries.get("TN")


def test_months_are_those_of_each_country():
    assert [DZ.month_name(month) for month in (1, 7, 8, 11)] == ["جانفي", "جويلية", "أوت", "نوفمبر"]
    assert [MA.month_name(month) for month in (1, 7, 8, 9, 11, 12)] == [
        "يناير",
        "يوليوز",
        "غشت",
        "شتنبر",
        "نونبر",
        "دجنبر",
    ]
    assert DZ.month_name(8, "fr") == "août"
    assert DZ.month_name(8, "zgh") == "أوت"


@pytest.mark.parametrize("country", [DZ, MA])
def test_every_list_of_names_is_whole(country):
    assert {len(names) for names in country.months.values()} == {12}
    assert {len(names) for names in country.weekdays.values()} == {7}
    for names in (
        country.names,
        *country.levels.values(),
        *country.level_plurals.values(),
        *country.kinds.values(),
        *country.institutions.values(),
        *(each.names for each in (*country.programmes, *country.units, *country.holidays, *country.movable_holidays)),
        *(each.names for each in (*country.hotlines, *country.attributions, *country.accounts, country.identity)),
    ):
        assert all(names.in_(language) for language in ("ar", "fr", "en", "zgh"))


@pytest.mark.parametrize("country", [DZ, MA])
def test_codes_are_upper_case_and_used_once(country):
    for each in (country.programmes, country.units, country.movable_holidays, country.accounts):
        codes = [one.code for one in each]
        assert codes == [code.upper() for code in codes]
        assert len(codes) == len(set(codes))


@pytest.mark.parametrize("country", [DZ, MA])
def test_a_hotline_and_a_holiday_say_where_they_are_known_from(country):
    assert all(line.source.startswith("http") for line in country.hotlines)
    assert all(day.source for day in (*country.holidays, *country.movable_holidays))


def test_areas_are_called_what_the_law_calls_them():
    assert DZ.level_name("PROVINCE") == "ولاية"
    assert DZ.level_name("DISTRICT", language="fr") == "daïra"
    assert MA.level_name("PROVINCE") == "إقليم"
    assert MA.level_name("PROVINCE", "PREFECTURE", "fr-MA") == "préfecture"
    assert MA.level_name("COMMUNE", "ARRONDISSEMENT") == "مقاطعة"
    assert MA.level_name("COMMUNE", "URBAN") == "جماعة"


def test_the_five_programmes_of_the_province_are_there():
    assert [programme.code for programme in MA.programmes if programme.system == "C"] == [
        "WOMEN_IN_HARDSHIP",
        "VULNERABLE_ELDERLY",
        "MENTAL_DISORDERS",
        "CHILDREN_IN_HARDSHIP",
        "WITHOUT_SHELTER",
    ]
    assert MA.programme("WITHOUT_SHELTER").names.fr.endswith("sans abri")


def test_weekends_differ():
    friday = date(2026, 11, 20)
    sunday = date(2026, 11, 22)
    assert not DZ.is_working_day(friday)
    assert MA.is_working_day(friday)
    assert DZ.is_working_day(sunday)
    assert not MA.is_working_day(sunday)
    assert DZ.weekday_name(friday) == "الجمعة"


def test_a_holiday_counts_from_the_year_of_its_law():
    assert MA.holiday_on(date(2025, 10, 31)) is None
    assert MA.holiday_on(date(2026, 10, 31)).names.fr == "Fête de l’Unité (Aïd Al Wahda)"
    assert DZ.holiday_on(date(2017, 1, 12)) is None
    assert DZ.holiday_on(date(2026, 1, 12)).names.en == "Amazigh New Year"


def test_an_announced_holiday_closes_offices():
    monday = date(2026, 11, 23)
    assert DZ.is_working_day(monday)
    assert not DZ.is_working_day(monday, announced={monday})
