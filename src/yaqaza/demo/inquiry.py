"""The first half of a file's life: the alert, the visit in the field, what was found and the verdict on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Role
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.states import AlertStatus, Category, Urgency
from yaqaza.cases import programmes
from yaqaza.cases.actions.files import is_sensitive
from yaqaza.cases.models import Case, CaseAlert, CaseEvent, Investigation
from yaqaza.cases.states import CaseStatus as S
from yaqaza.cases.states import Confidentiality, Verdict
from yaqaza.demo import folk, intake, texts
from yaqaza.demo.world import World
from yaqaza.field.models import Finding, Mission, Team
from yaqaza.field.states import Danger, Housing, MissionStatus, Purpose
from yaqaza.field.states import Outcome as Met
from yaqaza.people.models import Household, Person
from yaqaza.services.actions import Row
from yaqaza.territory.models import Area

K = CaseEvent.Kind
AGE = {  # days since the file was opened, by where it stands now
    S.CLOSED: (45, 725), S.FOLLOWED: (50, 420), S.ACCOMPANIED: (20, 200), S.ASSESSING: (6, 30), S.AWAITING_VERDICT: (2, 12),
    S.INVESTIGATING: (0.2, 3), S.OPEN: (0.1, 2),
}  # fmt: skip
VERDICTS = {
    Verdict.VERIFIED: 62,
    Verdict.PARTLY: 14,
    Verdict.UNFOUNDED: 9,
    Verdict.NOT_FOUND: 7,
    Verdict.REFUSED: 5,
    Verdict.FRAUDULENT: 3,
}
URGENT_HELP = ["MEAL", "FIRST_AID", "WARMTH", "EMERGENCY_SHELTER", "MEDICINES", "LISTENING"]
PURPOSES = {Purpose.FAMILY_INVESTIGATION: 5, Purpose.SOCIAL_INVESTIGATION: 4, Purpose.EMERGENCY: 2}
AGES = {Category.ELDERLY_IN_DANGER: (64, 92), Category.CHILD_IN_DANGER: (4, 16), Category.VIOLENCE: (20, 55)}


class Inquiry:
    """A file that walks forward through its days, from its alert to its verdict."""

    def __init__(self, world: World, stage: S) -> None:
        self.world, self.random, self.stage = world, world.random, stage
        self.category = world.weighted(intake.CATEGORIES)
        self.province, self.commune = intake.place(world)
        self.at = world.before(self.random.uniform(*AGE[stage]))
        self.worker: User = world.worker(self.province, Role.CASE_WORKER)
        self.supervisor: User = world.worker(self.province, Role.SUPERVISOR)
        self.house: Organisation = world.directorates[self.province.pk]
        self.acts: list[Row] = []
        self.dues: list[Any] = []
        self.verdict: Verdict | None = None
        self.situation = 1

    def _later(self, low: float, high: float) -> datetime:
        """Move on by some hours, never beyond now."""
        self.at = min(self.at + timedelta(hours=self.random.uniform(low, high)), self.world.now - timedelta(minutes=1))
        return self.at

    def _event(self, kind: str, by: User | None, text: str = "", **details: Any) -> None:
        told = {key: str(value.uuid) if hasattr(value, "uuid") else value for key, value in details.items()}
        self.world.add(CaseEvent(case=self.case, at=self.at, kind=kind, by=by, text=text, details=told))

    def _act(self, kind: str, by: User | None = None) -> None:
        self.acts.append(
            Row(
                service_type=kind, programme=self.programme, delivered_on=self.at.date(), organisation=self.house.pk, area=self.commune.pk,
                recorded_by=(by or self.worker).pk, person=self.person.pk, case=self.case.pk, professional=(by or self.worker).pk,
                recorded_at=self.at,
            )
        )  # fmt: skip

    def _open(self) -> None:
        world, random = self.world, self.random
        self.alert = intake.alert(
            world, self.province, self.commune, self.at, category=self.category, status=AlertStatus.IN_CASE
        )
        self.alert.area, self.alert.area_path = self.commune, self.commune.path
        self.alert.organisation = world.cells[self.province.pk][0]
        if self.alert.place_precision == "UNKNOWN":
            self.alert.place_precision = "COMMUNE"
        self.at = self.alert.read_at + timedelta(minutes=random.randint(3, 40))
        outside = self.category == Category.WITHOUT_SHELTER
        self.person: Person = folk.person(
            world, self.commune, self.house, ages=AGES.get(self.category, (22, 70)), at=self.at, outside=outside,
            female=True if self.category == Category.VIOLENCE else None,
        )  # fmt: skip
        self.household: Household | None = None
        if not outside and world.chance(0.6):
            self.household = folk.family(world, self.person, self.house, self.at)
        self.programme = programmes.proposed_for(self.category) or programmes.codes()[0]
        sensitive = is_sensitive(self.programme, self.alert)
        self.case = world.add(
            Case(
                programme_code=self.programme, person=self.person, household=self.household,
                summary=world.some(texts.SITUATIONS[self.category]), urgency=self.alert.urgency, area=self.commune,
                area_path=self.commune.path, organisation=self.house, worker=self.worker,
                confidentiality=Confidentiality.SENSITIVE if sensitive else Confidentiality.ORDINARY, opened_at=self.at,
                opened_by=self.alert.read_by,
            )
        )  # fmt: skip
        self._event(K.OPENED, self.alert.read_by, programme=self.programme)
        self._event(K.ASSIGNED, self.alert.read_by, worker=self.worker)
        self._join(self.alert)
        folk.consent(world, self.person, self.worker, self.at)
        if self.alert.urgency >= Urgency.URGENT and world.chance(0.6):
            self._act(world.some(URGENT_HELP))

    def _join(self, alert: Alert) -> None:
        self.world.add(CaseAlert(case=self.case, alert=alert, linked_at=self.at, linked_by=self.alert.read_by))
        alert.decided_at, alert.sensitive = self.at, self.case.sensitive
        intake.event(self.world, alert, AlertEvent.Kind.CASE, self.at, self.alert.read_by)
        self._event(K.ALERT, self.alert.read_by, alert=alert, number="", channel=alert.channel)

    def _investigate(self, *, done: bool) -> None:
        world = self.world
        team: Team = world.some(world.teams[self.province.pk])
        mission = order(world, team, self.commune, self._later(0.2, 20), self.alert, self.person, self.alert.read_by)
        self.mission, mission.sensitive = mission, self.case.sensitive
        self.investigation = world.add(
            Investigation(case=self.case, mission=mission, asked_at=self.at, asked_by=self.alert.read_by)
        )
        self._event(K.MISSION, self.alert.read_by, mission=mission, number="")
        if not done:
            begin(world, mission)
            return
        member = world.some(world.members[team.pk])
        size = self.random.randint(1, 7)
        mission.departed_at = self._later(0.3, 20)
        mission.arrived_at = self._later(0.2, 1.5)
        finding = world.add(
            Finding(
                mission=mission, outcome=Met.MET, danger=world.weighted({Danger.NONE: 5, Danger.POSSIBLE: 3, Danger.IMMEDIATE: 1}),
                housing=Housing.NONE if self.person.lives_outside else world.some([Housing.PRECARIOUS, Housing.UNFIT, Housing.DECENT]),
                household_size=size, children=self.random.randint(0, size - 1),
                monthly_income=self.random.choice([0, 0, 8000, 15000, 20000]),
                situation=world.some(texts.FINDINGS), written_at=self._later(0.3, 1.5), written_by=member,
            )
        )  # fmt: skip
        self.investigation.findings = finding.situation
        mission.ended_at, mission.status = self._later(0.1, 0.5), MissionStatus.DONE
        self._event(K.FINDINGS, member, mission=mission, number="")
        self._act("HOME_VISIT" if not self.person.lives_outside else "STREET_OUTREACH", member)
        if self.stage == S.AWAITING_VERDICT and world.chance(0.35):
            return  # findings are there, nobody has recommended yet
        self.investigation.recommendation = self.verdict_of_stage = world.weighted(VERDICTS)
        self.investigation.recommended_at, self.investigation.recommended_by = self._later(1, 30), self.worker
        self._event(
            K.RECOMMENDED, self.worker, verdict=str(self.investigation.recommendation), investigation=self.investigation
        )

    def _judge(self) -> None:
        found = self.investigation
        found.verdict = found.recommendation
        found.decided_at, found.decided_by = self._later(2, 50), self.supervisor
        self.verdict = Verdict(found.verdict)
        self.case.verdict = found.verdict
        self._event(K.DECIDED, self.supervisor, verdict=str(found.verdict), investigation=found)

    def _overrule(self) -> Verdict:
        """A file that goes on has ground for help."""
        found = self.investigation
        found.recommendation = found.verdict = self.case.verdict = Verdict.VERIFIED
        for row in self.world.pending(CaseEvent):
            if row.case_id == self.case.pk and "verdict" in row.details:
                row.details["verdict"] = "VERIFIED"
        return Verdict.VERIFIED


def order(
    world: World, team: Team, area: Area, at: datetime, alert: Alert | None, person: Person | None, by: User
) -> Mission:
    """Add a mission ordered at ``at`` for the hours after."""
    return world.add(
        Mission(
            organisation=team.organisation, team=team, purpose=world.weighted(PURPOSES),
            urgency=alert.urgency if alert else Urgency.IMPORTANT, alert=alert, person=person, area=area, area_path=area.path,
            place_text=world.some(texts.LANDMARKS_AR), lon=area.centroid_lon, lat=area.centroid_lat, window_start=at,
            window_end=at + timedelta(hours=24), ordered_at=at, ordered_by=by,
        )
    )  # fmt: skip


def begin(world: World, mission: Mission) -> None:
    """Let an open mission stand somewhere between ordered and on site; its window is today."""
    mission.window_start, mission.window_end = world.now - timedelta(hours=1), world.now + timedelta(hours=7)
    stage = world.weighted({MissionStatus.ORDERED: 5, MissionStatus.DEPARTED: 2, MissionStatus.ON_SITE: 1})
    if stage != MissionStatus.ORDERED:
        mission.departed_at = max(mission.ordered_at, world.now - timedelta(minutes=50))
    if stage == MissionStatus.ON_SITE:
        mission.arrived_at = (
            mission.departed_at + timedelta(minutes=25)
            if mission.departed_at < world.now - timedelta(minutes=26)
            else None
        )
    mission.status = (
        MissionStatus.ON_SITE
        if mission.arrived_at
        else MissionStatus.DEPARTED
        if mission.departed_at
        else MissionStatus.ORDERED
    )
