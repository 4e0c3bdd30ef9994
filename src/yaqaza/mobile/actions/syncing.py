"""One call of a phone: what it did comes in, what changed goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from yaqaza.accounts.models import Organisation, User
from yaqaza.accounts.scope import home_posting
from yaqaza.mobile import rules
from yaqaza.mobile.actions.phones import registered
from yaqaza.mobile.actions.taking import OtherContent, Sent, take
from yaqaza.mobile.holding import pack, records, unpack
from yaqaza.mobile.models import Operation, Phone

PAGE = 1000
"""Records that one answer carries, some 30 kB packed: a cut connection loses no more."""

RIGHT = timedelta(seconds=30)
"""A clock that is wrong by less is right: what is measured so is how long the call was on its way."""


@dataclass(frozen=True)
class Call:
    """What a phone says: who it is, what it holds (``cursor``), how it stands, what was done on it."""

    phone: UUID
    now: datetime
    name: str = ""
    cursor: int = 0
    waiting: int = 0
    stored: int = 0
    quota: int = 0
    operations: Sequence[Sent] = ()
    open: Sequence[UUID] = ()  # operations of which it does not know yet how they ended


@dataclass
class Answer:
    """What is answered: receipts, what changed, and whether to delete everything (``wipe``) or to begin anew (``anew``)."""

    wipe: bool = False
    anew: bool = False
    more: bool = False
    cursor: int = 0
    receipts: list[dict[str, Any]] = field(default_factory=list)
    put: list[dict[str, Any]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def sync(*, call: Call, by: User) -> Answer:
    """Take what was done on the phone, each act in a transaction of its own, then say what changed."""
    phone = registered(uuid=call.phone, by=by, name=call.name)
    if phone.ended_at is not None:
        return Answer(wipe=True)
    posting = home_posting(by, *rules.TO_CALL)
    if posting is None:  # whoever works here no more holds nothing any more
        return Answer(wipe=True)
    answer = Answer()
    wrong = timezone.now() - call.now  # how much the phone's clock is slow
    wrong = wrong if abs(wrong) > RIGHT else timedelta()
    for sent in call.operations:
        answer.receipts.append(_receipt(sent, by=by, phone=phone, house=posting.organisation, wrong=wrong))
    told = {receipt["uuid"] for receipt in answer.receipts}
    for row in Operation.objects.filter(uuid__in=call.open, phone=phone):
        if str(row.uuid) not in told:
            answer.receipts.append(_said(row))
    _changes(call, answer, phone=phone, by=by)
    return answer


def _receipt(sent: Sent, *, by: User, phone: Phone, house: Organisation, wrong: timedelta) -> dict[str, Any]:
    try:
        at = min(sent.at + wrong, timezone.now())
    except OverflowError:  # a clock that says the year 1, or 9999
        at = timezone.now()
    right = Sent(sent.uuid, sent.kind, at, sent.data, sent.after)
    try:
        return _said(take(sent=right, by=by, phone=phone, house=house))
    except OtherContent as refusal:
        return {"uuid": str(sent.uuid), "state": "OTHER", "why": str(refusal)}


def _said(row: Operation) -> dict[str, Any]:
    said = {"uuid": str(row.uuid), "state": row.state}
    return said | {"why": row.why} if row.why else said


@transaction.atomic
def _changes(call: Call, answer: Answer, *, phone: Phone, by: User) -> None:
    """Say what is new on the base of what the phone holds; what it did not acknowledge is offered again."""
    phone = Phone.objects.select_for_update(no_key=True).get(pk=phone.pk)
    if phone.ended_at is not None:
        answer.wipe = True
        return
    if call.cursor == phone.offer and phone.offered:
        phone.known, phone.cursor = phone.offered, call.cursor
    held = unpack(bytes(phone.known))
    if (
        call.cursor != phone.cursor
    ):  # another store than the one we know: emptied, or of two calls at once the one that we do not know
        held, answer.anew, phone.cursor = {}, True, max(phone.offer, phone.cursor, call.cursor) + 1
    have = {record.uuid: record for record in records(by)}
    marks = {uuid: record.mark() for uuid, record in have.items()}
    gone = [uuid for uuid in held if uuid not in have]
    changed = [uuid for uuid, mark in marks.items() if held.get(uuid) != mark]
    now, answer.more = changed[:PAGE], len(changed) > PAGE
    answer.put = [have[uuid].said() for uuid in now]
    answer.gone = [str(uuid) for uuid in gone]
    after = {uuid: mark for uuid, mark in held.items() if uuid in have} | {uuid: marks[uuid] for uuid in now}
    something = bool(now or gone or answer.anew)
    phone.known, phone.offered = pack(held), pack(after) if something else b""
    phone.offer = (
        max(phone.offer, phone.cursor) + 1 if something else phone.cursor
    )  # never one that another answer carries
    answer.cursor = phone.offer
    phone.synced_at, phone.waiting = timezone.now(), call.waiting
    phone.stored, phone.quota = call.stored, call.quota
    fields = ["known", "offered", "cursor", "offer", "synced_at", "waiting", "stored", "quota"]
    phone.save(update_fields=fields)
