"""Who is notified in their browser: followers of something new about their report, officers of a life in danger."""

from __future__ import annotations

from yaqaza.accounts.models import User
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts.models import Alert, AlertEvent
from yaqaza.alerts.queries.rows import visible_to
from yaqaza.alerts.states import WAITING, Urgency
from yaqaza.channels import actions as channels
from yaqaza.channels.models import Subscription


def tell_followers(*, event_id: int) -> int:
    """This function will tell whoever follows the report of an event that there is something new, once."""
    event = AlertEvent.objects.select_related("alert").get(pk=event_id)
    return channels.tell_followers(about=event.alert.uuid, key=str(event.pk))


def tell_officers(*, alert_id: int) -> int:
    """This function will tell the officers who may triage an alert that a life is in danger, once for each alert."""
    alert = Alert.objects.filter(pk=alert_id, status__in=WAITING, urgency=Urgency.VITAL).first()
    if alert is None:
        return 0
    wanted = User.objects.filter(pk__in=Subscription.objects.exclude(user=None).values("user"), is_active=True)
    users = [
        user for user in wanted if user.may(Permission.ALERT_TRIAGE) and visible_to(user).filter(pk=alert.pk).exists()
    ]
    return channels.tell_officers(users=users, code="DANGER", key=str(alert.uuid))
