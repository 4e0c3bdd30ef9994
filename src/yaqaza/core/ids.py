"""Identifiers: ``uuid7`` for the outside, numbers for humans."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random

import uuid_utils
from django.db import connection

_repeatable: ContextVar[Random | None] = ContextVar("where ids come from in a demonstration", default=None)


def uuid7() -> uuid.UUID:
    """Return a new time-ordered UUID (RFC 9562, version 7)."""
    chance = _repeatable.get()
    if chance is not None:
        return uuid.UUID(int=chance.getrandbits(128), version=4)
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


@contextmanager
def repeatable(chance: Random) -> Iterator[None]:
    """Take the UUIDs from ``chance`` inside: what is made for a demonstration has the same addresses each time."""
    token = _repeatable.set(chance)
    try:
        yield
    finally:
        _repeatable.reset(token)


def next_number(series: str, *, width: int = 6) -> str:
    """Return the next human number of a series, e.g. ``next_number("16-2026-")`` → ``16-2026-000123``.

    One upsert on ``core_counter``: concurrent callers wait for each other, no number is given twice; a rolled back
    transaction gives its number back.
    """
    return next_numbers(series, 1, width=width)[0]


def next_numbers(series: str, count: int, *, width: int = 6) -> list[str]:
    """Return the next ``count`` human numbers of a series."""
    first = reserve_numbers(series, count) if count else 0
    return [f"{series}{number:0{width}d}" for number in range(first, first + count)]


def reserve_numbers(series: str, count: int) -> int:
    """Reserve ``count`` numbers of a series and return the first (for bulk loads)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO core_counter (series, value) VALUES (%s, %s)
               ON CONFLICT (series) DO UPDATE SET value = core_counter.value + EXCLUDED.value RETURNING value""",
            [series, count],
        )
        return int(cursor.fetchone()[0]) - count + 1
