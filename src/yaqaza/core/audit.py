"""The audit trail: who did what to what, in the same transaction, chained so that a change by hand shows.

Details hold codes, numbers and uuids, never a name, a phone number or free text.
"""

from __future__ import annotations

import enum
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.timezone import now

from yaqaza.core.ids import uuid7
from yaqaza.core.models import AuditEntry

CHUNK = 5000


def record(event: str, *, on: Model | None = None, by: Any = None, **details: Any) -> AuditEntry:
    """Write one row. ``on`` is what was acted upon, ``by`` the user (None: the system or an anonymous citizen)."""
    row = entry(event, on=on, by=by, **details)
    row.save(force_insert=True)
    return row


def record_all(entries: Sequence[AuditEntry]) -> None:
    """Write many rows at once."""
    AuditEntry.objects.bulk_create(entries)


def entry(event: str, *, on: Model | None = None, by: Any = None, **details: Any) -> AuditEntry:
    """Return the row that ``record`` writes, for ``record_all``."""
    return AuditEntry(
        event=event,
        actor_id=getattr(by, "pk", None),
        actor_role=getattr(by, "main_role", "") or "",
        object_type=on._meta.label if on is not None else "",
        object_id=on.pk if on is not None else None,
        object_uuid=getattr(on, "uuid", None),
        details={key: _plain(value) for key, value in details.items()},
    )


def following(event: str, *, on: type[Model], by: Any, **details: Any) -> tuple[str, list[Any]]:
    """Return SQL and its values that do what ``record`` does for the row that a statement before it wrote: WITH kept AS (INSERT …
    RETURNING id, uuid). For ways in by which so many come at once that one way to the database and back counts."""
    sql = """INSERT INTO core_auditentry (uuid, at, event, actor_id, actor_role, object_type, object_id, object_uuid, details)
             SELECT %s, %s, %s, %s, %s, %s, kept.id, kept.uuid, %s FROM kept RETURNING object_id"""
    plain = json.dumps({key: _plain(value) for key, value in details.items()})
    actor, role = getattr(by, "pk", None), getattr(by, "main_role", "") or ""
    return sql, [uuid7(), now(), event, actor, role, on._meta.label, plain]


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return str(getattr(value, "uuid", value.pk))
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"audit details take codes, numbers and uuids, not {type(value).__name__}")


@dataclass(frozen=True)
class Broken:
    """The first place where the chain does not hold."""

    position: int
    reason: str


@transaction.atomic
def verify() -> tuple[int, Broken | None]:
    """Walk the whole chain in the database; return the number of good links and the first break, if any.

    Three things are checked: each link's hash is that of its entry's present content and of the link before it, no position
    is missing, and no entry is without a link. The links come through a cursor of the server: memory does not grow with them.
    """
    good = 0
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            """SELECT l.position, e.id IS NULL, l.position <> row_number() OVER w,
                      l.previous_hash <> coalesce(lag(l.hash) OVER w, ''),
                      l.hash <> core_audit_hash(l.previous_hash, e)
               FROM core_auditlink l LEFT JOIN core_auditentry e ON e.id = l.entry_id
               WINDOW w AS (ORDER BY l.position) ORDER BY l.position"""
        )
        while batch := cursor.fetchmany(CHUNK):
            for position, gone, gap, unlinked, changed in batch:
                if gone:
                    return good, Broken(position, "its entry is gone")
                if gap:
                    return good, Broken(position, "a link before it is missing")
                if unlinked:
                    return good, Broken(position, "it does not follow the link before it")
                if changed:
                    return good, Broken(position, "its entry was changed")
                good += 1
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT min(e.id) FROM core_auditentry e LEFT JOIN core_auditlink l ON l.entry_id = e.id
               WHERE l.entry_id IS NULL"""
        )
        loose = cursor.fetchone()[0]
    return good, Broken(good + 1, f"entry {loose} has no link") if loose is not None else None
