"""Needs have the codes of the language; what was stored before is renamed, and what stood in clear is encrypted."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from tests.alerts.conftest import Make
from tests.conftest import Cast

from yaqaza.alerts import actions
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.states import NEEDS_OF, Category, Need, Tongue
from yaqaza.language.model import LANGUAGES, NEEDS

migration = import_module("yaqaza.alerts.migrations.0008_need_codes_and_sealed_cells")


def test_needs_and_languages_are_those_of_the_language() -> None:
    assert sorted(Need.values) == sorted(NEEDS)
    assert sorted(Tongue.values) == sorted(LANGUAGES)
    assert all(need.icon and str(need.label) for need in Need)
    assert set(NEEDS_OF) == set(Category)


def test_every_old_code_has_a_new_one() -> None:
    assert set(migration.NEW.values()) <= set(Need.values)
    assert migration.renamed(["FOOD", "WATER", "MEDICINE", "MEDICAL", "HOUSING"]) == [
        "FOOD_WATER",
        "MEDICAL",
        "HOUSING",
    ]


@pytest.mark.django_db
def test_old_rows_are_renamed_also_where_an_undo_would_bring_them_back(arrive: Make, cast: Cast) -> None:
    alert = arrive(read_by=cast.duniya)
    event = actions.put_right(alert=alert, by=cast.duniya, what="NEED_ADDED", value="WORK")
    Alert.objects.filter(pk=alert.pk).update(needs=["FOOD", "WATER", "COMPANY"])
    AlertEvent.objects.filter(pk=event.pk).update(before={"fields": {"needs": ["MEDICINE"]}, "changed": ["needs"]})
    with connection.schema_editor() as editor:
        migration.rename_needs(apps, editor)
    assert sorted(Alert.objects.get(pk=alert.pk).needs) == ["ELDERLY", "FOOD_WATER"]
    actions.undo(event=AlertEvent.objects.get(pk=event.pk), by=cast.duniya)
    assert Alert.objects.get(pk=alert.pk).needs == ["MEDICAL"]


@pytest.mark.django_db
def test_cells_that_stood_in_clear_are_encrypted(arrive: Make) -> None:
    event = arrive().events.get()
    cells = [{"column": "tel", "reason": "PHONE", "value": "0550 12"}]
    AlertEvent.objects.filter(pk=event.pk).update(before={"unread": cells, "needs": ["WORK"]})
    with connection.schema_editor() as editor:
        migration.seal_cells(apps, editor)
    event.refresh_from_db()
    assert (event.unread, event.before) == (cells, {"needs": ["WORK"]})
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM alerts_alertevent WHERE id = %s", [event.pk])
        assert "0550" not in cursor.fetchone()[0]
