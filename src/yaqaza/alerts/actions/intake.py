"""How alerts come in: one action for every channel, and what their reporters add later."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yaqaza import countries
from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.permissions import Permission
from yaqaza.alerts import analysis, queries, reading, rules
from yaqaza.alerts.actions import fingerprints
from yaqaza.alerts.actions.analysing import Settled, take_over, without
from yaqaza.alerts.actions.triage import change, locked
from yaqaza.alerts.models import Alert, AlertEvent, AlertMessage, AlertPhoto, Reading
from yaqaza.alerts.routing import actions as routing
from yaqaza.alerts.states import FIRST_URGENCY, NEEDS_OF, AlertStatus, Category, Channel, Need, PlacePrecision, Urgency
from yaqaza.core import audit, jobs
from yaqaza.core.crypto import blind_index
from yaqaza.core.ids import next_numbers
from yaqaza.core.images import Photo
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.core.text import clean
from yaqaza.territory.models import Area

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Thirty signs that are not taken for one another, said aloud or copied by hand."""

CONTACT = ("reporter_phone", "reporter_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    """A message as a channel brings it. ``by`` is None for a citizen; ``needs_cleared`` were proposed to whoever wrote it down, and
    were not meant."""

    by: User | None
    channel: Channel | str
    text: str
    category: Category | str
    area: Area
    place_precision: PlacePrecision | str
    place_text: str = ""
    lon: float | None = None
    lat: float | None = None
    people_count: int | None = None
    anonymous: bool = False
    reporter_name: str = ""
    reporter_phone: str = ""
    urgency: Urgency | int | None = None
    organisation: Organisation | None = None
    language: str = ""
    source_ref: str = ""
    photos: Sequence[Photo] = ()
    received_at: datetime | None = None
    needs: Sequence[str] = ()
    needs_cleared: Sequence[str] = ()

    @property
    def source(self) -> tuple[str, str]:
        return Channel(self.channel).value, self.source_ref

    @property
    def chosen(self) -> bool:
        """Say whether somebody chose the house that decides."""
        return self.by is not None and self.organisation is not None


@dataclass(frozen=True, slots=True)
class Received:
    """The alert, the code to follow it by (only its blind index is stored), and whether the same message had come before."""

    alert: Alert
    tracking_code: str
    repeated: bool = False


def receive(**brought: Any) -> Received:
    """Take one message in, an ``Arriving``, and return it with its tracking code."""
    [received] = receive_all([Arriving(**brought)])
    return received


@transaction.atomic
def receive_all(arriving: Sequence[Arriving], *, read: bool = False) -> list[Received]:
    """Take messages in and return them in order with their tracking codes; the same ``source_ref`` comes in once.

    A second one of the same channel and ``source_ref`` changes nothing and returns the alert of the first one with the same code.
    With ``read`` their words are read before they are written down, as an imported file's are; else by a job, a moment later.
    """
    now = timezone.now()
    before = _before([each.source for each in arriving if each.source_ref])
    fresh = [each for each in arriving if not (each.source_ref and each.source in before)]
    alerts = [_alert(each, now) for each in fresh]
    codes = _new_codes(fresh)
    for alert, code in zip(alerts, codes, strict=True):
        alert.tracking_hash = queries.tracking_hash(code)
    told = [[_arrival(alert, each, now)] for alert, each in zip(alerts, fresh, strict=True)]
    readings = _read(alerts, told) if read else []
    for alert, each, events in zip(alerts, fresh, told, strict=True):
        routed = routing.send(alert, since=alert.received_at, rehouse=not each.chosen)
        events += [routed] if routed is not None else []
    photos = [_stored(each.photos) for each in fresh]
    give_numbers(alerts)
    try:
        with transaction.atomic():
            Alert.objects.bulk_create(alerts)
    except IntegrityError:  # the same message at the same moment, in another process
        for row in chain(*photos):
            row.file.delete(save=False)
        if not _before([each.source for each in fresh if each.source_ref]):
            raise
        return receive_all(arriving, read=read)
    AlertEvent.objects.bulk_create(list(chain(*told)))
    for alert, events, rows in zip(alerts, told, photos, strict=True):
        _keep(rows, alert, events[0])
    Reading.objects.bulk_create(readings)
    audit.record_all([
        audit.entry(
            "alert.received", on=alert, by=alert.recorded_by, number=alert.number, channel=alert.channel, category=alert.category,
            urgency=int(alert.urgency),
        )
        for alert in alerts
    ])  # fmt: skip
    if alerts:
        jobs.enqueue("alerts.analyse", alert_ids=[alert.pk for alert in alerts])
    made = {id(each): Received(alert, code) for each, alert, code in zip(fresh, alerts, codes, strict=True)}
    return [made.get(id(each)) or _as_before(before[each.source]) for each in arriving]


def give_numbers(alerts: Sequence[Alert]) -> None:
    """Give new alerts their numbers: last, because all others who record wait until this is committed."""
    for alert, each in zip(alerts, next_numbers(f"A-{timezone.localdate().year}-", len(alerts)), strict=True):
        alert.number = each


def _before(sources: Collection[tuple[str, str]]) -> dict[tuple[str, str], Alert]:
    """The alerts that were made of these messages."""
    if not sources:
        return {}
    rows = Alert.objects.filter(
        channel__in={channel for channel, _ref in sources}, source_ref__in={ref for _channel, ref in sources}
    )
    return {(row.channel, row.source_ref): row for row in rows}


def _as_before(alert: Alert) -> Received:
    return Received(alert, _code_again(alert), repeated=True)


def _alert(each: Arriving, now: datetime) -> Alert:
    """The row of a message that may come in, without its number and its code."""
    if each.by is not None and not each.by.may(Permission.ALERT_RECORD):
        raise NotPermitted(_("Your role does not include recording alerts."))
    category, place_text, text = Category(each.category), clean(each.place_text)[:300], clean(each.text)
    rules.check_text(text)
    when = each.received_at or now
    if when > now + timedelta(minutes=5):
        raise Refused(_("An alert cannot come from the future. Check the day and the hour."))
    if each.people_count is not None and not 1 <= each.people_count <= rules.PEOPLE_MOST:
        raise Refused(rules.how_many())
    phone = "" if each.anonymous else _phone(each.reporter_phone)
    level = Urgency(each.urgency) if each.urgency is not None else FIRST_URGENCY[category]
    return Alert(
        channel=Channel(each.channel),
        source_ref=each.source_ref,
        received_at=when,
        text=text,
        folded=reading.folded(text, place_text),
        language=each.language[:12],
        category=category,
        needs=[need.value for need in Need if need in {*_given(each), *NEEDS_OF[category]}],
        people_count=each.people_count,
        urgency=level,
        due_at=rules.due_at(level, when, each.area.path),
        area=each.area,
        area_path=each.area.path,
        place_precision=PlacePrecision(each.place_precision),
        place_text=place_text,
        lon=each.lon,
        lat=each.lat,
        anonymous=each.anonymous,
        reporter_name="" if each.anonymous else clean(each.reporter_name)[:120],
        reporter_phone=phone,
        reporter_index=blind_index("phone", phone),
        organisation=each.organisation or queries.responsible_organisation(each.area),
        recorded_by=each.by,
    )


def _given(each: Arriving) -> list[str]:
    return [need for need in each.needs if need in Need.values]


def _arrival(alert: Alert, each: Arriving, now: datetime) -> AlertEvent:
    given = _given(each)
    cleared = [need for need in each.needs_cleared if need in Need.values and need not in given]
    before = {"needs": given} | ({"cleared": cleared} if cleared else {}) | ({"chosen": True} if each.chosen else {})
    return AlertEvent(alert=alert, kind=AlertEvent.Kind.RECEIVED, by=each.by, at=now, before=before)


def _read(alerts: Sequence[Alert], told: Sequence[list[AlertEvent]]) -> list[Reading]:
    """Take over what the words of new alerts say; the events that tell of a raised urgency are added to ``told``."""
    readings = []
    understood = analysis.understand((alert.text, alert.place_text) for alert in alerts)
    for alert, events, found in zip(alerts, told, understood, strict=True):
        row, settled = analysis.as_reading(0, found), Settled()
        row.alert = alert
        settled.came(events[0])
        raised = take_over(alert, row, found.language, settled)
        events += [raised] if raised is not None else []
        readings.append(row)
    if readings:
        audit.record(
            "alert.analysed",
            read=len(readings),
            raised=sum(len(events) - 1 for events in told),
            model=readings[0].model_version,
        )
    return readings


@transaction.atomic
def add_information(*, alert: Alert, text: str, photos: Sequence[Photo] = (), wakes: bool = True) -> AlertEvent:
    """Keep what the reporter adds by the tracking page; the queue shows it until someone opened it.

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
    """Erase the reporter's number and name at their own wish, for good, also where they were read in the text or
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
    """A dismissed alert about which something new is told waits for a decision again, from now on."""
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


def code_for(channel: Channel | str, source_ref: str) -> str:
    """Return the code under which a message with this ``source_ref`` will be followed, before it is received.

    Of a million alerts in six hundred thousand million codes, one may have it already: then it is received under another.
    """
    return _derived(Channel(channel), source_ref, 0)


def _new_codes(arriving: Sequence[Arriving]) -> list[str]:
    """Codes that no alert has; with a ``source_ref`` such as can be made again for whoever sends the same message twice."""
    codes = [_code(each, 0) for each in arriving]
    taken = _taken(codes)
    return [_another(each) if code in taken else code for each, code in zip(arriving, codes, strict=True)]


def _another(arriving: Arriving) -> str:
    for attempt in range(1, 50):
        code = _code(arriving, attempt)
        if not _taken([code]):
            return code
    raise RuntimeError("no free tracking code in fifty tries")


def _code(arriving: Arriving, attempt: int) -> str:
    if arriving.source_ref:
        return _derived(Channel(arriving.channel), arriving.source_ref, attempt)
    return _written([secrets.randbelow(30) for _ in range(8)])


def _taken(codes: Sequence[str]) -> set[str]:
    by_hash = {queries.tracking_hash(code): code for code in codes}
    found = Alert.objects.filter(tracking_hash__in=by_hash).values_list("tracking_hash", flat=True)
    return {by_hash[index] for index in found if index}


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
