"""Hours of the day as people type them."""

from datetime import time

import pytest

from yaqaza.core.inputs import ClockField


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("15", time(15)), ("7", time(7)), ("07", time(7)), ("07:30", time(7, 30)), ("1530", time(15, 30)), ("730", time(7, 30)),
        ("15h", time(15)), ("٢٣:٠٠", time(23)), ("", None),
    ],
)  # fmt: skip
def test_an_hour_is_read_as_it_is_meant(typed: str, read: time | None) -> None:
    assert ClockField(required=False).clean(typed) == read
