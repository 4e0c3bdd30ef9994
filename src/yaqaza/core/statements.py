"""Statements that are said so often that the database keeps them parsed and planned.

Django's cursors write the values into the text of a statement, so the server reads and plans each anew; for a short one that is most of
its cost. Here the values go beside the text. What is prepared stays with its connection: behind a pooler that hands connections on
between statements, that pooler must know prepared statements (PgBouncer 1.21 and later do).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


class _Prepared(psycopg.Cursor[Any]):
    """A cursor that has its statements prepared the first time."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        self.connection.prepare_threshold = 0  # Django sets None: what its own cursors say is never prepared
        try:
            return super().execute(query, params, **{**options, "prepare": True})
        finally:
            self.connection.prepare_threshold = None


@contextlib.contextmanager
def prepared() -> Iterator[CursorWrapper]:
    """Yield a cursor of Django's connection for statements that never change but in their values."""
    connection.ensure_connection()
    make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    made: Any = _Prepared(connection.connection)
    with connection.wrap_database_errors, make(made) as cursor:
        yield cursor
