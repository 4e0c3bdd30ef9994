"""By what a row of a file is known when it comes again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from yaqaza.alerts.sheets import Row
from yaqaza.monitoring import columns

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MAPPING = {"text": "text", "id": "id", "handle": "who", "published_at": "at", "url": "url"}


def key(**cells: object) -> str:
    row = Row(number=2, cells={"text": "شيخ بلا مأوى", "who": "nadia", "at": "2026-11-21T10:00:00Z"} | cells)
    post = columns.read(row, MAPPING, now=NOW).post
    assert post is not None
    return post.external_id


def test_a_row_is_known_by_the_number_of_its_post_else_by_its_address() -> None:
    assert key(id="1795255200123456789") == key(id="1795255200123456789", text="شيخ بلا مأوى…") == "1795255200123456789"
    assert key(id=1795255200123456789) == "1795255200123456789"  # JSON keeps all its digits
    assert key(url="https://x.example/1") == key(url="https://x.example/1", at="") == "https://x.example/1"


@pytest.mark.parametrize("number", [None, "", "7", 7, "1.79E+18", "1,79E+18", 1.795255200123456e18])
def test_a_row_whose_number_names_no_post_is_known_by_what_it_says(number) -> None:
    told = key(id=number)
    assert told.startswith("#") and told == key(id=number) == key(id=None)
    assert told == key(id=number, text="شيخٌ بلا مأوى")  # written alike
    assert told != key(id=number, text="عجوز بلا دواء") != key(id=number, who="sami")
    assert told != key(id=number, at="2026-11-21T11:00:00Z")


def test_the_hour_of_a_row_is_one_however_its_zone_is_written() -> None:
    assert key(at="2026-11-21T10:00:00Z") == key(at="2026-11-21T11:00:00+01:00")
