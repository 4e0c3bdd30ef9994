"""Pages on which a survey is planned and drawn."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core.access import requires
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import Refused, why_not
from yaqaza.studies import actions, forms, frames, queries, rules
from yaqaza.studies.actions import surveys as acts
from yaqaza.studies.models import Survey
from yaqaza.studies.queries import progress
from yaqaza.studies.states import Design, FrameKind, SurveyStatus


@requires(P.STUDY_VIEW, P.STUDY_MANAGE)
def list_(request: HttpRequest) -> HttpResponse:
    """The surveys of the reader's places and houses, the newest first."""
    user: Any = request.user
    filters = forms.Filters(request.GET or None)
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    rows = queries.filtered(queries.visible_to(user), chosen)
    context = {
        "page": paginate(rows, order=queries.ORDER, cursor=request.GET.get("cursor", ""), size=30),
        "filters": filters,
        "narrowed": any(chosen.values()),
        "may_manage": user.may(P.STUDY_MANAGE),
        "least": rules.LEAST_ANSWERS,
    }
    return page(request, "studies/surveys.html", context, block="rows")


@requires(P.STUDY_MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a survey."""
    form = forms.SurveyForm(request.POST or None, user=request.user, initial={"frame": FrameKind.HOUSEHOLDS})
    if form.is_valid() and (survey := done(request, form, acts.create)):
        return redirect(_next(survey))
    return _form(request, form, _("New survey"), _("Continue"))


def _next(survey: Survey) -> str:
    if survey.source is FrameKind.LIST and not survey.listed:
        return reverse("studies:list", args=[survey.uuid])
    return reverse("studies:plan", args=[survey.uuid])


def _form(
    request: HttpRequest, form: Any, title: str, submit: str, survey: Survey | None = None, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "survey": survey, **more}
    return page(request, "studies/form.html", context, status=422 if form.is_bound else 200)


@requires(P.STUDY_VIEW, P.STUDY_MANAGE)
def survey(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One survey: what is asked of whom, how far it is, what can be done."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    drawn = found.state is not SurveyStatus.DRAFT
    manages = not why_not(rules.check_manage, found, by=user)
    far = progress.progress(found) if drawn else None
    context = {
        "survey": found,
        "areas": [area.name for area in found.areas.defer("geometry").order_by("pk")],
        "drawn": drawn,
        "progress": far if manages or far is None else progress.told(far),
        "manages": manages,
        "why_not_draw": why_not(rules.check_draw, found, by=user),
        "why_not_withdraw": why_not(rules.check_withdraw, found, by=user) if drawn else "",
        "clusters": found.plan is Design.CLUSTERS,
        "least": rules.LEAST_ANSWERS,
    }
    return page(request, "studies/survey.html", context)


@requires(P.STUDY_MANAGE)
def wording(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write a survey anew before its draw."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    rules.check_change(found, by=user)
    form = forms.SurveyForm(request.POST or None, user=user, initial=forms.SurveyForm.initial_of(found))
    if form.is_valid() and done(request, form, acts.change, survey=found):
        return redirect(_next(queries.get_survey(uuid, seen_by=user)))
    return _form(request, form, _("Questions and frame"), _("Continue"), found)


@requires(P.STUDY_MANAGE)
def listed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Upload a list of units."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    rules.check_change(found, by=user)
    form = forms.ListForm(request.POST or None, request.FILES or None)
    if form.is_valid() and done(request, form, actions.upload, survey=found):
        return redirect("studies:columns", uuid=found.uuid)
    return _form(request, form, _("The list of units"), _("Upload"), found, upload=True)


@requires(P.STUDY_MANAGE)
def columns(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say which column of the list is what, beside its first rows."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    rules.check_change(found, by=user)
    if not found.listed:
        return redirect("studies:list", uuid=found.uuid)
    names, rows = frames.first_rows(found)
    form = forms.ColumnsForm(request.POST or None, columns=names, initial=found.columns)
    if form.is_valid() and done(request, form, acts.map_columns, survey=found):
        return redirect("studies:plan", uuid=found.uuid)
    return _form(request, form, _("Columns of the list"), _("Continue"), found, columns=names, rows=rows)


@requires(P.STUDY_MANAGE)
def plan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say how the sample is drawn, beside the counts of the frame."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    rules.check_change(found, by=user)
    frame, problem = None, ""
    try:
        frame = queries.preview(found, seen_by=user)
    except Refused as refusal:
        problem = str(refusal)
    parts = frame.parts if frame else []
    initial = {name: getattr(found, name) for name in acts.PLANNED if name != "given"}
    form = forms.PlanForm(request.POST or None, parts=parts, given=found.given, initial=initial)
    if form.is_valid() and done(request, form, actions.plan, survey=found):
        return redirect(reverse("studies:plan", args=[found.uuid]) if "look" in request.POST else found)
    context = {"form": form, "survey": found, "frame": frame, "problem": problem, "simple": found.plan is Design.SIMPLE}
    return page(request, "studies/plan.html", context, status=422 if form.is_bound else 200)


@requires(P.STUDY_MANAGE)
def draw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Draw the sample."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    rules.check_draw(found, by=user)
    form = forms.DrawForm(request.POST or None)
    if form.is_valid() and done(request, form, actions.draw, survey=found):
        undo = reverse("studies:withdrawal", args=[found.uuid])
        messages.success(request, _("The sample is drawn. Share the units out."), extra_tags=f"undo:{undo}")
        return redirect(found)
    return _form(request, form, _("Draw the sample"), _("Draw"), found)


@requires(P.STUDY_MANAGE)
@require_POST
def withdrawal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a draw back."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    actions.withdraw(survey=found, by=user)
    messages.success(request, _("The draw is taken back."))
    return redirect(found)


@requires(P.STUDY_MANAGE)
@require_POST
def closure(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End the work in the field."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    actions.close(survey=found, by=user)
    undo = reverse("studies:reopening", args=[found.uuid])
    messages.success(request, _("The survey is closed. Its estimates are final."), extra_tags=f"undo:{undo}")
    return redirect(found)


@requires(P.STUDY_MANAGE)
@require_POST
def reopening(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a survey into the field again."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    actions.reopen(survey=found, by=user)
    messages.success(request, _("The survey is in the field again."))
    return redirect(found)
