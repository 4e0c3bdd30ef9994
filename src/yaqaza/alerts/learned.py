"""Which weights read the messages here: those that this deployment learned from its own decisions, else those that come with Yaqaza."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.conf import settings

from yaqaza.language import model

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InUse:
    """The weights in use: their file, whether they were learned here, and a short name that changes with them."""

    path: Path
    own: bool
    version: str


def own_path() -> Path:
    """Return where weights learned here are installed."""
    return Path(settings.LANGUAGE_MODEL)


def in_use() -> InUse:
    """Make the language read with the right weights and return which these are; cheap enough to ask before every text."""
    path = own_path()
    try:
        found = path.stat()
    except OSError:
        return _taken(None, 0, 0)
    return _taken(path, found.st_mtime_ns, found.st_size)


def card() -> dict[str, Any]:
    """Return what is told of the weights in use: when, from what and how well they were learned."""
    in_use()
    return dict(model.model().parameters.about)


@lru_cache(maxsize=1)
def _taken(path: Path | None, changed: int, size: int) -> InUse:
    """A file is looked at again only when it was replaced."""
    if path is not None:
        try:
            model.Parameters.load(path)
        except (ValueError, OSError, KeyError, BadZipFile):
            log.warning("the weights learned here do not fit this version: those that come with Yaqaza are used")
            path = None
    read = path or model.committed()
    model.use(read)
    digest = hashlib.sha256(read.read_bytes()).hexdigest()[:12]
    return InUse(read, path is not None, f"{'own' if path else 'yaqaza'}-{digest}")
