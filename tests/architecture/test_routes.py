"""One matrix: every route × every role, and nobody at all."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from yaqaza.accounts.permissions import GRANTS, Permission, Role
from yaqaza.core.access import PUBLIC, SIGNED_IN
from yaqaza.core.checks import routes

STAND_INS = {"uuid": str(uuid.UUID(int=7)), "slug": "nothing", "int": "7", "str": "nothing", "path": "nothing"}


def ours() -> list[tuple[str, str, object]]:
    return [(route, name, callback) for route, name, callback in routes() if hasattr(callback, "access")]


def address(route: str) -> str:
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: STAND_INS[match[1] or "str"], route)


def test_every_route_of_ours_has_a_name_that_leads_back_to_it() -> None:
    for route, name, _callback in ours():
        values = [STAND_INS[kind or "str"] for kind in re.findall(r"<(?:(\w+):)?\w+>", route)]
        try:
            assert reverse(name, args=values) == address(route), name
        except NoReverseMatch:
            pytest.fail(f"{route} has no working name ({name!r})")


def test_every_route_lets_in_exactly_those_whose_role_gives_its_permission(cast, signed_in) -> None:
    """The gate stands before the method is looked at: one that no page serves asks it without making the page."""
    clients = {role: signed_in(user) for role, user in cast.by_role().items()}
    wrong = []
    for route, name, callback in ours():
        access = callback.access  # type: ignore[attr-defined]
        everybody = access in (PUBLIC, SIGNED_IN)
        welcome = {role for role in clients if everybody or any(permission in GRANTS[role] for permission in access)}
        for role, client in clients.items():
            status = client.generic("PROPFIND", address(route)).status_code
            if role not in welcome and status != 403:
                wrong.append(f"{name} answers {role} with {status}")
            elif role in welcome and status == 403 and name != "account_signup":
                wrong.append(f"{name} refuses {role}")
        for role in sorted(welcome)[:1]:
            status = clients[role].get(address(route)).status_code
            if status >= 500 or (status == 403 and name != "account_signup"):
                wrong.append(f"{name} answers {role} with {status} to a reader")
    assert wrong == []


def test_without_an_account_everything_but_the_public_pages_leads_to_sign_in(cast) -> None:
    client = Client()
    for route, name, callback in ours():
        response = client.get(address(route))
        if callback.access == PUBLIC:  # type: ignore[attr-defined]
            assert response.status_code < 500, name
            assert not response.headers.get("Location", "").startswith("/accounts/login/"), name
        else:
            assert response.status_code == 302, name
            assert response.headers["Location"].startswith("/accounts/login/"), name


def test_every_permission_is_given_by_a_role_and_every_role_gives_some() -> None:
    given = set().union(*GRANTS.values())
    assert given == set(Permission)
    assert set(GRANTS) == set(Role)
    assert all(GRANTS.values())


def test_every_page_carries_the_policy_and_is_kept_by_no_cache(cast, signed_in) -> None:
    response = signed_in(cast.brahim).get(reverse("accounts:organisations"))
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-store"
