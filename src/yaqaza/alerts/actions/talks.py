"""Messages become alerts, later ones join them, and reporters are answered: all channels through the one way in."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.accounts.states import OrganisationKind
from yaqaza.alerts import rules
from yaqaza.alerts.actions.intake import Arriving, Received, add_information, receive_all
from yaqaza.alerts.actions.triage import locked
from yaqaza.alerts.models import Alert, AlertEvent, AlertMessage
from yaqaza.alerts.queries import talks as queries
from yaqaza.alerts.states import Category, PlacePrecision
from yaqaza.channels import actions as channels
from yaqaza.channels import queries as channel_queries
from yaqaza.channels import rules as channel_rules
from yaqaza.channels import wording
from yaqaza.channels.models import Contact, Message
from yaqaza.channels.network import Broken, Permanent
from yaqaza.channels.states import Writing
from yaqaza.core import audit, dates, images, jobs
from yaqaza.core.crypto import blind_index
from yaqaza.core.presence import AWAY
from yaqaza.core.refusal import Refused
from yaqaza.core.text import clean
from yaqaza.territory import queries as territory

log = logging.getLogger(__name__)

LEFT_FOR = timedelta(minutes=3)
"""What its own job has not taken in by then is looked after."""

AT_ONCE = 500


def take_messages(*, message_ids: Sequence[int]) -> int:
    """Take in all that the contacts of these messages wrote and that belongs to no alert yet, in the order in which
    it was written; return how many messages that were.

    So a message that overtook the one before it does not become an alert of its own. Run twice, it does nothing more. Of one contact, a
    message that cannot be taken in leaves those after it alone; its fault is raised at the end, so that the job is tried again.
    """
    contacts = list(Contact.objects.filter(messages__in=message_ids).values_list("pk", flat=True).distinct())
    count, more, fault = 0, True, None
    try:
        while more:
            taken, more = _take(contacts)
            count += taken
        return count
    except AWAY:
        raise
    except Exception:
        if len(contacts) > 1:
            raise
    for pk in list(queries.untaken(contacts).values_list("pk", flat=True)):
        try:
            count += _take(contacts, only=pk)[0]
        except Exception as error:
            fault = error
    if fault is not None:
        raise fault
    return count


@transaction.atomic
def _take(contacts: Sequence[int], *, only: int | None = None) -> tuple[int, bool]:
    """Add to the alerts that are open, then make one of the first message of each contact that has none; return how many messages that
    were, and whether more wait to join those that were made.

    They do so in another turn: from the number of a new alert until all is committed, everybody waits who reports something.
    """
    rows = (
        Contact.objects.select_for_update(of=("self",), no_key=True).select_related("connector").filter(pk__in=contacts)
    )
    held = {row.pk: row for row in rows.order_by("pk")}
    waiting = queries.untaken(list(held))
    messages = list(waiting if only is None else waiting.filter(pk=only))
    alerts = queries.open_alerts(list(held))
    first: dict[int, Message] = {}
    joining: list[Message] = []
    for message in messages:
        message.contact = held[message.contact_id]
        if message.contact_id in alerts:
            add_information(alert=alerts[message.contact_id], text=_said(message))
            joining.append(message)
        else:
            first.setdefault(message.contact_id, message)
    received = dict(zip(first, receive_messages(list(first.values())), strict=True))
    alerts |= {contact: each.alert for contact, each in received.items()}
    answers = _tell_codes([(message, received[contact]) for contact, message in first.items()])
    done = [*joining, *first.values()]
    taken = [AlertMessage(alert=alerts[message.contact_id], message=message) for message in done]
    said = [AlertMessage(alert=received[answer.contact_id].alert, message=answer) for answer in answers]
    AlertMessage.objects.bulk_create(said + taken)
    channels.note_taken(messages=[message.pk for message in done])
    jobs.enqueue_all("alerts.fetch_pictures", [{"message_id": each.pk} for each in done if each.attachments])
    return len(done), len(done) < len(messages)


def take_left() -> int:
    """Take in what became no alert in its own time, and return how much that was: nothing said to us is lost."""
    left = channel_queries.untaken(before=timezone.now() - LEFT_FOR)
    taken = AlertMessage.objects.filter(message__in=left.values("pk")).values_list("message_id", flat=True)
    channels.note_taken(messages=list(taken[:AT_ONCE]))
    count, seen = 0, set()
    for pk, contact_id in left.values_list("pk", "contact_id")[:AT_ONCE]:
        if contact_id in seen:
            continue
        seen.add(contact_id)
        try:
            count += take_messages(message_ids=[pk])
        except Exception as error:  # it stays counted on its connector's page, and is tried again in five minutes
            log.error("message %s became no alert: %s", pk, type(error).__name__)
    return count


def fetch_pictures(*, message_id: int) -> int:
    """Add the pictures that came with a message to its alert, made anew as all photos are.

    The provider is asked before anything is held; a second run adds nothing. What is no picture stays with the provider.
    """
    row = (
        AlertMessage.objects.select_related("alert", "message__connector", "message__arrival")
        .filter(message=message_id)
        .first()
    )
    if row is None:
        return 0
    photos = []
    try:
        for data in channels.pictures(message=row.message):
            with contextlib.suppress(images.NotAPhoto):
                photos.append(images.clean(BytesIO(data)))
    except (Permanent, Broken):  # it was taken back, or our key no longer opens it
        return 0
    if not photos:
        return 0
    with transaction.atomic():
        if not channels.note_fetched(message=row.message, count=len(photos)):
            return 0
        add_information(alert=row.alert, text="", photos=photos, wakes=False)  # its message did
    return len(photos)


def receive_messages(messages: Sequence[Message]) -> list[Received]:
    """Make an alert of each message and read it at once: the answer says until when a person does, and its words may
    make that sooner."""
    return receive_all([_arriving(message) for message in messages], read=True)


def _arriving(message: Message) -> Arriving:
    """Where it is: the position that was sent, else somewhere in the area that the connector serves."""
    house = message.connector.organisation
    commune = None
    if message.lon is not None and message.lat is not None:
        commune = territory.commune_at(message.lon, message.lat)
    by_telephone = message.connector.medium.by_telephone
    return Arriving(
        by=None,
        channel=message.connector.medium.value,
        text=message.body,
        category=Category.OTHER,
        area=commune or house.area,
        place_precision=PlacePrecision.EXACT if commune else PlacePrecision.UNKNOWN,
        lon=message.lon if commune else None,
        lat=message.lat if commune else None,
        organisation=_who_decides(house) if commune is None else None,
        reporter_phone=_telephone(message.contact.address) if by_telephone else "",
        reporter_name=message.contact.name,
        source_ref=str(message.uuid),
        received_at=message.at,
    )


def _who_decides(house: Organisation) -> Organisation | None:
    """The connector's own house when it is one that has a duty desk; a ministry's number is answered where the alert lies."""
    return house if house.kind in rules.OUR_KINDS and house.kind != OrganisationKind.MINISTRY else None


def _telephone(address: str) -> str:
    try:
        return countries.get(settings.COUNTRY).normalise_phone(address)
    except countries.Invalid:
        return ""  # a short number, or the name of a service


def _said(message: Message) -> str:
    """What an addition says when it came without words."""
    if message.body:
        return message.body
    if message.lat is not None and message.lon is not None:
        return f"{message.lat:.5f}, {message.lon:.5f}"
    with translation.override("ar"):
        return _("(A photo or a recording came; it stays with the provider.)")


def _tell_codes(told: Sequence[tuple[Message, Received]]) -> list[Message]:
    if not told:
        return []
    emergency, own = queries.emergency_number(), wording.own_words("RECEIVED")
    return channels.order_all([
        channels.Order(
            contact=message.contact,
            body=wording.filled(
                "RECEIVED", language, own, code=received.tracking_code, due=_due(received.alert, language), emergency=emergency
            ),
            key=f"RECEIVED:{message.uuid}",
            template="RECEIVED",
            language=language,
            urgent=True,  # whoever just wrote is awake
        )
        for message, received in told
        for language in [message.contact.language]
    ])  # fmt: skip


def _due(alert: Alert, language: str) -> str:
    with translation.override(language if language in dict(settings.LANGUAGES) else "ar"):
        return dates.moment(alert.due_at)


@transaction.atomic
def write(*, alert: Alert, by: User, text: str, key: str, at_once: bool = False, template: str = "") -> Message:
    """Answer the reporter by the way they wrote; the same words under the same ``key`` go once.

    Whoever comes back to the page and changes the words writes another answer.
    """
    alert = locked(alert)
    rules.check_may(by, Permission.MESSAGE_SEND, alert=alert)
    rules.check_read(alert)
    talk = queries.talk_of(alert)
    if talk.contact is None:
        raise Refused(_("Nobody wrote to us about this alert: there is nobody to answer."))
    said = clean(text)
    channel_rules.check_words(said)
    channel_rules.check_write(talk.contact)
    code = _ready(template, said, talk.contact)
    channel_rules.check_fits(talk.contact, said, code)
    message = channels.order(
        contact=talk.contact, body=said, key=f"REPLY:{key}:{blind_index('reply', said)[:16]}", by=by, urgent=at_once,
        template=code,
        language=talk.contact.language if talk.contact.language in Writing.values else "",
    )  # fmt: skip
    _row, made = AlertMessage.objects.get_or_create(message=message, defaults={"alert": alert})
    if made:
        AlertEvent.objects.create(alert=alert, kind=AlertEvent.Kind.WRITTEN, by=by)
        audit.record("alert.written", on=alert, by=by, number=alert.number)
    return message


def _ready(code: str, said: str, contact: Contact) -> str:
    """The code of ready words that were left as they are; changed ones are an officer's own."""
    if code not in wording.ALL:
        return ""
    words = wording.text(code, contact.language, emergency=queries.emergency_number())
    return code if clean(words) == said else ""


@transaction.atomic
def decide(*, row: AlertMessage, by: User, what: str) -> Message:
    """Do with a message that did not surely arrive what ``what`` says: again, took or leave."""
    rules.check_may(by, Permission.MESSAGE_SEND, alert=row.alert)
    action = {"again": channels.send_again, "took": channels.took_it, "leave": channels.leave}.get(what)
    if action is None:
        raise Refused(rules.nothing_changed())
    return action(message=row.message, by=by)


@transaction.atomic
def forget(*, alert_id: int) -> None:
    """Erase who talked with us about an alert, or is notified of it, at their own wish; what was said stays with
    the alert."""
    channels.unsubscribe(about=Alert.objects.values_list("uuid", flat=True).get(pk=alert_id))
    for contact in Contact.objects.filter(
        messages__in=AlertMessage.objects.filter(alert=alert_id).values("message")
    ).distinct():
        channels.forget(contact=contact)
