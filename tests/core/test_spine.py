"""Refusals, numbers, encrypted columns, jobs, checks."""

from __future__ import annotations

import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.urls import path

from yaqaza.core import checks, crypto, ids, jobs
from yaqaza.core.access import PUBLIC, public
from yaqaza.core.refusal import NotPermitted, Refused, why_not
from yaqaza.people.models import Person


def test_why_not_gives_the_sentence_or_nothing() -> None:
    def check(allowed: bool) -> None:
        if not allowed:
            raise Refused("A referral is open.")

    assert why_not(check, True) == ""
    assert why_not(check, allowed=False) == "A referral is open."
    assert issubclass(NotPermitted, Refused)


def test_numbers_of_a_series_follow_each_other(db) -> None:
    assert [ids.next_number("16-2026-") for _ in range(3)] == ["16-2026-000001", "16-2026-000002", "16-2026-000003"]
    assert ids.reserve_numbers("16-2026-", 10) == 4
    assert ids.next_number("16-2026-") == "16-2026-000014"
    assert ids.next_number("09-2026-") == "09-2026-000001"


def test_uuids_sort_by_time_and_say_their_version() -> None:
    made = [ids.uuid7() for _ in range(100)]
    assert made == sorted(made)
    assert {value.version for value in made} == {7}


def test_an_encrypted_column_holds_no_readable_text(houses, places) -> None:
    number = "109" + "0" * 15
    person = Person.objects.create(
        name_ar="اسم", area=places.bab_el_oued, organisation=houses.cell,
        identity_number=number, identity_index=crypto.blind_index("identity", number),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_number, identity_index FROM people_person WHERE id = %s", [person.pk])
        stored, index = cursor.fetchone()
    assert number not in stored
    assert number not in index
    assert Person.objects.get(identity_index=index).identity_number == number
    with pytest.raises(TypeError, match="encrypted"):
        Person.objects.filter(identity_number=number).exists()


def test_a_blind_index_depends_on_its_kind_and_is_empty_for_nothing() -> None:
    assert crypto.blind_index("phone", "+213550001234") != crypto.blind_index("identity", "+213550001234")
    assert crypto.blind_index("phone", "") == ""


def test_a_job_nobody_knows_is_an_error_and_a_known_one_waits_in_the_transaction(db, run_jobs, monkeypatch) -> None:
    with pytest.raises(LookupError):
        jobs.enqueue("nobody.knows")
    done = []
    monkeypatch.setitem(jobs.REGISTRY, "test.note", done.append)
    from procrastinate.contrib.django import app

    app.task(name="test.note")(lambda value: None)
    jobs.enqueue("test.note", value=3)
    monkeypatch.setitem(jobs.REGISTRY, "test.note", lambda value: done.append(value))
    assert run_jobs() == ["test.note"]
    assert done == [3]


def test_a_view_that_says_neither_requires_nor_public_does_not_start(monkeypatch) -> None:
    def bare(request: object) -> HttpResponse:
        return HttpResponse()

    bare.__module__ = "yaqaza.somewhere.views"
    monkeypatch.setattr(
        checks, "get_resolver", lambda: type("R", (), {"url_patterns": [path("bare/", bare, name="bare")]})()
    )
    assert [error.id for error in checks.every_view_says_who(None)] == ["core.E001"]
    assert public(bare).access == PUBLIC
    assert checks.every_view_says_who(None) == []


def test_the_messages_command_names_an_unknown_app() -> None:
    with pytest.raises(CommandError, match="no app called"):
        call_command("messages", "nothing")


def test_strangers_objects_look_like_missing_ones(signed_in, cast) -> None:
    response = signed_in(cast.administrator).get(f"/organisation/users/{uuid.uuid4()}/")
    assert response.status_code == 404
