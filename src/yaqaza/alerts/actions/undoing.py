"""Taking a decision back, as long as nothing was built upon it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.alerts import rules
from yaqaza.alerts.actions.triage import change, locked
from yaqaza.alerts.models import Alert, AlertEvent, Story
from yaqaza.alerts.states import AlertStatus
from yaqaza.core import audit
from yaqaza.core.refusal import Refused

K = AlertEvent.Kind
MOMENTS = ("read_at", "decided_at", "due_at")


@transaction.atomic
def undo(*, event: AlertEvent, by: User) -> Alert:
    """Put back what stood before ``event``; refused when something happened since."""
    alert = locked(event.alert)
    event = (
        AlertEvent.objects.select_for_update(of=("self",), no_key=True)
        .select_related("alert__area", "alert__organisation")
        .get(pk=event.pk)
    )
    rules.check_undo(event, by=by)
    if event.kind == K.GATHERED:
        _take_apart(alert, event)
    fields = {name: _read(name, value) for name, value in event.before["fields"].items()}
    if fields:
        change(alert, **fields)
    event.undone_at = timezone.now()
    event.save(update_fields=["undone_at"])
    AlertEvent.objects.create(alert=alert, kind=K.UNDONE, by=by, before={"kind": event.kind})
    audit.record("alert.undone", on=alert, by=by, number=alert.number, kind=event.kind)
    return alert


@transaction.atomic
def mission_called_off(*, alert: Alert, by: User, mission_number: str, last: bool) -> Alert:
    """Say that the team is not going; called by ``field`` in the transaction of the cancellation.

    When it was the ``last`` mission for the alert and no file holds it, somebody has to decide again: it waits in the queue.
    """
    alert = locked(alert)
    event = alert.events.filter(kind=K.MISSION, undone_at=None, before__number=mission_number).first()
    if event is not None:
        event.undone_at = timezone.now()
        event.save(update_fields=["undone_at"])
    if last and alert.status == AlertStatus.ON_MISSION:
        rules.check_move(rules.MOVES, alert.status, AlertStatus.READ)
        change(alert, status=AlertStatus.READ, decided_at=None)
    AlertEvent.objects.create(alert=alert, kind=K.UNDONE, by=by, before={"kind": K.MISSION, "number": mission_number})
    audit.record("alert.mission_called_off", on=alert, by=by, number=alert.number, other=mission_number)
    return alert


def _take_apart(alert: Alert, event: AlertEvent) -> None:
    """Those that the alert had gathered itself come back to it."""
    moved = event.before.get("moved", [])
    if not moved:
        return
    here = Alert.objects.filter(pk__in=moved, status=AlertStatus.GATHERED, story=alert.story_id)
    if here.count() != len(moved):
        raise Refused(_("The alerts gathered under it were moved since. Undo that first."))
    story, _made = Story.objects.get_or_create(lead=alert)
    here.update(story=story, sensitive=bool(event.before["fields"].get("sensitive")))


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in MOMENTS and value else value
