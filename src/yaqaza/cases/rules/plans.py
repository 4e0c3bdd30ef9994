"""Plans, goals, steps and follow-ups."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.cases.models import Case, FollowUp, Goal, Plan, Step
from yaqaza.cases.rules.files import check_work
from yaqaza.cases.rules.reach import check_date, in_reach, not_closed
from yaqaza.cases.states import MOVES, GoalStatus
from yaqaza.cases.states import CaseStatus as S
from yaqaza.core import dates
from yaqaza.core.moves import check_move
from yaqaza.core.refusal import Refused


def check_write_plan(case: Case, *, by: User) -> None:
    """Refuse a plan before the diagnosis it rests on."""
    check_work(case, by=by)
    if not case.assessments.exists():
        raise Refused(_("Make the diagnosis first: the plan rests on it."))
    if case.status not in (S.ASSESSING, S.ACCOMPANIED, S.FOLLOWED):
        check_move(MOVES, case.status, S.ACCOMPANIED)


def check_change_plan(plan: Plan, *, by: User) -> None:
    """Refuse new goals in a plan that was approved: it is revised as a whole."""
    check_work(plan.case, by=by)
    if plan.replaced_at:
        raise Refused(_("This plan was replaced by a newer one."))
    if plan.approved_at:
        raise Refused(_("An approved plan is not rewritten. Revise it: the new plan is approved again."))


def check_approve_plan(plan: Plan, *, by: User) -> None:
    """Refuse approval by who wrote the plan or a goal of it, of an empty plan, or twice."""
    case = plan.case
    in_reach(case, by, Permission.CASE_DECIDE, _("A supervisor approves the plan."))
    not_closed(case)
    if plan.replaced_at:
        raise Refused(_("This plan was replaced by a newer one."))
    if plan.approved_at:
        raise Refused(_("The plan is approved already."))
    if by.pk in (plan.written_by_id, plan.rewritten_by_id):
        raise Refused(_("You wrote this plan: another person approves it."))
    if plan.goals.filter(written_by=by).exists():
        raise Refused(_("You wrote a goal of this plan: another person approves it."))
    if not plan.goals.exists() or plan.goals.filter(steps=None, status=GoalStatus.OPEN).exists():
        raise Refused(_("A plan needs at least one goal, and each goal a first step."))
    if case.status not in (S.ACCOMPANIED,):
        check_move(MOVES, case.status, S.ACCOMPANIED)


def check_goal(goal: Goal, *, by: User) -> None:
    """Refuse to touch a goal that ended, or of a plan that was replaced."""
    check_work(goal.plan.case, by=by)
    if goal.plan.replaced_at:
        raise Refused(_("This plan was replaced by a newer one."))
    if goal.status != GoalStatus.OPEN:
        raise Refused(_("This goal has ended."))


def check_step_day(goal: Goal, due_on: date | None) -> None:
    """Refuse a step that is due after its goal is to be reached."""
    check_date(due_on)
    if due_on and goal.target_on and due_on > goal.target_on:
        raise Refused(
            _("The goal is to be reached by %(day)s: a step towards it is due by then.")
            % {"day": dates.day(goal.target_on)}
        )


def check_end_goal(goal: Goal, *, by: User) -> None:
    check_goal(goal, by=by)
    if goal.plan.approved_at is None:
        raise Refused(_("The plan is not approved yet."))


def check_do_step(step: Step, *, by: User) -> None:
    check_goal(step.goal, by=by)
    if step.done_at:
        raise Refused(_("This step is done already."))


def check_plan_follow_up(case: Case, *, by: User, due_on: date) -> None:
    check_work(case, by=by)
    check_date(due_on)


def check_do_follow_up(follow_up: FollowUp, *, by: User) -> None:
    check_work(follow_up.case, by=by)
    if follow_up.done_at:
        raise Refused(_("This follow-up is done already."))
    if follow_up.cancelled_at:
        raise Refused(_("This follow-up was cancelled when the file was closed. Plan a new one."))
