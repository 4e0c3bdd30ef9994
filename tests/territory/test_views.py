"""Place search for everybody, and the pages of areas for the staff."""

import pytest

SEARCH, AT = "/territory/search/", "/territory/at/"


def test_anybody_can_search_a_place(client, squares):
    answer = client.get(SEARCH, {"q": "حراش"})
    assert answer.json() == {
        "areas": [
            {
                "uuid": str(squares.harrach.uuid),
                "name": "الحراش",
                "full_name": "الحراش، الجزائر",
                "level": "COMMUNE",
                "level_name": "بلدية",
            }
        ]
    }
    assert "max-age=600" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_search_answers_htmx_with_a_fragment(client, squares):
    answer = client.get(SEARCH, {"q": "حراش"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert 'role="option"' in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": ""},
        {"q": "ا"},
        {"q": "x" * 5000},
        {"q": "%%%'\"<script>\x00"},
        {"q": "قرطبة", "levels": "COMMUNE,NOTHING"},
    ],
)
def test_search_finds_nothing_rather_than_failing(client, squares, query):
    answer = client.get(SEARCH, query)
    assert answer.status_code == 200
    assert answer.json() == {"areas": []}


def test_search_inside_an_area_and_at_levels(client, squares):
    found = client.get(SEARCH, {"q": "سيدي عيسى", "within": str(squares.mascara.uuid)}).json()["areas"]
    assert [area["uuid"] for area in found] == [str(squares.other_sidi_aissa.uuid)]
    found = client.get(SEARCH, {"q": "باب", "levels": "DISTRICT"}).json()["areas"]
    assert [area["uuid"] for area in found] == [str(squares.district.uuid)]
    assert client.get(SEARCH, {"q": "باب", "within": "nobody"}).status_code == 404


def test_a_point_becomes_a_commune(client, squares):
    assert client.get(AT, {"lon": "0.9", "lat": "0.2"}).json()["area"]["full_name"] == "القصبة، الجزائر"
    outside = client.get(AT, {"lon": "50", "lat": "20"}).json()
    assert outside == {"area": None, "message": "هذه النقطة خارج البلد."}


@pytest.mark.parametrize(
    "query", [{}, {"lon": "1"}, {"lon": "a", "lat": "b"}, {"lon": "nan", "lat": "1"}, {"lon": "999", "lat": "1"}]
)
def test_a_point_that_is_none_is_refused(client, squares, query):
    assert client.get(AT, query).status_code == 400


def test_searching_changes_nothing(client, squares):
    assert client.post(SEARCH, {"q": "x"}).status_code == 405


def test_the_pages_of_areas_are_for_the_staff(client, places):
    assert client.get("/territory/").status_code == 302
    assert client.get(f"/territory/{places.casbah.uuid}/").status_code == 302


def test_the_page_of_an_area_shows_what_lies_in_it(signed_in, cast, places):
    browser = signed_in(cast.amina)
    page = browser.get(f"/territory/{places.algiers.uuid}/").content.decode()
    assert "<h1>الجزائر</h1>" in page
    assert f"/territory/{places.bab_el_oued_district.uuid}/" in page
    assert "© مساهمو OpenStreetMap" in page
    country = browser.get("/territory/").content.decode()
    assert f"/territory/{places.blida.uuid}/" in country
    assert browser.get("/territory/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_the_page_of_an_area_asks_the_same_of_few_parts_and_of_many(
    signed_in, cast, places, django_assert_max_num_queries
):
    browser = signed_in(cast.amina)
    browser.get(f"/territory/{places.casbah.uuid}/")  # the names of the areas above are remembered
    counts = []
    for area in (places.blida, places.algiers):
        with django_assert_max_num_queries(30) as queries:
            browser.get(f"/territory/{area.uuid}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_search_leads_to_the_place_or_offers_namesakes(signed_in, cast, places):
    browser = signed_in(cast.amina)
    found = browser.get("/territory/", {"place": "القصبة"})
    assert (found.status_code, found["Location"]) == (302, f"/territory/{places.casbah.uuid}/")
    several = browser.get("/territory/", {"place": "باب الوادي"})
    assert several.status_code == 422
    assert several.content.decode().count('name="place_choice"') == 2
