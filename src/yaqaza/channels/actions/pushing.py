"""Notifications in the browser: who wants them, and what they are told, which is never anything of a person or a report."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.channels import rules, wording
from yaqaza.channels.actions.deciding import forget
from yaqaza.channels.actions.sending import order
from yaqaza.channels.models import Connector, Contact, Subscription
from yaqaza.channels.states import Kind, Writing
from yaqaza.core import audit
from yaqaza.core.crypto import blind_index
from yaqaza.core.refusal import Refused

LEADS_TO = {"NEWS": "portal:track", "DANGER": "alerts:queue", "CLOSED": "channels:probes", "PUSH_TEST": "desk:home"}


def index_of(endpoint: str) -> str:
    """Return by what a browser's address is found."""
    return blind_index("push", endpoint)


@transaction.atomic
def subscribe(
    *, endpoint: str, p256dh: str, auth: str, language: str, user: User | None = None, about: UUID | None = None
) -> Subscription:
    """This function will note that a browser wants notifications; the same browser is noted once, for the last who asked."""
    connector = Connector.objects.filter(kind=Kind.WEB_PUSH, enabled=True).order_by("id").first()
    if connector is None:
        raise Refused(_("Notifications are not set up here."))
    rules.check_subscription(endpoint, p256dh, auth)
    address = json.dumps({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}})
    spoken = language if language in Writing.values else Writing.AR
    contact, _made = Contact.objects.select_for_update(no_key=True).update_or_create(
        connector=connector, index=index_of(endpoint), defaults={"address": address, "language": spoken}
    )
    row, made = Subscription.objects.update_or_create(contact=contact, defaults={"user": user, "about": about})
    if made:
        audit.record("push.subscribed", on=contact, by=user)
    return row


@transaction.atomic
def unsubscribe(*, endpoint: str = "", user: User | None = None, about: UUID | None = None) -> int:
    """This function will end notifications: of one browser, or all that an officer or whoever follows a report has."""
    rows = Subscription.objects.filter(user=user, about=about).select_related("contact")
    if endpoint:
        rows = rows.filter(contact__index=index_of(endpoint))
    found = list(rows)
    for row in found:
        _end(row.contact, by=user)
    return len(found)


@transaction.atomic
def end(*, contact_id: int) -> None:
    """This function will forget a browser that takes no more notifications."""
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is not None:
        _end(contact, by=None)


def _end(contact: Contact, *, by: User | None) -> None:
    Subscription.objects.filter(contact=contact).delete()
    forget(contact=contact)
    audit.record("push.ended", on=contact, by=by)


def tell_followers(*, about: UUID, key: str) -> int:
    """This function will tell whoever follows a report that there is something new, and not what; the same ``key`` once."""
    return _tell(Subscription.objects.filter(about=about), "NEWS", key)


def tell_officers(*, users: Iterable[User], code: str, key: str) -> int:
    """This function will notify officers at once, also at night; the same ``key`` once."""
    return _tell(Subscription.objects.filter(user__in=list(users)), code, key, urgent=True)


@transaction.atomic
def _tell(rows: Iterable[Subscription], code: str, key: str, *, urgent: bool = False) -> int:
    count = 0
    for row in Subscription.objects.select_related("contact__connector").filter(pk__in=[each.pk for each in rows]):
        contact = row.contact
        words = {
            "title": "يقظة · Yaqaza",
            "body": wording.text(code, contact.language),
            "url": reverse(LEADS_TO[code]),
            "tag": code,
        }
        order(
            contact=contact, body=json.dumps(words, ensure_ascii=False), key=f"{code}:{key}:{contact.pk}", template=code,
            language=contact.language, urgent=urgent,
        )  # fmt: skip
        count += 1
    return count
