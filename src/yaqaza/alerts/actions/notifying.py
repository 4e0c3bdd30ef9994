"""Who is notified: followers of something new about their report, officers of a life in danger, and of one that is late."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from yaqaza.accounts.models import Posting, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import holding
from yaqaza.alerts.models import Alert, AlertEvent, Escalation
from yaqaza.alerts.states import WAITING, Urgency
from yaqaza.channels import actions as channels


def tell_followers(*, event_id: int) -> int:
    """Tell whoever follows the report of an event that there is something new, once."""
    event = AlertEvent.objects.select_related("alert").get(pk=event_id)
    return channels.tell_followers(about=event.alert.uuid, key=str(event.pk))


def tell_officers(*, alert_ids: Sequence[int]) -> int:
    """Tell the officers who may triage one of these alerts that a life is in danger, once for each alert."""
    waiting = Alert.objects.filter(pk__in=alert_ids, status__in=WAITING, urgency=Urgency.VITAL)
    return sum(
        channels.tell_officers(users=_officers(alert), code="DANGER", key=str(alert.uuid))
        for alert in waiting.select_related("organisation").order_by("pk")
    )


def tell_overdue(*, escalation_id: int) -> int:
    """Tell who supervises at the top of the ladder that a life-threatening alert is late, once for each deadline."""
    row = Escalation.objects.select_related("alert__organisation", "organisation").get(pk=escalation_id)
    alert, house = row.alert, row.organisation
    if house is None or alert.status not in WAITING or alert.due_at != row.due_at:
        return 0
    held = holding(Permission.ROUTING_MANAGE, organisation_path=house.path) & Q(organisation=house)
    users = _readers(alert).filter(pk__in=Posting.objects.filter(held).values("user"))
    return channels.tell_officers(users=users, code="OVERDUE", key=f"{alert.uuid}:{row.due_at:%Y%m%d%H%M%S}")


def _officers(alert: Alert) -> QuerySet[User]:
    """Return who may triage somewhere and reads the alert."""
    triage = Posting.objects.filter(holding(Permission.ALERT_TRIAGE))
    return _readers(alert).filter(pk__in=triage.values("user"))


def _readers(alert: Alert) -> QuerySet[User]:
    """Return who reads an alert: ``visible_to`` from its end, in one query."""
    house = alert.organisation.path
    seen = Posting.objects.filter(holding(Permission.ALERT_VIEW, area_path=alert.area_path, organisation_path=house))
    readers = User.objects.filter(pk__in=seen.values("user"))
    if not alert.sensitive:
        return readers
    grants = Posting.objects.filter(holding(Permission.CASE_GRANT_ACCESS, organisation_path=house))
    return readers.filter(Q(pk=alert.read_by_id) | Q(pk__in=grants.values("user")))
