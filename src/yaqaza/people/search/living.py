"""Whether anybody lives in a place, by the same index as a search and under the same limit of time."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from yaqaza.people.search import keys
from yaqaza.people.search.finding import BOUND, Keys
from yaqaza.territory.models import Area

log = logging.getLogger(__name__)


class Cut(Exception):
    """A read took longer than ``BOUND``."""


@contextmanager
def bounded() -> Iterator[None]:
    """Read for ``BOUND`` at most, through indexes where there are any; ``Cut`` when that was not enough."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL statement_timeout = '{BOUND}'; SET LOCAL enable_seqscan = off; SET LOCAL jit = off"
            )
            yield
            cursor.execute(
                "SET LOCAL statement_timeout TO DEFAULT; SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT"
            )
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        log.warning("A read of the people of a place took more than %s.", BOUND)
        raise Cut from error


def living(areas: Sequence[Area], *, within: Keys | None) -> list[tuple[bool, bool]]:
    """Say of each area whether anybody ``within`` reach lives there, and whether anybody without a name.

    Where the limit of time cut it, the lists are long: somebody lives there, and of the nameless nothing is said.
    """
    if not areas or (within is not None and not within):
        return [(False, False)] * len(areas)
    asked = []
    for area in areas:
        lists: list[Keys] = [[keys.number(keys.AREA, str(area.pk))], *([within] if within is not None else [])]
        asked += [_anybody(lists), _anybody([*lists, [keys.number(keys.UNNAMED)]])]
    try:
        with bounded(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(asked)}")  # numbers only
            row = cursor.fetchone()
    except Cut:
        return [(True, False)] * len(areas)
    return list(zip(row[::2], row[1::2], strict=True))


def _anybody(lists: Sequence[Keys]) -> str:
    having = " AND ".join(f"keys && '{{{','.join(map(str, list_))}}}'::int[]" for list_ in lists)
    return f"EXISTS (SELECT FROM people_searchentry WHERE {having})"
