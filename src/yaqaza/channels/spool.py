"""What comes while the database is away: kept on disk, encrypted, and taken in when it is back. Nothing that was answered is lost.

The proof cannot be checked without the database (the secret is there): that is done when the call is taken in, and a wrong one is
dropped then. So strangers can fill the folder, but no further than ``MOST`` and ``MOST_BYTES``.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings

from yaqaza.channels.connectors.base import Request
from yaqaza.core.crypto import decrypt, encrypt
from yaqaza.core.ids import uuid7

MOST = 20_000
MOST_BYTES = 1_000_000_000
ASK_AGAIN = 15.0
"""Seconds for which a process believes that the database is away: each question takes ten."""

KEPT_HEADERS_MOST = 60
_away_until = 0.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A call on disk."""

    path: Path
    connector: UUID
    request: Request


def is_away() -> bool:
    """Say whether the database was away a moment ago."""
    return time.monotonic() < _away_until


def went_away() -> None:
    """Note that the database did not answer."""
    global _away_until
    _away_until = time.monotonic() + ASK_AGAIN


def came_back() -> None:
    global _away_until
    _away_until = 0.0


def put(connector: UUID, request: Request) -> bool:
    """Keep a call on disk, whole or not at all; False when there is no room for more."""
    folder = settings.SPOOL
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sizes = list(_sizes(folder))
    if (
        len(sizes) >= MOST or sum(sizes) + 2 * len(request.body) > MOST_BYTES
    ):  # written, a body takes less than twice its size
        return False
    known = asdict(request) | {"body": base64.b64encode(request.body).decode(), "connector": str(connector)}
    known["headers"] = dict(list(request.headers.items())[:KEPT_HEADERS_MOST])
    name = uuid7().hex
    begun = folder / f"{name}.new"
    with open(os.open(begun, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
        file.write(encrypt(json.dumps(known)))
        file.flush()
        os.fsync(file.fileno())
    begun.replace(folder / f"{name}.call")
    _keep_names(folder)
    return True


def _sizes(folder: Path) -> Iterator[int]:
    for each in os.scandir(folder):
        with contextlib.suppress(FileNotFoundError):  # taken in meanwhile
            yield each.stat().st_size


def _keep_names(folder: Path) -> None:
    """A file whose name is not on the disk is not there after a power cut."""
    known = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(known)
    finally:
        os.close(known)


def kept_for_me() -> Iterator[Kept]:
    """Yield what is on disk, unless another process is taking it in."""
    if not settings.SPOOL.is_dir():
        return
    folder = os.open(settings.SPOOL, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield from kept()
    except BlockingIOError:
        return
    finally:
        os.close(folder)  # and with it the lock


def kept() -> Iterator[Kept]:
    """Yield what is on disk, the oldest first; what cannot be read is set aside."""
    folder = settings.SPOOL
    if not folder.is_dir():
        return
    for path in sorted(folder.glob("*.call")):
        try:
            known = json.loads(decrypt(path.read_text()))
            request = Request(known["method"], known["query"], known["headers"], base64.b64decode(known["body"]))
            yield Kept(path, UUID(known["connector"]), request)
        except (OSError, InvalidToken, ValueError, KeyError, TypeError):
            with contextlib.suppress(FileNotFoundError):
                path.rename(path.with_suffix(".unreadable"))
