"""The ministry's own questionnaires, written as tables of text that are read and compared like code, and made into XLSForms."""

from __future__ import annotations

import io
from pathlib import Path

from django.core.files.base import ContentFile
from pyxform.xls2json_backends import md_table_to_workbook

FOLDER = Path(__file__).parent
NAMES = (
    "family_investigation",
    "street_investigation",
    "vulnerability_assessment",
    "follow_up_visit",
    "activity_visit",
    "safety_round",
    "focus_group",
)


def workbook(name: str) -> ContentFile:
    """Return one of them as a workbook that anybody can change and upload again."""
    book = md_table_to_workbook((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    out = io.BytesIO()
    book.save(out)
    return ContentFile(out.getvalue(), name=f"{name}.xlsx")
