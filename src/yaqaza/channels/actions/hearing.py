"""From what a provider's calls hold to messages: who wrote, in which language, and whom it is for; many at once as one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from yaqaza import countries
from yaqaza.channels import marks, rules, words
from yaqaza.channels.actions import wishes
from yaqaza.channels.connectors.base import Incoming, number_of
from yaqaza.channels.models import Arrival, Connector, Contact, Message, Probe
from yaqaza.channels.states import Command, Direction, Writing
from yaqaza.core import bulk, jobs
from yaqaza.core.crypto import blind_index
from yaqaza.core.text import clean
from yaqaza.language import analyse

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

Came = tuple[Arrival, Incoming]
Key = tuple[int, str]
"""A connector and the blind index of an address: who wrote."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, made clean."""

    arrival: Arrival
    came: Incoming
    address: str
    index: str
    text: str
    at: tuple[float, float] | None

    @property
    def connector(self) -> Connector:
        return self.arrival.connector

    @property
    def who(self) -> Key:
        return self.connector.pk, self.index


def hear(came: Sequence[Came]) -> list[Message]:
    """Keep what people wrote, each message once, in the order of ``came``; return the new ones.

    STOP and START are obeyed here, before what was written after them is looked at; all else goes up, by the name of a job, to whoever
    makes something of it.
    """
    said = list(_said(came))
    contacts, known = _contacts(said), _known(said)
    orders: list[Message] = []
    messages: list[Message] = []
    for each in said:
        number = number_of(clean(each.came.external_id))
        if number and (each.connector.pk, number) in known:
            continue
        known.add((each.connector.pk, number))
        message = _message(each, contacts[each.who], number)
        if message.command:
            message.save(force_insert=True)
            _obey(message)
            orders.append(message)
        else:
            messages.append(message)
    Message.objects.bulk_create(messages)
    bulk.update(list({message.contact for message in (*orders, *messages)}), ("language", "last_in_at"))
    if messages:
        jobs.enqueue("alerts.intake_message", message_ids=[message.pk for message in messages])
    return orders + messages


def spoken_of(arrival: Arrival, index: str) -> None:
    """Note by its blind index whose an arrival is, so that it goes when they have themselves erased."""
    if index and index not in arrival.senders:
        arrival.senders = [*arrival.senders, index]


def _said(came: Sequence[Came]) -> Iterator[Said]:
    """Leave out what says nothing, or nothing new."""
    for arrival, each in came:
        connector = arrival.connector
        address = _address(connector, each.sender)
        if not address:
            continue
        index = blind_index(f"contact:{connector.medium}", address)
        spoken_of(arrival, index)
        text, at = clean(each.text)[:TEXT_MOST], _position(each)
        if (text or each.attachments or at) and (each.external_id or not _same_just_now(arrival)):
            yield Said(arrival, each, address, index, text, at)


def _contacts(said: Sequence[Said]) -> dict[Key, Contact]:
    """Who wrote, locked; strangers are written down. Always in one order: two processes never wait for each other."""
    wanted = {each.who: each for each in said}
    found = _locked(wanted)
    strangers = [
        Contact(connector=each.connector, index=each.index, address=each.address, name=clean(each.came.name)[:120])
        for who, each in sorted(wanted.items())
        if who not in found
    ]
    if strangers:
        Contact.objects.bulk_create(strangers, ignore_conflicts=True)  # another process may have been first
        found = _locked(wanted)
    for who, contact in found.items():
        contact.connector = wanted[who].connector
    return found


def _locked(wanted: Collection[Key]) -> dict[Key, Contact]:
    rows = Contact.objects.select_for_update(no_key=True).filter(
        connector__in={connector for connector, _index in wanted}, index__in=[index for _connector, index in wanted]
    )
    found = {(row.connector_id, row.index): row for row in rows.order_by("pk")}
    return {who: found[who] for who in wanted if who in found}


def _known(said: Sequence[Said]) -> set[tuple[int, str]]:
    """The provider's numbers that came before: it delivered again."""
    numbers = {number_of(clean(each.came.external_id)) for each in said} - {""}
    if not numbers:
        return set()
    connectors = {each.connector.pk for each in said}
    rows = Message.objects.filter(connector__in=connectors, direction=Direction.IN, external_id__in=numbers)
    return set(rows.values_list("connector_id", "external_id"))


def _message(said: Said, contact: Contact, number: str) -> Message:
    """The row of a message; its contact gets the language it tells and the time it was written."""
    text, medium = said.text, said.connector.medium
    test = _is_test(said.connector, text)
    command = None if test else words.command_of(text, medium)
    known = Writing(contact.language) if contact.last_in_at else ANSWERED_IN.get(said.came.language)
    contact.language = _language("" if command or test else text) or contact.language
    if command and not command.meant(opted_out=rules.opted_out(contact)):
        command = None
    at = _written(said.came, said.arrival)
    contact.last_in_at = max(filter(None, (contact.last_in_at, at)))
    return Message(
        connector=said.connector, contact=contact, direction=Direction.IN, at=at, body=text, arrival=said.arrival,
        language=command.answered_in(known) if command else contact.language, external_id=number,
        command=Command.PROBE if test else command.command if command else "",
        attachments=min(said.came.attachments, 1000), lon=said.at[0] if said.at else None, lat=said.at[1] if said.at else None,
    )  # fmt: skip


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


def _language(text: str) -> Writing | None:
    """The language to answer in: the writer's, Arabic for what is spoken here in Latin letters; None when the text is no help."""
    said = analyse(text, country=settings.COUNTRY) if text else None
    if said is None or not said.languages:
        return None
    if said.script == "tifinagh":
        return Writing.ZGH
    return ANSWERED_IN.get(said.languages[0])


def _obey(message: Message) -> None:
    if message.command == Command.STOP:
        wishes.opt_out(message)
    elif message.command == Command.START:
        wishes.opt_in(message)
    elif message.command == Command.PROBE:
        jobs.enqueue("alerts.intake_probe", first=True, message_id=message.pk)
