"""Reading areas."""

import pytest
from django.utils import translation

from yaqaza.core.refusal import NotFound
from yaqaza.territory import queries
from yaqaza.territory.models import Level


@pytest.fixture(autouse=True)
def _arabic():
    with translation.override("ar"):
        yield


def test_an_area_is_got_by_its_uuid_or_not_at_all(squares):
    assert queries.get_area(str(squares.casbah.uuid)) == squares.casbah
    assert queries.get_area(squares.gone.uuid) == squares.gone  # an old row still points at it
    for wrong in ("cc0f41ae-2ec6-5856-814c-9c49d931903f", "1605", "", "x'; --"):
        with pytest.raises(NotFound):
            queries.get_area(wrong)


def test_an_area_is_got_by_its_code_only_while_it_is_on_the_map(squares):
    assert queries.area_by_code(Level.PROVINCE, "16") == squares.algiers
    assert queries.country_area() == squares.country
    with pytest.raises(NotFound):
        queries.area_by_code(Level.PROVINCE, "99")


def test_children_stand_as_in_a_printed_list(squares):
    assert queries.children(squares.country) == [squares.algiers, squares.msila, squares.mascara]
    assert queries.children(squares.algiers) == [squares.district, squares.harrach]
    assert queries.children(squares.casbah) == []


def test_below_finds_a_level_at_any_depth(squares):
    assert set(queries.below(squares.algiers, Level.COMMUNE)) == {squares.bab_el_oued, squares.casbah, squares.harrach}
    assert list(queries.below(squares.casbah, Level.COMMUNE)) == [squares.casbah]
    assert queries.counts_below(squares.country) == [("ولايات", 3), ("دوائر", 1), ("بلديات", 5)]


def test_search_finds_in_both_scripts_and_inside_an_area(squares):
    assert queries.search("باب") == [squares.bab_el_oued, squares.district]
    assert queries.search("bab el wad") == [squares.bab_el_oued, squares.district]
    assert queries.search("sidi aissa") == [squares.sidi_aissa, squares.other_sidi_aissa]
    assert queries.search("sidi aissa", within=squares.mascara) == [squares.other_sidi_aissa]
    assert queries.search("الجزائر", levels=[Level.PROVINCE]) == [squares.algiers]
    assert queries.search("ب") == []
    assert queries.search("سابقة") == []


def test_search_asks_the_database_the_same_for_one_and_for_many(squares, django_assert_num_queries):
    queries.search("وهران")
    for text in ("الحراش", "سيدي"):
        with django_assert_num_queries(2):
            found = queries.search(text)
            assert [area.full_name for area in found]
        queries.gazetteer.ancestry.forget()


def test_names_are_resolved_exactly(squares):
    assert queries.named_exactly("باب الوادي، الجزائر", levels=[Level.COMMUNE]) == [squares.bab_el_oued]
    assert queries.named_exactly("دائرة باب الوادي، الجزائر") == [squares.district]
    assert queries.named_exactly("Sidi Aissa, Mascara") == [squares.other_sidi_aissa]


@pytest.mark.parametrize(
    ("lon", "lat", "commune"),
    [(0.1, 0.1, "bab_el_oued"), (0.9, 0.2, "casbah"), (0.5, 0.9, "harrach"), (2.5, 0.5, "other_sidi_aissa")],
)
def test_a_point_has_its_commune(squares, lon, lat, commune):
    assert queries.commune_at(lon, lat) == getattr(squares, commune)


def test_a_point_just_off_the_coast_belongs_to_the_nearest_commune(squares):
    assert queries.commune_at(0.2, -0.005) == squares.bab_el_oued


def test_a_point_outside_has_none(squares):
    assert queries.commune_at(10, 10) is None
    assert queries.commune_at(0.2, -0.05) is None


def test_places_in_a_message_lead_to_areas(squares):
    (place,) = queries.find_places("عجوز وحدها في باب الوادي")
    assert queries.areas_of(place) == [squares.bab_el_oued, squares.district]
    assert place.area_codes[0] == str(squares.bab_el_oued.uuid)
    first, province = queries.find_places("في سيدي عيسى ولاية معسكر")
    assert queries.areas_of(first) == [squares.other_sidi_aissa]
    assert queries.areas_of(province) == [squares.mascara]
