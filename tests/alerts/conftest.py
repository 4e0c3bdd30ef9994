"""Alerts to try things on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import Cast, Places

from yaqaza.alerts import actions
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Category, Channel, PlacePrecision

Make = Callable[..., Alert]


@pytest.fixture
def arrive(cast: Cast, places: Places) -> Make:
    """Take an alert in, by default a citizen's from Bab El Oued about an elderly woman."""

    def make(*, read_by: Any = None, **more: Any) -> Alert:
        values: dict[str, Any] = {
            "by": None,
            "channel": Channel.PORTAL,
            "text": "السلام عليكم، جارتنا الحاجة عندها 78 سنة وعايشة وحدها، طاحت البارح في الدار",
            "category": Category.ELDERLY_IN_DANGER,
            "area": places.bab_el_oued,
            "place_precision": PlacePrecision.COMMUNE,
        }
        alert = actions.receive(**values | more).alert
        return actions.read(alert=alert, by=read_by) if read_by else alert

    return make
