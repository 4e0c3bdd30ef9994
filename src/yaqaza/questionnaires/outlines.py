"""A form as people read it: its outline in one language, its media, its languages by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yaqaza.core.components import Tab
from yaqaza.questionnaires import entities
from yaqaza.questionnaires.models import Version

_CODE = re.compile(r"\((\w{2,3})(?:-\w+)?\)\s*$")
_QUESTION = re.compile(r"\s*/[\w.-]+(?:/[\w.-]+)*/([\w.-]+)\s*")


@dataclass(frozen=True)
class Line:
    """One line of the outline."""

    name: str
    kind: str  # group, repeat, question
    depth: int
    label: str
    hint: str
    type: str
    required: bool
    conditions: list[tuple[str, str]]
    choices: list[tuple[str, str]]
    more: int


def code(language: str) -> str:
    """Return the code of a language as forms name them: "العربية (ar)" → "ar"; "" when it says none."""
    found = _CODE.search(language)
    return found[1] if found else language if len(language) == 2 else ""


def language(languages: list[str], wanted: str) -> str:
    """Return the form's own name for the language ``wanted`` (a name or a code), else its first."""
    for each in languages:
        if wanted in (each, code(each)) or wanted[:2] == code(each):
            return each
    return languages[0] if languages else ""


def tabs(languages: list[str], chosen: str) -> list[Tab]:
    """Return the languages of a form as tabs; none when it has only one."""
    if len(languages) < 2:
        return []
    return [
        Tab(_CODE.sub("", each).strip() or each, f"?language={code(each) or each}", current=each == chosen)
        for each in languages
    ]


def words(told: dict[str, str], chosen: str) -> str:
    """Return a label in a language, else in whichever it has."""
    return told.get(chosen) or told.get("") or next((each for each in told.values() if each), "")


def lines(outline: dict[str, Any], chosen: str) -> list[Line]:
    """Return the outline of a form in one language."""
    return [_line(item, chosen) for item in outline.get("items", [])]


def labels(outline: dict[str, Any], chosen: str) -> dict[str, str]:
    """Return what each question asks, by path."""
    return {item["path"]: words(item["label"], chosen) for item in outline.get("items", [])}


def choices(outline: dict[str, Any], chosen: str) -> dict[str, dict[str, str]]:
    """Return the words of the choices, by path and value."""
    return {
        item["path"]: {each["value"]: words(each["label"], chosen) for each in item["choices"]}
        for item in outline.get("items", [])
        if item["choices"]
    }


def media(version: Version) -> list[tuple[str, int | None]]:
    """Return the files that a form speaks of with their sizes, None for one that is missing. Lists made for each phone are none."""
    there = {row.name: row.size for row in version.media.all()}
    made = entities.wanted(version.wanted)
    return [(name, there.get(name)) for name in version.wanted if name not in made]


def kind_of(item: dict[str, Any]) -> str:
    """Return in words what a question takes."""
    known = {
        "select1": pgettext("question", "one choice"),
        "select": pgettext("question", "several choices"),
        "rank": pgettext("question", "an order"),
        "trigger": pgettext("question", "a confirmation"),
        "range": pgettext("question", "a number from a range"),
    }
    types = {
        "int": pgettext("question", "whole number"),
        "integer": pgettext("question", "whole number"),
        "decimal": pgettext("question", "number"),
        "date": pgettext("question", "date"),
        "time": pgettext("question", "time"),
        "dateTime": pgettext("question", "date and time"),
        "geopoint": pgettext("question", "position"),
        "geotrace": pgettext("question", "line on the map"),
        "geoshape": pgettext("question", "area on the map"),
        "barcode": pgettext("question", "barcode"),
        "image": pgettext("question", "picture"),
        "audio": pgettext("question", "recording"),
        "video": pgettext("question", "film"),
        "application": pgettext("question", "file"),
    }
    if item["kind"] in known:
        return known[item["kind"]]
    if item["readonly"]:
        return pgettext("question", "to read only")
    return types.get(item["type"], pgettext("question", "text"))


def _line(item: dict[str, Any], chosen: str) -> Line:
    kind = item["kind"] if item["kind"] in ("group", "repeat") else "question"
    told = [
        (_("Only if"), item["relevant"]),
        (_("Must be"), item["constraint"]),
        (_("Choices where"), item["choice_filter"]),
    ]
    return Line(
        name=item["path"].rsplit("/", 1)[-1],
        kind=kind,
        depth=min(item["depth"], 4),
        label=words(item["label"], chosen),
        hint=words(item["hint"], chosen),
        type=kind_of(item) if kind == "question" else "",
        required=bool(item["required"]),
        conditions=[(label, _QUESTION.sub(r" ${\1} ", said).strip()) for label, said in told if said],
        choices=[(each["value"], words(each["label"], chosen)) for each in item["choices"]],
        more=item["more_choices"],
    )
