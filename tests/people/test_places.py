"""A place alone, typed into the search for persons: it is said to be a place, and its people are offered."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yaqaza.people import actions, queries
from yaqaza.people.actions.filing import file_people
from yaqaza.people.models import Person
from yaqaza.people.search import living
from yaqaza.people.search.living import bounded
from yaqaza.people.search.typed import MOST
from yaqaza.territory import gazetteer
from yaqaza.territory import queries as territory

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
    with django_assert_num_queries(5):  # one, and the limit of time around it
        assert len([str(person.area) for person in queries.last_recorded(named, seen_by=cast.amina)]) == people


def test_of_a_long_text_the_beginning_alone_is_looked_up(cast, signed_in, places, monkeypatch):
    asked = []
    known = queries.territory.named_exactly
    monkeypatch.setattr(queries.territory, "named_exactly", lambda text: asked.append(text) or known(text))
    long = "باب الوادي " * 9000
    part = signed_in(cast.amina).post(reverse("people:suggest"), {"pick": "person", "person_q": long})
    queries.places_called(long, seen_by=cast.amina)
    assert queries.is_place(long) is False and part.status_code == 200
    assert len(asked) == 3 and max(len(text) for text in asked) <= MOST
    assert queries.is_place("باب الوادي" + " " * 9000)


@pytest.fixture
def crowd(cast, places, khadija):
    """Very many of another commune, and many of Bab El Oued."""
    given = {
        name: value for name, value in Person.objects.values().get(pk=khadija.pk).items() if name not in ("id", "uuid")
    }
    for area, count in ((places.casbah, 3000), (places.bab_el_oued, 500)):
        Person.objects.bulk_create(
            Person(**given | {"area_id": area.pk, "identity_index": None, "identity_number": "", "created_at": at})
            for at in (timezone.now() - timedelta(minutes=n) for n in range(count))
        )
    file_people(list(Person.objects.values_list("pk", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_person; ANALYZE people_searchentry; ANALYZE territory_area")


def plans(done) -> list[str]:
    found = []
    for query in done.captured_queries:
        if query["sql"].startswith("SELECT"):
            with bounded(), connection.cursor() as cursor:
                cursor.execute("EXPLAIN " + query["sql"])
                found.append("\n".join(line for (line,) in cursor.fetchall()))
    return found


@pytest.mark.parametrize("reader", ["amina", "head"])
def test_places_and_their_last_persons_are_read_by_indexes(cast, crowd, reader):
    user = getattr(cast, reader)
    with CaptureQueriesContext(connection) as done:
        queries.places_called("باب الوادي", seen_by=user)
    entries = [plan for plan in plans(done) if "people_" in plan]
    assert len(entries) == 1 and "search_entry_keys" in entries[0]
    assert "people_person" not in entries[0] and "Seq Scan" not in entries[0]

    commune = [queries.Place(area, True, False) for area in territory.named_exactly("باب الوادي")]
    with CaptureQueriesContext(connection) as done:
        last = queries.last_recorded(commune, seen_by=user)
    assert len(last) == (12 if reader == "amina" else 0)
    assert last == sorted(last, key=lambda person: (person.created_at, person.pk), reverse=True)
    read = [plan for plan in plans(done) if "people_person" in plan]
    assert len(read) == 1 and "person_last_of_area" in read[0]
    assert "Seq Scan on people_person" not in read[0] and "Sort" not in read[0], read[0]


def test_a_read_of_a_place_that_takes_too_long_is_cut(cast, three, monkeypatch):
    named = queries.places_called("باب الوادي", seen_by=cast.amina)
    monkeypatch.setattr(living, "BOUND", "20ms")
    with pytest.raises(living.Cut), bounded(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    with connection.cursor() as cursor:  # the limit ends with the read, and the transaction goes on
        with bounded():
            pass
        cursor.execute("SELECT pg_sleep(0.05)")

    monkeypatch.setattr(living, "_anybody", lambda lists: "pg_sleep(5) IS NULL")
    assert {(place.here, place.unnamed) for place in queries.places_called("باب الوادي", seen_by=cast.amina)} == {
        (True, False)
    }

    def cut():
        raise living.Cut

    monkeypatch.setattr(queries, "bounded", cut)
    assert queries.last_recorded(named, seen_by=cast.amina) == []


@pytest.mark.parametrize("reader", ["amina", "chafia"])
def test_after_a_search_that_was_cut_nobody_is_said_not_to_be_called_so(cast, signed_in, three, monkeypatch, reader):
    monkeypatch.setattr(queries, "search", lambda text, **how: queries.Results(incomplete=True))
    page = found(signed_in(getattr(cast, reader)), "باب الوادي")
    assert "«باب الوادي» اسم مكان." in page and "لا أحد في ملفاتكم" not in page and "ولا أحد" not in page
    assert page.count('class="row"') == (2 if reader == "amina" else 0)
