"""The published acts in the tables, for tests of whole reports."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import connection
from tests.conftest import Cast, Houses, Places, make_organisation

from yaqaza.accounts.models import Organisation
from yaqaza.accounts.states import OrganisationKind, UnitKind
from yaqaza.people.models import Person
from yaqaza.services import actions, published


@pytest.fixture
def morocco(settings, db) -> None:
    """The programmes of Morocco."""
    settings.COUNTRY = "MA"
    actions.load_catalogue(country="MA")


@dataclass(frozen=True)
class Published:
    complex: Organisation
    units: dict[str, Organisation]
    persons: dict[str, list[int]]
    rows: int


@pytest.fixture
def published_acts(morocco, cast: Cast, houses: Houses, places: Places) -> Published:
    """All the acts of ``services.published``, by COPY: the province's from a cell, the complex's from its units."""
    complex_ = houses.women_space.parent
    kinds = [UnitKind.CHILD_PROTECTION, UnitKind.SOCIAL_EMERGENCY, UnitKind.ELDERLY_SPACE]
    units = {
        kind: make_organisation(complex_, OrganisationKind.UNIT, f"U-{kind}", places.algiers, kind, unit_kind=kind)
        for kind in kinds
    }
    units[UnitKind.WOMEN_SPACE] = houses.women_space
    persons = make_persons(published.NEEDS, houses, places)
    communes = [places.bab_el_oued, places.casbah]
    where = {
        "PROVINCIAL": [
            published.Place(houses.cell.pk, area.pk, cast.duniya.pk, (cast.farid.pk, cast.amina.pk))
            for area in communes
        ],
        **{kind: [published.Place(unit.pk, places.bab_el_oued.pk, cast.head.pk)] for kind, unit in units.items()},
    }
    rows = actions.load(published.deliveries(7, persons, where), by=cast.administrator, source="published")
    return Published(complex_, units, persons, rows)


def make_persons(needs: dict[str, int], houses: Houses, places: Places) -> dict[str, list[int]]:
    """People without a story, so many in each group."""
    groups = [group for group, count in needs.items() for _ in range(count)]
    made = Person.objects.bulk_create(
        Person(name_ar=f"شخص {n}", area=places.bab_el_oued, organisation=houses.cell) for n in range(len(groups))
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_person")  # or every foreign key to them is checked by reading all of them
    found: dict[str, list[int]] = {group: [] for group in needs}
    for group, person in zip(groups, made, strict=True):
        found[group].append(person.pk)
    return found
