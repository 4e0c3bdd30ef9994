"""Files that come in pieces: each piece at its place, once; a cut costs at most one piece."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from yaqaza.core.refusal import Refused
from yaqaza.mobile import rules
from yaqaza.mobile.actions.taking import arrived, forget, one_at_a_time
from yaqaza.mobile.models import Operation, Phone, Upload
from yaqaza.mobile.states import UNSETTLED

KEPT = timedelta(days=30)


@transaction.atomic
def add_piece(*, phone: Phone, uuid: UUID, size: int, offset: int, piece: bytes) -> Upload:
    """Put a piece behind what is here, and return the upload; a piece that is here already changes nothing."""
    if not 0 < size <= rules.MOST_FILE:
        raise Refused(_("A file holds at most 25 MB."))
    one_at_a_time(phone)
    upload = Upload.objects.select_for_update(no_key=True).filter(uuid=uuid).first()
    if upload is None:
        upload = Upload(uuid=uuid, phone=phone, size=size)
        if offset > 0:
            return upload  # it has been used already, or begins with another piece
        upload.file.save(f"{upload.key}", ContentFile(b""), save=False)
        upload.save(force_insert=True)
    if upload.phone_id != phone.pk or upload.size != size:
        raise Refused(_("Another file is on its way under this number."))
    fresh = piece[max(0, upload.received - offset) :]
    if offset > upload.received or not fresh:
        return upload  # a gap: the phone goes on from where we are; or nothing new
    if upload.received + len(fresh) > size:
        raise Refused(_("More came than the phone said."))
    with upload.file.storage.open(str(upload.file), "r+b") as file:
        file.seek(upload.received)
        file.write(fresh)
        file.truncate()
    upload.received += len(fresh)
    upload.save(update_fields=["received"])
    if upload.whole:
        arrived(upload)
    return upload


@transaction.atomic
def forget_old() -> int:
    """Delete files that nothing named for a month, and return how many; not those of a phone of which a photo is left to settle."""
    waits = Operation.objects.filter(phone=OuterRef("phone"), kind="mission.photo", state__in=UNSETTLED)
    old = list(Upload.objects.filter(~Exists(waits), begun_at__lt=timezone.now() - KEPT).select_for_update(no_key=True))
    for upload in old:
        forget(upload)
    return len(old)
