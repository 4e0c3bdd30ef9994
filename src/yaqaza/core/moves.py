"""A workflow is a table: ``{status: [statuses it may move to]}``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from yaqaza.core.refusal import Refused

Status = TypeVar("Status", bound=TextChoices)
Moves = Mapping[Status, Sequence[Status]]


def check_move(moves: Moves[Status], status: Status | str, to: Status) -> None:
    """Refuse when the table has no arrow from ``status`` to ``to``."""
    kind = type(to)
    if to == status and to not in moves[to]:
        raise Refused(_("This is done already: somebody was faster. It is “%(to)s” now.") % {"to": to.label})
    if to not in moves[kind(status)]:
        raise Refused(
            _("This is not possible from “%(from)s”: “%(to)s” is not the next step.")
            % {"from": kind(status).label, "to": to.label}
        )


def mermaid(moves: Moves[Status]) -> str:
    """Return the table as a Mermaid state diagram (used by ``docs/generated/states``)."""
    lines = ["stateDiagram-v2"]
    first = next(iter(moves))
    lines.append(f"    [*] --> {first.value}")
    for status, following in moves.items():
        lines += [f"    {status.value} --> {to.value}" for to in following]
        if not following:
            lines.append(f"    {status.value} --> [*]")
    return "\n".join(lines) + "\n"
