"""What an area says of itself, and what the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from yaqaza.territory import ancestry
from yaqaza.territory.models import Area, AreaChange, Level, stable_uuid


def test_an_area_is_named_in_the_readers_language(squares):
    with translation.override("ar"):
        assert str(squares.bab_el_oued) == "باب الوادي"
        assert squares.bab_el_oued.full_name == "باب الوادي، الجزائر"
        assert squares.district.full_name == "دائرة باب الوادي، الجزائر"
        assert squares.algiers.full_name == "الجزائر"
        assert squares.bab_el_oued.level_name == "بلدية"
    with translation.override("fr"):
        assert squares.bab_el_oued.full_name == "Bab El Oued, Alger"
        assert squares.algiers.level_name == "wilaya"
    with translation.override("en"):
        assert squares.country.name == "Algeria"
        assert squares.algiers.name == "Alger"


def test_naming_a_list_asks_for_its_provinces_once(squares, django_assert_num_queries):
    rows = list(Area.objects.filter(level=Level.COMMUNE))
    with django_assert_num_queries(1):
        ancestry.remember({above for row in rows for above in row.ancestor_ids})
        assert len({row.full_name for row in rows}) == 5
    with django_assert_num_queries(0):
        assert squares.casbah.full_name


def test_an_area_contains_itself_and_what_lies_in_it(squares):
    assert squares.algiers.contains(squares.bab_el_oued)
    assert squares.algiers.contains(squares.algiers)
    assert not squares.bab_el_oued.contains(squares.algiers)
    assert not squares.msila.contains(squares.bab_el_oued)
    assert squares.bab_el_oued.ancestor_ids == [squares.country.pk, squares.algiers.pk, squares.district.pk]


def test_an_outline_is_geojson_or_nothing(squares):
    assert squares.casbah.geojson["type"] == "Polygon"
    assert Area().geojson is None
    assert Area().shape is None


def test_the_public_id_of_an_official_area_is_the_same_everywhere():
    assert str(stable_uuid("DZ", "COMMUNE", "1605")) == "cc0f41ae-2ec6-5856-814c-9c49d931903b"


def row(**values):
    given = {"level": "COMMUNE", "country": "DZ", "code": "1699", "path": "1.", "name_ar": "أ", "name_fr": "A"}
    return Area(**{**given, "sort_ar": "ا", "sort_fr": "a", **values})


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"code": "1605"}, "area_code_once_while_valid"),
        ({"level": "VILLAGE"}, "area_level_known"),
        ({"level": "COUNTRY", "code": "XX"}, "area_only_country_has_no_parent"),
        ({"path": "1"}, "area_path_ends_with_dot"),
        ({"valid_from": date(2020, 1, 2), "valid_to": date(2020, 1, 1)}, "area_ends_after_it_begins"),
        ({"min_lon": 1.0}, "area_box_is_whole"),
        ({"population": 5}, "area_population_is_dated"),
    ],
)
def test_the_database_refuses_an_impossible_area(squares, values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row(parent=squares.algiers, **values).save()


def test_a_code_may_return_after_its_area_has_ended(squares):
    row(parent=squares.country, level="PROVINCE", code="99").save()


def test_an_area_with_parts_is_not_deleted(squares):
    with pytest.raises(Exception, match="protected"):
        squares.algiers.delete()


def test_a_change_is_between_two_areas_and_told_once(squares):
    change = AreaChange(old=squares.gone, new=squares.algiers, kind="SPLIT", on=date(2019, 1, 1))
    change.save()
    with translation.override("fr"):
        assert str(change) == "Ancienne → Alger"
    for wrong, constraint in (
        (AreaChange(old=squares.gone, new=squares.algiers, kind="MERGED", on=date(2019, 1, 1)), "area_change_once"),
        (AreaChange(old=squares.gone, new=squares.gone, kind="SPLIT", on=date(2019, 1, 2)), "area_change_between_two"),
        (AreaChange(old=squares.gone, new=squares.msila, kind="LOST", on=date(2019, 1, 2)), "area_change_kind_known"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            wrong.save()
