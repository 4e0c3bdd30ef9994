"""How alerts come in: one action for every channel, and what their reporters add later."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import queries, reading, rules
from yaqaza.alerts.actions import fingerprints
from yaqaza.alerts.actions.analysing import without
from yaqaza.alerts.actions.triage import change, locked
from yaqaza.alerts.models import Alert, AlertEvent, AlertMessage, AlertPhoto, Reading
from yaqaza.alerts.routing import actions as routing
from yaqaza.alerts.states import FIRST_URGENCY, NEEDS_OF, AlertStatus, Category, Channel, Need, PlacePrecision, Urgency
from yaqaza.core import audit, jobs
from yaqaza.core.crypto import blind_index
from yaqaza.core.ids import next_number
from yaqaza.core.images import Photo
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.core.text import clean
from yaqaza.territory.models import Area

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty signs that are not taken for one another, said aloud or copied by hand."""

CONTACT = ("reporter_phone", "reporter_name")


@dataclass(frozen=True, slots=True)
class Received:
    """The alert, the code to follow it by (only its blind index is stored), and whether the same message had come before."""

    alert: Alert
    tracking_code: str
    repeated: bool = False


@transaction.atomic
def receive(
    *,
    by: User | None,
    channel: Channel | str,
    text: str,
    category: Category | str,
    area: Area,
    place_precision: PlacePrecision | str,
    place_text: str = "",
    lon: float | None = None,
    lat: float | None = None,
    people_count: int | None = None,
    anonymous: bool = False,
    reporter_name: str = "",
    reporter_phone: str = "",
    urgency: Urgency | int | None = None,
    organisation: Organisation | None = None,
    language: str = "",
    source_ref: str = "",
    photos: Sequence[Photo] = (),
    received_at: datetime | None = None,
    needs: Sequence[str] = (),
    needs_cleared: Sequence[str] = (),
) -> Received:
    """This function will take a message in and return it with its tracking code; the same ``source_ref`` comes in once.

    ``by`` is None for a citizen. A second call with the same channel and ``source_ref`` changes nothing and returns the alert
    of the first one with the same code. ``needs_cleared`` were proposed to whoever wrote it down, and were not meant.
    """
    if by is not None and not by.may(Permission.ALERT_RECORD):
        raise NotPermitted(_("Your role does not include recording alerts."))
    channel, category, precision = Channel(channel), Category(category), PlacePrecision(place_precision)
    text, place_text, now = clean(text), clean(place_text)[:300], timezone.now()
    rules.check_text(text)
    if source_ref and (before := Alert.objects.filter(channel=channel, source_ref=source_ref).first()):
        return Received(before, _code_again(before), repeated=True)
    when = received_at or now
    if when > now + timedelta(minutes=5):
        raise Refused(_("An alert cannot come from the future. Check the day and the hour."))
    if people_count is not None and not 1 <= people_count <= rules.PEOPLE_MOST:
        raise Refused(rules.how_many())
    phone = "" if anonymous else _phone(reporter_phone)
    level = Urgency(urgency) if urgency is not None else FIRST_URGENCY[category]
    given = [need for need in needs if need in Need.values]
    cleared = [need for need in needs_cleared if need in Need.values and need not in given]
    code = _new_code(channel, source_ref)
    alert = Alert(
        channel=channel,
        source_ref=source_ref,
        received_at=when,
        text=text,
        folded=reading.folded(text, place_text),
        language=language[:12],
        category=category,
        needs=[need.value for need in Need if need in {*given, *NEEDS_OF[category]}],
        people_count=people_count,
        urgency=level,
        due_at=rules.due_at(level, when, area.path),
        area=area,
        area_path=area.path,
        place_precision=precision,
        place_text=place_text,
        lon=lon,
        lat=lat,
        anonymous=anonymous,
        reporter_name="" if anonymous else clean(reporter_name)[:120],
        reporter_phone=phone,
        reporter_index=blind_index("phone", phone),
        tracking_hash=queries.tracking_hash(code),
        organisation=organisation or queries.responsible_organisation(area),
        recorded_by=by,
    )
    chosen = by is not None and organisation is not None
    routed = routing.send(alert, since=when, rehouse=not chosen)
    kept = _stored(photos)
    alert.number = next_number(f"A-{timezone.localdate().year}-")  # last: all others who record wait for it
    try:
        with transaction.atomic():
            alert.save(force_insert=True)
    except IntegrityError:  # the same message at the same moment, in another process
        for row in kept:
            row.file.delete(save=False)
        first = Alert.objects.filter(channel=channel, source_ref=source_ref).first() if source_ref else None
        if first is None:
            raise
        return Received(first, _code_again(first), repeated=True)
    event = AlertEvent.objects.create(
        alert=alert,
        kind=AlertEvent.Kind.RECEIVED,
        by=by,
        at=now,
        before={"needs": given} | ({"cleared": cleared} if cleared else {}) | ({"chosen": True} if chosen else {}),
    )
    _keep(kept, alert, event)
    if routed is not None:
        routed.save(force_insert=True)
    audit.record(
        "alert.received", on=alert, by=by, number=alert.number, channel=channel, category=category, urgency=int(level)
    )
    jobs.enqueue("alerts.analyse", alert_id=alert.pk)
    jobs.enqueue("alerts.fingerprint", alert_id=alert.pk)
    return Received(alert, code)


@transaction.atomic
def add_information(*, alert: Alert, text: str, photos: Sequence[Photo] = (), wakes: bool = True) -> AlertEvent:
    """This function will keep what the reporter adds by the tracking page; the queue shows it until someone opened it.

    A dismissed alert waits for a decision again, unless it does not ``wake``: what was added had been said before.
    """
    alert = Alert.objects.select_for_update(of=("self",), no_key=True).select_related("story__lead").get(pk=alert.pk)
    said = clean(text)
    rules.check_text(said)
    if not said and not photos:
        raise Refused(_("Write something, or add a photo."))
    event = AlertEvent.objects.create(alert=alert, kind=AlertEvent.Kind.ADDITION, text=said)
    _keep(_stored(photos), alert, event)
    if photos:
        jobs.enqueue("alerts.fingerprint", alert_id=alert.pk)
    worked_on = queries.followed(alert)
    Alert.objects.filter(pk__in={alert.pk, worked_on.pk}).update(has_addition=True)
    alert.has_addition = True
    audit.record("alert.addition", on=alert, number=alert.number, photos=len(photos))
    if wakes:
        _wake(worked_on)
    jobs.enqueue("cases.addition_arrived", event_id=event.pk)  # the file of the alert is told
    return event


@transaction.atomic
def erase_contact(*, alert: Alert) -> None:
    """This function will erase the reporter's number and name at their own wish, for good, also where they were read in the text or
    stood unread in an imported row; what they reported stays.

    Nobody is named in the trail: whoever holds the code asked for it. Nothing happens when there is nothing to erase.
    """
    alert = locked(alert)
    talked = AlertMessage.objects.filter(alert=alert).exclude(message__contact__index="").exists()
    if not (alert.reporter_phone or alert.reporter_name or talked):
        return
    phone, name = alert.reporter_phone, alert.reporter_name
    change(alert, reporter_phone="", reporter_name="", reporter_index="", anonymous=True)
    for read in Reading.objects.filter(alert=alert):
        read.phones, read.names = without(read.found_phones, phone), without(read.found_names, name)
        read.save(update_fields=["phones", "names"])
    for event in alert.events.filter(kind=AlertEvent.Kind.RECEIVED).exclude(sealed=""):
        event.sealed = AlertEvent.seal([cell for cell in event.unread if cell.get("field") not in CONTACT])
        event.save(update_fields=["sealed"])
    fingerprints.forget_contact(alert=alert)
    jobs.enqueue("alerts.forget_talk", alert_id=alert.pk)
    jobs.enqueue("monitoring.forget_authors", alert_id=alert.pk)
    jobs.enqueue("signals.look", source="alerts", ids=[alert.pk])
    AlertEvent.objects.create(alert=alert, kind=AlertEvent.Kind.ERASED)
    audit.record("alert.contact_erased", on=alert, number=alert.number)


def _wake(alert: Alert) -> None:
    """A dismissed alert to which its reporter answers waits for a decision again, from now on."""
    alert = locked(alert)
    if alert.status != AlertStatus.DISMISSED:
        return
    rules.check_move(rules.MOVES, alert.status, AlertStatus.READ)
    due = rules.due_at(alert.urgency, timezone.now(), alert.area_path)
    change(alert, status=AlertStatus.READ, dismiss_reason="", decided_at=None, due_at=due)
    alert.events.filter(kind=AlertEvent.Kind.DISMISSED, undone_at=None).update(undone_at=timezone.now())
    AlertEvent.objects.create(alert=alert, kind=AlertEvent.Kind.UNDONE, before={"kind": AlertEvent.Kind.DISMISSED})
    audit.record("alert.woken", on=alert, number=alert.number)


def _stored(photos: Sequence[Photo]) -> list[AlertPhoto]:
    """Write the files, which is slow, before anybody waits for it."""
    rows = []
    for photo in photos:
        row = AlertPhoto(sha256=photo.sha256, width=photo.width, height=photo.height, size=photo.size)
        row.file.save(f"{row.uuid}.jpg", ContentFile(photo.content), save=False)
        rows.append(row)
    return rows


def _keep(rows: Sequence[AlertPhoto], alert: Alert, event: AlertEvent) -> None:
    for row in rows:
        row.alert, row.event = alert, event
        row.save(force_insert=True)


def _phone(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return countries.get(settings.COUNTRY).normalise_phone(text)
    except countries.Invalid as refusal:
        raise Refused(refusal.sentence(get_language() or "ar")) from None


def _new_code(channel: str, source_ref: str) -> str:
    """A code that no alert has; with a ``source_ref`` one that can be made again for whoever sends the same message twice."""
    for attempt in range(50):
        code = (
            _derived(channel, source_ref, attempt)
            if source_ref
            else _written([secrets.randbelow(30) for _ in range(8)])
        )
        if not Alert.objects.filter(tracking_hash=queries.tracking_hash(code)).exists():
            return code
    raise RuntimeError("no free tracking code in fifty tries")


def _code_again(alert: Alert) -> str:
    for attempt in range(50):
        code = _derived(alert.channel, alert.source_ref, attempt)
        if queries.tracking_hash(code) == alert.tracking_hash:
            return code
    return ""


def _derived(channel: str, source_ref: str, attempt: int) -> str:
    message = f"tracking:{channel}:{source_ref}:{attempt}".encode()
    digest = hmac.new(settings.INDEX_KEY.encode(), message, hashlib.sha256).digest()
    value = int.from_bytes(digest, "big")
    return _written([value // 30**place % 30 for place in range(8)])


def _written(signs: Sequence[int]) -> str:
    letters = "".join(ALPHABET[sign] for sign in signs)
    return f"{letters[:4]}-{letters[4:]}"
