"""Tests of the ways in: taken as alerts in every step, and undone before anybody can see or count one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from yaqaza.alerts.actions import talks
from yaqaza.channels import actions as channels
from yaqaza.channels.models import Message

Result = TypeVar("Result")


class _Undone(Exception):
    """Takes back all that was written since the savepoint."""


def tried(take: Callable[[], Result]) -> Result:
    """Do what ``take`` does and take it back: rows, numbers, trail and queued jobs. It returns its result."""
    found: list[Result] = []
    try:
        with transaction.atomic():
            found.append(take())
            raise _Undone
    except _Undone:
        return found[0]


@transaction.atomic
def take_test(*, message_id: int) -> bool:
    """Take a test that came by a connector as an alert, undo that, and note that it arrived."""
    message = Message.objects.select_related("connector__organisation__area", "contact").get(pk=message_id)
    tried(lambda: talks.receive_messages([message]))
    return channels.note_arrived(connector=message.connector, text=message.body)
