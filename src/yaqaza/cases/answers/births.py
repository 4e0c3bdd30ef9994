"""Births as places of a file hold them: as much of the date as is known, in signs of ISO 8601.

"1964-05-17", "1964-05", "1964", "1964~" for about 1964, and "" where nothing is known.
"""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.core.refusal import Refused
from yaqaza.people import rules, said
from yaqaza.people.models import BirthPrecision, Person

Known = tuple[date | None, BirthPrecision]
YEARS_ABOUT = 2  # an age that was guessed is that of a birth date so near
_SIGNS = {BirthPrecision.DAY: 10, BirthPrecision.MONTH: 7}
_PRECISION = {signs: precision for precision, signs in _SIGNS.items()}


def written(person: Person) -> str:
    """Return what is known of a person's birth."""
    if person.birth_date is None:
        return ""
    precision = BirthPrecision(person.birth_precision)
    told = person.birth_date.isoformat()[: _SIGNS.get(precision, 4)]
    return f"{told}~" if precision == BirthPrecision.ABOUT else told


def read(told: str) -> Known:
    """Return the date and how exact it is."""
    if not told:
        return None, BirthPrecision.UNKNOWN
    if len(told) < 4:  # kept as an age, before births were
        return of_age(told)
    day = date.fromisoformat(f"{told.rstrip('~')}-01-01"[:10] if len(told) < 6 else f"{told}-01"[:10])
    about = BirthPrecision.ABOUT if told.endswith("~") else BirthPrecision.YEAR
    return day, _PRECISION.get(len(told), about)


def of_age(years: str) -> Known:
    """Return the birth of somebody who says how old they are; refuse an age that nobody has."""
    if not 0 <= int(years) <= rules.OLDEST:
        raise Refused(_("Check the age: it is a number from 0 to %(years)s.") % {"years": rules.OLDEST})
    return date(timezone.localdate().year - int(years), 1, 1), BirthPrecision.ABOUT


def refines(held: str, told: str) -> bool:
    """Say whether a whole date only makes exact what is known."""
    if held.endswith("~"):
        return abs(int(held[:-1]) - int(told[:4])) <= YEARS_ABOUT
    return told.startswith(held)


def in_words(told: str) -> str:
    """Return it in the reader's words."""
    day, precision = read(told)
    return said.birth(Person(birth_date=day, birth_precision=precision))
