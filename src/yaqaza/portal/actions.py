"""What the public can do: keep photos for a report, send it, add to it. Every report becomes an alert by ``alerts.actions.receive``."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from yaqaza.alerts import actions as alerts
from yaqaza.alerts.actions import Received
from yaqaza.alerts.actions.probing import tried
from yaqaza.alerts.models import Alert
from yaqaza.alerts.states import Channel
from yaqaza.channels import actions as channels
from yaqaza.core import images
from yaqaza.core.images import Fault, NotAPhoto, Photo
from yaqaza.core.presence import AWAY
from yaqaza.core.refusal import Refused
from yaqaza.portal import queries, shelf
from yaqaza.portal.answers import answers_of
from yaqaza.portal.forms import PHOTOS_MOST
from yaqaza.portal.models import DraftPhoto
from yaqaza.portal.refusals import Refusal, Why, named
from yaqaza.portal.waiting import REPORTS, read

log = logging.getLogger(__name__)


@transaction.atomic
def keep_photos(*, draft: str, uploads: Iterable[File], heavy: Sequence[str] = (), too_many: bool = False) -> list[Why]:
    """Clean and keep photos for the draft of that index; return why, with its name, for each not taken."""
    kept = set(queries.photos_of(draft).values_list("sha256", flat=True))
    photos, refused = sift(uploads=uploads, kept=kept, heavy=heavy, too_many=too_many)
    for photo in photos:
        _keep(draft, photo)
    return refused


def sift(
    *,
    uploads: Iterable[File],
    kept: Collection[str],
    heavy: Sequence[str] = (),
    too_many: bool = False,
    most: int = PHOTOS_MOST,
) -> tuple[list[Photo], list[Why]]:
    """Return the photos among ``uploads``, cleaned, and why each of the others is not taken.

    ``kept`` are the SHA-256 of those that the report has, ``most`` how many it may have: the same photo sent twice is one. ``heavy``
    are the names of files that were too heavy to be received at all; ``too_many`` says that more came than were received.
    """
    refused: list[Why] = [(Fault.HEAVY.value, name) for name in heavy]
    known, photos = set(kept), []
    for upload in uploads:
        if len(known) >= most:
            refused.append((Refusal.FULL.value, ""))
            break
        try:
            photo = images.clean(upload)
        except NotAPhoto as refusal:
            refused.append((refusal.fault.value, upload.name or ""))
            continue
        if photo.sha256 not in known:
            known.add(photo.sha256)
            photos.append(photo)
    else:
        if too_many:
            refused.append((Refusal.MANY.value, ""))
    return photos, refused


@transaction.atomic
def take_from_shelf(*, draft: str) -> None:
    """Bring photos that were kept on disk while the database was away to those of their draft."""
    shelved = shelf.photos_of(draft)
    if not shelved:
        return
    kept = set(queries.photos_of(draft).values_list("sha256", flat=True))
    for each in shelved:
        if each.photo.sha256 not in kept and len(kept) < PHOTOS_MOST:
            kept.add(each.photo.sha256)
            _keep(draft, each.photo)
    transaction.on_commit(lambda: shelf.forget(draft))


@transaction.atomic
def remove_photo(*, draft: str, uuid: str) -> None:
    """Remove a photo of that draft; one that is gone already is no matter."""
    _remove(queries.photos_of(draft).filter(uuid=uuid))


@transaction.atomic
def forget_photos(*, draft: str) -> None:
    """Remove every photo of that draft."""
    _remove(queries.photos_of(draft))
    transaction.on_commit(lambda: shelf.forget(draft))


@transaction.atomic
def send(*, token: str, draft: str, answers: dict[str, Any], photos: Sequence[Photo] = ()) -> Received:
    """Turn a report into an alert; the same token makes one alert, however often it is pressed.

    ``photos`` came with the last press; those of its draft go along.

    A test of our own is taken in the same way, and undone.
    """
    if channels.note_arrived(connector=None, text=answers.get("text", "")):
        return tried(lambda: alerts.receive(by=None, channel=Channel.PORTAL, source_ref=token, **answers))
    take_from_shelf(draft=draft)
    every = {photo.sha256: photo for photo in (*map(_photo, queries.photos_of(draft)), *photos)}
    received = alerts.receive(
        by=None, channel=Channel.PORTAL, source_ref=token, photos=list(every.values())[:PHOTOS_MOST], **answers
    )
    _remove(queries.photos_of(draft))
    return received


def take_waiting() -> int:
    """Turn the reports that came while the database was away into alerts, each once, and return how many there were.

    A file goes when its alert is committed; one that makes trouble stays, is told of in the log, and holds nothing else back.
    """
    count = 0
    for each in REPORTS.kept_for_me():
        try:
            report, photos, at = read(each.values)
            answers = answers_of(report) | {"received_at": at}
            send(token=report.token, draft=report.index, answers=answers, photos=photos)
        except AWAY:
            raise
        except Exception as error:
            log.error("the waiting report %s became no alert: %s", each.path.name[:32], type(error).__name__)
            continue
        each.path.unlink(missing_ok=True)
        count += 1
    return count


def add(
    *, alert: Alert, text: str, uploads: Sequence[File] = (), heavy: Sequence[str] = (), too_many: bool = False
) -> None:
    """Add what the reporter says later; raises Refused when a photo cannot be taken, and keeps nothing then."""
    if heavy:
        raise Refused(named(heavy[0], Fault.HEAVY.sentence))
    if too_many or len(uploads) > PHOTOS_MOST:
        raise Refused(str(Refusal.MANY.label))
    alerts.add_information(alert=alert, text=text, photos=[_cleaned(upload) for upload in uploads])


def erase_contact(*, alert: Alert) -> None:
    """Erase the number and the name of whoever holds the code; the report stays."""
    alerts.erase_contact(alert=alert)


@transaction.atomic
def forget_old_drafts() -> int:
    """Remove the photos of reports that were begun a day ago and never sent; return how many were in the database."""
    shelf.forget_old()
    old = DraftPhoto.objects.filter(created_at__lt=timezone.now() - shelf.LIVE)
    return _remove(old)


def _cleaned(upload: File) -> Photo:
    try:
        return images.clean(upload)
    except NotAPhoto as refusal:
        raise Refused(named(upload.name, str(refusal))) from None


def _keep(draft: str, photo: Photo) -> None:
    row = DraftPhoto(
        draft=draft, sha256=photo.sha256, width=photo.width, height=photo.height, size=photo.size, lon=photo.lon, lat=photo.lat,
        taken_at=photo.taken_at,
    )  # fmt: skip
    row.file.save(f"{row.uuid}.jpg", ContentFile(photo.content), save=False)
    row.save(force_insert=True)


def _photo(row: DraftPhoto) -> Photo:
    with row.file.open("rb") as file:
        content = file.read()
    return Photo(content, row.width, row.height, row.size, row.sha256, row.lon, row.lat, row.taken_at)


def _remove(rows: Any) -> int:
    """Rows first, their files when that is certain."""
    files = [row.file for row in rows]
    rows.delete()
    for file in files:
        transaction.on_commit(partial(file.storage.delete, file.name))
    return len(files)
