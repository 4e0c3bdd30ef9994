"""Case files in every status over two years: after the verdict come diagnosis, plan, referrals, follow-ups and the closure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from yaqaza.accounts.permissions import Role
from yaqaza.alerts.models import Alert
from yaqaza.cases import scales
from yaqaza.cases.models import Assessment, Case, CaseEvent, Closure, FollowUp, Goal, Plan, Referral, Step
from yaqaza.cases.rules.closure import STANDS
from yaqaza.cases.states import GROUNDS, Approach, GoalStatus, Outcome, ReferralStatus, Verdict
from yaqaza.cases.states import CaseStatus as S
from yaqaza.core.ids import reserve_numbers
from yaqaza.demo import folk, texts
from yaqaza.demo.inquiry import Inquiry
from yaqaza.demo.world import World
from yaqaza.field.models import Mission, Round
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


class Builder(Inquiry):
    """One file, from its alert to where it stands now."""

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
            self.situation = situation
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
            if outcome == Outcome.REINTEGRATED and self.situation < STANDS:
                outcome = Outcome.IMPROVED
        else:
            outcome = Outcome.DECLINED if self.verdict == Verdict.REFUSED else Outcome.UNFOUNDED
        closed = self._later(10, 200)
        self.case.closed_at, self.case.closed_by = closed, self.worker
        note = texts.CLOSURES.get(outcome, "")
        self.world.add(Closure(case=self.case, outcome=outcome, note=note, closed_at=closed, closed_by=self.worker))
        self._event(K.CLOSED, self.worker, text=note, outcome=str(outcome))


def files(world: World, count: int) -> Iterator[Row]:
    """Add ``count`` files in all statuses; yield their acts."""
    total = sum(STAGES.values())
    stages = [stage for stage, share in STAGES.items() for _ in range(max(1, round(share / total * count)))]
    while len(stages) < count:
        stages.append(S.CLOSED)
    for stage in stages[:count]:
        yield from Builder(world, stage).build()


def number_all(world: World) -> None:
    """Give files, missions and rounds their numbers in the order of their days."""
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
    for round_ in sorted(world.pending(Round), key=lambda row: row.starts_at):
        series[f"MR-{province(round_.area)}-{round_.starts_at.year}-"].append(round_)
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
