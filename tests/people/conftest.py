"""People of Algiers and of Blida. None of them exists."""

from __future__ import annotations

from datetime import date

import pytest

from yaqaza.people import actions
from yaqaza.people.models import Household, Person

NIN = "119480160500123456"


@pytest.fixture
def khadija(cast, places) -> Person:
    return actions.create_person(
        by=cast.amina, area=places.bab_el_oued, name_ar="خديجة زهرون", name_latin="Khadidja Zahroun", sex="FEMALE",
        birth_date=date(1948, 1, 1), birth_precision="YEAR", phones=["0550 00 45 67"], identity_number=NIN,
    )  # fmt: skip


@pytest.fixture
def far_away(cast, places) -> Person:
    return actions.create_person(
        by=cast.chafia, area=places.blida_commune, name_ar="عبد القادر بلعيد", name_latin="Abdelkader Belaid", sex="MALE",
        birth_date=date(1960, 5, 3), birth_precision="DAY", phones=["0661 23 45 67"], identity_number="109600901000123499",
    )  # fmt: skip


@pytest.fixture
def home(cast, places, khadija) -> Household:
    return actions.create_household(
        by=cast.amina,
        name="أسرة زهرون",
        area=places.bab_el_oued,
        head=khadija,
        from_on=date(2010, 1, 1),
        income_note="معاش",
    )
