"""Photos on the one page that takes a report while the database is away: a refusal loses none of them."""

# ruff: noqa: F811 - fixtures that are taken from another file
from __future__ import annotations

import os
import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.citizen import TEXT, picture, upload
from tests.portal.test_away import ANSWERS, carried, folder, gone  # noqa: F401  # fixtures

from yaqaza.alerts.models import Alert, AlertPhoto
from yaqaza.core import presence
from yaqaza.portal import actions, shelf

pytestmark = pytest.mark.django_db(transaction=True)


def refused(client: Client, page: str, *photos: bytes, **more) -> object:
    """Press “send” without saying what is seen: the page comes back."""
    files = [upload(each, f"{number}.jpg") for number, each in enumerate(photos)]
    answer = client.post(
        reverse("portal:at_once"), {**ANSWERS, "text": "", "carried": page, "token": "x", "photos": files, **more}
    )
    assert (answer.status_code, "photos" in answer.context["form"].errors) == (422, False)
    return answer


def shown(answer) -> list[str]:
    """The marks of the photos on the page, each with the picture itself beside it."""
    html = answer.content.decode()
    marks = re.findall(r'name="remove" value="([0-9a-f]+)"', html)
    assert html.count('src="data:image/jpeg;base64,') == len(marks)
    return marks


@pytest.mark.parametrize("back", [False, True], ids=["away", "back meanwhile"])
def test_photos_outlive_a_refusal_and_go_with_the_report(citizen, gone, folder, back) -> None:
    gone()
    page = carried(citizen.client.get(reverse("portal:report")))
    first = refused(citizen.client, page, picture("red"), picture("blue"))
    again = refused(citizen.client, carried(first), picture("red"), picture("gold"))
    assert len(shown(first)) == 2 and shown(again)[:2] == shown(first) and len(shown(again)) == 3
    if back:
        presence.came_back()
    sent = citizen.client.post(
        reverse("portal:at_once"),
        {**ANSWERS, "carried": carried(again), "token": "x", "photos": upload(picture("teal"))},
    )
    presence.came_back()
    assert actions.take_waiting() == (not back) and sent.status_code == (302 if back else 200)
    assert AlertPhoto.objects.filter(alert=Alert.objects.get()).count() == 4
    assert [path.name for path in shelf.SHELF.folder.iterdir()] == []


def test_a_photo_is_taken_off_the_page_and_what_was_typed_stays(citizen, gone) -> None:
    gone()
    page = carried(citizen.client.get(reverse("portal:report")))
    first, second = shown(refused(citizen.client, page, picture("red"), picture("blue")))
    values = {**ANSWERS, "carried": page, "token": "x", "remove": first, "photos": upload(picture("gold"))}
    answer = citizen.client.post(reverse("portal:at_once"), values)
    assert (answer.status_code, answer.context["form"].is_bound) == (200, False)
    assert shown(answer)[0] == second and len(shown(answer)) == 2 and TEXT in answer.content.decode()
    for other in ("*", "../..", "0" * 16):  # nothing but what is meant goes
        values |= {"remove": other, "photos": []}
        assert len(shown(citizen.client.post(reverse("portal:at_once"), values))) == 2


def test_photos_on_disk_are_sealed_and_belong_to_one_page(citizen, another, gone) -> None:
    gone()
    page = carried(citizen.client.get(reverse("portal:report")))
    (mark,) = shown(refused(citizen.client, page, picture()))
    (kept,) = shelf.SHELF.folder.iterdir()
    assert kept.stat().st_mode & 0o077 == 0 and b"JFIF" not in kept.read_bytes() and b"/9j/" not in kept.read_bytes()
    other = another().client
    theirs = carried(other.get(reverse("portal:report")))
    taken = other.post(reverse("portal:at_once"), {**ANSWERS, "carried": theirs, "token": "x", "remove": mark})
    assert shown(taken) == []
    assert shown(refused(citizen.client, page)) == [mark]


def test_five_photos_are_the_most_with_those_sent_before_it_went_away(citizen, gone) -> None:
    citizen.answer("kind", category="OTHER")
    citizen.answer("where", where="UNKNOWN")
    page = carried(citizen.refused("what", photos=[upload(picture("red")), upload(picture("blue"))]))
    gone()
    answer = refused(citizen.client, page, picture("gold"), picture("teal"))
    assert (answer.context["photos_before"], answer.context["room"]) == (2, 1)
    values = {**ANSWERS, "carried": page, "token": "x", "photos": [upload(picture(each)) for each in ("pink", "lime")]}
    full = citizen.client.post(reverse("portal:at_once"), values)
    assert full.status_code == 422 and len(full.context["form"].errors["photos"]) == 1 and len(shown(full)) == 3
    del values["photos"]
    assert citizen.client.post(reverse("portal:at_once"), values).status_code == 200
    presence.came_back()
    actions.take_waiting()
    assert AlertPhoto.objects.filter(alert=Alert.objects.get()).count() == 5


def test_who_goes_on_by_the_four_questions_finds_the_photos_there(citizen, gone) -> None:
    citizen.answer("kind", category="OTHER")
    citizen.answer("where", where="UNKNOWN")
    page = carried(citizen.client.get(reverse("portal:what")))
    gone()
    refused(citizen.client, page, picture())
    presence.came_back()
    assert citizen.client.get(reverse("portal:what")).content.decode().count("<img") == 1
    assert list(shelf.SHELF.folder.iterdir()) == []


def test_photos_that_nobody_sends_are_gone_after_a_day(citizen, another, gone) -> None:
    gone()
    old = None
    for client, days in ((citizen.client, 2), (another().client, 0)):
        refused(client, carried(client.get(reverse("portal:report"))), picture())
        newest = max(shelf.SHELF.folder.iterdir(), key=lambda path: path.name)
        os.utime(newest, (newest.stat().st_mtime - days * 86_400,) * 2)
        old = newest if days else old
    presence.came_back()
    actions.forget_old_drafts()
    assert len(list(shelf.SHELF.folder.iterdir())) == 1 and not old.exists()


def test_a_report_that_is_given_up_takes_its_photos_along(citizen, gone, django_capture_on_commit_callbacks) -> None:
    page = carried(citizen.answer("kind", category="OTHER") and citizen.client.get(reverse("portal:where")))
    gone()
    refused(citizen.client, page, picture())
    presence.came_back()
    with django_capture_on_commit_callbacks(execute=True):
        citizen.client.post(reverse("portal:discard"))
    assert list(shelf.SHELF.folder.iterdir()) == []


def test_without_room_for_photos_it_is_said_and_the_last_press_still_takes_them(citizen, gone, monkeypatch) -> None:
    gone()
    page = carried(citizen.client.get(reverse("portal:report")))
    values = {**ANSWERS, "carried": page, "token": "x", "photos": upload(picture())}
    with monkeypatch.context() as small:
        small.setattr("yaqaza.core.spool.MOST_BYTES", 10)
        answer = citizen.client.post(reverse("portal:at_once"), values | {"text": ""})
        assert answer.status_code == 422 and len(answer.context["form"].errors["photos"]) == 1 and shown(answer) == []
    assert citizen.client.post(reverse("portal:at_once"), values | {"photos": upload(picture())}).status_code == 200
    presence.came_back()
    actions.take_waiting()
    assert AlertPhoto.objects.count() == 1


def test_photos_of_the_press_under_which_it_went_away_are_kept(citizen, gone) -> None:
    citizen.answer("kind", category="OTHER")
    citizen.answer("where", where="UNKNOWN")
    page = carried(citizen.refused("what", photos=[]))
    gone()
    values = {"carried": page, "text": TEXT, "photos": [upload(picture("red")), upload(picture("blue"))]}
    answer = citizen.client.post(reverse("portal:what"), values)
    assert TEXT in answer.content.decode() and len(shown(answer)) == 2
