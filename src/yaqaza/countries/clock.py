"""Deadlines in office hours and round the clock.

All sums are made in UTC: Morocco moves its clocks at Ramadan, and an hour of waiting is an hour whatever they show.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaqaza.countries.base import Country

LONGEST = timedelta(days=3660)
"""A deadline further away than ten years is a mistake, not a deadline."""


def deadline(country: Country, start: datetime, hours: float) -> datetime:
    """Return ``start`` plus ``hours``, in the country's time."""
    _check(start, hours)
    return (start.astimezone(UTC) + timedelta(hours=hours)).astimezone(country.zone)


def working_deadline(country: Country, start: datetime, hours: float, announced: Collection[date] = ()) -> datetime:
    """Return the moment at which ``hours`` of open offices have passed since ``start``.

    With 0 hours it is ``start`` itself, or the next opening when offices are closed. A sum that ends exactly at
    closing time ends there and not at the next opening.
    """
    _check(start, hours)
    left = timedelta(hours=hours)
    for opens, closes in _openings(country, start, announced):
        begins = max(opens, start.astimezone(UTC))
        if begins >= closes:
            continue
        if left <= closes - begins:
            return (begins + left).astimezone(country.zone)
        left -= closes - begins
        if opens - start.astimezone(UTC) > LONGEST:
            break
    raise ValueError("the deadline is more than ten years away")


def working_hours_between(country: Country, start: datetime, end: datetime, announced: Collection[date] = ()) -> float:
    """Return the hours during which offices were open from ``start`` to ``end``."""
    if end < start:
        return -working_hours_between(country, end, start, announced)
    _check(start, 0)
    total = timedelta()
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    for opens, closes in _openings(country, start, announced):
        if opens >= last:
            break
        total += max(timedelta(), min(closes, last) - max(opens, first))
    return total / timedelta(hours=1)


def _openings(country: Country, start: datetime, announced: Collection[date]) -> Iterator[tuple[datetime, datetime]]:
    """Yield the opening and closing of each working day from the day of ``start``, in UTC."""
    day = start.astimezone(country.zone).date()
    while True:
        if country.is_working_day(day, announced):
            yield (
                datetime.combine(day, country.opens, country.zone).astimezone(UTC),
                datetime.combine(day, country.closes, country.zone).astimezone(UTC),
            )
        day += timedelta(days=1)


def _check(start: datetime, hours: float) -> None:
    if start.tzinfo is None:
        raise ValueError("a deadline starts at a moment with its time zone")
    if hours < 0:
        raise ValueError("a deadline lies ahead")
