"""All areas of both countries, derived from the packages and loaded: the one slow module of this app."""

from datetime import date
from io import StringIO

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.utils import translation

from yaqaza.territory import loading, queries
from yaqaza.territory.models import Area, AreaChange, Level
from yaqaza.territory.sources import algeria, morocco, records

TODAY = date(2026, 11, 21)

TOWNS = {
    "Chefchaouen": (-5.2636, 35.1688), "Al Hoceima": (-3.9317, 35.2446), "Nador": (-2.9287, 35.1740),
    "Oujda": (-1.9085, 34.6805), "Figuig": (-1.229, 32.109), "Taza": (-4.0101, 34.21), "Meknès": (-5.5473, 33.8935),
    "El Jadida": (-8.5007, 33.2549), "Essaouira": (-9.77, 31.5125), "Agadir": (-9.5981, 30.4202),
    "Ouarzazate": (-6.8936, 30.9189), "Errachidia": (-4.4245, 31.9314), "Guelmim": (-10.0574, 28.987),
    "Laâyoune": (-13.2033, 27.1536), "Zagora": (-5.8381, 30.3324), "Midelt": (-4.731, 32.6852),
}  # fmt: skip
"""Where the towns of Morocco stand, as any atlas has them: the outlines must be where the towns are."""


@pytest.fixture(scope="module")
def algerian():
    return algeria.derive(lambda _step: None)


@pytest.fixture(scope="module")
def moroccan():
    return morocco.derive(lambda _step: None)


def count(country, level, **more):
    return Area.objects.filter(country=country, level=level, valid_to=None, **more).count()


def test_algeria_is_whole(algerian, db, settings):
    settings.COUNTRY = "DZ"
    assert loading.load(algerian, TODAY) == (2159, 0, 0)
    assert count("DZ", Level.PROVINCE) == 69
    assert count("DZ", Level.DISTRICT) == 548
    assert count("DZ", Level.COMMUNE) == 1541
    assert not Area.objects.filter(geometry=None).exists()
    assert AreaChange.objects.count() == 21
    with translation.override("ar"):
        assert queries.area_by_code(Level.COMMUNE, "1605").full_name == "باب الوادي، الجزائر"
        assert queries.area_by_code(Level.PROVINCE, "68").name == "بوسعادة"
        assert queries.area_by_code(Level.PROVINCE, "33").name == "إليزي"
        assert queries.commune_at(3.0519, 36.7925).name == "باب الوادي"  # Place des Trois Horloges
        assert queries.commune_at(-0.6417, 35.6976).full_name == "وهران، وهران"
        assert queries.commune_at(2.35, 48.85) is None
        assert queries.search("bab el wed")[0].code == "1605"
        (place,) = queries.find_places("عجوز وحدها فباب الواد")
        assert queries.areas_of(place)[0].code == "1605"


def test_morocco_is_whole(moroccan, db, settings):
    settings.COUNTRY = "MA"
    assert loading.load(moroccan, TODAY) == (1853, 0, 0)
    assert count("MA", Level.REGION) == 12
    assert count("MA", Level.PROVINCE) == 75
    assert count("MA", Level.PROVINCE, kind="PREFECTURE") == 13
    assert count("MA", Level.DISTRICT, kind="") == 213
    assert count("MA", Level.DISTRICT, kind="ARRONDISSEMENTS") == 8
    assert Area.objects.filter(country="MA", level=Level.COMMUNE).exclude(kind="ARRONDISSEMENT").count() == 1503
    assert count("MA", Level.COMMUNE, kind="ARRONDISSEMENT") == 41
    assert not Area.objects.filter(geometry=None).exists()
    assert Area.objects.get(level=Level.COUNTRY, country="MA").population == 36_828_330
    with translation.override("ar"):
        assert queries.commune_at(-6.8326, 34.0209).full_name == "حسان، الرباط"  # an arrondissement, not the whole city
        assert {name: queries.commune_at(*point).name_fr for name, point in TOWNS.items()} == {
            name: name for name in TOWNS
        }
        assert queries.commune_at(-7.6192, 33.5945).full_name == "سيدي بليوط، الدار البيضاء"
        assert queries.search("كازا")[0].code == "06.141"
        assert queries.counts_below(queries.country_area()) == [
            ("جهات", 12), ("عمالات وأقاليم", 75), ("دوائر", 213), ("عمالات مقاطعات", 8), ("جماعات", 1503), ("مقاطعات", 41),
        ]  # fmt: skip
        anfa = queries.area_by_code(Level.DISTRICT, "06.141.01.00")
        assert [area.name for area in queries.in_order_of(anfa.ancestor_ids)] == [
            "المغرب", "الدار البيضاء-سطات", "الدار البيضاء", "الدار البيضاء",
        ]  # fmt: skip


def test_outlines_are_valid_and_neighbours_do_not_overlap(algerian, moroccan):
    for territory in (algerian, moroccan):
        outlines = {record.key: shapely.from_wkb(record.geometry) for record in territory.records}
        assert all(shape.is_valid and not shape.is_empty for shape in outlines.values())
        parents = {record.parent for record in territory.records}
        leaves = [shape for key, shape in outlines.items() if key[0] == "COMMUNE" and key not in parents]
        (country,) = (shape for key, shape in outlines.items() if key[0] == "COUNTRY")
        assert sum(shape.area for shape in leaves) == pytest.approx(country.area, rel=0.001)


def test_every_area_lies_in_one_that_came_before_it(algerian, moroccan):
    for territory in (algerian, moroccan):
        seen: set[tuple[str, str]] = set()
        for record in territory.records:
            assert record.parent in seen or record.level == "COUNTRY"
            assert record.key not in seen
            seen.add(record.key)


def test_loading_again_changes_nothing_and_what_is_gone_ends(algerian, db):
    loading.load(algerian, TODAY)
    before = dict(Area.objects.values_list("code", "id").filter(level=Level.COMMUNE))
    assert loading.load(algerian, TODAY) == (0, 0, 0)
    fewer = records.Territory("DZ", [each for each in algerian.records if each.key != ("COMMUNE", "1605")])
    renamed = next(each for each in fewer.records if each.key == ("COMMUNE", "1607"))
    old, renamed.name_fr = renamed.name_fr, "La Casbah"
    try:
        assert loading.load(fewer, TODAY) == (0, 1, 1)
    finally:
        renamed.name_fr = old
    assert Area.objects.get(pk=before["1605"]).valid_to == TODAY
    assert Area.objects.get(pk=before["1607"]).name_fr == "La Casbah"


def test_the_command_keeps_what_it_derived_and_says_what_it_did(algerian, db, settings, tmp_path, monkeypatch):
    settings.COUNTRY, settings.VAR = "DZ", tmp_path
    monkeypatch.setattr(algeria, "derive", lambda _say: algerian)
    first, second, third = StringIO(), StringIO(), StringIO()
    call_command("load_areas", stdout=first)
    assert "2159 new, 0 changed, 0 ended" in first.getvalue()
    assert (tmp_path / "areas.json.gz").stat().st_size > 1_000_000
    call_command("load_areas", stdout=second)
    assert "reading areas.json.gz" in second.getvalue()
    assert "0 new, 0 changed, 0 ended" in second.getvalue()
    call_command("load_areas", if_empty=True, stdout=third)
    assert third.getvalue() == ""
    with pytest.raises(CommandError, match="holds no areas of DZ"):
        call_command("load_areas", "--from", str(tmp_path / "nothing.json.gz"), stdout=StringIO())
