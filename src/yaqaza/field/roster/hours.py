"""Days, weeks and hours of the roster, in the country's time: a night goes over midnight, and Morocco moves its clocks at Ramadan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

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


def uncovered(start: datetime, end: datetime, covered: Iterable[Span]) -> list[Span]:
    """Return what the spans leave open between two moments, in order."""
    gaps: list[Span] = []
    reached = start
    for begins, ends in sorted(covered):
        if begins >= end:
            break
        if begins > reached:
            gaps.append((reached, begins))
        reached = max(reached, ends)
    if reached < end:
        gaps.append((reached, end))
    return gaps


def within_day(day: date, spans: Iterable[Span]) -> list[Span]:
    """Return the parts of the spans that lie on a day."""
    start, end = midnight(day), midnight(day + DAY)
    return [(max(begins, start), min(ends, end)) for begins, ends in spans if begins < end and ends > start]
