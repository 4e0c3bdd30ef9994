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
    """Weighs what comes in. One file over the limit, or too many files, is skipped; ``skipped`` names them."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.skipped: list[str] = []
        self.files = 0
        self._weight = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._weight = 0
        self.files += 1

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._weight += len(raw_data)
        if self._weight > settings.PHOTO_MAX_BYTES or self.files > 2 * PHOTOS_MOST:
            self.skipped.append(str(self.file_name or ""))
            raise SkipFile  # here and not in new_file, where Django would close the file before this one
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def weighed(view: View) -> View:
    """Put the scale on before anything reads the form; ``request.scale`` then says which files were skipped."""
    protected = csrf_protect(view)

    @csrf_exempt  # the check itself reads the form: it comes after the scale is on
    @wraps(view)
    def weighing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scale = Scale(request)
        request.upload_handlers.insert(0, scale)
        request.scale = scale  # type: ignore[attr-defined]  # read by the view
        return protected(request, *args, **kwargs)

    return weighing
