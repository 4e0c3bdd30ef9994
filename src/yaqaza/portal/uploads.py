"""A photo that is too heavy is not even received whole: its bytes are dropped as they come."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from yaqaza.portal.forms import PHOTOS_MOST

View = Callable[..., HttpResponse]


class Scale(FileUploadHandler):
    """Weighs and counts what comes in: ``heavy`` names the files that were skipped for their weight, ``too_many`` says that some
    were skipped for their number."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.heavy: list[str] = []
        self.too_many = False
        self._files = self._weight = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._weight = 0
        self._files += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._weight += len(raw_data)
        if self._files > 2 * PHOTOS_MOST:
            self.too_many = True
        elif self._weight > settings.PHOTO_MAX_BYTES:
            self.heavy.append(str(self.file_name or ""))
        else:
            return raw_data
        raise SkipFile  # here and not in new_file, where Django would close the file before this one

    def file_complete(self, file_size: int) -> None:
        return None


def weighed(view: View) -> View:
    """Put the scale on before anything reads the form; ``request.scale`` then says what was skipped."""
    protected = csrf_protect(view)

    @csrf_exempt  # the check itself reads the form: it comes after the scale is on
    @wraps(view)
    def weighing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not hasattr(request, "scale"):  # it is begun again when the database goes away under it
            request.scale = Scale(request)  # type: ignore[attr-defined]  # read by the view
            request.upload_handlers.insert(0, request.scale)
        return protected(request, *args, **kwargs)

    return weighing
