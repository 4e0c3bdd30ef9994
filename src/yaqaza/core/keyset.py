"""Pages of a list by key instead of by number: the thousandth page costs what the first does.

A page never counts the whole list. The order must end with a unique column and hold no NULL.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from yaqaza.core.crypto import decrypt, encrypt

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page: its rows, and the cursors of its neighbours ("" = there is none)."""

    items: list[Row]
    next_cursor: str = ""
    previous_cursor: str = ""

    def __iter__(self) -> Any:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def paginate(rows: QuerySet[Row], *, order: Sequence[str], cursor: str = "", size: int = 50) -> Page[Row]:
    """Return the page of ``rows`` at ``cursor``; a cursor that cannot be read gives the first page.

    ``order`` names columns as in ``order_by`` (``"-urgency", "due_at", "id"``).
    """
    backwards, after = _read(cursor, len(order))
    names = [name.lstrip("-") for name in order]
    descending = [name.startswith("-") != backwards for name in order]
    page = rows.order_by(*[("-" if desc else "") + name for name, desc in zip(names, descending, strict=True)])
    if after is not None:
        page = page.filter(_beyond(names, descending, after))
    items = list(page[: size + 1])
    more = len(items) > size
    items = items[:size]
    if backwards:
        items.reverse()
    has_next, has_previous = (True, more) if backwards else (more, after is not None)
    if not items:
        return Page([])
    return Page(
        items,
        next_cursor=_write("n", items[-1], names) if has_next else "",
        previous_cursor=_write("p", items[0], names) if has_previous else "",
    )


def following(rows: QuerySet[Row], order: Sequence[str], row: Row) -> QuerySet[Row]:
    """Return those of ``rows`` that stand after ``row`` in this order, in this order."""
    names = [name.lstrip("-") for name in order]
    after = [getattr(row, name) for name in names]
    return rows.filter(_beyond(names, [name.startswith("-") for name in order], after)).order_by(*order)


def _beyond(names: Sequence[str], descending: Sequence[bool], after: Sequence[Any]) -> Q:
    """(a, b, c) after (x, y, z), spelt out because the directions may differ, bounded on ``a`` so that an index serves."""
    first = "lte" if descending[0] else "gte"
    condition = Q()
    equal: dict[str, Any] = {}
    for name, desc, value in zip(names, descending, after, strict=True):
        condition |= Q(**equal, **{f"{name}__{'lt' if desc else 'gt'}": value})
        equal[name] = value
    return Q(**{f"{names[0]}__{first}": after[0]}) & condition


def _write(direction: str, row: Model, names: Sequence[str]) -> str:
    """Return the cursor, encrypted: a list may be in the order of names, and a cursor stands in an address."""
    values = []
    for name in names:
        value: Any = row
        for part in name.split("__"):
            value = getattr(value, part)
        values.append({"t": value.isoformat()} if isinstance(value, (datetime, date)) else value)
    return encrypt(json.dumps([direction, *values]))


def _read(cursor: str, length: int) -> tuple[bool, list[Any] | None]:
    try:
        raw = json.loads(decrypt(cursor)) if cursor else None
    except ValueError:
        return False, None
    if not raw or len(raw) != length + 1:
        return False, None
    return raw[0] == "p", [_value(item) for item in raw[1:]]


def _value(item: Any) -> Any:
    if isinstance(item, dict):
        text = item["t"]
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    return item
