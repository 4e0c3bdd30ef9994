"""Pages of the work in the field: units, who visits them, what became of a visit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core.access import requires
from yaqaza.core.figures import number
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.questionnaires import queries as questionnaires
from yaqaza.studies import actions, forms, frames, queries, rules
from yaqaza.studies.actions import fieldwork as acts
from yaqaza.studies.states import Outcome


@requires(P.STUDY_MANAGE)
def units(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The units that were drawn: code, place, enumerator, outcome; whom they are is for the enumerator to know."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    rules.check_manage(found, by=user)
    filters = forms.UnitFilters(request.GET or None, people=list(queries.enumerators(found)))
    rows = queries.units_of(found)
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    if outcome := chosen.get("outcome"):
        rows = rows.filter(released=False) if outcome == "RESERVE" else rows.filter(released=True, outcome=outcome)
    if to := chosen.get("to"):
        rows = rows.filter(assigned_to=to)
    context = {
        "survey": found,
        "page": paginate(rows, order=("code",), cursor=request.GET.get("cursor", ""), size=50),
        "filters": filters,
        "narrowed": any(chosen.values()),
    }
    return page(request, "studies/units.html", context, block="rows")


@requires(P.STUDY_MANAGE)
def sharing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Share the units out that nobody has."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    rules.check_run(found, by=user)
    form = forms.ShareForm(request.POST or None, people=list(queries.enumerators(found)))
    if form.is_valid():
        count = done(request, form, actions.share_out, survey=found)
        if count is not None:
            told = ngettext("%(n)s unit is shared out.", "%(n)s units are shared out.", count) % {"n": number(count)}
            messages.success(request, told)
            return redirect(found)
    context = {"form": form, "title": _("Share the units out"), "submit": _("Share out"), "survey": found}
    return page(request, "studies/form.html", context, status=422 if form.is_bound else 200)


@requires(P.STUDY_MANAGE)
@require_POST
def look(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take in the answers that came, now."""
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    rules.check_run(found, by=user)
    count = acts.look(survey=found)
    told = ngettext("%(n)s answer came in.", "%(n)s answers came in.", count) % {"n": number(count)}
    messages.success(request, told)
    return redirect(found)


@requires(P.STUDY_ENUMERATE)
def my_units(request: HttpRequest) -> HttpResponse:
    """The reader's own units: who is to be visited, and what became of it."""
    user: Any = request.user
    rows = paginate(queries.own_units(user), order=("survey_id", "code"), cursor=request.GET.get("cursor", ""), size=50)
    called = frames.labels(rows.items, seen_by=user)
    listed = [(unit, called[unit.pk]) for unit in rows.items]
    return page(request, "studies/my_units.html", {"page": rows, "rows": listed})


@requires(P.STUDY_MANAGE, P.STUDY_ENUMERATE)
def unit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One unit: its place, its enumerator, what became of it."""
    user: Any = request.user
    found = queries.get_unit(uuid, seen_by=user)
    own = found.assigned_to_id == user.pk
    submission = found.submission if found.submission_id else None
    context = {
        "unit": found,
        "own": own,
        "called": frames.labels([found], seen_by=user)[found.pk] if own else "",
        "answers": submission
        if submission and questionnaires.submissions(user).filter(pk=submission.pk).exists()
        else None,
        "why_not_visit": why_not(rules.check_visit, found, Outcome.REFUSED, by=user),
        "why_not_replace": why_not(rules.check_replace, found, by=user),
        "manages": not why_not(rules.check_manage, found.survey, by=user),
        "runs": not why_not(rules.check_run, found.survey, by=user),
    }
    return page(request, "studies/unit.html", context)


@requires(P.STUDY_ENUMERATE, P.STUDY_MANAGE)
def outcome(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say what became of a visit."""
    user: Any = request.user
    found = queries.get_unit(uuid, seen_by=user)
    rules.check_visit(found, Outcome.REFUSED, by=user)
    form = forms.OutcomeForm(request.POST or None, initial={"outcome": found.outcome})
    if form.is_valid() and done(request, form, actions.note, unit=found):
        undo = reverse("studies:undo", args=[found.uuid])
        messages.success(request, _("It is written down."), extra_tags=f"undo:{undo}")
        return redirect("studies:my_units" if found.assigned_to_id == user.pk else found)
    context = {
        "form": form,
        "title": _("What became of the visit"),
        "submit": _("Save"),
        "survey": found.survey,
        "unit": found,
    }
    return page(request, "studies/form.html", context, status=422 if form.is_bound else 200)


@requires(P.STUDY_ENUMERATE, P.STUDY_MANAGE)
@require_POST
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back what became of a visit."""
    user: Any = request.user
    found = queries.get_unit(uuid, seen_by=user)
    actions.undo_note(unit=found, by=user)
    messages.success(request, _("It waits to be visited again."))
    return redirect("studies:my_units" if found.assigned_to_id == user.pk else found)


@requires(P.STUDY_MANAGE)
@require_POST
def replacement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Release the next replacement of a unit's place."""
    user: Any = request.user
    found = queries.get_unit(uuid, seen_by=user)
    following = actions.replace(unit=found, by=user)
    messages.success(request, _("The next of the draw is released."))
    return redirect(following)


@requires(P.STUDY_MANAGE)
def enumerator(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a unit to another enumerator."""
    user: Any = request.user
    found = queries.get_unit(uuid, seen_by=user)
    rules.check_run(found.survey, by=user)
    people = list(queries.enumerators(found.survey))
    form = forms.GiveForm(request.POST or None, people=people, initial={"to": str(found.assigned_to_id or "")})
    if form.is_valid() and done(request, form, actions.take_over, unit=found):
        return redirect(found)
    context = {
        "form": form,
        "title": _("Who visits this unit"),
        "submit": _("Save"),
        "survey": found.survey,
        "unit": found,
    }
    return page(request, "studies/form.html", context, status=422 if form.is_bound else 200)
