"""Fixtures of the public pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from tests.portal.citizen import Citizen

from yaqaza.alerts.models import Alert


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests answer four questions faster than people."""
    monkeypatch.setattr("yaqaza.portal.views.arriving.LEAST_SECONDS", 0)


@pytest.fixture
def citizen(houses) -> Citizen:
    cache.clear()
    return Citizen()


@pytest.fixture
def another(houses) -> Callable[[], Citizen]:
    return Citizen


@pytest.fixture
def only_alert() -> Callable[[], Alert]:
    return lambda: Alert.objects.get()
