"""The roster as a file for office programs."""

from __future__ import annotations

import io

import xlsxwriter
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from yaqaza.core import dates
from yaqaza.field.roster.queries import Week, gap_words

WIDTHS = (14, 14, 8, 14, 8, 30, 20, 12, 26)


def as_xlsx(week: Week) -> bytes:
    """Return a workbook with a line for each shift of the week and each gap, from right to left in Arabic."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Roster")[:31])
    bold, head = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bottom": 1})
    red = book.add_format({"font_color": "#9b1c12", "bold": True})
    if get_language_bidi():
        sheet.right_to_left()
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, week.house.name, bold)
    sheet.write_string(1, 0, dates.period(week.first, week.last))
    titles = (
        _("Day of the week"), _("First day"), _("From"), _("Last day"), _("To"), _("Who"), _("Duty"), _("On call"), _("With the team"),
    )  # fmt: skip
    for column, title in enumerate(titles):
        sheet.write_string(3, column, title, head)
    for number, (cells, open_) in enumerate(_lines(week), start=4):
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell, red if open_ else None)
    sheet.freeze_panes(4, 0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _lines(week: Week) -> list[tuple[list[str], bool]]:
    rows = [(span[0], span[1], [gap_words(span), "", "", ""], True) for span in week.gaps]
    for line in [line for day in week.days for line in day.lines if not line.over or day is week.days[0]]:
        shift = line.shift
        who = [
            shift.user.name, str(shift.task.label), _("yes") if shift.on_call else "", shift.team.name if shift.team else "",
        ]  # fmt: skip
        rows.append((shift.starts_at, shift.ends_at, who, False))
    told = []
    for start, end, rest, open_ in sorted(rows, key=lambda row: (row[0], row[3])):
        local = timezone.localtime(start).date()
        hours = [dates.weekday(local), dates.short(start), dates.clock(start), dates.short(end), dates.clock(end)]
        told.append(([*hours, *rest], open_))
    return told
