"""Plan, goals, steps, follow-ups."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yaqaza.accounts.permissions import Permission as P
from yaqaza.cases import actions, forms, queries, rules, scales
from yaqaza.cases.views.shared import ask, form_page, run
from yaqaza.core.access import requires


@requires(P.CASE_WORK)
def plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin a plan, correct one in writing, or revise an approved one."""
    case = queries.get_case(uuid, seen_by=request.user)
    rules.check_write_plan(case, by=request.user)
    current = queries.current_plan(case)
    form = forms.PlanForm(request.POST or None, initial={"life_project": current.life_project} if current else None)
    revising = current is not None and current.approved_at is not None
    title = _("Revise the assistance plan") if revising else _("Assistance plan")
    return run(request, form, actions.write_plan, case, case=case) or form_page(
        request, case, form, title=title, submit=_("Save the plan"), revising=revising, takes=True
    )


@requires(P.CASE_DECIDE)
def approve(request: HttpRequest, uuid: UUID) -> HttpResponse:
    current = queries.get_plan(uuid, seen_by=request.user)
    rules.check_approve_plan(current, by=request.user)
    if request.method == "POST":
        actions.approve_plan(plan=current, by=request.user)
        return redirect(current.case)
    text = _("The case worker carries it out from now on. To change it later, it is revised and approved again.")
    return ask(request, current.case, None, title=_("Approve this plan?"), submit=_("Approve the plan"), text=text)


@requires(P.CASE_WORK)
def goal_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    current = queries.get_plan(uuid, seen_by=request.user)
    rules.check_change_plan(current, by=request.user)
    form = forms.GoalForm(request.POST or None)
    return run(request, form, actions.add_goal, current.case, plan=current) or form_page(
        request, current.case, form, title=_("Add a goal"), submit=_("Add the goal")
    )


@requires(P.CASE_WORK)
def goal_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    goal = queries.get_goal(uuid, seen_by=request.user)
    rules.check_end_goal(goal, by=request.user)
    actions.read(case=goal.plan.case, by=request.user, what="goal")
    form = forms.EndGoalForm(request.POST or None)
    return run(request, form, actions.end_goal, goal.plan.case, goal=goal) or ask(
        request, goal.plan.case, form, title=goal.title, submit=_("End the goal")
    )


@requires(P.CASE_WORK)
def step_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    goal = queries.get_goal(uuid, seen_by=request.user)
    rules.check_goal(goal, by=request.user)
    actions.read(case=goal.plan.case, by=request.user, what="goal")
    form = forms.StepForm(request.POST or None)
    return run(request, form, actions.add_step, goal.plan.case, goal=goal) or ask(
        request, goal.plan.case, form, title=_("Add a step: %(goal)s") % {"goal": goal.title}, submit=_("Add the step")
    )


@requires(P.CASE_WORK)
@require_POST
def step_do(request: HttpRequest, uuid: UUID) -> HttpResponse:
    step = queries.get_step(uuid, seen_by=request.user)
    actions.do_step(step=step, by=request.user)
    return redirect(step.goal.plan.case)


@requires(P.CASE_WORK)
def follow_up_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Plan when to look again; the last diagnosis proposes the day."""
    case = queries.get_case(uuid, seen_by=request.user)
    rules.check_work(case, by=request.user)
    last = case.assessments.order_by("-assessed_at", "-id").first()
    every = scales.get(last.scale, last.scale_version).called(last.level).every if last else 30
    form = forms.FollowUpForm(request.POST or None, initial={"due_on": timezone.localdate() + timedelta(days=every)})
    return run(request, form, actions.plan_follow_up, case, case=case) or ask(
        request, case, form, title=_("Plan a follow-up"), submit=_("Plan it")
    )


@requires(P.CASE_WORK)
def follow_up(request: HttpRequest, uuid: UUID) -> HttpResponse:
    planned = queries.get_follow_up(uuid, seen_by=request.user)
    rules.check_do_follow_up(planned, by=request.user)
    form = forms.DoFollowUpForm(request.POST or None)
    return run(request, form, actions.do_follow_up, planned.case, follow_up=planned) or form_page(
        request, planned.case, form, title=_("Follow-up"), submit=_("Save the follow-up")
    )
