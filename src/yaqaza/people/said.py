"""Ages and birth dates in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yaqaza.core import dates
from yaqaza.people.models import BirthPrecision, Person


def age(person: Person) -> str:
    """Return "78 years old", "about 60", or ""."""
    years = person.age
    if years is None or years < 0:
        return ""
    if years < 2 and person.birth_precision in (BirthPrecision.DAY, BirthPrecision.MONTH):
        return _("under two years old")
    told = ngettext("%(count)s year old", "%(count)s years old", years) % {"count": years}
    if person.birth_precision == BirthPrecision.ABOUT:
        return _("about %(age)s") % {"age": told}
    return told


def birth(person: Person) -> str:
    """Return the birth date as far as it is known: a day, a month, a year, "about 1948", or ""."""
    if person.birth_date is None:
        return ""
    match person.birth_precision:
        case BirthPrecision.DAY:
            return dates.day(person.birth_date)
        case BirthPrecision.MONTH:
            return dates.month_of(person.birth_date)
        case BirthPrecision.ABOUT:
            return _("about %(year)s") % {"year": person.birth_date.year}
    return str(person.birth_date.year)
