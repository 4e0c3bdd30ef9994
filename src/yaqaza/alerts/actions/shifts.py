"""What a shift leaves to the next one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import rules
from yaqaza.alerts.models import Alert, HandOver, HandOverItem
from yaqaza.core import audit
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.core.text import clean


@transaction.atomic
def hand_over(*, by: User, organisation: Organisation, text: str, alerts: Iterable[Alert] = ()) -> HandOver:
    """Leave a note with the alerts that stay open; the queue shows it until the next officer acknowledges it."""
    _check_house(by, organisation)
    rules.check_said(text)
    handover = HandOver.objects.create(organisation=organisation, written_by=by, text=clean(text))
    rows = list(alerts)[:100]
    HandOverItem.objects.bulk_create([HandOverItem(handover=handover, alert=alert) for alert in dict.fromkeys(rows)])
    audit.record("handover.written", on=handover, by=by, organisation=organisation, alerts=len(rows))
    return handover


@transaction.atomic
def acknowledge(*, handover: HandOver, by: User) -> HandOver:
    """Say who took the note over with all that is still open of it, and when."""
    handover = _locked(handover, by)
    handover.items.filter(taken_at=None).update(taken_at=timezone.now(), taken_by=by)
    return _taken_over(handover, by)


@transaction.atomic
def take_item(*, handover: HandOver, alert: Alert, by: User) -> HandOver:
    """Say who took one open alert of a note over; with the last of them the note is taken over."""
    handover = _locked(handover, by)
    rules.check_take(alert, by=by)
    if not handover.items.filter(alert=alert, taken_at=None).update(taken_at=timezone.now(), taken_by=by):
        raise Refused(_("Somebody has already taken this item over."))
    audit.record("handover.item_taken", on=handover, by=by, alert=alert)
    if not handover.items.filter(taken_at=None).exists():
        return _taken_over(handover, by)
    return handover


def _locked(handover: HandOver, by: User) -> HandOver:
    rows = HandOver.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    handover = rows.get(pk=handover.pk)
    _check_house(by, handover.organisation)
    rules.check_acknowledge(handover, by=by)
    return handover


def _taken_over(handover: HandOver, by: User) -> HandOver:
    handover.acknowledged_at, handover.acknowledged_by = timezone.now(), by
    handover.save(update_fields=["acknowledged_at", "acknowledged_by"])
    audit.record("handover.acknowledged", on=handover, by=by)
    return handover


def _check_house(user: User, organisation: Organisation) -> None:
    for posting in user.current_postings:
        if posting.gives(Permission.HANDOVER_WRITE) and posting.organisation_id == organisation.pk:
            return
    raise NotPermitted(_("Hand-over notes are written and acknowledged by those on duty in the same organisation."))
