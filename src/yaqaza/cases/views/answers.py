"""Answers of questionnaires in a file: which file they belong to, what they say beside it, what is taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yaqaza.accounts.permissions import Permission as P
from yaqaza.cases import actions as case_actions
from yaqaza.cases import forms, rules
from yaqaza.cases.answers import actions, queries
from yaqaza.cases.answers.rules import check_take
from yaqaza.cases.models import FiledAnswers, TakenAnswer
from yaqaza.cases.queries import get_case, visible_to
from yaqaza.core.access import requires
from yaqaza.core.pages import done, page
from yaqaza.core.refusal import why_not
from yaqaza.people.inputs import Pick
from yaqaza.people.models import Relation
from yaqaza.questionnaires import actions as questionnaires
from yaqaza.questionnaires import queries as submissions
from yaqaza.questionnaires.bindings import TARGETS


@requires(P.CASE_VIEW)
@require_safe
def panel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file that answers belong to, for their page; or the way to put them into one."""
    submission = submissions.get_submission(uuid, seen_by=request.user)
    filed = queries.filed_of(submission)
    shown = filed is not None and visible_to(request.user).filter(pk=filed.case_id).exists()
    context = {
        "submission": submission,
        "filed": filed if shown else None,
        "hidden": filed is not None and not shown,
        "taken": [(each, _label(each)) for each in queries.standing(filed)] if filed is not None and shown else [],
        "may_file": request.user.may(P.CASE_WORK) and not submissions.replaced(submission),
        "may_open": request.user.may(P.CASE_OPEN),
    }
    return page(request, "cases/answers_panel.html", context, block="panel")


@requires(P.CASE_VIEW)
@require_safe
def of_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The answers that belong to a file and what was taken from them, for the file's page."""
    case = get_case(uuid, seen_by=request.user)
    filed = queries.in_file(case)
    readable = set(submissions.submissions(request.user).filter(filed__case=case).values_list("pk", flat=True))
    may_work = not why_not(rules.check_work, case, by=request.user)
    back = queries.to_put_back(case, filed) if may_work else set()
    context = {
        "case": case,
        "filed": [
            (row, row.submission_id in readable, [(each, _label(each), each.pk in back) for each in row.taken.all()])
            for row in filed
        ],
        "may_work": may_work,
    }
    return page(request, "cases/answers_of_file.html", context, block="panel")


@requires(P.CASE_VIEW)
def look(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What answers say beside what the file holds; what is ticked is taken, the rest is left, in one act."""
    filed = queries.get_filed(uuid, seen_by=request.user)
    form = django_forms.Form(request.POST or None)
    if request.method == "POST":
        wanted = {target: request.POST.get(f"held_{target}", "") for target in request.POST.getlist("take")}
        if form.is_valid() and done(request, form, actions.accept, filed=filed, wanted=wanted):
            return redirect(filed.case)
    _read(request, filed)
    beside = queries.beside(filed, by=request.user)
    context = {
        "filed": filed, "case": filed.case, "submission": filed.submission, "beside": beside, "form": form,
        "why": why_not(check_take, filed, by=request.user),
        "decides": any(row.waits and not row.why for row in beside.rows),
    }  # fmt: skip
    return page(request, "cases/answers.html", context, status=422 if form.errors else 200)


@requires(P.CASE_WORK)
def choose(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say which file answers belong to: one of those near by, or one that is searched for."""
    submission = submissions.get_submission(uuid, seen_by=request.user)
    searching = "search" in request.POST
    form = forms.AnswersFileForm(request.POST or None, submission=submission, by=request.user)
    if not searching and form.is_valid() and (filed := done(request, form, actions.file, submission=submission)):
        return redirect("cases:answers", filed.submission.uuid)
    if searching:
        form = forms.AnswersFileForm(initial={"q": request.POST.get("q", "")}, submission=submission, by=request.user)
    context = {"form": form, "submission": submission, "searched": searching and not form.candidates}
    return page(request, "cases/answers_file.html", context, status=422 if form.errors else 200)


@requires(P.CASE_WORK)
def member(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Say who a member is that answers tell of: somebody who is known, or somebody new; then they live there."""
    filed = queries.get_filed(uuid, seen_by=request.user)
    check_take(filed, by=request.user)
    told = next((each for each in queries.beside(filed, by=request.user).rounds if each.number == number), None)
    back = reverse("cases:answers", args=[filed.submission.uuid])
    if told is None or not told.waits:
        return redirect(back)
    given = {
        "name": told.told.get("name", ""),
        "sex": told.told.get("sex", "UNKNOWN"),
        "birth": told.told.get("age", ""),
    }
    initial = {
        "person": Pick(text=given["name"], data={f"person-{name}": value for name, value in given.items()}),
        "relation": told.told.get("relation", Relation.OTHER_KIN),
    }
    form = forms.MemberForm(request.POST or None, initial=initial, by=request.user)
    if form.is_valid() and done(request, form, actions.add_member, filed=filed, number=number):
        return redirect(back)
    _read(request, filed)
    context = {"form": form, "case": filed.case, "title": _("Who is this member?"), "submit": _("Write into the household"),
               "told": told.told_said, "back": back}  # fmt: skip
    return page(request, "cases/answers_member.html", context, status=422 if form.errors else 200)


@requires(P.CASE_WORK)
@require_POST
def left(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Nothing more is taken from these answers."""
    filed = queries.get_filed(uuid, seen_by=request.user)
    actions.leave(filed=filed, by=request.user)
    return redirect(filed.case)


@requires(P.CASE_WORK)
@require_POST
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put back what stood there before a value was taken."""
    taken = queries.get_taken(uuid, seen_by=request.user)
    actions.undo(taken=taken, by=request.user)
    messages.success(request, _("Put back as it was before."))
    return redirect(taken.filed.case)


def _read(request: HttpRequest, filed: FiledAnswers) -> None:
    case_actions.read(case=filed.case, by=request.user, what="answers")
    questionnaires.note_reading(submission=filed.submission, by=request.user)


def _label(taken: TakenAnswer) -> Any:
    return TARGETS[taken.target].label if taken.target in TARGETS else _("A member of the household")
