"""A catalogue, a person, a household and files to record acts for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.conftest import Cast, Houses, Places

from yaqaza.cases.models import Case
from yaqaza.people.models import BirthPrecision, Household, HouseholdMember, Person
from yaqaza.services import actions
from yaqaza.services.models import Programme, ServiceDelivery, ServiceType


@dataclass(frozen=True)
class World:
    person: Person
    household: Household
    member: Person
    case: Case
    home_case: Case
    programme: Programme

    def type(self, code: str) -> ServiceType:
        return ServiceType.objects.get(code=code)


@pytest.fixture
def world(cast: Cast, houses: Houses, places: Places) -> World:
    actions.load_catalogue(country="DZ")
    person = Person.objects.create(
        name_ar="زهرة م.", area=places.bab_el_oued, organisation=houses.directorate, birth_date=date(1950, 1, 1),
        birth_precision=BirthPrecision.YEAR,
    )  # fmt: skip
    member = Person.objects.create(name_ar="نور م.", area=places.bab_el_oued, organisation=houses.directorate)
    household = Household.objects.create(name="أسرة م.", area=places.bab_el_oued, organisation=houses.directorate)
    HouseholdMember.objects.create(household=household, person=member, relation="HEAD")
    return World(
        person, household, member, make_case(cast, houses, places, person=person), make_case(cast, houses, places, household=household),
        Programme.objects.get(code="WITHOUT_SHELTER"),
    )  # fmt: skip


def make_case(cast: Cast, houses: Houses, places: Places, **more: object) -> Case:
    return Case.objects.create(
        number=f"16-2026-{Case.objects.count() + 1:06d}", programme_code="ELDERLY_IN_DANGER", summary="…", urgency=2,
        area=places.bab_el_oued, area_path=places.bab_el_oued.path, organisation=houses.directorate, opened_by=cast.amina,
        opened_at=timezone.now() - timedelta(days=30), **more,
    )  # fmt: skip


@pytest.fixture
def deliver(world: World, cast: Cast) -> Callable[..., ServiceDelivery]:
    """Record an act as Amina, today, for the person."""

    def record(code: str = "MEAL", **more: object) -> ServiceDelivery:
        given = {
            "by": cast.amina,
            "programme": world.programme,
            "delivered_on": timezone.localdate(),
            "person": world.person,
        }
        if "case" in more or "household" in more:
            given.pop("person")
        return actions.deliver(service_type=world.type(code), **(given | more))

    return record
