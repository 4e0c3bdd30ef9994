"""What forms read from what is typed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone, translation

from yaqaza.field.forms import HourForm, When


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the country."""

    def set_to(day: int, hour: int, minute: int = 0) -> datetime:
        moment = timezone.make_aware(datetime(2026, 11, day, hour, minute))
        monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(UTC))
        return moment

    return set_to


@pytest.mark.parametrize(
    ("now", "typed", "day", "clock"),
    [
        ((21, 10), "09:40", 21, time(9, 40)),
        ((21, 10), "9:40", 21, time(9, 40)),
        ((21, 10), "٠٩:٤٠", 21, time(9, 40)),
        ((21, 10), "10:30", 21, time(10, 30)),  # still to come: the rule refuses it
        ((22, 0, 20), "23:50", 21, time(23, 50)),  # said after midnight
    ],
)
def test_an_hour_is_the_latest_one_that_it_can_be(now, typed, day, clock, at) -> None:
    at(*now)
    form = HourForm({"clock": typed})
    assert form.is_valid()
    local = timezone.localtime(form.cleaned_data["at"])
    assert (local.day, local.time()) == (day, clock)


@pytest.mark.parametrize(
    ("now", "choice", "start", "end"),
    [
        ((21, 10), When.NOW, (21, 10), (21, 12)),
        ((21, 10), When.TODAY, (21, 10), (21, 18)),
        ((21, 17, 30), When.TODAY, (21, 17, 30), (21, 23)),
        ((21, 22, 30), When.TODAY, (21, 22, 30), (22, 1, 30)),
        ((21, 10), When.MORNING, (22, 8, 30), (22, 12)),
        ((21, 10), When.AFTERNOON, (22, 13), (22, 16, 30)),
    ],
)
def test_words_for_a_window_mean_what_they_say(now, choice, start, end, at) -> None:
    at(*now)
    begins, ends = When.span(choice)
    assert (begins, ends) == (at(*start), at(*end))


@pytest.mark.parametrize(("hour", "words"), [(10, "Today, before"), (22, "This night, before")])
def test_a_window_that_runs_into_the_night_says_so(hour, words, at) -> None:
    at(21, hour, 30)
    with translation.override("en"):
        assert dict(When(label="").words())[When.TODAY].startswith(words)


def test_no_window_of_words_is_longer_than_a_day(at) -> None:
    for hour in range(24):
        at(21, hour)
        for choice in (When.NOW, When.TODAY, When.MORNING, When.AFTERNOON):
            start, end = When.span(choice)
            assert timedelta(0) < end - start < timedelta(days=1)
