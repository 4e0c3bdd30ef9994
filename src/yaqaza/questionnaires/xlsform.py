"""XLSForms: read, looked through for everything that is wrong at once, and converted to XForms by pyxform."""

from __future__ import annotations

import codecs
import io
import logging
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import DefinitionData, get_xlsform
from pyxform.xls2xform import convert as pyxform_convert
from xlrd import open_workbook

from yaqaza.questionnaires import expressions, problems, xform
from yaqaza.questionnaires.problems import Problem

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
BINDINGS = "bindings"
_NAME = re.compile(r"[^\W\d][\w.-]*")
_REFERENCE = re.compile(r"\$\{(?:last-saved#)?([^}]*)\}")
_BEGIN = re.compile(r"begin[ _](group|repeat|loop)")
_END = re.compile(r"end[ _](group|repeat|loop)")
_SELECT = re.compile(
    r"(?:select[ _](?:one|multiple)|rank|add select (?:one|multiple) prompt using)\s+(?:from\s+)?(\S+)"
)
_WORKED_OUT = re.compile(r"^(?:bind::?)?(?:calculat|relevan)")
# Cells in which ${name} stands for an answer.
_EXPRESSIONS = (
    "relevant",
    "relevance",
    "constraint",
    "calculation",
    "calculate",
    "choice_filter",
    "required",
    "repeat_count",
    "default",
)

logging.getLogger("pyxform").setLevel(logging.ERROR)


class Faulty(Exception):
    """The form cannot be taken; ``found`` lists why, each with its place. No ``Refused``: one sentence would not say it."""

    def __init__(self, found: list[Problem]) -> None:
        super().__init__("; ".join(str(each.sentence) for each in found))
        self.found = found


@dataclass
class Converted:
    """An XForm, the media that was made with it, what to look at, and the rows of the sheet ``bindings``."""

    xform: bytes
    itemsets: str = ""
    warnings: list[str] = field(default_factory=list)
    bindings: list[dict[str, Any]] = field(default_factory=list)


def convert(data: bytes, *, suffix: str) -> Converted:
    """Make an XForm of a workbook (``suffix``: .xlsx, .xlsm, .xls, .csv, .md); Faulty with all that is wrong."""
    if len(data) > MOST_BYTES:
        raise Faulty([Problem(_("This file is too heavy."))])
    if suffix in (".xlsx", ".xlsm"):
        _weigh(data)
    if suffix in (".csv", ".md"):
        data = _as_utf8(data)
    try:
        book = get_xlsform(data, file_type=suffix)
    except PyXFormError as error:
        raise Faulty([problems.of(error)]) from None
    except Exception:  # parsers of files from outside raise anything; all of it means the same to the sender
        raise Faulty([Problem(_("This file is broken and cannot be read. Save it again and send it."))]) from None
    warnings: list[str] = []
    try:
        made = pyxform_convert(data, warnings=warnings, file_type=suffix)
    except PyXFormError as error:
        first, others = _located(problems.of(error), book), [*look_through(book), *expressions.of_workbook(book)]
        if first.row not in [each.row for each in others]:
            others.insert(0, first)
        raise Faulty(others) from None
    except Exception as error:  # what pyxform did not foresee in a sheet
        raise Faulty([Problem(_("The converter stopped. It says:"), original=str(error)[:300])]) from None
    if found := expressions.of_workbook(book):  # pyxform does not read them, and phones would stop at them
        raise Faulty(found)
    _check_circles(made.xform.encode(), book)
    return Converted(made.xform.encode(), made.itemsets or "", warnings, bindings(data, suffix=suffix))


def _located(problem: Problem, book: DefinitionData) -> Problem:
    """Of some errors pyxform says what the cell holds, and not where it is."""
    for number, row in enumerate(book.survey or [], 2):
        if not problem.row and problem.value and str(row.get(problem.column, "")).strip() == problem.value:
            return replace(problem, sheet="survey", row=number)
    return problem


def _as_utf8(data: bytes) -> bytes:
    """Spreadsheets put a mark before the text that they save, or save it in UTF-16."""
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return data.decode(encoding).encode()
    except UnicodeDecodeError:
        raise Faulty([Problem(_("This text is not in UTF-8. Save it as “CSV UTF-8”, or as a workbook."))]) from None


def _check_circles(xml: bytes, book: DefinitionData) -> None:
    """Refuse what is worked out from itself, at the row of the first question of each circle."""
    try:
        circles = xform.circles(xml)
    except xform.NotAForm:  # said by who reads the form
        return
    if not circles:
        return
    rows = {str(row.get("name", "")).strip(): (number, row) for number, row in enumerate(book.survey or [], 2)}
    found = []
    for paths in circles:
        number, row = rows.get(paths[0].rsplit("/", 1)[-1], (0, {}))
        column = next((heading for heading in row if _WORKED_OUT.search(str(heading).lower())), "")
        found.append(Problem(xform.circle(paths), "survey", number, column))
    raise Faulty(found)


def look_through(book: DefinitionData) -> list[Problem]:
    """Return the commonest faults of the sheet ``survey`` of a form that pyxform refuses, all at once: it stops at the first."""
    rows = [(number, {str(key).strip().lower(): str(value) for key, value in row.items()})
            for number, row in enumerate(book.survey or [], 2) if row]  # fmt: skip
    choices = [{str(key).strip().lower(): str(value) for key, value in row.items()} for row in book.choices or []]
    lists = {row.get("list_name") or row.get("list name") or "" for row in choices}
    names = Counter(row.get("name", row.get("value", "")) for _number, row in rows)
    found: list[Problem] = []
    opened: list[tuple[int, str, str]] = []
    for number, row in rows:
        kind = " ".join(row.get("type", row.get("command", "")).split())
        name = row.get("name", row.get("value", "")).strip()
        if row.get("disabled", "").lower() in ("yes", "true", "true()"):
            continue
        if begun := _BEGIN.match(kind.lower()):
            opened.append((number, begun[1], name))
        if ended := _END.match(kind.lower()):
            if not opened or opened[-1][1] != ended[1]:
                found.append(Problem(problems.NOT_OPENED % {"value": ended[1]}, "survey", number, "type"))
            else:
                opened.pop()
        if name and not _NAME.fullmatch(name) and ":" not in name:
            found.append(Problem(problems.NAME_RULE, "survey", number, "name"))
        chosen = _SELECT.match(kind)
        if chosen and chosen[1] not in lists and not chosen[1].startswith("${"):
            found.append(Problem(problems.NO_LIST % {"value": chosen[1]}, "survey", number, "type"))
        for column, value in row.items():
            if column.split("::")[0].split(":")[-1] in _EXPRESSIONS or column.startswith(("label", "hint")):
                for wanted in _REFERENCE.findall(value):
                    if wanted.strip() not in names:
                        found.append(Problem(problems.NO_SUCH % {"value": wanted}, "survey", number, column))
    found += [
        Problem(problems.NOT_CLOSED % {"value": name or kind}, "survey", number, "type")
        for number, kind, name in opened
    ]
    return found


def bindings(data: bytes, *, suffix: str) -> list[dict[str, Any]]:
    """Return the rows of the sheet ``bindings``: ``row``, ``question``, ``target``, ``at_once``; none when there is no such sheet."""
    rows = _cells(data, suffix)
    if not rows:
        return []
    heading = [str(cell or "").strip().lower() for cell in rows[0]]
    result = []
    for number, cells in enumerate(rows[1:], 2):
        row = {name: str(cell or "").strip() for name, cell in zip(heading, cells, strict=False) if name}
        if any(row.values()):
            at_once = row.get("at_once", "").lower() in ("yes", "true", "1", "oui", "نعم")
            named = {name: row.get(name, "") for name in ("question", "target")}
            result.append({"row": number, **named, "at_once": at_once})
    return result


def _cells(data: bytes, suffix: str) -> list[list[Any]]:
    if suffix in (".xlsx", ".xlsm"):
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        name = next((each for each in book.sheetnames if each.lower() == BINDINGS), "")
        return [list(row) for row in book[name].iter_rows(values_only=True)] if name else []
    if suffix == ".xls":
        sheets = {sheet.name.lower(): sheet for sheet in open_workbook(file_contents=data).sheets()}
        sheet = sheets.get(BINDINGS)
        return [sheet.row_values(index) for index in range(sheet.nrows)] if sheet is not None else []
    return []


def _weigh(data: bytes) -> None:
    """A workbook is a ZIP: refuse one that would unfold to more than a form can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
    except zipfile.BadZipFile:
        raise Faulty([Problem(_("This file is broken and cannot be read. Save it again and send it."))]) from None
    if unpacked > MOST_UNPACKED:
        raise Faulty([Problem(_("This file is too heavy."))])
