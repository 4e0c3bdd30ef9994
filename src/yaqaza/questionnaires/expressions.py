"""The expressions of a workbook or an XForm, each with its place: what phones could not compute is said at upload."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _
from pyxform.aliases import BINDING_CONVERSIONS
from pyxform.utils import default_is_dynamic
from pyxform.xls2json_backends import DefinitionData

from yaqaza.questionnaires import xpath
from yaqaza.questionnaires.problems import Problem

# Columns that hold an expression, by sheet; "bind::relevant" and "bind:relevant" are "relevant".
SURVEY = {
    "relevant", "relevance", "constraint", "calculation", "calculate", "choice_filter", "required", "read_only", "readonly",
    "repeat_count", "count", "jr:count", "default",
}  # fmt: skip
ENTITIES = {"entity_id", "create_if", "update_if", "label"}
ATTRIBUTES = {
    "bind": ("relevant", "constraint", "calculate", "required", "readonly"), "itemset": ("nodeset",), "setvalue": ("value",),
    "output": ("value", "ref"), "repeat": ("count",),
}  # fmt: skip
_REFERENCE = re.compile(r"\$\{(\s*(?:last-saved#)?)([^}]*)\}")
_NAME = re.compile(r"[^\W\d][\w.:-]*")
_QUOTES = str.maketrans("“”‘’", "\"\"''")


def of_workbook(book: DefinitionData) -> list[Problem]:
    """Return what is wrong with the expressions of a workbook, by sheet, row and column."""
    found: list[Problem] = []
    for sheet, rows, columns in (("survey", book.survey, SURVEY), ("entities", book.entities, ENTITIES)):
        for number, row in enumerate(rows or [], 2):
            for column, cell in _cells(row, columns):
                found += _faults(cell, sheet, number, column)
    for row in book.settings or []:
        for column, cell in _cells(row, {"instance_name"}):
            found += _faults(cell, "settings", 2, column)
    return found


def of_xform(root: Element) -> list[Problem]:
    """Return what is wrong with the expressions of an XForm, whose names are without their namespaces."""
    found: list[Problem] = []
    for element in root.iter():
        for name, value in element.attrib.items():
            attribute = name.rsplit("}", 1)[-1]
            if attribute in ATTRIBUTES.get(element.tag, ()) and value.strip():
                place = element.get("nodeset") or element.get("ref") or element.tag
                found += [Problem(f"{place} ({attribute}): {each.sentence}") for each in _faults(value, "", 0, "")]
    return found


def _cells(row: Mapping[str, Any], columns: Iterable[str]) -> Iterator[tuple[str, str]]:
    told = {str(key).strip(): str(value).strip() for key, value in row.items() if value not in (None, "")}
    if told.get("disabled", "").lower() in ("yes", "true", "true()"):
        return
    for heading, cell in told.items():
        column = re.sub(r"^(?:bind|control)::?", "", heading.lower())
        if column not in columns or not cell:
            continue
        if column in ("required", "read_only", "readonly") and cell in BINDING_CONVERSIONS:
            continue
        if column == "default" and not default_is_dynamic(cell, told.get("type", "")):
            continue
        yield heading, cell


def _faults(cell: str, sheet: str, row: int, column: str) -> list[Problem]:
    """The fault of one expression. An answer's name stands as a path of the same length, so that places stay what they are."""
    written = _REFERENCE.sub(_as_path, cell.translate(_QUOTES))
    fault = xpath.check(written)
    return [Problem(_said(fault, cell), sheet, row, column)] if fault is not None else []


def _as_path(found: re.Match[str]) -> str:
    name = found[2].strip()
    whole = f"/{name}" if _NAME.fullmatch(name) else "/_"
    return whole.ljust(len(found[0]))


def _said(fault: xpath.Fault, cell: str) -> str:
    if fault.kind == "UNKNOWN":
        meant = difflib.get_close_matches(fault.at, xpath.FUNCTIONS, n=1)
        if meant:
            return _("There is no function called “%(name)s”. Did you mean “%(meant)s”?") % {
                "name": fault.at,
                "meant": meant[0],
            }
        return _("There is no function called “%(name)s”.") % {"name": fault.at}
    if fault.kind == "COUNT":
        wanted = str(fault.least) if fault.least == fault.most else f"{fault.least}–{fault.most}"
        if fault.most >= xpath.MANY:
            wanted = f"≥ {fault.least}"
        sentence = _("“%(name)s” takes %(wanted)s values between its brackets; here stand %(given)s.")
        return sentence % {"name": fault.at, "wanted": wanted, "given": fault.given}
    rest = cell[fault.place :].strip()[:30]
    if not rest:
        return _("This expression ends too early: a value or a closing bracket is missing.")
    if rest[0] in "\"'“‘":
        return _("This expression opens a quotation mark that is not closed: %(rest)s") % {"rest": rest}
    return _("This expression cannot be read from “%(rest)s” on.") % {"rest": rest}
