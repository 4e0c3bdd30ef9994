"""The home says what waits for each role; the search finds what its reader may see, and nothing else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.alerts.conftest import arrive  # noqa: F401  # a fixture
from tests.conftest import Cast

from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions
from yaqaza.alerts.states import Channel
from yaqaza.desk import queries

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_home(cast: Cast, signed_in, role: Role) -> None:
    assert signed_in(cast.by_role()[role]).get(reverse("desk:home")).status_code == 200


def test_a_visitor_is_asked_to_sign_in(client) -> None:
    assert client.get(reverse("desk:home")).status_code == 302
    assert client.post(reverse("desk:search"), {"q": "x"}).status_code == 302


def test_the_home_of_the_duty_officer_shows_the_most_pressing_alerts(arrive, cast: Cast, signed_in) -> None:  # noqa: F811
    alert = arrive(text="رجل ينام في مدخل عمارة")
    page = signed_in(cast.duniya).get(reverse("desk:home")).content.decode()
    assert "رجل ينام في مدخل عمارة" in page
    assert str(alert.uuid) in page
    assert "رجل ينام" not in signed_in(cast.djamel).get(reverse("desk:home")).content.decode()


def test_the_home_costs_the_same_with_one_and_with_three_alerts(arrive, cast: Cast, signed_in) -> None:  # noqa: F811
    client = signed_in(cast.duniya)

    def queries() -> int:
        client.get(reverse("desk:home"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("desk:home"))
        return len(captured)

    arrive()
    one = queries()
    arrive()
    arrive()
    assert queries() == one


def test_an_exact_number_goes_straight_there_for_those_who_may_see_it(arrive, cast: Cast, signed_in) -> None:  # noqa: F811
    alert = arrive()
    address = reverse("desk:search")
    for typed in (alert.number, alert.number.lower(), f" {alert.number} "):
        assert signed_in(cast.duniya).post(address, {"q": typed}).url == alert.get_absolute_url()
    for stranger in (cast.chafia, cast.djamel, cast.auditor):
        answer = signed_in(stranger).post(address, {"q": alert.number}, follow=True)
        assert (answer.status_code, answer.context["sections"]) == (200, [])


def test_words_and_telephones_find_alerts_of_any_status(arrive, cast: Cast, signed_in) -> None:  # noqa: F811
    alert = arrive(read_by=cast.duniya, text="كرسي متحرك لشاب", reporter_phone="0550001234", channel=Channel.HOTLINE)
    actions.dismiss(alert=alert, by=cast.duniya, reason="TEST")
    for typed in ("كرسي", "0550 00 12 34", "٠٥٥٠٠٠١٢٣٤"):
        assert (
            alert.number
            in signed_in(cast.duniya).post(reverse("desk:search"), {"q": typed}, follow=True).content.decode()
        )
    assert (
        alert.number
        not in signed_in(cast.chafia).post(reverse("desk:search"), {"q": "كرسي"}, follow=True).content.decode()
    )


def test_what_was_found_is_there_again_after_a_look_at_it(arrive, cast: Cast, signed_in) -> None:  # noqa: F811
    alert = arrive(text="كرسي متحرك لشاب")
    client, address = signed_in(cast.duniya), reverse("desk:search")
    assert client.post(address, {"q": "كرسي"}).url == address
    client.get(alert.get_absolute_url())
    assert alert.number in client.get(address).content.decode()
    assert "كرسي" not in str(dict(client.session))  # kept so that the table of sessions does not tell
    assert alert.number not in signed_in(cast.brahim).get(address).content.decode()
    client.post(address, {"q": ""})
    assert alert.number not in client.get(address).content.decode()


def test_a_search_that_ends_late_does_not_take_the_place_of_a_newer_one(cast: Cast, signed_in, monkeypatch) -> None:
    client, address, other, jump = signed_in(cast.duniya), reverse("desk:search"), Client(), queries.jump
    other.cookies = client.cookies

    def slow(*args):
        monkeypatch.setattr(queries, "jump", jump)
        assert other.post(address, {"q": "خبز"}).status_code == 302
        return jump(*args)

    monkeypatch.setattr(queries, "jump", slow)
    client.post(address, {"q": "كرسي"})
    assert 'value="خبز"' in client.get(address).content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "\x00",
        "%",
        "_",
        "'",
        "=1+1",
        "<script>alert(1)</script>",
        "9" * 300,
        "A-9999-999999",
        "OM-16-2026-000001",
        "16-2026-000001",
        "S-2026-0000001",
        "💥" * 50,
    ],
)
def test_anything_may_be_typed(cast: Cast, signed_in, typed: str) -> None:
    answer = signed_in(cast.brahim).post(reverse("desk:search"), {"q": typed}, follow=True)
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.content.decode()
