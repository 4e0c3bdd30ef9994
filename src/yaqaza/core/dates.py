"""Days, hours and time left, in the words of the reader's language and of the country.

Everything here returns plain text for pages, letters and messages; ``templatetags.ui`` wraps it for the page.
A ``datetime`` is aware and is told in the country's time zone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

from yaqaza import countries

NEAR = 60
"""Minutes: a deadline closer than this is told in amber."""


class Remaining(NamedTuple):
    """How a deadline stands: the words, and ``""``, ``"near"`` or ``"over"``."""

    text: str
    state: str


def month(number: int) -> str:
    """Return the name of a month, 1 to 12, as the country writes it."""
    return countries.get(settings.COUNTRY).month_name(number, _language())


def weekday(value: date) -> str:
    """Return the name of the day of the week."""
    return countries.get(settings.COUNTRY).weekday_name(value, _language())


def day(value: date, *, year: bool = True, weekday: bool = False) -> str:
    """Return "21 نوفمبر 2026"; ``weekday`` puts the day of the week before it."""
    value = _local_date(value)
    number = "1er" if value.day == 1 and _language() == "fr" else str(value.day)
    words = [number, month(value.month)]
    if weekday:
        words.insert(0, globals()["weekday"](value))
    if year:
        words.append(str(value.year))
    return " ".join(words)


def short(value: date) -> str:
    """Return "21/11/2026"; on a page it needs ``<bdi dir="ltr">``."""
    return _local_date(value).strftime("%d/%m/%Y")


def clock(value: datetime) -> str:
    """Return "21:18"; on a page it needs ``<bdi dir="ltr">``."""
    return _local(value).strftime("%H:%M")


def moment(value: datetime, *, weekday: bool = False) -> str:
    """Return day and clock; the year only when it is not this one."""
    local = _local(value)
    told = day(local, year=local.year != timezone.localdate().year, weekday=weekday)
    return pgettext("day, clock", "%(day)s, %(clock)s") % {"day": told, "clock": clock(value)}


def month_of(value: date) -> str:
    """Return "نوفمبر 2026"."""
    return f"{month(value.month)} {value.year}"


def period(start: date, end: date) -> str:
    """Return "from 1 October 2021 to 30 November 2023", both days included."""
    start, end = _local_date(start), _local_date(end)
    if start == end:
        return day(start)
    return gettext("from %(start)s to %(end)s") % {"start": _first_of_month(start), "end": day(end)}


def ago(value: datetime, *, now: datetime | None = None) -> str:
    """Return how long ago it was; after a week, which day."""
    seconds = ((now or timezone.now()) - value).total_seconds()
    if seconds < 60:
        return gettext("just now") if seconds > -60 else moment(value)
    if seconds < 3600:
        return gettext("%(count)s min ago") % {"count": int(seconds // 60)}
    if seconds < 86_400:
        return gettext("%(count)s h ago") % {"count": int(seconds // 3600)}
    days = int(seconds // 86_400)
    if days < 7:
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    return day(value, year=_local(value).year != timezone.localdate().year)


def remaining(deadline: datetime, *, now: datetime | None = None, near: int = NEAR) -> Remaining:
    """Return how long is left until ``deadline`` or how long it is over; ``near`` is in minutes."""
    left = deadline - (now or timezone.now())
    if left < timedelta(0):
        return Remaining(_late(-left), "over")
    return Remaining(_left(left), "near" if left < timedelta(minutes=near) else "")


def _left(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return gettext("%(count)s min left") % {"count": max(1, minutes)}
    if minutes < 48 * 60:
        return gettext("%(count)s h left") % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


def _late(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return gettext("%(count)s min late") % {"count": max(1, minutes)}
    if minutes < 48 * 60:
        return gettext("%(count)s h late") % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}


def _first_of_month(value: date) -> str:
    """Official Moroccan Arabic opens a period with "فاتح"."""
    if value.day == 1 and _language() == "ar" and settings.COUNTRY == "MA":
        return f"فاتح {month_of(value)}"
    return day(value)


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _local_date(value: date) -> date:
    return _local(value).date() if isinstance(value, datetime) else value
