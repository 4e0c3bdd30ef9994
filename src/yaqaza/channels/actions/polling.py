"""Asking providers for what is new, and taking in what was kept on disk."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yaqaza.channels import rules, spool
from yaqaza.channels.actions.arriving import keep
from yaqaza.channels.connectors import gateway
from yaqaza.channels.connectors.base import Request
from yaqaza.channels.models import Connector
from yaqaza.channels.network import Broken, Trouble
from yaqaza.channels.states import Health, Reason
from yaqaza.core.presence import AWAY

log = logging.getLogger(__name__)


def drain_spool() -> int:
    """Take in what was kept on disk while the database was away, and return how many calls were right."""
    return spool.drain(
        spool.CALLS,
        find=lambda uuid: Connector.objects.filter(uuid=uuid).first(),
        prove=_proved,
        keep=lambda connector, raw: keep(connector=connector, raws=[raw]),
    )


def _proved(connector: Connector, request: Request) -> str:
    ours = gateway(connector.type, connector.values)
    ours.check(request)
    return ours.raw(request)


def poll(*, connector_id: int) -> int:
    """Ask a provider for what is new and keep it; the cursor moves in the transaction that keeps it."""
    connector = _lease(connector_id)
    if connector is None:
        return 0
    now = timezone.now()
    try:
        found = gateway(connector.type, connector.values).poll(connector.cursor, partial(_keep_and_note, connector))
        with transaction.atomic():
            keep(connector=connector, raws=found.raws)
            Connector.objects.filter(pk=connector.pk).update(
                cursor=found.cursor, polling_until=None, in_health=Health.WORKS, in_trouble="", checked_at=now
            )
    except Trouble as trouble:
        rest = rules.PAUSE if isinstance(trouble, Broken) else timedelta(seconds=trouble.retry_after)
        _release(connector, until=now + rest, reason=trouble.reason)
        return 0
    except AWAY:
        raise
    except Exception as error:  # a fault of ours or of a library: it is shown, and nobody else waits for it
        log.error("asking connector %s failed: %s", connector.pk, type(error).__name__)
        _release(connector, until=now + rules.PAUSE, reason=Reason.ANSWER)
        return 0
    return len(found.raws)


@transaction.atomic
def _keep_and_note(connector: Connector, raws: Sequence[str], cursor: Mapping[str, Any] | None = None) -> None:
    """Keep what came in the middle of a session and, when it is told, where to go on from: both or nothing."""
    keep(connector=connector, raws=raws)
    if cursor is not None:
        Connector.objects.filter(pk=connector.pk).update(cursor=dict(cursor))


@transaction.atomic
def _lease(connector_id: int) -> Connector | None:
    """One process at a time asks; one that was killed is waited for a few minutes."""
    now = timezone.now()
    connector = (
        Connector.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(Q(polling_until=None) | Q(polling_until__lt=now), pk=connector_id, enabled=True)
        .first()
    )
    if connector is not None:
        connector.polling_until = now + rules.LEASE
        connector.save(update_fields=["polling_until"])
    return connector


def _release(connector: Connector, *, until: datetime, reason: Reason) -> None:
    Connector.objects.filter(pk=connector.pk).update(
        polling_until=until, in_health=Health.TROUBLE, in_trouble=reason, checked_at=timezone.now()
    )
