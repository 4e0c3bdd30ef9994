"""What comes while the database is away: kept on disk, encrypted, and taken in when it is back. Nothing that was answered is lost.

Each kind of thing has a folder and an end of its own: strangers who fill one leave room in the others.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from yaqaza.core.crypto import decrypt, encrypt
from yaqaza.core.ids import uuid7

MOST = 20_000
MOST_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Something on disk; ``path`` goes when it is taken in."""

    path: Path
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Spool:
    """One kind of what waits; ``name`` is its folder within ``settings.SPOOL``, "" for that folder itself."""

    name: str

    @property
    def folder(self) -> Path:
        return Path(settings.SPOOL, self.name)

    def put(self, values: Mapping[str, Any], *, key: str = "") -> bool:
        """Keep ``values`` (anything JSON can say), whole or not at all; False when there is no room for more.

        ``key``: signs and digits by which it is found again; what waits under the same key already is not kept twice.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if key and self.holds(key):
            return True
        text = encrypt(json.dumps(values, ensure_ascii=False))
        sizes = list(self._sizes())
        if len(sizes) >= MOST or sum(sizes) + len(text) > MOST_BYTES:
            return False
        name = f"{uuid7().hex}.{key}" if key else uuid7().hex
        begun = self.folder / f"{name}.new"
        with open(os.open(begun, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        begun.replace(self.folder / f"{name}.call")
        _keep_names(self.folder)
        return True

    def holds(self, key: str) -> bool:
        """Say whether something waits under ``key``."""
        return any(self.folder.glob(f"*.{key}.call"))

    def kept_for_me(self) -> Iterator[Kept]:
        """Yield what is on disk, unless another process is taking it in."""
        if not self.folder.is_dir():
            return
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield from self.kept()
        except BlockingIOError:
            return
        finally:
            os.close(folder)  # and with it the lock

    def kept(self, key: str = "") -> Iterator[Kept]:
        """Yield what is on disk, the oldest first; what cannot be read is set aside. ``key``: only what waits under it, where * may
        stand for signs that are not known."""
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.glob(f"*.{key}.call" if key else "*.call")):
            try:
                yield Kept(path, dict(json.loads(decrypt(path.read_text()))))
            except FileNotFoundError:  # taken in meanwhile
                continue
            except (OSError, ValueError, TypeError):
                self.set_aside(path)

    def remove(self, key: str) -> None:
        """Remove what waits under ``key``; what is gone already is no matter."""
        for path in self.folder.glob(f"*.{key}.call"):
            path.unlink(missing_ok=True)

    def set_aside(self, path: Path) -> None:
        """Leave what nothing can be made of where somebody can look at it, and go on without it."""
        with contextlib.suppress(FileNotFoundError):
            path.rename(path.with_suffix(".unreadable"))

    def _sizes(self) -> Iterator[int]:
        for each in os.scandir(self.folder):
            with contextlib.suppress(FileNotFoundError):  # taken in meanwhile
                if each.is_file():
                    yield each.stat().st_size


def _keep_names(folder: Path) -> None:
    """A file whose name is not on the disk is not there after a power cut."""
    known = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(known)
    finally:
        os.close(known)
