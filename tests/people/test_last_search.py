"""The last search of people stands again when its reader comes back, until it is cleared, half an hour is over, or they sign out."""

from __future__ import annotations

import re
import time
from urllib.parse import unquote, urlencode

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from yaqaza.people import actions, forms, queries

pytestmark = pytest.mark.django_db
ADDRESS = "/people/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(cast, signed_in, khadija, places):
    actions.create_person(by=cast.amina, area=places.casbah, name_ar="علي")
    return signed_in(cast.amina)


def shown(client) -> str:
    page = client.get(ADDRESS)
    assert page.status_code == 200
    return page.content.decode()


def searched(client, text="خديجة زهرون") -> None:
    answer = client.post(ADDRESS, {"q": text})
    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)


def test_the_last_search_is_shown_at_a_plain_address_each_time(client):
    searched(client)
    for _again in range(2):
        page = shown(client)
        assert 'value="خديجة زهرون"' in page and page.count('class="row"') == 1


def test_a_search_typed_with_javascript_is_there_after_coming_back(client):
    part = client.post(ADDRESS, {"q": "خديجة زهرون"}, headers=HTMX)
    assert part.status_code == 200 and "<html" not in part.content.decode()
    page = shown(client)
    assert 'value="خديجة زهرون"' in page and page.count('class="row"') == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_empty_search_clears_it(client, headers):
    searched(client)
    assert "مسح البحث" in shown(client)
    cleared = client.post(ADDRESS, {"q": ""}, headers=headers)
    if headers:
        assert "<html" not in cleared.content.decode() and cleared.content.decode().count('class="row"') == 2
    page = shown(client)
    assert page.count('class="row"') == 2 and 'زهرون"' not in page and "مسح البحث" not in page


def test_a_filtered_list_is_the_list_that_was_asked_for(client):
    searched(client)
    assert client.get(ADDRESS, {"sex": ""}).content.decode().count('class="row"') == 2


def test_the_last_search_ends_after_half_an_hour(client, monkeypatch):
    start = time.time()
    for minutes, rows in ((0, 1), (29, 1), (31, 2), (0, 2)):
        monkeypatch.setattr(time, "time", lambda past=start + 60 * minutes: past)
        if not minutes and rows == 1:
            searched(client)
        assert shown(client).count('class="row"') == rows, minutes


def test_the_last_search_ends_with_signing_out(client, cast):
    searched(client)
    client.post(reverse("account_logout"))
    client.force_login(cast.amina)
    assert shown(client).count('class="row"') == 2


def test_no_cookie_and_no_row_of_the_session_holds_the_last_search(client):
    searched(client)
    held = " ".join(morsel.value for morsel in client.cookies.values())
    stored = str([session.get_decoded() for session in Session.objects.all()])
    assert "people_searched" in stored
    for text in (held, unquote(held), stored):
        assert "خديجة" not in text and "\\u062e" not in text


def test_what_is_too_long_is_refused_and_the_last_search_stays(client):
    searched(client)
    assert client.post(ADDRESS, {"q": "x" * 300}).status_code == 422
    assert shown(client).count('class="row"') == 1


def meanwhile(monkeypatch, client, *posted) -> None:
    """While the next search looks, the same browser posts these: address and what was typed."""
    search, other = queries.search, Client()
    other.cookies = client.cookies

    def slow(*args, **kwargs):
        monkeypatch.setattr(queries, "search", search)
        for address, text in posted:
            assert other.post(address, {"q": text}).status_code == 302
        return search(*args, **kwargs)

    monkeypatch.setattr(queries, "search", slow)


def test_a_search_that_ends_after_a_newer_one_does_not_take_its_place(client, monkeypatch):
    meanwhile(monkeypatch, client, (ADDRESS, "علي"))
    client.post(ADDRESS, {"q": "خديجة"}, headers=HTMX)
    assert 'value="علي"' in shown(client)


def test_a_search_that_ends_late_does_not_undo_what_the_browser_did_meanwhile(client, monkeypatch):
    meanwhile(monkeypatch, client, (ADDRESS, ""), (reverse("desk:search"), "زهرون"))
    client.post(ADDRESS, {"q": "خديجة"}, headers=HTMX)
    assert shown(client).count('class="row"') == 2
    assert 'value="زهرون"' in client.get(reverse("desk:search")).content.decode()


def test_signing_out_while_a_search_is_about_to_be_kept_is_no_error(client, monkeypatch):
    monkeypatch.setattr(forms.Search, "is_valid", lambda form, check=forms.Search.is_valid: gone() or check(form))

    def gone() -> None:
        Session.objects.all().delete()

    assert client.post(ADDRESS, {"q": "خديجة"}, headers=HTMX).status_code == 400  # as of any page: signed out


@pytest.mark.parametrize("query", [{"sex": "FEMALE"}, {"cursor": "x"}, {}])
def test_a_search_typed_over_a_filtered_list_leaves_the_plain_address(client, query):
    came = {"HX-Current-URL": f"http://testserver{ADDRESS}?{urlencode(query)}"}
    for text in ("خديجة", "", "x" * 300):
        assert client.post(ADDRESS, {"q": text}, headers=HTMX | came)["HX-Replace-Url"] == ADDRESS


@pytest.mark.parametrize("query", [{"sex": "FEMALE"}, {"sex": "FEMALE", "all": "1"}])
def test_show_all_and_the_last_filter_taken_away_show_the_list_and_not_a_search_kept_meanwhile(client, query):
    listed = client.get(ADDRESS, query).content.decode()
    ways = set(re.findall(r'class="chip(?:s__all)?" href="([^"]+)"', listed))
    assert ways == {f"{ADDRESS}?all=1"} and '<input type="hidden" name="all" value="1">' in listed
    searched(client)
    assert client.get(ways.pop()).content.decode().count('class="row"') == 2
    assert shown(client).count('class="row"') == 2


def test_why_a_search_by_htmx_was_refused_is_said_where_it_is_answered(client):
    answer = client.post(ADDRESS, {"q": "x" * 300}, headers=HTMX)
    (why,) = forms.Search({"q": "x" * 300}).errors["q"]
    assert answer.status_code == 422 and answer.content.decode().count(str(why)) == 1
    assert client.post(ADDRESS, {"q": "x" * 300}).content.decode().count(str(why)) == 1
