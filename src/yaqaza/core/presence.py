"""Whether the database is there. Who finds it away says so; from then on a thread asks for it until it is back.

Nobody else asks meanwhile: each question would hold up a reader for the ten seconds of the pool.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from typing import Any

from django.core.signals import got_request_exception
from django.db import DatabaseError, InterfaceError, OperationalError, connection

log = logging.getLogger(__name__)

ASK_AGAIN = 1.0
AWAY = (OperationalError, InterfaceError)
"""What is raised where the database does not answer, and sometimes where it does (``is_absence`` tells them apart)."""

GONE_STATES = ("08", "57P", "53300")
"""SQLSTATEs of a connection that broke, of a server that stops or starts, and of one that takes no more connections."""

_away = threading.Event()
_lock = threading.Lock()


def is_away() -> bool:
    """Say whether the database was away when it was last asked for."""
    return _away.is_set()


def is_absence(error: BaseException | None) -> bool:
    """Say whether an error means that the database does not answer; a lock or a deadlock is an answer."""
    if not isinstance(error, AWAY):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(GONE_STATES)


def went_away() -> None:
    """Note that the database did not answer, and have it asked for until it does."""
    with _lock:
        if _away.is_set():
            return
        _away.set()
    log.error("the database does not answer: what comes in is kept on disk")
    threading.Thread(target=_wait, name="database", daemon=True).start()


def came_back() -> None:
    """Note that the database answers."""
    _away.clear()


def answers() -> bool:
    """Ask the database; it may take as long as the pool waits."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    finally:
        connection.close()
    return True


def _wait() -> None:
    while _away.is_set():
        if answers():
            log.warning("the database answers again")
            return came_back()
        time.sleep(ASK_AGAIN)


def watch() -> None:
    """Take notice of every request that fails because the database is away."""
    got_request_exception.connect(_failed, dispatch_uid="yaqaza.core.presence")


def _failed(**_signal: Any) -> None:
    if is_absence(sys.exc_info()[1]):
        went_away()
