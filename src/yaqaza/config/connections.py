"""Connections of the pool, looked at without asking the server."""

from __future__ import annotations

import select
from typing import Any

import psycopg


class Connection(psycopg.Connection[Any]):
    """The pool asks each connection whether it lives before it hands it out, by an empty statement. Over a socket of this machine the
    kernel knows: a server that ended it left something to read. Over a network it is asked, for there the end may never arrive."""

    def execute(self, query: Any, *args: Any, **options: Any) -> Any:
        """Execute a statement; the empty one only where its answer is not known."""
        if query == "" and self.pgconn.host.startswith(b"/") and not self._has_news():
            return None
        return super().execute(query, *args, **options)

    def _has_news(self) -> bool:
        watched = select.poll()
        watched.register(self.pgconn.socket, select.POLLIN)
        return bool(watched.poll(0))
