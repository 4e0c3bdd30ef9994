"""What ``monitoring`` does to the alerts that it made of posts."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from yaqaza.accounts.models import User
from yaqaza.alerts import queries
from yaqaza.alerts.actions.intake import _code_again, _wake
from yaqaza.alerts.actions.triage import locked
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.states import Channel
from yaqaza.core import audit, jobs


@transaction.atomic
def spread(*, alert: Alert, reach: int) -> Alert:
    """Add to how often what an alert tells of was published and passed on."""
    Alert.objects.filter(pk=alert.pk).update(reach=F("reach") + max(0, min(reach, 2_000_000_000)))
    alert.refresh_from_db(fields=["reach"])
    return alert


@transaction.atomic
def add(*, alert: Alert, by: User, text: str) -> AlertEvent:
    """Note on an alert that its situation is told of in public, in whose words it is, and by whom that was seen.

    It is nothing that the reporter said: it answers no question to them, and their page does not show it.
    """
    alert = locked(alert)
    event = AlertEvent.objects.create(alert=alert, kind=AlertEvent.Kind.PUBLISHED, by=by, text=text)
    worked_on = queries.followed(alert)
    Alert.objects.filter(pk__in={alert.pk, worked_on.pk}).update(has_addition=True)
    audit.record("alert.published", on=alert, by=by, number=alert.number)
    _wake(worked_on)
    jobs.enqueue("cases.addition_arrived", event_id=event.pk)  # the file of the alert is told
    return event


def code_of(alert: Alert, *, reference: str) -> str:
    """Return the tracking code of the alert that was made of what ``reference`` names, for whoever wrote it.

    "" for any other: the code of somebody else's alert is theirs alone.
    """
    ours = bool(reference) and alert.channel == Channel.MEDIA and alert.source_ref == reference
    return _code_again(alert) if ours else ""
