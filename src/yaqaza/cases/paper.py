"""What later apps add to the file on paper. They register it when they start: no script fetches panels for a printer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yaqaza.accounts.models import User
from yaqaza.cases.models import Case


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section: what, when, and what else; ``struck`` when it no longer counts."""

    text: str
    day: date
    number: str = ""
    more: str = ""
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines; ``none`` is what stands there without any."""

    title: Any
    lines: list[Line]
    none: Any


SECTIONS: dict[str, Callable[[Case, User], Section | None]] = {}
"""Each returns None for a reader who may not see any of it."""


def sections(case: Case, *, seen_by: User) -> list[Section]:
    """Return what other apps have to say of a file to this reader."""
    found = (section(case, seen_by) for section in SECTIONS.values())
    return [section for section in found if section is not None]
