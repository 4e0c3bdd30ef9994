"""People, files, teams and aid among which signs may be found; none of them exists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from tests.conftest import make_user

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Role
from yaqaza.alerts import actions as alerts
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Category, Channel, PlacePrecision
from yaqaza.cases.models import Case, CaseAlert, Investigation
from yaqaza.field.models import Finding, Mission, Team
from yaqaza.people import actions as people
from yaqaza.people.models import Person
from yaqaza.services import actions as services
from yaqaza.services.models import Programme, ServiceDelivery, ServiceType
from yaqaza.signals import actions
from yaqaza.signals.models import Signal

CCP = "CCP 1234567 clé 68"


@pytest.fixture
def karima(houses, places) -> User:
    """A second supervisor of the directorate."""
    return make_user("karima", "كريمة", Role.SUPERVISOR, houses.directorate, places.algiers)


@pytest.fixture
def someone(cast, places) -> Callable[..., Person]:
    """A person of Bab El Oued, each time another one."""
    made: list[Person] = []

    def make(*phones: str, **more) -> Person:
        given = {
            "by": cast.amina,
            "area": places.bab_el_oued,
            "name_ar": f"شخص {len(made) + 1}",
            "phones": list(phones),
        } | more
        made.append(people.create_person(**given))
        return made[-1]

    return make


@pytest.fixture
def file(cast, houses, places) -> Callable[..., Case]:
    """A file of the directorate about somebody, worked by Amina."""

    def make(person: Person | None = None, **more) -> Case:
        given = {
            "number": f"16-2026-{Case.objects.count() + 1:06d}", "programme_code": "ELDERLY_IN_DANGER", "summary": "…", "urgency": 2,
            "area": places.bab_el_oued, "area_path": places.bab_el_oued.path, "organisation": houses.directorate,
            "opened_by": cast.duniya, "worker": cast.amina, "person": person,
        }  # fmt: skip
        return Case.objects.create(**given | more)

    return make


@pytest.fixture
def alert(places, cast) -> Callable[..., Alert]:
    """An alert of Bab El Oued, in a file when one is given."""

    def make(text: str = "امرأة مسنة تعيش وحدها", *, case: Case | None = None, **more) -> Alert:
        given = {
            "by": None, "channel": Channel.PORTAL, "text": text, "category": Category.ELDERLY_IN_DANGER, "area": places.bab_el_oued,
            "place_precision": PlacePrecision.COMMUNE,
        }  # fmt: skip
        made = alerts.receive(**given | more).alert
        if case is not None:
            CaseAlert.objects.create(case=case, alert=made, linked_by=cast.duniya)
        if any(letter.isdigit() for letter in text):
            alerts.analyse(alert_ids=[made.pk])
        return made

    return make


@pytest.fixture
def team(cast, houses, places) -> Team:
    team = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 1", name_fr="Équipe 1")
    team.memberships.create(user=cast.farid, profession="SOCIAL_ASSISTANT", from_on=date(2020, 1, 1))
    return team


MORNING = timezone.make_aware(datetime(2026, 11, 2, 9))
ALGIERS, ORAN, NEAR = (3.06, 36.77), (-0.64, 35.70), (3.08, 36.75)


@pytest.fixture
def visit(cast, team, places) -> Callable[..., Mission]:
    """A visit at a position that began at an hour and whose findings were written at another."""

    def make(
        at: timedelta = timedelta(), *, where: tuple[float, float] | None = ALGIERS, written: timedelta | None = timedelta(minutes=30),
        ended: timedelta | None = timedelta(minutes=40), case: Case | None = None, outcome: str = "MET", **more,
    ) -> Mission:  # fmt: skip
        arrived = MORNING + at
        given = {
            "number": f"OM-16-2026-{Mission.objects.count() + 1:06d}", "organisation": team.organisation, "team": team,
            "purpose": "SOCIAL_INVESTIGATION", "urgency": 2, "area": places.bab_el_oued, "area_path": places.bab_el_oued.path,
            "lon": where and where[0], "lat": where and where[1], "window_start": MORNING - timedelta(hours=1),
            "window_end": MORNING + timedelta(hours=8), "ordered_at": MORNING - timedelta(hours=3), "ordered_by": cast.duniya,
            "departed_at": MORNING - timedelta(hours=2), "arrived_at": arrived, "ended_at": arrived + ended if ended else None,
            "status": "DONE" if ended else "ON_SITE",
        }  # fmt: skip
        mission = Mission.objects.create(**given | more)
        if written is not None:
            Finding.objects.create(
                mission=mission, outcome=outcome, situation="…", written_at=arrived + written, written_by=cast.farid
            )
        if case is not None:
            Investigation.objects.create(case=case, mission=mission, asked_by=cast.duniya)
        return mission

    return make


@pytest.fixture
def give(cast, houses, places) -> Callable[..., ServiceDelivery]:
    """Aid as a row of the ledger, by the directorate and today when nothing else is said."""
    services.load_catalogue(country="DZ")
    programme = Programme.objects.get(code="WITHOUT_SHELTER")

    def make(code: str = "FOOD_BASKET", *, days_ago: int = 0, **more) -> ServiceDelivery:
        given = {
            "number": f"S-{ServiceDelivery.objects.count()}", "service_type": ServiceType.objects.get(code=code), "programme": programme,
            "organisation": houses.directorate, "area": places.bab_el_oued, "area_path": places.bab_el_oued.path,
            "delivered_on": timezone.localdate() - timedelta(days=days_ago), "recorded_by": cast.amina,
        }  # fmt: skip
        return ServiceDelivery.objects.create(**given | more)

    return make


@pytest.fixture
def phone_signal(someone, file) -> Signal:
    """One telephone with three people of Algiers; the first has a file that Amina works."""
    first = someone("0550 00 45 67")
    file(first)
    others = [someone("0550 00 45 67") for _ in range(2)]
    actions.look("people", [others[0].pk])
    return Signal.objects.get()
