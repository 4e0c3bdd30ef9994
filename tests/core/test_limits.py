"""Limits are shared, forget within the hour and store no address."""

from __future__ import annotations

import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from yaqaza.core import limits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()
    yield
    cache.clear()


def test_the_limit_counts_each_key_apart():
    assert [limits.allow("a", per_hour=2) for _ in range(4)] == [True, True, False, False]
    assert limits.allow("b", per_hour=2)


def test_asking_does_not_count():
    assert [limits.would_allow("a", per_hour=1) for _ in range(3)] == [True, True, True]
    assert limits.allow("a", per_hour=1)
    assert not limits.would_allow("a", per_hour=1)


def test_after_an_hour_one_may_come_back(monkeypatch):
    now = time.time()
    assert limits.allow("a", per_hour=1)
    monkeypatch.setattr(limits.time, "time", lambda: now + 3601)
    assert limits.allow("a", per_hour=1)


def test_the_refusal_says_when_to_come_back():
    limits.check("a", per_hour=1)
    with pytest.raises(limits.TooMany) as caught:
        limits.check("a", per_hour=1)
    assert "60" in str(caught.value)


def test_no_address_is_stored():
    limits.allow("report:203.0.113.7", per_hour=3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM core_cache")
        stored = str(cursor.fetchall())
    assert "203.0.113.7" not in stored
    assert "report" not in stored


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "expected"),
    [
        ("203.0.113.7", "", 0, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", 0, "203.0.113.7"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", 1, "203.0.113.9"),
        ("127.0.0.1", "", 1, "127.0.0.1"),
        ("10.0.0.2", "6.6.6.6, 203.0.113.9, 10.0.0.1", 2, "203.0.113.9"),
        ("10.0.0.2", "203.0.113.9", 2, "10.0.0.2"),
        ("10.0.0.2", "203.0.113.9, nonsense", 1, "unknown"),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "", 0, "203.0.113.7"),
        ("", "", 0, "unknown"),
        ("nonsense", "", 0, "unknown"),
    ],
)
def test_the_address_is_the_one_nobody_can_choose(remote, forwarded, proxies, expected, settings):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert limits.address(request) == expected
