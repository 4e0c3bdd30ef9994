"""Files of alerts as people have them: CSV of any encoding and delimiter, XLSX, JSON lines; read row by row, whatever their size."""

from __future__ import annotations

import codecs
import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any

from django.utils.translation import gettext as _

from yaqaza.core.refusal import Refused

MOST_BYTES = 100 * 1024 * 1024
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_COLUMNS = 300
LONGEST_CELL = 2_000_000
SAMPLE = 256 * 1024
DELIMITERS = (",", ";", "\t", "|")

csv.field_size_limit(LONGEST_CELL)


class Unreadable(Refused):
    """The file is none of the three kinds, or broken from its beginning; the sentence says what to send."""


class Broken(Exception):
    """The file cannot be read further from ``line`` on; the rows before were fine."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read."""

    kind: str  # CSV, XLSX, JSONL
    encoding: str = "utf-8"
    delimiter: str = ","
    columns: tuple[str, ...] = ()
    heading: int | None = 1  # the line that holds it, 0 when there is none; None: the first line that is not empty

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"columns": list(self.columns)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Layout:
        return cls(data["kind"], data["encoding"], data["delimiter"], tuple(data["columns"]), data.get("heading"))


def heading_of(layout: dict[str, Any]) -> int:
    """Return the line of the file that holds the heading, 0 when it has none; of a layout as it is kept. Those of before the line was
    kept have it on the first, as nearly all."""
    return int(layout.get("heading", 0 if layout.get("kind") == "JSONL" else 1))


@dataclass(frozen=True, slots=True)
class Row:
    """One row by column; ``number`` is its line of the file as a spreadsheet counts them, empty ones too. ``broken`` when it cannot be
    read at all; ``beyond`` is what stands in cells that the heading does not name."""

    number: int
    cells: dict[str, Any]
    broken: bool = False
    beyond: str = ""


def look_at(file: IO[bytes]) -> Layout:
    """Return how the file is to be read; Unreadable with its sentence when it is not one of the three kinds."""
    file.seek(0)
    head = file.read(SAMPLE)
    if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise Unreadable(_("This file is empty."))
    if head.startswith(b"PK\x03\x04"):
        return _look_at_xlsx(file)
    if head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"MZ", b"\x7fELF", b"GIF8")):
        raise Unreadable(_("This kind of file is not read here. Save it as XLSX, CSV or JSON lines and send it again."))
    encoding = _encoding(file, head)
    start = head.decode(encoding, "replace").lstrip("\ufeff \r\n\t")
    if start.startswith("{"):
        return _look_at_jsonl(file, encoding)
    return _look_at_csv(file, encoding)


def rows(file: IO[bytes], layout: Layout, *, skip: int = 0) -> Iterator[Row]:
    """Yield the rows after the first ``skip``; Broken when the file cannot be read further."""
    file.seek(0)
    reader = {"CSV": _csv_rows, "XLSX": _xlsx_rows, "JSONL": _jsonl_rows}[layout.kind]
    for index, row in enumerate(reader(file, layout)):
        if index >= skip:
            yield row


def count(file: IO[bytes], layout: Layout) -> int | None:
    """Return how many rows there are, None when only reading to the end would tell."""
    try:
        return sum(1 for _row in rows(file, layout))
    except Broken:
        return None


def _encoding(file: IO[bytes], head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x00" in head and (head[1::2].count(0) > len(head) // 4 or head[::2].count(0) > len(head) // 4):
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while piece := file.read(1024 * 1024):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1256"  # what Windows writes here: it holds the letters of Arabic and those of French
    return "utf-8-sig"


def _text(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    file.seek(0)
    return io.TextIOWrapper(_Kept(file), encoding=encoding, errors="replace", newline="")


class _Kept(io.RawIOBase):
    """The file seen by a text reader that must not close it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _named(cells: list[Any]) -> tuple[str, ...]:
    """Headings as they are; the empty ones and the doubles get a number."""
    names: list[str] = []
    for index, cell in enumerate(cells[:MOST_COLUMNS], 1):
        name = " ".join(str(cell if cell is not None else "").replace("\x00", "").split())[:120] or f"#{index}"
        names.append(name if name not in names else f"{name} #{index}")
    return tuple(names)


def _beyond(cells: Sequence[Any], layout: Layout) -> str:
    """What stands after the last named column, usually because a text holds the delimiter without quotes."""
    return " ".join(str(cell).strip() for cell in cells[len(layout.columns) :] if cell not in (None, "")).strip()


# CSV


def _look_at_csv(file: IO[bytes], encoding: str) -> Layout:
    with _text(file, encoding) as text:
        sample = text.read(64 * 1024)
    best, width = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            lines = [line for line in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if line][:30]
        except csv.Error:
            continue
        widths = [len(line) for line in lines[:-1] or lines]
        if not widths or widths[0] < 2:
            continue
        alike = sum(each == widths[0] for each in widths) / len(widths)
        if alike * min(widths[0], 20) > width:
            best, width = delimiter, alike * min(widths[0], 20)
    with _text(file, encoding) as text:
        try:
            numbered = enumerate(csv.reader(text, delimiter=best), 1)
            number, heading = next(((at, line) for at, line in numbered if not _empty(line)), (1, []))
        except csv.Error:
            raise Unreadable(
                _("This file cannot be read as a table. Save it as XLSX or CSV and send it again.")
            ) from None
    return Layout("CSV", encoding, best, _named(heading), number)


def _empty(cells: list[str]) -> bool:
    return not any(cell.strip("\x00 \t\r\n\ufeff") for cell in cells)


def _csv_rows(file: IO[bytes], layout: Layout) -> Iterator[Row]:
    with _text(file, layout.encoding) as text:
        reader = csv.reader(text, delimiter=layout.delimiter)
        number, heading = 0, layout.heading
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise Broken(number + 1) from error
            if cells is None:
                return
            number += 1
            if _empty(cells):
                continue
            if heading is None:
                heading = number
            if number <= heading:
                continue
            yield Row(number, dict(zip(layout.columns, cells, strict=False)), beyond=_beyond(cells, layout))


# XLSX


def _sheet(file: IO[bytes]) -> Any:
    from openpyxl import load_workbook  # heavy: only for spreadsheets

    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable(_("This spreadsheet unfolds to more than it may. Save it as CSV and send it again."))
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True)  # the values that formulas had when it was saved
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says about its own size may be wrong
        return sheet
    except Unreadable:
        raise
    except Exception:  # a broken archive raises anything
        raise Unreadable(_("This spreadsheet cannot be opened. Save it again as XLSX or CSV.")) from None


def _look_at_xlsx(file: IO[bytes]) -> Layout:
    try:
        for number, cells in _xlsx_lines(file):
            if any(cell not in (None, "") for cell in cells):
                last = max(index for index, cell in enumerate(cells) if cell not in (None, ""))
                return Layout("XLSX", columns=_named(list(cells[: last + 1])), heading=number)
    except Broken:
        raise Unreadable(_("This spreadsheet cannot be opened. Save it again as XLSX or CSV.")) from None
    raise Unreadable(_("This file is empty."))


def _xlsx_lines(file: IO[bytes]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    number = 0
    try:
        for number, cells in enumerate(_sheet(file).iter_rows(values_only=True), 1):
            yield number, cells
    except Unreadable:
        raise
    except Exception as error:  # the same: broken XML inside
        raise Broken(number + 1) from error


def _xlsx_rows(file: IO[bytes], layout: Layout) -> Iterator[Row]:
    heading = layout.heading
    for number, cells in _xlsx_lines(file):
        if not any(cell not in (None, "") for cell in cells):
            continue
        if heading is None:
            heading = number
        if number <= heading:
            continue
        yield Row(number, dict(zip(layout.columns, cells, strict=False)), beyond=_beyond(cells, layout))


# JSON lines


def _look_at_jsonl(file: IO[bytes], encoding: str) -> Layout:
    columns: dict[str, None] = {}
    known = 0
    for _number, line in _lines(file, encoding):
        if known >= 200 or len(columns) >= MOST_COLUMNS:
            break
        found = _object(line)
        if found is not None:
            known += 1
            columns |= dict.fromkeys(str(name)[:120] for name in found)
    if not columns:
        raise Unreadable(_("No line of this file is a JSON object. Send one object a line."))
    return Layout("JSONL", encoding, "", tuple(columns), heading=0)


def _lines(file: IO[bytes], encoding: str) -> Iterator[tuple[int, str]]:
    """Lines that hold something, each with its number among all of them; one that is too long comes in pieces."""
    number = 1
    with _text(file, encoding) as text:
        while line := text.readline(LONGEST_CELL):
            if line.strip("\ufeff \r\n\t"):
                yield number, line
            number += line.endswith(("\n", "\r"))


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _jsonl_rows(file: IO[bytes], layout: Layout) -> Iterator[Row]:
    for number, line in _lines(file, layout.encoding):
        found = _object(line)
        if found is None:
            yield Row(number, {"": line[:200]}, broken=True)
        else:
            yield Row(number, {str(name)[:120]: value for name, value in found.items()})
