"""Investigation, verdict, diagnosis."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from yaqaza.accounts.permissions import Permission as P
from yaqaza.alerts.states import Urgency
from yaqaza.cases import actions, forms, queries, rules, scales
from yaqaza.cases.views.shared import form_page, run
from yaqaza.core.access import requires
from yaqaza.core.pages import page
from yaqaza.field.forms import OrderForm
from yaqaza.field.forms.orders import When
from yaqaza.field.states import Purpose


@requires(P.MISSION_ORDER)
def investigate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Order a team to see for itself."""
    case = queries.get_case(uuid, seen_by=request.user)
    rules.check_investigate(case, by=request.user)
    joined = case.case_alerts.select_related("alert__area").order_by("-id").first()
    # An inquiry stays one however urgent the file is: only its hour changes.
    about = Purpose.FAMILY_INVESTIGATION if case.household_id else Purpose.SOCIAL_INVESTIGATION
    initial: dict[str, object] = {"urgency": case.urgency, "purpose": about}
    if case.urgency >= Urgency.URGENT and not case.investigations.exists():
        initial["when"] = When.NOW
    form = OrderForm(
        request.POST or None, by=request.user, alert=joined.alert if joined else None, person=case.person, area=case.area,
        initial=initial,
    )  # fmt: skip
    if not form.only_near and (answer := run(request, form, actions.investigate, case, case=case)):
        return answer
    actions.read(case=case, by=request.user, what="form")
    context = {"form": form, "case": case}
    return page(request, "cases/investigate.html", context, status=422 if form.is_bound and form.errors else 200)


@requires(P.CASE_WORK)
def findings(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write findings by hand, when there was no mission."""
    case = queries.get_case(uuid, seen_by=request.user)
    rules.check_write_findings(case, by=request.user)
    written = case.investigations.filter(mission=None, verdict="", recommendation="").first()
    form = forms.FindingsForm(request.POST or None, initial={"findings": written.findings} if written else None)
    return run(request, form, actions.write_findings, case, case=case) or form_page(
        request, case, form, title=_("Write the findings"), submit=_("Save the findings"), takes=True
    )


@requires(P.CASE_RECOMMEND)
def recommend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    investigation = queries.get_investigation(uuid, seen_by=request.user)
    rules.check_recommend(investigation, by=request.user)
    initial = {"recommendation": investigation.recommendation, "findings": investigation.findings}
    form = forms.RecommendForm(request.POST or None, initial=initial)
    return run(request, form, actions.recommend, investigation.case, investigation=investigation) or form_page(
        request,
        investigation.case,
        form,
        title=_("Recommend a verdict"),
        submit=_("Recommend"),
        investigation=investigation,
        takes=True,
    )


@requires(P.CASE_DECIDE)
def decide(request: HttpRequest, uuid: UUID) -> HttpResponse:
    investigation = queries.get_investigation(uuid, seen_by=request.user)
    rules.check_decide(investigation, by=request.user)
    form = forms.DecideForm(request.POST or None, initial={"verdict": investigation.recommendation})
    return run(request, form, actions.decide, investigation.case, investigation=investigation) or form_page(
        request,
        investigation.case,
        form,
        title=_("Decide the verdict"),
        submit=_("Sign the verdict"),
        investigation=investigation,
    )


@requires(P.CASE_WORK)
def assess(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Score the diagnosis, question by question; the last answers stand there already."""
    case = queries.get_case(uuid, seen_by=request.user)
    rules.check_assess(case, by=request.user)
    scale = scales.VULNERABILITY
    last = case.assessments.filter(scale=scale.code, scale_version=scale.version).order_by("-assessed_at").first()
    form = forms.AssessForm(request.POST or None, scale=scale, initial=last.answers if last else None)
    return run(request, form, actions.assess, case, case=case) or form_page(
        request,
        case,
        form,
        title=_("Diagnosis"),
        submit=_("Save the diagnosis"),
        template="cases/assess.html",
        scale=scale,
        takes=True,
    )
