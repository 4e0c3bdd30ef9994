"""Prepared statements, and connections that are looked at without asking."""

from __future__ import annotations

import contextlib

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from yaqaza.config.connections import Connection
from yaqaza.core.statements import prepared

pytestmark = pytest.mark.django_db


def test_a_statement_is_prepared_once_and_gives_other_values_each_time() -> None:
    for number in (3, 4):
        with prepared() as cursor:
            cursor.execute("SELECT %s + 1, 'once'", [number])
            assert cursor.fetchone() == (number + 1, "once")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%, ''once''%'")
        assert cursor.fetchone() == (1,)


def test_what_django_says_is_not_prepared() -> None:
    with connection.cursor() as cursor:
        for _each in range(8):
            cursor.execute("SELECT %s, 'never'", [1])
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%, ''never''%'")
        assert cursor.fetchone() == (0,)


def test_an_error_is_one_of_djangos() -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), prepared() as cursor:
        cursor.execute("SELECT 1 / %s", [0])


def _own() -> Connection:
    about = connection.get_connection_params()
    return Connection.connect(
        dbname=about["dbname"], user=about["user"], host=about["host"], port=about["port"], autocommit=True
    )


def test_a_connection_that_lives_is_not_asked() -> None:
    with contextlib.closing(_own()) as line:
        assert line.execute("") is None
        found = line.execute("SELECT 5")
        assert found is not None
        assert found.fetchone() == (5,)


def test_a_connection_that_the_server_ended_is_found_out() -> None:
    with contextlib.closing(_own()) as line:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [line.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            line.execute("")
