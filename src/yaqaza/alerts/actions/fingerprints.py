"""What of alerts is compared with others: made by jobs after they came, made anew when the way of comparing changes."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Sequence
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from yaqaza.alerts import learned
from yaqaza.alerts.models import Alert, AlertEvent, AlertPhoto, Fingerprint, PictureFingerprint
from yaqaza.alerts.models.fingerprints import VERSION, known_of
from yaqaza.core.crypto import blind_index
from yaqaza.language import analyse
from yaqaza.language.duplicates import pictures, situations, texts

SLICE = 250
JOB_SECONDS = 20.0
log = logging.getLogger(__name__)
_MADE = ["version", "text_bands", "contact_keys", "said", "made_at"]


def make(*, alert_ids: Sequence[int]) -> int:
    """Make the fingerprints of these alerts and their photos, and return of how many alerts.

    Making one twice changes nothing more.
    """
    alerts = list(Alert.objects.filter(pk__in=alert_ids).order_by("pk"))
    rows = fingerprints(alerts, erased=_erased(alert_ids))
    photos = _photos(AlertPhoto.objects.filter(alert__in=alerts))
    with transaction.atomic():
        locked = Alert.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=alert_ids).order_by("pk")
        held = {pk: contact for pk, *contact in locked.values_list("pk", "reporter_index", "anonymous")}
        gone = {alert.pk for alert in alerts if held.get(alert.pk) != [alert.reporter_index, alert.anonymous]}
        rows = [row for row in rows if row.alert_id not in gone]  # erased while it was read: the next turn makes it
        Fingerprint.objects.bulk_create(rows, update_conflicts=True, unique_fields=["alert"], update_fields=_MADE)
        PictureFingerprint.objects.bulk_create(
            photos, update_conflicts=True, unique_fields=["photo"], update_fields=["version", "bits", "bands"]
        )
    return len(rows)


def make_missing(*, seconds: float = JOB_SECONDS) -> bool:
    """Make fingerprints where there are none of this version, newest alerts first, and return whether all are made."""
    stop, wanted = monotonic() + seconds, missing().order_by("-pk")
    keys = list(wanted.values_list("pk", flat=True)[:SLICE])
    while keys:
        make(alert_ids=keys)
        if monotonic() > stop:
            return False
        keys = list(wanted.filter(pk__lt=keys[-1]).values_list("pk", flat=True)[:SLICE])
    return True


def missing() -> QuerySet[Alert]:
    """Return the alerts that nothing can be compared with yet."""
    return Alert.objects.filter(~Exists(Fingerprint.objects.filter(alert=OuterRef("pk"), version=VERSION)))


def forget_contact(*, alert: Alert) -> None:
    """Take telephones and names out of what is compared, after their owner asked for it."""
    for row in fingerprints([alert], erased={alert.pk}):
        Fingerprint.objects.filter(alert=alert).update(said=row.said, contact_keys=row.contact_keys)


def fingerprints(alerts: Sequence[Alert], *, erased: Collection[int] = frozenset()) -> list[Fingerprint]:
    """Return fingerprints of these alerts, not saved; of those in ``erased`` without telephones and names."""
    learned.in_use()
    rows = []
    for alert in alerts:
        text = f"{alert.text}\n{alert.place_text}".strip()
        said = analyse(text, country=settings.COUNTRY)
        told = situations.describe(text, said, **known_of(alert))
        if alert.pk in erased:
            told = situations.anonymous(told)
        kept = told.as_json()
        rows.append(
            Fingerprint(
                alert=alert,
                version=VERSION,
                text_bands=list(texts.bands(texts.signature(alert.text))),
                contact_keys=keys_of([*told.phones, *told.accounts]),
                said=json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else "",
            )
        )
    return rows


def keys_of(contacts: Iterable[str]) -> list[int]:
    """Return blind keys of telephones and accounts: half a blind index fits a bigint, chance never joins two."""
    return sorted(
        {int.from_bytes(bytes.fromhex(blind_index("contact", each)[:16]), "big", signed=True) for each in contacts}
    )


def _erased(alert_ids: Sequence[int]) -> set[int]:
    erased = AlertEvent.objects.filter(alert__in=alert_ids, kind=AlertEvent.Kind.ERASED)
    return set(erased.values_list("alert_id", flat=True))


def _photos(photos: QuerySet[AlertPhoto]) -> list[PictureFingerprint]:
    wanted = photos.filter(Q(fingerprint=None) | ~Q(fingerprint__version=pictures.VERSION))
    rows = []
    for photo in wanted.order_by("pk"):
        try:
            with photo.file.open("rb") as file:
                bits = pictures.picture_hash(file)
        except (OSError, SyntaxError, ValueError):  # what decoders raise of a broken file
            log.warning("The photo %s cannot be read: it is not compared.", photo.uuid)
            bits = None
        rows.append(
            PictureFingerprint(
                photo=photo,
                alert_id=photo.alert_id,
                version=pictures.VERSION,
                bits=bits,
                bands=list(pictures.bands(bits)) if bits is not None else [],
            )
        )
    return rows
