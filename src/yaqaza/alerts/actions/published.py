"""What ``monitoring`` does to the alerts that it made of posts."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from yaqaza.alerts.actions.intake import _code_again
from yaqaza.alerts.models import Alert


@transaction.atomic
def spread(*, alert: Alert, reach: int) -> Alert:
    """This function will add to how often what an alert tells of was published and passed on."""
    Alert.objects.filter(pk=alert.pk).update(reach=F("reach") + max(0, min(reach, 2_000_000_000)))
    alert.refresh_from_db(fields=["reach"])
    return alert


def code_of(alert: Alert) -> str:
    """Return the tracking code of an alert that came with a reference, for whoever wrote what it was made of; "" for any other."""
    return _code_again(alert) if alert.source_ref else ""
