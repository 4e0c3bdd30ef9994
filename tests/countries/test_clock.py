"""Deadlines over the working calendar and round the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yaqaza import countries

DZ = countries.get("DZ")
MA = countries.get("MA")
EITHER = st.sampled_from([DZ, MA])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))


def at(country, *parts):
    return datetime(*parts, tzinfo=country.zone)


@pytest.mark.parametrize(
    ("country", "start", "hours", "end"),
    [
        (DZ, (2026, 11, 22, 9, 0), 2, (2026, 11, 22, 11, 0)),  # within a day
        (DZ, (2026, 11, 19, 15, 30), 2, (2026, 11, 22, 9, 0)),  # Thursday afternoon to Sunday morning
        (MA, (2026, 11, 20, 15, 30), 2, (2026, 11, 23, 9, 0)),  # Friday afternoon to Monday morning
        (DZ, (2026, 10, 29, 15, 30), 2, (2026, 11, 2, 9, 0)),  # weekend, then the holiday of 1 November
        (DZ, (2026, 11, 22, 6, 0), 1, (2026, 11, 22, 9, 0)),  # before opening
        (DZ, (2026, 11, 22, 20, 0), 1, (2026, 11, 23, 9, 0)),  # after closing
        (DZ, (2026, 11, 22, 8, 0), 8.5, (2026, 11, 22, 16, 30)),  # a whole day ends at its closing
        (DZ, (2026, 11, 20, 12, 0), 0, (2026, 11, 22, 8, 0)),  # no time at all: when offices open
    ],
)
def test_office_hours_stop_at_night_on_weekends_and_holidays(country, start, hours, end):
    assert country.working_deadline(at(country, *start), hours) == at(country, *end)


def test_announced_holidays_move_a_deadline():
    start = at(DZ, 2026, 11, 22, 16, 0)
    assert DZ.working_deadline(start, 1, announced={date(2026, 11, 23)}) == at(DZ, 2026, 11, 24, 8, 30)


def test_a_cell_on_duty_counts_every_hour():
    assert DZ.deadline(at(DZ, 2026, 11, 20, 23, 0), 2) == at(DZ, 2026, 11, 21, 1, 0)


def test_an_hour_is_an_hour_when_the_clocks_of_morocco_move():
    start = datetime(2026, 2, 14, 20, 0, tzinfo=UTC)
    assert (MA.deadline(start, 12) - start) == timedelta(hours=12)


@given(EITHER, MOMENTS, st.integers(0, 400).map(lambda quarters: quarters / 4))
def test_the_hours_up_to_a_deadline_are_the_hours_given(country, start, hours):
    end = country.working_deadline(start, hours)
    assert end >= start
    assert country.working_hours_between(start, end) == pytest.approx(hours)
    assert country.working_hours_between(end, start) == pytest.approx(-hours)
    assert country.is_working_day(end.date())
    assert country.opens <= end.time() <= country.closes


@given(EITHER, MOMENTS, st.integers(0, 100), st.integers(0, 100))
def test_more_hours_never_end_sooner(country, start, hours, more):
    assert country.working_deadline(start, hours) <= country.working_deadline(start, hours + more)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        DZ.working_deadline(datetime(2026, 11, 22), 1)
    with pytest.raises(ValueError, match="ahead"):
        DZ.deadline(at(DZ, 2026, 11, 22), -1)
    with pytest.raises(ValueError, match="ten years"):
        DZ.working_deadline(at(DZ, 2026, 11, 22), 1_000_000)
