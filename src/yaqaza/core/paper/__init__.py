"""Printed papers: a Typst template and plain data become a PDF.

An app keeps its templates in its ``paper/`` folder and names one as ``"field/order.typ"``. Data never enters the markup: a template
reads it by ``#let data = json(bytes(sys.inputs.data))``, so that what people typed is text, whatever it looks like.
``/core/paper/letter.typ`` has what letters share: page, fonts, heading, stamp, QR code.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

FONT_PACKAGES = ("fontpkg_amiri", "fontpkg_noto_sans")


def render(template: str, data: dict[str, Any], *, at: datetime | None = None) -> bytes:
    """Return the PDF of ``template`` ("app/name.typ") filled with ``data`` (anything JSON holds).

    ``at`` is the moment written in the file (now when none is given): the same data and moment give the same bytes.
    """
    app, _, name = template.partition("/")
    compiler = typst.Compiler(
        input=str(settings.BASE_DIR / app / "paper" / name),
        root=str(settings.BASE_DIR),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    made = compiler.compile(format="pdf", timestamp=int((at or timezone.now()).timestamp()))
    if not isinstance(made, bytes):
        raise TypeError(f"{template} made no PDF")
    return made


def answer(content: bytes, *, name: str) -> HttpResponse:
    """Return a PDF that opens in the browser and is saved as ``name``.pdf; ``name`` is a number, never a person."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def qr(text: str) -> str:
    """Return a QR code of ``text`` as an SVG drawing, for ``letter.qr`` in a template."""
    return segno.make(text, error="m", micro=False).svg_inline(border=0, scale=4)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Amiri for Arabic, Noto Sans for the rest, from the font packages alone: a server has no fonts of its own."""
    folders: list[Path] = []
    for package in FONT_PACKAGES:
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise RuntimeError(f"The font package {package} is not installed: run make install.")
        folders.append(Path(spec.submodule_search_locations[0]) / "files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
