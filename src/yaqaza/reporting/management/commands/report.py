"""``report``: print a report computed from the ledger, for people at the machine (the whole figures, nothing withheld)."""

from __future__ import annotations

import json
import sys
import unicodedata
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from yaqaza.accounts.models import Organisation
from yaqaza.core import dates
from yaqaza.reporting import bilans, exports, indicators, words
from yaqaza.reporting.facts import Frame
from yaqaza.territory.models import Area, Level

FORMATS = ("table", "json", "csv", "xlsx")
LANGUAGES = ("ar", "fr", "en")


class Command(BaseCommand):
    help = "Print a report computed from the ledger of services."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help=f"one of: {', '.join(indicators.NAMES)}")
        parser.add_argument("--from", dest="start", required=True, metavar="YYYY-MM-DD", help="first day")
        parser.add_argument("--to", dest="end", required=True, metavar="YYYY-MM-DD", help="last day, included")
        parser.add_argument(
            "--area",
            metavar="CODE",
            default="",
            help="official code of an area (the whole country); LEVEL:CODE if two have it",
        )
        parser.add_argument(
            "--organisation", metavar="CODE", default="", help="code of an organisation, with all below it"
        )
        parser.add_argument("--format", choices=FORMATS, default="table")
        parser.add_argument("--lang", choices=LANGUAGES, default="ar")
        parser.add_argument("--output", metavar="FILE", default="", help="where to write (needed for xlsx)")
        parser.add_argument(
            "--withhold", action="store_true", help="keep small figures back, as on pages for the public"
        )

    def handle(self, *, name: str, start: str, end: str, **options: Any) -> None:
        if name not in indicators.NAMES:
            raise CommandError(f"There is no report called “{name}”. There are: {', '.join(indicators.NAMES)}.")
        first, last = day(start), day(end)
        if first > last:
            raise CommandError(f"The period ends before it begins: {first} is after {last}.")
        if options["format"] == "xlsx" and not options["output"]:
            raise CommandError("A workbook needs a file: add --output FILE.xlsx.")
        frame = Frame(first, last, area(options["area"]), organisation(options["organisation"]))
        bilan = bilans.compute(name, frame, withhold=options["withhold"])
        self._write(_rendered(bilan, options["format"], options["lang"]), options["output"])

    def _write(self, content: bytes, output: str) -> None:
        if not output:
            self.stdout.write(content.decode(), ending="")
            return
        try:
            Path(output).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from None
        print(f"{output}: {len(content)} bytes", file=sys.stderr)


def day(text: str) -> date:
    """Return a day typed as 2021-10-01."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"“{text}” is no day. Write the year, the month and the day, like this: 2021-10-01."
        ) from None
    if not 1900 <= found.year <= 2100:
        raise CommandError(f"The year {found.year} is too far away.")
    return found


def area(text: str) -> Area | None:
    """Return an area by its official code, or by LEVEL:CODE; none for no text."""
    if not text:
        return None
    level, _, code = text.rpartition(":")
    found = Area.objects.defer("geometry").filter(code__iexact=code, valid_to=None)
    if level:
        found = found.filter(level=level.upper())
    rows = list(found[:9])
    if len(rows) == 1:
        return rows[0]
    if not rows:
        levels = ", ".join(Level.values)
        raise CommandError(
            f"No area has the code “{text}”. Write its official code, or LEVEL:CODE with one of {levels}."
        )
    raise CommandError(
        f"Several areas have this code. Choose: {', '.join(f'{row.level}:{row.code} ({row.name_fr})' for row in rows)}."
    )


def organisation(code: str) -> Organisation | None:
    """Return an organisation by its code; none for no text."""
    if not code:
        return None
    found = Organisation.objects.filter(code__iexact=code).first()
    if found is None:
        raise CommandError(f"No organisation has the code “{code}”.")
    return found


def _rendered(bilan: bilans.Bilan, kind: str, language: str) -> bytes:
    if kind == "json":
        return (json.dumps(bilan.as_data(), ensure_ascii=False, indent=2) + "\n").encode()
    if kind == "csv":
        return exports.as_csv(bilan, language, mark=False)
    if kind == "xlsx":
        return exports.as_xlsx(bilan, language)
    with translation.override(language):
        return _table(bilan).encode()


def _table(bilan: bilans.Bilan) -> str:
    """Columns of text: names first, figures right."""
    rows = [[str(cell) for cell in row] for row in [exports.head(bilan), *exports.table(bilan)]]
    numeric = [
        column for column in range(len(rows[0])) if all(row[column].lstrip("< ").isdecimal() for row in rows[1:])
    ]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        bilan.title,
        " · ".join(filter(None, [words.subject(bilan.frame), dates.period(bilan.frame.start, bilan.frame.end)])),
        "",
    ]
    for index, row in enumerate(rows):
        cells = [
            " " * (widths[column] - _width(cell)) + cell
            if column in numeric
            else cell + " " * (widths[column] - _width(cell))
            for column, cell in enumerate(row)
        ]
        lines.append("  ".join(cells).rstrip())
        if index == 0 or (bilan.total is not None and index == len(rows) - 2):
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join([*lines, "", bilan.short_fingerprint, ""])


def _width(text: str) -> int:
    """How many cells of a terminal the text takes."""
    return sum(0 if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf" else 1 for letter in text)
