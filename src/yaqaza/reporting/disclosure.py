"""Small figures are withheld from readers who may not open the rows.

A figure from 1 to 4 could point at somebody: it is withheld ("< 5"). In a column that adds up to a shown total, one withheld figure could
be computed from the others, so the next smallest is withheld with it. Shares of a withheld figure are withheld too. Acts are treated
like people: two acts may be two visits to one person. A line whose people are withheld has its acts withheld, and the reverse.

Not prevented: comparing two reports whose periods differ by a day. Readers without the rows get whole months only (``rounded``).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

LEAST = 5


def small(value: int | None) -> bool:
    """Say whether a figure is withheld for itself; zero is not (nobody is behind it)."""
    return value is not None and 0 < value < LEAST


def withheld(acts: Sequence[int], people: Sequence[int], *, adds_up: bool) -> list[bool]:
    """Return for each line whether it is withheld. ``adds_up``: the total of the acts is shown beside them."""
    hidden = [small(a) or small(p) for a, p in zip(acts, people, strict=True)]
    if adds_up and sum(hidden) == 1:
        others = [(acts[index], index) for index, is_hidden in enumerate(hidden) if not is_hidden and acts[index] > 0]
        if others:
            hidden[min(others)[1]] = True
    return hidden


def rounded(start: date, end: date) -> tuple[date, date]:
    """Return the period widened to whole months."""
    return start.replace(day=1), end.replace(day=monthrange(end.year, end.month)[1])
