"""What people decide about messages that failed or may have been sent, and what is erased at the wish of who wrote."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.channels import rules
from yaqaza.channels.actions.sending import number_of_receipt
from yaqaza.channels.models import Arrival, Connector, Contact, Message, Receipt
from yaqaza.channels.states import Reason, Status
from yaqaza.core import audit, jobs
from yaqaza.core.refusal import Refused

S = Status


def _locked(message: Message) -> Message:
    return (
        Message.objects.select_for_update(of=("self",), no_key=True)
        .select_related("contact__connector")
        .get(pk=message.pk)
    )


@transaction.atomic
def send_again(*, message: Message, by: User) -> Message:
    """Put a message back into the outbox, as a new one to the provider."""
    message = _locked(message)
    rules.check_again(message)
    now = timezone.now()
    before = message.status
    message.status, message.reason, message.tries, message.rounds = S.WAITING, "", 0, message.rounds + 1
    message.external_id, message.at, message.due_at = "", now, rules.may_go_at(now, urgent=message.urgent)
    message.ahead = True  # a person waits for it now
    message.save(update_fields=["status", "reason", "tries", "rounds", "external_id", "at", "due_at", "ahead"])
    audit.record("message.sent_again", on=message, by=by, before=before)
    if message.due_at <= now:
        jobs.enqueue("channels.send", first=True, message_id=message.pk)
    return message


@transaction.atomic
def took_it(*, message: Message, by: User) -> Message:
    """Note that a message which may have been sent did arrive, as somebody found out."""
    message = _locked(message)
    rules.check_decide(message, S.DELIVERED)
    before, message.status, message.reason = message.status, S.DELIVERED, ""
    message.delivered_at = timezone.now()
    message.save(update_fields=["status", "reason", "delivered_at"])
    audit.record("message.took_it", on=message, by=by, before=before)
    return message


@transaction.atomic
def leave(*, message: Message, by: User) -> Message:
    """Leave a message as it is: nobody sends it again."""
    message = _locked(message)
    rules.check_decide(message, S.STOPPED)
    before, message.status, message.reason = message.status, S.STOPPED, Reason.LEFT
    message.save(update_fields=["status", "reason"])
    audit.record("message.left", on=message, by=by, before=before)
    return message


@transaction.atomic
def decide(*, message: Message, by: User, what: str) -> Message:
    """Do with a message of the connector's own what ``what`` says: again, took or leave.

    Those that belong to a talk are decided there, by whoever reads the talk.
    """
    rules.check_manage(by, message.connector.organisation)
    rules.check_own(message)
    action = {"again": send_again, "took": took_it, "leave": leave}.get(what)
    if action is None:
        raise Refused(_("Say what becomes of the message."))
    return action(message=message, by=by)


@transaction.atomic
def forget(*, contact: Contact) -> None:
    """Erase who somebody is, for good: address, name, and all that came from them as it came."""
    contact = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    connector, index, address = contact.connector, contact.index, contact.address
    contact.address = contact.index = contact.name = ""
    contact.save(update_fields=["address", "index", "name"])
    Message.objects.filter(contact=contact, status=S.WAITING).update(status=S.STOPPED, reason=Reason.FORGOTTEN)
    of_theirs = Q(messages__contact=contact) | (Q(senders__contains=[index]) if index else Q(pk__in=[]))
    theirs = set(Arrival.objects.filter(of_theirs, connector=connector).values_list("pk", flat=True))
    theirs.update(_that_name(address, connector))
    Arrival.objects.filter(pk__in=theirs).update(raw="", sha256="", senders=[])
    numbers = Message.objects.filter(contact=contact).exclude(external_id="").values_list("external_id", flat=True)
    Receipt.objects.filter(connector=connector, external_id__in=[number_of_receipt(each) for each in numbers]).delete()
    Message.objects.filter(contact=contact).update(external_id="", lon=None, lat=None)


def _that_name(address: str, connector: Connector) -> list[int]:
    """Arrivals nobody could say the sender of (parts of a long message, what could not be read) in which the address stands."""
    said = "".join(filter(str.isdigit, address))[-8:] if connector.medium.by_telephone else address
    if len(said) < 4:
        return []
    unknown = Arrival.objects.filter(connector=connector, senders=[], read_at__isnull=False).exclude(raw="")
    return [each.pk for each in unknown.only("id", "raw").iterator(500) if said in each.raw]
