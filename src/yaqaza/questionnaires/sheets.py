"""Answers as files: CSV by lines as they are read, a workbook with a sheet for each repeat. Memory does not grow with them."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from yaqaza.questionnaires import outlines
from yaqaza.questionnaires.models import Questionnaire, Submission

CHUNK = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")
OWN = ("received_at", "instance_id", "form_version", "sender", "organisation")
LONGEST_CELL = 32_000


@dataclass(frozen=True)
class Columns:
    """Which columns a questionnaire has over all its published versions: of itself, and of each repeat."""

    main: list[str]
    repeats: dict[str, list[str]]
    labels: dict[str, dict[str, str]]  # what each asks, by language
    languages: list[str]


def columns(questionnaire: Questionnaire) -> Columns:
    """Return the columns of a questionnaire, those of newer versions first."""
    main: dict[str, None] = {}
    repeats: dict[str, dict[str, None]] = {}
    labels: dict[str, dict[str, str]] = {}
    languages: dict[str, None] = {}
    for version in questionnaire.versions.filter(published_at__isnull=False).defer("xform").order_by("-published_at"):
        for each in version.outline.get("fields", []):
            inside = [repeat for repeat in version.repeats if each["path"].startswith(f"{repeat}/")]
            place = repeats.setdefault(_short(max(inside, key=len)), {}) if inside else main
            place.setdefault(_short(each["path"]))
        for item in version.outline.get("items", []):
            labels.setdefault(_short(item["path"]), item["label"])
        languages |= dict.fromkeys(version.outline.get("languages", []))
    return Columns(list(main), {name: list(below) for name, below in repeats.items()}, labels, list(languages))


def as_csv(rows: QuerySet[Submission], wanted: Columns) -> Iterator[bytes]:
    """Yield lines of CSV in UTF-8 with its mark; a repeat is one cell of JSON."""
    yield "\ufeff".encode() + _line([*OWN, *wanted.main, *wanted.repeats])
    for row in _newest(rows):
        tree = json.loads(row.answers)
        rounds = [
            json.dumps(found, ensure_ascii=False) if (found := list(_rounds(tree, name))) else ""
            for name in wanted.repeats
        ]
        yield _line([*_own(row), *(_value(tree, path) for path in wanted.main), *rounds])


def as_xlsx(rows: QuerySet[Submission], wanted: Columns, language: str) -> IO[bytes]:
    """Return a workbook: answers, a sheet for each repeat (tied by instance_id), and what the columns ask."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(
        file,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    head = book.add_format({"bold": True})
    heads = {"": [*OWN, *wanted.main]} | {
        name: ["instance_id", "round", *below] for name, below in wanted.repeats.items()
    }
    sheets, at = {}, dict.fromkeys(heads, 1)
    for number, (name, cells) in enumerate(heads.items()):
        sheets[name] = book.add_worksheet(_("Answers") if not name else f"{number} {name.rsplit('/', 1)[-1]}"[:31])
        if get_language_bidi():
            sheets[name].right_to_left()
        sheets[name].write_row(0, 0, cells, head)

    def put(name: str, cells: list[str]) -> None:
        sheets[name].write_row(at[name], 0, [cell[:LONGEST_CELL] for cell in cells])
        at[name] += 1

    for row in _newest(rows):
        tree = json.loads(row.answers)
        put("", [*_own(row), *(_value(tree, path) for path in wanted.main)])
        for name, below in wanted.repeats.items():
            for number, each in enumerate(_rounds(tree, name), 1):
                put(
                    name,
                    [row.instance_id, str(number), *(_value(each, path.removeprefix(f"{name}/")) for path in below)],
                )
    _key(book, wanted, language, head)
    book.close()
    file.seek(0)
    return file


def _key(book: xlsxwriter.Workbook, wanted: Columns, language: str, head: Any) -> None:
    sheet = book.add_worksheet(_("Questions"))
    sheet.write_row(0, 0, [_("Column"), _("Question")], head)
    every = [*wanted.main, *(path for below in wanted.repeats.values() for path in below)]
    for number, path in enumerate(every, 1):
        sheet.write_row(number, 0, [path, outlines.words(wanted.labels.get(path, {}), language)])


def _newest(rows: QuerySet[Submission]) -> Iterator[Submission]:
    return rows.defer("xml", "version__xform", "version__outline").order_by("-received_at", "-id").iterator(CHUNK)


def _own(row: Submission) -> list[str]:
    at = timezone.localtime(row.received_at).isoformat(timespec="seconds")
    return [at, row.instance_id, row.version.version, row.user.name, row.organisation.name]


def _short(path: str) -> str:
    """A path without the name of the form's root."""
    return path.split("/", 2)[-1]


def _value(tree: Any, path: str) -> str:
    for step in path.split("/"):
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree if isinstance(tree, str) else ""


def _rounds(tree: Any, path: str) -> Iterator[dict[str, Any]]:
    """Every round of a repeat, also of one that stands within another."""
    step, _slash, rest = path.partition("/")
    below = tree.get(step) if isinstance(tree, dict) else None
    for each in below if isinstance(below, list) else [below]:
        if rest:
            yield from _rounds(each, rest)
        elif isinstance(each, dict):
            yield each


def _line(cells: list[str]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([f"'{cell}" if cell.startswith(FORMULA) and not _number(cell) else cell for cell in cells])
    return out.getvalue().encode()


def _number(cell: str) -> bool:
    """A negative number, or a position west of Greenwich, is no formula."""
    return all(each.lstrip("-").replace(".", "", 1).isdigit() for each in cell.split())
