"""Sensitive files: named readers, the broken glass, and its review."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yaqaza.accounts.permissions import Permission as P
from yaqaza.cases import actions, forms, queries, rules
from yaqaza.cases.states import Confidentiality
from yaqaza.cases.views.shared import ask, form_page, run
from yaqaza.core.access import requires
from yaqaza.core.refusal import NotFound


@requires(P.CASE_BREAK_GLASS)
def glass(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open a sensitive file for an hour, with the reason that the supervisor reads."""
    case = queries.get_locked(uuid, seen_by=request.user)
    if case is None:
        return redirect(queries.get_case(uuid, seen_by=request.user))
    rules.check_break_glass(case, by=request.user)
    form = forms.ReasonForm(request.POST or None)
    text = _("You read the file for one hour. Its supervisor is told, and reviews your reason.")
    return run(request, form, actions.break_glass, case, case=case) or ask(
        request,
        case,
        form,
        title=_("Open this sensitive file in an emergency?"),
        submit=_("Open for one hour"),
        text=text,
        danger=True,
    )


@requires(P.CASE_GRANT_ACCESS)
@require_POST
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    access = queries.get_access(uuid, seen_by=request.user)
    actions.review_access(access=access, by=request.user)
    return redirect("cases:my_work")


@requires(P.CASE_GRANT_ACCESS)
def grant(request: HttpRequest, uuid: UUID) -> HttpResponse:
    case = queries.get_case(uuid, seen_by=request.user)
    rules.check_grant(case, by=request.user)
    form = forms.GrantForm(request.POST or None, case=case)
    return run(request, form, actions.grant_access, case, case=case) or form_page(
        request, case, form, title=_("Name a reader of this sensitive file"), submit=_("Name the reader")
    )


@requires(P.CASE_GRANT_ACCESS)
@require_POST
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    access = queries.get_access(uuid, seen_by=request.user)
    actions.end_access(access=access, by=request.user)
    return redirect(access.case)


@requires(P.CASE_GRANT_ACCESS)
@require_POST
def confidentiality(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make an ordinary file sensitive, or a sensitive one ordinary."""
    case = queries.get_case(uuid, seen_by=request.user)
    other = Confidentiality.ORDINARY if case.sensitive else Confidentiality.SENSITIVE
    if request.POST.get("to") != other:
        raise NotFound(_("There is no such page."))
    actions.set_confidentiality(case=case, by=request.user, confidentiality=other)
    return redirect(case)
