"""Shared limits: how often one sender may do something within an hour, the same for all processes.

Addresses are never stored: a key is kept as a keyed hash, and for one hour. While the database is away each process counts by itself.
"""

from __future__ import annotations

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation import ngettext

from yaqaza.core import presence
from yaqaza.core.crypto import blind_index
from yaqaza.core.refusal import Refused

HOUR = 3600
ALONE_MOST = 50_000
_alone: dict[str, tuple[float, int]] = {}
"""What this process counted while the database was away."""


class TooMany(Refused):
    """The limit is reached; the sentence says when to come back (HTTP 429 where a page is answered)."""


def allow(key: str, *, per_hour: int) -> bool:
    """Count one more for ``key`` and return whether that is within ``per_hour``.

    The hour begins with the first count. A refused try is not counted: who waits the hour out may come back.
    """
    name = _name(key)
    if presence.is_away():
        return _allow_alone(name, per_hour)
    with transaction.atomic():
        _lock(name)
        started, count = _read(name)
        if count >= per_hour:
            return False
        cache.set(name, (started, count + 1), timeout=max(1, int(started + HOUR - time.time()) + 1))
    return True


def would_allow(key: str, *, per_hour: int) -> bool:
    """Return whether ``allow`` would say yes, without counting."""
    return _read(_name(key))[1] < per_hour


def check(key: str, *, per_hour: int) -> None:
    """Count one more for ``key``, or raise TooMany with its sentence."""
    if not allow(key, per_hour=per_hour):
        raise TooMany(sentence(key))


def sentence(key: str) -> str:
    """Say when ``key`` may try again."""
    started, _count = _read(_name(key))
    minutes = max(1, int((started + HOUR - time.time()) // 60) + 1)
    return ngettext(
        "Too much came from here within an hour. What you wrote is kept: try again in %(count)s minute.",
        "Too much came from here within an hour. What you wrote is kept: try again in %(count)s minutes.",
        minutes,
    ) % {"count": minutes}


def address(request: HttpRequest) -> str:
    """Return the sender's address for use in a key, an IPv6 one as its /64 network.

    Behind proxies (``YAQAZA_PROXIES``) it is the one that the outermost of ours added to X-Forwarded-For, never what the
    sender wrote there.
    """
    raw = request.META.get("REMOTE_ADDR", "")
    added = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if 0 < settings.PROXIES <= len(added):
        raw = added[-settings.PROXIES].strip() or raw
    try:
        found = ipaddress.ip_address(raw)
    except ValueError:
        return "unknown"
    if found.version == 6:
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _name(key: str) -> str:
    return "limit:" + blind_index("limit", key)


def _allow_alone(name: str, per_hour: int) -> bool:
    started, count = _read(name)
    if count >= per_hour:
        return False
    if len(_alone) >= ALONE_MOST:
        _alone.clear()
    _alone[name] = (started, count + 1)
    return True


def _read(name: str) -> tuple[float, int]:
    found = _alone.get(name) if presence.is_away() else cache.get(name)
    started, count = found or (time.time(), 0)
    return (started, count) if time.time() < started + HOUR else (time.time(), 0)


def _lock(name: str) -> None:
    """The cache reads and writes in two steps: two processes take turns for one key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
