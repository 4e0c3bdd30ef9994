"""Notifications in the browser and alarms by e-mail: who wants them, and what they say, which is never anything of a person or a report."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.accounts.models import User
from yaqaza.channels import rules, wording
from yaqaza.channels.actions.deciding import forget
from yaqaza.channels.actions.sending import order
from yaqaza.channels.models import Connector, Contact, Message, Subscription
from yaqaza.channels.states import Kind, Reason, Status, Writing
from yaqaza.core import audit
from yaqaza.core.crypto import blind_index
from yaqaza.core.ids import uuid7
from yaqaza.core.refusal import Refused

LEADS_TO = {
    "NEWS": "portal:track", "DANGER": "alerts:queue", "CLOSED": "channels:probes", "OVERDUE": "alerts:raised", "SEVERAL": "desk:home",
    "PUSH_TEST": "desk:home", "LETTERS": "channels:push", "ROUTE": "field:day",
}  # fmt: skip
ALARMS = ("DANGER", "CLOSED", "OVERDUE", "SEVERAL")
BY_LETTER = ("CLOSED", "OVERDUE", "SEVERAL", "LETTERS")
"""What also goes to those who asked for e-mail; a single new alert does not."""

PACE = timedelta(minutes=1)
"""Of alarms that come within it the first is told at once, the others together in one."""

OF_USE = {"NEWS": timedelta(days=1), "ROUTE": timedelta(hours=12)}
OF_USE_USUALLY = timedelta(hours=1)
"""For how long what a notification says is of use: after that it is not shown any more."""


def index_of(endpoint: str) -> str:
    """Return by what a browser's address is found."""
    return blind_index("push", endpoint)


@transaction.atomic
def subscribe(
    *,
    endpoint: str,
    p256dh: str,
    auth: str,
    language: str,
    user: User | None = None,
    about: UUID | None = None,
    session: str = "",
) -> Subscription:
    """Note that a browser wants notifications; the same browser is noted once, for the last who asked.

    An officer's end with the ``session`` (its key) in which they were asked for.
    """
    connector = Connector.objects.filter(kind=Kind.WEB_PUSH, enabled=True).order_by("id").first()
    if connector is None:
        raise Refused(_("Notifications are not set up here."))
    rules.check_subscription(endpoint, p256dh, auth)
    address = json.dumps({"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}})
    contact = _contact(connector, index_of(endpoint), address, language)
    wanted = {"user": user, "about": about, "browser": uuid7() if user else None, "session": session}
    row, made = Subscription.objects.update_or_create(contact=contact, defaults=wanted)
    if made:
        audit.record("push.subscribed", on=contact, by=user)
    return row


@transaction.atomic
def subscribe_letters(*, user: User, language: str, base_url: str) -> Subscription:
    """Note that an officer wants alarms by e-mail, with links that begin with ``base_url``, and write them once."""
    contact = _contact(rules.check_letters(user), _letters_index(user), user.email, language)
    row, made = Subscription.objects.update_or_create(
        contact=contact, defaults={"user": user, "about": None, "base_url": base_url.rstrip("/")}
    )
    if made:
        audit.record("push.subscribed", on=contact, by=user)
        _order(row, "LETTERS", f"LETTERS:{uuid7().hex}")
    return row


def _letters_index(user: User) -> str:
    """Not that of the address: who also reports something from it is another contact, and may be forgotten alone."""
    return blind_index("letters", str(user.pk))


def _contact(connector: Connector, index: str, address: str, language: str) -> Contact:
    spoken = language if language in Writing.values else Writing.AR
    contact, _made = Contact.objects.select_for_update(no_key=True).update_or_create(
        connector=connector, index=index, defaults={"address": address, "language": spoken}
    )
    return contact


@transaction.atomic
def unsubscribe(*, endpoint: str = "", user: User | None = None, about: UUID | None = None) -> int:
    """End notifications: of one browser, or of all that an officer or whoever follows a report has."""
    rows = Subscription.objects.filter(user=user, about=about, contact__connector__kind=Kind.WEB_PUSH)
    return _end_all(rows.filter(contact__index=index_of(endpoint)) if endpoint else rows, by=user)


@transaction.atomic
def unsubscribe_letters(*, user: User) -> int:
    """End the alarms that an officer gets by e-mail."""
    return _end_all(Subscription.objects.filter(user=user, contact__connector__kind=Kind.EMAIL), by=user)


@transaction.atomic
def leave_browser(*, browser: UUID, stays: User | None) -> int:
    """End what a browser is told for whoever used it before: they signed out, or somebody else (``stays``) signed in."""
    return _end_all(Subscription.objects.filter(browser=browser).exclude(user=stays), by=stays)


@transaction.atomic
def stay_in_browser(*, browser: UUID, user: User, session: str) -> None:
    """Note in which session an officer is now, who signed in again where they want notifications."""
    for row in Subscription.objects.filter(browser=browser, user=user):
        row.session = session
        row.save(update_fields=["session"])


def _end_all(rows: Iterable[Subscription], *, by: User | None) -> int:
    found = list(Subscription.objects.filter(pk__in=[row.pk for row in rows]).select_related("contact"))
    for row in found:
        _end(row.contact, by=by)
    return len(found)


@transaction.atomic
def end(*, contact_id: int) -> None:
    """Forget a browser that takes no more notifications."""
    contact = Contact.objects.filter(pk=contact_id).first()
    if contact is not None:
        _end(contact, by=None)


def _end(contact: Contact, *, by: User | None) -> None:
    Subscription.objects.filter(contact=contact).delete()
    forget(contact=contact)
    audit.record("push.ended", on=contact, by=by)


def tell_followers(*, about: UUID, key: str) -> int:
    """Tell whoever follows a report that there is something new, and not what; the same ``key`` once."""
    return _tell(Subscription.objects.filter(about=about), "NEWS", key)


def tell_officers(*, users: Collection[User] | QuerySet[User], code: str, key: str) -> int:
    """Tell officers at once, also at night: in their browsers and, of alarms, by e-mail; the same ``key`` once."""
    rows = Subscription.objects.filter(user__in=users)
    if code not in BY_LETTER:
        rows = rows.exclude(contact__connector__kind=Kind.EMAIL)
    return _tell(rows, code, key)


@transaction.atomic
def _tell(rows: Iterable[Subscription], code: str, key: str) -> int:
    wanted = Subscription.objects.filter(pk__in=[row.pk for row in rows]).select_related("contact__connector", "user")
    found = list(
        wanted.select_for_update(of=("self",), no_key=True).order_by("pk")
    )  # one alarm at a time counts the pace of a browser
    staying = _signed_in(found)
    for row in staying:
        own, now = f"{code}:{key}:{row.contact_id}", timezone.now()
        if (
            code not in ALARMS
            or not _alarmed_since(row.contact, now - PACE)
            or Message.objects.filter(key=own).exists()
        ):
            _order(row, code, own)
            continue
        _order(row, code, own, together=True)
        _sum_up(row, now)
    return len(staying)


def _sum_up(row: Subscription, now: datetime) -> None:
    """Say in one message, a minute after the first, how many came meanwhile; while it waits its number grows."""
    own = Message.objects.filter(contact=row.contact)
    before = own.filter(template="SEVERAL", due_at__lte=now).aggregate(last=Max("due_at"))["last"]
    since = Q(at__gt=before) if before else Q()
    count = own.filter(since, reason=Reason.TOGETHER).count()
    waits = own.filter(template="SEVERAL", status=Status.WAITING, due_at__gt=now).select_for_update(no_key=True).first()
    if waits is None:
        _order(row, "SEVERAL", f"SEVERAL:{uuid7().hex}", not_before=now + PACE, count=count)
    else:
        waits.body = _said(row, "SEVERAL", waits.due_at, count=count)
        waits.save(update_fields=["body"])


def _signed_in(rows: Sequence[Subscription]) -> list[Subscription]:
    """Those of officers who are still signed in, of whoever follows a report, and letters; of a session that ended they end, too."""
    wanted = {row.session for row in rows if row.session}
    if not wanted:
        return list(rows)
    alive = Session.objects.filter(session_key__in=wanted, expire_date__gt=timezone.now())
    over = wanted - set(alive.values_list("session_key", flat=True))
    for row in rows:
        if row.session in over:
            _end(row.contact, by=None)
    return [row for row in rows if row.session not in over]


def _alarmed_since(contact: Contact, since: datetime) -> bool:
    own = Message.objects.filter(contact=contact, template__in=ALARMS).exclude(status=Status.STOPPED)
    return own.filter(Q(at__gt=since) | Q(due_at__gt=since)).exists()


def _order(
    row: Subscription,
    code: str,
    key: str,
    *,
    not_before: datetime | None = None,
    together: bool = False,
    count: int = 0,
) -> None:
    contact = row.contact
    if contact.connector.kind == Kind.EMAIL and row.user is not None and contact.address != row.user.email:
        contact.address = row.user.email  # it was changed since, or taken out
        contact.save(update_fields=["address"])
    order(
        contact=contact, body=_said(row, code, not_before, count=count), key=key, template=code, language=contact.language,
        urgent=code != "NEWS", not_before=not_before, together=together,
    )  # fmt: skip


def _said(row: Subscription, code: str, not_before: datetime | None, *, count: int) -> str:
    """What a letter says, or what is encrypted for a browser."""
    words = wording.text(code, row.contact.language, count=str(count) if count else "")
    if row.contact.connector.kind == Kind.EMAIL:
        return f"{words}\n\n{row.base_url}{reverse(LEADS_TO[code])}"
    until = (not_before or timezone.now()) + OF_USE.get(code, OF_USE_USUALLY)
    said = {
        "title": "يقظة · Yaqaza", "body": words, "url": reverse(LEADS_TO[code]), "tag": code, "until": int(until.timestamp()),
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False)
