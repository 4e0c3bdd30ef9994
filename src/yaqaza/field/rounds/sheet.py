"""Rounds as a file for office programs: counts only, nobody's name."""

from __future__ import annotations

import io
from collections.abc import Iterable

import xlsxwriter
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from yaqaza.core import dates
from yaqaza.field.models import Round


def as_xlsx(found: Iterable[Round]) -> bytes:
    """Return a workbook with a line for each round: when, which team, and what it comes to."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Rounds")[:31])
    if get_language_bidi():
        sheet.right_to_left()
    titles = (
        _("Number"),
        _("Day"),
        _("From"),
        _("To"),
        _("Team"),
        _("Status"),
        _("Stops"),
        _("Encounters"),
        _("People"),
        _("Refusals"),
    )
    head = book.add_format({"bold": True, "bottom": 1})
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, head)
        sheet.set_column(column, column, 18)
    for line, each in enumerate(found, 1):
        words = (
            each.number, dates.short(each.starts_at), dates.clock(each.starts_at), dates.clock(each.ends_at), each.team.name,
            str(each.state.label),
        )  # fmt: skip
        for column, word in enumerate(words):
            sheet.write_string(line, column, word)
        for column, number in enumerate((each.places, each.met, each.people, each.refusals), len(words)):  # type: ignore[attr-defined]  # annotated by queries.rows
            sheet.write_number(line, column, number)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def name() -> str:
    return f"rounds-{timezone.localdate().isoformat()}.xlsx"
