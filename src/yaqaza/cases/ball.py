"""Who has to act on a file now, what, until when, and the page to do it on; and the steps of its path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.cases import queries, rules
from yaqaza.cases.models import Case, FollowUp, Investigation, Plan, Referral
from yaqaza.cases.states import CaseStatus, GoalStatus, Party, ReferralStatus, Task
from yaqaza.core import dates
from yaqaza.core.components import Step
from yaqaza.core.refusal import why_not
from yaqaza.field.states import OPEN as MISSION_OPEN

S = CaseStatus


@dataclass(frozen=True)
class Ball:
    who: str
    what: str
    deadline: datetime | None = None
    url: str = ""
    action: str = ""
    icon: str = "hourglass"


def evening(day: date | None) -> datetime | None:
    """Return the end of a day, as a moment."""
    return timezone.make_aware(datetime.combine(day, time(23, 59))) if day else None


def ball(
    case: Case,
    *,
    user: User,
    plan: Plan | None,
    investigations: Sequence[Investigation],
    referrals: Sequence[Referral],
    follow_ups: Sequence[FollowUp],
) -> Ball | None:
    """Return who has the ball; a closed file has none."""
    task = case.task
    if task == Task.NONE:
        return None
    undecided = next((one for one in investigations if not one.verdict), None)
    who, what, deadline = _("In the hands of %(name)s:") % {"name": _worker(case)}, str(task.label), None
    if task.party == Party.SUPERVISOR:
        who = _("Waiting for the supervisor:")
    if task == Task.VISIT:
        mission = next(one.mission for one in investigations if one.mission and one.mission.status in MISSION_OPEN)
        who, deadline = (
            _("Waiting for %(name)s:") % {"name": mission.team.name if mission.team else _("a team to be found")},
            mission.window_end,
        )
        return Ball(who, what, deadline, mission.get_absolute_url(), _("See the mission"), "truck")
    if task == Task.ANSWER:
        referral = min((one for one in referrals if one.status == ReferralStatus.SENT), key=lambda one: one.due_at)
        who, deadline = _("Waiting for %(name)s:") % {"name": referral.to.name}, referral.due_at
        return Ball(who, what, deadline, referral.get_absolute_url(), _("See the referral"))
    if task == Task.TAKE:
        who = _("Waiting for a case worker:")
    if task in (Task.STEP, Task.FOLLOW):
        what, deadline = _next_act(plan, follow_ups, what)
    url, action = _where(case, task, user, undecided, plan, follow_ups)
    return Ball(who, what, deadline, url, action, "user" if task.party == Party.CASE_WORKER else "hourglass")


def _worker(case: Case) -> str:
    return case.worker.name if case.worker else _("a case worker")


def _next_act(plan: Plan | None, follow_ups: Sequence[FollowUp], what: str) -> tuple[str, datetime | None]:
    """The step or the follow-up that comes first."""
    step = next_step(plan)
    follow_up = min((one for one in follow_ups if one.is_due), key=lambda one: one.due_on, default=None)
    if follow_up and (step is None or step.due_on is None or follow_up.due_on <= step.due_on):
        return _("look how the person is doing"), evening(follow_up.due_on)
    if step:
        return step.title, evening(step.due_on)
    return what, None


def next_step(plan: Plan | None) -> Any:
    """Return the first step to be done of the goals under way."""
    if plan is None:
        return None
    steps = [
        step
        for goal in plan.goals.all()
        if goal.status == GoalStatus.OPEN
        for step in goal.steps.all()
        if step.done_at is None
    ]
    return min(steps, key=lambda step: (step.due_on or date.max, step.pk), default=None)


def _where(
    case: Case,
    task: Task,
    user: User,
    undecided: Investigation | None,
    plan: Plan | None,
    follow_ups: Sequence[FollowUp],
) -> tuple[str, str]:
    """The page on which the reader can do it, "" when it is not theirs to do."""
    here = [case.uuid]
    pages = {
        Task.TAKE: ("cases:assign", here, _("Give the file"), Permission.CASE_WORK),
        Task.BEGIN: ("cases:investigate", here, _("Order an investigation"), Permission.MISSION_ORDER),
        Task.FIND: ("cases:findings", here, _("Write the findings"), Permission.CASE_WORK),
        Task.DIAGNOSE: ("cases:assess", here, _("Make the diagnosis"), Permission.CASE_WORK),
        Task.PLAN: ("cases:plan", here, _("Write the plan"), Permission.CASE_WORK),
        Task.CONCLUDE: ("cases:close", here, _("Close the file"), Permission.CASE_CLOSE),
    }
    if task == Task.PLAN and plan is not None:
        pages[Task.PLAN] = ("cases:goal_new", [plan.uuid], _("Add a goal"), Permission.CASE_WORK)
    if undecided is not None:
        pages[Task.RECOMMEND] = ("cases:recommend", [undecided.uuid], _("Recommend"), Permission.CASE_RECOMMEND)
        if undecided.recommended_by_id != user.pk:
            pages[Task.DECIDE] = ("cases:decide", [undecided.uuid], _("Decide the verdict"), Permission.CASE_DECIDE)
    if plan is not None and plan.written_by_id != user.pk:
        pages[Task.APPROVE] = ("cases:plan_approve", [plan.uuid], _("Approve the plan"), Permission.CASE_DECIDE)
    due = min((one for one in follow_ups if one.is_due), key=lambda one: one.due_on, default=None)
    step = next_step(plan)
    if due is not None and (step is None or step.due_on is None or due.due_on <= step.due_on):
        follow = ("cases:follow_up", [due.uuid], _("Write the follow-up"), Permission.CASE_WORK)
        pages[Task.STEP] = pages[Task.FOLLOW] = follow
    elif task == Task.FOLLOW:
        pages[Task.FOLLOW] = ("cases:follow_up_new", here, _("Plan a follow-up"), Permission.CASE_WORK)
    name, arguments, action, permission = pages.get(task, ("", [], "", None))
    if not name or permission is None or not user.may(permission):
        return "", ""
    if task == Task.TAKE and why_not(rules.check_assign, case, by=user):
        return "", ""
    return reverse(name, args=arguments), str(action)


def steps(
    case: Case,
    *,
    plan: Plan | None,
    investigations: Sequence[Investigation],
    assessments: Sequence[Any],
    follow_ups: Sequence[FollowUp],
) -> list[Step]:
    """Return the path of the file: what is done, where it stands, what is to come."""
    status = CaseStatus(case.status)
    verdict = case.judgement
    decided = next((one for one in investigations if one.verdict), None)
    done, total = queries.progress_of(plan)
    looked = [one for one in follow_ups if one.done_at]
    coming = next((one for one in sorted(follow_ups, key=lambda one: one.due_on) if one.is_due), None)
    path = [
        (_("Alert"), dates.day(case.opened_at, year=False), True, False),
        (
            _("Field investigation"),
            f"{dates.day(decided.decided_at, year=False)}: {verdict.label}" if decided and verdict else "",
            bool(verdict),
            status in (S.INVESTIGATING, S.AWAITING_VERDICT) or (status == S.OPEN and not assessments),
        ),
        (
            _("Diagnosis"), dates.day(assessments[0].assessed_at, year=False) if assessments else "", bool(assessments),
            status == S.ASSESSING and not assessments,
        ),
        (
            _("Assistance plan"), _steps_done(done, total) if total else "",
            status == S.FOLLOWED or (status == S.CLOSED and plan is not None and plan.approved_at is not None),
            status == S.ACCOMPANIED or (status == S.ASSESSING and bool(assessments)),
        ),
        (
            _("Follow-up"), dates.day(coming.due_on, year=False) if coming else "", status == S.CLOSED and bool(looked),
            status == S.FOLLOWED,
        ),
        (_("Closure"), dates.day(case.closed_at, year=False) if case.closed_at else "", status == S.CLOSED, False),
    ]  # fmt: skip
    return [
        Step(label=str(label), note=note, state="now" if now else "done" if is_done else "next")
        for label, note, is_done, now in path
    ]


def _steps_done(done: int, total: int) -> str:
    told = ngettext("%(done)s of %(total)s step", "%(done)s of %(total)s steps", total)
    return told % {"done": done, "total": total}
