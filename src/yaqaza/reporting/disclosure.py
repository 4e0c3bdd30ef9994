"""Small figures are withheld from readers who may not open the rows.

A figure from 1 to 4 could point at somebody: it is withheld ("< 5"). In a column that adds up to a shown total, one withheld figure could
be computed from the others, so the next smallest is withheld with it. Shares of a withheld figure are withheld too. Acts are treated
like people: two acts may be two visits to one person. A line whose people are withheld has its acts withheld, and the reverse.

Readers without the rows get whole months (``rounded``) of whole provinces or of one house, never a commune or a house within a place
(``check_frame``): subtracting one report from another would give back what each withholds. Not prevented: subtracting two months' reports
of one province whose withheld figures happen to add up to one person.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation
from yaqaza.core.refusal import Refused
from yaqaza.territory.models import Area, Level

LEAST = 5
WHOLE = (Level.COUNTRY, Level.REGION, Level.PROVINCE)


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


def check_frame(area: Area | None, organisation: Organisation | None) -> None:
    """Refuse a frame so narrow that two of them, subtracted, tell what is withheld."""
    if area is not None and area.level not in WHOLE:
        raise Refused(_("Figures of a commune are for those who may open its rows. Choose the whole province."))
    if area is not None and organisation is not None:
        raise Refused(_("Choose either a place or a house: both together are for those who may open the rows."))


def rounded(start: date, end: date) -> tuple[date, date]:
    """Return the period widened to whole months."""
    return start.replace(day=1), end.replace(day=monthrange(end.year, end.month)[1])
