"""A number that people can write to, without a network: what it brings and sends stays here."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

from yaqaza.accounts.models import Organisation
from yaqaza.alerts.models import Alert, AlertMessage
from yaqaza.alerts.states import AlertStatus, Channel
from yaqaza.channels import wording
from yaqaza.channels.models import Connector, Contact, Message
from yaqaza.channels.states import Direction, Health, Kind, Reason, Status, Writing
from yaqaza.core.crypto import blind_index
from yaqaza.demo import houses, logins
from yaqaza.demo.world import World

NUMBER = UUID("00000000-0000-4000-8000-0000000000d0")
"""The same in every demonstration: the README says which address to call."""


TALKS = 4


def build(world: World) -> None:
    """Add the number of the cell of the tour, and talks about some alerts that officers have read there."""
    home = houses.home(world)
    line = _line(world, world.cells[home.pk][0])
    read = [row for row in world.pending(Alert) if row.status == AlertStatus.READ and row.reporter_phone]
    here = sorted((row for row in read if row.area_path.startswith(home.path)), key=lambda row: row.pk)
    for index, alert in enumerate(here[:TALKS]):
        alert.channel, alert.recorded_by = Channel.SMS, None
        _talk(world, line, alert, cut=index == 0)


def _line(world: World, cell: Organisation) -> Connector:
    line = world.add(
        Connector(
            kind=Kind.DEMO, name="SMS · تجربة", organisation=cell, enabled=True, out_health=Health.WORKS,
            in_health=Health.WORKS, checked_at=world.now, secrets=json.dumps({"key": logins.PASSWORD}), created_at=world.now,
        )
    )  # fmt: skip
    line.uuid = NUMBER
    return line


def _talk(world: World, line: Connector, alert: Alert, *, cut: bool) -> None:
    """What came and the answer to it; in one of them the answer was cut off while it was being sent."""
    index = blind_index(f"contact:{line.medium}", alert.reporter_phone)
    contact = next((row for row in world.pending(Contact) if row.index == index), None)
    if contact is None:
        contact = world.add(
            Contact(
                connector=line,
                address=alert.reporter_phone,
                index=index,
                last_in_at=alert.received_at,
                language=alert.language if alert.language in Writing.values else Writing.AR,
            )
        )
    came = world.add(
        Message(
            connector=line, contact=contact, direction=Direction.IN, at=alert.received_at, body=alert.text,
            language=contact.language,
        )
    )  # fmt: skip
    answer = world.add(_answer(line, contact, (alert.read_at or alert.received_at) + timedelta(minutes=1), cut=cut))
    answer.key, answer.by = f"REPLY:{came.uuid}", alert.read_by
    for message in (came, answer):
        world.add(AlertMessage(alert=alert, message=message, at=message.at))


def _answer(line: Connector, contact: Contact, at: datetime, *, cut: bool) -> Message:
    known = wording.ALL["WHERE"]
    return Message(
        connector=line, contact=contact, direction=Direction.OUT, at=at, body=known.texts[contact.language], language=contact.language,
        template=known.code, status=Status.UNCLEAR if cut else Status.DELIVERED, reason=Reason.CUT if cut else "", due_at=at, claimed_at=at,
        tries=1, urgent=True, sent_at=None if cut else at, delivered_at=None if cut else at + timedelta(seconds=3),
    )  # fmt: skip
