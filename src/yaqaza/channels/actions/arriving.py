"""How messages come in: kept as they came, answered at once, read a moment later, each one once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from yaqaza.channels import queries
from yaqaza.channels.actions.hearing import Came, hear, spoken_of
from yaqaza.channels.actions.sending import apply_receipt, number_of_receipt
from yaqaza.channels.connectors import gateway
from yaqaza.channels.connectors.base import Incoming, Told, number_of
from yaqaza.channels.lines import Line
from yaqaza.channels.models import Arrival, Connector, Message, Receipt
from yaqaza.channels.states import Command, Direction, Health
from yaqaza.core import bulk, jobs
from yaqaza.core.crypto import blind_index, encrypt
from yaqaza.core.presence import AWAY
from yaqaza.core.text import clean

log = logging.getLogger(__name__)


@transaction.atomic
def keep(*, connector: Connector, raws: Sequence[str]) -> list[Arrival]:
    """Keep what a provider sent, as it came, and have it read by a job of the same transaction."""
    kept = []
    for raw in raws:
        arrival = Arrival.objects.create(
            connector=connector, raw=(whole := raw.encode("utf-8", "replace").decode()), sha256=_hash(whole)
        )
        jobs.enqueue("channels.take_in", arrival_id=arrival.pk)
        kept.append(arrival)
    return kept


def keep_call(*, line: Line, raw: str) -> bool:
    """Do what ``keep`` does with one call, in one statement and one way to the database and back: so many come at
    once. False, and nothing is kept, when the line is no longer as it was when the call was proved."""
    whole = raw.encode("utf-8", "replace").decode()
    with connection.cursor() as cursor:
        cursor.execute(_keep_and_queue(), [encrypt(whole), _hash(whole), line.connector.pk, line.version])
        return cursor.fetchone() is not None


@cache
def _keep_and_queue() -> str:
    """The connector is read as it is in that moment: of two that happen at once, switching it off and a call, one is first."""
    return f"""
        WITH kept AS (
            INSERT INTO channels_arrival (connector_id, at, raw, sha256, senders)
            SELECT id, statement_timestamp(), %s, %s, '{{}}' FROM channels_connector WHERE id = %s AND {queries.VERSION} = %s
            RETURNING id
        )
        SELECT {jobs.queueing("channels.take_in", "jsonb_build_object('arrival_id', kept.id)")} FROM kept
    """  # noqa: S608 - made of constants


@transaction.atomic
def take_in(*, arrival_ids: Sequence[int]) -> int:
    """Make messages of what was kept and return how many were new; the second time it does nothing.

    Anybody can write to us: whatever a letter does to its reading, it is read once, marked, and holds nothing else back.
    """
    waiting = Arrival.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=arrival_ids, read_at=None)
    arrivals = list(waiting.select_related("connector").order_by("pk"))
    came: list[Came] = []
    told: list[tuple[Arrival, Told]] = []
    for arrival in arrivals:
        found = _read(arrival)
        arrival.readable, arrival.read_at = found is not None, timezone.now()
        for each in found or ():
            if isinstance(each, Incoming):
                came.append((arrival, each))
            else:
                told.append((arrival, each))
    messages = _messages(came)
    # After the contacts, always in one order, and held as where a sending ends: else both would look before the other has written.
    list(
        Connector.objects.select_for_update(no_key=True)
        .filter(pk__in={arrival.connector_id for arrival in arrivals})
        .order_by("pk")
        .values_list("pk")
    )
    for arrival, receipt in told:
        _apart(arrival, partial(_told, arrival, receipt))
    bulk.update(arrivals, ("read_at", "readable", "senders"))
    only_told = {arrival.pk for arrival, _receipt in told if arrival.readable} - {arrival.pk for arrival, _each in came}
    Arrival.objects.filter(pk__in=only_told).update(raw="")  # it holds the number that a message of ours went to
    _note_it_works(messages)
    return len(messages)


def _read(arrival: Arrival) -> Sequence[Incoming | Told] | None:
    """What a call holds; None when nothing can be made of it: it is kept, and counted on the connector's page."""
    connector = arrival.connector
    try:
        return list(gateway(connector.type, connector.values).read(arrival.raw))
    except AWAY:
        raise
    except Exception as error:
        log.info("arrival %s cannot be read: %s", arrival.pk, type(error).__name__)
        return None


def _messages(came: Sequence[Came]) -> list[Message]:
    """All at once; when one of them cannot be kept, each alone."""
    try:
        with transaction.atomic():
            return hear(came)
    except AWAY:
        raise
    except Exception as error:
        log.info("%d messages cannot be kept at once: %s", len(came), type(error).__name__)
    made: list[Message] = []
    for each in came:
        _apart(each[0], lambda each=each: made.extend(hear([each])))  # type: ignore[misc]
    return made


def _apart(arrival: Arrival, do: Callable[[], None]) -> None:
    """Do what may break without harm to anything else; the arrival is marked when it does, and what it holds stays."""
    try:
        with transaction.atomic():
            do()
    except AWAY:
        raise
    except Exception as error:
        log.warning("arrival %s holds something that cannot be kept: %s", arrival.pk, type(error).__name__)
        arrival.readable = False


def _note_it_works(messages: Sequence[Message]) -> None:
    """Of a connector by which something new came. A test of ours is nobody's message."""
    for connector in {message.connector for message in messages}:
        what: dict[str, object] = {"in_health": Health.WORKS, "in_trouble": ""}
        own = [each for each in messages if each.connector_id == connector.pk and each.command != Command.PROBE]
        if own:
            what["last_in_at"] = max(each.arrival.at for each in own if each.arrival)
        Connector.objects.filter(pk=connector.pk).update(**what)


def _hash(raw: str) -> str:
    return blind_index("arrival", raw)


def _told(arrival: Arrival, told: Told) -> None:
    """A receipt is kept also when the message it speaks of is not known yet."""
    number, connector = number_of(clean(told.external_id)), arrival.connector
    if not number:
        return
    receipt, _made = Receipt.objects.get_or_create(
        connector=connector, external_id=number_of_receipt(number), status=told.status, defaults={"reason": told.reason}
    )
    message = (
        Message.objects.select_for_update(of=("self",), no_key=True)
        .select_related("contact")
        .filter(connector=connector, direction=Direction.OUT, external_id=number)
        .first()
    )
    if message is not None:
        spoken_of(arrival, message.contact.index)
        apply_receipt(message, receipt)


PICTURES_MOST = 5


def pictures(*, message: Message) -> list[bytes]:
    """Return the pictures that came with a message, asking its provider for them; at most five."""
    arrival, connector = message.arrival, message.connector
    if arrival is None or not arrival.raw or message.fetched:
        return []
    found = gateway(connector.type, connector.values).pictures(arrival.raw, message.external_id)
    return list(islice(found, PICTURES_MOST))


@transaction.atomic
def note_fetched(*, message: Message, count: int) -> bool:
    """Note that pictures of a message are kept now; False when somebody else was first."""
    return bool(Message.objects.filter(pk=message.pk, fetched=0).update(fetched=count))


def note_taken(*, messages: Sequence[int]) -> int:
    """Note that something was made of messages: those without this are counted, and taken in later."""
    return Message.objects.filter(pk__in=messages, taken_at=None).update(taken_at=timezone.now())
