"""Calls of providers that come while the database is away: kept on disk, and taken in when it is back.

The proof cannot be checked without the database (the secret is there): that is done when the call is taken in, and a wrong one is
dropped then.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from yaqaza.channels.connectors.base import Reply, Request, WrongSignature
from yaqaza.core.spool import Spool

log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=Model)

CALLS = Spool("")
"""Calls for connectors."""

KEPT_HEADERS_MOST = 60


def put(spool: Spool, to: UUID, request: Request) -> bool:
    """Keep a call for the connector or source ``to``; False when there is no room for more."""
    return spool.put(
        {
            "connector": str(to),
            "method": request.method,
            "query": dict(request.query),
            "headers": dict(list(request.headers.items())[:KEPT_HEADERS_MOST]),
            "body": base64.b64encode(request.body).decode(),
        }
    )


def answer(spool: Spool, to: UUID, request: Request) -> Reply:
    """Keep a call and say so to who calls; a question is left to be asked again."""
    return Reply() if request.method == "POST" and put(spool, to, request) else Reply(503)


def read(values: dict[str, Any]) -> tuple[UUID, Request]:
    """Return for whom a kept call is, and the call; raise ValueError when nothing can be made of it."""
    try:
        body = base64.b64decode(values["body"])
        return UUID(values["connector"]), Request(values["method"], values["query"], values["headers"], body)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no call") from error


def drain(
    spool: Spool,
    *,
    find: Callable[[UUID], Row | None],
    prove: Callable[[Row, Request], str],
    keep: Callable[[Row, str], object],
) -> int:
    """Take in what was kept while the database was away and return how many calls were right. One process at a time does it.

    ``prove`` returns what is kept of a call, or raises ``WrongSignature``. A file goes when its call is committed: one that is taken
    in twice is a redelivery like any other.
    """
    count = 0
    for each in spool.kept_for_me():
        try:
            to, request = read(each.values)
        except ValueError:
            spool.set_aside(each.path)
            continue
        row = find(to)
        if row is not None and not row.enabled:  # type: ignore[attr-defined]  # connectors and sources have it
            continue  # it is answered for: it waits until the row is switched on again
        if row is not None:
            try:
                raw = prove(row, request)
            except WrongSignature:
                pass
            except Exception as error:  # settings nobody can make anything of: the call waits until they are mended
                log.error("a kept call for %s %s cannot be checked: %s", row._meta.label, row.pk, type(error).__name__)
                continue
            else:
                keep(row, raw)
                count += 1
        each.path.unlink(missing_ok=True)
    return count
