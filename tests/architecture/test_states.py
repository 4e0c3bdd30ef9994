"""Every workflow table names every status, and nothing else."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from yaqaza.core import states

SOURCE = Path(__file__).resolve().parents[2] / "src" / "yaqaza"


@pytest.mark.parametrize("table", states.tables(), ids=lambda table: table.name)
def test_every_status_is_a_key_and_every_arrow_leads_to_one(table) -> None:
    assert set(table.moves) == set(table.kind)
    for status, following in table.moves.items():
        assert set(following) <= set(table.kind)
        assert status not in following


def test_every_states_module_is_known() -> None:
    for path in SOURCE.glob("*/states.py"):
        importlib.import_module(f"yaqaza.{path.parent.name}.states")
    assert {table.name for table in states.tables()} >= {
        "alerts",
        "cases",
        "cases-referral",
        "field",
        "accounts",
        "alerts-routing",
    }
