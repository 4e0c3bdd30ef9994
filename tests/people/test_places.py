"""A place alone, typed into the search for persons: it is said to be a place, and its people are offered."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yaqaza.people import actions, queries
from yaqaza.territory import gazetteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_gazetteer(places):
    gazetteer.forget()
    yield
    gazetteer.forget()


@pytest.fixture
def three(cast, places, khadija):
    """Two of Bab El Oued, one of them nameless and recorded last, and one of the Casbah."""
    actions.create_person(by=cast.amina, area=places.casbah, name_ar="علي")
    nameless = actions.create_person(by=cast.amina, area=places.bab_el_oued, description="رجل حدا المحطة")
    nameless.created_at = timezone.now() + timedelta(minutes=1)
    nameless.save(update_fields=["created_at"])
    return khadija, nameless


def found(client, text: str) -> str:
    return client.post(reverse("people:search"), {"q": text}, follow=True).content.decode()


@pytest.mark.parametrize("text", ["باب الوادي", "Bab El Oued", "باب الوادي، الجزائر"])
def test_a_place_alone_shows_who_lives_there_the_last_recorded_first(cast, signed_in, three, text):
    khadija, nameless = three
    page = found(signed_in(cast.amina), text)
    assert re.findall(r'class="row" href="/people/([0-9a-f-]{36})', page) == [str(nameless.uuid), str(khadija.uuid)]
    assert f"«{text}» اسم مكان" in page and "لا أحد شبيه" not in page


def test_the_list_of_the_place_is_one_link_away(cast, signed_in, three, places):
    client = signed_in(cast.amina)
    page = found(client, "باب الوادي")
    links = re.findall(r'href="(\?area=[^"]+)"', page)
    whole, unnamed = (link.replace("&amp;", "&") for link in links[:2])
    assert str(places.bab_el_oued.uuid) in whole
    assert client.get(f"/people/{whole}").content.decode().count('class="row"') == 2
    assert client.get(f"/people/{unnamed}").content.decode().count('class="row"') == 1


def test_who_is_called_like_a_place_comes_first_and_the_place_is_only_mentioned(cast, signed_in, three, places):
    oued = actions.create_person(by=cast.amina, area=places.casbah, name_ar="باب الوادي")
    page = found(signed_in(cast.amina), "باب الوادي")
    assert re.findall(r'class="row" href="/people/([0-9a-f-]{36})', page) == [str(oued.uuid)]
    assert "اسم مكان أيضا" in page and "?area=" in page


def test_of_a_place_out_of_reach_nobody_is_shown_and_no_list_is_offered(cast, signed_in, three):
    page = found(signed_in(cast.chafia), "باب الوادي")
    assert 'class="row"' not in page and "?area=" not in page
    assert "«باب الوادي» اسم مكان، ولا أحد في ملفاتكم يسمى هكذا أو يقيم فيه" in page


def test_a_name_is_no_place(cast, three):
    assert queries.places_called("خديجة زهرون", seen_by=cast.amina) == []
    assert queries.places_called("باب الوادي 1948", seen_by=cast.amina) == []
    assert queries.places_called("", seen_by=cast.amina) == queries.places_called("\x00", seen_by=cast.amina) == []


def test_a_picker_says_that_it_is_a_place_and_takes_it_for_nobodys_name(cast, signed_in, three, home):
    client = signed_in(cast.amina)
    part = client.post(reverse("people:suggest"), {"pick": "person", "person_q": "باب الوادي"}).content.decode()
    assert "هذا اسم مكان" in part and "لا أحد بهذا الاسم" not in part
    asked = client.post(
        reverse("people:member", args=[home.uuid]), {"person_q": "باب الوادي", "person_search": "1"}
    ).content.decode()
    assert "هذا اسم مكان" in asked and 'name="person-name"' in asked
    assert not re.search(r'name="person-name"[^>]*value="باب', asked)
    assert not re.search(r'value="باب[^>]*name="person-name"', asked)


@pytest.mark.parametrize("people", [1, 3])
def test_the_queries_do_not_grow_with_the_people(cast, places, people, django_assert_num_queries):
    for number in range(people):
        actions.create_person(by=cast.amina, area=places.bab_el_oued, name_ar=f"علي {'ابتثج'[number]}")
    named = queries.places_called("باب الوادي", seen_by=cast.amina)
    with django_assert_num_queries(1):
        assert len([str(person.area) for person in queries.last_recorded(named, seen_by=cast.amina)]) == people
