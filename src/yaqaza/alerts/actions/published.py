"""What ``monitoring`` does to the alerts that it made of posts."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from yaqaza.alerts.actions.intake import _code_again
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Channel


@transaction.atomic
def spread(*, alert: Alert, reach: int) -> Alert:
    """This function will add to how often what an alert tells of was published and passed on."""
    Alert.objects.filter(pk=alert.pk).update(reach=F("reach") + max(0, min(reach, 2_000_000_000)))
    alert.refresh_from_db(fields=["reach"])
    return alert


def code_of(alert: Alert, *, reference: str) -> str:
    """Return the tracking code of the alert that was made of what ``reference`` names, for whoever wrote it.

    "" for any other: the code of somebody else's alert is theirs alone.
    """
    ours = bool(reference) and alert.channel == Channel.MEDIA and alert.source_ref == reference
    return _code_again(alert) if ours else ""
