"""A month of a vehicle as a file for office programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from yaqaza.core import dates
from yaqaza.field.models import Vehicle
from yaqaza.field.vehicles.queries import Month


def head() -> list[str]:
    return [
        _("Day"), _("Line"), _("Team"), _("Driver"), _("Odometer"), _("Back at"), _("Kilometres"), _("Litres"), _("Amount paid"),
        _("Station"), _("Unlikely"), _("Taken back"),
    ]  # fmt: skip


def lines(month: Month) -> Iterator[list[Any]]:
    """Yield the trips and the fuel of a month in the order of their days; what was taken back stays and counts nothing."""
    rows: list[tuple[Any, int, list[Any]]] = []
    for trip in month.trips:
        km = trip.km if trip.struck_at is None else 0
        told = [_("Trip"), trip.team.name, trip.driver.name, trip.out_km, trip.in_km, km, None, None, ""]
        rows.append((trip.day, trip.out_km, [*told, *_marks(trip)]))
    for fuel in month.fuel:
        counts = fuel.struck_at is None
        bought = [float(fuel.litres), float(fuel.amount)] if counts else [0, 0]
        rows.append((fuel.day, fuel.km, [_("Fuel"), "", "", fuel.km, None, None, *bought, fuel.station, *_marks(fuel)]))
    for day, _km, row in sorted(rows, key=lambda each: each[:2]):
        yield [dates.short(day), *row]


def _marks(entry: Any) -> list[str]:
    return [_(", ").join(str(word) for word in entry.odd_words), entry.struck_reason]


def sums(month: Month) -> list[list[Any]]:
    used = float(month.consumption) if month.consumption is not None else None
    return [
        [_("Kilometres"), month.km], [_("Litres"), float(month.litres)], [_("Amount paid"), float(month.amount)],
        [_("Litres for 100 km"), used],
    ]  # fmt: skip


def as_csv(month: Month) -> bytes:
    """Return the lines as CSV in UTF-8 with its mark; no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in [head(), *lines(month), [], *sums(month)]:
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell


def as_xlsx(vehicle: Vehicle, month: Month) -> bytes:
    """Return a workbook: the lines of the month, then what they come to; from right to left in Arabic."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Log")[:31])
    if get_language_bidi():
        sheet.right_to_left()
    bold = book.add_format({"bold": True})
    rows: list[list[Any]] = [
        [vehicle.registration, dates.month_of(month.first)],
        head(),
        *lines(month),
        [],
        *sums(month),
    ]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell, bold if number < 2 else None)
    sheet.set_column(0, len(head()), 16)
    book.close()
    return out.getvalue()
