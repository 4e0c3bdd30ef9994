"""Many rows at once: COPY from unsaved model instances whose keys were reserved beforehand.

For loads that no rule is asked about (demonstration data, imports that were checked before). Triggers and constraints still hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model


def reserve_ids(model: type[Model], count: int) -> list[int]:
    """Return ``count`` fresh primary keys of ``model`` from its sequence."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy(rows: Iterable[Model]) -> int:
    """Write the instances (all of one model, keys set) by COPY; return how many."""
    rows = list(rows)
    if not rows:
        return 0
    model = type(rows[0])
    fields = model._meta.concrete_fields
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    prepare = [(field.attname, field.get_db_prep_save) for field in fields]
    statement = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as out:  # psycopg's own cursor speaks COPY
        for row in rows:
            values: list[Any] = [save(getattr(row, name), connection) for name, save in prepare]
            out.write_row(values)
    return len(rows)
