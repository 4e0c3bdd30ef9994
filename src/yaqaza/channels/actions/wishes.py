"""Who wants no more messages, and who wants them again: the word that was written last counts, in whatever order they come."""

from __future__ import annotations

from yaqaza.channels import wording
from yaqaza.channels.actions.sending import order
from yaqaza.channels.models import Message, OptOut
from yaqaza.channels.states import Command, Direction, Kind
from yaqaza.core import audit


def opt_out(message: Message) -> None:
    """Obey STOP, and say once that it does."""
    contact, medium = message.contact, message.connector.medium
    if _said_later(message, Command.START):
        return
    _wish, made = OptOut.objects.get_or_create(
        medium=medium, index=contact.index, defaults={"language": message.language, "since": message.at}
    )
    if made:
        audit.record("message.opted_out", on=contact, medium=medium)
        _answer(message, "STOPPED", notice=True)


def opt_in(message: Message) -> None:
    """Obey START, and greet."""
    contact, medium = message.contact, message.connector.medium
    if _said_later(message, Command.STOP):
        return
    gone, _rows = OptOut.objects.filter(medium=medium, index=contact.index).delete()
    if gone:
        audit.record("message.opted_in", on=contact, medium=medium)
    _answer(message, "RESUMED")


def _said_later(message: Message, command: Command) -> bool:
    same = [kind for kind in Kind if kind.medium == message.connector.medium]
    return Message.objects.filter(
        contact__index=message.contact.index, contact__connector__kind__in=same, direction=Direction.IN, command=command,
        at__gt=message.at,
    ).exists()  # fmt: skip


def _answer(message: Message, code: str, *, notice: bool = False) -> None:
    order(
        contact=message.contact, body=wording.text(code, message.language), key=f"{code}:{message.uuid}", template=code,
        language=message.language, urgent=True, notice=notice,
    )  # fmt: skip
