"""Reports as files: a workbook, lines of text, a paper. What could be read as a formula is text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yaqaza.core import dates, figures, paper
from yaqaza.reporting import disclosure, words
from yaqaza.reporting.bilans import Bilan, Line, spoken

FORMULA = ("=", "+", "-", "@", "\t", "\r")
WITHHELD = f"< {disclosure.LEAST}"


def safe(text: Any) -> Any:
    """Return text that no spreadsheet takes for a formula; anything else as it is."""
    return f"'{text}" if isinstance(text, str) and text.startswith(FORMULA) else text


def head(bilan: Bilan) -> list[str]:
    """Return the names of the columns."""
    first = _("Programme") if bilan.definition.total else _("Line")
    parts = [] if bilan.definition.total else [_("Unit")]
    counted = [] if bilan.definition.total else [_("Published figure"), _("Counts")]
    return [*parts, first, *counted, _("Acts"), _("Different people")]


def table(bilan: Bilan) -> Iterator[list[Any]]:
    """Yield the lines of a report as cells; withheld figures as "< 5"."""
    for part in bilan.parts:
        for line in part.lines:
            unit = [] if bilan.definition.total else [part.name]
            counted = [] if bilan.definition.total else [_cell(line.count), _counts(line)]
            yield [*unit, line.name, *counted, _cell(line.acts), _cell(line.people)]
    if bilan.total is not None:
        yield [bilan.total.name, _cell(bilan.total.acts), _cell(bilan.total.people)]


def _cell(value: int | None) -> Any:
    return WITHHELD if value is None else value


def _counts(line: Line) -> str:
    return _("people") if line.counts_people else _("acts")


def provenance(bilan: Bilan) -> list[tuple[str, str]]:
    """Return what a reader needs to check the figures."""
    at = timezone.localtime(bilan.computed_at)
    said = [
        (_("About"), words.subject(bilan.frame)),
        (_("Period"), dates.period(bilan.frame.start, bilan.frame.end)),
        (_("Computed"), f"{dates.day(at)} {dates.clock(at)}"),
        (_("Fingerprint"), bilan.fingerprint),
        (_("Version of the definitions"), str(bilan.definition.version)),
    ]
    if bilan.met is not None:
        met = {
            _("Rounds that set out"): bilan.met.rounds,
            _("Encounters"): bilan.met.encounters,
            _("Refused help"): bilan.met.refused,
        }
        said.extend((name, str(count)) for name, count in met.items())
    if bilan.withholds:
        said.append((_("Withheld"), _("Figures from 1 to 4, and what would give them away, are shown as “< 5”.")))
    return said


def as_csv(bilan: Bilan, language: str, *, mark: bool = True) -> bytes:
    """Return the lines as CSV in UTF-8; ``mark`` puts the byte order mark by which office programs know it."""
    with translation.override(language):
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        for row in [head(bilan), *table(bilan)]:
            writer.writerow([safe(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig" if mark else "utf-8")


def as_xlsx(bilan: Bilan, language: str) -> bytes:
    """Return a workbook: the lines, the months, and the definitions; from right to left in Arabic."""
    out = io.BytesIO()
    with translation.override(language):
        book = xlsxwriter.Workbook(
            out,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        book.set_properties({"title": bilan.title, "created": bilan.computed_at.replace(tzinfo=None)})
        sheets = _Sheets(book, rtl=language.startswith("ar"))
        sheets.lines(bilan)
        if bilan.months:
            sheets.months(bilan)
        sheets.definitions(bilan)
        book.close()
    return out.getvalue()


class _Sheets:
    def __init__(self, book: xlsxwriter.Workbook, *, rtl: bool) -> None:
        self.book, self.rtl = book, rtl
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.label = book.add_format({"font_color": "#57534a"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#e9e7e1", "bottom": 1, "text_wrap": True, "valign": "top"}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.figure = book.add_format({"num_format": "#,##0", "valign": "top"})
        self.sum = book.add_format({"bold": True, "num_format": "#,##0", "top": 2})

    def sheet(self, name: str, widths: list[int]) -> Any:
        sheet = self.book.add_worksheet(name[:31])
        if self.rtl:
            sheet.right_to_left()
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def lines(self, bilan: Bilan) -> None:
        columns = head(bilan)
        sheet = self.sheet(_("Report"), [52, 12, 16] if bilan.definition.total else [30, 46, 14, 12, 12, 16])
        sheet.write_string(0, 0, bilan.title, self.title)
        row = 1
        for label, value in provenance(bilan):
            sheet.write_string(row, 0, f"{label}: {value}", self.label)
            row += 1
        row += 1
        self.write(sheet, row, [columns], lambda _: self.head)
        body = list(table(bilan))
        last = len(body) - 1 if bilan.total is not None else -1
        self.write(sheet, row + 1, body, lambda index: self.sum if index == last else None)
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)

    def months(self, bilan: Bilan) -> None:
        sheet = self.sheet(_("Months"), [24, 16])
        self.write(sheet, 0, [[_("Month"), _("Acts")]], lambda _: self.head)
        rows = [[dates.month_of(month), _cell(acts)] for month, acts in bilan.months.items()]
        self.write(sheet, 1, rows, lambda _: None)

    def definitions(self, bilan: Bilan) -> None:
        sheet = self.sheet(_("Definitions"), [40, 60, 12, 44, 44, 10])
        titles = [_("Line"), _("Definition"), _("Counts"), _("What is counted"), _("The same person"), _("Version")]
        self.write(sheet, 0, [titles], lambda _: self.head)
        self.write(sheet, 1, [_defined(line) for line in bilan.lines()], lambda _: None)

    def write(self, sheet: Any, first: int, rows: list[list[Any]], style: Any) -> None:
        for index, row in enumerate(rows):
            chosen = style(index)
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(first + index, column, safe(value), chosen or self.text)
                else:
                    sheet.write_number(first + index, column, value, chosen or self.figure)


def _defined(line: Line) -> list[Any]:
    it = line.indicator
    return [
        line.name, spoken(it.definition), _counts(line), spoken(it.numerator.value), spoken(it.dedupe.value), it.version,
    ]  # fmt: skip


def as_pdf(bilan: Bilan, language: str) -> bytes:
    """Return the report on paper, in one language."""
    with translation.override(language):
        return paper.render("reporting/bilan.typ", _paper(bilan, language), at=bilan.computed_at)


def _paper(bilan: Bilan, language: str) -> dict[str, Any]:
    def figure(value: int | None) -> str:
        return WITHHELD if value is None else figures.number(value)

    peak = max((value or 0 for value in bilan.months.values()), default=0)
    drawn = (
        bilan.months and all(value is not None for value in bilan.months.values()) and len(bilan.months) > 1 and peak
    )
    at = timezone.localtime(bilan.computed_at)
    return {
        "language": language[:2],
        "title": bilan.title,
        "subject": words.subject(bilan.frame),
        "period": dates.period(bilan.frame.start, bilan.frame.end),
        "caption": bilan.caption,
        "head": [_("Programme") if bilan.definition.total else _("Line"), _("Acts"), _("Different people")],
        "parts": [
            {
                "name": "" if bilan.definition.total else part.name,
                "lines": [
                    {
                        "name": line.name,
                        "acts": figure(line.acts),
                        "people": figure(line.people),
                        "counts_people": line.counts_people,
                    }
                    for line in (words.by_size(bilan) if bilan.definition.total else part.lines)
                ],
            }
            for part in bilan.parts
        ],
        "marks": not bilan.definition.total,
        "total": {"name": bilan.total.name, "acts": figure(bilan.total.acts), "people": figure(bilan.total.people)}
        if bilan.total
        else None,
        "months_title": _("Interventions month by month"),
        "months": [
            {
                "name": dates.month(month.month),
                "year": str(month.year),
                "share": (value or 0) / peak,
                "value": figures.number(value),
            }
            for month, value in bilan.months.items()
        ]
        if drawn and len(bilan.months) <= words.LATER
        else [],
        "notes": notes(bilan),
        "computed": _("Computed on %(day)s at %(clock)s from the ledger of services.")
        % {"day": dates.day(at), "clock": dates.clock(at)},
        "fingerprint_label": _("Fingerprint"),
        "fingerprint": bilan.short_fingerprint,
        "office": _("Head of department"),
        "signature": _("Signature"),
    }


def notes(bilan: Bilan) -> list[str]:
    """Return the notes under a report."""
    if bilan.definition.total:
        said = [
            _(
                "Different people. Their total is not the sum of the lines: one person may be helped by more than one programme."
            )
        ]
    else:
        said = [
            _(
                "Each line is published in its own count, in bold: acts where it names services, different people where it names people."
            )
        ]
    said.append(_("Acts that were reversed are left out; an act for a whole household counts as an act and no person."))
    if bilan.withholds:
        said.append(_("Figures from 1 to 4 are withheld, and with them what would let them be computed."))
    return said
