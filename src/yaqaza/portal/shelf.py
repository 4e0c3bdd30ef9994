"""Photos of a report that was refused while the database was away: on disk, encrypted, until the report is sent, for a day at most.

They are found by the blind index of the report's secret token, which only its own page carries; a page shows them by small copies
within itself, so that no address leads to them.
"""

from __future__ import annotations

import base64
import contextlib
import io
import time
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from yaqaza.core.crypto import blind_index
from yaqaza.core.images import Photo
from yaqaza.core.spool import Spool

SHELF = Spool("photos")
LIVE = timedelta(days=1)
THUMBNAIL = (288, 224)
"""Twice the size at which the page shows it; five weigh less than one photo."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A photo on the shelf: ``mark`` tells it from others of its report, ``thumbnail`` is an address that holds the picture itself."""

    mark: str
    photo: Photo
    thumbnail: str = field(repr=False)


def keep(draft: str, photo: Photo) -> bool:
    """Keep a photo for the draft of that index, once; False when there is no room for more."""
    forget_old()
    mark = _mark(photo)
    values = {"photo": packed(photo), "thumbnail": _thumbnail(photo), "mark": mark}
    return SHELF.put(values, key=f"{draft}.{mark}")


def photos_of(draft: str) -> list[Shelved]:
    """Return the photos that wait for that draft, in the order they came."""
    found = [each.values for each in SHELF.kept(f"{draft}.*")]
    return [Shelved(row["mark"], unpacked(row["photo"]), row["thumbnail"]) for row in found]


def forget(draft: str, *, mark: str = "") -> None:
    """Remove the photos of that draft, or the one of that mark; what is gone already is no matter."""
    for each in photos_of(draft):
        if mark in ("", each.mark):
            SHELF.remove(f"{draft}.{each.mark}")


def forget_old() -> None:
    """Remove what nobody sent within a day, also what cannot be read."""
    oldest = time.time() - LIVE.total_seconds()
    for path in SHELF.folder.glob("*"):
        with contextlib.suppress(FileNotFoundError):  # sent or removed meanwhile
            if path.stat().st_mtime < oldest:
                path.unlink()


def packed(photo: Photo) -> dict[str, Any]:
    """Return a photo as JSON can say it."""
    taken_at = photo.taken_at.isoformat() if photo.taken_at else None
    return asdict(photo) | {"content": base64.b64encode(photo.content).decode(), "taken_at": taken_at}


def unpacked(values: dict[str, Any]) -> Photo:
    taken_at = datetime.fromisoformat(values["taken_at"]) if values["taken_at"] else None
    return Photo(**values | {"content": base64.b64decode(values["content"]), "taken_at": taken_at})


def _mark(photo: Photo) -> str:
    return blind_index("photo", photo.sha256)[:16]


def _thumbnail(photo: Photo) -> str:
    with Image.open(io.BytesIO(photo.content), formats=["JPEG"]) as image:
        image.draft("RGB", THUMBNAIL)
        image.thumbnail(THUMBNAIL)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=60)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
