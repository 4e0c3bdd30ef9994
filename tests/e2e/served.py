"""Yaqaza as a process of its own, which is killed (SIGKILL, without a last word) by itself where a test told it to.

Nobody has to hit the moment: the place is in the code, so that it is the same on a slow and on a quick machine. A file names the place;
it is deleted by who dies there, so that the next process lives.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.e2e.served_settings")
from django.core.wsgi import get_wsgi_application

program = get_wsgi_application()

from yaqaza.mobile.actions import syncing  # noqa: E402 - models are there once the program is
from yaqaza.mobile.models import Upload  # noqa: E402

TOLD = Path(os.environ["SERVED_DIES"])
DONE = {"acts": 0, "pieces": 0}


def die(place: str) -> None:
    """Die now if this is the place that was told."""
    if TOLD.is_file() and TOLD.read_text() == place:
        TOLD.unlink()
        os.killpg(0, signal.SIGKILL)


def taken(take: Callable[..., Any]) -> Callable[..., Any]:
    """Some acts of a call are in the database, the others are not."""

    def once(**told: Any) -> Any:
        row = take(**told)
        DONE["acts"] += 1
        if DONE["acts"] == 3:
            die("amid the acts")
        return row

    return once


def written(save: Callable[..., None]) -> Callable[..., None]:
    """A piece of a file is on the disk, and the database knows nothing of it."""

    def once(self: Upload, *args: Any, **options: Any) -> None:
        if options.get("update_fields") == ["received"]:
            DONE["pieces"] += 1
            if DONE["pieces"] == 2:
                die("amid a piece")
        save(self, *args, **options)

    return once


syncing.take = taken(syncing.take)
Upload.save = written(Upload.save)  # type: ignore[method-assign]  # no other way in between the disk and the database


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the program does, unless the place to die is between what was done and its answer."""
    told: dict[str, str] = {}

    def heard(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        told.update(headers)
        return start_response(status, headers, *more)

    answer = program(environ, heard)
    if environ["PATH_INFO"] == "/m/sync/":
        die("before the answer")
    if environ["REQUEST_METHOD"] == "PATCH" and told.get("Upload-Offset") == environ.get("HTTP_UPLOAD_LENGTH"):
        die("before the last piece is answered")
    return answer
