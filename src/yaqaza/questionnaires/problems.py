"""What is wrong with a form, as sentences that say where: sheet, row, column. Also what pyxform says, in the reader's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from pyxform.errors import ErrorCode, PyXFormError


@dataclass(frozen=True)
class Problem:
    """One thing to put right. ``row`` counts as a spreadsheet does (the heading is 1); 0 and "" where it is not one place."""

    sentence: Any
    sheet: str = ""
    row: int = 0
    column: str = ""
    original: str = ""  # the words of the converter, in English, where we have none of our own
    value: str = ""  # what the cell holds, as far as the converter told


NAME_RULE = _(
    "A name begins with a letter or an underscore and goes on with letters, digits, “_”, “-” or “.”, without spaces."
)
TAKEN = _("The name “%(value)s” stands twice in the same group.")
NO_NAME = _("A question or group needs a name.")
NO_TYPE = _("This row has no type.")
NO_LIST = _("There is no list of choices called “%(value)s”.")
NO_SUCH = _("There is no question called “%(value)s”.")
REFERENCE = _("A reference to an answer is written ${name}.")
NOT_OPENED = _("“%(value)s” ends here without having begun.")
NOT_CLOSED = _("“%(value)s” begins here and does not end.")

# What pyxform's codes mean; those that are missing say it in English, with their place.
SENTENCES: dict[str, Any] = {
    "HEADER_001": _("The sheet has no heading that can be read. Its first row names the columns."),
    "HEADER_002": _("Two columns mean the same: “%(other)s” and “%(header)s”. Leave one out."),
    "HEADER_003": _("Columns are missing: %(missing)s."),
    "HEADER_004": _("A heading is empty or has a space in it."),
    "LABEL_001": _("A choice needs a label."),
    "NAMES_001": TAKEN,
    "NAMES_003": _("A repeat may not be called as the whole form is (“data”)."),
    "NAMES_004": _("Two repeats are called “%(value)s”. Each needs a name of its own."),
    "NAMES_005": _("The name “meta” is kept for what phones add by themselves."),
    "NAMES_006": _("A choice needs a name."),
    "NAMES_007": _("A choice stands twice in its list."),
    "NAMES_008": NAME_RULE,
    "NAMES_009": NAME_RULE,
    "NAMES_013": _("The sheet “%(sheet)s” is missing. Is it one of these, written otherwise: %(candidates)s?"),
    "PYREF_001": REFERENCE,
    "PYREF_002": REFERENCE,
    "PYREF_003": NO_SUCH,
    "PYREF_004": _("The name “%(q)s” stands more than once, so that nobody knows which is meant."),
    "SURVEY_001": NOT_OPENED,
    "SURVEY_002": NOT_CLOSED,
    "SURVEY_004": _("Parameters are written key=value, with a space between them."),
    "SURVEY_005": _("Not a parameter of this type: %(rejected)s. Possible are: %(accepted)s."),
}
# What it says without a code.
PLAIN = (
    (r"Question with no type", "type", NO_TYPE),
    (r"Question or group with no name", "name", NO_NAME),
    (r"List name not in (?:external )?choices sheet: (?P<value>.+)", "type", NO_LIST),
    (
        r"survey element named '(?P<value>[^']*)' has no label or hint",
        "name",
        _("The question “%(value)s” needs a label or a hint."),
    ),
    (r"Missing calculation", "calculation", _("A calculation is missing.")),
    (r"Unknown question type '(?P<value>[^']*)'", "type", _("There is no question type “%(value)s”.")),
    (r"Duplicate column header: (?P<value>.+)", "", _("The heading “%(value)s” stands twice.")),
    (
        r"You must have a sheet named|must have a survey sheet|survey sheet",
        "",
        _("The workbook has no sheet called “survey”."),
    ),
    (
        r"Choice names with spaces.*\[(?P<value>[^\]]*)\] in",
        "name",
        _("A name of a choice to tick may hold no space: “%(value)s”."),
    ),
    (r"Repeat loop without list name", "type", _("The loop names no list.")),
    (
        r"not recognized as a supported type|Error reading",
        "",
        _("This file is no XLSForm: send an XLSX or XLS workbook, or an XForm (XML)."),
    ),
    (
        r"This section has not been included",
        "",
        _("Parts from other files are not supported: put all questions into one sheet."),
    ),
)
_ROW = re.compile(r"\[row : (\d+)\]")
_SHEET = re.compile(r"(?:On the|for sheet:) '(\w+)'")
_COLUMN = re.compile(r"the '([\w:. ]+)' value")


def of(error: PyXFormError) -> Problem:
    """Return what pyxform complains of, with its place."""
    said = str(error).strip()
    row, sheet, column = _ROW.search(said), _SHEET.search(said), _COLUMN.search(said)
    code, values = (error.code.name, error.context) if error.code else _recognised(said)
    place: dict[str, Any] = {
        "sheet": sheet[1] if sheet else "survey" if row else "",
        "row": int(row[1]) if row else 0,
        "column": column[1] if column else "",
    }
    if code in SENTENCES:
        return Problem(_filled(SENTENCES[code], values), **place)
    for pattern, where, sentence in PLAIN:
        if found := re.search(pattern, said, re.DOTALL):
            told = found.groupdict()
            place["column"] = place["column"] or where
            return Problem(_filled(sentence, told), **place, value=told.get("value", ""))
    return Problem(_("What stands here cannot be used. The converter says:"), **place, original=said)


def _filled(sentence: Any, values: Mapping[str, Any]) -> str:
    known = {"value": values.get("q") or values.get("name") or values.get("type") or "", **values}
    try:
        return str(sentence) % known if "%(" in str(sentence) else str(sentence)
    except KeyError:
        return str(_("What stands here cannot be used."))


def _recognised(said: str) -> tuple[str, dict[str, str]]:
    """Many of its errors carry the text of a code without the code: tell which."""
    for name, pattern in _patterns():
        if found := pattern.fullmatch(said):
            return name, found.groupdict()
    return "", {}


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    result = []
    for code in ErrorCode:
        seen: set[str] = set()

        def group(match: re.Match[str], seen: set[str] = seen) -> str:
            name = match[1]
            if name in seen:
                return f"(?P={name})"
            seen.add(name)
            return f"(?P<{name}>.*?)"

        escaped = re.escape(code.value.msg.replace("{{", "\0").replace("}}", "\1"))
        pattern = re.sub(r"\\\{(\w+)\\\}", group, escaped).replace("\0", r"\{").replace("\1", r"\}")
        result.append((code.name, re.compile(pattern, re.DOTALL)))
    return result
