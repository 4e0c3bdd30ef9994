"""What was said between a reporter and us, and what of it did not arrive."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.accounts.models import User
from yaqaza.alerts.models import Alert, AlertMessage
from yaqaza.alerts.queries.rows import followed, visible_to
from yaqaza.alerts.states import WAITING, AlertStatus
from yaqaza.channels import queries as channels
from yaqaza.channels.models import Contact, Message, OptOut
from yaqaza.channels.states import TO_DECIDE, Direction
from yaqaza.core.refusal import NotFound

SHOWN = 100
TALK_LASTS = timedelta(days=14)
"""Somebody who was silent for longer tells of something else, unless the alert still waits."""

COMES_BACK = timedelta(days=3)
"""Whoever answers within this to an alert that was dismissed is heard again."""


@dataclass(frozen=True, slots=True)
class Talk:
    """The messages of an alert, oldest first, with whom, and whether they want to be written to."""

    messages: list[Message] = field(default_factory=list)
    contact: Contact | None = None
    opted_out: OptOut | None = None


def talk_of(alert: Alert) -> Talk:
    """Return the talk about an alert: at most the last hundred messages."""
    newest = (
        AlertMessage.objects.filter(alert=alert)
        .select_related("message__contact__connector", "message__by")
        .order_by("-id")[:SHOWN]
    )
    messages = sorted((row.message for row in newest), key=lambda message: (message.at, message.pk))
    contact = messages[-1].contact if messages else None
    return Talk(messages, contact, channels.opted_out_since(contact) if contact else None)


def untaken(contacts: Collection[int]) -> QuerySet[Message]:
    """Return what these wrote that belongs to no alert yet, in the order in which it was written."""
    taken = AlertMessage.objects.filter(message=OuterRef("pk"))
    return (
        Message.objects.filter(~Exists(taken), contact__in=contacts, direction=Direction.IN, command="")
        .select_related("connector__organisation__area")
        .order_by("at", "id")
    )


def open_alerts(contacts: Collection[int]) -> dict[int, Alert]:
    """Return, by contact, the alert that a new message of theirs joins: the last they told of, while it is worked on.

    That is: it waits for a decision; or a team or a file has it and the last message is at most fourteen days old; or it was
    dismissed at most three days ago (it then comes back).
    """
    last = (
        AlertMessage.objects.filter(message__contact__in=contacts)
        .select_related("alert__story__lead", "alert__area", "message")
        .defer("message__body")
        .order_by("message__contact", "-id")
        .distinct("message__contact")
    )
    return {row.message.contact_id: row.alert for row in last if _is_open(row)}


def _is_open(last: AlertMessage) -> bool:
    now, worked_on = timezone.now(), followed(last.alert)
    if worked_on.status in WAITING:
        return True
    if worked_on.status == AlertStatus.DISMISSED:
        return worked_on.decided_at is not None and worked_on.decided_at > now - COMES_BACK
    return last.at > now - TALK_LASTS


def undecided(user: User) -> QuerySet[AlertMessage]:
    """Return the messages about alerts that ``user`` sees which failed or may have been sent."""
    return AlertMessage.objects.filter(
        message__status__in=TO_DECIDE, alert__in=visible_to(user).values("pk")
    ).select_related("alert", "message__connector", "message__by", "message__contact__connector")


def get_message(uuid: UUID, *, seen_by: User) -> AlertMessage:
    """Return a message of ours about an alert within reach."""
    found = (
        AlertMessage.objects.filter(message__uuid=uuid, alert__in=visible_to(seen_by).values("pk"))
        .select_related("alert__area", "alert__organisation", "message__contact__connector")
        .first()
    )
    if found is None or found.message.comes_in:
        raise NotFound(_("This message does not exist, or it belongs to another place."))
    return found


def emergency_number() -> str:
    """Return the number for a life in danger: this installation's, else the country's, "" when none is published."""
    lines = countries.get(settings.COUNTRY).hotlines
    return settings.PUBLIC_HOTLINE or next((line.number for line in lines if line.kind == "EMERGENCY"), "")
