"""What reporters add to their alert after it went into a file, and what is published about it."""

from __future__ import annotations

from django.db import transaction

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import queries as alerts
from yaqaza.alerts.models import AlertEvent
from yaqaza.cases.actions.files import tell
from yaqaza.cases.actions.lock import locked
from yaqaza.cases.models import Case, CaseEvent
from yaqaza.core import audit

Kind = CaseEvent.Kind


@transaction.atomic
def addition_arrived(*, event: AlertEvent) -> None:
    """Write into the file what was added to an alert of it, by its reporter or in public, or of one gathered under it; twice is once."""
    worked_on = {event.alert_id, alerts.followed(event.alert).pk}
    case = Case.objects.filter(case_alerts__alert__in=worked_on).order_by("pk").first()
    if case is None:
        return
    case = locked(case)
    kind = Kind.PUBLISHED if event.kind == AlertEvent.Kind.PUBLISHED else Kind.ADDITION
    if case.events.filter(kind=kind, details__event=event.pk).exists():
        return
    case.has_addition = True
    case.save(update_fields=["has_addition"])
    audit.record("case.addition_arrived", on=case, alert=event.alert)
    alert = event.alert
    tell(case=case, kind=kind, by=event.by, text=event.text, alert=alert, number=alert.number, event=event.pk)


def seen(*, case: Case, by: User) -> None:
    """Take the sign of an addition away once whoever holds the file opened it: its worker, else those who work or decide here."""
    holds = (
        case.worker_id == by.pk if case.worker_id else by.may(Permission.CASE_WORK) or by.may(Permission.CASE_DECIDE)
    )
    if case.has_addition and holds:
        Case.objects.filter(pk=case.pk).update(has_addition=False)
