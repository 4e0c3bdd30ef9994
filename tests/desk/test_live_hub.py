"""Who hears of a change: the same who would read it."""

from __future__ import annotations

import pytest

from yaqaza.desk.live.hub import MOST_OF_A_USER, Full, Hub, Listener
from yaqaza.desk.live.officers import TOPICS, Change, Officer, change, house_paths, of_sessions, officer

HERE = ("1.16.",)
OFFICER = Officer(7, {"alert": (HERE, ("1.4.",)), "handover": ((), ("1.4.",))}, ())


def a_hub(most: int = 100) -> Hub:
    hub = Hub(most)
    hub.houses = {4: "1.4.", 5: "1.5."}
    return hub


def a_page(who: Officer = OFFICER, session: str = "s") -> Listener:
    return Listener(session, who)


@pytest.mark.parametrize(
    ("said", "house", "hears"),
    [
        (Change("alert", "1.16.1605.", 5), "1.5.", True),  # by the area
        (Change("alert", "1.9.", 4), "1.4.", True),  # by the organisation
        (Change("alert", "1.9.", 5), "1.5.", False),
        (Change("alert", "1.160.", 5), "1.5.", False),  # another area that begins alike
        (Change("handover", "", 4), "1.4.", True),
        (Change("handover", "1.16.", 5), "1.5.", False),  # notes belong to houses
        (Change("team", "1.16.", 4), "1.4.", False),  # a topic that the officer does not read
        (Change("alert", "1.16.", 4, closed=True, reader=8), "1.4.", False),
        (Change("alert", "1.16.", 4, closed=True, reader=7), "1.4.", True),
    ],
)
def test_a_change_is_heard_by_those_whose_row_it_is(said, house, hears) -> None:
    assert OFFICER.hears(said, house) is hears


def test_a_closed_row_is_heard_where_access_is_granted() -> None:
    grants = Officer(9, OFFICER.reach, ("1.4.",))
    assert grants.hears(Change("alert", "1.16.", 4, closed=True), "1.4.")
    assert not grants.hears(Change("alert", "1.16.", 5, closed=True), "1.5.")


def test_a_notification_that_is_not_ours_is_nothing() -> None:
    assert change('{"topic":"alert","area":"1.2.","house":3,"closed":false,"reader":null}') == Change(
        "alert", "1.2.", 3
    )
    for payload in ("echo", "{}", '{"topic":"alert"}', '{"topic":"x","area":"","house":1,"closed":false}', "[1]"):
        assert change(payload) is None


def test_a_topic_waits_once_however_often_it_changed() -> None:
    hub, page, other = a_hub(), a_page(), a_page(Officer(8, {}, ()))
    hub.join(page)
    hub.join(other)
    for _ in range(500):
        hub.say(Change("alert", "1.16.", 4))
    assert (page.waiting, other.waiting) == ({"alert"}, set())


def test_who_comes_back_hears_what_was_missed_and_only_that() -> None:
    hub = a_hub()
    hub.say(Change("handover", "", 4))
    last = hub.mark
    hub.say(Change("alert", "1.9.", 5))
    back = a_page()
    hub.join(back, after=last)
    assert back.waiting == set()
    hub.say(Change("alert", "1.16.", 4))
    again = a_page()
    hub.join(again, after=last)
    assert again.waiting == {"alert"}


@pytest.mark.parametrize("last", ["other-1", "nonsense", "-", "1"])
def test_who_comes_back_with_an_unknown_mark_looks_at_everything(last) -> None:
    page = a_page()
    a_hub().join(page, after=last)
    assert page.waiting == set(TOPICS)


def test_what_was_said_before_the_database_was_away_is_not_trusted() -> None:
    hub = a_hub()
    last = hub.mark
    hub.say_all()
    page = a_page()
    hub.join(page, after=last)
    assert page.waiting == set(TOPICS)


def test_the_oldest_page_of_an_officer_goes_when_there_are_too_many() -> None:
    hub = a_hub()
    pages = [a_page() for _ in range(MOST_OF_A_USER + 1)]
    for page in pages:
        hub.join(page)
    assert (pages[0].goodbye, len(hub.listeners)) == ("many", MOST_OF_A_USER)


def test_a_full_process_takes_nobody_more() -> None:
    hub = a_hub(most=1)
    hub.join(a_page())
    with pytest.raises(Full):
        hub.join(a_page(Officer(8, {}, ())))


def test_a_session_that_ended_is_let_go_and_a_new_reach_counts() -> None:
    hub, stays, goes = a_hub(), a_page(session="stays"), a_page(Officer(8, {}, ()), session="goes")
    hub.join(stays)
    hub.join(goes)
    hub.keep({"stays": Officer(7, {}, ())}, asked={"stays", "goes"})
    assert (goes.goodbye, list(hub.listeners), stays.officer.reach) == ("session", [stays], {})


def test_a_page_that_came_while_sessions_were_asked_for_stays() -> None:
    hub, known, came = a_hub(), a_page(session="known"), a_page(session="came")
    hub.join(known)
    asked = hub.sessions()
    hub.join(came)
    hub.keep({"known": known.officer}, asked=asked)
    assert (came.goodbye, list(hub.listeners)) == ("", [known, came])


def test_the_officer_of_a_session_is_who_signed_in(cast, houses, signed_in) -> None:
    client = signed_in(cast.duniya)
    key = client.cookies["yaqaza_dz"].value
    found = of_sessions([key, "unknown"])
    assert list(found) == [key]
    assert found[key] == officer(cast.duniya)
    assert found[key].reach["handover"] == ((cast.duniya.main_posting.area.path,), (houses.cell.path,))
    assert house_paths()[houses.cell.pk] == houses.cell.path


def test_a_session_of_an_older_password_or_of_nobody_on_duty_is_none(cast, signed_in) -> None:
    keys = [signed_in(user).cookies["yaqaza_dz"].value for user in (cast.duniya, cast.djamel, cast.auditor)]
    cast.duniya.set_password("another quiet lamp")
    cast.duniya.save()
    assert of_sessions(keys) == {}


def test_who_signed_out_or_was_switched_off_is_none(cast, signed_in) -> None:
    client, other = signed_in(cast.duniya), signed_in(cast.brahim)
    keys = [client.cookies["yaqaza_dz"].value, other.cookies["yaqaza_dz"].value]
    client.logout()
    cast.brahim.is_active = False
    cast.brahim.save()
    assert of_sessions(keys) == {}
