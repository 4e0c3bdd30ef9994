"""One operation of a phone: applied once, in a transaction of its own, whatever order things come in.

What cannot be done is kept with its reason until somebody settles it: nothing that was written on a phone is lost.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from yaqaza.accounts.models import Organisation, User
from yaqaza.core.crypto import blind_index
from yaqaza.core.presence import AWAY
from yaqaza.core.refusal import Refused
from yaqaza.core.text import clean
from yaqaza.mobile.models import Operation, Phone, Upload
from yaqaza.mobile.operations import KINDS, Act, Awaits, Unreadable
from yaqaza.mobile.states import State

log = logging.getLogger(__name__)
S = State


@dataclass(frozen=True)
class Sent:
    """An operation as a phone sends it; ``after``: those of the phone that come before it."""

    uuid: UUID
    kind: str
    at: datetime
    data: Mapping[str, Any]
    after: Sequence[UUID] = ()


class OtherContent(Refused):
    """An operation of this uuid is here, and it is not this one."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Something else was received under this number. Keep the phone as it is, and tell who looks after the program."
            )
        )


def take(*, sent: Sent, by: User, phone: Phone, house: Organisation) -> Operation:
    """Apply what was sent, or find what became of it when it came before. Raises OtherContent."""
    held = json.dumps({"data": sent.data, "after": [str(uuid) for uuid in sent.after]}, sort_keys=True)
    kind = clean(sent.kind)[:30]
    fingerprint = blind_index("operation", f"{kind}\n{held}")
    known = Operation.objects.filter(uuid=sent.uuid).first()
    if known is None:
        row = Operation(
            uuid=sent.uuid, phone=phone, user=by, organisation=house, kind=kind, at=sent.at, fingerprint=fingerprint,
            data=held, state=S.BROKEN,
        )  # fmt: skip
        try:
            with transaction.atomic():
                one_at_a_time(phone)
                row.save(force_insert=True)
                _apply(row)
                return row
        except IntegrityError:
            known = Operation.objects.filter(uuid=sent.uuid).first()
            if known is None:
                raise
    if known.fingerprint != fingerprint or known.phone_id != phone.pk:
        raise OtherContent
    return known


def act_of(row: Operation) -> Act:
    """Return an operation as its kind reads it."""
    return Act(row.uuid, json.loads(row.data)["data"], row.user, row.at, row.phone)


def _apply(row: Operation) -> None:
    """Do it, and write down what became of it. The caller holds the row."""
    row.awaits, row.why = None, ""
    left = None
    try:
        with transaction.atomic():
            _comes_next(row)
            outcome = _kind(row)(act_of(row))
            for upload in outcome.used:
                used(upload)
    except Awaits as missing:
        row.state, row.awaits = S.WAITING, missing.uuid
    except Refused as refusal:
        row.state, row.why = S.REFUSED, str(refusal)
    except AWAY:
        raise
    except Exception as error:  # a fault of ours: what the phone sent is kept, and done when it is mended
        log.error("operation %s of kind %s: %s", row.uuid, row.kind, type(error).__name__)
        row.state = S.BROKEN
    else:
        row.subject = outcome.subject
        row.state = S.DIFFERS if outcome.differs else S.APPLIED
        if outcome.differs:
            held = json.loads(row.data)
            left = json.dumps(held | {"differs": sorted(outcome.differs)})
        row.data = left or ""
    row.save(update_fields=["state", "awaits", "why", "subject", "data"])
    if row.state != S.WAITING:
        follow(row.uuid)


def _kind(row: Operation) -> Any:
    if row.kind not in KINDS:
        raise Unreadable
    return KINDS[row.kind]


def _comes_next(row: Operation) -> None:
    """Refuse to be done before what came before it on the phone has been done or decided."""
    after = [UUID(uuid) for uuid in json.loads(row.data)["after"]]
    here = {each.uuid: each for each in Operation.objects.filter(uuid__in=after, phone=row.phone)}
    for uuid in after:
        if uuid not in here or here[uuid].state == S.WAITING:
            raise Awaits(uuid)


def follow(uuid: UUID) -> None:
    """Do what waited for ``uuid``."""
    for row in (
        Operation.objects.select_for_update(of=("self",), no_key=True)
        .filter(awaits=uuid, state=S.WAITING)
        .order_by("id")
    ):
        _apply(row)


@transaction.atomic
def arrived(upload: Upload) -> None:
    """Do what waited for a file that is whole now."""
    follow(upload.uuid)


def one_at_a_time(phone: Phone) -> None:
    """Let acts and pieces of files of one phone go one after another: what waits for another never misses it."""
    Phone.objects.select_for_update(no_key=True).only("pk").get(pk=phone.pk)


def used(upload: Upload) -> None:
    """Let go a file that has found its place; its row stays for a while, so that a phone which missed the answer does not send it again."""
    transaction.on_commit(partial(upload.file.storage.delete, str(upload.file)))
    upload.file = ""
    upload.save(update_fields=["file"])


def forget(upload: Upload) -> None:
    """Delete a file that was on its way, from the disk only once the database has let it go."""
    if upload.file:
        transaction.on_commit(partial(upload.file.storage.delete, str(upload.file)))
    upload.delete()


def again(row: Operation) -> None:
    """Try once more. The caller holds the row."""
    _apply(row)
