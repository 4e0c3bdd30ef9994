"""Where answers go in the file: targets by name, which higher apps put here when they start, and the check of a form against them.

A form names its bindings in a sheet ``bindings`` (columns ``question``, ``target``, and ``at_once`` where nobody need look first).
They are checked before publication. What answers say for each target is read here; higher apps put it into their files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yaqaza.core import dates
from yaqaza.core.text import clean
from yaqaza.questionnaires import answers
from yaqaza.questionnaires.models import Version
from yaqaza.questionnaires.problems import Problem
from yaqaza.questionnaires.xlsform import BINDINGS

TYPES = {
    "WHOLE": {"int", "integer"},
    "DECIMAL": {"decimal", "int", "integer"},
    "DAY": {"date"},
    "TEXT": {"string", "text", "barcode"},
    "POSITION": {"geopoint"},
    "CHOICE": {"select1"},
    "CHOICES": {"select"},
    "REFERENCE": {"string", "text", "barcode", "select1"},  # which file, order, …: its number, or its uuid from a list
}
_WHOLE = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class Target:
    """A place in the file. ``kind`` is a key of TYPES; ``codes`` are the values that a choice may have there, with their words."""

    code: str  # "household.address"
    label: Any
    kind: str
    codes: Callable[[], Collection[str]] | None = None
    of: str = ""  # the thing it tells something of, where a form tells of several: "household.members"
    longest: int = 0  # signs that one line holds there; 0: a text of several lines

    def said(self, value: Any) -> str:
        """Return a value of it in the reader's words."""
        words = self.codes() if self.codes else {}
        if self.kind == "DAY":
            return dates.day(date.fromisoformat(value)) if value else ""
        each = value if isinstance(value, list) else [value] if value else []
        return _(", ").join(str(words[code]) if isinstance(words, Mapping) and code in words else code for code in each)


TARGETS: dict[str, Target] = {}


def register(*targets: Target) -> None:
    """Make places of the file known to forms; each app calls it for its own when it starts."""
    for target in targets:
        if target.kind not in TYPES:
            raise ValueError(f"{target.code}: no kind of target is called {target.kind!r}")
        TARGETS[target.code] = target


def check(rows: list[dict[str, Any]], outline: dict[str, Any]) -> list[Problem]:
    """Return what is wrong with the bindings of a form, by row."""
    found: list[Problem] = []
    taken: dict[str, int] = {}
    for row in rows:
        number, target = row["row"], TARGETS.get(row["target"])
        item = _question(row["question"], outline)
        if item is None:
            sentence = _("There is no question called “%(value)s”.") % {"value": row["question"]}
            found.append(Problem(sentence, BINDINGS, number, "question"))
        if target is None:
            sentence = _("Nothing in the file is called “%(target)s”. Known are: %(known)s.")
            sentence %= {"target": row["target"], "known": ", ".join(sorted(TARGETS)) or "–"}
            found.append(Problem(sentence, BINDINGS, number, "target"))
        elif row["target"] in taken:
            sentence = _("“%(target)s” is filled from row %(row)s already.")
            sentence %= {"target": row["target"], "row": taken[row["target"]]}
            found.append(Problem(sentence, BINDINGS, number, "target"))
        else:
            taken[row["target"]] = number
            found += _fits(item, target, number) if item else []
    return found or _together(rows, outline)


def answered(version: Version, tree: dict[str, Any]) -> dict[str, Any]:
    """Return what answers say for each target: a text, a list of codes, or of a thing told of several times a list of its rounds.

    What was not answered, or is none of the values that stand there, is left out.
    """
    found: dict[str, Any] = {}
    rounds: dict[str, list[dict[str, Any]]] = {}
    for row in version.bindings:
        target, path = TARGETS.get(row["target"]), _path(row["question"], version.outline)
        if target is None or not path:
            continue
        repeat = _repeat(path, version.outline)
        if target.of and repeat:
            told = answers.rounds(tree, repeat)
            each = rounds.setdefault(target.of, [{} for _round in told])
            for place, inside in zip(each, told, strict=True):
                value = _value(target, answers.values(inside, f"/round/{path.removeprefix(f'{repeat}/')}"))
                place |= {target.code.removeprefix(f"{target.of}."): value} if value else {}
        elif value := _value(target, answers.values(tree, path)):
            found[target.code] = value
    return found | {of: [each for each in told if each] for of, told in rounds.items() if any(told)}


def _value(target: Target, told: list[str]) -> Any:
    said = clean(told[0]) if told else ""
    codes = set(target.codes()) if target.codes else None
    if target.kind == "CHOICES":
        return sorted({code for code in said.split() if codes is None or code in codes})
    if target.kind == "WHOLE":
        return str(int(said)) if _WHOLE.fullmatch(said) else ""
    if target.kind == "DAY":
        try:
            return date.fromisoformat(said[:10]).isoformat()
        except ValueError:
            return ""
    if target.longest:
        line = " ".join(said.split())
        return line if len(line) <= target.longest else f"{line[: target.longest - 1]}…"
    return said if codes is None or said in codes else ""


def _together(rows: Iterable[dict[str, Any]], outline: dict[str, Any]) -> list[Problem]:
    """What a form tells of several things stands in one repeat; what it tells of one stands in none."""
    found: list[Problem] = []
    repeats: dict[str, str] = {}
    for row in rows:
        target, repeat = TARGETS[row["target"]], _repeat(_path(row["question"], outline), outline)
        if not target.of and repeat:
            sentence = _("“%(target)s” takes one answer, but the question is asked in a repeat.")
        elif target.of and (not repeat or repeats.setdefault(target.of, repeat) != repeat):
            sentence = _("“%(target)s” takes an answer of each round: bind questions of one repeat.")
        else:
            continue
        found.append(Problem(sentence % {"target": target.code}, BINDINGS, row["row"], "question"))
    return found


def _path(name: str, outline: dict[str, Any]) -> str:
    return next((each["path"] for each in outline["fields"] if each["path"].rsplit("/", 1)[-1] == name), "")


def _repeat(path: str, outline: dict[str, Any]) -> str:
    """The innermost repeat that a question stands in, "" for none."""
    around = (item["path"] for item in outline["items"] if item["kind"] == "repeat")
    return max((each for each in around if path.startswith(f"{each}/")), key=len, default="")


def _question(name: str, outline: dict[str, Any]) -> dict[str, Any] | None:
    asked = {item["path"]: item for item in outline["items"] if item["kind"] not in ("group", "repeat")}
    for each in outline["fields"]:
        if each["path"].rsplit("/", 1)[-1] == name:
            return {"kind": "", "choices": [], "more_choices": 0, **asked.get(each["path"], {}), "type": each["type"]}
    return None


def _fits(item: dict[str, Any], target: Target, number: int) -> list[Problem]:
    kind = item["kind"] if item["kind"] in ("select", "select1") else item["type"]
    if kind not in TYPES[target.kind]:
        sentence = _("“%(target)s” takes %(wanted)s, but the question is of the type “%(type)s”.")
        sentence %= {"target": target.code, "wanted": _wanted(target.kind), "type": kind}
        return [Problem(sentence, BINDINGS, number, "question")]
    if target.codes is None or item["more_choices"]:
        return []
    unknown = sorted({each["value"] for each in item["choices"]} - set(target.codes()))
    if not unknown:
        return []
    sentence = _("“%(target)s” does not know these choices: %(codes)s.")
    return [Problem(sentence % {"target": target.code, "codes": ", ".join(unknown)}, BINDINGS, number, "question")]


def _wanted(kind: str) -> str:
    return {
        "WHOLE": _("a whole number"),
        "DECIMAL": _("a number"),
        "DAY": _("a date"),
        "TEXT": _("a text"),
        "POSITION": _("a position"),
        "CHOICE": _("one choice"),
        "CHOICES": _("several choices"),
        "REFERENCE": _("a number, or a choice from a list of them"),
    }[kind]
