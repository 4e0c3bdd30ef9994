"""The database of this country without Django: its address in libpq's words, and a connection to it."""

from __future__ import annotations

from typing import Any

import psycopg

from yaqaza.config import environment as env
from yaqaza.config import postgres


class Unreachable(env.Misconfigured):
    """The database does not answer; ``str(error)`` says what it said."""


def address(name: str = "", *, superuser: bool = False) -> tuple[str, str]:
    """Return libpq's address without the password, and the password ("" when there is none).

    ``name`` is another database of the same server. ``superuser`` counts on our own server only: elsewhere we are who
    DATABASE_URL says.
    """
    settings = env.database()
    options = {key: value for key, value in settings["OPTIONS"].items() if key != "pool"}
    user = postgres.SUPERUSER if superuser and env.database_is_embedded() else settings["USER"]
    parts = {"host": settings["HOST"], "port": settings["PORT"], "user": user, "dbname": name or settings["NAME"]}
    return (
        psycopg.conninfo.make_conninfo("", **{key: value for key, value in (parts | options).items() if value}),
        settings.get("PASSWORD", ""),
    )


def connect(name: str = "", *, superuser: bool = False) -> psycopg.Connection[tuple[Any, ...]]:
    """Connect; every statement is its own transaction."""
    where, password = address(name, superuser=superuser)
    try:
        return psycopg.connect(where, autocommit=True, password=password or None, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise Unreachable(f"The database does not answer: {error}") from None
