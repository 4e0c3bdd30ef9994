"""How messages go out: ordered once, claimed before the network is touched, and never silently repeated or dropped.

A row is committed as "being sent" before anything leaves. When the process dies in between, nobody knows whether the provider took
it: where the provider takes a key of ours it goes again, elsewhere it waits for a person as "may have been sent".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from yaqaza.accounts.models import User
from yaqaza.channels import network, rules, windows
from yaqaza.channels.connectors import gateway
from yaqaza.channels.connectors.base import Gateway, Outgoing, Sent, number_of
from yaqaza.channels.models import Attempt, Connector, Contact, Message, ProviderTemplate, Receipt
from yaqaza.channels.states import MOVES, Direction, Health, Reason, Status
from yaqaza.core import jobs
from yaqaza.core.crypto import blind_index
from yaqaza.core.moves import check_move

S = Status
AT_ONCE = 300
SEEN = timedelta(seconds=2)
ORDER = {S.SENT: 1, S.FAILED: 2, S.DELIVERED: 3}
"""A receipt never takes a message back: one that was delivered stays so, whatever comes late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A message to go out; the same ``key`` is ordered once.

    One that is told ``together`` with others is kept, so that its key is not ordered again, and does not go by itself.
    """

    contact: Contact
    body: str
    key: str
    by: User | None = None
    template: str = ""
    language: str = ""
    urgent: bool = False
    notice: bool = False
    not_before: datetime | None = None
    together: bool = False


def order(**wanted: Any) -> Message:
    """Put one message into the outbox: an ``Order``."""
    [message] = order_all([Order(**wanted)])
    return message


@transaction.atomic
def order_all(orders: Sequence[Order]) -> list[Message]:
    """Put messages into the outbox and return them; for a key that was ordered before, the message of then."""
    known = {row.key: row for row in Message.objects.filter(key__in=[each.key for each in orders])}
    fresh = {each.key: each for each in orders if each.key not in known}
    unwilling = rules.opted_out_among([each.contact for each in fresh.values() if not each.notice])
    made = [_ordered(each, opted_out=each.contact.pk in unwilling) for each in fresh.values()]
    try:
        with transaction.atomic():
            Message.objects.bulk_create(made)
    except IntegrityError:
        if not Message.objects.filter(key__in=list(fresh)).exists():
            raise
        return order_all(orders)  # another process ordered one of them at this moment
    now = timezone.now()
    due = [row for row in made if row.status == S.WAITING and row.due_at is not None and row.due_at <= now]
    for first in (True, False):
        jobs.enqueue_all("channels.send", [{"message_id": row.pk} for row in due if row.ahead == first], first=first)
    known |= {row.key: row for row in made}
    return [known[each.key] for each in orders]


def _ordered(wanted: Order, *, opted_out: bool) -> Message:
    now, contact = timezone.now(), wanted.contact
    why = Reason.FORGOTTEN if not contact.address else Reason.OPTED_OUT if opted_out else ""
    why = why or (Reason.TOGETHER if wanted.together else "")
    return Message(
        connector=contact.connector, contact=contact, direction=Direction.OUT, at=now, body=wanted.body, by=wanted.by, key=wanted.key,
        template=wanted.template, language=wanted.language or contact.language, urgent=wanted.urgent, ahead=wanted.by is not None,
        notice=wanted.notice, due_at=max(rules.may_go_at(now, urgent=wanted.urgent), wanted.not_before or now),
        status=S.STOPPED if why else S.WAITING, reason=why,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    message: Message
    attempt: Attempt
    gateway: Gateway
    outgoing: Outgoing


def send(*, message_id: int) -> Status | None:
    """Send one message that is due, and return where it is then; None when it is not its time or its turn."""
    claim = _claim(message_id)
    if claim is None:
        return None
    try:
        outcome: Sent | network.Trouble = claim.gateway.send(claim.outgoing)
    except network.Trouble as trouble:
        outcome = trouble
    except Exception:  # a fault of ours or of a library, somewhere around the sending: nobody knows how far it came
        _finish(claim, network.Unclear(Reason.CUT))
        raise
    return _finish(claim, outcome)


@transaction.atomic
def _claim(message_id: int) -> Claim | None:
    """Take a message for this process. It is committed before anything leaves."""
    now = timezone.now()
    connector = (  # before the message, as everywhere; one at a time counts the pace
        Connector.objects.select_for_update(of=("self",), no_key=True).filter(messages=message_id).first()
    )
    if connector is None:
        return None
    message = (
        Message.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .select_related("contact__connector")
        .filter(pk=message_id, status=S.WAITING, due_at__lte=now)
        .first()
    )
    if message is None:
        return None
    message.contact.connector = connector
    if not message.contact.address:
        _stop(message, Reason.FORGOTTEN)
        return None
    if not message.notice and rules.opted_out(message.contact):
        _stop(message, Reason.OPTED_OUT)
        return None
    if later := _not_yet(message, connector, now):
        message.due_at = later
        message.save(update_fields=["due_at"])
        return None
    window = windows.closed(message.contact, code=message.template)
    if window and window.template is None:  # the provider would refuse it: a person decides
        message.status, message.reason = S.FAILED, Reason.WINDOW
        message.save(update_fields=["status", "reason"])
        return None
    template = window.template if window else None
    message.sent_as = f"{template.name}/{template.language}" if template else ""
    check_move(MOVES, message.status, S.SENDING)
    message.status, message.reason, message.claimed_at, message.tries = S.SENDING, "", now, message.tries + 1
    message.save(update_fields=["status", "reason", "claimed_at", "tries", "sent_as"])
    attempt = Attempt.objects.create(message=message, began_at=now)
    way = gateway(connector.type, connector.values)
    answered = _last_word(message.contact) if way.answers and template is None else ""
    return Claim(message, attempt, way, _outgoing(message, template, answered))


def _stop(message: Message, reason: Reason) -> None:
    check_move(MOVES, message.status, S.STOPPED)
    message.status, message.reason = S.STOPPED, reason
    message.save(update_fields=["status", "reason"])


def _not_yet(message: Message, connector: Connector, now: datetime) -> datetime | None:
    """Until when a message has to wait: the connector rests, the hour is quiet, or the pace is reached."""
    if not connector.enabled:
        return now + rules.PAUSE
    if connector.paused_until and connector.paused_until > now:
        return connector.paused_until
    morning = rules.may_go_at(now, urgent=message.urgent)
    if morning > now:
        return morning
    minute = Message.objects.filter(connector=connector, claimed_at__gt=now - timedelta(minutes=1))
    room = connector.per_minute - (0 if message.ahead else _ahead(connector, now))
    if room <= 0:
        return now + timedelta(minutes=1)
    oldest = list(minute.order_by("-claimed_at").values_list("claimed_at", flat=True)[room - 1 : room])
    return oldest[0] + timedelta(minutes=1) if oldest and oldest[0] else None


def _ahead(connector: Connector, now: datetime) -> int:
    """How many messages of people wait: what goes by itself leaves them their place in the pace."""
    waiting = Message.objects.filter(connector=connector, status=S.WAITING, ahead=True, due_at__lte=now)
    return len(waiting.values_list("pk")[: connector.per_minute])


def _last_word(contact: Contact) -> str:
    """The provider's number of the last message that somebody wrote to us."""
    came = Message.objects.filter(contact=contact, direction=Direction.IN).order_by("-at")
    return came.values_list("external_id", flat=True).first() or ""


def _outgoing(message: Message, template: ProviderTemplate | None, answered: str) -> Outgoing:
    return Outgoing(
        uuid=message.uuid if not message.rounds else uuid5(UUID(str(message.uuid)), str(message.rounds)),
        to=message.contact.address,
        text=message.body,
        subject="يقظة · Yaqaza",
        reply_to=answered,
        approved=windows.approved(template, message.body) if template else None,
    )


@transaction.atomic
def _finish(claim: Claim, outcome: Sent | network.Trouble) -> Status:
    """Write down how a try ended, on the message, the attempt and the connector."""
    now = timezone.now()
    connector = Connector.objects.select_for_update(no_key=True).get(pk=claim.message.connector_id)
    message = Message.objects.select_for_update(of=("self",), no_key=True).get(pk=claim.message.pk)
    newest = (message.rounds, message.tries) == (claim.message.rounds, claim.message.tries)  # nobody tried again since
    if newest and message.status in (S.SENDING, S.UNCLEAR):  # a slow answer may come after it was given up
        _become(message, outcome, now)
        if isinstance(outcome, Sent):
            for receipt in Receipt.objects.filter(
                connector=connector, external_id=number_of_receipt(message.external_id)
            ):
                apply_receipt(message, receipt)
    if not (isinstance(outcome, Sent) and _works(connector, now)):
        connector.unclear = connector.unclear + 1 if isinstance(outcome, network.Unclear) else 0
        if isinstance(outcome, network.Unclear) and connector.unclear >= rules.UNCLEAR_MOST:
            outcome = network.Broken(outcome.reason)  # not this message: all of them
        _of_connector(connector, outcome, now)
    Attempt.objects.filter(pk=claim.attempt.pk).update(
        ended_at=now,
        status=message.status if newest else S.UNCLEAR,
        reason="" if isinstance(outcome, Sent) else outcome.reason,
    )
    return message.state


def _become(message: Message, outcome: Sent | network.Trouble, now: datetime) -> None:
    late = now - message.at > rules.OLDEST
    match outcome:
        case Sent():
            message.status, message.reason, message.sent_at = S.SENT, "", now
            message.external_id = _own_number(message, number_of(outcome.external_id))
            if outcome.delivered:
                message.status, message.delivered_at = S.DELIVERED, now
        case network.Unclear():
            message.status, message.reason = S.UNCLEAR, outcome.reason
        case network.Permanent():
            ended = outcome.reason in (Reason.GONE, Reason.EXPIRED)  # nobody has to decide about it
            message.status, message.reason = S.STOPPED if ended else S.FAILED, outcome.reason
            if outcome.reason in (Reason.TPL_MISSING, Reason.TPL_PAUSED, Reason.TPL_COUNT):  # it changed there
                jobs.enqueue("channels.fetch_templates", once="channels.fetch_templates")
            if outcome.reason == Reason.GONE:
                jobs.enqueue("channels.end_push", contact_id=message.contact_id)
        case network.Broken():  # not the message's fault: the try is not counted
            message.tries = max(0, message.tries - 1)
            _wait(message, outcome, now + rules.PAUSE, give_up=late)
        case _:
            pause = max(rules.pause_after(message.tries), timedelta(seconds=outcome.retry_after))
            _wait(message, outcome, now + pause, give_up=late or message.tries >= rules.MOST_TRIES)
    message.save(update_fields=["status", "reason", "sent_at", "delivered_at", "external_id", "tries", "due_at"])


def _own_number(message: Message, number: str) -> str:
    """The provider's number, "" when it gave the same to another message: by such a one no receipt could be told apart."""
    same = Message.objects.filter(connector=message.connector_id, direction=Direction.OUT, external_id=number)
    return "" if number and same.exclude(pk=message.pk).exists() else number


def _wait(message: Message, outcome: network.Trouble, until: datetime, *, give_up: bool) -> None:
    if give_up:
        message.status, message.reason = S.FAILED, outcome.reason
    else:
        message.status, message.reason, message.due_at = S.WAITING, outcome.reason, until


def _of_connector(connector: Connector, outcome: Sent | network.Trouble, now: datetime) -> None:
    match outcome:
        case Sent():
            connector.out_health, connector.out_trouble, connector.last_out_at = Health.WORKS, "", now
        case network.Broken():
            connector.out_health, connector.out_trouble = Health.TROUBLE, outcome.reason
            connector.paused_until = now + rules.PAUSE
        case network.Temporary():
            if outcome.retry_after:
                connector.paused_until = now + timedelta(seconds=outcome.retry_after)
            if outcome.reason != Reason.LIMIT:
                connector.out_health, connector.out_trouble = Health.TROUBLE, outcome.reason
        case _:
            connector.save(update_fields=["unclear"])
            return
    connector.checked_at = now
    connector.save(update_fields=["out_health", "out_trouble", "last_out_at", "paused_until", "checked_at", "unclear"])


def _works(connector: Connector, now: datetime) -> bool:
    """Say whether the connector's row tells already that it works: it is everybody's, and not written for each message."""
    known = connector.out_health == Health.WORKS and not connector.out_trouble and not connector.unclear
    return known and connector.last_out_at is not None and connector.last_out_at > now - SEEN


def number_of_receipt(external_id: str) -> str:
    """Return what a receipt keeps of a provider's number, by which it is found and which tells nothing."""
    return blind_index("receipt", external_id)


def apply_receipt(message: Message, receipt: Receipt) -> None:
    """Move a message (locked) to where the provider says it is, only forward."""
    to = S(receipt.status)
    if message.status not in (S.SENT, S.UNCLEAR, S.FAILED, S.SENDING) or ORDER[to] <= ORDER.get(message.state, 0):
        return
    if message.status == S.SENDING:
        return  # its own try ends first, and asks for receipts then
    message.status, message.reason = to, receipt.reason
    if to == S.DELIVERED:
        message.delivered_at = receipt.at
    message.save(update_fields=["status", "reason", "delivered_at"])


def drain() -> int:
    """Queue what is due, what people wrote and the urgent first, and give up what could not go for three days."""
    now = timezone.now()
    with transaction.atomic():
        Message.objects.filter(status=S.WAITING, due_at__lte=now, at__lt=now - rules.OLDEST).update(
            status=S.FAILED, reason=Reason.LATE
        )
    due = (
        Message.objects.filter(status=S.WAITING, due_at__lte=now, connector__enabled=True)
        .filter(Q(connector__paused_until=None) | Q(connector__paused_until__lte=now))
        .order_by("-ahead", "-urgent", "due_at", "id")
        .values_list("pk", "ahead")[:AT_ONCE]
    )
    for pk, ahead in due:
        jobs.enqueue("channels.send", once=f"channels.send:{pk}", first=ahead, message_id=pk)
    return len(due)


@transaction.atomic
def settle() -> int:
    """See to messages whose sending was cut off: again where the provider knows our key, else a person decides."""
    now = timezone.now()
    cut = Message.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).select_related("connector")
    count = 0
    for message in cut.filter(status=S.SENDING, claimed_at__lt=now - rules.CLAIM):
        count += 1
        connector = message.connector
        if gateway(connector.type, connector.values).repeats_safely and message.tries < rules.MOST_TRIES:
            message.status, message.reason, message.due_at = S.WAITING, Reason.CUT, now
        else:
            message.status, message.reason = S.UNCLEAR, Reason.CUT
        message.save(update_fields=["status", "reason", "due_at"])
        Attempt.objects.filter(message=message, ended_at=None).update(
            ended_at=now, status=message.status, reason=Reason.CUT
        )
    return count
