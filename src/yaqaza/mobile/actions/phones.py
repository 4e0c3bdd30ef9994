"""Phones: known from their first call, signed out from afar."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from yaqaza.accounts.models import User
from yaqaza.core import audit
from yaqaza.core.text import clean
from yaqaza.mobile import rules
from yaqaza.mobile.actions.taking import forget
from yaqaza.mobile.models import Phone


@transaction.atomic
def registered(*, uuid: UUID, by: User, name: str) -> Phone:
    """Return the phone of that uuid, known from now on; one of somebody else is refused."""
    phone, created = Phone.objects.get_or_create(uuid=uuid, defaults={"user": by, "name": clean(name)[:80]})
    rules.check_phone(phone, by=by)
    if created:
        audit.record("phone.registered", on=phone, by=by)
    return phone


@transaction.atomic
def end(*, phone: Phone, by: User) -> Phone:
    """Sign a phone out: at its next call it deletes what it holds. What it had not sent is lost, and the page says so."""
    phone = Phone.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=phone.pk)
    rules.check_end(phone, by=by)
    phone.ended_at, phone.ended_by = timezone.now(), by
    phone.known = phone.offered = b""
    phone.save(update_fields=["ended_at", "ended_by", "known", "offered"])
    for upload in phone.uploads.all():
        forget(upload)
    audit.record("phone.ended", on=phone, by=by, user=phone.user)
    return phone


@transaction.atomic
def wiped(*, uuid: UUID) -> None:
    """Note that a phone which was signed out says that it has deleted everything."""
    phone = (
        Phone.objects.select_for_update(no_key=True).filter(uuid=uuid, ended_at__isnull=False, wiped_at=None).first()
    )
    if phone is not None:
        phone.wiped_at = timezone.now()
        phone.save(update_fields=["wiped_at"])
        audit.record("phone.wiped", on=phone)
