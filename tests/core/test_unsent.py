"""A session that ends while somebody writes takes nothing of it along."""

from __future__ import annotations

import re
import time

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from yaqaza.accounts.models import User
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import MOVES, AlertStatus
from yaqaza.core import unsent
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import Refused

pytestmark = pytest.mark.django_db
TEXT = "شيخ وحيد «في» <b>12 rue Didouche</b>\nالطابق الثالث"
CALL = {"text": TEXT, "category": "ELDERLY_IN_DANGER", "urgency": "2", "csrfmiddlewaretoken": "x"}


def ended(user: User) -> Client:
    """The browser of somebody whose session has ended."""
    client = Client()
    again(client, user)
    client.get(reverse("core:components"))
    del client.cookies[settings.SESSION_COOKIE_NAME]
    return client


def again(client: Client, user: User) -> None:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def test_a_call_that_was_written_is_sent_after_the_sign_in(cast, houses, places) -> None:
    client = ended(cast.duniya)
    away = client.post(reverse("alerts:record"), CALL)
    assert away.url == f"{reverse('account_login')}?next={reverse('core:unsent')}"
    assert TEXT not in str(dict(client.session))
    again(client, cast.duniya)
    page = client.get(away.url.partition("next=")[2])
    html = page.content.decode()
    assert f'action="{reverse("alerts:record")}"' in html and "&lt;b&gt;12 rue Didouche" in html
    ((written, words, _at),) = page.context["forms"]
    assert written["fields"] == [["text", TEXT], ["category", "ELDERLY_IN_DANGER"], ["urgency", "2"]]
    assert words == TEXT
    answer = client.post(written["to"], dict(written["fields"]))
    assert TEXT in (Alert.objects.get().text if answer.status_code == 302 else answer.context["form"]["text"].value())


def test_nothing_is_offered_to_who_wrote_nothing_nor_after_half_an_hour(cast, houses, monkeypatch) -> None:
    client = ended(cast.duniya)
    client.post(reverse("alerts:record"), CALL)
    again(client, cast.duniya)
    assert client.get(reverse("core:unsent")).status_code == 200
    later = time.time() + 1801
    monkeypatch.setattr("yaqaza.core.kept.time.time", lambda: later)
    assert client.get(reverse("core:unsent")).url == reverse("desk:home")


@pytest.mark.parametrize(
    "fields",
    [{}, {"new_password": "x"}, {"secret": "x", "text": "y"}, {"text": "x" * (unsent.MOST + 1)}],
    ids=["nothing", "a password", "a key", "too much"],
)
def test_passwords_keys_and_floods_are_not_kept(cast, houses, fields) -> None:
    client = ended(cast.duniya)
    assert client.post(reverse("alerts:record"), fields).url.endswith(f"?next={reverse('alerts:record')}")
    assert unsent.NAME not in client.session


def test_another_at_the_same_computer_neither_reads_nor_sends_it(cast, houses) -> None:
    client = ended(cast.duniya)
    away = client.post(reverse("alerts:record"), CALL).url.partition("next=")[2]
    again(client, cast.brahim)
    assert client.get(away).url == reverse("desk:home")
    again(client, cast.duniya)
    assert client.get(away).url == reverse("desk:home")


@pytest.mark.parametrize("writer", ["", "1", "forged:signature"])
def test_of_a_browser_where_nobody_was_signed_in_nothing_is_kept(houses, writer) -> None:
    client = Client()
    client.cookies[unsent.WRITER] = writer
    assert client.post(reverse("alerts:record"), CALL).url.endswith(f"?next={reverse('alerts:record')}")
    assert not client.session.keys()


def test_files_are_to_be_chosen_again_and_that_is_said(cast, houses) -> None:
    client = ended(cast.brahim)
    client.post(reverse("alerts:import"), {"note": "x", "file": SimpleUploadedFile("a.csv", b"a")})
    again(client, cast.brahim)
    assert client.get(reverse("core:unsent")).context["forms"][0][0]["files"]


def test_a_piece_of_a_page_leaves_the_page_as_it_is_and_says_that_the_session_ended(cast, houses) -> None:
    at = {"HX-Request": "true", "HX-Current-URL": "http://testserver/alerts/"}
    piece = Client().get(reverse("alerts:strip"), headers=at)
    assert (piece.status_code, piece.headers["HX-Reswap"]) == (200, "none")
    said = piece.content.decode()
    assert re.search(r'^<div id="signed-out" hx-swap-oob="innerHTML">', said) and "next=/alerts/" in said
    assert "<html" not in said
    client = ended(cast.duniya)
    asked = client.post(reverse("alerts:record_hints"), {"text": TEXT}, headers=at)
    assert (asked.status_code, asked.headers["HX-Reswap"]) == (200, "none")
    assert unsent.NAME not in client.session


def test_what_is_left_is_offered_no_more(cast, houses) -> None:
    client = ended(cast.duniya)
    client.post(reverse("alerts:record"), CALL)
    again(client, cast.duniya)
    (key,) = keys(client)
    assert client.post(reverse("core:unsent"), {unsent.FIELD: key}).url == reverse("core:unsent")
    assert client.get(reverse("core:unsent")).url == reverse("desk:home")


def keys(client: Client) -> list[str]:
    """The keys of what is offered, oldest first."""
    return [form["key"] for form, _words, _at in client.get(reverse("core:unsent")).context["forms"]]


def test_what_two_windows_brought_is_both_kept_and_what_was_pressed_twice_once(cast, houses) -> None:
    client = ended(cast.duniya)
    client.post(reverse("alerts:record"), CALL)
    client.post(reverse("alerts:handover"), {"text": "ملاحظة للمداومة القادمة"})
    client.post(reverse("alerts:record"), CALL)
    again(client, cast.duniya)
    forms = client.get(reverse("core:unsent")).context["forms"]
    assert [words for _form, words, _at in forms] == ["ملاحظة للمداومة القادمة", TEXT]
    left, sent = keys(client)
    client.post(reverse("core:unsent"), {unsent.FIELD: left})
    assert keys(client) == [sent]
    assert unsent.FIELD not in str(forms[0][0]["fields"])


def test_of_more_than_anybody_writes_the_oldest_goes(cast, houses) -> None:
    client = ended(cast.duniya)
    for number in range(unsent.FORMS + 1):
        client.post(reverse("alerts:record"), CALL | {"text": f"نداء رقم {number}"})
    again(client, cast.duniya)
    forms = client.get(reverse("core:unsent")).context["forms"]
    assert [words for _form, words, _at in forms] == [f"نداء رقم {number}" for number in range(1, unsent.FORMS + 1)]


def test_what_was_sent_again_is_offered_no_more_and_what_was_refused_is(cast, houses, places) -> None:
    client = ended(cast.duniya)
    note = {"text": "ملاحظة للمداومة القادمة", "organisation": houses.cell.uuid}
    client.post(reverse("alerts:handover"), note)
    client.post(reverse("alerts:record"), {"text": "", "category": "X"})
    again(client, cast.duniya)
    first, second = keys(client)
    assert client.post(reverse("alerts:record"), {"text": "", "category": "X", unsent.FIELD: second}).status_code == 422
    assert keys(client) == [first, second]
    assert client.post(reverse("alerts:handover"), note | {unsent.FIELD: first}).status_code == 302
    assert keys(client) == [second]


def test_every_page_says_that_something_waits_to_be_sent(cast, houses) -> None:
    client = ended(cast.duniya)
    client.post(reverse("alerts:record"), CALL)
    again(client, cast.duniya)
    link = f'href="{reverse("core:unsent")}"'
    assert link in client.get(reverse("alerts:handover")).content.decode()
    (key,) = keys(client)
    client.post(reverse("core:unsent"), {unsent.FIELD: key})
    assert link not in client.get(reverse("alerts:handover")).content.decode()


def test_a_form_of_before_the_sign_in_elsewhere_is_kept_and_one_of_another_site_never(cast, houses) -> None:
    """The other window signed in: the proof of this window's form is the one of the session before."""
    client = Client(enforce_csrf_checks=True)
    again(client, cast.duniya)
    client.get(reverse("core:components"))
    for origin in ("https://elsewhere.example", "null", ""):
        headers = {"Origin": origin} if origin else {}
        assert client.post(reverse("alerts:record"), CALL, headers=headers).status_code == 403
    assert unsent.NAME not in client.session
    answer = client.post(reverse("alerts:record"), CALL, headers={"Origin": "http://testserver"})
    assert answer.url == reverse("core:unsent")
    assert [words for _form, words, _at in client.get(answer.url).context["forms"]] == [TEXT]
    again(client, cast.brahim)  # another person at the same computer
    stranger = client.post(reverse("alerts:record"), CALL, headers={"Origin": "http://testserver"})
    assert stranger.status_code == 403


def test_who_comes_second_hears_that_somebody_was_faster() -> None:
    with translation.override("en"):
        with pytest.raises(Refused, match="somebody was faster"):
            check_move(MOVES, AlertStatus.DISMISSED, AlertStatus.DISMISSED)
        with pytest.raises(Refused, match="not the next step"):
            check_move(MOVES, AlertStatus.DISMISSED, AlertStatus.GATHERED)
