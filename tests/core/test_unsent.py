"""A session that ends while somebody writes takes nothing of it along."""

from __future__ import annotations

import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import MOVES, AlertStatus
from yaqaza.core import unsent
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import Refused

pytestmark = pytest.mark.django_db
TEXT = "شيخ وحيد «في» <b>12 rue Didouche</b>\nالطابق الثالث"
CALL = {"text": TEXT, "category": "ELDERLY_IN_DANGER", "urgency": "2", "csrfmiddlewaretoken": "x"}


def test_a_call_that_was_written_is_sent_after_the_sign_in(cast, houses, places) -> None:
    client = Client()
    away = client.post(reverse("alerts:record"), CALL)
    assert away.url == f"{reverse('account_login')}?next={reverse('core:unsent')}"
    assert TEXT not in str(dict(client.session))
    client.force_login(cast.duniya, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(away.url.partition("next=")[2])
    html = page.content.decode()
    assert f'action="{reverse("alerts:record")}"' in html and "&lt;b&gt;12 rue Didouche" in html
    assert page.context["written"]["fields"] == [["text", TEXT], ["category", "ELDERLY_IN_DANGER"], ["urgency", "2"]]
    again = client.post(page.context["written"]["to"], dict(page.context["written"]["fields"]))
    assert TEXT in (Alert.objects.get().text if again.status_code == 302 else again.context["form"]["text"].value())


def test_nothing_is_offered_to_who_wrote_nothing_nor_after_half_an_hour(cast, houses, monkeypatch) -> None:
    client = Client()
    client.post(reverse("alerts:record"), CALL)
    client.force_login(cast.duniya, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("core:unsent")).status_code == 200
    later = time.time() + 1801
    monkeypatch.setattr("yaqaza.core.kept.time.time", lambda: later)
    assert client.get(reverse("core:unsent")).url == reverse("desk:home")


@pytest.mark.parametrize(
    "fields",
    [{}, {"new_password": "x"}, {"secret": "x", "text": "y"}, {"text": "x" * (unsent.MOST + 1)}],
    ids=["nothing", "a password", "a key", "too much"],
)
def test_passwords_keys_and_floods_are_not_kept(houses, fields) -> None:
    client = Client()
    assert client.post(reverse("alerts:record"), fields).url.endswith(f"?next={reverse('alerts:record')}")
    assert unsent.NAME not in client.session


def test_files_are_to_be_chosen_again_and_that_is_said(cast, houses) -> None:
    client = Client()
    client.post(reverse("alerts:import"), {"note": "x", "file": SimpleUploadedFile("a.csv", b"a")})
    client.force_login(cast.brahim, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("core:unsent")).context["written"]["files"]


def test_a_piece_of_a_page_leaves_the_page_as_it_is_and_says_that_the_session_ended(houses) -> None:
    at = {"HX-Request": "true", "HX-Current-URL": "http://testserver/alerts/"}
    piece = Client().get(reverse("alerts:strip"), headers=at)
    assert (piece.status_code, piece.headers["HX-Reswap"]) == (200, "none")
    said = piece.content.decode()
    assert re.search(r'^<div id="signed-out" hx-swap-oob="innerHTML">', said) and "next=/alerts/" in said
    assert "<html" not in said
    sent = Client().post(reverse("alerts:record"), {"text": TEXT}, headers=at)
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (
        204,
        f"{reverse('account_login')}?next={reverse('core:unsent')}",
    )


def test_who_comes_second_hears_that_somebody_was_faster() -> None:
    with translation.override("en"):
        with pytest.raises(Refused, match="somebody was faster"):
            check_move(MOVES, AlertStatus.DISMISSED, AlertStatus.DISMISSED)
        with pytest.raises(Refused, match="not the next step"):
            check_move(MOVES, AlertStatus.DISMISSED, AlertStatus.GATHERED)
