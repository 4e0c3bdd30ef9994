"""The list, one's own work, new files, joining alerts, and the file itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yaqaza.accounts.permissions import Permission as P
from yaqaza.alerts import queries as alerts
from yaqaza.cases import actions, export, forms, paper, queries, rules
from yaqaza.cases.answers import actions as answers
from yaqaza.cases.answers import queries as filed
from yaqaza.cases.ball import ball, steps
from yaqaza.cases.models import Case
from yaqaza.cases.states import CaseStatus
from yaqaza.cases.timeline import entries
from yaqaza.cases.views.shared import ask, form_page, run
from yaqaza.core.access import requires
from yaqaza.core.components import Tab
from yaqaza.core.keyset import paginate
from yaqaza.core.pages import page
from yaqaza.core.refusal import NotFound, NotPermitted, Refused, why_not
from yaqaza.field import queries as missions
from yaqaza.people import actions as people
from yaqaza.people import queries as known
from yaqaza.people import rules as people_rules
from yaqaza.questionnaires import queries as submissions

EVENTS = 12  # of the timeline on the file's first view


@requires(P.CASE_VIEW)
def listing(request: HttpRequest) -> HttpResponse:
    """The files of one's scope, the newest first."""
    tab = request.GET.get("tab", "open")
    cases = queries.in_list(queries.visible_to(request.user))
    if tab == "mine":
        cases = cases.filter(worker=request.user).exclude(status=CaseStatus.CLOSED)
    elif tab == "closed":
        cases = cases.filter(status=CaseStatus.CLOSED)
    elif tab != "all":
        tab, cases = "open", cases.exclude(status=CaseStatus.CLOSED)
    filters = forms.Filters(request.GET or None, by=request.user)
    if filters.is_bound and filters.is_valid():
        cases = queries.filtered(cases, filters.cleaned_data, reader=request.user)
    here = reverse("cases:list")
    names = {
        "open": pgettext("files", "Open"), "mine": pgettext("files", "Mine"), "closed": pgettext("files", "Closed"),
        "all": pgettext("files", "All"),
    }  # fmt: skip
    context = {
        "page": paginate(cases, order=("-opened_at", "-id"), cursor=request.GET.get("cursor", ""), size=40),
        "filters": filters,
        "tabs": [Tab(str(label), f"{here}?tab={code}", current=code == tab) for code, label in names.items()],
        "why_not_new": "" if request.user.may(P.CASE_OPEN) else _("Your role reads files only."),
    }
    return page(request, "cases/list.html", context)


@requires(P.CASE_VIEW)
def my_work(request: HttpRequest) -> HttpResponse:
    """What waits for the reader: own files by their next day, verdicts and plans, files nobody works, emergency readings to review."""
    user = request.user
    context = {
        "cases": queries.work_of(user),
        "free": queries.free_for(user) if user.may(P.CASE_WORK) else [],
        "answers": list(filed.to_look_through(user)[:50]) if user.may(P.CASE_WORK) else [],
        "glass": list(queries.glass_to_review(user)[:50]) if user.may(P.CASE_GRANT_ACCESS) else [],
    }
    return page(request, "cases/my_work.html", context)


@requires(P.CASE_OPEN)
def new(request: HttpRequest) -> HttpResponse:
    """Open a file: from an alert, about a person, from answers, or from nothing."""
    alert = alerts.get_alert(_uuid(request.GET["alert"]), seen_by=request.user) if "alert" in request.GET else None
    person = known.get_person(_uuid(request.GET["person"]), seen_by=request.user) if "person" in request.GET else None
    if alert is not None and (existing := queries.of_alert(alert)) is not None:
        if queries.visible_to(request.user).filter(pk=existing.pk).exists():
            return redirect(existing)
        raise Refused(_("This alert is in a file already."))
    filled = (
        submissions.get_submission(_uuid(request.GET["answers"]), seen_by=request.user)
        if "answers" in request.GET
        else None
    )
    told = filed.said(filled) if filled is not None else None
    form = forms.NewCaseForm(request.POST or None, by=request.user, alert=alert, person=person, told=told)
    if form.is_valid() and (case := _opened(request, form, alert, filled)):
        return redirect("cases:answers", filled.uuid) if filled is not None else redirect(case)
    similar = queries.candidates_for(alert, seen_by=request.user)[:4] if alert is not None else []
    context = {"form": form, "alert": alert, "similar": similar}
    return page(request, "cases/new.html", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, form: forms.NewCaseForm, alert: Any, filled: Any) -> Case | None:
    """The person and the file are recorded together, or neither; the answers it is opened from go into it."""
    given = dict(form.cleaned_data)
    try:
        with transaction.atomic():
            someone = people.settle_person(picked=given.pop("person"), by=request.user, area=given["area"])
            case = actions.open_case(by=request.user, person=someone, alert=alert, **given)
            if filled is not None:
                answers.file(submission=filled, case=case, by=request.user, way="OPENED")
            return case
    except people_rules.Taken as taken:
        form.add_error("person", str(taken))
    except (NotPermitted, NotFound):
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("There is no such page.")) from None


@requires(P.CASE_OPEN)
def join(request: HttpRequest) -> HttpResponse:
    """Put an alert into a file that is there."""
    alert = alerts.get_alert(_uuid(request.GET.get("alert", "")), seen_by=request.user)
    form = forms.JoinForm(request.POST or None, by=request.user, alert=alert)
    if form.is_valid():
        case = form.cleaned_data["case"]
        if answer := run(request, form, actions.join_alert, case, alert=alert):
            return answer
    context = {"form": form, "alert": alert}
    return page(request, "cases/join.html", context, status=422 if form.is_bound else 200)


@requires(P.CASE_VIEW)
def case(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file: who, what was found and is planned, what happened; a sensitive one is locked to those it does not name."""
    try:
        file = queries.get_case(uuid, seen_by=request.user)
    except NotFound:
        locked = queries.get_locked(uuid, seen_by=request.user)
        if locked is None:
            raise
        why = why_not(rules.check_break_glass, locked, by=request.user)
        return page(request, "cases/locked.html", {"case": locked, "why": why}, status=403)
    actions.read(case=file, by=request.user)
    return page(request, "cases/case.html", everything(file, request))


def everything(file: Case, request: HttpRequest) -> dict[str, Any]:
    """Return what the file's page shows."""
    user = request.user
    plan = queries.current_plan(file)
    investigations = queries.investigations_of(file)
    assessments = list(file.assessments.select_related("assessed_by").order_by("-assessed_at", "-id"))
    referrals = list(file.referrals.select_related("to", "sent_by").order_by("-sent_at", "-id"))
    follow_ups = list(file.follow_ups.select_related("done_by", "cancelled_by").order_by("due_on", "id"))
    undecided = next((one for one in investigations if not one.verdict), None)
    for investigation in investigations:
        investigation.case = file
    if plan is not None:
        plan.case = file
    events = queries.events_of(file, limit=0 if "all" in request.GET else EVENTS + 1)
    more = "all" not in request.GET and len(events) > EVENTS
    done, total = queries.progress_of(plan)
    parts: dict[str, Any] = {"plan": plan, "investigations": investigations, "follow_ups": follow_ups}
    membership = known.current_membership(file.person, seen_by=user) if file.person else None
    home = membership.household if membership else file.household
    home_shown = home is not None and known.households_visible_to(user).filter(pk=home.pk).exists()
    return {
        "case": file,
        "person": file.person,
        "person_shown": file.person is not None and known.may_see(file.person, user=user),
        "phones": known.phones(file.person) if file.person else [],
        "running": known.running_consents(file.person, timezone.localdate()) if file.person else [],
        "membership": membership,
        "household_page": home.get_absolute_url() if home is not None and home_shown else "",
        "why_not_reveal": why_not(people_rules.check_reveal, file.person, by=user) if file.person else "-",
        "perms_signals": user.may(P.SIGNAL_VIEW),
        "ball": ball(file, user=user, referrals=referrals, **parts),
        "steps": steps(file, assessments=assessments, **parts),
        "undecided": undecided,
        "decided": [one for one in investigations if one.verdict],
        "assessments": assessments,
        "referrals": referrals,
        "situations": [one for one in follow_ups if one.done_at],
        "timeline": entries(events[:EVENTS] if more else events, seen_by=user),
        "openable": set(missions.visible_to(user).filter(investigation__case=file).values_list("pk", flat=True)),
        "reported": queries.alerts_of(file, seen_by=user),
        "more": more,
        "progress": {"done": done, "total": total},
        "closure": file.closures.filter(reopened_at=None).select_related("closed_by").first(),
        "readers": queries.readers_of(file) if file.sensitive else [],
        "why_not": _reasons(file, user, undecided, plan),
        **parts,
    }


def _reasons(file: Case, user: Any, undecided: Any, plan: Any) -> dict[str, str]:
    """Return why each act is refused, "" where it is not: the sentence beside the disabled button."""
    reasons = {
        name: why_not(check, file, by=user)
        for name, check in {
            "work": rules.check_work, "investigate": rules.check_investigate, "findings": rules.check_write_findings,
            "assess": rules.check_assess, "plan": rules.check_write_plan, "refer": rules.check_may_refer, "close": rules.check_close,
            "reopen": rules.check_reopen, "note": rules.check_note, "assign": rules.check_assign, "grant": rules.check_grant,
            "confidentiality": rules.check_confidentiality, "export": rules.check_export,
        }.items()
    }  # fmt: skip
    if undecided is not None:
        reasons["recommend"] = why_not(rules.check_recommend, undecided, by=user)
        reasons["decide"] = why_not(rules.check_decide, undecided, by=user)
    if plan is not None:
        reasons["approve"] = why_not(rules.check_approve_plan, plan, by=user)
        reasons["goal"] = why_not(rules.check_change_plan, plan, by=user)
    return reasons


@requires(P.CASE_VIEW)
def printed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The file on paper."""
    file = queries.get_case(uuid, seen_by=request.user)
    actions.read(case=file, by=request.user, what="print")
    context = everything(file, request) | {
        "timeline": entries(queries.events_of(file), seen_by=request.user),
        "sections": paper.sections(file, seen_by=request.user),
    }
    return page(request, "cases/print.html", context)


@requires(P.CASE_WORK)
def exported(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """All that the file holds about the person, for their right of access."""
    file = queries.get_case(uuid, seen_by=request.user)
    content = export.export(case=file, by=request.user)
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{file.number}.json"'
    return response


@requires(P.CASE_WORK, P.CASE_DECIDE)
def assign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    file = queries.get_case(uuid, seen_by=request.user)
    rules.check_assign(file, by=request.user)
    form = forms.AssignForm(request.POST or None, case=file)
    back = (
        file if not file.sensitive else reverse("cases:my_work")
    )  # whoever hands a sensitive file on may no longer read it
    return run(request, form, actions.assign, back, case=file) or ask(
        request, file, form, title=_("Give the file to a case worker"), submit=_("Give the file")
    )


@requires(P.CASE_WORK)
def note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    file = queries.get_case(uuid, seen_by=request.user)
    rules.check_note(file, by=request.user)
    form = forms.NoteForm(request.POST or None)
    return run(request, form, actions.note, file, case=file) or ask(
        request, file, form, title=_("Write a note"), submit=_("Save the note")
    )


@requires(P.CASE_CLOSE)
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    file = queries.get_case(uuid, seen_by=request.user)
    rules.check_close(file, by=request.user)
    form = forms.CloseForm(request.POST or None, case=file)
    if answer := run(request, form, actions.close, file, case=file):
        messages.success(request, _("The file is closed."))
        return answer
    return form_page(request, file, form, title=_("Close the file"), submit=_("Close the file"), closes=True)


@requires(P.CASE_CLOSE)
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    file = queries.get_case(uuid, seen_by=request.user)
    rules.check_reopen(file, by=request.user)
    form = forms.ReasonForm(request.POST or None)
    return run(request, form, actions.reopen, file, case=file) or ask(
        request, file, form, title=_("Open the file again"), submit=_("Reopen")
    )
