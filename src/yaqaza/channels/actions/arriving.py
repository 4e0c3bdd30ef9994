"""How messages come in: kept as they came, answered at once, read a moment later, each one once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from yaqaza import countries
from yaqaza.channels import rules, spool, wording, words
from yaqaza.channels.actions.sending import apply_receipt, order
from yaqaza.channels.connectors import gateway
from yaqaza.channels.connectors.base import Incoming, Told, Unreadable, WrongSignature
from yaqaza.channels.models import Arrival, Connector, Contact, Message, OptOut, Receipt
from yaqaza.channels.network import Broken, Trouble
from yaqaza.channels.states import Command, Direction, Health, Writing
from yaqaza.core import audit, jobs
from yaqaza.core.crypto import blind_index
from yaqaza.core.text import clean
from yaqaza.language import analyse

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
            connector=connector, raw=raw, sha256=hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()
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
        connector = Connector.objects.filter(uuid=each.connector, enabled=True).first()
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
    """This function will make messages of what was kept and return how many were new; the second time it does nothing."""
    arrival = (
        Arrival.objects.select_for_update(of=("self",), no_key=True).select_related("connector").get(pk=arrival_id)
    )
    if arrival.read_at:
        return 0
    connector = arrival.connector
    found: Sequence[Incoming | Told] = []
    try:
        found = gateway(connector.type, connector.values).read(arrival.raw)
        arrival.readable = True
    except (Unreadable, ValueError, TypeError, KeyError, AttributeError):  # kept, and counted on the connector's page
        arrival.readable = False
    made = 0
    for each in found:
        if isinstance(each, Told):
            _told(connector, each)
        elif (message := _message(arrival, each)) is not None:
            made += 1
            _obey_or_pass_on(message)
    arrival.read_at = timezone.now()
    arrival.save(update_fields=["read_at", "readable"])
    if made:
        Connector.objects.filter(pk=connector.pk).update(last_in_at=arrival.at, health=Health.WORKS, trouble="")
    return made


def _told(connector: Connector, told: Told) -> None:
    """A receipt is kept also when the message it speaks of is not known yet."""
    if not told.external_id:
        return
    receipt, _made = Receipt.objects.get_or_create(
        connector=connector, external_id=told.external_id, status=told.status, defaults={"reason": told.reason}
    )
    message = (
        Message.objects.select_for_update(of=("self",), no_key=True)
        .filter(connector=connector, direction=Direction.OUT, external_id=told.external_id)
        .first()
    )
    if message is not None:
        apply_receipt(message, receipt)


def _message(arrival: Arrival, came: Incoming) -> Message | None:
    """The row of a message, None when it came before or says nothing."""
    connector = arrival.connector
    text, address = clean(came.text)[:TEXT_MOST], _address(connector, came.sender)
    placed = came.lon is not None and came.lat is not None
    if not address or not (text or came.attachments or placed):
        return None
    if not came.external_id and _same_just_now(arrival):
        return None
    contact = _contact(connector, address, came, text)
    written = came.at or arrival.at
    believed = arrival.at - EARLIEST < written < arrival.at + LATEST
    command = words.command_of(text, connector.medium)
    message = Message(
        connector=connector, contact=contact, direction=Direction.IN, at=written if believed else arrival.at, body=text,
        language=command[1] if command else contact.language, external_id=came.external_id[:255], arrival=arrival,
        command=command[0] if command else "", attachments=came.attachments, lon=came.lon if placed else None,
        lat=came.lat if placed else None,
    )  # fmt: skip
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:  # the same number of the provider: it was delivered again
        return None
    contact.last_in_at = max(filter(None, (contact.last_in_at, message.at)))
    contact.save(update_fields=["last_in_at"])
    return message


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


def _contact(connector: Connector, address: str, came: Incoming, text: str) -> Contact:
    index = blind_index(f"contact:{connector.medium}", address)
    contact, made = Contact.objects.select_for_update(no_key=True).get_or_create(
        connector=connector, index=index, defaults={"address": address, "name": clean(came.name)[:120]}
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


def poll(*, connector_id: int) -> int:
    """This function will ask a provider for what is new and keep it; the cursor moves in the transaction that keeps it."""
    connector = _lease(connector_id)
    if connector is None:
        return 0
    now = timezone.now()
    try:
        found = gateway(connector.type, connector.values).poll(
            connector.cursor, lambda raws: keep(connector=connector, raws=raws)
        )
    except Trouble as trouble:
        rest = rules.PAUSE if isinstance(trouble, Broken) else timedelta(seconds=trouble.retry_after)
        _release(connector, until=now + rest, trouble=trouble)
        return 0
    with transaction.atomic():
        keep(connector=connector, raws=found.raws)
        Connector.objects.filter(pk=connector.pk).update(
            cursor=found.cursor, polling_until=None, health=Health.WORKS, trouble="", checked_at=now
        )
    return len(found.raws)


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


def _release(connector: Connector, *, until: datetime, trouble: Trouble) -> None:
    Connector.objects.filter(pk=connector.pk).update(
        polling_until=until, health=Health.TROUBLE, trouble=trouble.reason, checked_at=timezone.now()
    )


@transaction.atomic
def forget_raw() -> int:
    """This function will empty what came in more than ninety days ago; its hash stays."""
    return Arrival.objects.filter(at__lt=timezone.now() - KEPT, read_at__isnull=False).exclude(raw="").update(raw="")
