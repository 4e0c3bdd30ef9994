"""Days, weeks and hours of the roster, in the country's time: a night goes over midnight, and Morocco moves its clocks at Ramadan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from yaqaza import countries

Span = tuple[datetime, datetime]
DAY = timedelta(days=1)


def moment(day: date, clock: time) -> datetime:
    """Return an hour of a day as it is on the wall there, in UTC: Python subtracts two moments of one zone by the wall."""
    return timezone.make_aware(datetime.combine(day, clock)).astimezone(UTC)


def span(day: date, start: time, end: time) -> Span:
    """Return the hours from ``start`` on; an end that is not later is on the next day (07:00 to 07:00 is a whole day)."""
    return moment(day, start), moment(day if end > start else day + DAY, end)


def first_day(day: date) -> date:
    """Return the first day of the week of ``day``: the one after the weekend."""
    weekend = countries.get(settings.COUNTRY).weekend
    first = next(number for number in range(7) if number not in weekend and (number - 1) % 7 in weekend)
    return day - timedelta(days=(day.weekday() - first) % 7)


def week(day: date) -> list[date]:
    """Return the seven days of the week of ``day``."""
    first = first_day(day)
    return [first + timedelta(days=number) for number in range(7)]


def midnight(day: date) -> datetime:
    return moment(day, time())


def a_week_later(at: datetime) -> datetime:
    """Return the same hour on the wall seven days later."""
    local = timezone.localtime(at)
    return moment(local.date() + timedelta(days=7), local.time())


class Gap(NamedTuple):
    """A time in which fewer are there than are needed."""

    start: datetime
    end: datetime
    there: int = 0
    needed: int = 1


def short(start: datetime, end: datetime, there: Iterable[Span], needed: Iterable[tuple[Span, int]]) -> list[Gap]:
    """Return when fewer are there between two moments than are needed, in order; of several needs at one hour the greatest holds."""
    there, needed = list(there), list(needed)
    spans = [*there, *(span for span, _people in needed)]
    cuts = sorted({start, end, *(at for span in spans for at in span if start < at < end)})
    gaps: list[Gap] = []
    for begins, ends in pairwise(cuts):
        want = max((people for span, people in needed if span[0] <= begins < span[1]), default=0)
        here = sum(span[0] <= begins < span[1] for span in there)
        if here >= want:
            continue
        last = gaps[-1] if gaps else None
        if last and (last.end, last.there, last.needed) == (begins, here, want):
            gaps[-1] = last._replace(end=ends)
        else:
            gaps.append(Gap(begins, ends, here, want))
    return gaps


def within_day(day: date, gaps: Iterable[Gap]) -> list[Gap]:
    """Return the parts of the gaps that lie on a day."""
    start, end = midnight(day), midnight(day + DAY)
    return [
        gap._replace(start=max(gap.start, start), end=min(gap.end, end))
        for gap in gaps
        if gap.start < end and gap.end > start
    ]
