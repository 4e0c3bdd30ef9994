"""Opening, giving, closing and reopening files, joining alerts, notes, and the timeline."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import home_posting, reaches_place_or_house
from yaqaza.alerts import actions as alerts
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Need
from yaqaza.cases import programmes, rules
from yaqaza.cases.actions.lock import clean, locked, move, settle
from yaqaza.cases.models import Case, CaseAlert, CaseEvent, Closure, FollowUp, Investigation
from yaqaza.cases.states import CaseStatus, Confidentiality, Outcome
from yaqaza.core import audit, jobs
from yaqaza.core.ids import next_number
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.field import actions as field
from yaqaza.field.models import Mission
from yaqaza.field.states import OPEN as MISSION_OPEN
from yaqaza.field.states import MissionStatus
from yaqaza.people.models import Household, Person
from yaqaza.questionnaires import actions as questionnaires
from yaqaza.territory.models import Area, Level

Kind = CaseEvent.Kind
S = CaseStatus


def tell(*, case: Case, kind: str, by: User | None, text: str = "", **details: Any) -> CaseEvent:
    """Write one line of the file's timeline; ``details`` are codes, numbers and uuids by which the page words and links it."""
    return CaseEvent.objects.create(
        case=case,
        kind=Kind(kind),
        by=by,
        text=clean(text),
        details={key: _plain(value) for key, value in details.items()},
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return str(getattr(value, "uuid", value.pk))
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def series(area: Area) -> str:
    """Return what a file's number begins with: the province's code and the year ("16-2026-")."""
    province = area
    if area.level != Level.PROVINCE:
        province = (
            Area.objects.filter(pk__in=area.ancestor_ids, level=Level.PROVINCE).only("code", "level").first() or area
        )
    code = re.sub(r"\W", "", province.code) if province.level == Level.PROVINCE else "00"
    return f"{code}-{timezone.localdate().year}-"


def is_sensitive(programme_code: str, alert: Alert | None) -> bool:
    """Say whether a file is for named readers only unless someone decides otherwise: minors, violence, mental health."""
    return programme_code in programmes.SENSITIVE or (
        alert is not None and alert.category in programmes.SENSITIVE_CATEGORIES
    )


@transaction.atomic
def open_case(
    *,
    by: User,
    programme_code: str,
    summary: str,
    urgency: int,
    area: Area,
    person: Person | None = None,
    household: Household | None = None,
    alert: Alert | None = None,
    worker: User | None = None,
    organisation: Organisation | None = None,
    confidentiality: str = "",
) -> Case:
    """Open a file about a person or a household; an alert it comes from is joined, with the missions already sent for it."""
    if organisation is None:
        posting = home_posting(by, Permission.CASE_OPEN)
        if posting is None:
            raise NotPermitted(_("Your role does not include this. Ask the administrator of your organisation."))
        organisation = posting.organisation
    rules.check_open(by=by, area=area, organisation=organisation, person=person, household=household)
    summary = clean(summary)
    if programme_code not in programmes.codes():
        raise Refused(_("Choose a programme."))
    if not summary:
        raise Refused(_("Write in a few words why the file is opened."))
    if not confidentiality:
        confidentiality = Confidentiality.SENSITIVE if is_sensitive(programme_code, alert) else Confidentiality.ORDINARY
    elif confidentiality == Confidentiality.ORDINARY and is_sensitive(programme_code, alert):
        rules.check_open_to_all(by=by, area=area, organisation=organisation)
    if worker is None and home_posting(by, Permission.CASE_WORK) is not None:
        worker = by
    case = Case(
        number=next_number(series(area)), programme_code=programme_code, person=person, household=household, summary=summary,
        urgency=int(urgency), area=area, area_path=area.path, organisation=organisation, worker=worker,
        confidentiality=Confidentiality(confidentiality), opened_by=by, needs=list(alert.needs) if alert is not None else [],
    )  # fmt: skip
    if worker is not None and worker != by:
        case.worker = None
        rules.check_assign(case, by=by, worker=worker) if by.may(Permission.CASE_DECIDE) else _check_first_worker(
            case, worker
        )
        case.worker = worker
    case.save()
    audit.record("case.opened", on=case, by=by, programme=programme_code, confidentiality=case.confidentiality)
    tell(case=case, kind=Kind.OPENED, by=by, programme=programme_code)
    if worker is not None and worker != by:
        tell(case=case, kind=Kind.ASSIGNED, by=by, worker=worker)
    if alert is not None:
        _join(case=case, alert=alert, by=by)
    return case


def _check_first_worker(case: Case, worker: User) -> None:
    """A duty officer opens files for the case workers of the place."""
    if not reaches_place_or_house(worker, Permission.CASE_WORK, area=case.area, organisation=case.organisation):
        raise Refused(_("%(name)s does not work files here.") % {"name": worker.name})


@transaction.atomic
def join_alert(*, case: Case, alert: Alert, by: User) -> CaseAlert:
    """Join an alert to a file; missions already sent for it become investigations of the file, which is as sensitive as the alert."""
    case = locked(case)
    rules.check_join(case, by=by)
    joined = _join(case=case, alert=alert, by=by)
    if joined.alert.category in programmes.SENSITIVE_CATEGORIES and not case.sensitive:
        case.confidentiality = Confidentiality.SENSITIVE
        case.version += 1
        case.save(update_fields=["confidentiality", "version"])
        audit.record("case.confidentiality_set", on=case, by=by, confidentiality=Confidentiality.SENSITIVE)
        tell(case=case, kind=Kind.ACCESS, by=by, confidentiality=Confidentiality.SENSITIVE)
        keep_with_file(case)
    return joined


def _join(*, case: Case, alert: Alert, by: User) -> CaseAlert:
    sensitive = case.sensitive or alert.category in programmes.SENSITIVE_CATEGORIES
    for mission in Mission.objects.filter(alert=alert, investigation=None).order_by("pk"):  # missions before alerts
        field.set_sensitive(mission=mission, sensitive=sensitive)
    alert = Alert.objects.select_for_update(of=("self",), no_key=True).get(pk=alert.pk)
    other = CaseAlert.objects.filter(alert=alert).select_related("case").first()
    if other is not None:
        raise Refused(_("This alert is in the file %(number)s already.") % {"number": other.case.number})
    joined = CaseAlert.objects.create(case=case, alert=alert, linked_by=by)
    alerts.mark_in_case(alert=alert, by=by, case_number=case.number)
    audit.record("case.alert_joined", on=case, by=by, alert=alert)
    tell(case=case, kind=Kind.ALERT, by=by, alert=alert, number=alert.number, channel=alert.channel)
    jobs.enqueue("signals.look", source="alerts", ids=[alert.pk])
    missions = Mission.objects.filter(alert=alert, investigation=None).exclude(status=MissionStatus.CANCELLED)
    for mission in missions.order_by("ordered_at", "id"):
        investigation = Investigation.objects.create(case=case, mission=mission, asked_by=by)
        audit.record("case.mission_joined", on=investigation, by=by, mission=mission)
        tell(case=case, kind=Kind.MISSION, by=by, mission=mission, number=mission.number)
        if case.status == S.OPEN and mission.status in MISSION_OPEN:
            move(case, S.INVESTIGATING)
        if hasattr(mission, "finding"):
            tell(case=case, kind=Kind.FINDINGS, by=mission.finding.written_by, mission=mission, number=mission.number)
            if case.status in (S.OPEN, S.INVESTIGATING):
                move(case, S.AWAITING_VERDICT)
    keep_with_file(case)
    return joined


def keep_with_file(case: Case) -> None:
    """Let the alerts, missions and answers of a file be read by whom the file is read by. Called in the file's transaction."""
    gathered = Q(alert__case_alert__case=case) | Q(alert__story__lead__case_alert__case=case)
    around = Mission.objects.filter(Q(investigation__case=case) | Q(gathered, investigation=None))
    for mission in around.exclude(sensitive=case.sensitive).order_by("pk").distinct():
        field.set_sensitive(mission=mission, sensitive=case.sensitive)
    for alert in Alert.objects.filter(case_alert__case=case).order_by("pk"):
        alerts.set_sensitive(alert=alert, sensitive=case.sensitive)
    for filed in case.filed_answers.select_related("submission").order_by("pk"):
        questionnaires.set_sensitive(submission=filed.submission, sensitive=case.sensitive)


@transaction.atomic
def assign(*, case: Case, by: User, worker: User) -> Case:
    """Give the file to a case worker."""
    case = locked(case)
    rules.check_assign(case, by=by, worker=worker)
    case.worker = worker
    case.version += 1
    case.save(update_fields=["worker", "version"])
    audit.record("case.assigned", on=case, by=by, worker=worker)
    tell(case=case, kind=Kind.ASSIGNED, by=by, worker=worker)
    return case


def take(*, case: Case, by: User) -> None:
    """Put a file that nobody works into the hands of whoever works it now (``rules.takes``). Called in the file's transaction."""
    if rules.takes(case, by=by):
        case.worker = by
        case.version += 1
        case.save(update_fields=["worker", "version"])
        audit.record("case.assigned", on=case, by=by, worker=by)
        tell(case=case, kind=Kind.ASSIGNED, by=by, worker=by)


@transaction.atomic
def write_needs(*, case: Case, by: User, needs: Collection[str]) -> Case:
    """Write what is missing, in the place of what was written before."""
    case = locked(case)
    rules.check_work(case, by=by)
    case.needs = [need.value for need in Need if need.value in needs]
    case.version += 1
    case.save(update_fields=["needs", "version"])
    audit.record("case.needs_written", on=case, by=by)
    return case


@transaction.atomic
def note(*, case: Case, by: User, text: str) -> CaseEvent:
    """Write a note in the file."""
    case = locked(case)
    rules.check_note(case, by=by)
    if not clean(text):
        raise Refused(_("Write the note first."))
    audit.record("case.noted", on=case, by=by)
    return tell(case=case, kind=Kind.NOTE, by=by, text=text)


@transaction.atomic
def close(
    *, case: Case, by: User, outcome: str, note: str = "", why_no_verdict: str = "", cancels: Collection[FollowUp] = ()
) -> Case:
    """Close the file with its outcome; the follow-ups still due are in ``cancels``, named by whoever closes, or were written before.

    Closing is no work on it: a file that nobody worked stays nobody's, and says who closed it.
    """
    case = locked(case)
    rules.check_close(case, by=by)
    note, why_no_verdict = clean(note), clean(why_no_verdict, 300)
    rules.check_outcome(case, outcome, note=note, why_no_verdict=why_no_verdict, cancelled=cancels)
    closure = Closure.objects.create(
        case=case, outcome=Outcome(outcome), note=note, closed_by=by,
        why_no_verdict=why_no_verdict if rules.lacks_verdict(case) else "",
    )  # fmt: skip
    cancelled = list(case.follow_ups.due().select_for_update(no_key=True).order_by("due_on", "id"))
    for follow_up in cancelled:
        follow_up.cancelled_at, follow_up.cancelled_by = closure.closed_at, by
        follow_up.save(update_fields=["cancelled_at", "cancelled_by"])
        audit.record("case.follow_up_cancelled", on=follow_up, by=by, case=case, due_on=follow_up.due_on)
    case.status, case.closed_at, case.closed_by = S.CLOSED, closure.closed_at, by
    case.version += 1
    case.save(update_fields=["status", "closed_at", "closed_by", "version"])
    settle(case)
    audit.record("case.closed", on=case, by=by, outcome=outcome)
    days = [follow_up.due_on.isoformat() for follow_up in cancelled]
    text = "\n".join(part for part in (note, closure.why_no_verdict) if part)
    tell(case=case, kind=Kind.CLOSED, by=by, text=text, outcome=outcome, cancelled=days)
    joined = [each.alert for each in case.case_alerts.select_related("alert").order_by("id")]
    alerts.mark_file_closed(alerts=joined, by=by, case_number=case.number)
    return case


@transaction.atomic
def reopen(*, case: Case, by: User, reason: str) -> Case:
    """Open a closed file again; its closure is kept."""
    case = locked(case)
    rules.check_reopen(case, by=by)
    reason = clean(reason, 300)
    if not reason:
        raise Refused(_("Say why the file is opened again."))
    now = timezone.now()
    Closure.objects.filter(case=case, reopened_at=None).update(reopened_at=now, reopened_by=by, reopen_reason=reason)
    case.status, case.closed_at, case.closed_by = S.OPEN, None, None
    case.version += 1
    case.save(update_fields=["status", "closed_at", "closed_by", "version"])
    settle(case)
    audit.record("case.reopened", on=case, by=by)
    tell(case=case, kind=Kind.REOPENED, by=by, text=reason)
    return case
