"""Connectors and messages, by who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.scope import within
from yaqaza.accounts.states import OrganisationStatus
from yaqaza.channels import rules, wording
from yaqaza.channels.connectors import gateway
from yaqaza.channels.models import Arrival, Attempt, Connector, Contact, Message, OptOut, Subscription
from yaqaza.channels.network import Trouble
from yaqaza.channels.states import STANDING, TO_DECIDE, Direction, Health, Kind, Status
from yaqaza.core.refusal import NotFound, why_not


def visible_to(user: User) -> QuerySet[Connector]:
    """Return the connectors of the organisations that ``user`` reaches."""
    reach = within(
        user, Permission.CHANNEL_VIEW, area_path="organisation__area__path", organisation_path="organisation__path"
    )
    return Connector.objects.filter(reach).select_related("organisation")


def get_connector(uuid: UUID, *, seen_by: User) -> Connector:
    """One answer for "no such connector" and "not yours"."""
    found = visible_to(seen_by).filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("This connector does not exist."))
    return found


VERSION = "md5(enabled::text || settings::text || secrets)"
"""SQL for what of a connector decides whether a call is its provider's."""


def calling(uuid: UUID) -> Connector:
    """Return the connector whose address a provider calls, with its ``version``; one that is switched off does not exist."""
    found = Connector.objects.filter(uuid=uuid, enabled=True).annotate(version=RawSQL(VERSION, [])).first()  # noqa: S611 - a constant
    if found is None:
        raise NotFound(_("This connector does not exist."))
    return found


def houses_to_serve(user: User) -> QuerySet[Organisation]:
    """Return the active organisations for which ``user`` may set up connectors."""
    reach = within(user, Permission.CHANNEL_MANAGE, area_path="area__path", organisation_path="path")
    return Organisation.objects.filter(reach, status=OrganisationStatus.ACTIVE).order_by("path")


def listed(user: User) -> QuerySet[Connector]:
    """Return the connectors with whether something waits for a person, the troubled first."""
    undecided = Message.objects.filter(connector=OuterRef("pk"), status__in=TO_DECIDE)
    return (
        visible_to(user)
        .annotate(undecided=Exists(undecided), trouble_first=Q(out_health=Health.TROUBLE) | Q(in_health=Health.TROUBLE))
        .order_by("-trouble_first", "-enabled", "name", "id")
    )


def sent_by(connector: Connector) -> QuerySet[Message]:
    """Return what a connector sent or is about to send."""
    return Message.objects.filter(connector=connector, direction=Direction.OUT).select_related("contact", "by")


def waiting_of(connector: Connector) -> dict[Status, int]:
    """Return how many messages of a connector stand where somebody has to know of it."""
    rows = (
        Message.objects.filter(connector=connector, status__in=STANDING)
        .values_list("status")
        .annotate(count=Count("id"))
    )
    return {Status(status): count for status, count in sorted(rows)}


def own_to_decide(connector: Connector) -> QuerySet[Message]:
    """Return what a connector sent by itself and a person has to decide about, the newest first."""
    return (
        Message.objects.filter(connector=connector, status__in=TO_DECIDE, template__in=wording.BY_ITSELF)
        .select_related("connector__organisation__area", "contact__connector", "by")
        .order_by("-at", "-id")
    )


def get_own(uuid: UUID, *, seen_by: User) -> Message:
    """Return a message that a connector within reach sent by itself."""
    found = (
        Message.objects.filter(connector__in=visible_to(seen_by).values("pk"), template__in=wording.BY_ITSELF)
        .select_related("connector__organisation__area", "contact__connector")
        .filter(uuid=uuid)
        .first()
    )
    if found is None:
        raise NotFound(_("This message does not exist, or it belongs to another place."))
    return found


def unreadable_of(connector: Connector) -> int:
    """Return how many calls of the last ninety days held nothing that we know (at most a hundred are counted)."""
    return len(Arrival.objects.filter(connector=connector, readable=False).exclude(raw="").values_list("pk")[:100])


@dataclass(frozen=True, slots=True)
class Push:
    """What a page needs to offer notifications: our public key, and how many browsers have them."""

    key: str
    count: int
    here: bool  # this browser is one of them


def push_for(*, user: User | None = None, about: UUID | None = None, browser: UUID | None = None) -> Push | None:
    """Return how notifications stand for an officer or a report; None where they are not set up.

    Of a report it is not known which browser asked: what the browser itself says is believed.
    """
    connector = Connector.objects.filter(kind=Kind.WEB_PUSH, enabled=True).order_by("id").first()
    if connector is None:
        return None
    try:
        key = gateway(connector.type, connector.values).public_key  # type: ignore[attr-defined]  # of this kind alone
    except Trouble:
        return None
    rows = Subscription.objects.filter(user=user, about=about, contact__connector=connector)
    return Push(key, rows.count(), user is None or (browser is not None and rows.filter(browser=browser).exists()))


@dataclass(frozen=True, slots=True)
class Letters:
    """How alarms by e-mail stand for an officer: to which address they go, or why they cannot."""

    on: bool
    address: str
    why_not: str


def letters_for(user: User) -> Letters:
    on = Subscription.objects.filter(user=user, contact__connector__kind=Kind.EMAIL).exists()
    return Letters(on, user.email, why_not(rules.check_letters, user))


def untaken(*, before: datetime) -> QuerySet[Message]:
    """Return what people wrote before a moment and of which nothing was made, the longest waiting first."""
    return Message.objects.filter(direction=Direction.IN, command="", taken_at=None, at__lt=before).order_by("at")


def untaken_of(connector: Connector) -> int:
    """Return how many messages of a connector wait for more than a quarter of an hour to become an alert (at most a hundred)."""
    return len(
        untaken(before=timezone.now() - timedelta(minutes=15)).filter(connector=connector).values_list("pk")[:100]
    )


def attempts_of(message: Message) -> QuerySet[Attempt]:
    """Return the tries of a message, in order."""
    return message.attempts.order_by("id")


def opted_out_since(contact: Contact) -> OptOut | None:
    """Return the wish of somebody who wants no messages, if they said so."""
    if not contact.index:
        return None
    return OptOut.objects.filter(medium=contact.connector.medium, index=contact.index).first()
