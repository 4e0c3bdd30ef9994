"""Pages of the roster and of the places of houses."""

from __future__ import annotations

import io
from datetime import time, timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from tests.conftest import make_organisation

from yaqaza.field.models import ShelterPlaces, Shift
from yaqaza.field.places import actions as places_actions
from yaqaza.field.places import queries as places_queries
from yaqaza.field.roster import actions, hours
from yaqaza.field.states import Guests


@pytest.fixture
def day():
    return hours.first_day(timezone.localdate() + timedelta(days=14))


@pytest.fixture
def night(cast, houses, day) -> Shift:
    begins, ends = hours.span(day, time(23), time(7))
    return actions.plan(by=cast.brahim, organisation=houses.cell, user=cast.duniya, starts_at=begins, ends_at=ends)[0]


def week_of(house, day) -> str:
    return f"{reverse('field:roster')}?house={house.uuid}&day={day.isoformat()}"


def test_a_gap_is_shown_and_filled(cast, houses, night, day, signed_in) -> None:
    client = signed_in(cast.brahim)
    page = client.get(week_of(houses.cell, day)).content.decode()
    assert "لا أحد في المكتب" in page
    assert f"day={day.isoformat()}&amp;from=00%3A00&amp;to=12%3A00" in page
    form = {
        "user": cast.duniya.uuid, "day": f"{day:%d/%m/%Y}", "start": "07", "end": "15", "duty": "DESK", "days": "7",
    }  # fmt: skip
    answer = client.post(reverse("field:shift_new", args=[houses.cell.uuid]), form)
    assert (answer.status_code, Shift.objects.count()) == (302, 8)
    assert answer.url == week_of(houses.cell, day)
    again = client.post(reverse("field:shift_new", args=[houses.cell.uuid]), form)
    assert again.status_code == 422 and "دنيا" in again.content.decode()


def test_how_many_are_needed_is_written_and_the_gaps_say_how_many_are_there(
    cast, houses, night, day, signed_in
) -> None:
    client, address = signed_in(cast.brahim), reverse("field:cover", args=[houses.cell.uuid])
    assert address in client.get(week_of(houses.cell, day)).content.decode()
    form = {"from_1": "20:00", "to_1": "07:00", "people_1": "2"}
    assert client.post(address, form | {"from_2": "09:00"}).status_code == 422
    assert client.post(address, form).status_code == 302
    page = client.get(week_of(houses.cell, day)).content.decode()
    assert "في المكتب: 1، واللازم: 2" in page and "لا أحد في المكتب، واللازم: 2" in page
    assert 'value="20:00"' in client.get(address).content.decode()
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"{reverse('field:roster_xlsx')}?house={houses.cell.uuid}&day={day}").content)
    )
    assert "في المكتب: 1، واللازم: 2" in [cell.value for row in book.active.iter_rows() for cell in row]
    assert signed_in(cast.duniya).get(address).status_code == 403


def test_the_week_costs_as_many_queries_with_many_shifts(
    cast, houses, night, day, signed_in, django_assert_num_queries
) -> None:
    client = signed_in(cast.brahim)
    client.get(week_of(houses.cell, day))
    with django_assert_num_queries(QUERIES):
        client.get(week_of(houses.cell, day))
    begins, ends = hours.span(day, time(7), time(15))
    actions.plan(by=cast.brahim, organisation=houses.cell, user=cast.duniya, starts_at=begins, ends_at=ends, days=7)
    with django_assert_num_queries(QUERIES):
        client.get(week_of(houses.cell, day))


QUERIES = 9


def test_officers_read_their_own_roster_and_no_other(cast, houses, night, day, signed_in) -> None:
    page = signed_in(cast.duniya).get(week_of(houses.cell, day))
    assert page.status_code == 200 and reverse("field:shift_new", args=[houses.cell.uuid]) not in page.content.decode()
    assert signed_in(cast.duniya).get(week_of(houses.blida_directorate, day)).status_code == 404
    assert signed_in(cast.brahim).get(reverse("field:roster") + "?house=x").status_code == 404
    assert signed_in(cast.head).get(reverse("field:roster")).status_code == 200
    assert signed_in(cast.chafia).get(reverse("field:roster")).status_code == 403


def test_the_week_is_printed_and_exported(cast, houses, night, day, signed_in) -> None:
    client = signed_in(cast.duniya)
    assert "دنيا" in client.get(week_of(houses.cell, day).replace("/roster/", "/roster/print/")).content.decode()
    answer = client.get(week_of(houses.cell, day).replace("/roster/", "/roster/roster.xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell for cell in row if cell] for row in sheet.iter_rows(min_row=5, values_only=True)]
    first, second, third = rows
    assert [first[2], first[4], first[5]] == ["00:00", "23:00", "لا أحد في المكتب"]
    assert [second[2], second[4], second[5]] == ["23:00", "07:00", "دنيا"]
    assert [third[2], third[4]] == ["07:00", "00:00"]


def test_a_shift_is_replaced_or_taken_out_on_its_page(cast, houses, night, signed_in) -> None:
    client = signed_in(cast.brahim)
    page = reverse("field:shift", args=[night.uuid])
    assert client.get(page).status_code == 200
    assert client.post(page, {"user": cast.brahim.uuid}).status_code == 302
    night.refresh_from_db()
    assert night.user == cast.brahim
    client.post(reverse("field:shift_out", args=[night.uuid]))
    assert not Shift.objects.exists()


def test_a_leave_and_the_copy_of_a_week(cast, houses, night, day, signed_in) -> None:
    client = signed_in(cast.brahim)
    after = day + timedelta(days=7)
    client.post(reverse("field:roster_copy", args=[houses.cell.uuid]) + f"?day={after.isoformat()}")
    assert Shift.objects.count() == 2
    answer = client.post(
        reverse("field:leave", args=[houses.cell.uuid]),
        {"user": cast.duniya.uuid, "from_on": f"{after:%d/%m/%Y}", "until_on": f"{after:%d/%m/%Y}"},
    )
    page = client.get(answer.url).content.decode()
    assert "في إجازة: يلزم من يعوضه" in page
    leave = cast.duniya.leaves.get()
    client.post(reverse("field:leave_back", args=[houses.cell.uuid, leave.uuid]))
    assert not cast.duniya.leaves.exists()


def test_what_a_house_says_is_dated_and_grows_old(cast, houses, signed_in) -> None:
    client = signed_in(cast.duniya)
    page = reverse("field:places_house", args=[houses.women_space.uuid])
    assert client.get(page).status_code == 200
    assert client.post(page, {"capacity_WOMEN": "20", "free_WOMEN": "21"}).status_code == 422
    assert client.post(page, {"capacity_WOMEN": "20"}).status_code == 422
    assert client.post(page, {"capacity_WOMEN": "20", "free_WOMEN": "3"}).status_code == 302
    (lodging,) = places_queries.foremost(cast.duniya, 8)
    assert (lodging.free, lodging.said_by, lodging.stale) == (3, cast.duniya, False)
    assert (Guests.WOMEN, 3, 0) in places_queries.sums(cast.duniya)
    ShelterPlaces.objects.update(said_at=timezone.now() - timedelta(hours=13))
    (lodging,) = places_queries.foremost(cast.duniya, 8)
    assert lodging.stale
    assert (Guests.WOMEN, 0, 3) in places_queries.sums(cast.duniya)  # not counted on
    assert "قديم جدا" in client.get(reverse("field:places")).content.decode()
    assert places_queries.foremost(cast.chafia, 8) == []
    assert signed_in(cast.chafia).get(page).status_code == 404


def test_a_house_without_the_numbers_of_its_guests_takes_none_in(cast, houses) -> None:
    places_actions.say(
        organisation=houses.women_space, by=cast.head, numbers={Guests.WOMEN: (20, 3), Guests.MINORS: (4, 4)}
    )
    places_actions.say(organisation=houses.women_space, by=cast.head, numbers={Guests.WOMEN: (20, 0)})
    rows = ShelterPlaces.objects.order_by("guests").values_list("guests", "capacity", "free")
    assert list(rows) == [("MINORS", 0, 0), ("WOMEN", 20, 0)]


def test_beyond_a_page_of_houses_all_are_counted_found_by_name_and_reached(
    cast, houses, places, signed_in, monkeypatch, django_assert_num_queries
) -> None:
    monkeypatch.setattr("yaqaza.field.views.places.SIZE", 2)
    rows = [
        make_organisation(houses.directorate, "ASSOCIATION", f"ASS-{number}", places.algiers, f"دار {number}")
        for number in range(6)
    ]
    for number, house in enumerate(rows[:5]):
        places_actions.say(organisation=house, by=cast.brahim, numbers={Guests.MEN: (9, number)})
    ShelterPlaces.objects.filter(organisation=rows[4]).update(said_at=timezone.now() - timedelta(hours=13))
    assert (Guests.MEN, 0 + 1 + 2 + 3, 4) in places_queries.sums(cast.duniya)
    client, address = signed_in(cast.duniya), reverse("field:places")
    seen, url = [], address
    for _page in range(3):
        answer = client.get(url)
        seen += [lodging.house.name_ar for lodging in answer.context["lodgings"]]
        url = f"{address}?cursor={answer.context['page'].next_cursor}"
    assert seen == ["دار 3", "دار 2", "دار 1", "دار 0", "دار 4"]  # room first, what is too old last
    found = client.get(address, {"q": "دار 1"})
    assert [each.house for each in found.context["lodgings"]] == [rows[1]]
    silent = client.get(address, {"show": "silent", "q": "ASS-5"}).content.decode()
    assert "دار 5" in silent and "دار 1" not in silent
    with django_assert_num_queries(PLACES):
        client.get(address, {"q": "دار 1"})
    with django_assert_num_queries(PLACES):
        client.get(address)


PLACES = 6
