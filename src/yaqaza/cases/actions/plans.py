"""The plan of a file: life project, goals and steps, its approval; and the follow-ups."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.cases import rules
from yaqaza.cases.actions.files import take, tell
from yaqaza.cases.actions.lock import clean, locked, move, settle
from yaqaza.cases.models import Case, CaseEvent, FollowUp, Goal, Plan, Step
from yaqaza.cases.states import Approach, CaseStatus, GoalStatus
from yaqaza.core import audit
from yaqaza.core.refusal import Refused

Kind = CaseEvent.Kind
S = CaseStatus


def _plan(plan: Plan) -> tuple[Case, Plan]:
    case = locked(plan.case)
    row = Plan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    row.case = case
    return case, row


def _goal(goal: Goal) -> tuple[Case, Goal]:
    case, plan = _plan(goal.plan)
    row = Goal.objects.select_for_update(of=("self",), no_key=True).get(pk=goal.pk)
    row.plan = plan
    return case, row


@transaction.atomic
def write_plan(*, case: Case, by: User, life_project: str = "") -> Plan:
    """Begin a plan, or rewrite one that is not approved; an approved one is replaced by a new one with the goals still open."""
    case = locked(case)
    rules.check_write_plan(case, by=by)
    take(case=case, by=by)
    plan = case.plans.filter(replaced_at=None).prefetch_related("goals__steps").first()
    life_project = clean(life_project)
    if plan is not None and plan.approved_at is None:
        plan.life_project, plan.rewritten_by = life_project, by if by.pk != plan.written_by_id else None
        plan.save(update_fields=["life_project", "rewritten_by"])
        audit.record("case.plan_rewritten", on=plan, by=by, case=case)
        return plan
    if plan is not None:
        plan.replaced_at = timezone.now()
        plan.save(update_fields=["replaced_at"])
    new = Plan.objects.create(case=case, life_project=life_project, written_by=by)
    for goal in plan.goals.all() if plan is not None else ():
        if goal.status != GoalStatus.OPEN:
            continue
        carried = Goal.objects.create(
            plan=new,
            written_by_id=goal.written_by_id,
            approach=goal.approach,
            title=goal.title,
            target_on=goal.target_on,
        )
        Step.objects.bulk_create(
            Step(goal=carried, title=step.title, due_on=step.due_on, done_at=step.done_at, done_by_id=step.done_by_id)
            for step in goal.steps.all()
        )
    settle(case)
    audit.record("case.plan_written", on=new, by=by, case=case, revised=plan is not None)
    tell(case=case, kind=Kind.PLAN, by=by, plan=new, act="REVISED" if plan is not None else "WRITTEN")
    return new


@transaction.atomic
def approve_plan(*, plan: Plan, by: User) -> Plan:
    """Approve a plan that another person wrote; the file is accompanied from now on."""
    case, plan = _plan(plan)
    rules.check_approve_plan(plan, by=by)
    plan.approved_at, plan.approved_by = timezone.now(), by
    plan.save(update_fields=["approved_at", "approved_by"])
    move(case, S.ACCOMPANIED)
    audit.record("case.plan_approved", on=plan, by=by, case=case)
    tell(case=case, kind=Kind.PLAN, by=by, plan=plan, act="APPROVED", goals=plan.goals.count())
    return plan


@transaction.atomic
def add_goal(
    *,
    plan: Plan,
    by: User,
    approach: str,
    title: str,
    target_on: date | None = None,
    step: str = "",
    due_on: date | None = None,
) -> Goal:
    """Add a goal to a plan in writing, with its first step."""
    case, plan = _plan(plan)
    rules.check_change_plan(plan, by=by)
    rules.check_date(target_on)
    rules.check_step_day(Goal(target_on=target_on), due_on)
    title = clean(title, 200)
    if not title:
        raise Refused(_("Write what is to be reached."))
    goal = Goal.objects.create(plan=plan, written_by=by, approach=Approach(approach), title=title, target_on=target_on)
    if clean(step, 200):
        Step.objects.create(goal=goal, title=clean(step, 200), due_on=due_on)
    settle(case)
    audit.record("case.goal_added", on=goal, by=by, case=case, approach=approach)
    return goal


@transaction.atomic
def end_goal(*, goal: Goal, by: User, status: str) -> Goal:
    """Note that a goal was reached, or dropped; when none is left the file is followed up."""
    case, goal = _goal(goal)
    rules.check_end_goal(goal, by=by)
    if status not in (GoalStatus.REACHED, GoalStatus.DROPPED):
        raise Refused(_("A goal ends reached or dropped."))
    goal.status, goal.ended_at = GoalStatus(status), timezone.now()
    goal.save(update_fields=["status", "ended_at"])
    if case.status == S.ACCOMPANIED and not goal.plan.goals.filter(status=GoalStatus.OPEN).exists():
        move(case, S.FOLLOWED)
    settle(case)
    audit.record("case.goal_ended", on=goal, by=by, case=case, status=status)
    tell(case=case, kind=Kind.PLAN, by=by, act="GOAL", status=status, goal=goal)
    return goal


@transaction.atomic
def add_step(*, goal: Goal, by: User, title: str, due_on: date | None = None) -> Step:
    """Add a step towards a goal."""
    case, goal = _goal(goal)
    rules.check_goal(goal, by=by)
    rules.check_step_day(goal, due_on)
    title = clean(title, 200)
    if not title:
        raise Refused(_("Write what is to be done."))
    step = Step.objects.create(goal=goal, title=title, due_on=due_on)
    settle(case)
    audit.record("case.step_added", on=step, by=by, case=case)
    return step


@transaction.atomic
def do_step(*, step: Step, by: User) -> Step:
    """Note that a step is done."""
    case, goal = _goal(step.goal)
    step = Step.objects.select_for_update(of=("self",), no_key=True).get(pk=step.pk)
    step.goal = goal
    rules.check_do_step(step, by=by)
    step.done_at, step.done_by = timezone.now(), by
    step.save(update_fields=["done_at", "done_by"])
    settle(case)
    audit.record("case.step_done", on=step, by=by, case=case)
    tell(case=case, kind=Kind.STEP, by=by, step=step)
    return step


@transaction.atomic
def plan_follow_up(*, case: Case, by: User, due_on: date) -> FollowUp:
    """Plan the day on which someone looks how the person is doing."""
    case = locked(case)
    rules.check_plan_follow_up(case, by=by, due_on=due_on)
    follow_up = FollowUp.objects.create(case=case, due_on=due_on, planned_by=by)
    settle(case)
    audit.record("case.follow_up_planned", on=follow_up, by=by, case=case, due_on=due_on)
    return follow_up


@transaction.atomic
def move_follow_up(*, follow_up: FollowUp, by: User, due_on: date) -> FollowUp:
    """Put a follow-up that is still due on another day, as the form that planned it was corrected."""
    case = locked(follow_up.case)
    follow_up = FollowUp.objects.select_for_update(of=("self",), no_key=True).get(pk=follow_up.pk)
    follow_up.case = case
    rules.check_plan_follow_up(case, by=by, due_on=due_on)
    rules.check_do_follow_up(follow_up, by=by)
    follow_up.due_on = due_on
    follow_up.save(update_fields=["due_on"])
    settle(case)
    audit.record("case.follow_up_moved", on=follow_up, by=by, case=case, due_on=due_on)
    return follow_up


@transaction.atomic
def do_follow_up(
    *, follow_up: FollowUp, by: User, situation: int, note: str = "", next_on: date | None = None
) -> FollowUp:
    """Write how the person is doing, from 1 (worst) to 5 (best), and when to look again."""
    case = locked(follow_up.case)
    follow_up = FollowUp.objects.select_for_update(of=("self",), no_key=True).get(pk=follow_up.pk)
    follow_up.case = case
    rules.check_do_follow_up(follow_up, by=by)
    if situation not in (1, 2, 3, 4, 5):
        raise Refused(_("The situation is a number from 1 to 5."))
    rules.check_date(next_on)
    follow_up.done_at, follow_up.done_by = timezone.now(), by
    follow_up.situation, follow_up.note = situation, clean(note)
    follow_up.save(update_fields=["done_at", "done_by", "situation", "note"])
    audit.record("case.followed_up", on=follow_up, by=by, case=case)
    tell(case=case, kind=Kind.FOLLOW_UP, by=by, text=note, situation=situation)
    if next_on is not None:
        plan_follow_up(case=case, by=by, due_on=next_on)
    settle(locked(case))
    return follow_up


@transaction.atomic
def amend_follow_up(*, follow_up: FollowUp, by: User, situation: int, note: str) -> FollowUp:
    """Write a follow-up as its form was corrected; what it said before stays with the answers it was taken from."""
    case = locked(follow_up.case)
    follow_up = FollowUp.objects.select_for_update(of=("self",), no_key=True).get(pk=follow_up.pk)
    rules.check_work(case, by=by)
    follow_up.situation, follow_up.note = situation, clean(note)
    follow_up.save(update_fields=["situation", "note"])
    audit.record("case.follow_up_amended", on=follow_up, by=by, case=case)
    return follow_up
