"""Jobs of channels, by name."""

from __future__ import annotations

from time import monotonic

from django.db import transaction

from yaqaza.channels import actions, ways
from yaqaza.channels.actions import approving, pushing
from yaqaza.channels.connectors import gateway
from yaqaza.channels.models import Arrival, Connector
from yaqaza.core import jobs

SENDING_SECONDS = 2.0
TOGETHER = 100
"""So many calls are taken in at once, when they wait: a second of work."""


@jobs.job("channels.take_in")
@transaction.atomic
def take_in(arrival_id: int) -> None:
    """Make messages of what a provider sent, and of what waits behind it for the same."""
    waiting = jobs.along("channels.take_in", "arrival_id", TOGETHER - 1)
    actions.take_in(arrival_ids=[arrival_id, *waiting])


@jobs.job("channels.send", retries=1)
def send(message_id: int) -> None:
    """Send one message, and for a moment what waits behind it; the outbox itself knows when to try again.

    A job costs nearly as much as a sending. What was taken along and is cut off waits in the outbox as it did.
    """
    until = monotonic() + SENDING_SECONDS
    waiting = [message_id]
    while waiting:
        actions.send(message_id=waiting[0])
        waiting = jobs.along("channels.send", "message_id", 1) if monotonic() < until else []


@jobs.job("channels.outbox", every="* * * * *")
def outbox() -> None:
    """See to what was cut off, then queue what is due."""
    actions.settle()
    actions.drain()


@jobs.job("channels.spool", every="* * * * *")
def spool() -> None:
    """Take in what came while the database was away."""
    actions.drain_spool()


@jobs.job("channels.poll_all", every="* * * * *")
def poll_all() -> None:
    """Queue a question to each provider that has to be asked."""
    for connector in Connector.objects.filter(enabled=True):
        try:
            asks = gateway(connector.type, connector.values).asks
        except Exception:  # its settings are broken: the asking itself shows it
            asks = True
        if asks:
            jobs.enqueue("channels.poll", once=f"channels.poll:{connector.pk}", connector_id=connector.pk)


@jobs.job("channels.poll", retries=1)
def poll(connector_id: int) -> None:
    """Ask one provider for what is new."""
    actions.poll(connector_id=connector_id)


@jobs.job("channels.check_health", every="17 * * * *")
def check_health() -> None:
    """Ask once an hour each provider whether it lets us in."""
    for connector in Connector.objects.filter(enabled=True):
        actions.check_health(connector=connector)


@jobs.job("channels.take_up", every="*/5 * * * *")
def take_up() -> None:
    """Read what a killed worker left unread."""
    for pk in Arrival.objects.filter(read_at=None).order_by("id").values_list("pk", flat=True)[:500]:
        jobs.enqueue("channels.take_in", once=f"channels.take_in:{pk}", arrival_id=pk)


@jobs.job("channels.probes", every="* * * * *")
def probes() -> None:
    """Send a test by each way in whose turn it is, and raise the alarm for those that did not arrive."""
    actions.probe_due()
    actions.alarm(
        tell=lambda late: actions.tell_officers(users=ways.who_hears(late.connector), code="CLOSED", key=str(late.pk))
    )


@jobs.job("channels.probe_one", retries=1)
def probe_one(connector_id: int) -> None:
    """Send a test by one connector."""
    actions.probe(connector_id=connector_id)


@jobs.job("channels.fetch_templates", every="37 * * * *")
def fetch_templates() -> None:
    """Ask what became of the templates that providers approve."""
    approving.fetch_all_templates()


@jobs.job("channels.end_push")
def end_push(contact_id: int) -> None:
    """Forget a browser that takes no more notifications."""
    pushing.end(contact_id=contact_id)


@jobs.job("channels.forget_raw", every="50 2 * * *")
def forget_raw() -> None:
    """Empty what came in long ago."""
    actions.forget_raw()
    actions.forget_probes()
