"""How messages come in: kept as they came, answered at once, read a moment later, each one once."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from yaqaza import countries
from yaqaza.channels import rules, spool, wording, words
from yaqaza.channels.actions.sending import apply_receipt, number_of_receipt, order
from yaqaza.channels.connectors import gateway
from yaqaza.channels.connectors.base import Incoming, Told, WrongSignature
from yaqaza.channels.models import Arrival, Connector, Contact, Message, OptOut, Receipt
from yaqaza.channels.network import Broken, Trouble
from yaqaza.channels.states import Command, Direction, Health, Reason, Writing
from yaqaza.core import audit, jobs
from yaqaza.core.crypto import blind_index
from yaqaza.core.text import clean
from yaqaza.language import analyse

log = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError)
"""The database's own trouble: nothing of it is the fault of what came, which is read again."""

AGAIN_WITHIN = timedelta(minutes=10)
"""A provider without numbers of its own that sends the very same within this time sends it again."""

KEPT = timedelta(days=90)
LATEST, EARLIEST = timedelta(minutes=5), timedelta(days=7)
"""A provider's clock is believed within these."""

TEXT_MOST = 10_000
ANSWERED_IN = {
    "ar": Writing.AR,
    "ary": Writing.AR,
    "arq": Writing.AR,
    "arz": Writing.AR,
    "fr": Writing.FR,
    "en": Writing.EN,
}


@transaction.atomic
def keep(*, connector: Connector, raws: Sequence[str]) -> list[Arrival]:
    """This function will keep what a provider sent, as it came, and have it read by a job of the same transaction."""
    kept = []
    for raw in raws:
        arrival = Arrival.objects.create(
            connector=connector, raw=(whole := raw.encode("utf-8", "replace").decode()), sha256=_hash(whole)
        )
        jobs.enqueue("channels.take_in", arrival_id=arrival.pk)
        kept.append(arrival)
    return kept


def drain_spool() -> int:
    """This function will take in what was kept on disk while the database was away, and return how many calls were right.

    A file goes when its call is committed: one that is taken in twice is a redelivery like any other.
    """
    count = 0
    for each in spool.kept():
        connector = Connector.objects.filter(uuid=each.connector).first()
        if connector is not None and not connector.enabled:
            continue  # it is answered for: it waits until the connector is on again
        if connector is not None:
            ours = gateway(connector.type, connector.values)
            try:
                ours.check(each.request)
            except WrongSignature:
                pass
            else:
                keep(connector=connector, raws=[ours.raw(each.request)])
                count += 1
        each.path.unlink(missing_ok=True)
    return count


@transaction.atomic
def take_in(*, arrival_id: int) -> int:
    """This function will make messages of what was kept and return how many were new; the second time it does nothing.

    Anybody can write to us: whatever a letter does to its reading, it is read once, marked, and holds nothing else back.
    """
    arrival = (
        Arrival.objects.select_for_update(of=("self",), no_key=True).select_related("connector").get(pk=arrival_id)
    )
    if arrival.read_at:
        return 0
    connector = arrival.connector
    found = _read(arrival)
    arrival.readable = found is not None
    made = 0
    for each in found or ():
        try:
            with transaction.atomic():
                made += _take(arrival, each)
        except AWAY:
            raise
        except Exception as error:
            log.warning("arrival %s holds something that cannot be kept: %s", arrival.pk, type(error).__name__)
            arrival.readable = False
    if found and arrival.readable and all(isinstance(each, Told) for each in found):
        arrival.raw = ""  # a receipt holds the number it went to, and is of no more use
    arrival.read_at = timezone.now()
    arrival.save(update_fields=["read_at", "readable", "raw", "senders"])
    if made:
        Connector.objects.filter(pk=connector.pk).update(last_in_at=arrival.at, health=Health.WORKS, trouble="")
    return made


def _read(arrival: Arrival) -> Sequence[Incoming | Told] | None:
    """What a call holds; None when nothing can be made of it: it is kept, and counted on the connector's page."""
    connector = arrival.connector
    try:
        with transaction.atomic():
            return list(gateway(connector.type, connector.values).read(arrival.raw))
    except AWAY:
        raise
    except Exception as error:
        log.info("arrival %s cannot be read: %s", arrival.pk, type(error).__name__)
        return None


def _take(arrival: Arrival, each: Incoming | Told) -> int:
    if isinstance(each, Told):
        _told(arrival, each)
        return 0
    message = _message(arrival, each)
    if message is None:
        return 0
    _obey_or_pass_on(message)
    return 1


def _spoken_of(arrival: Arrival, index: str) -> None:
    """Note by its blind index whose an arrival is, so that it goes when they have themselves erased."""
    if index and index not in arrival.senders:
        arrival.senders = [*arrival.senders, index]


def _hash(raw: str) -> str:
    return blind_index("arrival", raw)


def _told(arrival: Arrival, told: Told) -> None:
    """A receipt is kept also when the message it speaks of is not known yet.

    The connector's row is held as it is where a sending ends: else both would look before the other has written.
    """
    number = clean(told.external_id)[:255]
    if not number:
        return
    connector = Connector.objects.select_for_update(no_key=True).get(pk=arrival.connector_id)
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
        _spoken_of(arrival, message.contact.index)
        apply_receipt(message, receipt)


def _message(arrival: Arrival, came: Incoming) -> Message | None:
    """The row of a message, None when it came before or says nothing."""
    connector = arrival.connector
    text, address = clean(came.text)[:TEXT_MOST], _address(connector, came.sender)
    at = _position(came)
    if not address:
        return None
    _spoken_of(arrival, _index(connector, address))
    if not (text or came.attachments or at) or (not came.external_id and _same_just_now(arrival)):
        return None
    contact = _contact(connector, address, came, text)
    command = words.command_of(text, connector.medium)
    message = Message(
        connector=connector, contact=contact, direction=Direction.IN, at=_written(came, arrival), body=text,
        language=command[1] if command else contact.language, external_id=clean(came.external_id)[:255], arrival=arrival,
        command=command[0] if command else "", attachments=min(came.attachments, 1000), lon=at[0] if at else None,
        lat=at[1] if at else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError as error:  # the same number of the provider: it was delivered again
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "message_once":
            return None
        raise
    contact.last_in_at = max(filter(None, (contact.last_in_at, message.at)))
    contact.save(update_fields=["last_in_at"])
    return message


def _position(came: Incoming) -> tuple[float, float] | None:
    """Longitude and latitude where they can be one; a message with an impossible one is still a message."""
    if came.lon is None or came.lat is None:
        return None
    possible = -180 <= came.lon <= 180 and -90 <= came.lat <= 90
    return (came.lon, came.lat) if possible else None


def _written(came: Incoming, arrival: Arrival) -> datetime:
    """When it was written, as the provider says, if that can be believed."""
    try:
        if came.at and arrival.at - EARLIEST < came.at < arrival.at + LATEST:
            return came.at
    except (TypeError, OverflowError):  # a clock without a zone, or with an impossible one
        pass
    return arrival.at


def _same_just_now(arrival: Arrival) -> bool:
    return (
        Arrival.objects.filter(
            connector=arrival.connector, sha256=arrival.sha256, at__gt=arrival.at - AGAIN_WITHIN, id__lt=arrival.pk
        )
        .filter(Q(readable=True) | Q(read_at=None))
        .exists()
    )


def _address(connector: Connector, sender: str) -> str:
    address = clean(sender)[:120]
    if not connector.medium.by_telephone:
        return address
    try:
        return countries.get(settings.COUNTRY).normalise_phone(address)
    except countries.Invalid:
        return address  # a short number, or the name of a service


def _index(connector: Connector, address: str) -> str:
    return blind_index(f"contact:{connector.medium}", address)


def _contact(connector: Connector, address: str, came: Incoming, text: str) -> Contact:
    contact, made = Contact.objects.select_for_update(no_key=True).get_or_create(
        connector=connector,
        index=_index(connector, address),
        defaults={"address": address, "name": clean(came.name)[:120]},
    )
    spoken = _language(text)
    if spoken and (made or spoken != contact.language):
        contact.language = spoken
        contact.save(update_fields=["language"])
    return contact


def _language(text: str) -> Writing | None:
    """The language to answer in: the writer's, Arabic for what is spoken here in Latin letters; None when the text is no help."""
    said = analyse(text, country=settings.COUNTRY) if text else None
    if said is None or not said.languages:
        return None
    if said.script == "tifinagh":
        return Writing.ZGH
    return ANSWERED_IN.get(said.languages[0])


def _obey_or_pass_on(message: Message) -> None:
    """STOP and START are for us; all else goes up, by the name of a job, to whoever makes something of it."""
    if message.command == Command.STOP:
        _opt_out(message)
    elif message.command == Command.START:
        _opt_in(message)
    else:
        jobs.enqueue("alerts.intake_message", message_id=message.pk)


def _opt_out(message: Message) -> None:
    contact = message.contact
    _wish, made = OptOut.objects.get_or_create(
        medium=message.connector.medium, index=contact.index, defaults={"language": message.language}
    )
    if made:
        audit.record("message.opted_out", on=contact, medium=message.connector.medium)
        _answer(message, "STOPPED", notice=True)


def _opt_in(message: Message) -> None:
    contact = message.contact
    gone, _rows = OptOut.objects.filter(medium=message.connector.medium, index=contact.index).delete()
    if gone:
        audit.record("message.opted_in", on=contact, medium=message.connector.medium)
    _answer(message, "RESUMED")


def _answer(message: Message, code: str, *, notice: bool = False) -> None:
    order(
        contact=message.contact, body=wording.text(code, message.language), key=f"{code}:{message.uuid}", template=code,
        language=message.language, urgent=True, notice=notice,
    )  # fmt: skip


PICTURES_MOST = 5


def pictures(*, message: Message) -> list[bytes]:
    """This function will return the pictures that came with a message, asking its provider for them; at most five."""
    arrival, connector = message.arrival, message.connector
    if arrival is None or not arrival.raw or message.fetched:
        return []
    found = gateway(connector.type, connector.values).pictures(arrival.raw, message.external_id)
    return list(islice(found, PICTURES_MOST))


@transaction.atomic
def note_fetched(*, message: Message, count: int) -> bool:
    """This function will note that pictures of a message are kept now; False when somebody else was first."""
    return bool(Message.objects.filter(pk=message.pk, fetched=0).update(fetched=count))


def note_taken(*, messages: Sequence[int]) -> int:
    """This function will note that something was made of messages: those without this are counted, and taken in later."""
    return Message.objects.filter(pk__in=messages, taken_at=None).update(taken_at=timezone.now())


def poll(*, connector_id: int) -> int:
    """This function will ask a provider for what is new and keep it; the cursor moves in the transaction that keeps it."""
    connector = _lease(connector_id)
    if connector is None:
        return 0
    now = timezone.now()
    try:
        found = gateway(connector.type, connector.values).poll(connector.cursor, partial(_keep_and_note, connector))
        with transaction.atomic():
            keep(connector=connector, raws=found.raws)
            Connector.objects.filter(pk=connector.pk).update(
                cursor=found.cursor, polling_until=None, health=Health.WORKS, trouble="", checked_at=now
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
        polling_until=until, health=Health.TROUBLE, trouble=reason, checked_at=timezone.now()
    )


@transaction.atomic
def forget_raw() -> int:
    """This function will empty what came in more than ninety days ago; its keyed hash stays. Receipts as old go."""
    Receipt.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return Arrival.objects.filter(at__lt=timezone.now() - KEPT, read_at__isnull=False).exclude(raw="").update(raw="")
