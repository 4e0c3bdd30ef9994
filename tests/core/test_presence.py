"""Who finds the database away says so once; a thread asks for it until it is back."""

from __future__ import annotations

import threading

import pytest
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, ProgrammingError
from psycopg import errors

from yaqaza.core import presence


@pytest.fixture(autouse=True)
def _present():
    yield
    presence.came_back()


def caused(kind: type[Exception], by: Exception | None) -> Exception:
    error = kind("…")
    error.__cause__ = by
    return error


@pytest.mark.parametrize(
    ("error", "absence"),
    [
        (caused(OperationalError, errors.AdminShutdown()), True),
        (caused(OperationalError, errors.CannotConnectNow()), True),
        (caused(OperationalError, errors.ConnectionFailure()), True),
        (caused(OperationalError, errors.OperationalError("connection refused")), True),
        (caused(InterfaceError, None), True),
        (caused(OperationalError, errors.DeadlockDetected()), False),
        (caused(OperationalError, errors.LockNotAvailable()), False),
        (caused(OperationalError, errors.QueryCanceled()), False),
        (caused(ProgrammingError, errors.UndefinedTable()), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_a_lock_is_an_answer_and_a_broken_connection_is_none(error, absence) -> None:
    assert presence.is_absence(error) is absence


def test_it_is_asked_by_one_thread_until_it_answers(monkeypatch) -> None:
    asked, answered = [], iter([False, False, True])
    back = threading.Event()

    def answers() -> bool:
        asked.append(threading.current_thread().name)
        return next(answered)

    came_back = presence.came_back
    monkeypatch.setattr(presence, "answers", answers)
    monkeypatch.setattr(presence, "ASK_AGAIN", 0.01)
    monkeypatch.setattr(presence, "came_back", lambda: (came_back(), back.set()))
    presence.went_away()
    presence.went_away()
    assert back.wait(5) and not presence.is_away()
    assert asked == ["database"] * 3


@pytest.mark.parametrize(("error", "away"), [(OperationalError("gone"), True), (ValueError("a fault of ours"), False)])
def test_a_request_that_fails_for_it_is_noticed(monkeypatch, error, away) -> None:
    monkeypatch.setattr(presence, "answers", lambda: False)
    try:
        raise error
    except type(error):
        got_request_exception.send(sender=None, request=None)
    assert presence.is_away() is away


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_there_answers() -> None:
    assert presence.answers()
