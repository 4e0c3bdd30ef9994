"""How messages come in: kept as they came, answered at once, read a moment later, each one once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from yaqaza import countries
from yaqaza.channels import marks, rules, words
from yaqaza.channels.actions import wishes
from yaqaza.channels.actions.sending import apply_receipt, number_of_receipt
from yaqaza.channels.connectors import gateway
from yaqaza.channels.connectors.base import Incoming, Told, number_of
from yaqaza.channels.models import Arrival, Connector, Contact, Message, Probe, Receipt
from yaqaza.channels.states import Command, Direction, Health, Writing
from yaqaza.core import jobs
from yaqaza.core.crypto import blind_index
from yaqaza.core.text import clean
from yaqaza.language import analyse

log = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError)
"""The database's own trouble: nothing of it is the fault of what came, which is read again."""

AGAIN_WITHIN = timedelta(minutes=10)
"""A provider without numbers of its own that sends the very same within this time sends it again."""

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
        what: dict[str, object] = {"in_health": Health.WORKS, "in_trouble": ""}
        if arrival.messages.exclude(command=Command.PROBE).exists():  # a test of ours is nobody's message
            what["last_in_at"] = arrival.at
        Connector.objects.filter(pk=connector.pk).update(**what)
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
    number = number_of(clean(told.external_id))
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
    test = _is_test(connector, text)
    command = None if test else words.command_of(text, connector.medium)
    contact, known = _contact(connector, address, came, "" if command or test else text)
    if command and not command.meant(opted_out=rules.opted_out(contact)):
        command = None
    message = Message(
        connector=connector, contact=contact, direction=Direction.IN, at=_written(came, arrival), body=text, arrival=arrival,
        language=command.answered_in(known) if command else contact.language, external_id=number_of(clean(came.external_id)),
        command=Command.PROBE if test else command.command if command else "", attachments=min(came.attachments, 1000),
        lon=at[0] if at else None, lat=at[1] if at else None,
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


def _is_test(connector: Connector, text: str) -> bool:
    index = marks.index_of(text)
    return bool(index) and Probe.objects.filter(connector=connector, index=index, arrived_at=None).exists()


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


def _contact(connector: Connector, address: str, came: Incoming, text: str) -> tuple[Contact, Writing | None]:
    """Who wrote, and the language we know them to write; None when they never wrote a word that tells it."""
    contact, made = Contact.objects.select_for_update(no_key=True).get_or_create(
        connector=connector,
        index=_index(connector, address),
        defaults={"address": address, "name": clean(came.name)[:120]},
    )
    known = Writing(contact.language) if contact.last_in_at else ANSWERED_IN.get(came.language)
    spoken = _language(text)
    if spoken and (made or spoken != contact.language):
        contact.language = spoken
        contact.save(update_fields=["language"])
    return contact, known


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
        wishes.opt_out(message)
    elif message.command == Command.START:
        wishes.opt_in(message)
    elif message.command == Command.PROBE:
        jobs.enqueue("alerts.intake_probe", first=True, message_id=message.pk)
    else:
        jobs.enqueue("alerts.intake_message", message_id=message.pk)


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
