"""Pages and files of what a survey says: the draw made again, estimates, weights."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yaqaza.accounts.permissions import Permission as P
from yaqaza.core.access import requires
from yaqaza.core.pages import page
from yaqaza.core.refusal import why_not
from yaqaza.studies import exports, forms, queries, rules
from yaqaza.studies.actions.surveys import note_export
from yaqaza.studies.models import Survey
from yaqaza.studies.queries import results
from yaqaza.studies.states import Design, SurveyStatus

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(P.STUDY_VIEW, P.STUDY_MANAGE)
def check(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make the draw again from the kept frame and seed, and say how anybody can."""
    found = _drawn(request, uuid)
    if isinstance(found, HttpResponse):
        return found
    return page(
        request,
        "studies/check.html",
        {
            "survey": found,
            "same": queries.redrawn(found),
            "clusters": found.plan is Design.CLUSTERS,
            "manages": not why_not(rules.check_manage, found, by=request.user),
        },
    )


@requires(P.STUDY_VIEW, P.STUDY_MANAGE)
def estimates(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What the answers to a question say of the whole frame, and how sure that is."""
    found = _drawn(request, uuid)
    if isinstance(found, HttpResponse):
        return found
    questions = results.variables(found)
    form = forms.EstimateForm(request.GET or None, questions=[(each.name, each.label) for each in questions])
    chosen = next(
        (each for each in questions if each.name == request.GET.get("question")), questions[0] if questions else None
    )
    by_part = request.GET.get("by") == "part" and found.plan is Design.STRATIFIED
    context = {
        "survey": found,
        "filters": form,
        "variable": chosen,
        "result": results.estimates(found, chosen, by_part=by_part) if chosen else None,
        "least": rules.LEAST_ANSWERS,
        "provisional": found.state is not SurveyStatus.CLOSED,
        "clusters": found.plan is Design.CLUSTERS,
        "manages": not why_not(rules.check_manage, found, by=request.user),
    }
    return page(request, "studies/estimates.html", context)


def _drawn(request: HttpRequest, uuid: UUID) -> Survey | HttpResponse:
    user: Any = request.user
    found = queries.get_survey(uuid, seen_by=user)
    return found if found.state is not SurveyStatus.DRAFT else redirect(found)


@requires(P.STUDY_MANAGE)
def weights_csv(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The released units with their weights, as CSV."""
    return _file(request, uuid, "weights", "csv")


@requires(P.STUDY_MANAGE)
def weights_xlsx(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same as a workbook."""
    return _file(request, uuid, "weights", "xlsx")


@requires(P.STUDY_MANAGE)
def frame_csv(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The frame as keys: with the seed, enough to draw again."""
    return _file(request, uuid, "frame", "csv")


def _file(request: HttpRequest, uuid: UUID, what: str, kind: str) -> HttpResponse:
    user: Any = request.user
    found = _drawn(request, uuid)
    if isinstance(found, HttpResponse):
        return found
    rules.check_manage(found, by=user)
    note_export(survey=found, by=user, kind=f"{what}.{kind}")
    head, rows = (
        (exports.WEIGHTS, exports.weight_rows(found))
        if what == "weights"
        else (exports.FRAME, exports.frame_rows(found))
    )
    body, mime = (exports.as_xlsx(head, rows), SHEET) if kind == "xlsx" else (exports.as_csv(head, rows), "text/csv")
    response = HttpResponse(body, content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{what}-{found.number}.{kind}"'
    return response
