"""Answers as people read them: question by question, choices and days in words. What phones note by themselves (start, end, their
number) is in the XML and in the export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from yaqaza.core import dates
from yaqaza.questionnaires import outlines
from yaqaza.questionnaires.models import Attachment


@dataclass(frozen=True)
class Answer:
    """One line: a heading (of a group, or of one round of a repeat), or a question with what was answered."""

    label: str
    depth: int
    heading: bool = False
    round: int = 0
    texts: tuple[str, ...] = ()
    file: Attachment | None = None
    kind: str = ""


def lines(tree: dict[str, Any], outline: dict[str, Any], chosen: str, files: Mapping[str, Attachment]) -> list[Answer]:
    """Return what was answered. Questions without an answer, and groups without any, are left out."""
    reader = _Reader(outline, chosen, files)
    return list(reader.below(tree, "/" + reader.root))


class _Reader:
    def __init__(self, outline: dict[str, Any], chosen: str, files: Mapping[str, Attachment]) -> None:
        self.items = {item["path"]: item for item in outline.get("items", [])}
        self.fields = [each["path"] for each in outline.get("fields", [])]
        self.types = {each["path"]: each["type"] for each in outline.get("fields", [])}
        self.own = {each["path"] for each in outline.get("fields", []) if each["own"]}
        self.root = self.fields[0].split("/")[1] if self.fields else ""
        self.words = outlines.choices(outline, chosen)
        self.chosen, self.files = chosen, files

    def below(self, tree: Any, path: str, depth: int = 0) -> Iterator[Answer]:
        if not isinstance(tree, dict):
            return
        for name, value in tree.items():
            here = f"{path}/{name}"
            if here == f"/{self.root}/meta":
                continue
            item = self.items.get(here)
            label = outlines.words(item["label"], self.chosen) if item else ""
            for number, each in enumerate(value if isinstance(value, list) else [value], 1):
                if isinstance(each, dict):
                    inside = list(self.below(each, here, depth + bool(item)))
                    if item and inside:
                        rounds = number if isinstance(value, list) else 0
                        yield Answer(label or name, min(depth, 4), heading=True, round=rounds)
                    yield from inside
                elif each.strip() and here in self.types and here not in self.own:
                    yield self._answer(label or name, here, each.strip(), min(depth, 4))

    def _answer(self, label: str, path: str, value: str, depth: int) -> Answer:
        item = self.items.get(path, {})
        if self.types.get(path) == "file":
            return Answer(label, depth, texts=(value,), file=self.files.get(value.rsplit("/", 1)[-1]), kind="file")
        known = self.words.get(path)
        if known is not None and item.get("kind") in ("select", "rank"):
            return Answer(label, depth, texts=tuple(known.get(each, each) for each in value.split()))
        if known is not None:
            return Answer(label, depth, texts=(known.get(value, value),))
        kind = self.types.get(path, "")
        return Answer(label, depth, texts=(_said(kind, value),), kind=kind)


def _said(kind: str, value: str) -> str:
    """A day or an hour as it is said here, a position without what only machines read; anything else as it is."""
    try:
        if kind == "date":
            return dates.day(date.fromisoformat(value))
        if kind == "dateTime":
            return dates.moment(datetime.fromisoformat(value))
        if kind == "time":
            return time.fromisoformat(value).strftime("%H:%M")
    except ValueError:
        return value
    return ", ".join(value.split()[:2]) if kind == "geopoint" else value
