"""Files of a survey: the released units with their weights, and the frame as keys with which the draw can be made again. No names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import get_language_bidi, pgettext

from yaqaza.studies.models import Survey
from yaqaza.studies.queries.results import weights

WEIGHTS = ("unit", "part", "part_size", "part_chance", "rank", "outcome", "probability", "design_weight", "weight")
FRAME = ("part", "key", "rank", "released")


def weight_rows(survey: Survey) -> Iterator[Sequence[Any]]:
    """Yield one row a released unit: its code, its part, its probability and its weights."""
    for row in weights(survey).rows:
        chance = row.part.chance_of / row.part.chance_in
        place = (row.unit.code, row.part.name, row.part.size, chance, row.unit.rank, row.unit.outcome)
        yield (*place, row.probability, row.weight, row.adjusted)


def frame_rows(survey: Survey) -> Iterator[Sequence[Any]]:
    """Yield the whole frame as it was drawn from: part, key, and of what was drawn its rank."""
    rows = survey.units.order_by("part__key", "key").values_list("part__key", "key", "rank", "released")
    for part, key, rank, released in rows.iterator():
        yield part, key, rank or "", int(released)


def as_csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV file with a byte order mark, by which spreadsheets know its letters."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(head)
    for row in rows:
        lines.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> Any:
    """No cell is a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t") else cell


def as_xlsx(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook, from right to left in Arabic."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(pgettext("sheet", "Weights"))
        if get_language_bidi():
            sheet.right_to_left()
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, row)
        sheet.set_column(0, len(head), 16)
    return out.getvalue()
