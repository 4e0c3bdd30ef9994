"""Case files in every status over two years, with their missions, verdicts, plans, referrals, follow-ups and acts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Role
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.states import AlertStatus, Category, Urgency
from yaqaza.cases import programmes, scales
from yaqaza.cases.actions.files import is_sensitive
from yaqaza.cases.models import (
    Assessment,
    Case,
    CaseAlert,
    CaseEvent,
    Closure,
    FollowUp,
    Goal,
    Investigation,
    Plan,
    Referral,
    Step,
)
from yaqaza.cases.states import GROUNDS, Approach, Confidentiality, GoalStatus, Outcome, ReferralStatus, Verdict
from yaqaza.cases.states import CaseStatus as S
from yaqaza.core.ids import reserve_numbers
from yaqaza.demo import folk, intake, texts
from yaqaza.demo.world import World
from yaqaza.field.models import Finding, Mission, Team
from yaqaza.field.states import Danger, Housing, MissionStatus, Purpose
from yaqaza.field.states import Outcome as Met
from yaqaza.people.models import Household, Person
from yaqaza.people.models import Purpose as ConsentFor
from yaqaza.services.actions import Row
from yaqaza.territory.models import Area, Level

K = CaseEvent.Kind
STAGES = {
    S.CLOSED: 46,
    S.FOLLOWED: 14,
    S.ACCOMPANIED: 15,
    S.ASSESSING: 7,
    S.AWAITING_VERDICT: 8,
    S.INVESTIGATING: 6,
    S.OPEN: 4,
}
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
LASTING_HELP = {
    Approach.MEDICAL: [
        "MEDICAL_CONSULTATION",
        "NURSING_CARE",
        "MEDICINES",
        "HOSPITAL_ACCOMPANIMENT",
        "MEDICAL_EQUIPMENT",
    ],
    Approach.SOCIAL: ["LISTENING", "PSYCHOLOGICAL_SUPPORT", "SOCIAL_GUIDANCE", "HOME_VISIT", "RETURN_TO_FAMILY"],
    Approach.ECONOMIC: ["LIFE_PROJECT", "SOCIAL_GUIDANCE", "LEGAL_ADVICE"],
}
AGES = {Category.ELDERLY_IN_DANGER: (64, 92), Category.CHILD_IN_DANGER: (4, 16), Category.VIOLENCE: (20, 55)}


class Builder:
    """One file: walks forward through its days and adds what happened on them."""

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

    def build(self) -> list[Row]:
        self._open()
        reach = [S.OPEN, S.INVESTIGATING, S.AWAITING_VERDICT, S.ASSESSING, S.ACCOMPANIED, S.FOLLOWED, S.CLOSED].index(
            self.stage
        )
        if reach >= 1:
            self._investigate(done=reach >= 2)
        if reach >= 3:
            self._judge()
            if self.verdict not in GROUNDS and self.stage != S.CLOSED:
                self.verdict = self._overrule()
        if self.verdict in GROUNDS:
            if reach >= 4 or self.world.chance(0.5):
                self._assess()
            if reach >= 4:
                self._plan()
                self._refer()
            if reach >= 5:
                self._follow()
        if self.world.chance(0.4):
            self._event(K.NOTE, self.worker, text=self.world.some(texts.NOTES))
        if self.stage == S.CLOSED:
            self._close()
        self.case.status = self.stage
        self.case.next_due_on = min(self.dues) if self.dues and self.stage != S.CLOSED else None
        return self.acts

    def _later(self, low: float, high: float) -> datetime:
        """Move on by some hours, never beyond now."""
        self.at = min(self.at + timedelta(hours=self.random.uniform(low, high)), self.world.now - timedelta(minutes=1))
        return self.at

    def _event(self, kind: str, by: User | None, text: str = "", **details: Any) -> None:
        told = {key: str(value.uuid) if hasattr(value, "uuid") else value for key, value in details.items()}
        self.world.add(CaseEvent(case=self.case, at=self.at, kind=kind, by=by, text=text, details=told))

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

    def _assess(self) -> None:
        scale = scales.VULNERABILITY
        answers = {question.code: self.world.weighted({0: 2, 1: 3, 2: 3, 3: 1}) for question in scale.questions}
        assessment = self.world.add(
            Assessment(
                case=self.case, scale=scale.code, scale_version=scale.version, answers=answers, score=scale.score(answers),
                level=scale.level(answers).code, assessed_at=self._later(4, 60), assessed_by=self.worker,
            )
        )  # fmt: skip
        self._event(K.ASSESSED, self.worker, level=assessment.level, score=assessment.score, assessment=assessment)

    def _plan(self) -> None:
        world = self.world
        plan = world.add(Plan(case=self.case, life_project="", written_at=self._later(2, 40), written_by=self.worker))
        self._event(K.PLAN, self.worker, plan=plan, act="WRITTEN")
        plan.approved_at, plan.approved_by = self._later(3, 40), self.supervisor
        approaches = self.random.sample(list(Approach), self.random.randint(1, 3))
        self._event(K.PLAN, self.supervisor, plan=plan, act="APPROVED", goals=len(approaches))
        over = self.stage in (S.FOLLOWED, S.CLOSED)
        for approach in approaches:
            title, steps = world.some(texts.GOALS[approach])
            target = (self.at + timedelta(days=90)).date()
            goal = world.add(Goal(plan=plan, written_by=self.worker, approach=approach, title=title, target_on=target))
            for index, step_title in enumerate(steps):
                step = world.add(
                    Step(goal=goal, title=step_title, due_on=(self.at + timedelta(days=20 * (index + 1))).date())
                )
                if over or (index == 0 and world.chance(0.7)):
                    step.done_at, step.done_by = self._later(10, 90), self.worker
                    self._event(K.STEP, self.worker, step=step)
                    self._act(world.some(LASTING_HELP[approach]))
                else:
                    self.dues.append(step.due_on)
            if over and world.chance(0.85):
                goal.status, goal.ended_at = GoalStatus.REACHED, self.at
                self._event(K.PLAN, self.worker, act="GOAL", status="REACHED", goal=goal)

    def _refer(self) -> None:
        world = self.world
        if not world.chance(0.55):
            return
        partner = world.some(world.partners[self.province.pk])
        sent = self._later(1, 30)
        given = folk.consent(world, self.person, self.worker, sent, ConsentFor.REFERRAL)
        referral = world.add(
            Referral(
                case=self.case, to=partner, request=world.some(texts.REFERRALS), shares_identity=True, consent=given, sent_at=sent,
                sent_by=self.worker, due_at=sent + timedelta(days=5),
            )
        )  # fmt: skip
        self._event(K.REFERRAL, self.worker, text=referral.request, referral=referral, to=partner, status="SENT")
        agent = (
            world.staff[self.province.pk, Role.PARTNER_AGENT][0]
            if world.staff[self.province.pk, Role.PARTNER_AGENT]
            else self.supervisor
        )
        if self.stage == S.ACCOMPANIED and world.chance(0.5) and referral.due_at > world.now:
            self.dues.append(referral.due_at.date())
            return
        referral.answered_at, referral.answered_by = self._later(5, 70), agent
        if world.chance(0.2):
            referral.status, referral.answer = ReferralStatus.REFUSED, "لا مكان شاغر هذا الشهر."
        else:
            referral.status, referral.completed_at = ReferralStatus.COMPLETED, self._later(20, 120)
        self._event(K.REFERRAL, agent, text=referral.answer, referral=referral, to=partner, status=str(referral.status))

    def _follow(self) -> None:
        world = self.world
        situation = world.weighted({1: 2, 2: 5, 3: 2})
        for _ in range(self.random.randint(2, 4)):
            due = self.at.date() + timedelta(days=14)
            follow_up = world.add(FollowUp(case=self.case, due_on=due, planned_by=self.worker))
            situation = min(5, situation + world.weighted({0: 3, 1: 4}))
            follow_up.done_at, follow_up.done_by = self._later(10 * 24, 16 * 24), self.worker
            follow_up.situation, follow_up.note = situation, world.some(texts.FOLLOW_UPS)
            self._event(K.FOLLOW_UP, self.worker, text=follow_up.note, situation=situation)
            if world.chance(0.6):
                self._act(world.some(["HOME_VISIT", "LISTENING", "SOCIAL_GUIDANCE", "PSYCHOLOGICAL_SUPPORT"]))
        if self.stage == S.FOLLOWED:
            due = (world.now + timedelta(days=self.random.randint(-6, 20))).date()
            world.add(FollowUp(case=self.case, due_on=due, planned_by=self.worker))
            self.dues.append(due)

    def _close(self) -> None:
        if self.verdict in GROUNDS:
            outcome = self.world.weighted({Outcome.REINTEGRATED: 30, Outcome.IMPROVED: 34, Outcome.FAMILY: 12, Outcome.IN_CARE: 10,
                                           Outcome.LOST: 5,
                                           Outcome.MOVED: 4, Outcome.DECLINED: 3})  # fmt: skip
        else:
            outcome = Outcome.DECLINED if self.verdict == Verdict.REFUSED else Outcome.UNFOUNDED
        closed = self._later(10, 200)
        self.case.closed_at, self.case.closed_by = closed, self.worker
        self.world.add(Closure(case=self.case, outcome=outcome, closed_at=closed, closed_by=self.worker))
        self._event(K.CLOSED, self.worker, outcome=str(outcome))

    def _act(self, kind: str, by: User | None = None) -> None:
        self.acts.append(
            Row(
                service_type=kind, programme=self.programme, delivered_on=self.at.date(), organisation=self.house.pk, area=self.commune.pk,
                recorded_by=(by or self.worker).pk, person=self.person.pk, case=self.case.pk, professional=(by or self.worker).pk,
                recorded_at=self.at,
            )
        )  # fmt: skip


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


def files(world: World, count: int) -> Iterator[Row]:
    """Add ``count`` files in all statuses; yield their acts."""
    total = sum(STAGES.values())
    stages = [stage for stage, share in STAGES.items() for _ in range(max(1, round(share / total * count)))]
    while len(stages) < count:
        stages.append(S.CLOSED)
    for stage in stages[:count]:
        yield from Builder(world, stage).build()


def number_all(world: World) -> None:
    """Give files and missions their numbers in the order of their days."""
    names = {province.pk: province.code.replace(".", "") for province in world.provinces}

    def province(area: Area) -> str:
        if area.level == Level.PROVINCE:
            return names[area.pk]
        return next(names[int(part)] for part in area.path.rstrip(".").split(".") if int(part) in names)

    series: dict[str, list[Any]] = defaultdict(list)
    for case in sorted(world.pending(Case), key=lambda row: row.opened_at):
        series[f"{province(case.area)}-{case.opened_at.year}-"].append(case)
    for mission in sorted(world.pending(Mission), key=lambda row: row.ordered_at):
        series[f"OM-{province(mission.area)}-{mission.ordered_at.year}-"].append(mission)
    for name, rows in sorted(series.items()):
        first = reserve_numbers(name, len(rows))
        for offset, row in enumerate(rows):
            row.number = f"{name}{first + offset:06d}"


def name_in_events(world: World) -> None:
    """Write the numbers of alerts and missions into the lines of the timelines that tell of them."""
    numbers = {str(row.uuid): row.number for model in (Alert, Mission) for row in world.pending(model)}
    for event in world.pending(CaseEvent):
        if event.details.get("number") == "":
            event.details["number"] = numbers[event.details.get("alert") or event.details["mission"]]
