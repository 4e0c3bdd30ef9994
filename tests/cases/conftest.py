"""A person, a team, and files in every status, for the tests of files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.conftest import make_organisation, make_user

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Role
from yaqaza.accounts.states import OrganisationKind
from yaqaza.cases import actions, scales
from yaqaza.cases.models import Case
from yaqaza.cases.states import Approach, CaseStatus, GoalStatus
from yaqaza.field import actions as field
from yaqaza.field.models import Mission, Team
from yaqaza.people import actions as people
from yaqaza.people.models import Person

S = CaseStatus
ANSWERS = {question.code: 2 for question in scales.VULNERABILITY.questions}


@pytest.fixture
def khadija(cast, places) -> Person:
    return people.create_person(
        by=cast.amina, area=places.bab_el_oued, name_ar="خديجة زهرون", name_latin="Khadidja Zahroun", sex="FEMALE",
        birth_date=date(1948, 1, 1), birth_precision="YEAR", phones=["0550 00 45 67"],
    )  # fmt: skip


@pytest.fixture
def team(cast, houses, places) -> Team:
    team = Team.objects.create(organisation=houses.cell, area=places.algiers, name_ar="الفرقة 1", name_fr="Équipe 1")
    team.memberships.create(user=cast.farid, profession="SOCIAL_ASSISTANT", from_on=date(2020, 1, 1))
    return team


@pytest.fixture
def samir(houses, places) -> User:
    """A second case worker of the directorate, who is named by no file."""
    return make_user("samir", "سمير", Role.CASE_WORKER, houses.directorate, places.algiers)


@pytest.fixture
def karima(houses, places) -> User:
    """A second supervisor of the directorate."""
    return make_user("karima", "كريمة", Role.SUPERVISOR, houses.directorate, places.algiers)


@pytest.fixture
def other_hospital(places) -> Organisation:
    return make_organisation(None, OrganisationKind.INSTITUTION, "EPH-16", places.algiers, "المستشفى الآخر")


@pytest.fixture
def file(cast, places, khadija) -> Case:
    return actions.open_case(
        by=cast.amina, programme_code="ELDERLY_IN_DANGER", summary="مسنة تعيش وحدها", urgency=3, area=places.bab_el_oued, person=khadija,
    )  # fmt: skip


@pytest.fixture
def sensitive(cast, places, khadija) -> Case:
    return actions.open_case(
        by=cast.amina, programme_code="FAMILY_COUNSELLING", summary="حالة حساسة", urgency=3, area=places.bab_el_oued, person=khadija,
        confidentiality="SENSITIVE",
    )  # fmt: skip


@pytest.fixture
def order(cast, team) -> Callable[..., Mission]:
    """Order an investigation of a file; returns its mission."""

    def ordered(case: Case, **more: object) -> Mission:
        now = timezone.now()
        window = {"window_start": now, "window_end": now + timedelta(hours=4), "purpose": "SOCIAL_INVESTIGATION"}
        return actions.investigate(case=case, by=cast.amina, team=team, **window, **more).mission

    return ordered


@pytest.fixture
def visit(cast) -> Callable[[Mission], None]:
    """Carry a mission out to its end."""

    def visited(mission: Mission) -> None:
        field.depart(mission=mission, by=cast.farid)
        field.arrive(mission=mission, by=cast.farid)
        field.write_finding(
            mission=mission, by=cast.farid, outcome="MET", situation="تعيش وحدها، سكري دون علاج", danger="POSSIBLE"
        )
        field.finish(mission=mission, by=cast.farid)

    return visited


@pytest.fixture
def in_status(cast, file, order, visit, run_jobs) -> Callable[[CaseStatus | str], Case]:
    """Bring the file to a status by the acts that lead there."""

    def brought(status: CaseStatus | str) -> Case:
        path = [S.OPEN, S.INVESTIGATING, S.AWAITING_VERDICT, S.ASSESSING, S.ACCOMPANIED, S.FOLLOWED]
        status = CaseStatus(status)
        if status == S.CLOSED:
            actions.close(case=file, by=cast.amina, outcome="IMPROVED", why_no_verdict="انتقلت قبل التحقيق")
            return Case.objects.get(pk=file.pk)
        for step in path[1 : path.index(status) + 1]:
            if step == S.INVESTIGATING:
                mission = order(file)
            elif step == S.AWAITING_VERDICT:
                visit(mission)
                run_jobs()
            elif step == S.ASSESSING:
                decide(file, cast)
            elif step == S.ACCOMPANIED:
                plan = planned(file, cast)
                actions.approve_plan(plan=plan, by=cast.brahim)
            elif step == S.FOLLOWED:
                for goal in plan.goals.all():
                    actions.end_goal(goal=goal, by=cast.amina, status=GoalStatus.REACHED)
        return Case.objects.get(pk=file.pk)

    return brought


def decide(case: Case, cast, verdict: str = "VERIFIED"):
    investigation = case.investigations.get(verdict="")
    actions.recommend(investigation=investigation, by=cast.amina, recommendation=verdict)
    return actions.decide(investigation=investigation, by=cast.brahim, verdict=verdict)


def planned(case: Case, cast):
    actions.assess(case=case, by=cast.amina, answers=ANSWERS)
    plan = actions.write_plan(case=case, by=cast.amina, life_project="تبقى في بيتها، ومعها من يعينها")
    actions.add_goal(
        plan=plan, by=cast.amina, approach=Approach.MEDICAL, title="استقرار السكري", step="فحص القدم",
        due_on=timezone.localdate() + timedelta(days=5),
    )  # fmt: skip
    return plan
