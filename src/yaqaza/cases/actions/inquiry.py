"""From the order of a field investigation to its verdict, and the diagnosis."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.cases import rules, scales
from yaqaza.cases.actions.files import keep_with_file, take, tell
from yaqaza.cases.actions.lock import clean, locked, move
from yaqaza.cases.models import Assessment, Case, CaseEvent, Investigation
from yaqaza.cases.states import GROUNDS, CaseStatus, Verdict
from yaqaza.core import audit, jobs
from yaqaza.core.refusal import Refused
from yaqaza.field import actions as field
from yaqaza.field.models import Mission, Team
from yaqaza.field.states import OPEN

Kind = CaseEvent.Kind
S = CaseStatus


def _locked(investigation: Investigation) -> tuple[Case, Investigation]:
    case = locked(investigation.case)
    row = (
        Investigation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("mission__finding")
        .get(pk=investigation.pk)
    )
    row.case = case
    return case, row


@transaction.atomic
def investigate(*, case: Case, by: User, team: Team | None, **order: Any) -> Investigation:
    """Order a mission to see for oneself; the file waits for its findings. ``order`` is what ``field.actions.order`` takes."""
    case = locked(case)
    rules.check_investigate(case, by=by)
    joined = case.case_alerts.select_related("alert").order_by("-id").first()  # the team reads what was reported
    wanted: dict[str, Any] = {"urgency": case.urgency, "area": case.area, "person": case.person, **order}
    if joined is not None and not Mission.objects.filter(alert=joined.alert, team=team, status__in=OPEN).exists():
        wanted.setdefault("alert", joined.alert)
    mission = field.order(by=by, team=team, **wanted)
    investigation = Investigation.objects.create(case=case, mission=mission, asked_by=by)
    move(case, S.INVESTIGATING)
    audit.record("case.investigation_ordered", on=investigation, by=by, case=case, mission=mission)
    tell(case=case, kind=Kind.MISSION, by=by, mission=mission, number=mission.number)
    keep_with_file(case)
    return investigation


@transaction.atomic
def findings_arrived(*, mission: Mission) -> None:
    """Note that a mission's findings are there: the file now waits for a verdict. Safe to run twice."""
    investigation = Investigation.objects.filter(mission=mission).select_related("case").first()
    finding = getattr(mission, "finding", None)
    if investigation is None or finding is None:
        return
    case = locked(investigation.case)
    if CaseEvent.objects.filter(case=case, kind=Kind.FINDINGS, details__mission=str(mission.uuid)).exists():
        return
    if case.status in (S.OPEN, S.INVESTIGATING):
        move(case, S.AWAITING_VERDICT)
    audit.record("case.findings_arrived", on=investigation, by=finding.written_by, case=case, mission=mission)
    tell(case=case, kind=Kind.FINDINGS, by=finding.written_by, mission=mission, number=mission.number)
    keep_with_file(case)


@transaction.atomic
def write_findings(*, case: Case, by: User, findings: str) -> Investigation:
    """Write findings by hand, when no team was sent: a visit to the office, documents, a partner's report."""
    case = locked(case)
    rules.check_write_findings(case, by=by)
    text = clean(findings)
    if not text:
        raise Refused(_("Write what was found."))
    take(case=case, by=by)
    investigation = case.investigations.filter(mission=None, verdict="").first()
    if investigation is None:
        investigation = Investigation(case=case, asked_by=by)
    elif investigation.recommendation:
        raise Refused(_("A verdict is recommended on these findings: they stay as they are."))
    investigation.findings = text
    investigation.save()
    if case.status not in (S.INVESTIGATING, S.AWAITING_VERDICT):
        move(case, S.INVESTIGATING)
    move(case, S.AWAITING_VERDICT)
    audit.record("case.findings_written", on=investigation, by=by, case=case)
    tell(case=case, kind=Kind.FINDINGS, by=by, investigation=investigation)
    return investigation


@transaction.atomic
def recommend(*, investigation: Investigation, by: User, recommendation: str, findings: str = "") -> Investigation:
    """Recommend a verdict on what was found; another person decides."""
    case, investigation = _locked(investigation)
    rules.check_recommend(investigation, by=by)
    take(case=case, by=by)
    investigation.recommendation = Verdict(recommendation)
    investigation.recommended_at, investigation.recommended_by = timezone.now(), by
    if clean(findings):
        investigation.findings = clean(findings)
    investigation.save(update_fields=["recommendation", "recommended_at", "recommended_by", "findings"])
    if case.status == S.INVESTIGATING:
        move(case, S.AWAITING_VERDICT)
    audit.record("case.verdict_recommended", on=investigation, by=by, case=case, recommendation=recommendation)
    tell(case=case, kind=Kind.RECOMMENDED, by=by, verdict=recommendation, investigation=investigation)
    return investigation


@transaction.atomic
def decide(*, investigation: Investigation, by: User, verdict: str, verdict_note: str = "") -> Investigation:
    """Decide the verdict that another person recommended (or another one, with a reason); findings stay as they are from now on."""
    case, investigation = _locked(investigation)
    rules.check_decide(investigation, by=by)
    verdict_note = clean(verdict_note)
    if verdict != investigation.recommendation and not verdict_note:
        raise Refused(_("You decide otherwise than was recommended: say why."))
    investigation.verdict, investigation.verdict_note = Verdict(verdict), verdict_note
    investigation.decided_at, investigation.decided_by = timezone.now(), by
    investigation.save(update_fields=["verdict", "verdict_note", "decided_at", "decided_by"])
    case.verdict = Verdict(verdict)
    case.version += 1
    case.save(update_fields=["verdict", "version"])
    if case.status in (S.INVESTIGATING, S.AWAITING_VERDICT):
        if case.status == S.INVESTIGATING:
            move(case, S.AWAITING_VERDICT)
        move(case, S.ASSESSING if verdict in GROUNDS else S.OPEN)
    if investigation.mission is not None:
        field.seal_finding(mission=investigation.mission, by=by)
    audit.record("case.verdict_decided", on=investigation, by=by, case=case, verdict=verdict)
    tell(case=case, kind=Kind.DECIDED, by=by, text=verdict_note, verdict=verdict, investigation=investigation)
    if reported := list(case.case_alerts.order_by("id").values_list("alert", flat=True)):
        jobs.enqueue("signals.look", source="alerts", ids=reported)
    return investigation


@transaction.atomic
def assess(
    *, case: Case, by: User, answers: dict[str, int], note: str = "", scale: str = scales.VULNERABILITY.code
) -> Assessment:
    """Score a diagnosis on the current version of a scale."""
    case = locked(case)
    rules.check_assess(case, by=by)
    take(case=case, by=by)
    chosen = scales.get(scale)
    score = chosen.score(answers)
    assessment = Assessment.objects.create(
        case=case, scale=chosen.code, scale_version=chosen.version, answers=answers, score=score, level=chosen.level(answers).code,
        note=clean(note), assessed_by=by,
    )  # fmt: skip
    if case.status == S.OPEN:
        move(case, S.ASSESSING)
    audit.record(
        "case.assessed",
        on=assessment,
        by=by,
        case=case,
        scale=chosen.code,
        version=chosen.version,
        level=assessment.level,
    )
    tell(case=case, kind=Kind.ASSESSED, by=by, level=assessment.level, score=score, assessment=assessment)
    return assessment
