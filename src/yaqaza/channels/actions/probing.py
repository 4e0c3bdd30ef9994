"""Tests that we send to ourselves by every way in, so that one that is closed is known before somebody in need finds it so.

A test is taken as an alert in every step and undone in the same transaction: no figure, no queue, no number ever holds it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from yaqaza.channels import doors, marks, ways
from yaqaza.channels.connectors import gateway
from yaqaza.channels.connectors.base import Outgoing
from yaqaza.channels.models import Arrival, Connector, Contact, Message, Probe
from yaqaza.channels.network import Temporary, Trouble
from yaqaza.channels.states import Command, Reason
from yaqaza.core import jobs

log = logging.getLogger(__name__)
KEPT = timedelta(days=14)


def probe_due() -> int:
    """Queue a test for each way in whose last one is long enough ago, and return how many."""
    count = 0
    for way in ways.ways_in():
        if way.why_not or not ways.is_due(way.connector):
            continue
        count += 1
        if way.connector is None:
            jobs.enqueue("portal.probe", once="portal.probe")
        else:
            key = f"channels.probe:{way.connector.pk}"
            jobs.enqueue("channels.probe_one", once=key, connector_id=way.connector.pk)
    return count


def probe(*, connector_id: int) -> Probe | None:
    """Send a test by a connector's own door; None when it has none or is switched off."""
    connector = Connector.objects.filter(pk=connector_id, enabled=True).first()
    if connector is None or ways.way_of(connector).why_not:
        return None
    return send_probe(connector=connector, by=lambda mark: _send(connector, mark))


def send_probe(*, connector: Connector | None, by: Callable[[str], None]) -> Probe:
    """Note a test and send it with ``by``; one that could not even be sent says why."""
    mark, now = marks.new(), timezone.now()
    row = Probe.objects.create(
        connector=connector,
        index=marks.index_of(mark),
        sent_at=now,
        due_at=now + timedelta(minutes=settings.PROBE_LATE),
    )
    try:
        by(mark)
    except Trouble as trouble:
        row.reason = trouble.reason
    except Exception as error:  # settings nobody can make anything of, or a fault of a library
        log.error("a test by connector %s failed: %s", connector.pk if connector else "-", type(error).__name__)
        row.reason = Reason.ANSWER
    if row.reason:
        Probe.objects.filter(pk=row.pk).update(reason=row.reason)
    return row


def _send(connector: Connector, mark: str) -> None:
    ours, number = gateway(connector.type, connector.values), uuid4()
    if ours.own_address:
        ours.send(Outgoing(number, ours.own_address, mark, subject="Yaqaza"))
        return
    status = doors.Visitor().deliver(reverse("channels:hook", args=[connector.uuid]), ours.as_called(mark, number))
    if status != 200:
        raise Temporary(Reason.DOOR)


@transaction.atomic
def note_arrived(*, connector: Connector | None, text: str) -> bool:
    """Note that a test was taken as an alert; False when ``text`` is none of ours."""
    index = marks.index_of(text)
    if not index:
        return False
    found = Probe.objects.filter(connector=connector, index=index, arrived_at=None)
    return bool(found.update(arrived_at=timezone.now(), reason=""))


def alarm(*, tell: Callable[[Probe], object] = lambda probe: None) -> list[Probe]:
    """Raise the alarm for tests that did not arrive in time, once for each; return those.

    Each has a transaction of its own with what ``tell`` orders: of one that could not be told people hear at the next turn, of the
    others now. The first fault is raised when all had their turn.
    """
    late, faults = [], []
    waiting = Probe.objects.filter(arrived_at=None, alarmed_at=None, due_at__lt=timezone.now())
    for pk in list(waiting.order_by("id").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                mine = Probe.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
                each = mine.select_related("connector__organisation__area").filter(pk=pk, alarmed_at=None).first()
                if each is None:
                    continue
                each.alarmed_at = timezone.now()
                each.save(update_fields=["alarmed_at"])
                tell(each)
        except Exception as fault:
            faults.append(fault)
            continue
        late.append(each)
        where = f"connector {each.connector_id}" if each.connector_id else "the public form"
        log.error("a test by %s did not arrive", where)
    if faults:
        raise faults[0]
    return late


@transaction.atomic
def forget_probes() -> int:
    """Remove tests of more than two weeks ago, with what they left among talks and arrivals."""
    before = timezone.now() - KEPT
    old = Message.objects.filter(command=Command.PROBE, arrival__at__lt=before)
    contacts, arrivals = set(old.values_list("contact", flat=True)), list(old.values_list("arrival", flat=True))
    old.delete()
    Arrival.objects.filter(pk__in=arrivals, messages=None).delete()
    Contact.objects.filter(pk__in=contacts, messages=None).delete()
    return Probe.objects.filter(sent_at__lt=before).delete()[0]
